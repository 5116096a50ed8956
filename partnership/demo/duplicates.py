"""Who looks like another in the demonstration: one insists on being itself; a reviewer told two apart."""

from partnership.demo.stories import Stories
from partnership.demo.times import days_pass
from registry.actions import drafts, duplicates
from registry.entry.document import present
from registry.vocabulary import OrganizationType

WHY = "We share words with them: they manage reserves, we are a circle of schools that visits them."
TWO = "Each has its own seat and its own board; they know of each other."


def tell(stories: Stories) -> None:
    """A registration with the words of a partner's name in another order waits; two partners are known to be two."""
    partner = stories.listed("en", OrganizationType.NETWORK)
    by = stories.owner("en")
    document = stories.writer.entry("en", OrganizationType.NETWORK, activities=2)
    official = next(iter(present(document, "names").values()))
    first, *rest = partner.names.present().filter(kind="official", language="en").get().text.split()
    official["text"] = " ".join([*rest, first])
    document["where"] |= {"base_country": partner.base_country_id or "", "no_seat": partner.no_seat}
    twin = drafts.open_registration(
        by=by,
        beginning=drafts.Beginning(
            name=official["text"],
            language=official["language"],
            type=document["organization"]["type"],
            website=document["organization"]["website"],
            base_country=document["where"]["base_country"],
            no_seat=document["where"]["no_seat"],
        ),
        insisted={"of": [str(partner.pk)], "reason": WHY},
    )
    twin = stories.save(twin, "organization", document["organization"], by)
    stories.complete(twin, document, by, "en")
    days_pass([twin.organization_id], 2)

    other = stories.listed("en", OrganizationType.NETWORK)
    duplicates.mark_distinct(one=partner, other=other, by=stories.reviewer, reason=TWO)
