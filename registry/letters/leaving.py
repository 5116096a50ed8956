"""Letters about leaving the directory and coming back."""

from registry import rules
from registry.actions.withdrawals import erased_on
from registry.letters.facts import Facts, address_of, called, letter, organization_of
from registry.models import (
    Message,
    Withdrawal,
)


@letter
def withdrawn(message: Message) -> Facts:
    """To the team: the entry is out of the directory, who may return it, and until when that takes one click.

    Owners are led to the way back, editors to the downloads, since the way back is not theirs.
    """
    organization = organization_of(message)
    withdrawal = Withdrawal.objects.get(pk=message.context["withdrawal"])
    is_owner = message.person is not None and rules.owns(message.person, organization)
    page = "workspace_withdraw" if is_owner else "workspace_downloads"
    return {
        "organization": called(organization),
        "until": erased_on(withdrawal),
        "is_owner": is_owner,
        "link": address_of(page, organization.public_id_id),
    }


@letter
def returned(message: Message) -> Facts:
    """To the team: the entry is listed again."""
    organization = organization_of(message)
    return {
        "organization": called(organization),
        "link": address_of("partner", organization.public_id_id),
    }


@letter
def erasure_notice(message: Message) -> Facts:
    """To the team of an entry that was withdrawn: personal data goes soon, and how to prevent that."""
    return withdrawn(message)
