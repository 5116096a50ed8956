"""What organizations are compared by follows what they say; identifiers belong to one; two may be marked as two."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from registry.actions import drafts, duplicates, listing, submissions
from registry.actions.named import once_a_name
from registry.errors import AlreadyBegun, NotAllowed, NotComplete, WhyDistinctNeeded
from registry.models import DistinctPair, Identifier, Likeness, NameWord, Organization, Relation, Submission
from tests import factories
from tests.factories import new_key, person, save

pytestmark = pytest.mark.django_db

ROR = {"scheme": "ror", "value": "https://ror.org/03wcpny22"}


def kept() -> dict[UUID, Any]:
    return {row.organization_id: (row.submission_id, sorted(row.names), row.keys) for row in Likeness.objects.all()}


def counted() -> dict[str, int]:
    return dict(NameWord.objects.filter(entries__gt=0).values_list("word", "entries"))


def test_a_registration_is_kept_from_its_first_page_on_and_its_words_count_nothing() -> None:
    draft = factories.draft(name="Bay Council")
    (row,) = Likeness.objects.all()
    assert (row.submission_id, row.names, row.country) == (draft.pk, ["bay council"], "KE")
    assert counted() == {}
    assert set(NameWord.objects.values_list("word", flat=True)) == {"bay", "council"}


def test_every_save_keeps_it_up() -> None:
    draft = factories.draft(name="Bay Council")
    save(draft, new_key("names"), {"text": "Old Club", "language": "en", "kind": "former"})
    assert sorted(Likeness.objects.get().names) == ["bay council", "old club"]


def test_a_listed_entry_is_kept_by_what_is_listed_and_counted() -> None:
    listed = factories.listed(name="Bay Council")
    change = drafts.open_change(organization=listed, by=person("amina"))
    save(change, new_key("names"), {"text": "Not Yet Listed", "language": "en", "kind": "alias"})
    assert kept()[listed.pk][:2] == (None, ["bay council"])
    assert counted() == {"bay": 1, "council": 1}


def test_who_leaves_the_listing_is_kept_no_more() -> None:
    listed = factories.listed(name="Bay Council")
    Organization.objects.filter(pk=listed.pk).update(state="withdrawn")
    listing.refresh([listed.pk])
    assert (kept(), counted()) == ({}, {})


def test_names_of_whoever_was_merged_count_for_the_survivor_at_any_remove() -> None:
    first, second, third = (factories.listed(name=f"{name} Council") for name in ("Bay", "Reef", "Dune"))
    Organization.objects.filter(pk=first.pk).update(state="merged", merged_into=second)
    Organization.objects.filter(pk=second.pk).update(state="merged", merged_into=third)
    listing.refresh([first.pk, second.pk, third.pk])
    ((key, (_submission, names, _keys)),) = kept().items()
    assert (key, names) == (third.pk, ["bay council", "dune council", "reef council"])


def test_rebuilding_gives_the_same_and_forgets_what_is_of_nothing() -> None:
    factories.listed(name="Bay Council")
    factories.draft(name="Reef Council")
    submissions.discard(submission=factories.draft(name="Dune Council"), by=person("amina"))
    gone = factories.listed(name="Hill Council")
    Organization.objects.filter(pk=gone.pk).update(state="withdrawn")
    listing.refresh([gone.pk])
    before, words = kept(), counted()
    Likeness.objects.filter(submission=None).update(keys=["wrong"])
    NameWord.objects.create(word="nonsense", entries=7)
    call_command("rebuild_listing", verbosity=0)
    dropped = before.keys() - kept().keys()
    assert kept() == {key: row for key, row in before.items() if key not in dropped}
    assert len(dropped) == 1  # the discarded one
    assert counted() == words


def test_words_that_do_not_change_are_not_written() -> None:
    duplicates.count_words(Counter({"bay": 1}), Counter({"bay": 1, "reef": 2}))
    assert counted() == {"reef": 2}


# -- Identifiers ------------------------------------------------------------------------------------------------------


def with_ror() -> Organization:
    submission = factories.complete_draft(name="Bay Council")
    save(submission, new_key("identifiers"), ROR)
    factories.send(submission, person("amina"))
    submissions.approve(submission=submission, by=person("rosa"))
    return submission.organization


def test_an_identifier_that_a_listed_entry_has_does_not_pass_and_is_not_lost() -> None:
    with_ror()
    draft = factories.draft(person("bo"), name="Reef Council")
    saved = save(draft, key := new_key("identifiers"), ROR, person("bo"))
    assert saved.form.errors == {"value": [str(duplicates.TAKEN)]}
    assert drafts.kept_input(draft, key, person("bo")) is not None
    other = save(draft, new_key("identifiers"), {"scheme": "other", "value": "03wcpny22"}, person("bo"))
    assert other.is_done


def test_its_own_identifier_stays_its_own() -> None:
    change = drafts.open_change(organization=with_ror(), by=person("amina"))
    (item,) = change.document["identifiers"]
    assert save(change, f"identifiers.{item}", ROR).is_done


def test_an_identifier_that_was_taken_meanwhile_keeps_from_sending() -> None:
    late = factories.complete_draft(person("bo"), name="Reef Council")
    save(late, new_key("identifiers"), ROR, person("bo"))
    with_ror()
    with pytest.raises(NotComplete) as refusal:
        factories.send(late, person("bo"))
    (problem,) = refusal.value.problems
    assert problem.path.startswith("identifiers.")
    assert str(problem.sentence) == str(duplicates.TAKEN)
    Identifier.objects.update(removed_at=late.opened_at)
    factories.send(late, person("bo"))


# -- One open registration of a name ----------------------------------------------------------------------------------


def test_a_person_has_one_open_registration_of_a_name() -> None:
    factories.draft(name="Bay Council")
    with pytest.raises(AlreadyBegun):
        factories.draft(name="BAY  council")
    assert (Submission.objects.count(), Organization.objects.count(), Likeness.objects.count()) == (1, 1, 1)
    factories.draft(person("bo"), name="Bay Council")


def test_another_broken_rule_is_not_taken_for_a_name() -> None:
    factories.draft()
    with pytest.raises(IntegrityError, match="submission_state_known"), once_a_name(), transaction.atomic():
        Submission.objects.update(state="lost")


def test_a_name_of_another_open_registration_does_not_pass_and_is_not_lost() -> None:
    factories.draft(name="Bay Council")
    draft = factories.draft(name="Reef Council")
    (item,) = draft.document["names"]
    typed = {"text": "Bay Council", "language": "en", "kind": "official"}
    saved = save(draft, f"names.{item}", typed)
    assert saved.form.errors == {"text": [str(AlreadyBegun.sentence)]}
    assert draft.document["names"][item]["text"] == "Reef Council"
    assert drafts.kept_input(draft, f"names.{item}", person("amina")) is not None
    assert save(draft, f"names.{item}", {**typed, "kind": "alias", "text": "Bay Council"}).is_done


def test_a_name_that_another_took_between_the_look_and_the_save_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other registration is named after this one was looked at; the database sees it."""
    factories.draft(name="Bay Council")
    draft = factories.draft(name="Reef Council")
    monkeypatch.setattr(drafts, "refuse_begun", lambda _submission, _key, _form: None)
    (item,) = draft.document["names"]
    saved = save(draft, f"names.{item}", {"text": "Bay Council", "language": "en", "kind": "official"})
    assert saved.form.errors == {"text": [str(AlreadyBegun.sentence)]}
    draft.refresh_from_db()
    assert (draft.document["names"][item]["text"], draft.folded_name) == ("Reef Council", "reef council")
    assert drafts.kept_input(draft, f"names.{item}", person("amina")) is not None


def test_removing_a_name_does_not_leave_that_of_another() -> None:
    factories.draft(name="Bay Council")
    draft = factories.draft(name="Reef Council")
    save(draft, second := new_key("names"), {"text": "Conseil", "language": "fr", "kind": "official"})
    (first,) = (item for item in draft.document["names"] if item not in second)
    Submission.objects.exclude(pk=draft.pk).update(folded_name="conseil")
    with pytest.raises(AlreadyBegun):
        drafts.remove_item(submission=draft, key=f"names.{first}", seen=9, by=person("amina"))


def test_a_branch_of_what_is_not_listed_is_refused() -> None:
    pending = factories.draft(person("bo"), name="Bay Council").organization
    beginning = drafts.Beginning(name="Reef Council", language="en", type="ngo", base_country="KE")
    with pytest.raises(NotAllowed):
        drafts.open_registration(by=person("amina"), beginning=beginning, branch_of=pending)
    assert not Relation.objects.exists()


# -- Known to be two --------------------------------------------------------------------------------------------------


def test_a_reviewer_marks_two_as_two_once() -> None:
    one, other = (factories.draft(name=name).organization for name in ("Bay Council", "Reef Council"))
    first = duplicates.mark_distinct(one=other, other=one, by=person("rosa"), reason=" Two bays. ")
    again = duplicates.mark_distinct(one=one, other=other, by=person("ravi"), reason="Again.")
    assert (again, again.reason, again.by) == (first, "Two bays.", person("rosa"))


def test_who_may_not_review_and_who_gives_no_reason_marks_nothing() -> None:
    one, other = (factories.draft(name=name).organization for name in ("Bay Council", "Reef Council"))
    with pytest.raises(NotAllowed):
        duplicates.mark_distinct(one=one, other=other, by=person("amina"), reason="Two.")
    with pytest.raises(NotAllowed):
        duplicates.mark_distinct(one=one, other=one, by=person("rosa"), reason="Two.")
    with pytest.raises(WhyDistinctNeeded):
        duplicates.mark_distinct(one=one, other=other, by=person("rosa"), reason="  ")
    assert not DistinctPair.objects.exists()
