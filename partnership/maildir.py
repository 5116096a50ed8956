"""Email for installations without a mail server: messages are kept in a folder."""

import mailbox
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MaildirEmailBackend(BaseEmailBackend):
    """Delivers into the Maildir `settings.MAIL_DIR`: a message is there whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = mailbox.Maildir(settings.MAIL_DIR, create=True)
        for message in email_messages:
            folder.add(message.message().as_bytes())
        return len(email_messages)
