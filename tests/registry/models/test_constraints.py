"""The database is the last line: each constraint and trigger is tried with what it must refuse, past every action."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import Error, IntegrityError, connection, models, transaction
from django.utils import timezone

from registry import models as registry_models
from registry.entry.document import empty
from registry.ids import uuid7
from registry.models import (
    Absence,
    Activity,
    ActivityListing,
    ActivityPlace,
    Attachment,
    Case,
    Claim,
    Confirmation,
    Contact,
    Coordination,
    DataVersion,
    Decision,
    DistinctPair,
    Enquiry,
    Erasure,
    GapPlace,
    Identifier,
    Introduction,
    IntroductionNote,
    Invitation,
    JointMember,
    JointResponse,
    LackToo,
    Likeness,
    Listing,
    Mailing,
    Membership,
    Name,
    NameKey,
    NameWord,
    NetworkMembership,
    OfferPlace,
    Opinion,
    Organization,
    OrganizationContact,
    OrganizationPlace,
    Person,
    PublicChange,
    PublicId,
    Recovery,
    Relation,
    Report,
    SearchWord,
    Submission,
    SupportGap,
    SupportOffer,
    Talk,
    TeamRemoval,
    TeamRequest,
    Text,
    TextVersion,
    Unlisted,
    Withdrawal,
)
from tests.factories import person

pytestmark = pytest.mark.django_db
NOW = timezone.now()
VERSIONED = {"version": 1}
OVERLAP = {"country_id": "KE", "element": "oecm", "kind": "finance"}


def organization(**columns: Any) -> Organization:
    return Organization.objects.create(public_id=PublicId.objects.create(), **columns)


def two_in_order() -> dict[str, Organization]:
    return dict(zip(("first", "second"), sorted((organization(), organization()), key=lambda one: one.pk), strict=True))


def a_contact() -> Contact:
    return Contact.objects.create(organization=organization(), name="Amina", email="amina@bay.example.org")


def a_submission(**columns: Any) -> Submission:
    values = {"organization": organization(), "base": empty(), "document": empty(), **columns}
    return Submission.objects.create(**values)


def some(model: Any, **columns: Any) -> models.Model:
    """A row as it should be, but for these columns."""
    made: dict[Any, Any] = {
        Organization: lambda: {"public_id": PublicId.objects.create()},
        Name: lambda: {"organization": organization(), "text": "Bay", "folded": "bay", "kind": "official"},
        Identifier: lambda: {"organization": organization(), "scheme": "ror", "value": "03wcpny22"},
        Activity: lambda: {"organization": organization(), "title": "Nursery"},
        SupportGap: lambda: {"organization": organization(), "title": "Boats"},
        SupportOffer: lambda: {"organization": organization(), "title": "Visits"},
        OrganizationPlace: lambda: {"organization": organization(), "country_id": "KE"},
        ActivityPlace: lambda: {"activity": some(Activity), "country_id": "KE"},
        GapPlace: lambda: {"gap": some(SupportGap), "country_id": "KE"},
        OfferPlace: lambda: {"offer": some(SupportOffer), "country_id": "KE"},
        Contact: lambda: {"organization": organization()},
        OrganizationContact: lambda: {
            "organization": organization(),
            "role": "main",
            "kind": "person",
            "contact": a_contact(),
        },
        Attachment: lambda: {"organization": organization(), "kind": "logo"},
        Membership: lambda: {"organization": organization(), "person": person("amina"), "role": "owner"},
        Invitation: lambda: {"organization": organization(), "role": "owner", "expires_at": NOW},
        TeamRemoval: lambda: {"organization": organization(), "person": person("sam")},
        TeamRequest: lambda: {"organization": organization(), "person": person("sam")},
        Submission: lambda: {"organization": organization(), "base": VERSIONED, "document": VERSIONED},
        Decision: lambda: {
            "submission": a_submission(),
            "kind": "approve",
            "by": person("rosa"),
            "snapshot": VERSIONED,
        },
        Case: lambda: {"kind": "report"},
        Confirmation: lambda: {"organization": organization(), "way": "link", "parts": ["where"]},
        Introduction: lambda: {
            "gap": some(SupportGap),
            "needing": organization(),
            "helping": organization(),
            "writer": "helping",
        },
        IntroductionNote: lambda: {
            "introduction": some(Introduction),
            "organization": organization(),
            "text": "We can help.",
            "language": "en",
        },
        JointResponse: lambda: {"gap": some(SupportGap), "introduction": some(Introduction)},
        JointMember: lambda: {"joint": some(JointResponse), "organization": organization()},
        LackToo: lambda: {"gap": some(SupportGap), "organization": organization()},
        Claim: lambda: {"organization": organization(), "person": person("sam"), "evidence": "letter"},
        DataVersion: lambda: {"version": 1},
        DistinctPair: lambda: {**two_in_order(), "reason": "Two bays."},
        NetworkMembership: lambda: {
            "network": organization(),
            "member": organization(),
            "proposed_by_network": True,
        },
        Relation: lambda: {"kind": "parent", "organization": organization(), "other": organization()},
        Withdrawal: lambda: {"organization": organization()},
        Erasure: lambda: {"kind": "person", "subject": person("amina").pk},
        Report: lambda: {
            "case": some(Case, organization=organization()),
            "reason": "wrong",
            "text": "It moved.",
            "language": "en",
        },
        Enquiry: lambda: {
            "organization": organization(),
            "name": "Sam",
            "address": "sam@people.example.org",
            "text": "May we visit?",
            "language": "en",
        },
        Talk: lambda: OVERLAP,
        Coordination: lambda: {**OVERLAP, "organization": organization(), "language": "en"},
        Recovery: lambda: {"person": person("sam"), "asked_by": person("ada")},
        PublicId: dict,
        Person: lambda: {"email": "zoe@people.example.org"},
    }
    return model.objects.create(**{**made[model](), **columns})  # type: ignore[no-any-return]


def refused(constraint: str, model: Any, columns: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), transaction.atomic():
        some(model, **columns)


LISTED: dict[str, Any] = {"state": "listed", "type": "ngo", "base_country_id": "KE", "listed_at": NOW}
FINANCE: dict[str, Any] = {"kinds": ["finance"], "amount": 10, "currency": "USD"}
SENT: dict[str, Any] = {"state": "submitted", "submitted_at": NOW}

TAKEN: list[tuple[Any, dict[str, Any]]] = [
    (Organization, {}),
    (Organization, LISTED),
    (Organization, {**LISTED, "base_country_id": None, "no_seat": True}),
    (Organization, {"type": "private_sector", "sector": "A"}),
    (Organization, {"founded": 1000, "website": "HTTP://bay.example.org"}),
    (Organization, {"description": "ж" * 1500, "scales": ["local"], "realms": ["land"]}),
    (Name, {}),
    (Identifier, {}),
    (Activity, {"start": date(2024, 3, 1), "end": date(2024, 3, 1), "status": "planned"}),
    (Activity, {"kinds": ["finance"], "elements": ["rights"], "link": "https://bay.example.org"}),
    (SupportGap, {**FINANCE, "for_whom": ["own"], "visible_to": "partners"}),
    (SupportOffer, {"conditions": "x" * 500, "capacity": "x" * 500, "visible_to": "partners"}),
    *((place, {}) for place in (OrganizationPlace, ActivityPlace, GapPlace, OfferPlace)),
    (OrganizationPlace, {"country_id": None, "region_id": "002"}),
    (Contact, {"erased_at": NOW}),
    (OrganizationContact, {}),
    (Attachment, {}),
    (Attachment, {"kind": "told", "personal": True, "told": "By the elders."}),
    (Attachment, {"kind": "letter", "personal": True, "file": "aa/letter.pdf"}),
    (Membership, {}),
    (Invitation, {"address": "bo@bay.example.org"}),
    *((Invitation, {answered: NOW}) for answered in ("accepted_at", "declined_at", "withdrawn_at")),
    (TeamRequest, {"note": "I keep the books."}),
    *((TeamRequest, {"state": state, "answered_at": NOW}) for state in ("accepted", "declined", "withdrawn")),
    (Submission, {}),
    (Submission, SENT),
    (Decision, {}),
    (Decision, {"by": None, "rule": "less_public"}),
    (Decision, {"kind": "decline", "snapshot": None, "reason": "No."}),
    (Decision, {"kind": "request_changes", "snapshot": None, "comments": [{"path": "where", "text": "Why?"}]}),
    (Case, {}),
    (Confirmation, {}),
    (Case, {"state": "settled", "settled_at": NOW}),
    (Report, {"address": "sam@people.example.org"}),
    (Enquiry, {"relayed_at": NOW, "reported_at": NOW}),
    (Enquiry, {"held": True}),
    (Enquiry, {"erased_at": NOW, "name": "", "address": "", "text": "", "relayed_at": NOW}),
    (PublicId, {"value": "8xk2mq57"}),
    (Person, {"staff_role": "curator", "language": "zh-hans"}),
]


@pytest.mark.parametrize(("model", "columns"), TAKEN)
def test_what_is_as_it_should_be_is_taken(model: Any, columns: dict[str, Any]) -> None:
    some(model, **columns)


REFUSED: list[tuple[str, Any, dict[str, Any]]] = [
    ("dataversion_is_one_row", DataVersion, {"id": 2}),
    ("organization_type_known", Organization, {"type": "club"}),
    ("organization_mandate_kind_known", Organization, {"mandate_kind": "rumour"}),
    ("organization_sector_known", Organization, {"type": "private_sector", "sector": "Z"}),
    ("organization_scales_known", Organization, {"scales": ["local", "cosmic"]}),
    ("organization_realms_known", Organization, {"realms": ["air"]}),
    ("organization_description_not_too_long", Organization, {"description": "ж" * 1501}),
    ("organization_people_represented_not_too_long", Organization, {"people_represented": "ж" * 1501}),
    ("organization_state_known", Organization, {"state": "sleeping"}),
    ("organization_listed_is_filled", Organization, {**LISTED, "type": ""}),
    ("organization_listed_is_filled", Organization, {**LISTED, "base_country_id": None}),
    ("organization_listed_is_filled", Organization, {**LISTED, "listed_at": None}),
    ("organization_one_kind_of_seat", Organization, {"base_country_id": "KE", "no_seat": True}),
    ("organization_merged_points_on", Organization, {"state": "merged"}),
    ("organization_founded_plausible", Organization, {"founded": 999}),
    ("organization_website_is_web", Organization, {"website": "javascript:alert(1)"}),
    ("organization_website_is_web", Organization, {"website": "https:///"}),
    ("organization_sector_private", Organization, {"type": "ngo", "sector": "A"}),
    ("name_kind_known", Name, {"kind": "pet"}),
    ("name_not_empty", Name, {"text": ""}),
    ("identifier_scheme_known", Identifier, {"scheme": "club"}),
    ("identifier_not_empty", Identifier, {"value": ""}),
    *(
        (f"{table}_{constraint}", model, columns)
        for table, model in (("activity", Activity), ("supportgap", SupportGap), ("supportoffer", SupportOffer))
        for constraint, columns in (
            ("kinds_known", {"kinds": ["hope"]}),
            ("elements_known", {"elements": ["fire"]}),
            ("realms_known", {"realms": ["air"]}),
            ("text_not_too_long", {"text": "x" * 1501}),
            ("visible_to_known", {"visible_to": "friends"}),
            ("has_title", {"title": ""}),
        )
    ),
    ("activity_scales_known", Activity, {"scales": ["cosmic"]}),
    ("activity_status_known", Activity, {"status": "maybe"}),
    ("activity_ends_after_start", Activity, {"start": date(2024, 3, 1), "end": date(2024, 2, 1)}),
    ("activity_dates_are_months", Activity, {"start": date(2024, 3, 2)}),
    ("activity_dates_are_months", Activity, {"end": date(2024, 3, 31)}),
    ("activity_visible_to_all_or_staff", Activity, {"visible_to": "partners"}),
    ("activity_link_is_web", Activity, {"link": "ftp://bay.example.org"}),
    ("supportgap_scales_known", SupportGap, {"scales": ["cosmic"]}),
    ("supportgap_for_whom_known", SupportGap, {"for_whom": ["nobody"]}),
    ("supportgap_open_before", SupportGap, {"open_since": NOW, "state_since": NOW - timedelta(days=1)}),
    ("supportgap_state_known", SupportGap, {"state": "lost"}),
    ("supportgap_amount_positive", SupportGap, {**FINANCE, "amount": 0}),
    ("supportgap_amount_positive", SupportGap, {**FINANCE, "amount": -5}),
    ("supportgap_amount_only_with_finance", SupportGap, {**FINANCE, "kinds": ["policy_law"]}),
    ("supportgap_amount_only_with_finance", SupportGap, {**FINANCE, "currency": ""}),
    ("supportgap_amount_only_with_finance", SupportGap, {"currency": "USD"}),
    ("supportoffer_conditions_not_too_long", SupportOffer, {"conditions": "x" * 501}),
    ("supportoffer_capacity_not_too_long", SupportOffer, {"capacity": "x" * 501}),
    ("supportoffer_state_known", SupportOffer, {"state": "lost"}),
    *(
        (f"{table}place_country_or_region", model, columns)
        for table, model in (
            *(("organization", OrganizationPlace), ("activity", ActivityPlace)),
            *(("gap", GapPlace), ("offer", OfferPlace)),
        )
        for columns in ({"country_id": None}, {"region_id": "002"})
    ),
    ("contact_erased_is_blank", Contact, {"erased_at": NOW, "phone": "+254 20 123456"}),
    ("organizationcontact_role_known", OrganizationContact, {"role": "friend"}),
    ("organizationcontact_kind_known", OrganizationContact, {"kind": "robot"}),
    ("attachment_kind_known", Attachment, {"kind": "song"}),
    ("attachment_letters_are_personal", Attachment, {"kind": "letter"}),
    ("attachment_letters_are_personal", Attachment, {"kind": "told"}),
    ("attachment_file_or_told", Attachment, {"kind": "told", "personal": True, "file": "aa/told.pdf"}),
    ("attachment_file_or_told", Attachment, {"told": "A logo says nothing."}),
    ("membership_role_known", Membership, {"role": "guest"}),
    ("invitation_role_known", Invitation, {"role": "guest"}),
    ("invitation_over_is_blank", Invitation, {"accepted_at": NOW, "address": "bo@bay.example.org"}),
    ("invitation_over_is_blank", Invitation, {"accepted_at": NOW, "note": "Dear Bo"}),
    ("invitation_over_is_blank", Invitation, {"withdrawn_at": NOW, "address": "bo@bay.example.org"}),
    ("invitation_over_is_blank", Invitation, {"withdrawn_at": NOW, "declined_at": NOW, "reason": "No time"}),
    ("invitation_reason_is_of_declined", Invitation, {"reason": "No time"}),
    ("teamrequest_state_known", TeamRequest, {"state": "maybe", "answered_at": NOW}),
    ("teamrequest_answered_has_date", TeamRequest, {"answered_at": NOW}),
    *(
        ("teamrequest_answered_has_date", TeamRequest, {"state": state})
        for state in ("accepted", "declined", "withdrawn")
    ),
    ("submission_state_known", Submission, {"state": "sleeping"}),
    ("submission_origin_known", Submission, {"origin": "dream"}),
    ("submission_submitted_has_date", Submission, {"state": "submitted"}),
    ("submission_documents_versioned", Submission, {"document": {}}),
    ("submission_documents_versioned", Submission, {"base": {}}),
    ("decision_kind_known", Decision, {"kind": "maybe", "snapshot": None, "reason": "Why not."}),
    ("decision_by_person_or_rule", Decision, {"by": None}),
    ("decision_by_person_or_rule", Decision, {"rule": "less_public"}),
    ("decision_refusal_has_words", Decision, {"kind": "decline", "snapshot": None}),
    ("decision_approval_has_snapshot", Decision, {"snapshot": None}),
    ("decision_approval_has_snapshot", Decision, {"kind": "decline", "reason": "No."}),
    ("confirmation_way_known", Confirmation, {"way": "telepathy"}),
    ("confirmation_of_something", Confirmation, {"parts": []}),
    ("case_kind_known", Case, {"kind": "riddle"}),
    ("case_settled_has_date", Case, {"state": "settled"}),
    ("case_settled_has_date", Case, {"settled_at": NOW}),
    ("claim_state_known", Claim, {"state": "unheard"}),
    ("claim_evidence_known", Claim, {"evidence": "looks"}),
    *[("claim_decided_has_date", Claim, {"state": state}) for state in ("approved", "declined", "revoked")],
    ("claim_proved_is_of_domain", Claim, {"proved_at": NOW}),
    ("report_reason_known", Report, {"reason": "spite"}),
    ("report_language_known", Report, {"language": "xx"}),
    ("report_says_something", Report, {"text": ""}),
    ("report_held_is_in_no_case", Report, {"case": None}),
    ("report_held_is_in_no_case", Report, {"held": True, "address": "sam@people.example.org"}),
    ("report_of_abuse_names_enquiry", Report, {"reason": "abuse"}),
    ("enquiry_language_known", Enquiry, {"language": "xx"}),
    *(("enquiry_erased_is_blank", Enquiry, {column: ""}) for column in ("name", "address", "text")),
    ("enquiry_erased_is_blank", Enquiry, {"erased_at": NOW}),
    ("enquiry_held_is_not_relayed", Enquiry, {"held": True, "relayed_at": NOW}),
    ("publicid_value_crockford", PublicId, {"value": "8xk2mqil"}),
    ("publicid_value_crockford", PublicId, {"value": "8XK2MQ57"}),
    ("publicid_value_crockford", PublicId, {"value": "8xk"}),
    ("person_language_known", Person, {"language": "xx"}),
    ("person_staff_role_known", Person, {"staff_role": "king"}),
]


@pytest.mark.parametrize(("constraint", "model", "columns"), REFUSED)
def test_what_is_not_is_refused(constraint: str, model: Any, columns: dict[str, Any]) -> None:
    refused(constraint, model, columns)


# --- One of a kind -------------------------------------------------------------------------------------------------


def test_one_official_name_a_language_and_any_number_of_others() -> None:
    mine = organization()
    values = {"organization": mine, "language": "en"}
    some(Name, **values)

    refused("name_one_official_a_language", Name, values)
    some(Name, **values, kind="alias")
    some(Name, **values, removed_at=NOW)
    some(Name, organization=mine, language="fr")
    some(Name, language="en")


@pytest.mark.parametrize("scheme", registry_models.EXCLUSIVE_SCHEMES)
def test_an_identifier_belongs_to_one_organization(scheme: str) -> None:
    some(Identifier, scheme=scheme, value="42")

    refused("identifier_belongs_to_one", Identifier, {"scheme": scheme, "value": "42"})
    some(Identifier, scheme=scheme, value="42", removed_at=NOW)


@pytest.mark.parametrize("scheme", ["wdpa", "other"])
def test_a_site_and_an_unnamed_register_may_be_shared(scheme: str) -> None:
    some(Identifier, scheme=scheme, value="42")
    some(Identifier, scheme=scheme, value="42")


@pytest.mark.parametrize(
    ("model", "owner", "table"),
    [
        (OrganizationPlace, "organization", "organization"),
        (ActivityPlace, "activity", "activity"),
        (GapPlace, "gap", "gap"),
        (OfferPlace, "offer", "offer"),
    ],
)
@pytest.mark.parametrize("place", [{"country_id": "KE"}, {"country_id": None, "region_id": "002"}])
def test_a_place_is_named_once(model: Any, owner: str, table: str, place: dict[str, Any]) -> None:
    row: Any = some(model, **place)
    same = {owner: getattr(row, owner), **place}

    refused(f"{table}place_named_once", model, same)
    some(model, **{owner: getattr(row, owner), "country_id": "TZ"})


@pytest.mark.parametrize("state", ["draft", "changes_requested", "submitted"])
def test_one_open_submission_of_the_team(state: str) -> None:
    first = a_submission(state=state, submitted_at=NOW)
    mine = {"organization": first.organization}

    refused("submission_one_open_of_the_team", Submission, mine)
    refused("submission_one_open_of_the_team", Submission, {**mine, **SENT})
    some(Submission, **mine, origin="staff")
    some(Submission, **mine, state="approved")
    some(Submission)


def test_one_open_registration_of_a_name_of_one_person() -> None:
    amina = person("amina")
    mine = {"opened_by": amina, "folded_name": "bay council"}
    some(Submission, **mine)

    refused("submission_one_open_of_a_name", Submission, mine)
    refused("submission_one_open_of_a_name", Submission, {**mine, **SENT})
    some(Submission, **{**mine, "folded_name": "hill council"})
    some(Submission, **{**mine, "opened_by": person("bo")})
    some(Submission, **mine, state="declined")
    some(Submission, **mine, origin="staff")
    some(Submission, **mine, base_version=1)
    for _ in range(2):
        some(Submission, opened_by=amina, folded_name="")


def test_a_source_is_imported_once_until_it_was_declined() -> None:
    imported = {"origin": "import", "source": "ror:03wcpny22"}
    first = a_submission(**imported, **SENT)

    refused("submission_imported_once", Submission, imported)
    Submission.objects.filter(pk=first.pk).update(state="approved")
    refused("submission_imported_once", Submission, imported)
    Submission.objects.filter(pk=first.pk).update(state="declined")
    some(Submission, **imported)
    some(Submission, origin="import")
    some(Submission, origin="import")


def test_one_final_decision_and_any_number_of_requests() -> None:
    submission = a_submission()
    asked = {"submission": submission, "kind": "request_changes", "snapshot": None, "reason": "Why?"}
    some(Decision, **asked)
    some(Decision, **asked)
    some(Decision, submission=submission)

    refused("decision_one_final", Decision, {"submission": submission})
    refused("decision_one_final", Decision, {**asked, "kind": "decline"})


def test_a_person_asks_a_team_once_until_it_has_answered() -> None:
    wish: Any = {"organization": organization(), "person": person("sam")}
    TeamRequest.objects.create(**wish, state="declined", answered_at=NOW)
    TeamRequest.objects.create(**wish)

    refused("teamrequest_open_once", TeamRequest, wish)

    TeamRequest.objects.create(**{**wish, "person": person("bo")})


def test_a_person_is_in_a_team_once() -> None:
    member: Any = some(Membership)

    refused("membership_once", Membership, {"organization": member.organization})


def test_a_case_is_open_once_even_about_nobody() -> None:
    mine = organization()
    for about in ({}, {"organization": mine}, {"person": person("amina")}):
        some(Case, **about)
        refused("case_open_once", Case, about)
        some(Case, **about, state="settled", settled_at=NOW)


@pytest.mark.parametrize("state", ["asked", "more_asked"])
def test_a_person_has_one_open_claim_of_an_entry(state: str) -> None:
    entry = organization()
    claim: Any = some(Claim, organization=entry)

    refused("claim_open_once", Claim, {"organization": entry, "state": state})
    some(Claim, organization=entry, person=person("kim"))
    Claim.objects.filter(pk=claim.pk).update(state="withdrawn")
    some(Claim, organization=entry)


def test_a_held_report_has_an_address_and_an_organization_and_no_case() -> None:
    waiting = {"case": None, "held": True, "organization": organization(), "address": "sam@people.example.org"}
    some(Report, **waiting)

    refused("report_held_has_address", Report, {**waiting, "address": ""})
    refused("report_held_is_in_no_case", Report, {**waiting, "case": some(Case)})
    refused("report_held_is_in_no_case", Report, {**waiting, "organization": None})
    refused("report_held_is_in_no_case", Report, {"organization": organization()})


def test_only_a_report_of_abuse_names_an_enquiry() -> None:
    enquiry = some(Enquiry)
    some(Report, reason="abuse", enquiry=enquiry)

    refused("report_of_abuse_names_enquiry", Report, {"enquiry": enquiry})


def test_an_organization_is_not_merged_into_itself() -> None:
    mine = organization()

    with pytest.raises(IntegrityError, match="organization_not_merged_into_itself"), transaction.atomic():
        Organization.objects.filter(pk=mine.pk).update(state="merged", merged_into=mine)
    with pytest.raises(IntegrityError, match="organization_merged_points_on"), transaction.atomic():
        Organization.objects.filter(pk=mine.pk).update(merged_into=organization())


def test_addresses_are_lower_case_and_of_one_person() -> None:
    zoe: Any = some(Person)

    for address in ("Zoe@People.example.org", ""):
        with pytest.raises(IntegrityError, match="person_email_lower_case"), transaction.atomic():
            Person.objects.filter(pk=zoe.pk).update(email=address)
    with pytest.raises(IntegrityError, match="email"), transaction.atomic():
        some(Person)


# --- Written once, decided once, given out once --------------------------------------------------------------------


def sql(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def protected(statement: str, *values: Any) -> None:
    with pytest.raises(Error, match="pgtrigger: Cannot"):
        sql(statement, *values)


def test_a_public_id_is_never_changed_deleted_or_given_out_again() -> None:
    mine = organization()
    value = mine.public_id_id

    protected("UPDATE registry_publicid SET value = '8xk2mq57' WHERE value = %s", value)
    protected("DELETE FROM registry_publicid WHERE value = %s", value)
    mine.delete()
    protected("DELETE FROM registry_publicid WHERE value = %s", value)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicId.objects.create(value=value)
    assert PublicId.objects.filter(value=value).exists()


def test_two_organizations_never_have_one_public_id() -> None:
    mine = organization()

    with pytest.raises(IntegrityError, match="public_id"), transaction.atomic():
        Organization.objects.create(public_id=mine.public_id)


@pytest.mark.parametrize("column", ["name", "email", "phone"])
def test_a_contact_is_written_once(column: str) -> None:
    contact = a_contact()

    protected(f"UPDATE registry_contact SET {column} = 'x' WHERE id = %s", contact.pk)  # noqa: S608


def test_erasing_a_contact_blanks_it_for_good() -> None:
    contact = a_contact()
    with pytest.raises(IntegrityError, match="contact_erased_is_blank"):
        sql("UPDATE registry_contact SET erased_at = now() WHERE id = %s", contact.pk)

    blank = "UPDATE registry_contact SET erased_at = now(), name = '', email = '', phone = '' WHERE id = %s"
    sql(blank, contact.pk)

    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.erased_at is not None) == ("", "", True)
    protected("UPDATE registry_contact SET erased_at = NULL, name = 'Amina' WHERE id = %s", contact.pk)
    with pytest.raises(IntegrityError, match="contact_erased_is_blank"):
        sql("UPDATE registry_contact SET name = 'Amina' WHERE id = %s", contact.pk)


@pytest.mark.parametrize("change", ["reason = 'x'", "by_id = NULL", "snapshot = '{}'", "decided_at = now()"])
def test_a_decision_stays_as_it_was_decided(change: str) -> None:
    decision: Any = some(Decision)

    protected(f"UPDATE registry_decision SET {change} WHERE id = %s", decision.pk)  # noqa: S608


# --- Nothing is forgotten here -------------------------------------------------------------------------------------


def constraints_of(model: type[models.Model]) -> set[str]:
    return {constraint.name for constraint in model._meta.constraints}


def test_every_constraint_of_the_registry_is_tried() -> None:
    tried = {constraint for constraint, _model, _columns in REFUSED} | {
        *("name_one_official_a_language", "identifier_belongs_to_one", "submission_one_open_of_the_team"),
        "teamrequest_open_once",
        *("submission_imported_once", "decision_one_final", "membership_once", "case_open_once"),
        "claim_open_once",
        *("organization_not_merged_into_itself", "person_email_lower_case"),
        "person_desk_is_staff",  # test_people
        *("networkmembership_of_two", "networkmembership_once"),
        *("relation_of_two", "relation_once", "relation_one_parent", "relation_kind_known"),
        *("withdrawal_open_once", "withdrawal_ends_once", "erasure_kind_known"),
        *("recovery_state_known", "recovery_answered_has_date", "recovery_takes_two", "recovery_by_others"),
        "recovery_open_once",
        *("distinctpair_in_order", "distinctpair_once", "distinctpair_has_reason"),
        *("submission_one_open_of_a_name", "report_held_has_address"),
        *("absence_covered_by_another", "absence_ends_after_it_begins"),  # test_constraints_of_queue
        *("opinion_asked_once", "opinion_of_another", "opinion_answered_has_words", "decision_approval_stands"),
        *(
            "import_state_known",
            "import_done_of_total",
            "importrow_once",
            "importrow_outcome_known",
        ),  # test_constraints_of_imports
        *(
            "introduction_state_known",
            "introduction_writer_known",
            "introduction_because_known",
            "introduction_about_something",
            "introduction_of_two",
            "introduction_open_once",
            "introduction_asked_once",
            "introduction_agreed_has_date",
            "introduction_ended_has_date",
            "introduction_came_to_nothing_because",
            "introduction_met_was_delivered",
            "introductionnote_language_known",
            "introductionnote_says_something_or_is_erased",
            "jointresponse_open_once",
            "jointmember_once",
            "lacktoo_once",
        ),  # test_constraints_of_introductions
        *("text_kind_known", "textversion_once", "textversion_in_english"),  # test_constraints_of_decision
        *("mailing_state_known", "mailing_sent_has_words"),  # test_constraints_of_messages
        *(f"{table}_{column}_known" for table in ("talk", "coordination") for column in ("element", "kind")),
        *("coordination_language_known", "coordination_ends_later", "coordination_once"),
        "enquiry_of_talk_once",  # test_constraints_of_overlaps
        *(f"{table}place_named_once" for table in ("organization", "activity", "gap", "offer")),
    }
    elsewhere = {"Country", "Region", "Message", "SORT_COLUMNS"}  # test_places, test_messages
    ours = [getattr(registry_models, name) for name in registry_models.__all__ if name not in elsewhere]

    known = set().union(*(constraints_of(model) for model in ours if hasattr(model, "_meta")))

    assert known == tried


def test_an_item_keeps_its_uuid() -> None:
    id_ = uuid7()
    some(Activity, id=id_)

    with pytest.raises(IntegrityError), transaction.atomic():
        some(Activity, id=id_)


# --- What a row is called in logs and faults -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "columns", "called"),
    [
        (Name, {"text": "Bay Council"}, "Bay Council"),
        (Identifier, {}, "ror:03wcpny22"),
        (Activity, {"title": "Nursery"}, "Nursery"),
        (PublicId, {"value": "8xk2mq57"}, "8xk2mq57"),
    ],
)
def test_public_rows_are_called_by_their_words(model: Any, columns: dict[str, Any], called: str) -> None:
    assert str(some(model, **columns)) == called


@pytest.mark.parametrize(
    "model",
    [
        Attachment,
        Case,
        Claim,
        Confirmation,
        Contact,
        Decision,
        Invitation,
        Membership,
        OrganizationContact,
        Person,
        Report,
        Submission,
        *(TeamRemoval, TeamRequest, Enquiry, Recovery),
        *(Introduction, IntroductionNote, JointResponse, JointMember, LackToo),
    ],
)
def test_rows_about_people_are_called_by_their_id(model: Any) -> None:
    row = some(model)

    assert str(row) == str(row.pk)


@pytest.mark.parametrize("model", [Absence, Mailing, Opinion, Text, TextVersion])
def test_rows_of_the_desk_are_called_by_their_id(model: Any) -> None:
    assert str(model(pk=UUID(int=7))) == str(UUID(int=7))


def test_an_organization_is_called_by_its_public_id_and_its_listing_by_its_name() -> None:
    mine = organization()

    assert str(mine) == mine.public_id_id
    assert str(Listing(record={"name": "Bay Council"})) == "Bay Council"


@pytest.mark.parametrize(
    ("row", "called"),
    [
        (ActivityListing(record={"title": "Nursery"}), "Nursery"),
        (DataVersion(version=7), "7"),
        (Unlisted(table="listing", slot=3), "listing:3"),
        (SearchWord(word="reef"), "reef"),
        (NameWord(word="reef"), "reef"),
        (Likeness(organization_id=UUID(int=7)), str(UUID(int=7))),
        (NameKey(key="blue reef"), "blue reef"),
        (PublicChange(organization_id=UUID(int=7), at=date(2026, 1, 1)), f"{UUID(int=7)}: 2026-01-01"),
    ],
)
def test_derived_rows_are_called_by_what_they_hold(row: models.Model, called: str) -> None:
    assert str(row) == called


def test_a_network_has_other_organizations_as_members_each_once_at_a_time() -> None:
    belonging = some(NetworkMembership)
    network, member = belonging.network, belonging.member
    assert str(belonging) == f"{member.pk} in {network.pk}"

    refused("networkmembership_of_two", NetworkMembership, {"network": network, "member": network})
    refused("networkmembership_once", NetworkMembership, {"network": network, "member": member})
    NetworkMembership.objects.update(ended_at=NOW)
    some(NetworkMembership, network=network, member=member)


def test_a_relation_is_of_two_and_there_once_and_nothing_has_two_parents() -> None:
    young, old, older = organization(), organization(), organization()
    relation = some(Relation, organization=young, other=old)
    assert str(relation) == f"{young.pk} parent {old.pk}"

    refused("relation_of_two", Relation, {"organization": young, "other": young})
    refused("relation_once", Relation, {"organization": young, "other": old})
    refused("relation_kind_known", Relation, {"kind": "friend"})
    some(Relation, organization=young, other=old, kind="successor")
    Relation.objects.update(accepted_at=NOW)
    some(Relation, organization=young, other=older)
    refused("relation_one_parent", Relation, {"organization": young, "other": organization(), "accepted_at": NOW})
    some(Relation, organization=young, other=older, kind="successor", accepted_at=NOW)
    Relation.objects.update(ended_at=NOW)
    some(Relation, organization=young, other=old, accepted_at=NOW)


def test_an_organization_leaves_once_at_a_time_and_a_withdrawal_ends_once() -> None:
    left = organization()
    withdrawal = some(Withdrawal, organization=left)
    assert str(withdrawal) == str(withdrawal.pk)

    refused("withdrawal_open_once", Withdrawal, {"organization": left})
    refused("withdrawal_ends_once", Withdrawal, {"returned_at": NOW, "erased_at": NOW})
    Withdrawal.objects.update(returned_at=NOW)
    some(Withdrawal, organization=left, erased_at=NOW)
    some(Withdrawal, organization=left)


def test_an_erasure_is_of_a_known_kind() -> None:
    erasure = some(Erasure)
    assert str(erasure).startswith("person ")
    refused("erasure_kind_known", Erasure, {"kind": "everything"})


def test_a_pair_of_distinct_organizations_is_in_order_once_and_has_a_reason() -> None:
    first, second = two_in_order().values()
    pair = DistinctPair.objects.create(first=first, second=second, reason="Two bays.")
    assert str(pair) == f"{first.pk} {second.pk}"

    refused("distinctpair_once", DistinctPair, {"first": first, "second": second, "reason": "Again."})
    refused("distinctpair_in_order", DistinctPair, {"first": second, "second": first, "reason": "Turned."})
    refused("distinctpair_in_order", DistinctPair, {"first": first, "second": first, "reason": "Itself."})
    DistinctPair.objects.all().delete()
    refused("distinctpair_has_reason", DistinctPair, {"first": first, "second": second, "reason": ""})


def test_a_recovery_takes_two_others_and_is_asked_for_once_at_a_time() -> None:
    sam, ada, abel = person("sam"), person("ada"), person("abel")
    done = {"state": "done", "answered_at": NOW}
    some(Recovery, **done, answered_by=abel)
    some(Recovery, **done)  # by somebody who was deleted since
    some(Recovery, state="refused", answered_at=NOW, answered_by=ada)
    refused("recovery_state_known", Recovery, {"state": "forgotten", "answered_at": NOW})
    refused("recovery_answered_has_date", Recovery, {"state": "done"})
    refused("recovery_answered_has_date", Recovery, {"answered_at": NOW})
    refused("recovery_takes_two", Recovery, {**done, "answered_by": ada})
    refused("recovery_by_others", Recovery, {"asked_by": sam})
    refused("recovery_by_others", Recovery, {**done, "answered_by": sam})
    some(Recovery)
    refused("recovery_open_once", Recovery, {"asked_by": abel})
