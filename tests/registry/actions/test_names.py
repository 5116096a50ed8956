"""What an organization was called before: it is kept where its team wants it, and still found."""

from typing import Any

import pytest

from registry.actions import drafts, submissions
from registry.entry.document import present
from registry.ids import uuid7
from registry.models import Organization, Submission
from registry.queries.directory import Asked, search
from tests.factories import draft, listed, person, save, send

pytestmark = pytest.mark.django_db

OLD, NEW = "Invented Bay Council", "Assembly of the Invented Coast"
OFFICIAL = {"language": "en", "kind": "official"}


@pytest.fixture
def bay() -> Organization:
    return listed(name=OLD)


@pytest.fixture
def change(bay: Organization) -> Submission:
    return drafts.open_change(organization=bay, by=person("amina"))


def official(submission: Submission) -> str:
    [key] = [id_ for id_, name in present(submission.document, "names").items() if name["kind"] == "official"]
    return f"names.{key}"


def rename(submission: Submission, text: str, **more: Any) -> None:
    assert save(submission, official(submission), {"text": text, **OFFICIAL, **more}).is_done


def names(submission: Submission) -> list[tuple[str, str]]:
    return sorted((name["kind"], name["text"]) for name in present(submission.document, "names").values())


def test_the_form_of_a_listed_official_name_offers_to_keep_it(change: Submission) -> None:
    form = drafts.form_of(change, official(change))

    assert form["keep_former"].value() is True
    assert form.fields["keep_former"].help_text == OLD


def test_the_old_name_is_kept_once(change: Submission) -> None:
    rename(change, NEW, keep_former="on")
    rename(change, f"{NEW}!", keep_former="on")

    assert names(change) == [("former", OLD), ("official", f"{NEW}!")]
    [former] = [name for name in present(change.document, "names").values() if name["kind"] == "former"]
    assert former["language"] == "en"
    assert "keep_former" not in drafts.form_of(change, official(change)).fields


def test_who_unticks_it_drops_the_old_name(change: Submission) -> None:
    rename(change, NEW)

    assert names(change) == [("official", NEW)]


@pytest.mark.parametrize("text", [OLD, "INVENTED Bay  Council"])
def test_another_spelling_is_no_other_name(text: str, change: Submission) -> None:
    rename(change, text, keep_former="on")

    assert [kind for kind, _text in names(change)] == ["official"]


def test_a_name_that_is_there_already_is_not_added_again(change: Submission) -> None:
    save(change, f"names.{uuid7()}", {"text": OLD.upper(), "language": "en", "kind": "alias"})

    rename(change, NEW, keep_former="on")

    assert names(change) == [("alias", OLD.upper()), ("official", NEW)]


def test_an_official_name_that_becomes_another_kind_is_there_still(change: Submission) -> None:
    key = official(change)
    save(change, key, {"text": NEW, "language": "en", "kind": "alias", "keep_former": "on"})

    assert names(change) == [("alias", NEW)]


def test_a_registration_has_no_old_name_nor_has_a_name_of_another_kind(bay: Organization) -> None:
    begun = draft()
    assert "keep_former" not in drafts.form_of(begun, official(begun)).fields
    assert "keep_former" not in drafts.form_of(begun, f"names.{uuid7()}").fields


def test_the_old_name_still_finds_the_entry(bay: Organization, change: Submission) -> None:
    rename(change, NEW, keep_former="on")
    submissions.approve(submission=send(change, person("amina")), by=person("rosa"))

    for text in (OLD, NEW):
        assert [row.record["id"] for row in search(Asked(text=text, exact=True)).rows] == [bay.public_id_id]
