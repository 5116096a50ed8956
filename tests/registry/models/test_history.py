"""The audit: whatever changes a row of content or status, even past the program, leaves an event."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, models, transaction
from django.utils import timezone

from registry import personal
from registry.models import Contact, Submission
from tests.factories import draft, person
from tests.registry.models.test_constraints import some

pytestmark = pytest.mark.django_db

A_DAY = datetime.date(2027, 3, 1)

EXEMPT = {
    "Listing": "derived from the entry, and can be made again",
    "PublicChange": "derived from the changes themselves",
    "ActivityListing": "derived from the entry, and can be made again",
    "GapListing": "derived from the entry, and can be made again",
    "OfferListing": "derived from the entry, and can be made again",
    "NameKey": "derived from the entry, and can be made again",
    "SearchWord": "derived from the entry, and can be made again",
    "Likeness": "derived from names, and can be made again",
    "NameWord": "derived from names, and can be made again",
    "Enquiry": "written once; its words and its sender go after a time, and then leave no copy",
    "IntroductionNote": "written once; its words go after a time, and then leave no copy",
    "Erasure": "the record of every erasure itself, by ids alone",
    "Unlisted": "tells the memories of processes which slots fell empty",
    "DataVersion": "a number that rises with each change",
    "Country": "a fact from fixtures, in the repository's own history",
    "Region": "a fact from fixtures, in the repository's own history",
    "PublicId": "given out once, and never changed or deleted by a trigger",
    "Message": "the record of every email itself",
    "ImportRow": "a line of a file; what was made of it is a submission, which is followed",
    "ColumnMemory": "a first suggestion, which the next import makes anew",
    "Report": "written once; only its sender's address goes, and then leaves no copy",
}
# A change of each table that every one of its rows can have.
CHANGES = {
    "Organization": "founded = 1998",
    "Name": "text = 'New'",
    "Identifier": "value = 'new'",
    "Activity": "title = 'New'",
    "SupportGap": "title = 'New'",
    "SupportOffer": "title = 'New'",
    "OrganizationPlace": "country_id = 'TZ'",
    "ActivityPlace": "country_id = 'TZ'",
    "GapPlace": "country_id = 'TZ'",
    "OfferPlace": "country_id = 'TZ'",
    "Contact": "erased_at = now()",
    "OrganizationContact": "language = 'sw'",
    "Attachment": "bytes = 7",
    "Membership": "role = 'editor'",
    "Invitation": "role = 'editor'",
    "TeamRequest": "state = 'withdrawn', answered_at = now()",
    "Submission": "reminders = 1",
    "NetworkMembership": "ended_at = now()",
    "Case": "state = 'settled', settled_at = now()",
    "Person": "staff_role = 'reviewer'",
    "Claim": "code_tries = 1",
    "Confirmation": "parts = '{gaps}'",
    "TeamRemoval": "at = now()",
    "DistinctPair": "reason = 'Two hills.'",
    "Recovery": "asked_at = now()",
    "Relation": "proposed_by_other = true",
    "Withdrawal": "noticed_at = now()",
    "Absence": "until = until + 1",
    "Opinion": "asked_at = now()",
    "Mailing": "official = true",
    "Text": "retired_at = now()",
    "Import": "bytes = 7",
    "Introduction": "reminders = 1",
    "JointResponse": "ended_at = now()",
    "JointMember": "left_at = now()",
    "LackToo": "said_at = now()",
    "Talk": "kind = 'policy_law'",
    "Coordination": "note = 'We meet.'",
}
ONCE = {"Decision", "TextVersion"}  # stay as they were decided or written
# Columns of followed tables that their event tables leave out, so that a change of them alone leaves no event.
EXEMPT_COLUMNS = {
    "Attachment": {"told": "personal words, which leave no copy when they are erased"},
    "Claim": {
        **dict.fromkeys(["words", "address", "link"], "the evidence, deleted after a time without a copy"),
        "code": "good for minutes only",
        **dict.fromkeys(["question", "reason"], "words about a person, deleted after a time without a copy"),
    },
    "Contact": dict.fromkeys(["name", "email", "phone"], "written once, and erased without a copy"),
    "Decision": {"snapshot": "never changes, by a trigger, so the row says all"},
    "Import": {
        **dict.fromkeys(["name", "file"], "of a file, erased after a time without a copy"),
        "refusal": "written once, with its state",
    },
    "Invitation": {
        "address": "a person's, erased without a copy",
        "note": "words to a person, erased without a copy",
        "reason": "words of a person, erased without a copy",
    },
    "Introduction": {"reason": "words about the other side, erased after a time without a copy"},
    "JointMember": {"words": "a person's words, erased without a copy"},
    "Opinion": dict.fromkeys(["question", "answer"], "words among colleagues, each written once, with who and when"),
    "TeamRemoval": {"reason": "words about a person, erased without a copy"},
    "Person": dict.fromkeys(
        [
            *("name", "email", "password", "joined_at", "last_login"),
            *("language", "reads_scripts", "no_mailings_since"),
        ],
        "the account's own, and personal; what gives rights is followed",
    ),
    "Submission": {
        **dict.fromkeys(["base", "document"], "saved with every page; what comes of it is kept by its decision"),
        "corrections": "each names its author and time; those that were applied are kept by the decision",
        "unaccepted": "what was typed and did not pass: personal, and leaves no copy",
        "seen": "counts saves",
        "settlements": "a reviewer's choices before the decision, which is followed",
        **dict.fromkeys(["type", "seat", "languages", "scripts"], "derived from the document"),
    },
    "TeamRequest": dict.fromkeys(["note", "reason"], "words about a person, erased without a copy"),
}


def of_the_desk(name: str) -> models.Model:
    """A row of a table that the desk keeps, else one as the tests of constraints make it."""
    makers: dict[str, Callable[[], dict[str, Any]]] = {
        "Absence": lambda: {"person": person("rosa"), "cover": person("ravi"), "since": A_DAY, "until": A_DAY},
        "Opinion": lambda: {
            "submission": draft(),
            "asked_by": person("rosa"),
            "of": person("ravi"),
            "question": "Is this their name?",
        },
        "Mailing": lambda: {"by": person("cora")},
        "Text": lambda: {"kind": "decline"},
        "TextVersion": lambda: {"text": of_the_desk("Text"), "number": 1, "words": {"en": "It is no organization."}},
        "Import": lambda: {"by": person("cora")},
    }
    model: Any = apps.get_model("registry", name)
    return model.objects.create(**makers[name]()) if name in makers else some(model)  # type: ignore[no-any-return]


def followed() -> dict[str, type[models.Model]]:
    """The tables that have an event table, and that."""
    return {
        source.__name__: model for model in apps.get_models() if (source := getattr(model, "pgh_tracked_model", None))
    }


def events(name: str, pk: Any) -> list[str]:
    rows = followed()[name]._default_manager.filter(pgh_obj_id=pk).order_by("pgh_id")
    return list(rows.values_list("pgh_label", flat=True))


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_every_table_of_the_registry_is_followed_or_exempt_for_a_reason() -> None:
    own = {model.__name__ for model in apps.get_app_config("registry").get_models()}
    events = {model.__name__ for model in followed().values()}

    assert own - events - followed().keys() == EXEMPT.keys()
    assert {name for name in followed() if name not in CHANGES} == ONCE


def test_every_column_of_a_followed_table_is_in_its_events_or_exempt_for_a_reason() -> None:
    left_out = {}
    for name, model in followed().items():
        kept = {column.name for column in model._meta.concrete_fields}
        own = {
            column.name for column in apps.get_model("registry", name)._meta.concrete_fields if not column.primary_key
        }
        left_out[name] = own - kept

    assert {name: columns for name, columns in left_out.items() if columns} == {
        name: columns.keys() for name, columns in EXEMPT_COLUMNS.items()
    }


@pytest.mark.parametrize("name", CHANGES)
def test_writing_past_the_program_leaves_an_event(name: str) -> None:
    row = of_the_desk(name)
    table = row._meta.db_table

    sql(f"UPDATE {table} SET {CHANGES[name]} WHERE id = %s", row.pk)  # noqa: S608
    sql(f"DELETE FROM {table} WHERE id = %s", row.pk)  # noqa: S608

    assert events(name, row.pk) == ["insert", "update", "delete"]


def test_a_decision_leaves_an_event_when_it_is_made_and_when_it_is_deleted() -> None:
    decision = some(apps.get_model("registry", "Decision"))
    sql("DELETE FROM registry_decision WHERE id = %s", decision.pk)

    assert events("Decision", decision.pk) == ["insert", "delete"]


def test_a_refusal_that_is_taken_back_leaves_an_event() -> None:
    columns: dict[str, Any] = {"kind": "decline", "reason": "No.", "snapshot": None}
    decision = some(apps.get_model("registry", "Decision"), **columns)
    back = "UPDATE registry_decision SET taken_back_at = now(), taken_back_by_id = by_id WHERE id = %s"
    sql(back, decision.pk)

    assert events("Decision", decision.pk) == ["insert", "update"]


@pytest.mark.parametrize("deed", ["UPDATE registry_textversion SET number = 2", "DELETE FROM registry_textversion"])
def test_a_version_of_a_text_leaves_an_event_and_stays_as_it_was_written(deed: str) -> None:
    version = of_the_desk("TextVersion")
    with pytest.raises(Error), transaction.atomic():
        sql(f"{deed} WHERE id = %s", version.pk)

    assert events("TextVersion", version.pk) == ["insert"]


def test_an_event_says_what_the_row_said() -> None:
    activity: Any = some(apps.get_model("registry", "Activity"), title="Old")
    sql("UPDATE registry_activity SET title = 'New' WHERE id = %s", activity.pk)
    sql("DELETE FROM registry_activity WHERE id = %s", activity.pk)

    rows = followed()["Activity"]._default_manager.order_by("pgh_id")
    assert list(rows.values_list("title", flat=True)) == ["Old", "New", "New"]


def test_events_keep_no_personal_column_but_names_of_files_which_can_be_blanked() -> None:
    kept = {
        (name, column.name)
        for name, model in followed().items()
        for column in model._meta.concrete_fields
        if column.name in personal.TABLES[apps.get_model("registry", name)._meta.db_table].personal
    }

    assert kept == {("Attachment", "file")}
    attachment: Any = some(apps.get_model("registry", "Attachment"), file="aa/logo.webp")
    events_of = followed()["Attachment"]._default_manager.filter(pgh_obj_id=attachment.pk)
    assert events_of.update(file="") == 1


def test_what_a_person_typed_and_how_to_reach_them_is_in_no_event() -> None:
    submission = draft()
    Submission.objects.filter(pk=submission.pk).update(
        unaccepted={"where": {"somebody": [{"version": 1, "typed": {"base_place": ["12 Home Street"]}}]}}
    )
    contact = Contact.objects.create(organization=submission.organization, name="Amina", email="amina@bay.example.org")
    Contact.objects.filter(pk=contact.pk).update(name="", email="", phone="", erased_at=timezone.now())

    everything = [str(list(model._default_manager.values())) for model in followed().values()]

    assert [text for text in everything if "Home Street" in text or "Amina" in text or "amina@" in text] == []
    assert events("Contact", contact.pk) == ["insert", "update"]
