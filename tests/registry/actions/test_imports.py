"""Importing many at once: the same as one by one, each once, whole batches or nothing."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings

from registry import places
from registry.actions import imports, listing, submissions
from registry.actions.imports import Entry, Outcome, Result, bring_in
from registry.entry.document import Document, blank, empty, read
from registry.entry.fields import COLLECTIONS
from registry.entry.write import write_new
from registry.errors import NotAllowed, OwnImport
from registry.ids import uuid7
from registry.models import Decision, Identifier, Listing, Message, Organization, PublicId, Submission
from tests import factories
from tests.documents import documents

RORS = ("03wcpny22", "046hez538", "003dvmy85", "00dbx4k72")


def item(part: str, **values: Any) -> dict[str, Any]:
    return {str(uuid7()): {**blank(COLLECTIONS[part]), **values}}


def document(ror: str = "", name: str = "Invented Delta Trust", **identifiers: str) -> Document:
    made = empty()
    made["organization"] |= {"type": "ngo", "website": "https://delta.example.org", "founded": 1999}
    made["where"] |= {"base_country": "BD", "countries": ["BD", "IN"], "regions": ["034"], "realms": ["inland_waters"]}
    made["names"] |= item("names", text=name, language="en", kind="official")
    made["names"] |= item("names", text="IDT", language="und", kind="acronym")
    for scheme, value in {"ror": ror, **identifiers}.items():
        made["identifiers"] |= item("identifiers", scheme=scheme, value=value) if value else {}
    made["activities"] |= item(
        "activities", title="Counting otters", language="en", elements=["effective"], countries=["BD"], start="2024-03"
    )
    made["gaps"] |= item("gaps", title="Boats", kinds=["finance"], amount="1200.00", currency="EUR", regions=["034"])
    made["offers"] |= item("offers", title="Maps", kinds=["data_monitoring"], everywhere=True)
    return made


def entry(ror: str = RORS[0], **kwargs: str) -> Entry:
    return Entry(f"ror:{ror}", document(ror, **kwargs))


def import_(*entries: Entry, approve: bool = True) -> list[Result]:
    return bring_in(entries=entries, by=factories.person("ada"), approve=approve)


def outcomes(results: list[Result]) -> list[Outcome]:
    return [result.outcome for result in results]


def columns(row: Any, *without: str) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname not in without}


def state_of(organization: Organization) -> dict[str, Any]:
    """Everything that is stored of an organization, but for ids and times."""
    submission = organization.submissions.get()
    decision = submission.decisions.get()
    ids = ("id", "organization_id", "public_id_id", "public_id", "submission_id")
    times = (
        "state_since",
        "created_at",
        "listed_at",
        "opened_at",
        "saved_at",
        "submitted_at",
        "decided_at",
        "looked_at",
    )
    return {
        "organization": columns(organization, *ids, *times),
        "entry": read(organization),
        "folded": sorted(organization.names.values_list("folded", flat=True)),
        "submission": columns(submission, *ids, *times),
        "decision": columns(decision, *ids, *times),
        "listing": columns(
            organization.listing,
            *ids,
            "slot",
            "version",
            "record",
            "text_vector",
            "numbers",  # its minute
        ),
        "told": {**organization.listing.record, "id": ""},
        "times": [organization.listed_at is not None, submission.submitted_at is not None],
        "messages": Message.objects.count(),
    }


@pytest.mark.django_db
def test_imported_at_once_is_the_same_as_approved_one_by_one() -> None:
    same = document()
    same["organization"]["sector"] = "A"  # asked of companies only, so it is dropped
    [waiting] = bring_in(entries=[Entry("demo:1", same)], by=factories.person("ada"))
    assert waiting.outcome is Outcome.WAITING
    one = Organization.objects.get(public_id=waiting.public_id)
    assert (one.state, read(one)) == ("pending", empty())
    submissions.approve(submission=one.submissions.get(), by=factories.person("ada"))
    one.refresh_from_db()
    expected = state_of(one)
    one.submissions.all().delete()
    one.delete()

    [listed] = import_(Entry("demo:1", same))
    assert listed.outcome is Outcome.LISTED
    assert state_of(Organization.objects.get(public_id=listed.public_id)) == expected
    assert expected["decision"]["snapshot"] == expected["entry"]
    assert expected["entry"] == {**same, "organization": {**same["organization"], "sector": ""}}


@given(one=documents(tombstones=False), other=documents(tombstones=False))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_documents_written_together_are_read_back_apart(one: Document, other: Document) -> None:
    ids = {id_ for key in COLLECTIONS for id_ in one[key]}
    if any(id_ in ids for key in COLLECTIONS for id_ in other[key]):
        other = {**other, **{key: {} for key in COLLECTIONS}}
    with transaction.atomic():
        targets = [Organization.objects.create(public_id=PublicId.objects.create(), live_version=1) for _ in range(2)]
        write_new(list(zip(targets, [one, other], strict=True)))
        assert [read(Organization.objects.get(pk=target.pk)) for target in targets] == [one, other]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_history_says_who_imported() -> None:
    ada = factories.person("ada")
    [result] = import_(entry())
    event_model: Any = Organization.pgh_event_models["insert"]  # type: ignore[attr-defined]
    events = event_model.objects.filter(public_id=result.public_id).order_by("pgh_id")
    assert [event.pgh_label for event in events] == ["insert", "update", "update"]
    assert {event.pgh_context.metadata["user"] for event in events} == {str(ada.pk)}


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["amina", "sam", "rosa"])
def test_only_curators_and_administrators_import(who: str) -> None:
    with pytest.raises(NotAllowed):
        bring_in(entries=[entry()], by=factories.person(who))
    assert Organization.objects.count() == 0


@pytest.mark.django_db
def test_nothing_is_listed_at_once_where_another_has_to_approve(settings: Any) -> None:
    settings.IMPORTS_NEED_ANOTHER = True
    with pytest.raises(OwnImport):
        bring_in(entries=[], by=factories.person("ada"), approve=True)


@pytest.mark.django_db
def test_without_approval_they_wait_in_the_queue_and_nobody_is_mailed() -> None:
    results = import_(entry(), entry(RORS[1]), approve=False)
    assert outcomes(results) == [Outcome.WAITING] * 2
    assert list(Submission.objects.waiting().order_by("source").values_list("source", "folded_name", "web_domain")) == [
        (f"ror:{ror}", "invented delta trust", "delta.example.org") for ror in sorted(RORS[:2])
    ]
    assert (Listing.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("approve", [True, False])
def test_a_source_is_imported_once_however_often_it_comes(approve: bool) -> None:
    first = import_(entry(), entry(), approve=approve)
    again = import_(entry(), approve=approve)
    assert outcomes(first[1:] + again) == [Outcome.ALREADY_HERE] * 2
    assert {result.public_id for result in first + again} == {first[0].public_id}
    assert Organization.objects.count() == 1


@pytest.mark.django_db
def test_what_the_secretariat_declined_may_be_imported_again() -> None:
    [result] = import_(entry(), approve=False)
    declined = Submission.objects.get(organization__public_id=result.public_id)
    submissions.decline(submission=declined, by=factories.person("rosa"), reason="Not about Target 3.")
    assert outcomes(import_(entry())) == [Outcome.LISTED]


@pytest.mark.django_db
def test_an_entry_that_has_one_of_its_identifiers_is_the_same_organization() -> None:
    [known] = import_(Entry("demo:1", document(wikidata="Q1")))
    [result] = import_(entry(wikidata="Q1"))
    assert result == Result(Outcome.ALREADY_HERE, known.public_id)


@pytest.mark.django_db
@pytest.mark.parametrize("in_one_go", [True, False])
def test_two_numbers_in_one_register_are_two_and_the_first_keeps_the_shared_identifier(in_one_go: bool) -> None:
    parent, child = entry(isni="000000012146438X"), entry(RORS[1], isni="000000012146438X")
    first, second = import_(parent, child) if in_one_go else import_(parent) + import_(child)
    assert (first.outcome, second.outcome) == (Outcome.LISTED, Outcome.LISTED)
    assert (first.left_out, second.left_out) == ([], [("isni", "000000012146438X")])
    held = Identifier.objects.filter(scheme="isni")
    assert [row.organization.public_id_id for row in held] == [first.public_id]


@pytest.mark.django_db
def test_an_entry_that_cannot_be_listed_is_left_out_and_the_others_go_on() -> None:
    nameless = entry(RORS[1])
    nameless.document["names"] = {}
    results = import_(entry(), nameless, entry(RORS[2]))
    assert outcomes(results) == [Outcome.LISTED, Outcome.NOT_FIT, Outcome.LISTED]
    assert [problem.path for problem in results[1].problems] == ["names"]
    assert Organization.objects.count() == 2


@pytest.mark.django_db
def test_nothing_of_a_batch_is_stored_when_it_breaks_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_ids: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(listing, "refresh", killed)
    with pytest.raises(KeyboardInterrupt):
        import_(entry(), entry(RORS[1]))
    assert (Organization.objects.count(), Submission.objects.count(), Decision.objects.count()) == (0, 0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(
    number: int, django_assert_num_queries: Any
) -> None:
    by = factories.person("ada")
    entries = [entry(ror) for ror in RORS[:number]]
    places.country_codes()  # read once a process
    with django_assert_num_queries(42):
        bring_in(entries=entries, by=by, approve=True)


@pytest.mark.django_db(transaction=True)
def test_somebody_who_takes_an_identifier_meanwhile_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one is a second connection, which commits between our question and our writing."""
    ada = factories.person("ada")
    opened = imports._open

    def elsewhere() -> None:
        bring_in(entries=[Entry("demo:1", document(wikidata="Q1"))], by=ada, approve=True)
        connection.close()

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(imports, "_open", opened)
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        return opened(*args)

    monkeypatch.setattr(imports, "_open", overtaken)
    results = bring_in(entries=[entry(wikidata="Q1"), entry(RORS[1])], by=ada, approve=True)
    assert outcomes(results) == [Outcome.ALREADY_HERE, Outcome.LISTED]
    assert Identifier.objects.filter(scheme="wikidata").count() == 1


@pytest.mark.django_db
def test_an_error_that_asking_again_does_not_mend_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(imports, "_open", broken)
    with pytest.raises(IntegrityError):
        import_(entry())
