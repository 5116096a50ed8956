"""What partners of the demonstration do together about gaps and offers: one introduction in every state, one joint
response, and somebody who lacks the same.
"""

import datetime
from collections.abc import Iterator, Mapping

from django.db.models import F
from django.utils import timezone

from registry.actions import introduction_nights, introductions, joint_responses, lacks_too
from registry.models import Introduction, Membership, Organization, Person, SupportGap, SupportOffer
from registry.queries.introductions import own_gaps, own_offers
from registry.vocabulary import EndReason

OWNERS = ("partner-en", "partner-fr", "partner-es", "partner-ru", "partner-ar", "partner-zh", "owner")
WORDS = "We read of your invented gap, and believe that we can help. May we talk about when and how?"


def tell(cast: Mapping[str, Person]) -> None:
    """Each introduction is about another gap, as far as there are partners that need and partners that help."""
    needs, helps = _partners(cast)
    pairs = _pairs(needs, helps)
    _write(*next(pairs))
    _wait(_write(*next(pairs)), 8)
    late = _write(*next(pairs))
    _wait(late, 30)
    introduction_nights.remind(timezone.now())
    _accept(*next(pairs), shares=True)
    begun, needing, by = _agreed(*next(pairs))
    introductions.begin_delivery(introduction=begun, organization=needing, by=by)
    met, needing, by = _agreed(*next(pairs))
    introductions.deliver(introduction=met, organization=needing, by=by, met=True)
    for organization in (needing, met.helping):
        introductions.tell_publicly(introduction=met, organization=organization, by=_speaker(organization), tells=True)
    partly, needing, by = _agreed(*next(pairs))
    introductions.deliver(introduction=partly, organization=needing, by=by, met=False)
    failed, needing, by = _agreed(*next(pairs))
    introductions.fail(
        introduction=failed,
        organization=needing,
        by=by,
        because=EndReason.CIRCUMSTANCES,
        reason="The invented boat sank before it could be handed over.",
    )
    declined = _write(*next(pairs))
    introductions.decline(
        introduction=declined,
        organization=declined.needing,
        by=_speaker(declined.needing),
        because=EndReason.NOT_FITTING,
    )
    taken_back = _write(*next(pairs))
    introductions.take_back(introduction=taken_back, organization=taken_back.helping, by=_speaker(taken_back.helping))
    _suggest(cast["reviewer"], *next(pairs))
    _answer_together(next(pairs), helps)


Pair = tuple[SupportGap, Organization]


def _partners(cast: Mapping[str, Person]) -> tuple[list[Organization], list[Organization]]:
    """Partners with a team that state a gap, and those that make an offer; which is the same in every making."""
    people = [cast[one] for one in OWNERS]
    found = Organization.objects.listed().filter(memberships__person__in=people).order_by("listed_at", "pk")
    partners = list({one.pk: one for one in found}.values())
    return [one for one in partners if own_gaps(one).exists()], [one for one in partners if own_offers(one).exists()]


def _pairs(needs: list[Organization], helps: list[Organization]) -> Iterator[Pair]:
    """Gaps, each with a partner that helps, as far as the two are looked after by different people."""
    number = 0
    for needing in needs:
        for gap in own_gaps(needing):
            others = [one for one in helps if _speaker(one) != _speaker(needing)]
            number += 1
            yield gap, others[number % len(others)]


def _speaker(organization: Organization) -> Person:
    return Membership.objects.filter(organization=organization).order_by("since", "pk")[0].person


def _write(gap: SupportGap, helping: Organization, *, shares: bool = False) -> Introduction:
    return introductions.introduce(
        organization=helping,
        by=_speaker(helping),
        text=WORDS,
        language="en",
        gap=gap,
        offer=own_offers(helping).first(),
        shares=shares,
    )


def _accept(gap: SupportGap, helping: Organization, *, shares: bool = False) -> Introduction:
    made = _write(gap, helping, shares=shares)
    return introductions.accept(
        introduction=made,
        organization=made.needing,
        by=_speaker(made.needing),
        shares=shares,
        text="Gladly. The invented month of May would suit us.",
    )


def _agreed(gap: SupportGap, helping: Organization) -> tuple[Introduction, Organization, Person]:
    made = _accept(gap, helping)
    return made, made.needing, _speaker(made.needing)


def _wait(introduction: Introduction, days: int) -> None:
    back = datetime.timedelta(days=days)
    Introduction.objects.filter(pk=introduction.pk).update(
        opened_at=F("opened_at") - back, state_since=F("state_since") - back
    )


def _suggest(reviewer: Person, gap: SupportGap, helping: Organization) -> None:
    offer: SupportOffer = own_offers(helping)[0]
    introductions.suggest(gap=gap, offer=offer, text="You two may fit.", language="en", by=reviewer)


def _answer_together(pair: Pair, helps: list[Organization]) -> None:
    """One leads, one has joined, one asks to; and one more lacks the same."""
    lead = _accept(*pair)
    joint = joint_responses.open_joint(introduction=lead, organization=lead.helping, by=_speaker(lead.helping))
    rest = [one for one in helps if one.pk not in (lead.needing_id, lead.helping_id)]
    joining, asking, lacking = rest[:3]
    for organization in (joining, asking):
        member = joint_responses.ask_to_join(
            joint=joint, organization=organization, by=_speaker(organization), words="We can lend invented boats."
        )
        if organization == joining:
            joint_responses.take_in(member=member, by=_speaker(lead.helping))
    lacks_too.lack_too(gap=pair[0], organization=lacking, by=_speaker(lacking))
