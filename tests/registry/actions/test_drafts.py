"""Writing a submission: nothing typed is lost, nothing is overwritten unseen (Product, rules 2 and 5)."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actions import drafts, submissions
from registry.entry.document import TOMBSTONE, empty, is_removed, read
from registry.errors import ChangedMeanwhile, NotAllowed, NotEditable, UnknownDocument
from registry.ids import uuid7
from registry.models import (
    Activity,
    Attachment,
    Contact,
    Membership,
    Message,
    Organization,
    PublicId,
    Submission,
)
from registry.states import Origin
from tests import factories
from tests.factories import (
    ACTIVITY,
    CONTACT,
    GAP,
    ORGANIZATION,
    WHERE,
    draft,
    form_data,
    join_team,
    listed,
    new_key,
    person,
    save,
    submitted,
)
from tests.pictures import picture

pytestmark = pytest.mark.django_db
TOO_LONG = "x" * 150  # for a title


def beginning(**values: Any) -> drafts.Beginning:
    return drafts.Beginning(**{"name": "Invented Bay Council", "language": "en", "type": "ngo", **values})


def item(submission: Submission, key: str) -> Any:
    part, id_ = key.split(".")
    return submission.document[part].get(id_)


# --- Opening -------------------------------------------------------------------------------------------------------


def test_a_registration_begins_with_its_organization_its_team_and_a_mail_with_the_link() -> None:
    amina = person("amina")

    submission = drafts.open_registration(
        by=amina, beginning=beginning(website="https://bay.example.org", base_country="KE")
    )

    organization = submission.organization
    assert (organization.state, organization.live_version, read(organization)) == ("pending", 0, empty())
    assert list(organization.memberships.values_list("person", "role")) == [(amina.pk, "owner")]
    assert (submission.state, submission.base, submission.is_registration) == ("draft", empty(), True)
    assert submission.document["organization"]["website"] == "https://bay.example.org"
    assert submission.document["where"]["base_country"] == "KE"
    assert [*submission.document["names"].values()] == [
        {"text": "Invented Bay Council", "language": "en", "kind": "official"}
    ]
    assert (submission.folded_name, submission.web_domain) == ("invented bay council", "bay.example.org")
    message = Message.objects.get()
    assert (message.kind, message.person, message.context) == ("draft_link", amina, {"submission": str(submission.pk)})


def test_a_first_page_sent_twice_begins_one_registration() -> None:
    id_ = uuid7()

    first = drafts.open_registration(by=person("amina"), beginning=beginning(), submission_id=id_)
    again = drafts.open_registration(by=person("amina"), beginning=beginning(name="Other"), submission_id=id_)

    assert again == first
    counts = [model.objects.count() for model in (Submission, Organization, PublicId, Membership, Message)]
    assert counts == [1, 1, 1, 1, 1]


def test_the_id_of_somebody_elses_registration_is_refused() -> None:
    id_ = draft(person("amina")).pk

    with pytest.raises(NotAllowed):
        drafts.open_registration(by=person("sam"), beginning=beginning(), submission_id=id_)


def test_a_very_long_folded_name_is_cut_to_what_its_column_takes() -> None:
    submission = drafts.open_registration(by=person("amina"), beginning=beginning(name="ﷺ" * 300))

    assert len(submission.folded_name) == 600


def test_a_change_starts_from_what_is_listed_and_there_is_one_at_a_time() -> None:
    organization = listed(person("amina"))
    join_team(person("bo"), organization)

    change = drafts.open_change(organization=organization, by=person("amina"))

    live = read(organization)
    assert (change.base, change.document, change.base_version) == (live, live, 1)
    assert change.is_registration is False
    assert drafts.open_change(organization=organization, by=person("bo")) == change


def test_a_change_knows_that_there_was_nothing_to_state() -> None:
    submission = factories.complete_draft()
    for part in ("gaps", "offers"):
        for id_ in submission.document[part]:
            key = f"{part}.{id_}"
            seen = drafts.version_of(submission, key)
            drafts.remove_item(submission=submission, key=key, seen=seen, by=person("amina"))
        drafts.say_nothing(submission=submission, part=part, nothing=True, by=person("amina"))
    submissions.approve(submission=factories.send(submission, person("amina")), by=person("rosa"))

    change = drafts.open_change(organization=submission.organization, by=person("amina"))

    assert change.nothing_to_state == ["gaps", "offers"]


def test_each_of_the_secretariat_has_a_draft_of_their_own_beside_the_teams() -> None:
    organization = listed()

    team = drafts.open_change(organization=organization, by=person("amina"))
    rosas = drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF)
    ravis = drafts.open_change(organization=organization, by=person("ravi"), origin=Origin.STAFF)

    assert len({team.pk, rosas.pk, ravis.pk}) == 3
    assert drafts.open_change(organization=organization, by=person("rosa"), origin=Origin.STAFF) == rosas


@pytest.mark.parametrize(
    ("name", "origin"), [("sam", Origin.TEAM), ("rosa", Origin.TEAM), ("amina", Origin.STAFF), ("sam", Origin.STAFF)]
)
def test_a_change_is_opened_by_the_team_or_by_the_secretariat(name: str, origin: Origin) -> None:
    organization = listed()

    with pytest.raises(NotAllowed):
        drafts.open_change(organization=organization, by=person(name), origin=origin)

    assert organization.submissions.count() == 1


@pytest.mark.parametrize("state", ["withdrawn", "merged"])
def test_what_is_no_longer_listed_is_not_changed(state: str) -> None:
    organization = listed()
    merged_into = listed() if state == "merged" else None
    Organization.objects.filter(pk=organization.pk).update(state=state, merged_into=merged_into)

    for name, origin in (("amina", Origin.TEAM), ("rosa", Origin.STAFF)):
        with pytest.raises(NotAllowed):
            drafts.open_change(organization=organization, by=person(name), origin=origin)


def test_the_secretariat_does_not_write_a_registration_for_its_team() -> None:
    pending = draft().organization

    with pytest.raises(NotAllowed):
        drafts.open_change(organization=pending, by=person("rosa"), origin=Origin.STAFF)


def test_after_a_refusal_the_team_goes_on_from_what_was_declined() -> None:
    submission = submitted()
    Submission.objects.filter(pk=submission.pk).update(nothing_to_state=["offers"])
    submissions.decline(submission=submission, by=person("rosa"), reason="Not an organization yet.")

    again = drafts.open_change(organization=submission.organization, by=person("amina"))

    assert again.pk != submission.pk
    assert (again.base, again.document, again.nothing_to_state) == (empty(), submission.document, ["offers"])
    assert again.folded_name == submission.folded_name
    assert Organization.objects.get(pk=submission.organization_id).state == "pending"


def test_after_giving_up_the_team_starts_afresh() -> None:
    submission = draft()
    submissions.discard(submission=submission, by=person("amina"))

    assert drafts.open_change(organization=submission.organization, by=person("amina")).document == empty()


# --- Saving --------------------------------------------------------------------------------------------------------


def test_what_passes_goes_into_the_document_and_the_rest_is_kept_as_it_was_typed() -> None:
    submission = draft()
    key = new_key("activities")

    saved = save(submission, key, {**ACTIVITY, "text": "Nine villages", "title": TOO_LONG})

    assert (saved.is_done, list(saved.form.errors), saved.theirs) == (False, ["title"], {})
    assert (item(submission, key)["text"], item(submission, key)["title"]) == ("Nine villages", "")
    kept = drafts.kept_input(submission, key, person("amina"))
    assert kept is not None
    assert (kept["title"], kept["start_year"]) == ([TOO_LONG], ["2024"])
    assert drafts.kept_input(submission, key, person("bo")) is None


def test_kept_input_makes_the_form_again_and_goes_when_it_passes() -> None:
    submission = draft()
    save(submission, "where", {**WHERE, "countries": ["KE", "XK"]})
    kept = drafts.kept_input(submission, "where", person("amina"))

    again = drafts.form_of(submission, "where", data=form_data(kept or {}))
    assert list(again.errors) == ["countries"]
    assert save(submission, "where", WHERE).is_done
    assert submission.unaccepted == {}


def test_a_draft_may_be_saved_with_answers_for_later() -> None:
    saved = save(draft(), new_key("gaps"), {"title": "Boats"}, need=None)

    assert saved.is_done


def test_a_new_item_of_which_nothing_passed_lives_beside_the_document() -> None:
    submission = draft()
    key = new_key("names")

    save(submission, key, {"text": "x" * 301})

    assert submission.document["names"].keys() != {key.split(".")[1]}
    assert item(submission, key) is None
    assert drafts.kept_input(submission, key, person("amina")) == {"text": ["x" * 301]}


def test_a_form_sent_twice_stores_nothing_twice() -> None:
    submission = factories.complete_draft()
    again = {
        "organization": ORGANIZATION,
        "where": WHERE,
        new_key("activities"): ACTIVITY,
        new_key("contacts"): {**CONTACT, "role": "technical"},
        new_key("gaps"): {**GAP, "title": TOO_LONG},
    }
    for key, values in again.items():
        seen = drafts.version_of(submission, key)
        first = save(submission, key, values, seen=seen)
        document, unaccepted = copy.deepcopy(submission.document), copy.deepcopy(submission.unaccepted)
        rows = Contact.objects.count()

        second = save(submission, key, values, seen=seen)

        assert (second.is_done, second.theirs) == (first.is_done, {})
        assert submission.document == document
        assert typed_in(submission.unaccepted) == typed_in(unaccepted)
        assert Contact.objects.count() == rows


def typed_in(unaccepted: Any) -> list[Any]:
    return [entry["typed"] for by_person in unaccepted.values() for kept in by_person.values() for entry in kept]


def test_whoever_saves_second_is_shown_both_texts_and_nothing_is_overwritten() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    save(submission, "where", {**WHERE, "base_place": "Lamu"}, person("amina"), seen=0)

    second = save(submission, "where", {**WHERE, "base_place": "Malindi"}, person("bo"), seen=0)

    assert (second.is_done, second.theirs) == (False, {"base_place": "Lamu"})
    assert submission.document["where"]["base_place"] == "Lamu"
    kept = drafts.kept_input(submission, "where", person("bo"))
    assert kept is not None
    assert kept["base_place"] == ["Malindi"]

    version = drafts.version_of(submission, "where")
    assert save(submission, "where", {**WHERE, "base_place": "Malindi"}, person("bo"), seen=version).is_done
    assert (submission.document["where"]["base_place"], submission.unaccepted) == ("Malindi", {})


def beside(submission: Submission, key: str, name: str = "amina") -> Any:
    """What stands in the draft beside the input of somebody, as its page shows it when it is opened again."""
    typed = drafts.kept_input(submission, key, person(name))
    assert typed is not None
    form = drafts.form_of(submission, key, data=form_data(typed))
    form.is_valid()
    return drafts.beside_kept(submission, key, person(name), form)


def test_beside_what_did_not_pass_stands_what_another_page_saved_there_and_not_what_its_own_showed() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    save(submission, "where", {**WHERE, "base_place": "Lamu"})
    save(submission, "where", {**WHERE, "base_place": "x" * 101})
    assert beside(submission, "where") == {}

    save(submission, "where", {**WHERE, "base_place": "Malindi"}, person("bo"))
    assert beside(submission, "where") == {"base_place": "Malindi"}

    save(submission, "where", {**WHERE, "base_place": "y" * 101})  # having seen it
    assert beside(submission, "where") == {}


def test_beside_what_an_old_page_sent_stands_what_was_saved_since_at_errors_too() -> None:
    submission = draft(person("amina"))
    save(submission, "where", {**WHERE, "base_place": "Lamu"}, seen=0)

    saved = save(submission, "where", {**WHERE, "base_place": "x" * 101, "countries": []}, seen=0)

    assert saved.theirs == beside(submission, "where") == {"base_place": "Lamu", "countries": WHERE["countries"]}


def test_nothing_stands_beside_an_answer_that_is_missing_here_and_there() -> None:
    submission = draft(person("amina"))
    key = new_key("gaps")
    save(submission, key, {"title": "Boats", "language": "en", "visible_to": "everyone"}, seen=0)

    saved = save(submission, key, {"title": "Two boats", "language": "en", "visible_to": "everyone"}, seen=0)

    assert saved.theirs == beside(submission, key) == {"title": "Boats"}


def test_what_comes_up_again_stands_beside_what_was_saved_instead_of_it() -> None:
    submission = draft()
    key = new_key("activities")
    save(submission, key, ACTIVITY)
    seen = drafts.version_of(submission, key)
    save(submission, key, {**ACTIVITY, "title": TOO_LONG}, seen=seen)

    save(submission, key, ACTIVITY, seen=seen)  # from a second window
    save(submission, key, {**ACTIVITY, "title": "y" * 150}, seen=seen)
    save(submission, key, ACTIVITY)

    assert kept_title(submission, key) == TOO_LONG
    assert beside(submission, key) == {"title": ACTIVITY["title"]}


def test_saving_the_same_as_somebody_else_is_no_conflict() -> None:
    submission = draft(person("amina"))
    save(submission, "where", WHERE, seen=0)

    assert save(submission, "where", WHERE, person("amina"), seen=0).is_done


def test_input_that_did_not_pass_makes_no_conflict_for_others() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    save(submission, "organization", ORGANIZATION)
    seen = drafts.version_of(submission, "organization")
    save(submission, "organization", {**ORGANIZATION, "founded": "soon"}, person("amina"), seen=seen)

    saved = save(submission, "organization", {**ORGANIZATION, "founded": "1999"}, person("bo"), seen=seen)

    assert saved.is_done
    assert submission.document["organization"]["founded"] == 1999
    assert drafts.kept_input(submission, "organization", person("amina")) is not None


def test_a_second_window_drops_nothing_that_the_first_one_kept() -> None:
    submission = draft()
    key = new_key("activities")
    save(submission, key, ACTIVITY)
    seen = drafts.version_of(submission, key)
    first = {**ACTIVITY, "title": TOO_LONG}
    save(submission, key, first, seen=seen)

    assert save(submission, key, ACTIVITY, seen=seen).is_done
    assert kept_title(submission, key) == TOO_LONG

    save(submission, key, {**ACTIVITY, "title": "y" * 150}, seen=seen)
    assert kept_title(submission, key) == "y" * 150
    assert save(submission, key, ACTIVITY).is_done
    assert kept_title(submission, key) == TOO_LONG
    assert save(submission, key, ACTIVITY).is_done
    assert kept_title(submission, key) is None


def kept_title(submission: Submission, key: str) -> str | None:
    kept = drafts.kept_input(submission, key, person("amina"))
    return kept["title"][0] if kept else None


def test_a_changed_type_loses_no_answer_that_only_the_former_type_is_asked_for() -> None:
    submission = draft(type="iplc")
    join_team(person("bo"), submission.organization)
    values = {**ORGANIZATION, "type": "iplc", "people_represented": "Nine villages"}
    save(submission, "organization", {**ORGANIZATION, "type": "ngo"}, person("bo"), seen=0)

    saved = save(submission, "organization", values, person("amina"), seen=0)

    assert saved.theirs["type"] == "ngo"
    kept = drafts.kept_input(submission, "organization", person("amina"))
    assert kept is not None
    assert kept["people_represented"] == ["Nine villages"]


def test_another_type_clears_what_is_no_longer_asked() -> None:
    submission = draft(type="private_sector")
    save(submission, "organization", {**ORGANIZATION, "type": "private_sector", "sector": "A"})

    save(submission, "organization", {**ORGANIZATION, "type": "ngo"})

    assert submission.document["organization"]["sector"] == ""


def test_whoever_forgets_their_input_sees_what_is_saved_again() -> None:
    submission = draft()
    save(submission, "where", {**WHERE, "base_place": "x" * 101})
    seen = drafts.version_of(submission, "where")

    drafts.forget_input(submission=submission, key="where", seen=seen, by=person("amina"))
    drafts.forget_input(submission=submission, key="where", seen=seen, by=person("amina"))

    submission.refresh_from_db()
    assert submission.unaccepted == {}


@pytest.mark.parametrize(
    "key", ["nowhere", "where.x", "activities", "activities.7", "activities.", "names." + "A" * 32]
)
def test_a_key_that_is_no_section_or_item_is_a_key_error(key: str) -> None:
    submission = draft()

    with pytest.raises(KeyError):
        save(submission, key, {}, seen=0)


def test_the_uuid_of_another_organizations_item_is_refused() -> None:
    listed(person("sam"))
    key = f"activities.{Activity.objects.get().pk}"

    with pytest.raises(NotAllowed):
        save(draft(person("amina")), key, ACTIVITY)


def test_ones_own_listed_item_is_edited_under_its_uuid() -> None:
    organization = listed()
    change = drafts.open_change(organization=organization, by=person("amina"))

    assert save(change, f"activities.{Activity.objects.get().pk}", {**ACTIVITY, "title": "New title"}).is_done


# --- Contacts, files, mandates -------------------------------------------------------------------------------------


def test_a_contact_is_a_row_that_is_written_once_and_the_document_holds_its_uuid() -> None:
    submission = draft()
    key = new_key("contacts")
    save(submission, key, CONTACT)
    first = item(submission, key)["contact"]

    save(submission, key, {**CONTACT, "language": "sw"})
    same = item(submission, key)["contact"]
    save(submission, key, {**CONTACT, "phone": "+254 20 123456"})
    second = item(submission, key)["contact"]

    assert same == first != second
    assert Contact.objects.get(pk=first).phone == ""
    assert Contact.objects.get(pk=second).email == CONTACT["email"]
    assert CONTACT["email"] not in str(submission.document)


def test_two_editors_of_a_contact_see_each_others_columns() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    key = new_key("contacts")
    save(submission, key, CONTACT, seen=0)

    saved = save(submission, key, {**CONTACT, "name": "Bo Invented"}, person("bo"), seen=0)

    assert saved.theirs == {"name": CONTACT["name"]}
    assert Contact.objects.count() == 1


def test_the_form_of_a_contact_shows_its_row() -> None:
    submission = draft()
    key = new_key("contacts")
    save(submission, key, CONTACT)

    assert drafts.form_of(submission, key).initial["email"] == CONTACT["email"]


def logo(name: str = "logo.png", color: str = "green") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture(color=color))


def test_a_logo_is_stored_once_and_can_be_replaced_and_removed() -> None:
    submission = draft()
    save(submission, "organization", ORGANIZATION, files={"logo_file": logo()})
    first = submission.document["organization"]["logo"]
    save(submission, "organization", ORGANIZATION, files={"logo_file": logo()})
    assert (submission.document["organization"]["logo"], Attachment.objects.count()) == (first, 1)

    replaced = {**ORGANIZATION, "remove_logo": "on"}
    save(submission, "organization", replaced, files={"logo_file": logo(color="red")})
    second = submission.document["organization"]["logo"]
    assert second not in (None, first)

    save(submission, "organization", {**ORGANIZATION, "remove_logo": "on"})
    assert submission.document["organization"]["logo"] is None


def test_a_file_that_is_refused_loses_nothing_that_was_typed_beside_it() -> None:
    submission = draft()

    saved = save(
        submission, "organization", ORGANIZATION, files={"logo_file": SimpleUploadedFile("logo.png", b"no picture")}
    )

    assert (saved.is_done, list(saved.form.errors)) == (False, ["logo_file"])
    assert submission.document["organization"]["description"] == ORGANIZATION["description"]
    assert Attachment.objects.count() == 0


def test_a_second_window_does_not_replace_a_logo_that_it_has_not_seen() -> None:
    submission = draft()
    save(submission, "organization", ORGANIZATION, files={"logo_file": logo()}, seen=0)
    first = submission.document["organization"]["logo"]

    saved = save(submission, "organization", ORGANIZATION, files={"logo_file": logo(color="red")}, seen=0)

    assert saved.theirs == {"logo_file": first}
    assert submission.document["organization"]["logo"] == first

    removed = save(submission, "organization", {**ORGANIZATION, "remove_logo": "on"}, seen=0)
    assert removed.theirs == {"logo_file": first}
    assert submission.document["organization"]["logo"] == first


def test_a_logo_sent_twice_is_no_conflict_and_neither_is_one_that_is_refused() -> None:
    submission = draft()
    no_picture = SimpleUploadedFile("logo.png", b"no picture")
    save(submission, "organization", ORGANIZATION, files={"logo_file": logo()}, seen=0)

    assert save(submission, "organization", ORGANIZATION, files={"logo_file": logo()}, seen=0).is_done
    refused = save(submission, "organization", ORGANIZATION, files={"logo_file": no_picture}, seen=0)
    assert (refused.theirs, list(refused.form.errors)) == ({}, ["logo_file"])


IPLC = {**ORGANIZATION, "type": "iplc", "people_represented": "Nine villages"}
TOLD = {**IPLC, "mandate_kind": "custom", "mandate_told": "By the elders, in 2019."}


def test_a_told_mandate_is_kept_as_personal_data_and_shown_again() -> None:
    submission = draft(type="iplc")

    save(submission, "organization", TOLD)

    told = Attachment.objects.get()
    assert (told.kind, told.personal, told.told) == ("told", True, TOLD["mandate_told"])
    assert submission.document["organization"]["mandate"] == str(told.pk)
    assert TOLD["mandate_told"] not in str(submission.document)
    assert drafts.form_of(submission, "organization").initial["mandate_told"] == TOLD["mandate_told"]
    save(submission, "organization", TOLD)
    assert Attachment.objects.count() == 1


def test_two_editors_of_a_told_mandate_see_each_others_words() -> None:
    submission = draft(person("amina"), type="iplc")
    join_team(person("bo"), submission.organization)
    save(submission, "organization", TOLD, seen=0)

    saved = save(submission, "organization", {**TOLD, "mandate_told": "By the council."}, person("bo"), seen=0)

    assert saved.theirs == {"mandate_told": TOLD["mandate_told"]}
    assert Attachment.objects.get().told == TOLD["mandate_told"]


def test_a_letter_takes_the_place_of_what_was_told_and_a_refused_one_does_not() -> None:
    submission = draft(type="iplc")
    save(submission, "organization", TOLD)
    told = submission.document["organization"]["mandate"]
    values = {**IPLC, "mandate_kind": "letter"}

    refused = save(
        submission, "organization", values, files={"mandate_file": SimpleUploadedFile("a.pdf", b"no letter")}
    )
    assert list(refused.form.errors) == ["mandate_file"]
    assert submission.document["organization"]["mandate"] == told
    assert submission.document["organization"]["mandate_kind"] == "custom"

    letter = SimpleUploadedFile("a.pdf", b"%PDF-1.4 invented")
    assert save(submission, "organization", values, files={"mandate_file": letter}).is_done
    assert submission.document["organization"]["mandate"] not in (None, told)
    assert drafts.form_of(submission, "organization").initial["mandate_told"] == ""


# --- Removing, nothing to state ------------------------------------------------------------------------------------


def remove(submission: Submission, key: str, by: str = "amina", *, seen: int | None = None) -> None:
    submission.refresh_from_db()
    seen = drafts.version_of(submission, key) if seen is None else seen
    drafts.remove_item(submission=submission, key=key, seen=seen, by=person(by))
    submission.refresh_from_db()


def test_a_removed_item_leaves_a_tombstone_and_its_input_goes_with_it() -> None:
    submission = draft()
    key = new_key("activities")
    save(submission, key, {**ACTIVITY, "title": TOO_LONG})

    remove(submission, key)
    version = drafts.version_of(submission, key)
    remove(submission, key)

    assert item(submission, key) == TOMBSTONE
    assert submission.unaccepted == {}
    assert drafts.version_of(submission, key) == version


def test_an_item_that_nobody_saved_can_be_dropped() -> None:
    submission = draft()
    key = new_key("names")
    save(submission, key, {"text": "x" * 301})

    remove(submission, key)

    assert (item(submission, key), submission.unaccepted) == (None, {})


def test_an_item_that_somebody_changed_meanwhile_is_not_removed_unseen() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    key = new_key("activities")
    save(submission, key, ACTIVITY)
    seen = drafts.version_of(submission, key)
    save(submission, key, {**ACTIVITY, "text": "New words"}, person("bo"))

    with pytest.raises(ChangedMeanwhile):
        remove(submission, key, "amina", seen=seen)

    assert item(submission, key)["text"] == "New words"


def test_whoever_edits_what_was_removed_meanwhile_is_told_and_may_bring_it_back() -> None:
    submission = draft(person("amina"))
    join_team(person("bo"), submission.organization)
    key = new_key("activities")
    save(submission, key, ACTIVITY)
    seen = drafts.version_of(submission, key)
    remove(submission, key, "amina")

    saved = save(submission, key, {**ACTIVITY, "text": "New words"}, person("bo"), seen=seen)

    assert saved.theirs == {"": None}
    assert is_removed(item(submission, key))
    assert save(submission, key, {**ACTIVITY, "text": "New words"}, person("bo")).is_done
    assert item(submission, key)["text"] == "New words"


def test_the_search_name_follows_the_official_name() -> None:
    submission = draft(name="Old name")
    key = f"names.{next(iter(submission.document['names']))}"

    save(submission, key, {"text": "New name", "language": "en", "kind": "official"})
    assert submission.folded_name == "new name"
    remove(submission, key)
    assert submission.folded_name == ""


def test_nothing_to_state_is_said_of_an_empty_list_only_and_ends_with_its_first_item() -> None:
    submission = draft()

    def say(part: str, nothing: bool) -> list[str]:
        drafts.say_nothing(submission=submission, part=part, nothing=nothing, by=person("amina"))
        submission.refresh_from_db()
        return submission.nothing_to_state

    assert say("offers", True) == ["offers"]
    assert say("gaps", True) == ["gaps", "offers"]
    assert say("offers", False) == ["gaps"]
    save(submission, new_key("gaps"), GAP)
    assert submission.nothing_to_state == []
    assert say("gaps", True) == []


@pytest.mark.parametrize("part", ["names", "contacts", "where"])
def test_nothing_to_state_is_no_answer_where_something_is_needed(part: str) -> None:
    with pytest.raises(KeyError):
        drafts.say_nothing(submission=draft(), part=part, nothing=True, by=person("amina"))


# --- Refusals leave no trace ---------------------------------------------------------------------------------------

EDITS: dict[str, Any] = {
    "save": lambda submission, by: drafts.save_section(
        submission=submission, key="where", data=form_data(WHERE), seen=0, by=by
    ),
    "save a new item": lambda submission, by: drafts.save_section(
        submission=submission, key=new_key("contacts"), data=form_data(CONTACT), seen=0, by=by
    ),
    "remove": lambda submission, by: drafts.remove_item(
        submission=submission, key=f"names.{next(iter(submission.document['names']))}", seen=9, by=by
    ),
    "say nothing": lambda submission, by: drafts.say_nothing(submission=submission, part="gaps", nothing=True, by=by),
    "forget": lambda submission, by: drafts.forget_input(submission=submission, key="where", seen=9, by=by),
}


def trace(submission: Submission) -> Any:
    row = Submission.objects.filter(pk=submission.pk).values().get()
    return row, [model.objects.count() for model in (Contact, Attachment, Submission, Message)]


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", ["sam", "rosa"])
def test_only_the_team_edits_its_draft(edit: str, name: str) -> None:
    submission = draft()
    before = trace(submission)

    with pytest.raises(NotAllowed):
        EDITS[edit](submission, person(name))

    assert trace(submission) == before


@pytest.mark.parametrize("edit", EDITS)
def test_what_was_sent_is_not_edited_until_it_comes_back(edit: str) -> None:
    submission = submitted()
    before = trace(submission)

    with pytest.raises(NotEditable):
        EDITS[edit](submission, person("amina"))

    assert trace(submission) == before


def test_a_document_of_a_version_that_is_not_known_is_left_alone() -> None:
    submission = draft()
    Submission.objects.filter(pk=submission.pk).update(document={**submission.document, "version": 99})
    before = trace(submission)

    with pytest.raises(UnknownDocument):
        EDITS["save"](submission, person("amina"))

    assert trace(submission) == before


# --- Two editors, many windows -------------------------------------------------------------------------------------

KEYS = ("where", "activities.a", "activities.b")
EDITORS = ("amina", "bo")


@dataclass
class Window:
    """A page that somebody has open: the version of its form, and every text that it showed."""

    seen: int
    texts: set[str]


@dataclass
class World:
    """What two editors typed, by form and person, and the windows that each has open."""

    submission: Submission
    items: dict[str, str] = field(
        default_factory=lambda: {f"activities.{name}": new_key("activities") for name in "ab"}
    )
    owed: set[tuple[str, str, str]] = field(default_factory=set)
    windows: dict[tuple[str, str], list[Window]] = field(default_factory=dict)

    def key(self, name: str) -> str:
        return self.items.get(name, name)

    def document_texts(self, name: str) -> set[str]:
        part, _, id_ = self.key(name).partition(".")
        values = self.submission.document[part].get(id_, {}) if id_ else self.submission.document[part]
        return {value for value in values.values() if isinstance(value, str) and value}

    def stored(self, name: str, who: str) -> set[str]:
        """Every text of a form that is still there for this person."""
        entries = self.submission.unaccepted.get(self.key(name), {}).get(str(person(who).pk), [])
        kept = {text for entry in entries for texts in entry["typed"].values() for text in texts}
        return self.document_texts(name) | kept

    def look(self, name: str, who: str) -> Window:
        """Open the page of a form: it shows the document, and what its reader typed last that did not pass."""
        kept = drafts.kept_input(self.submission, self.key(name), person(who)) or {}
        shown = self.document_texts(name) | {text for texts in kept.values() for text in texts}
        window = Window(drafts.version_of(self.submission, self.key(name)), shown)
        self.windows.setdefault((name, who), []).append(window)
        return window

    def settle(self, window: Window) -> None:
        """Whatever is gone was on the page from which it was replaced."""
        for name, who, text in sorted(self.owed):
            if text not in self.stored(name, who):
                assert text in window.texts, f"{text} of {who} in {name} was dropped unseen"
                self.owed.remove((name, who, text))

    def save(self, name: str, who: str, window: Window, texts: dict[str, str]) -> None:
        rest = {**WHERE} if name == "where" else {k: v for k, v in ACTIVITY.items() if k not in ("title", "text")}
        data = form_data({**rest, **texts})
        drafts.save_section(submission=self.submission, key=self.key(name), data=data, seen=window.seen, by=person(who))
        self.submission.refresh_from_db()
        for text in texts.values():
            assert text in self.stored(name, who), f"{text} of {who} in {name} was not stored"
            self.owed.add((name, who, text))
        self.settle(window)

    def remove(self, name: str, who: str, window: Window) -> None:
        with suppress(ChangedMeanwhile):
            drafts.remove_item(submission=self.submission, key=self.key(name), seen=window.seen, by=person(who))
        self.submission.refresh_from_db()
        self.settle(window)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(EDITORS),
        st.sampled_from(["save", "save", "save", "save badly", "save badly", "remove", "look"]),
        st.integers(0, 3),  # which of the open windows, the newest first
    ),
    min_size=4,
    max_size=14,
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_of_two_editors_is_dropped_unseen(steps: list[tuple[str, str, str, int]]) -> None:
    with undone():
        world = World(draft(person("amina")))
        join_team(person("bo"), world.submission.organization)
        for number, (name, who, act, back) in enumerate(steps):
            windows = world.windows.get((name, who)) or [world.look(name, who)]
            window = windows[-1 - min(back, len(windows) - 1)]
            if act == "remove" and name != "where":
                world.remove(name, who, window)
            elif act.startswith("save"):
                bad = act == "save badly"
                if name == "where":
                    texts = {"base_place": f"place {number}" + "x" * (100 * bad)}
                else:
                    texts = {"title": f"title {number}" + "x" * (140 * bad), "text": f"text {number}"}
                world.save(name, who, window, texts)
            world.look(name, who)
