"""What mail servers send back, as they write it: delivery status notifications (RFC 3464)."""

OURS = "<01a20234-bc0a-70f8-8fa2-d3393c0121d6@localhost>"

REPORT = """\
From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
To: partnership@localhost
Subject: Undelivered Mail Returned to Sender
Message-ID: <20261125.ABC@mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limit"

--limit
Content-Type: text/plain; charset=utf-8

I'm sorry to have to inform you that your message could not be delivered.

--limit
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Wed, 25 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; amina@people.example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--limit
Content-Type: {returned}

Message-ID: {message_id}
From: partnership@localhost
Subject: Is the entry of Invented Bay Council still true?

--limit--
"""


def report(
    message_id: str = OURS, *, action: str = "failed", status: str = "5.1.1", returned: str = "message/rfc822"
) -> bytes:
    """`returned`: message/rfc822 where the whole email came back, text/rfc822-headers where its headers did."""
    return REPORT.format(message_id=message_id, action=action, status=status, returned=returned).encode()


OUT_OF_OFFICE = f"""\
From: amina@people.example.org
To: partnership@localhost
Subject: Out of office
In-Reply-To: {OURS}
Auto-Submitted: auto-replied

I am in the field until March.
""".encode()
