"""What waits, as the desk sees it: what narrows it, what each row says, who is next."""

import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from registry.actions import absences, assignments, drafts, opinions
from registry.entry.document import official_name
from registry.models import Absence, Contact, Organization, Submission
from registry.queries import queue, review
from registry.queries.queue import Asked, Holder, QueueKind, Readable
from registry.states import Origin
from tests import factories
from tests.factories import ORGANIZATION, person, save

pytestmark = pytest.mark.django_db


def changed(organization: Organization, **values: str) -> Submission:
    """A change to an entry that its team has sent."""
    change = drafts.open_change(organization=organization, by=person("amina"))
    save(change, "organization", {**ORGANIZATION, **values})
    return factories.send(change, person("amina"))


def days_ago(days: int) -> Any:
    return time_machine.travel(datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days))


def away(name: str, cover: str) -> None:
    today = timezone.now().date()
    absences.go_away(person=person(name), cover=person(cover), since=today, until=today, by=person(name))


def row_of(_submission: Submission, reader: str = "rosa") -> queue.Waiting:
    (row,) = queue.rows(queue.queue(), "en", person(reader))
    return row


# -- What narrows it --------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_was_sent_and_not_decided() -> None:
    waits = factories.submitted(person("amina"))
    factories.complete_draft(person("sam"))
    factories.listed(person("bo"))
    assert [*queue.queue()] == [waits]


def test_kinds_are_told_apart() -> None:
    new = factories.submitted(person("sam"))
    change = changed(factories.listed(person("amina")), founded="1999")
    imported = factories.submitted(person("bo"))
    Submission.objects.filter(pk=imported.pk).update(origin=Origin.IMPORT)
    imported.refresh_from_db()
    found = {kind: [*queue.of_kind(queue.queue(), kind)] for kind in QueueKind.values}
    assert found == {QueueKind.REGISTRATION: [new], QueueKind.CHANGE: [change], QueueKind.IMPORT: [imported]}
    assert [queue.kind_of(one) for one in (new, change, imported)] == [*QueueKind]


def test_filters_narrow_by_type_region_holder_and_time() -> None:
    with days_ago(5):
        old = factories.submitted(person("amina"), type="network")
    young = factories.submitted(person("sam"))
    assignments.assign(submission=young, to=person("rosa"), by=person("rosa"))
    found = queue.queue()
    assert [*queue.of_type(found, "network")] == [old]
    assert {*queue.in_region(found, "002")} == {old, young}
    assert [*queue.in_region(found, "009")] == []
    assert [*queue.held_by(found, Holder.ME, person("rosa"))] == [young]
    assert [*queue.held_by(found, Holder.SOMEONE, person("rosa"))] == [young]
    assert [*queue.held_by(found, Holder.NOBODY, person("rosa"))] == [old]
    assert [*queue.held_by(found, str(person("rosa").pk), person("ravi"))] == [young]
    assert [*queue.held_by(found, str(person("ravi").pk), person("rosa"))] == []
    assert [*queue.waiting_longer_than(found, 4)] == [old]


def test_filters_narrow_by_the_languages_of_the_texts() -> None:
    english = factories.submitted(person("amina"))
    arabic = factories.submitted(person("sam"), name="مجلس خليج المرجان", language="ar")
    other = factories.submitted(person("bo"), name="Baraza la Ghuba", language="sw")
    found = queue.queue()
    assert [*queue.in_language(found, "ar")] == [arabic]
    assert {*queue.in_language(found, "en")} == {english, arabic, other}
    assert [*queue.in_language(found, queue.OTHER_LANGUAGE)] == [other]


def test_filters_narrow_to_what_the_reader_can_read() -> None:
    english = factories.submitted(person("amina"))
    arabic = factories.submitted(person("sam"), name="مجلس خليج المرجان", language="ar")
    rosa = person("rosa")
    assert [*queue.readable_by(queue.queue(), Readable.YES, rosa)] == [english]
    assert [*queue.readable_by(queue.queue(), Readable.NO, rosa)] == [arabic]
    rosa.reads_scripts = ["Latn", "Arab"]
    assert [*queue.readable_by(queue.queue(), Readable.YES, rosa)] == [english, arabic]


def test_what_a_colleague_has_is_the_covers_while_they_are_away() -> None:
    submission = factories.submitted()
    assignments.assign(submission=submission, to=person("ravi"), by=person("rosa"))
    assert [*queue.held_by(queue.queue(), Holder.ME, person("rosa"))] == []
    away("ravi", "rosa")
    assert [*queue.held_by(queue.queue(), Holder.ME, person("rosa"))] == [submission]
    assert [*queue.held_by(queue.queue(), Holder.ME, person("ravi"))] == [submission]
    row = row_of(submission)
    assert (row.holder, row.cover) == (person("ravi"), person("rosa"))
    assert queue.counts(person("rosa")).yours == 1
    Absence.objects.update(since="2026-01-01", until="2026-01-02")
    assert [*queue.held_by(queue.queue(), Holder.ME, person("rosa"))] == []
    assert row_of(submission).cover is None


def test_what_an_opinion_is_asked_on_is_found_by_who_was_asked_who_covers_and_who_reads_it() -> None:
    factories.submitted(person("sam"))
    submission = factories.submitted(person("amina"), name="Совет залива", language="ru")
    opinion = opinions.ask(submission=submission, of=person("ravi"), question="", by=person("rosa"))

    def found(asked: str, reader: str) -> list[Submission]:
        return [*queue.asked_for_opinion(queue.queue(), asked, person(reader))]

    def marked(reader: str) -> list[queue.Asked | None]:
        return [row.asked for row in queue.rows(queue.queue(), "en", person(reader))]

    assert (found(Asked.ME, "ravi"), queue.counts(person("ravi")).asked) == ([submission], 1)
    assert (found(Asked.ME, "ada"), queue.counts(person("ada")).asked) == ([], 0)
    assert (marked("ravi"), marked("ada")) == ([None, Asked.ME], [None, Asked.SOMEONE])
    away("ravi", "ada")
    assert (found(Asked.ME, "ada"), queue.counts(person("ada")).asked) == ([submission], 1)
    reader = person("abel")
    reader.reads_scripts = ["Latn", "Cyrl"]
    asked = queue.asked_for_opinion(queue.queue(), Asked.SOMEONE, reader)
    assert [*queue.readable_by(asked, Readable.YES, reader)] == [submission]
    opinions.answer(opinion=opinion, answer="Good.", by=person("ravi"))
    assert (found(Asked.SOMEONE, "ravi"), marked("ravi")) == ([], [None, None])


def test_a_desk_with_a_region_counts_what_is_for_it_to_decide() -> None:
    with days_ago(30):
        kenyan = factories.submitted(person("amina"))
        assignments.assign(submission=kenyan, to=person("rosa"), by=person("rosa"))
    rosa = person("rosa")
    assert queue.counts(rosa) == queue.Counts(1, 0, 1, 1, 0)
    rosa.desk_region = "150"
    assert queue.counts(rosa) == queue.Counts(0, 0, 0, 0, 0)
    assert [row.is_elsewhere for row in queue.rows(queue.queue(), "en", rosa)] == [True]
    rosa.desk_region = "002"
    assert queue.counts(rosa) == queue.Counts(1, 0, 1, 1, 0)
    assert [row.is_elsewhere for row in queue.rows(queue.queue(), "en", rosa)] == [False]


def test_what_one_wrote_before_leaving_its_team_is_still_for_another_to_decide() -> None:
    written, other = factories.submitted(person("amina")), factories.submitted(person("bo"))
    Submission.objects.update(opened_at=timezone.now() - datetime.timedelta(days=1))
    factories.join_team(person("rosa"), written.organization).delete()
    rows = queue.rows(queue.queue(), "en", person("rosa"))
    assert {row.id: row.is_own for row in rows} == {written.pk: True, other.pk: False}


def test_each_kind_has_a_target_of_its_own(settings: Settings) -> None:
    settings.REVIEW_TARGET_DAYS = {"registration": 5, "change": 5, "import": 20}
    with days_ago(6):
        registration, imported = factories.submitted(person("amina")), factories.submitted(person("bo"))
    Submission.objects.filter(pk=imported.pk).update(origin=Origin.IMPORT)
    young = factories.submitted(person("sam"))
    assert [*queue.late(queue.queue())] == [registration]
    assert [*queue.late(queue.queue(), times=2)] == []
    in_two_weeks = timezone.now() + datetime.timedelta(days=14)
    assert {*queue.late(queue.queue(), times=2, now=in_two_weeks)} == {registration, young}
    assert imported in queue.late(queue.queue(), times=2, now=in_two_weeks + datetime.timedelta(days=21))
    assert queue.counts(person("rosa")).late == 1


# -- Its rows ---------------------------------------------------------------------------------------------------------


def test_a_row_says_what_the_queue_shows() -> None:
    submission = factories.submitted(name="Bay Council", type="network")
    row = row_of(submission)
    assert (row.id, row.name, row.language, row.type, row.base_country) == (
        *(submission.pk, "Bay Council", "en"),
        *("network", "KE"),
    )
    assert (row.kind, row.holder, row.has_similar) == (QueueKind.REGISTRATION, None, False)
    assert submission.submitted_at is not None
    on_time = submission.submitted_at + datetime.timedelta(days=5)
    assert row.days(on_time + datetime.timedelta(hours=1)) == 5
    assert not row.is_late(on_time)
    assert row.is_late(on_time + datetime.timedelta(seconds=1))


def test_a_row_says_what_is_missing_unless_its_authors_had_nothing_to_state() -> None:
    submission = factories.submitted()
    assert row_of(submission).missing == []
    bare = submission.document
    bare["organization"] |= {"description": "", "website": ""}
    for part in ("activities", "gaps", "offers", "contacts"):
        bare[part] = {id_: {"removed": True} for id_ in bare[part]}
    Submission.objects.update(document=bare, nothing_to_state=["gaps"])
    assert row_of(submission).missing == ["description", "website", "activities", "offers", "contacts"]
    titles = [str(queue.title_of_missing(name)) for name in ("website", "contacts")]
    assert titles == ["Website", "Contacts"]


@pytest.mark.parametrize(
    ("website", "address", "fits"),
    [
        ("https://bay.example.org", "amina@bay.example.org", True),
        ("https://www.bay.example.org", "amina@mail.bay.example.org", True),
        ("https://bay.example.org", "amina@lake.example.org", False),
        ("", "amina@bay.example.org", None),
    ],
)
def test_a_row_says_whether_website_and_addresses_agree(website: str, address: str, fits: bool | None) -> None:
    submission = factories.submitted()
    submission.document["organization"]["website"] = website
    contact = Contact.objects.create(organization=submission.organization, email=address)
    for item in submission.document["contacts"].values():
        item["contact"] = str(contact.pk)
    Submission.objects.update(document=submission.document)
    assert row_of(submission).domain_fits is fits


def test_addresses_of_the_team_count_as_those_of_contacts() -> None:
    submission = factories.submitted()
    submission.document["organization"]["website"] = "https://people.example.org"
    Submission.objects.update(document={**submission.document, "contacts": {}})
    assert row_of(submission).domain_fits is True


def test_a_row_says_in_which_scripts_its_reader_does_not_read_it() -> None:
    submission = factories.submitted(name="Совет залива", language="ru")
    assert submission.scripts == ["Cyrl", "Latn"]
    assert row_of(submission).unread == ["Cyrl"]
    rosa = person("rosa")
    rosa.reads_scripts = ["Latn", "Cyrl"]
    (row,) = queue.rows(queue.queue(), "en", rosa)
    assert row.unread == []


@pytest.mark.parametrize("rows", [1, 3])
def test_rows_cost_as_many_queries_whatever_their_number(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        made = factories.submitted(person(f"person{number}"))
        assignments.assign(submission=made, to=person("ravi"), by=person("rosa"))
    rosa = person("rosa")
    with django_assert_num_queries(10):
        assert len(queue.rows(queue.queue(), "en", rosa)) == rows


@pytest.mark.parametrize(
    ("names", "language", "expected"),
    [
        ([], "en", ("", "")),
        ([("Bay", "en", "alias")], "en", ("", "")),
        ([("Baie", "fr", "official"), ("Bay", "en", "official")], "en", ("Bay", "en")),
        ([("Baie", "fr", "official"), ("Bay", "en", "official")], "es", ("Baie", "fr")),
        ([("海湾", "zh-Hans", "official"), ("Bay", "en", "official")], "zh-hans", ("海湾", "zh-Hans")),
    ],
)
def test_the_official_name_is_that_of_the_readers_language_or_the_first(
    names: list[tuple[str, str, str]], language: str, expected: tuple[str, str]
) -> None:
    items = {f"{n}": {"text": t, "language": tag, "kind": kind} for n, (t, tag, kind) in enumerate(names)}
    assert official_name({"names": items}, language) == expected


# -- All of it --------------------------------------------------------------------------------------------------------


def test_counts_tell_of_the_whole_queue() -> None:
    assert queue.counts(person("rosa")) == queue.Counts(0, 0, 0, 0, 0)
    factories.submitted(person("amina"))
    second = factories.submitted(person("sam"))
    assignments.assign(submission=second, to=person("rosa"), by=person("rosa"))
    assert queue.counts(person("rosa")) == queue.Counts(2, 1, 1, 0, 0)
    assert queue.counts(person("ravi")) == queue.Counts(2, 1, 0, 0, 0)


def test_a_reviewer_has_the_drafts_that_they_opened(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    organization = factories.listed(name="Bay Council")
    draft = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)
    rosa = person("rosa")
    with django_assert_num_queries(1):
        assert queue.drafts_of(rosa, "en", 5) == [queue.Draft(draft.pk, "Bay Council", "en")]


# -- From one to the next ---------------------------------------------------------------------------------------------


def test_each_knows_its_neighbours_in_the_queue_as_it_is_narrowed(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second, third = (factories.submitted(person(name)) for name in ("amina", "sam", "bo"))
    assignments.assign(submission=second, to=person("ravi"), by=person("ravi"))

    def around(submission: Submission, within: queue.Queue) -> Any:
        found: Any = review.find(submission.pk, within=within)
        return found.previous_id, found.next_id

    everything, nobodys = queue.queue(), queue.held_by(queue.queue(), Holder.NOBODY, person("rosa"))
    with django_assert_num_queries(1):
        assert around(first, everything) == (None, second.pk)
    assert around(second, everything) == (first.pk, third.pk)
    assert around(third, everything) == (second.pk, None)
    assert around(first, nobodys) == (None, third.pk)
    assert around(second, nobodys) == (first.pk, third.pk)  # it need not be among them
    assert [*queue.after(nobodys, second)] == [third]
    assert [*queue.after(nobodys, third)] == []


def test_two_that_were_sent_in_one_moment_have_an_order() -> None:
    one, other = factories.submitted(person("amina")), factories.submitted(person("sam"))
    Submission.objects.update(submitted_at=one.submitted_at)
    one, other = sorted(Submission.objects.all(), key=lambda submission: submission.pk)
    found: Any = review.find(one.pk, within=queue.queue())
    assert (found.previous_id, found.next_id) == (None, other.pk)
    assert [*queue.after(queue.queue(), one)] == [other]
