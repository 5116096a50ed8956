"""What visitors wrote to partners of the demonstration: passed on, reported, deleted, waiting for its sender."""

from collections.abc import Mapping

from partnership.demo.times import days_pass
from registry.actions import cases, enquiries
from registry.models import Enquiry, Membership, Organization, Person
from registry.vocabulary import ReportReason

SENDER = "Sam Passerby"
SENDER_ADDRESS = "stranger@demo.example"


def tell(cast: Mapping[str, Person]) -> None:
    """The partner of the owner and the editor has one message in each state; another has none but a held report."""
    owner = cast["owner"]
    partner = Organization.objects.listed().get(memberships__person=owner)
    _send(partner, "May two of our wardens visit your invented nursery in spring? We pay for the journey.")
    days_pass([partner.pk], 2)
    rude = _send(partner, "Pay 500 invented coins at once, or your entry disappears.")
    enquiries.report_abuse(
        enquiry=rude, text="It threatens us and wants money. We do not know the sender.", language="en", by=owner
    )
    _send(partner, "Which invented species of mangrove do you plant?")
    _send(partner, "This message waits until its sender opens the link in a mail.", held=True)
    enquiries.delete(enquiry=_send(partner, "This message was read and deleted."), by=owner)
    cases.report_entry(
        organization=Membership.objects.filter(person=cast["partner-fr"], organization__state="listed")
        .order_by("pk")[0]
        .organization,
        reason=ReportReason.OTHER,
        text="This report waits until its sender opens the link in a mail.",
        address=SENDER_ADDRESS,
        language="fr",
        held=True,
    )


def _send(partner: Organization, text: str, *, held: bool = False) -> Enquiry:
    return enquiries.send(
        organization=partner, name=SENDER, address=SENDER_ADDRESS, text=text, language="en", held=held
    )
