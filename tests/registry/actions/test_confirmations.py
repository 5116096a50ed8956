"""Keeping entries true: confirmed by part, asked for on four days, expired with notice, opened again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from registry.actions import claims, confirmations, drafts, submissions, withdrawals
from registry.actions.confirmations import confirm, expire_due, remind_due, reopen
from registry.errors import EntryChanged, IllegalMove, NotAllowed, OfferOver
from registry.models import (
    Confirmation,
    Listing,
    Membership,
    Message,
    Organization,
    Person,
    PublicChange,
    SupportGap,
    SupportOffer,
    Withdrawal,
)
from registry.queries.confirmations import PARTS, is_lapsed, parts_of, standing
from registry.queries.directory import Asked, count
from registry.queries.organizations import public_entry
from registry.states import Origin
from registry.vocabulary import ConfirmationWay
from tests import factories, listings
from tests.factories import CONTACT, join_team, listed, new_key, person, save

pytestmark = pytest.mark.django_db

LINK, WORKSPACE = ConfirmationWay.LINK, ConfirmationWay.WORKSPACE


def day(number: int) -> datetime:
    return timezone.now() + timedelta(days=number)


def on(number: int) -> date:
    return day(number).astimezone(UTC).date()


def fresh(organization: Organization) -> Organization:
    return Organization.objects.get(pk=organization.pk)


def aged(organization: Organization, days: int) -> Organization:
    """The same entry, as if everything had been confirmed so many days ago."""
    then = on(-days)
    Organization.objects.filter(pk=organization.pk).update(
        confirmed_on=then, confirmed_parts=dict.fromkeys(PARTS, then.isoformat()), listed_at=day(-days)
    )
    for model in (SupportGap, SupportOffer):
        model._default_manager.filter(organization=organization).update(confirmed_on=then)
    return fresh(organization)


def said(kind: str) -> list[tuple[str, Any]]:
    """To whom messages of a kind went, and with which number."""
    found = Message.objects.filter(kind=kind).order_by("pk").select_related("person")
    return [(message.person.name if message.person else "", message.context.get("number")) for message in found]


def gap_and_offer(organization: Organization) -> tuple[SupportGap, SupportOffer]:
    return SupportGap.objects.get(organization=organization), SupportOffer.objects.get(organization=organization)


# -- The word itself --------------------------------------------------------------------------------------------------


def test_an_approval_confirms_every_part_for_the_team_that_sent_it() -> None:
    organization = listed()

    today, gap, offer = on(0), *gap_and_offer(organization)
    assert organization.confirmed_on == today
    assert organization.confirmed_parts == dict.fromkeys(PARTS, today.isoformat())
    assert (gap.confirmed_on, offer.confirmed_on) == (today, today)
    said = Confirmation.objects.get()
    assert (said.by, said.way, said.parts) == (person("amina"), "submission", list(PARTS))


def test_a_staff_edit_confirms_nothing_and_a_gap_that_it_brings_has_its_clock_from_that_day() -> None:
    organization = aged(listed(), 100)
    edit = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    save(edit, new_key("gaps"), factories.GAP, person("rosa"))
    submissions.approve(submission=edit, by=person("rosa"))

    assert fresh(organization).confirmed_on == on(-100)
    assert Confirmation.objects.count() == 1
    held = standing(organization, on(0)).held
    assert sorted(one.row.clock for one in held) == [on(-100), on(-100), on(0)]


def test_all_is_confirmed_at_once() -> None:
    organization = aged(listed(), 400)
    Organization.objects.update(reminders=3, reminded_on=on(-5))
    SupportGap.objects.update(reminders=2)

    confirmed = confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK)

    organization = fresh(organization)
    assert (organization.confirmed_on, organization.reminders, organization.reminded_on) == (on(0), 0, None)
    gap, offer = gap_and_offer(organization)
    assert (gap.confirmed_on, gap.reminders, offer.confirmed_on) == (on(0), 0, on(0))
    assert (confirmed.way, confirmed.parts, confirmed.by) == ("link", list(PARTS), person("amina"))
    assert Listing.objects.get().record["confirmed_on"] == on(0).isoformat()
    assert count(Asked())[1]["confirmed"] == {"year": 1}


def test_part_by_part_the_entry_is_as_old_as_its_oldest_part() -> None:
    organization = aged(listed(), 350)
    Organization.objects.update(reminders=1, reminded_on=on(-5))

    for number, part in enumerate(PARTS):
        assert fresh(organization).confirmed_on == on(-350), number
        assert fresh(organization).reminders == 1
        confirm(organization=organization, parts=[part], by=person("amina"), way=WORKSPACE)

    assert (fresh(organization).confirmed_on, fresh(organization).reminders) == (on(0), 0)
    assert list(Confirmation.objects.order_by("at").values_list("parts", flat=True))[1:] == [[part] for part in PARTS]


def test_gaps_are_confirmed_with_their_part_alone() -> None:
    organization = aged(listed(), 170)

    confirm(organization=organization, parts=["gaps"], by=person("amina"), way=WORKSPACE)

    gap, offer = gap_and_offer(organization)
    assert (gap.confirmed_on, offer.confirmed_on) == (on(0), on(-170))


def test_an_entry_that_was_never_confirmed_is_once_every_part_was() -> None:
    organization = listed()
    Organization.objects.update(confirmed_on=None, confirmed_parts={})

    confirm(organization=organization, parts=PARTS[:5], by=person("amina"), way=WORKSPACE)
    assert fresh(organization).confirmed_on is None
    assert parts_of(fresh(organization))["contacts"] is None
    confirm(organization=organization, parts=["contacts"], by=person("amina"), way=WORKSPACE)
    assert fresh(organization).confirmed_on == on(0)


def test_said_twice_on_a_day_it_is_one_confirmation() -> None:
    organization = aged(listed(), 400)

    first, second = (confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK) for _ in range(2))

    assert first == second
    assert Confirmation.objects.count() == 2  # with the one of the approval


def test_a_gap_that_came_meanwhile_is_confirmed_too() -> None:
    organization = aged(listed(), 400)
    confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK)
    SupportGap.objects.update(confirmed_on=None)

    confirm(organization=organization, parts=["gaps"], by=person("amina"), way=LINK)

    assert SupportGap.objects.get().confirmed_on == on(0)


def test_what_was_changed_after_it_was_shown_is_not_confirmed() -> None:
    organization = aged(listed(), 400)
    with pytest.raises(EntryChanged):
        confirm(
            organization=organization,
            parts=PARTS,
            by=person("amina"),
            way=LINK,
            seen=organization.live_version - 1,
        )
    assert fresh(organization).confirmed_on == on(-400)


def test_only_the_team_confirms_and_only_what_is_listed() -> None:
    organization, shut_out = aged(listed(), 400), person("bo")
    join_team(shut_out, organization)
    Person.objects.filter(pk=shut_out.pk).update(is_active=False)
    shut_out.refresh_from_db()
    for by in (person("sam"), person("rosa"), shut_out):
        with pytest.raises(NotAllowed):
            confirm(organization=organization, parts=PARTS, by=by, way=LINK)
    Organization.objects.update(state="withdrawn")
    with pytest.raises(IllegalMove):
        confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK)
    assert Confirmation.objects.count() == 1


# -- Asking -----------------------------------------------------------------------------------------------------------


def test_a_team_is_asked_on_four_days_and_each_time_once() -> None:
    organization = listed()
    join_team(person("bo"), organization)
    SupportGap.objects.all().delete()
    SupportOffer.objects.all().delete()
    asked = []
    for number in (334, 335, 336, 364, 365, 366, 394, 395, 396, 424, 425, 426, 800):
        asked += [number] * remind_due(day(number))
        remind_due(day(number))  # a second time in one night
        fresh(organization)

    assert asked == [335, 365, 395, 425]
    assert said("confirmation_due") == [(who, n) for n in (1, 2, 3, 4) for who in sorted(["Amina", "Bo"], key=_by_id)]
    organization = fresh(organization)
    assert (organization.reminders, organization.reminded_on) == (4, on(425))


def _by_id(name: str) -> str:
    return str(person(name.lower()).pk)


def test_of_several_missed_steps_only_the_latest_is_sent() -> None:
    aged(listed(), 400)
    assert remind_due(day(0)) == 1
    assert said("confirmation_due") == [("Amina", 3)]
    assert remind_due(day(1)) == 0
    assert remind_due(day(25)) == 1
    assert [number for _who, number in said("confirmation_due")] == [3, 4]


def test_gaps_and_offers_are_asked_for_every_six_months_in_one_message() -> None:
    listed()
    asked = [number for number in range(150, 243) if remind_due(day(number))]
    assert asked == [152, 182, 212]
    assert said("confirmation_due") == [("Amina", 1), ("Amina", 2), ("Amina", 3)]
    assert list(SupportGap.objects.values_list("reminders", flat=True)) == [3]


def test_whoever_confirms_is_not_asked_before_another_year() -> None:
    organization = aged(listed(), 365)
    remind_due(day(0))
    confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK)
    assert remind_due(day(1)) == 0
    assert fresh(organization).reminders == 0


def test_an_entry_without_a_team_or_with_nobody_who_may_sign_in_is_not_asked() -> None:
    listings.partner("Imported", listed_at=day(-900))
    organization = aged(listed(), 900)
    Person.objects.filter(pk=person("amina").pk).update(is_active=False)

    assert remind_due(day(0)) == expire_due(day(0)) == 0
    assert Message.objects.filter(kind__in=["confirmation_due", "support_expired"]).count() == 0
    Membership.objects.filter(organization=organization).delete()
    assert remind_due(day(0)) == 0


def test_the_clock_of_an_imported_entry_runs_from_the_day_on_which_it_was_taken_over() -> None:
    public_id = listings.partner("Imported", listed_at=day(-900))
    organization = Organization.objects.get(public_id=public_id)
    join_team(person("amina"), organization)

    assert remind_due(day(334)) == 0
    assert remind_due(day(335)) == 1
    assert standing_of(organization, 335).due_on == on(365)


def taken_over(organization: Organization) -> None:
    claim = claims.open_claim(
        organization=organization, by=person("amina"), evidence="link", link="https://bay.example.org/team"
    )
    claims.approve(claim=claim, by=person("rosa"))


def test_what_was_taken_over_does_not_expire_before_its_new_team_was_asked() -> None:
    columns = {"language": "en", "kinds": ["finance"], "everywhere": True, "state_since": day(-900)}
    public_id = listings.partner(
        "Imported",
        listed_at=day(-900),
        gaps=[{"title": "Gap", **columns}],
        offers=[{"title": "Offer", **columns, "confirmed_on": on(-600), "reminders": 3}],
    )
    organization = Organization.objects.get(public_id=public_id)
    taken_over(organization)

    assert expire_due(day(0)) == expire_due(day(241)) == 0
    assert remind_due(day(152)) == remind_due(day(182)) == 1
    assert {one.expires_on for one in standing_of(organization).held} == {on(242)}
    assert expire_due(day(242)) == 2


def test_what_was_withdrawn_and_returned_does_not_expire_before_its_team_was_asked_again() -> None:
    organization = aged(listed(), 400)
    SupportGap.objects.update(reminders=3)
    withdrawals.withdraw(organization=organization, by=person("amina"))
    withdrawals.give_back(organization=organization, by=person("amina"))
    Withdrawal.objects.update(returned_at=day(0))
    Message.objects.all().delete()

    assert expire_due(day(0)) == expire_due(day(59)) == 0
    assert remind_due(day(1)) == 1
    assert {one.expires_on for one in standing_of(fresh(organization)).held} == {on(60)}
    assert expire_due(day(60)) == 2


def standing_of(organization: Organization, number: int = 0) -> Any:
    return standing(organization, on(number))


def test_a_crash_in_the_middle_asks_nobody_twice_and_forgets_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for _number in range(3):
        aged(listed(), 365)
    post, calls = confirmations.post, []

    def killed(**kwargs: Any) -> Message:
        calls.append(kwargs)
        message = post(**kwargs)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return message

    monkeypatch.setattr(confirmations, "post", killed)
    with pytest.raises(KeyboardInterrupt):
        remind_due(day(0))
    assert len(said("confirmation_due")) == 1
    assert remind_due(day(0)) == 2
    assert remind_due(day(0)) == 0
    told = Message.objects.filter(kind="confirmation_due").values_list("context__organization", flat=True)
    assert len(told) == len(set(told)) == 3


def test_whoever_was_faster_than_the_night_is_left_in_peace() -> None:
    organization = listed()
    assert confirmations._remind(organization.pk, on(0)) == 0
    assert confirmations._expire(organization.pk, on(0), day(0)) == 0


# -- When nobody answers ----------------------------------------------------------------------------------------------


def with_people() -> Organization:
    """A partner that shows the name and address of a person, and a mailbox."""
    draft = factories.complete_draft()
    shown = {"name_public": "on", "email_public": "on"}
    save(draft, new_key("contacts"), {**CONTACT, **shown, "role": "alternate", "name": "Zuri Invented"})
    desk = {"role": "technical", "kind": "mailbox", "name": "Bay desk", "email": "desk@bay.example.org"}
    save(draft, new_key("contacts"), {**CONTACT, **shown, **desk})
    submissions.approve(submission=factories.send(draft, person("amina")), by=person("rosa"))
    return Organization.objects.get(pk=draft.organization_id)


def test_people_are_hidden_sixty_days_after_the_day_and_mailboxes_stay() -> None:
    organization = with_people()
    for days, shown in ((424, ["Zuri Invented", "Bay desk"]), (425, ["Bay desk"])):
        entry = public_entry(aged(organization, days))
        assert [contact["name"] for contact in entry.items["contacts"]] == shown
        assert entry.is_lapsed is (len(shown) == 1)
    confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK)
    assert len(public_entry(fresh(organization)).items["contacts"]) == 2


def test_an_entry_that_was_never_confirmed_shows_people_for_as_long() -> None:
    organization = with_people()
    Organization.objects.update(confirmed_on=None, confirmed_parts={}, listed_at=day(-425))
    assert is_lapsed(fresh(organization), on(0)) is True
    assert is_lapsed(fresh(organization), on(-1)) is False


def test_who_keeps_a_copy_is_told_on_the_day_on_which_people_are_hidden() -> None:
    aged(with_people(), 425)
    before = PublicChange.objects.get().at
    remind_due(day(0))
    assert PublicChange.objects.get().at > before


def test_gaps_and_offers_expire_with_notice_and_leave_the_facets() -> None:
    organization = aged(listed(name="Bay Council"), 241)
    assert expire_due(day(0)) == 0
    assert count(Asked())[1]["open_gaps"] == {"yes": 1}

    assert expire_due(day(1)) == 2
    assert expire_due(day(1)) == 0

    gap, offer = gap_and_offer(organization)
    assert (gap.state, offer.state) == ("expired", "expired")
    assert (gap.state_since - day(1)).total_seconds() < 60
    (message,) = Message.objects.filter(kind="support_expired")
    assert message.context == {"organization": str(organization.pk), "items": f"{gap.pk} {offer.pk}"}
    counts = count(Asked())[1]
    assert (counts["open_gaps"], counts["open_offers"]) == ({}, {})
    assert [one["state"] for one in public_entry(organization).items["gaps"]] == ["expired"]
    assert remind_due(day(1)) == 0


@pytest.mark.parametrize(
    ("state", "after"), [("open", "expired"), ("answered", "answered"), ("met", "met"), ("closed", "closed")]
)
def test_only_a_gap_that_is_open_expires(state: str, after: str) -> None:
    aged(listed(), 300)
    SupportGap.objects.update(state=state)
    expire_due(day(0))
    assert SupportGap.objects.get().state == after


def test_a_paused_offer_expires_and_so_does_one_whose_day_has_passed() -> None:
    organization = listed()
    SupportOffer.objects.update(state="paused", confirmed_on=on(-300))
    second = SupportOffer.objects.create(organization=organization, title="Until then", until=on(10), kinds=["finance"])
    assert expire_due(day(0)) == 1
    assert expire_due(day(10)) == 0
    assert expire_due(day(11)) == 1
    assert set(SupportOffer.objects.values_list("state", flat=True)) == {"expired"}
    assert len(said("support_expired")) == 2
    SupportOffer.objects.filter(pk=second.pk).update(until=on(-1))
    with pytest.raises(OfferOver):
        reopen(item=second, by=person("amina"))


def test_without_a_team_an_offer_expires_on_its_own_day_alone_and_nobody_is_written_to() -> None:
    columns = {"language": "en", "kinds": ["finance"], "everywhere": True, "state_since": day(-900)}
    listings.partner(
        "Imported",
        listed_at=day(-900),
        gaps=[{"title": "Gap", **columns}],
        offers=[{"title": "Offer", **columns}, {"title": "Over", **columns, "until": on(-1)}],
    )
    assert expire_due(day(0)) == 1
    assert list(SupportOffer.objects.filter(state="expired").values_list("title", flat=True)) == ["Over"]
    assert SupportGap.objects.get().state == "open"
    assert Message.objects.count() == 0


def test_a_crash_in_the_middle_expires_nothing_without_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    aged(listed(), 300)
    with monkeypatch.context() as patched:
        patched.setattr(confirmations, "post", _killed)
        with pytest.raises(KeyboardInterrupt):
            expire_due(day(0))
    assert SupportGap.objects.get().state == "open"
    assert expire_due(day(0)) == 2
    assert len(said("support_expired")) == 1


def _killed(**_kwargs: Any) -> None:
    raise KeyboardInterrupt


# -- Opening again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1])
def test_an_expired_one_is_open_again_at_once(number: int) -> None:
    organization = aged(listed(), 300)
    expire_due(day(0))
    item = gap_and_offer(organization)[number]

    reopen(item=item, by=person("amina"))

    item.refresh_from_db()
    assert (item.state, item.confirmed_on, item.reminders) == ("open", on(0), 0)
    counts = count(Asked())[1]
    assert [counts[name] for name in ("open_gaps", "open_offers")] == [{"yes": 1}, {}][:: -1 if number else 1]
    assert expire_due(day(1)) == 0


def test_what_is_not_expired_or_somebody_elses_is_not_opened() -> None:
    organization = aged(listed(), 300)
    gap, _offer = gap_and_offer(organization)
    with pytest.raises(IllegalMove):
        reopen(item=gap, by=person("amina"))
    expire_due(day(0))
    with pytest.raises(NotAllowed):
        reopen(item=gap, by=person("sam"))
    Organization.objects.update(state="withdrawn")
    with pytest.raises(IllegalMove):
        reopen(item=gap, by=person("amina"))
    assert SupportGap.objects.get().state == "expired"


def test_confirming_the_rest_leaves_what_expired_as_it_is() -> None:
    organization = aged(listed(), 300)
    expire_due(day(0))
    confirm(organization=organization, parts=PARTS, by=person("amina"), way=LINK)
    gap, _offer = gap_and_offer(organization)
    assert (gap.state, gap.confirmed_on) == ("expired", on(-300))
    stands = standing_of(organization)
    assert (stands.is_due, len(stands.expired)) == (False, 2)
