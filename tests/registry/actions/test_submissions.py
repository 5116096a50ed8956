"""The life of a submission after writing: sent, taken back, reviewed, decided (Product, States)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from registry.actions import assignments, drafts, submissions
from registry.entry.document import empty, read, without_tombstones
from registry.entry.fields import SECTIONS
from registry.entry.merge import merge
from registry.errors import (
    AlreadyDecided,
    Conflicted,
    IllegalMove,
    NotAllowed,
    NotComplete,
    NotEditable,
    NothingChanged,
    NotOfStaff,
    OtherRegion,
    OwnSubmission,
    ReasonNeeded,
    SentAgain,
    TakenBack,
)
from registry.models import (
    Activity,
    Decision,
    Listing,
    Message,
    Name,
    Organization,
    Person,
    Submission,
)
from registry.states import OPEN, Origin, SubmissionState
from tests import uploads
from tests.factories import (
    ACTIVITY,
    GAP,
    ORGANIZATION,
    WHERE,
    complete_draft,
    draft,
    join_team,
    listed,
    new_key,
    person,
    save,
    send,
    submitted,
)

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    """Every message so far that is about a submission: what, and to whom."""
    rows = Message.objects.exclude(kind="draft_link").select_related("person").order_by("pk")
    return [(row.kind, row.person.name) for row in rows if row.person]


def fresh(submission: Submission) -> Submission:
    return Submission.objects.select_related("organization").get(pk=submission.pk)


def edited(organization: Organization, values: dict[str, Any], by: str = "amina") -> Submission:
    """A draft that changes where an organization works."""
    origin = Origin.TEAM if by in ("amina", "bo") else Origin.STAFF
    change = drafts.open_change(organization=organization, by=person(by), origin=origin)
    assert save(change, "where", {**WHERE, **values}, person(by)).is_done
    return change


# --- Sending -------------------------------------------------------------------------------------------------------


def test_a_complete_registration_is_sent_and_both_sides_are_told() -> None:
    submission = complete_draft()
    join_team(person("bo"), submission.organization)
    person("rosa")
    Person.objects.filter(pk=person("ravi").pk).update(is_active=False)

    sent = send(submission, person("amina"))

    assert (sent.state, sent.submitted_by, sent.assigned_to) == ("submitted", person("amina"), None)
    assert sent.submitted_at is not None
    assert sorted(told()) == [
        ("new_submission", "Rosa"),
        ("submission_received", "Amina"),
        ("submission_received", "Bo"),
    ]


def test_declarations_are_kept_with_their_date_version_and_author() -> None:
    sent = submitted(type="private_sector")

    assert {*sent.declarations} == {"may_speak", "supports", "licence", "privacy", "conduct"}
    assert {one["by"] for one in sent.declarations.values()} == {str(person("amina").pk)}
    assert {name: one["version"] for name, one in sent.declarations.items() if one["version"]} == {
        "privacy": "2026-11",
        "conduct": "2026-11",
        "licence": "CC BY 4.0",
    }


def test_only_a_company_declares_the_code_of_conduct() -> None:
    assert "conduct" not in submitted().declarations


def test_what_is_missing_is_told_all_at_once_with_its_place() -> None:
    submission = draft(base_country="")

    with pytest.raises(NotComplete) as refusal:
        submissions.submit(submission=submission, by=person("amina"), declared={"privacy": True})

    paths = [problem.path for problem in refusal.value.problems]
    assert {"where.base_country", "organization.description", "activities", "contacts"} <= {*paths}
    assert [path for path in paths if path.startswith("send.")] == ["send.may_speak", "send.supports", "send.licence"]
    assert fresh(submission).state == "draft"
    assert told() == []


def test_input_of_ones_own_that_did_not_pass_yet_is_not_forgotten_on_sending() -> None:
    submission = complete_draft()
    save(submission, "where", {**WHERE, "base_place": "x" * 101})

    missing = submissions.missing_for_sending(submission, by=person("amina"))

    assert [problem.path for problem in missing] == ["where"]
    assert submissions.missing_for_sending(submission, by=person("bo")) == []


def test_sending_twice_sends_once() -> None:
    submission = submitted()
    count = len(told())

    with pytest.raises(IllegalMove):
        send(submission, person("amina"))

    assert len(told()) == count


@pytest.mark.parametrize("name", ["sam", "rosa"])
@pytest.mark.parametrize("action", ["send", "take back", "discard"])
def test_only_the_team_sends_takes_back_and_discards(name: str, action: str) -> None:
    submission = submitted() if action == "take back" else complete_draft()
    before = fresh(submission).state
    acts: dict[str, Callable[[], object]] = {
        "send": lambda: send(submission, person(name)),
        "take back": lambda: submissions.take_back(submission=submission, by=person(name)),
        "discard": lambda: submissions.discard(submission=submission, by=person(name)),
    }

    with pytest.raises(NotAllowed):
        acts[action]()

    assert fresh(submission).state == before


def test_a_change_that_changes_nothing_is_not_sent() -> None:
    organization = listed()
    change = drafts.open_change(organization=organization, by=person("amina"))
    with pytest.raises(NothingChanged):
        send(change, person("amina"))
    key = new_key("gaps")
    assert save(change, key, {**GAP, "title": "Two boats"}).is_done
    drafts.remove_item(submission=change, key=key, seen=drafts.version_of(change, key), by=person("amina"))
    with pytest.raises(NothingChanged):  # there and gone again
        send(fresh(change), person("amina"))
    assert fresh(change).state == SubmissionState.DRAFT
    assert save(fresh(change), key, {**GAP, "title": "Two boats"}).is_done
    assert send(fresh(change), person("amina")).state == SubmissionState.SUBMITTED


def test_what_was_sent_can_be_taken_back_changed_and_sent_again() -> None:
    submission = submitted()
    assignments.assign(submission=submission, to=person("rosa"), by=person("rosa"))

    back = submissions.take_back(submission=submission, by=person("amina"))

    assert (back.state, back.assigned_to, back.reminders) == ("draft", None, 0)
    assert save(submission, "where", {**WHERE, "base_place": "Lamu"}).is_done
    assert send(submission, person("amina")).state == "submitted"


def test_only_what_waits_is_taken_back_and_only_what_is_written_is_discarded() -> None:
    writing, waiting = complete_draft(), submitted()

    with pytest.raises(IllegalMove):
        submissions.take_back(submission=writing, by=person("amina"))
    with pytest.raises(IllegalMove):
        submissions.discard(submission=waiting, by=person("amina"))

    assert submissions.discard(submission=writing, by=person("amina")).state == "discarded"


# --- Reviewing -----------------------------------------------------------------------------------------------------


def test_a_reviewer_takes_a_submission_and_gives_it_back() -> None:
    submission = submitted()

    assert assignments.assign(submission=submission, to=person("rosa"), by=person("ravi")).assigned_to == person("rosa")
    assert assignments.assign(submission=submission, to=None, by=person("rosa")).assigned_to is None


def test_only_the_secretariat_reviews_and_is_given_submissions() -> None:
    submission = submitted()

    with pytest.raises(NotAllowed):
        assignments.assign(submission=submission, to=person("rosa"), by=person("amina"))
    with pytest.raises(NotOfStaff):
        assignments.assign(submission=submission, to=person("amina"), by=person("rosa"))
    assert fresh(submission).assigned_to is None


def test_a_team_that_has_made_the_changes_is_not_asked_for_them_afterwards() -> None:
    """The message waits for half a minute, so that the reviewer can take it back; the team reads the site meanwhile."""
    submission = submitted()
    submissions.request_changes(submission=submission, by=person("rosa"), reason="More.", comments=[])
    send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("rosa"))
    asked = Message.objects.get(kind="changes_requested")
    assert (asked.stopped_at is None, asked.sent_at) == (False, None)


def test_what_was_declined_is_not_sent_again() -> None:
    submission = submitted()
    submissions.decline(submission=submission, by=person("rosa"), reason="No.")
    with pytest.raises(IllegalMove):
        send(fresh(submission), person("amina"))
    assert fresh(submission).state == "declined"


def test_an_approved_registration_is_listed_and_its_team_is_told() -> None:
    submission = submitted(name="Invented Bay Council")
    join_team(person("bo"), submission.organization)
    Message.objects.all().delete()

    decision = submissions.approve(submission=submission, by=person("rosa"), note="Welcome.")

    organization = Organization.objects.get(pk=submission.organization_id)
    assert (organization.state, organization.live_version, fresh(submission).state) == ("listed", 1, "approved")
    assert organization.listed_at is not None
    assert organization.confirmed_on == timezone.now().date()
    assert (decision.kind, decision.by, decision.reason, decision.live_version) == (
        *("approve", person("rosa"), "Welcome."),
        1,
    )
    assert decision.snapshot == read(organization) == without_tombstones(submission.document)
    assert Listing.objects.get().name == "Invented Bay Council"
    assert sorted(told()) == [("approved", "Amina"), ("approved", "Bo")]


def test_a_change_keeps_the_day_of_listing_and_a_staff_edit_confirms_nothing() -> None:
    organization = listed()
    Organization.objects.filter(pk=organization.pk).update(confirmed_on=None)
    listed_at = organization.listed_at

    submissions.approve(submission=edited(organization, {"base_place": "Lamu"}, "rosa"), by=person("rosa"))

    organization.refresh_from_db()
    assert (organization.live_version, organization.listed_at, organization.confirmed_on) == (2, listed_at, None)
    assert organization.base_place == "Lamu"


def test_changes_are_requested_with_comments_and_the_same_submission_comes_back() -> None:
    submission = submitted()
    comments = [{"path": "where.scales", "text": "Local only?"}]

    decision = submissions.request_changes(submission=submission, by=person("rosa"), comments=comments)

    assert (decision.kind, decision.comments, decision.snapshot) == ("request_changes", comments, None)
    assert decision.comments_on("where") == decision.comments_on("where.scales") == comments
    assert decision.comments_on("where.scale") == []
    assert fresh(submission).state == "changes_requested"
    assert ("changes_requested", "Amina") in told()
    assert save(submission, "where", {**WHERE, "scales": ["national"]}).is_done
    send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("ravi"))
    assert [d.kind for d in submission.decisions.order_by("pk")] == ["request_changes", "approve"]


def test_a_declined_registration_is_refused_and_a_declined_change_leaves_the_entry_listed() -> None:
    registration, organization = submitted(), listed()
    change = send(edited(organization, {"base_place": "Lamu"}), person("amina"))
    before = read(organization)

    for submission in (registration, change):
        submissions.decline(submission=submission, by=person("rosa"), reason="Not this time.")
        assert fresh(submission).state == "declined"

    assert fresh(registration).organization.state == "refused"
    assert (fresh(change).organization.state, read(organization)) == ("listed", before)
    assert told()[-1] == ("declined", "Amina")


def test_a_team_is_not_told_that_a_row_of_an_import_was_declined_which_it_did_not_ask_for() -> None:
    organization = listed()
    table = uploads.brought_in(uploads.row("", id=organization.public_id_id, type="academic"))
    row = table.rows.select_related("submission").get()
    assert row.submission
    before = told()
    submissions.decline(submission=row.submission, by=person("rosa"), reason="It is no university.")
    assert told() == before


def test_who_brought_a_row_in_is_asked_for_changes_and_not_the_team_which_may_not_make_them() -> None:
    organization = listed()
    table = uploads.brought_in(uploads.row("", id=organization.public_id_id, type="academic"), by=person("cora"))
    row = table.rows.select_related("submission").get()
    assert row.submission
    before = told()
    submissions.request_changes(submission=row.submission, by=person("rosa"), reason="Which university?")
    assert told() == [*before, ("changes_requested", "Cora")]


def test_who_asks_themselves_for_changes_is_not_written_to() -> None:
    table = uploads.brought_in(uploads.row("Otters of Nowhere"), by=person("cora"))
    row = table.rows.select_related("submission").get()
    assert row.submission
    before = told()
    submissions.request_changes(submission=row.submission, by=person("cora"), reason="Which country?")
    assert told() == before


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_needs_words(reason: str) -> None:
    submission = submitted()
    blank = [{"path": "where", "text": " "}]

    with pytest.raises(ReasonNeeded):
        submissions.decline(submission=submission, by=person("rosa"), reason=reason)
    with pytest.raises(ReasonNeeded):
        submissions.request_changes(submission=submission, by=person("rosa"), reason=reason, comments=blank)

    assert fresh(submission).state == "submitted"


Decide = Callable[[Submission, Person], object]
DECISIONS: dict[str, Decide] = {
    "approve": lambda submission, by: submissions.approve(submission=submission, by=by),
    "request changes": lambda submission, by: submissions.request_changes(submission=submission, by=by, reason="Why?"),
    "decline": lambda submission, by: submissions.decline(submission=submission, by=by, reason="No."),
}
everyones_decisions = pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS.keys())


def trace(submission: Submission) -> Any:
    rows = [model.objects.count() for model in (Decision, Message, Listing, Activity, Name)]
    return fresh(submission).__dict__ | {"_state": None}, fresh(submission).organization.state, rows


def refused(
    refusal: type[Exception], decide: Callable[[Submission, Person], object], about: Submission, by: str
) -> None:
    person(by)
    before = trace(about)
    with pytest.raises(refusal):
        decide(about, person(by))
    assert trace(about) == before


@everyones_decisions
@pytest.mark.parametrize("by", ["amina", "sam"])
def test_only_the_secretariat_decides(decide: Any, by: str) -> None:
    refused(NotAllowed, decide, submitted(), by)


@everyones_decisions
def test_nobody_decides_what_they_wrote_for_their_own_organization(decide: Any) -> None:
    submission = submitted()
    join_team(person("rosa"), submission.organization)

    refused(OwnSubmission, decide, submission, "rosa")


@everyones_decisions
def test_whoever_decides_second_is_told(decide: Any) -> None:
    submission = submitted()
    submissions.approve(submission=submission, by=person("ravi"))

    refused(AlreadyDecided, decide, submission, "rosa")


@everyones_decisions
def test_what_its_authors_took_back_is_not_decided(decide: Any) -> None:
    submission = submitted()
    submissions.take_back(submission=submission, by=person("amina"))

    refused(TakenBack, decide, submission, "rosa")


def test_a_decision_about_an_earlier_text_is_not_made() -> None:
    submission = submitted()
    seen = fresh(submission).saved_at
    submissions.take_back(submission=submission, by=person("amina"))
    save(submission, "where", {**WHERE, "base_place": "Lamu"})
    send(submission, person("amina"))

    refused(SentAgain, lambda about, by: submissions.approve(submission=about, by=by, seen=seen), submission, "rosa")
    submissions.approve(submission=submission, by=person("rosa"), seen=fresh(submission).saved_at)


def test_a_staff_draft_is_approved_by_its_writer_and_by_nobody_else() -> None:
    change = edited(listed(), {"base_place": "Lamu"}, "rosa")

    refused(TakenBack, DECISIONS["approve"], change, "ravi")
    refused(IllegalMove, DECISIONS["decline"], change, "rosa")
    submissions.approve(submission=change, by=person("rosa"))
    assert fresh(change).state == "approved"


def test_an_entry_that_was_withdrawn_does_not_come_back_by_a_change() -> None:
    change = edited(listed(), {"base_place": "Lamu"}, "rosa")
    Organization.objects.filter(pk=change.organization_id).update(state="withdrawn")

    refused(IllegalMove, DECISIONS["approve"], change, "rosa")


# --- What an approval applies --------------------------------------------------------------------------------------


def test_a_staff_correction_in_april_is_not_undone_by_a_draft_from_march() -> None:
    organization = listed()
    march = edited(organization, {"base_place": "Lamu"})
    submissions.approve(submission=edited(organization, {"languages": ["en"]}, "rosa"), by=person("rosa"))

    submissions.approve(submission=send(march, person("amina")), by=person("ravi"))

    where = read(Organization.objects.get(pk=organization.pk))["where"]
    assert (where["base_place"], where["languages"]) == ("Lamu", ["en"])


def both_changed() -> Submission:
    """A sent change of a field that the secretariat has changed meanwhile."""
    organization = listed()
    change = edited(organization, {"base_place": "Lamu"})
    submissions.approve(submission=edited(organization, {"base_place": "Malindi"}, "rosa"), by=person("rosa"))
    return send(change, person("amina"))


def test_a_field_that_both_changed_is_settled_before_it_is_applied() -> None:
    change = both_changed()

    with pytest.raises(Conflicted) as refusal:
        submissions.approve(submission=change, by=person("ravi"))
    assert [conflict.path for conflict in refusal.value.conflicts] == ["where.base_place"]

    submissions.settle(submission=change, path="where.base_place", choice="proposed", by=person("ravi"))
    decision = submissions.approve(submission=change, by=person("ravi"))

    assert decision.snapshot is not None
    assert decision.snapshot["where"]["base_place"] == "Lamu"
    assert decision.snapshot == read(fresh(change).organization)


def test_a_settlement_is_void_once_the_entry_has_changed_again() -> None:
    change = both_changed()
    submissions.settle(submission=change, path="where.base_place", choice="live", by=person("ravi"))
    assert submissions.current_settlements(fresh(change)) == {"where.base_place": "live"}

    submissions.approve(submission=edited(change.organization, {"base_place": "Kilifi"}, "rosa"), by=person("rosa"))

    assert submissions.current_settlements(fresh(change)) == {}
    with pytest.raises(Conflicted):
        submissions.approve(submission=change, by=person("ravi"))


def test_a_settlement_is_void_once_something_else_is_proposed() -> None:
    change = both_changed()
    submissions.settle(submission=change, path="where.base_place", choice="proposed", by=person("ravi"))
    submissions.take_back(submission=change, by=person("amina"))
    save(change, "where", {**WHERE, "base_place": "Mombasa"})
    send(change, person("amina"))

    with pytest.raises(Conflicted):
        submissions.approve(submission=change, by=person("ravi"))


def test_only_the_secretariat_settles_and_a_desk_what_it_decides_on() -> None:
    change = both_changed()

    with pytest.raises(NotAllowed):
        submissions.settle(submission=change, path="where.base_place", choice="proposed", by=person("amina"))
    with pytest.raises(OtherRegion):
        submissions.settle(submission=change, path="where.base_place", choice="proposed", by=person("dov"))


def test_what_cannot_be_listed_is_told_at_its_place_and_leaves_no_trace() -> None:
    submission = submitted()
    document = {**submission.document, "where": {**submission.document["where"], "base_country": "XK"}}
    Submission.objects.filter(pk=submission.pk).update(document=document)
    before = trace(submission)

    with pytest.raises(Conflicted) as refusal:
        submissions.approve(submission=submission, by=person("rosa"))

    assert [problem.path for problem in refusal.value.conflicts] == ["where.base_country"]
    assert trace(submission) == before


def test_answers_for_another_type_go_when_the_secretariat_changed_the_type() -> None:
    organization = listed(type="private_sector")
    change = drafts.open_change(organization=organization, by=person("amina"))
    assert save(change, "organization", {**ORGANIZATION, "type": "private_sector", "sector": "B"}).is_done
    rosas = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    assert save(rosas, "organization", {**ORGANIZATION, "type": "ngo"}, person("rosa")).is_done
    submissions.approve(submission=rosas, by=person("rosa"))
    send(change, person("amina"))
    submissions.settle(submission=change, path="organization.sector", choice="proposed", by=person("ravi"))

    decision = submissions.approve(submission=change, by=person("ravi"))

    assert decision.snapshot is not None
    assert [decision.snapshot["organization"][name] for name in ("type", "sector")] == ["ngo", ""]


def with_wikidata(value: str) -> Submission:
    submission = complete_draft()
    assert save(submission, new_key("identifiers"), {"scheme": "wikidata", "value": value}).is_done
    return send(submission, person("amina"))


def test_an_identifier_that_another_entry_took_meanwhile_is_told_at_its_place() -> None:
    first, second = with_wikidata("Q42"), with_wikidata("Q42")
    submissions.approve(submission=first, by=person("rosa"))
    before = trace(second)

    with pytest.raises(Conflicted) as refusal:
        submissions.approve(submission=second, by=person("rosa"))

    assert [problem.path for problem in refusal.value.conflicts] == ["identifiers"]
    assert trace(second) == before


def test_another_refusal_of_the_database_stays_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    submission = submitted()
    monkeypatch.setattr(submissions.listing, "refresh", lambda ids: Name.objects.create(text="", kind="official"))

    with pytest.raises(IntegrityError):
        submissions.approve(submission=submission, by=person("rosa"))

    assert fresh(submission).state == "submitted"


def test_a_contact_of_another_organization_is_not_listed() -> None:
    stolen = next(iter(listed(person("sam")).contacts.all())).contact_id
    submission = submitted()
    contacts = {id_: {**one, "contact": str(stolen)} for id_, one in submission.document["contacts"].items()}
    Submission.objects.filter(pk=submission.pk).update(document={**submission.document, "contacts": contacts})

    refused(NotAllowed, DECISIONS["approve"], submission, "rosa")


# --- Any sequence of edits -----------------------------------------------------------------------------------------

PLACES = st.sampled_from(["", "Lamu", "Malindi", "Kilifi"])
WHERES = st.fixed_dictionaries(
    {
        "base_place": PLACES,
        "scales": st.lists(st.sampled_from(["local", "national"]), min_size=1, unique=True),
        "languages": st.lists(st.sampled_from(["en", "sw", "fr"]), min_size=1, unique=True),
    }
)
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "where": WHERES,
        "activity": st.fixed_dictionaries({"title": PLACES.filter(bool), "text": PLACES}) | st.just("remove"),
        "new gap": st.fixed_dictionaries({"title": PLACES.filter(bool), "text": PLACES}),
    },
)
PROPERTY = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def edit(change: Submission, edits: dict[str, Any], by: str) -> None:
    if "where" in edits:
        assert save(change, "where", {**WHERE, **edits["where"]}, person(by)).is_done
    if "new gap" in edits:
        assert save(change, new_key("gaps"), {**GAP, **edits["new gap"]}, person(by)).is_done
    if "activity" in edits:
        key = f"activities.{next(iter(change.base['activities']))}"
        if edits["activity"] == "remove":
            drafts.remove_item(submission=change, key=key, seen=drafts.version_of(change, key), by=person(by))
            drafts.say_nothing(submission=change, part="activities", nothing=True, by=person(by))
        else:
            assert save(change, key, {**ACTIVITY, **edits["activity"]}, person(by)).is_done


@given(team=EDITS, staff=EDITS, choice=st.sampled_from(["live", "proposed"]))
@PROPERTY
def test_an_approved_draft_never_reverts_what_it_did_not_change(
    team: dict[str, Any], staff: dict[str, Any], choice: Any
) -> None:
    with undone():
        organization = listed()
        change = drafts.open_change(organization=organization, by=person("amina"))
        edit(change, team, "amina")
        rosas = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
        edit(rosas, staff, "rosa")
        submissions.approve(submission=rosas, by=person("rosa"))
        live = read(Organization.objects.get(pk=organization.pk))
        assume(not submissions.changes_nothing(fresh(change)))  # else it cannot be sent
        send(change, person("amina"))
        change = fresh(change)
        conflicts = merge(base=change.base, live=live, proposal=change.document).conflicts
        for conflict in conflicts:
            submissions.settle(submission=change, path=conflict.path, choice=choice, by=person("ravi"))

        decision = submissions.approve(submission=change, by=person("ravi"))

        after = read(Organization.objects.get(pk=organization.pk))
        assert decision.snapshot == after
        settled = {conflict.path for conflict in conflicts}
        for key, section in SECTIONS.items():
            for name in (field.name for field in section):
                if change.document[key][name] == change.base[key][name]:
                    assert after[key][name] == live[key][name]
                elif f"{key}.{name}" not in settled or choice == "proposed":
                    assert after[key][name] == change.document[key][name]
        for id_, item in live["gaps"].items():
            assert after["gaps"][id_] == item
        assert organization.submissions.filter(origin=Origin.TEAM, state__in=OPEN).count() == 0


ACTS = ("open", "save", "send", "take back", "discard", "approve", "request changes", "decline", "staff edit")


@given(acts=st.lists(st.sampled_from(ACTS), min_size=3, max_size=12))
@PROPERTY
def test_whatever_happens_there_is_one_open_change_and_the_last_snapshot_is_the_entry(acts: list[str]) -> None:
    with undone():
        first = submitted()
        organization, current = first.organization, first
        for number, act in enumerate(acts):
            with suppress(NotAllowed, IllegalMove, AlreadyDecided, NotEditable, NotComplete, NothingChanged):
                current = _act(act, organization, current, number)
            organization.refresh_from_db()
            assert organization.submissions.filter(origin=Origin.TEAM, state__in=OPEN).count() <= 1
            approved = Decision.objects.filter(submission__organization=organization, kind="approve")
            assert approved.count() == organization.live_version
            last = approved.order_by("-live_version").first()
            assert read(organization) == (last.snapshot if last else empty())
            assert (organization.state == "listed") is (organization.live_version > 0)
            assert Listing.objects.filter(organization=organization).exists() is (organization.state == "listed")


def _act(act: str, organization: Organization, current: Submission, number: int) -> Submission:
    amina, rosa = person("amina"), person("rosa")
    if act == "open":
        return drafts.open_change(organization=organization, by=amina)
    if act == "save":
        save(current, "where", {**WHERE, "base_place": f"Place {number}"})
    elif act == "send":
        send(fresh(current), amina)
    elif act == "take back":
        submissions.take_back(submission=current, by=amina)
    elif act == "discard":
        submissions.discard(submission=current, by=amina)
    elif act == "staff edit":
        submissions.approve(submission=edited(organization, {"languages": ["en"]}, "rosa"), by=rosa)
    else:
        DECISIONS[act](current, rosa)
    return current


def test_a_reminder_does_not_count_from_before_it_was_sent() -> None:
    submission = submitted()
    Submission.objects.filter(pk=submission.pk).update(saved_at=timezone.now() - timedelta(days=90), reminders=3)

    assert submissions.take_back(submission=submission, by=person("amina")).reminders == 0
