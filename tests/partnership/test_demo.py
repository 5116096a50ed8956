"""The demonstration: everything that the site can show is there, and nothing in it could be taken for real."""

import datetime
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from partnership.demo import people
from partnership.demo.entries import Writer
from partnership.demo.languages import load
from partnership.demo.stories import Stories
from registry import places, rules
from registry.actions import drafts
from registry.entry.document import Document, present, read
from registry.entry.fields import COLLECTIONS
from registry.entry.merge import merge
from registry.entry.validate import problems
from registry.models import (
    Absence,
    Activity,
    Case,
    Claim,
    Confirmation,
    Contact,
    Coordination,
    Decision,
    DistinctPair,
    Enquiry,
    Erasure,
    Import,
    Introduction,
    Invitation,
    JointMember,
    JointResponse,
    LackToo,
    Listing,
    Mailing,
    Membership,
    Message,
    Name,
    Opinion,
    Organization,
    OrganizationContact,
    Person,
    Recovery,
    Relation,
    Report,
    Submission,
    SupportGap,
    SupportOffer,
    Talk,
    TeamRequest,
    Text,
    Withdrawal,
)
from registry.queries import as_of, roles
from registry.queries.confirmations import entries, standing
from registry.queries.directory import SORTS, Asked, count
from registry.queries.duplicates import candidates, profile_of
from registry.queries.facets import AGES
from registry.queries.introductions import LATE_DAYS, waiting
from registry.queries.organizations import public_entry
from registry.queries.relations import waiting_for_staff
from registry.states import (
    CaseKind,
    CaseState,
    ClaimState,
    DecisionKind,
    GapState,
    ImportState,
    IntroductionState,
    OfferState,
    OrganizationState,
    Origin,
    RecoveryState,
    RequestState,
    RowOutcome,
    SubmissionState,
)
from registry.vocabulary import (
    ActivityStatus,
    ClaimEvidence,
    ConfirmationWay,
    ContactKind,
    ContactRole,
    Element,
    ForWhom,
    MandateKind,
    NameKind,
    OrganizationType,
    Realm,
    RelationKind,
    Scale,
    Sector,
    SupportKind,
    Visibility,
)

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
CHANGED = {"DEMO": True, "LISTED_AT_ONCE": ("organization.founded",)}
A_DAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[None]:
    """Made once for all tests of this file, and undone after them."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(**CHANGED, MEDIA_ROOT=media), transaction.atomic():
        call_command("demo", verbosity=0)
        yield
        transaction.set_rollback(True)


def items_of(document: Document) -> int:
    return sum(len(present(document, key)) for key in COLLECTIONS)


def person(address: str) -> Person:
    return Person.objects.get(email=f"{address}@demo.example")


# -- What there is ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_there_are_three_hundred_organizations_and_forty_partners_in_each_language() -> None:
    assert Organization.objects.count() == 300
    names = Name.objects.present().filter(kind="official", organization__state="listed")
    counted = Counter(names.values_list("language", flat=True))
    assert sorted(counted) == sorted(LANGUAGES)
    assert min(counted.values()) >= 40


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "column", "vocabulary"),
    [
        (Organization, "type", OrganizationType),
        (Organization, "sector", Sector),
        (Organization, "mandate_kind", MandateKind),
        (Organization, "scales", Scale),
        (Organization, "realms", Realm),
        (Name, "kind", NameKind),
        (Activity, "kinds", SupportKind),
        (Activity, "elements", Element),
        (Activity, "scales", Scale),
        (Activity, "realms", Realm),
        (Activity, "status", ActivityStatus),
        (SupportGap, "kinds", SupportKind),
        (SupportGap, "elements", Element),
        (SupportGap, "for_whom", ForWhom),
        (SupportGap, "visible_to", Visibility),
        (SupportOffer, "kinds", SupportKind),
        (SupportOffer, "elements", Element),
        (SupportOffer, "visible_to", Visibility),
        (OrganizationContact, "role", ContactRole),
        (OrganizationContact, "kind", ContactKind),
    ],
)
def test_every_value_of_every_vocabulary_is_listed(model: Any, column: str, vocabulary: Any) -> None:
    rows = model.objects if model is Organization else model.objects.present().filter(organization__state="listed")
    found = {
        value
        for cell in rows.values_list(column, flat=True)
        for value in (cell if isinstance(cell, list) else [cell])
        if value
    }
    assert found == set(vocabulary.values)


@pytest.mark.django_db
def test_every_region_has_partners() -> None:
    _total, counts = count(Asked())
    assert set(counts["region"]) == set(places.region_codes())


@pytest.mark.django_db
def test_every_facet_has_something_to_choose() -> None:
    months = {
        "joined_in",
        "stated_in",
        "state_since",
    }  # figures by month lead to them; no form offers all the months there are
    for kind in SORTS:
        _total, counts = count(Asked(kind=kind))
        assert {facet for facet, values in counts.items() if not values} - months == set()


@pytest.mark.django_db
def test_every_state_is_there_that_an_action_can_reach() -> None:
    """What is left out needs an action that there is not yet: merging, restoring, rules."""
    states = set(Organization.objects.values_list("state", flat=True))
    assert states == set(OrganizationState.values) - {"merged"}
    assert set(Submission.objects.values_list("state", flat=True)) == set(SubmissionState.values)
    assert set(Submission.objects.values_list("origin", flat=True)) == set(Origin.values) - {"merge"}
    assert set(Decision.objects.values_list("kind", flat=True)) == set(DecisionKind.values)
    for model, words in ((SupportGap, GapState), (SupportOffer, OfferState)):
        assert set(model._default_manager.values_list("state", flat=True)) == set(words.values)
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState.values)
    assert set(Case.objects.filter(state="open").values_list("kind", flat=True)) == set(CaseKind.values)
    assert set(Claim.objects.values_list("state", flat=True)) == set(ClaimState.values)
    assert set(Claim.objects.values_list("rule", flat=True)) == {"", "claim_by_domain", "another_claim_approved"}
    assert set(Claim.objects.values_list("evidence", flat=True)) == set(ClaimEvidence.values) - {"link"}


@pytest.mark.django_db
def test_some_have_left_in_every_way_there_is() -> None:
    ways = Withdrawal.objects.values_list("noticed_at", "returned_at", "erased_at")
    assert {tuple(at is not None for at in way) for way in ways} == {
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (True, False, True),
    }
    assert set(Erasure.objects.values_list("kind", flat=True)) == {"organization", "person"}
    assert [one.email.endswith("@erased.invalid") for one in Person.objects.filter(is_active=False)] == [True]


@pytest.mark.django_db
def test_there_are_relations_of_each_kind_and_stage() -> None:
    rows = Relation.objects.values_list("kind", "accepted_at", "ended_at")
    stages = {(kind, accepted is not None, ended is not None) for kind, accepted, ended in rows}
    assert stages == set(itertools.product(RelationKind.values, (True, False), (True, False)))
    assert len(waiting_for_staff("en", 9)) == 1


@pytest.mark.django_db
def test_one_insists_on_being_another_and_two_are_known_to_be_two() -> None:
    (insisting,) = Submission.objects.exclude(insisted={})
    own = insisting.organization_id
    found = candidates(profile_of(insisting.document), leave_out=own)
    assert [str(one.organization_id) for one in found] == insisting.insisted["of"]
    pair = DistinctPair.objects.get()
    assert {pair.first.state, pair.second.state} == {"listed"}


@pytest.mark.django_db
def test_the_queue_holds_all_that_a_reviewer_can_meet() -> None:
    waiting = list(Submission.objects.waiting().select_related("organization"))
    assert {submission.origin for submission in waiting} == {"team", "import"}
    changes = [submission for submission in waiting if not submission.is_registration]
    clashing = [
        submission
        for submission in changes
        if merge(base=submission.base, live=read(submission.organization), proposal=submission.document).conflicts
    ]
    assert (len(changes), len(clashing)) == (5, 1)  # three of them from an import
    assert {submission.assigned_to for submission in waiting} == {None, person("reviewer"), person("reviewer2")}
    assert [s for s in waiting if s.decisions.filter(kind="request_changes").exists()] != []
    assert len({submission.submitted_at.date() for submission in waiting if submission.submitted_at}) >= 6


@pytest.mark.django_db
def test_tables_were_imported_in_every_state_that_stays_and_with_every_outcome() -> None:
    working = {"checking", "running", "approving", "undoing"}
    assert set(Import.objects.values_list("state", flat=True)) == set(ImportState.values) - working
    [checked] = Import.objects.filter(state="checked")
    assert set(checked.counts) == set(RowOutcome.values)
    assert Organization.objects.filter(submissions__source__startswith="import:", live_version=0).count() == 0


@pytest.mark.django_db
def test_reviewers_refuse_by_reasons_correct_and_look_afterwards() -> None:
    refused = Decision.objects.exclude(reasons=[])
    assert set(refused.values_list("kind", flat=True)) == {"request_changes", "decline"}
    assert Submission.objects.waiting().exclude(corrections={}).count() == 1
    [approved] = Decision.objects.exclude(corrections={})
    assert {one["value"] for one in approved.corrections.values()} == {1987, None}
    at_once = Submission.objects.filter(decisions__rule="listed_at_once")
    assert {one.looked_at is not None for one in at_once} == {True, False}
    assert {text.retired_at is not None for text in Text.objects.all()} == {True, False}
    assert set(Text.objects.values_list("version", flat=True)) == {1, 2}


def test_mailings_are_written_stopped_and_being_sent_and_somebody_wants_none() -> None:
    assert sorted(Mailing.objects.values_list("state", flat=True)) == ["draft", "sending", "stopped"]
    [stopped] = Mailing.objects.filter(state="stopped")
    assert stopped.messages.count() > 1
    assert str(person("editor").pk) not in stopped.receivers
    assert str(person("editor").pk) in Mailing.objects.get(state="sending").receivers


@pytest.mark.django_db
def test_declined_changes_leave_partners_and_a_refused_organization_tries_again() -> None:
    declined = Submission.objects.filter(state="declined").select_related("organization")
    assert {submission.organization.state for submission in declined} == {"listed", "refused", "pending"}
    again = next(submission.organization for submission in declined if submission.organization.state == "pending")
    assert again.submissions.filter(state="draft").count() == 1


@pytest.mark.django_db
def test_one_partner_changed_often_and_is_to_go_back_and_another_hid_something() -> None:
    [restored] = Submission.objects.filter(origin="restore", state="draft").select_related("organization")
    assert (restored.state, restored.organization.live_version) == ("draft", 5)
    assert restored.organization.submissions.filter(origin="team", state="draft").count() == 1
    [hidden] = Decision.objects.filter(rule="less_public").select_related("submission__organization")
    contacts = OrganizationContact.objects.filter(organization=hidden.submission.organization)
    assert (contacts.count(), contacts.filter(email_public=True).count()) == (2, 0)
    activities = Activity.objects.filter(organization=hidden.submission.organization)
    assert activities.filter(visible_to="secretariat").exists()


@pytest.mark.django_db
def test_visitors_wrote_and_each_state_of_a_message_is_there() -> None:
    found = Enquiry.objects.filter(organization__memberships__person=person("owner"), talk=None)
    assert found.filter(held=True).count() == 1
    assert found.filter(relayed_at__isnull=False, erased_at=None, reported_at=None).count() == 2
    assert found.filter(erased_at__isnull=False).count() == 1
    reported = found.get(reported_at__isnull=False)
    assert [report.case.state for report in reported.reports.all() if report.case] == ["open"]
    assert Report.objects.get(held=True).case is None
    assert Message.objects.filter(kind="enquiry", person=person("editor")).count() == 4


@pytest.mark.django_db
def test_those_in_overlaps_were_invited_to_talk_and_say_that_they_coordinate() -> None:
    assert sorted(talk.organization is None for talk in Talk.objects.all()) == [False, True]
    assert Enquiry.objects.filter(talk__isnull=False).count() >= 2
    ended = Coordination.objects.filter(ended_at__isnull=False)
    assert (Coordination.objects.filter(ended_at=None).count(), ended.count()) == (2, 1)


@pytest.mark.django_db
def test_partners_were_introduced_in_every_state_and_answer_a_gap_together() -> None:
    assert set(Introduction.objects.values_list("state", flat=True)) == set(IntroductionState.values)
    assert set(Introduction.objects.filter(state="delivered").values_list("met", flat=True)) == {True, False}
    assert Introduction.objects.filter(needing_shares=True, helping_shares=True).count() == 1
    assert SupportGap.objects.filter(state__in=["answered", "met"]).exists()
    late = Case.objects.filter(kind=CaseKind.UNANSWERED, state="open").select_related("organization")
    waits = [waiting(timezone.now(), days=LATE_DAYS, on=case.organization).exists() for case in late]
    assert waits == [True]  # it closes by itself once that is answered
    joint = JointResponse.objects.get()
    members = JointMember.objects.filter(joint=joint)
    assert (members.filter(joined_at=None).count(), members.exclude(joined_at=None).count()) == (1, 2)
    assert LackToo.objects.count() == 1


@pytest.mark.django_db
def test_a_draft_was_passed_to_a_colleague() -> None:
    passed = Invitation.objects.get(organization__state="pending")
    assert passed.address == "stranger@demo.example"


@pytest.mark.django_db
def test_teams_hold_invitations_and_wishes_in_every_state() -> None:
    assert set(TeamRequest.objects.values_list("state", flat=True)) == set(RequestState.values)
    offered = Invitation.objects.filter(organization__state="listed")
    for answered in ("accepted_at", "declined_at", "withdrawn_at"):
        assert offered.filter(**{f"{answered}__isnull": False}).count() == 1
    known = offered.exclude(address="").order_by("address").values_list("address", flat=True)
    assert list(known) == ["colleague@demo.example", "warden@demo.example"]
    ownerless = Organization.objects.filter(memberships__isnull=False).exclude(memberships__role="owner").get()
    assert Case.objects.filter(kind="team_without_owner", organization=ownerless, state="open").count() == 1


@pytest.mark.django_db
def test_there_is_an_entry_of_nothing_but_what_listing_needs_and_entries_of_200_items() -> None:
    snapshots = Decision.objects.filter(kind="approve").values_list("snapshot", flat=True)
    sizes = Counter(items_of(snapshot) for snapshot in snapshots)
    assert sizes[200] == 1
    bare = [snapshot for snapshot in snapshots if not snapshot["organization"]["description"]]
    assert [items_of(snapshot) for snapshot in bare] == [1]
    assert 200 in [items_of(submission.document) for submission in Submission.objects.waiting()]


@pytest.mark.django_db
def test_what_is_listed_can_be_listed_and_what_waits_from_a_team_can_be_sent() -> None:
    for snapshot in Decision.objects.filter(kind="approve").values_list("snapshot", flat=True):
        assert problems(snapshot, need="list") == []
    for submission in Submission.objects.waiting().filter(origin="team"):
        assert problems(submission.document, need="send", nothing_to_state=submission.nothing_to_state) == []


@pytest.mark.django_db
def test_the_listing_says_what_the_entries_say() -> None:
    assert Listing.objects.count() == Organization.objects.filter(state="listed").count()
    for row in Listing.objects.select_related("organization"):
        assert row.record["listed_on"] == row.organization.listed_at.date().isoformat()


@pytest.mark.django_db
def test_entries_are_confirmed_lately_in_part_due_and_overdue() -> None:
    today = timezone.now().date()
    with_team = [standing(one, today) for one in entries().filter(has_team=True)]
    assert set(Confirmation.objects.values_list("way", flat=True)) == set(ConfirmationWay.values)
    assert [one for one in with_team if len(set(one.parts.values())) > 1] != []
    assert [one for one in with_team if one.is_due and not one.is_lapsed] != []
    [lapsed] = [one for one in with_team if one.is_lapsed]
    hidden = lapsed.organization.contacts.filter(kind="person", name_public=True)
    assert (hidden.count(), lapsed.organization.reminders) == (1, 4)
    shown = public_entry(lapsed.organization).items["contacts"]
    assert {contact["kind"] for contact in shown} == {"mailbox"}
    assert {kind for kind in ("confirmation_due", "support_expired") if Message.objects.filter(kind=kind).exists()} == {
        "confirmation_due",
        "support_expired",
    }


@pytest.mark.django_db
def test_gaps_and_offers_have_expired_and_one_was_opened_again() -> None:
    assert SupportGap.objects.filter(state="expired").exists()
    assert SupportOffer.objects.filter(state="expired").exists()
    again = SupportGap.objects.filter(state="open", confirmed_on=timezone.now().date())
    # Those that came to nothing with a partner are open again too.
    assert again.exclude(introductions__state__in=["delivered", "not_delivered"]).count() == 1


# -- Who there is -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_registrant_has_a_draft_with_an_answer_that_did_not_pass() -> None:
    [submission] = Submission.objects.filter(opened_by=person("registrant"))
    assert submission.state == "draft"
    kept = drafts.kept_input(submission, "organization", person("registrant"))
    assert kept is not None
    assert kept["website"] == ["our page is not ready"]


@pytest.mark.django_db
def test_another_is_asked_for_changes_at_two_fields() -> None:
    [submission] = Submission.objects.filter(opened_by=person("changes"))
    assert submission.state == "changes_requested"
    decision = submission.decisions.get()
    assert [comment["path"].split(".")[0] for comment in decision.comments] == ["organization", "activities"]


@pytest.mark.django_db
def test_owner_and_editor_share_a_partner_and_the_stranger_has_none() -> None:
    team = Membership.objects.filter(person__in=[person("owner"), person("editor"), person("stranger")])
    assert {(row.person, row.role, row.organization.state) for row in team} == {
        (person("owner"), "owner", "listed"),
        (person("editor"), "editor", "listed"),
    }
    assert len({row.organization_id for row in team}) == 1


@pytest.mark.django_db
def test_staff_are_three_reviewers_a_curator_and_two_administrators() -> None:
    staff = Counter(Person.objects.staff().values_list("staff_role", flat=True))
    assert staff == {"reviewer": 3, "curator": 1, "administrator": 2}
    assert [*Person.objects.exclude(desk_region="").values_list("email", "desk_region")] == [
        ("desk@demo.example", "002")
    ]


@pytest.mark.django_db
def test_roles_were_given_narrowed_and_taken_by_both_administrators() -> None:
    by_role = [(one.person, one.before, one.after, one.after_region) for one in roles.changes(50) if one.by]
    assert {
        (person("retired"), "", "reviewer", ""),
        (person("retired"), "reviewer", "", ""),
        (person("desk"), "reviewer", "reviewer", "002"),
        (person("curator"), "reviewer", "curator", ""),
    } <= {*by_role}
    assert {one.by for one in roles.changes(50) if one.by} == {person("administrator"), person("administrator2")}


@pytest.mark.django_db
@pytest.mark.parametrize("role", people.CAST, ids=lambda role: role.address)
def test_everyone_of_the_cast_gets_a_code_to_sign_in_with(role: people.Role, client: Client) -> None:
    client.post("/accounts/login/", {"login": role.email})
    message = Message.objects.get(kind="sign_in_code")
    assert (message.person, bool(message.secret)) == (person(role.address), True)


# -- Nothing could be taken for real ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_address_lies_where_nothing_real_can() -> None:
    websites = [address for address in Organization.objects.values_list("website", flat=True) if address]
    hosts = {urlsplit(address).hostname or "" for address in websites}
    mailboxes = [*Contact.objects.values_list("email", flat=True), *Person.objects.values_list("email", flat=True)]
    hosts |= {address.rpartition("@")[2] for address in mailboxes if address}
    assert {host.rpartition(".")[2] for host in hosts} == {"example", "invalid"}  # the latter of who is erased


@pytest.mark.django_db
def test_every_description_says_that_it_was_invented() -> None:
    notices = {code: language.words["invented"] for code, language in load().items()}
    described = Organization.objects.filter(state="listed").exclude(description="")
    assert described.count() == Organization.objects.filter(state="listed").count() - 1
    for organization in described:
        assert notices[organization.description_language] in organization.description


# -- When -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_partners_came_over_two_years_and_nothing_happens_tomorrow() -> None:
    now = timezone.now()
    days = sorted(
        (now - listed_at).days for listed_at in Organization.objects.listed().values_list("listed_at", flat=True)
    )
    assert (days[0] <= 30, 700 <= days[-1] <= 730) == (True, True)
    assert len({day // 30 for day in days}) >= 20


@pytest.mark.django_db
def test_what_happened_to_an_organization_happened_in_order() -> None:
    for decision in Decision.objects.select_related("submission__organization"):
        submission = decision.submission
        moments = [submission.organization.created_at, submission.opened_at, decision.decided_at, timezone.now()]
        assert moments == sorted(moments)


# -- The words --------------------------------------------------------------------------------------------------------


def test_the_six_languages_have_the_same_parts() -> None:
    shapes = {
        code: {key: len(part) if isinstance(part, (list, dict)) else 1 for key, part in language.words.items()}
        for code, language in load().items()
    }
    assert sorted(shapes) == sorted(LANGUAGES)
    assert all(shape == shapes["en"] for shape in shapes.values())
    assert shapes["en"] | {"names": 11, "activities": 13, "gaps": 12, "offers": 12} == shapes["en"]


@pytest.mark.django_db
def test_the_same_seed_writes_the_same_and_another_writes_another() -> None:
    def written(seed: int) -> list[Any]:
        writer = Writer(seed, A_DAY)
        documents = [writer.entry(code) for code in LANGUAGES for _ in range(3)]
        return [
            [list(part.values()) if key in COLLECTIONS else part for key, part in document.items()]
            for document in documents
        ]

    assert written(7) == written(7)
    assert written(7) != written(8)


# -- The command ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "The demonstration is here already.\n"),
        (["--when-empty"], "The demonstration is here already.\n"),
        (["--seed", "7"], "The demonstration is here already.\n"),
    ],
)
def test_it_is_made_once(arguments: list[str], said: str, settings: Any, capsys: Any) -> None:
    settings.DEMO = True
    call_command("demo", *arguments)
    assert (capsys.readouterr().out, Organization.objects.count()) == (said, 300)


@pytest.mark.django_db
def test_it_leaves_a_site_alone_that_has_organizations(settings: Any, capsys: Any) -> None:
    settings.DEMO = True
    Person.objects.filter(email=people.LAST.email).update(email="somebody@people.example.org")
    call_command("demo", "--when-empty")
    assert capsys.readouterr().out == "There are organizations here already, so none were invented.\n"


@pytest.mark.django_db
def test_it_says_who_can_sign_in(settings: Any, capsys: Any) -> None:
    settings.DEMO = True
    call_command("demo", "--who")
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [role.email for role in people.CAST]


@pytest.mark.django_db
def test_it_says_when_there_is_nobody(settings: Any, capsys: Any) -> None:
    settings.DEMO = True
    Person.objects.filter(email=people.LAST.email).update(email="somebody@people.example.org")
    call_command("demo", "--who")
    assert capsys.readouterr().out == "There is no demonstration here. Make it: DEMO=1 manage.py demo\n"


@pytest.mark.django_db
@pytest.mark.parametrize(("demo", "deployed"), [(False, False), (True, True)])
def test_it_refuses_wherever_others_could_see_it(demo: bool, deployed: bool, settings: Any) -> None:
    settings.DEMO, settings.DEPLOYED = demo, deployed
    with pytest.raises(CommandError, match="Invented organizations do not belong among real ones"):
        call_command("demo", "--who")


@pytest.mark.django_db
def test_an_answer_that_its_form_refuses_stops_the_making() -> None:
    """The demonstration is made of what people can really send."""
    cast = {role.address: person(role.address) for role in people.CAST}
    stories = Stories(Writer(30, A_DAY), cast)
    submission = Submission.objects.get(opened_by=cast["registrant"])
    answers = {**submission.document["organization"], "founded": 3003}
    with pytest.raises(ValueError, match="founded"):
        stories.save(submission, "organization", answers, cast["registrant"])


def test_lost_second_factors_are_there_in_every_state() -> None:
    states = Counter(Recovery.objects.values_list("person__email", "state"))

    assert states == {
        ("lost@demo.example", RecoveryState.REFUSED): 1,
        ("lost@demo.example", RecoveryState.ASKED): 1,
        ("found@demo.example", RecoveryState.DONE): 1,
    }
    assert rules.has_second_factor(person("lost")) is True
    assert rules.has_second_factor(person("found")) is False


def test_the_desk_has_work_in_every_hand() -> None:
    reviewer, colleague = person("reviewer"), person("reviewer2")
    waiting = Submission.objects.filter(state=SubmissionState.SUBMITTED)
    assert {*waiting.values_list("assigned_to", flat=True)} == {None, reviewer.pk, colleague.pk}
    assert waiting.exclude(escalated_at=None).exists()
    assert waiting.filter(escalated_at=None).exists()
    assert Case.objects.filter(state=CaseState.OPEN, assigned_to=colleague).count() == 2
    assert Case.objects.filter(state=CaseState.OPEN, assigned_to=None).exists()
    assert {bool(answer) for answer in Opinion.objects.values_list("answer", flat=True)} == {True, False}
    taken_back = Decision.objects.exclude(taken_back_at=None).get()
    assert (taken_back.kind, taken_back.submission.state) == (DecisionKind.DECLINE, SubmissionState.SUBMITTED)
    assert [absence.cover for absence in Absence.objects.filter(person=colleague)] == [reviewer]
    assert colleague.reads_scripts == ["Latn", "Arab", "Cyrl"]


@pytest.mark.django_db
def test_the_board_has_gaps_of_every_age_and_both_for_each_circle_of_readers() -> None:
    for kind in ("gaps", "offers"):
        found = [count(Asked(kind=kind, circle=circle)) for circle in Visibility.values]
        assert found[0][0] < found[1][0] < found[2][0], kind
        assert set(found[-1][1]["support"]) == {"finance", "other"}
    _total, counts = count(Asked(kind="gaps"))
    assert set(counts["age"]) == set(AGES)
    assert count(Asked(kind="gaps", chosen={"age": ("365",)}))[0] > 0


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 1, 3, 5, 30, 100, 300])
def test_the_registry_as_it_was_has_each_entry_from_its_first_approval_on(days: int) -> None:
    moment = timezone.now() - datetime.timedelta(days=days)
    approved = Decision.objects.filter(kind=DecisionKind.APPROVE, decided_at__lt=moment)
    stayed = Organization.objects.listed().filter(withdrawals=None)
    expected = {*stayed.filter(submissions__decisions__in=approved).values_list("public_id", flat=True)}
    found = {*as_of.listed(moment).filter(pk__in=stayed).values_list("public_id", flat=True)}
    assert found == expected
