"""Showing less at once: it waits for nobody, and nothing brings back what was hidden (Product, rule 4)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actions import drafts, less_public, restores, submissions
from registry.entry.document import present, read
from registry.entry.less_public import Hide
from registry.errors import IllegalMove, NotAllowed, ShowsMore
from registry.models import Decision, Listing, Organization, OrganizationContact, Submission, SupportGap
from registry.queries import organizations
from registry.states import Origin, SubmissionState
from tests import factories
from tests.factories import ACTIVITY, CONTACT, GAP, OFFER, ORGANIZATION, WHERE, new_key, person, save, send

pytestmark = pytest.mark.django_db

SHOWN = {"name_public": "on", "email_public": "on", "phone_public": "on", "phone": "+254 555 0100"}
PEOPLE = {
    **ORGANIZATION,
    "type": "iplc",
    "people_represented": "Nine villages of the bay",
    "people_represented_public": "on",
    "mandate_kind": "custom",
    "mandate_told": "The elders gave it.",
    "mandate_public": "on",
}
PLACE = {**WHERE, "base_place": "Kilifi", "base_place_public": "on"}


def partner() -> Organization:
    """A partner that shows everything that it may choose to show."""
    draft = factories.complete_draft(type="iplc")
    save(draft, "organization", PEOPLE)
    save(draft, "where", PLACE)
    save(draft, key_of(draft, "contacts"), {**CONTACT, **SHOWN})
    submissions.approve(submission=send(draft, person("amina")), by=person("rosa"))
    return Organization.objects.get(pk=draft.organization_id)


def key_of(submission: Submission, part: str) -> str:
    return f"{part}.{next(iter(present(submission.document, part)))}"


def item_of(organization: Organization, part: str) -> str:
    return f"{part}.{next(iter(present(read(organization), part)))}"


def hide(organization: Organization, path: str, to: str = "", by: str = "amina") -> Decision | None:
    return less_public.hide(organization=organization, what=[Hide(path, to)], by=person(by))


def published(organization: Organization) -> str:
    """All that everyone may read of an entry, as one text."""
    fresh = Organization.objects.get(pk=organization.pk)
    entry = organizations.public_entry(fresh)
    record = Listing.objects.get(organization=organization).record
    return json.dumps([entry.sections, entry.items, record], default=str, ensure_ascii=False)


# What can be hidden, and the words that everybody reads before and nobody afterwards.
THINGS: dict[str, tuple[Callable[[Organization], Hide], str]] = {
    "people": (lambda _o: Hide("organization.people_represented_public"), "Nine villages of the bay"),
    "mandate": (lambda _o: Hide("organization.mandate_public"), '"mandate_kind": "custom"'),
    "place": (lambda _o: Hide("where.base_place_public"), "Kilifi"),
    "name": (lambda o: Hide(f"{item_of(o, 'contacts')}.name_public"), CONTACT["name"]),
    "email": (lambda o: Hide(f"{item_of(o, 'contacts')}.email_public"), CONTACT["email"]),
    "phone": (lambda o: Hide(f"{item_of(o, 'contacts')}.phone_public"), SHOWN["phone"]),
    "contact": (lambda o: Hide(item_of(o, "contacts")), CONTACT["name"]),
    "activity": (lambda o: Hide(item_of(o, "activities"), "secretariat"), ACTIVITY["title"]),
    "gap": (lambda o: Hide(item_of(o, "gaps"), "partners"), GAP["title"]),
    "offer": (lambda o: Hide(item_of(o, "offers"), "secretariat"), OFFER["title"]),
}


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_hidden_is_gone_at_once_and_the_rest_stays(thing: str) -> None:
    organization = partner()
    what, words = THINGS[thing]
    before = published(organization)
    assert words in before
    decision = less_public.hide(organization=organization, what=[what(organization)], by=person("amina"))
    after = published(organization)
    assert words not in after
    others = {name: said for name, (_what, said) in THINGS.items() if name not in (thing, "contact")}
    gone = {name for name, said in others.items() if said not in after}
    assert gone == ({"name", "email", "phone"} if thing == "contact" else set())
    assert decision is not None
    assert (decision.rule, decision.by, decision.live_version) == ("less_public", None, 2)
    assert (decision.submission.origin, decision.submission.state) == (Origin.RULE, SubmissionState.APPROVED)
    assert decision.submission.opened_by == person("amina")


def test_what_is_hidden_already_leaves_no_trace() -> None:
    organization = partner()
    path = f"{item_of(organization, 'contacts')}.email_public"
    assert hide(organization, path) is not None
    assert hide(organization, path) is None
    assert organization.submissions.filter(origin=Origin.RULE).count() == 1


def test_several_things_are_one_step() -> None:
    organization = partner()
    what = [made(organization) for made, _words in THINGS.values()]
    decision = less_public.hide(organization=organization, what=what, by=person("amina"))
    assert decision is not None
    assert [words for _made, words in THINGS.values() if words in published(organization)] == []
    assert OrganizationContact.objects.present().filter(organization=organization).count() == 0


def test_it_is_for_the_team_alone_and_for_the_site_itself() -> None:
    organization = partner()
    factories.join_team(person("bo"), organization)
    for stranger in ("sam", "rosa", "ada"):
        with pytest.raises(NotAllowed):
            hide(organization, "where.base_place_public", by=stranger)
    assert hide(organization, "where.base_place_public", by="bo") is not None
    path = item_of(organization, "contacts")
    decision = less_public.hide(organization=organization, what=[Hide(path)], by=None)
    assert decision is not None
    assert decision.submission.opened_by is None


def test_it_shows_to_more_neither_by_circle_nor_by_a_thing_that_there_is_not() -> None:
    organization = partner()
    gap = item_of(organization, "gaps")
    hide(organization, gap, "secretariat")
    for to in ("partners", "everyone"):
        with pytest.raises(ShowsMore):
            hide(organization, gap, to)
    with pytest.raises(KeyError):
        hide(organization, "organization.description")
    assert SupportGap.objects.get(organization=organization).visible_to == "secretariat"
    assert organization.submissions.filter(origin=Origin.RULE).count() == 1


@pytest.mark.parametrize("state", ["withdrawn", "pending"])
def test_what_nobody_sees_is_not_hidden(state: str) -> None:
    organization = factories.draft().organization if state == "pending" else partner()
    Organization.objects.filter(pk=organization.pk).update(state=state)
    with pytest.raises(IllegalMove):
        hide(organization, "where.base_place_public")


def test_an_entry_that_could_not_be_listed_anew_can_hide_all_the_same() -> None:
    organization = partner()
    Organization.objects.filter(pk=organization.pk).update(languages=["not a language"])
    assert hide(organization, "where.base_place_public") is not None


# -- Open submissions -------------------------------------------------------------------------------------------------


def opened(organization: Organization, origin: Origin = Origin.TEAM) -> Submission:
    by = person("amina" if origin == Origin.TEAM else "ravi")
    return drafts.open_change(organization=organization, by=by, origin=origin)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.get(pk=submission.pk)


def test_a_removed_contact_leaves_every_open_submission_without_a_conflict() -> None:
    organization = partner()
    team, staff = opened(organization), opened(organization, Origin.STAFF)
    key = item_of(organization, "contacts")
    save(staff, key, {**CONTACT, "email": "other@bay.example.org", "email_public": "on"}, person("ravi"))
    save(team, "where", {**PLACE, "scales": ["national"]})
    hide(organization, key)
    for submission in (fresh(team), fresh(staff)):
        assert present(submission.base, "contacts") == present(submission.document, "contacts") == {}
    submissions.approve(submission=fresh(staff), by=person("ravi"))
    save(team, new_key("contacts"), CONTACT)  # a main contact is needed to send; this one is shown to nobody
    submissions.approve(submission=send(fresh(team), person("amina")), by=person("rosa"))
    assert "other@bay.example.org" not in published(organization)
    assert Organization.objects.get(pk=organization.pk).scales == ["national"]


def test_a_page_that_was_open_meanwhile_does_not_tick_it_again_unseen() -> None:
    organization = partner()
    team = opened(organization)
    key = item_of(organization, "contacts")
    seen = drafts.version_of(team, key)
    hide(organization, f"{key}.email_public")
    saved = save(team, key, {**CONTACT, **SHOWN}, seen=seen)
    assert saved.theirs["email_public"] is False
    assert fresh(team).document["contacts"][key.partition(".")[2]]["email_public"] is False


def test_a_draft_that_shows_no_more_of_it_anyway_is_not_touched() -> None:
    organization = partner()
    team = opened(organization)
    hide(organization, f"{item_of(organization, 'contacts')}.email_public")
    after = fresh(team)
    hide(organization, item_of(organization, "gaps"), "partners")
    last = fresh(team)
    assert last.saved_at == after.saved_at == team.saved_at
    save(team, item_of(organization, "gaps"), {**GAP, "visible_to": "secretariat"})
    version = fresh(team).seen
    hide(organization, item_of(organization, "gaps"), "secretariat")
    assert fresh(team).seen == version


def test_what_a_reviewer_settled_stays_settled() -> None:
    organization = partner()
    team = opened(organization)
    save(team, "where", {**PLACE, "scales": ["national"]})
    staff = opened(organization, Origin.STAFF)
    save(staff, "where", {**PLACE, "scales": ["global"]}, person("ravi"))
    submissions.approve(submission=fresh(staff), by=person("ravi"))
    sent = send(fresh(team), person("amina"))
    submissions.settle(submission=sent, path="where.scales", choice="proposed", by=person("rosa"))
    hide(organization, "where.base_place_public")
    submissions.approve(submission=sent, by=person("rosa"))
    assert Organization.objects.get(pk=organization.pk).scales == ["national"]
    assert "Kilifi" not in published(organization)


EDITS: list[Callable[[Submission, Any], Any]] = [
    lambda s, by: save(s, "organization", {**PEOPLE, "people_represented": "Ten villages"}, by),
    lambda s, by: save(s, "where", {**PLACE, "base_place": "Lamu"}, by),
    lambda s, by: save(s, "where", {**PLACE, "scales": ["national"]}, by),
    lambda s, by: save(s, key_of(s, "contacts"), {**CONTACT, **SHOWN, "email": "new@bay.example.org"}, by),
    lambda s, by: save(s, key_of(s, "contacts"), {**CONTACT, **SHOWN, "role": "main", "language": "sw"}, by),
    lambda s, by: save(s, key_of(s, "activities"), {**ACTIVITY, "title": "Other training"}, by),
    lambda s, by: save(s, key_of(s, "gaps"), {**GAP, "title": "Fuel"}, by),
    lambda s, by: save(s, key_of(s, "offers"), {**OFFER, "visible_to": "partners"}, by),
    lambda s, by: save(s, new_key("gaps"), {**GAP, "title": "Radios"}, by),
]
AFTERWARDS = {
    "people": ["Nine villages", "Ten villages"],
    "place": ["Kilifi", "Lamu"],
    "email": [CONTACT["email"], "new@bay.example.org"],
    "contact": [CONTACT["name"], CONTACT["email"], "new@bay.example.org"],
    "activity": [ACTIVITY["title"], "Other training"],
    "gap": [GAP["title"], '"Fuel"'],
    "offer": [OFFER["title"]],
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    team=st.lists(st.sampled_from(EDITS), max_size=3),
    staff=st.lists(st.sampled_from(EDITS), max_size=3),
    things=st.lists(st.sampled_from(sorted(AFTERWARDS)), min_size=1, max_size=3, unique=True),
    staff_first=st.booleans(),
    goes_back=st.booleans(),
)
def test_no_draft_that_is_approved_later_brings_back_what_was_hidden(
    team: list[Any], staff: list[Any], things: list[str], staff_first: bool, goes_back: bool
) -> None:
    with transaction.atomic():
        organization = partner()
        open_ones = {"amina": opened(organization), "ravi": opened(organization, Origin.STAFF)}
        for name, edits in (("amina", team), ("ravi", staff)):
            for edit in edits:
                assert edit(fresh(open_ones[name]), person(name)).is_done
        what = [THINGS[thing][0](organization) for thing in things]
        less_public.hide(organization=organization, what=what, by=person("amina"))
        if goes_back:
            first = Decision.objects.get(submission__organization=organization, live_version=1)
            restores.restore(organization=organization, decision=first, by=person("amina"))
        for name in ("ravi", "amina") if staff_first else ("amina", "ravi"):
            approve(fresh(open_ones[name]))
        after = published(organization)
        assert [words for thing in things for words in AFTERWARDS[thing] if words in after] == []
        transaction.set_rollback(True)


def approve(submission: Submission) -> None:
    """Approve as it is, every conflict settled for what is proposed."""
    rosa = person("rosa")
    if submission.origin == Origin.TEAM:
        if submissions.changes_nothing(submission):
            return  # it cannot be sent
        if not present(submission.document, "contacts"):
            save(submission, new_key("contacts"), {**CONTACT, "name": "Somebody", "email": "post@bay.example.org"})
        submission = send(fresh(submission), person("amina"))
    by = rosa if submission.origin == Origin.TEAM else person("ravi")
    live = read(Organization.objects.get(pk=submission.organization_id))
    for conflict in submissions.merge(base=submission.base, live=live, proposal=submission.document).conflicts:
        submissions.settle(submission=submission, path=conflict.path, choice="proposed", by=by)
    submissions.approve(submission=fresh(submission), by=by)
