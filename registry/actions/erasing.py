"""How each personal column is erased: one rule for each way in which a row comes to be about somebody who is gone.

`registry.personal` says which columns are personal, the rules here which rows an erasure reaches and what then stands
in them. A test fails on a personal column that no rule reaches. The audit follows by itself: the rule of a table
holds for its history too.

Written as SQL, since most tables are reached across others, and some belong to libraries. Parameters: `id` of what is
erased and `now`; of a person also `addresses` (in lower case) and `sessions` (their keys).
"""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models

from registry import personal
from registry.models import Decision, Person, Relation
from registry.vocabulary import ErasureKind

ORGANIZATION, PERSON, CONTACT = ErasureKind.ORGANIZATION, ErasureKind.PERSON, ErasureKind.CONTACT


@dataclass(frozen=True)
class Rule:
    """An erasure of this kind sets these columns where the condition holds; without `sets` it deletes the rows."""

    kind: ErasureKind
    table: str
    where: str
    sets: Mapping[str, str] = field(default_factory=dict)


def _blank(*columns: str) -> dict[str, str]:
    return dict.fromkeys(columns, "''")


def _over(state: str, *, now: tuple[str, ...], is_open: str) -> dict[str, str]:
    """Ends what is still open: its state, where it has one, and the dates of that."""
    ended = {"state": f"CASE WHEN {is_open} THEN '{state}' ELSE state END"} if state else {}
    return ended | {date: f"CASE WHEN {is_open} THEN %(now)s::timestamptz ELSE {date} END" for date in now}


NOW = "%(now)s::timestamptz"
OF_IT = "organization_id = %(id)s"
OF_THEM = "person_id = %(id)s"
USER = "user_id = %(id)s"
TO_THEM = "lower(address) = ANY(%(addresses)s)"
UNSENT = "sent_at IS NULL AND refused_at IS NULL"

ERASED_CONTACT = {**_blank("name", "email", "phone"), "erased_at": NOW}
ERASED_FILE = {**_blank("file", "told"), "bytes": "0"}
ERASED_INVITATION = {
    **_blank("address", "note", "reason"),
    **_over("", now=("withdrawn_at",), is_open="accepted_at IS NULL AND declined_at IS NULL AND withdrawn_at IS NULL"),
}
ERASED_REQUEST = {**_blank("note", "reason"), **_over("withdrawn", now=("answered_at",), is_open="state = 'open'")}
ERASED_CLAIM = {
    **_blank("words", "address", "code", "link", "question", "reason"),
    **_over("withdrawn", now=("state_since",), is_open="state IN ('asked', 'more_asked')"),
}
ERASED_OPINION = {"question": "''", "answer": "CASE WHEN answered_at IS NULL THEN '' ELSE '–' END"}
ERASED_ENQUIRY = {**_blank("name", "address", "text"), "erased_at": NOW}
ERASED_NOTE = {"text": "''", "erased_at": NOW}
ERASED_MESSAGE = {"address": "''", "secret": "'{}'::jsonb", "refused_at": NOW, "error": "'erased'"}
ERASED_ROW = {"cells": "'{}'::text[]", "faults": "'[]'::jsonb", "keys": "'{}'::text[]"}

# Of what a person typed and was not accepted, everything but theirs.
OTHERS_INPUT = """(
    SELECT coalesce(jsonb_object_agg(form, by - %(id)s::text) FILTER (WHERE by - %(id)s::text <> '{}'), '{}')
    FROM jsonb_each(unaccepted) AS input(form, by)
)"""

RULES = (
    Rule(ORGANIZATION, "registry_contact", f"{OF_IT} AND erased_at IS NULL", ERASED_CONTACT),
    Rule(CONTACT, "registry_contact", "id = %(id)s AND erased_at IS NULL", ERASED_CONTACT),
    Rule(ORGANIZATION, "registry_attachment", f"{OF_IT} AND personal", ERASED_FILE),
    Rule(
        PERSON,
        "registry_attachment",
        "id IN (SELECT letter_id FROM registry_claim WHERE person_id = %(id)s)",
        ERASED_FILE,
    ),
    Rule(ORGANIZATION, "registry_submission", OF_IT, {"unaccepted": "'{}'::jsonb"}),
    Rule(
        PERSON,
        "registry_submission",
        "unaccepted::text LIKE '%%' || %(id)s::text || '%%'",
        {"unaccepted": OTHERS_INPUT},
    ),
    Rule(ORGANIZATION, "registry_invitation", OF_IT, ERASED_INVITATION),
    Rule(PERSON, "registry_invitation", TO_THEM, ERASED_INVITATION),
    Rule(PERSON, "registry_invitation", "invited_by_id = %(id)s", _blank("note")),
    Rule(ORGANIZATION, "registry_teamrequest", OF_IT, ERASED_REQUEST),
    Rule(PERSON, "registry_teamrequest", OF_THEM, ERASED_REQUEST),
    Rule(PERSON, "registry_teamrequest", "answered_by_id = %(id)s", _blank("reason")),
    Rule(ORGANIZATION, "registry_teamremoval", OF_IT, _blank("reason")),
    Rule(PERSON, "registry_teamremoval", f"{OF_THEM} OR by_id = %(id)s", _blank("reason")),
    Rule(ORGANIZATION, "registry_claim", OF_IT, ERASED_CLAIM),
    Rule(PERSON, "registry_claim", OF_THEM, ERASED_CLAIM),
    Rule(ORGANIZATION, "registry_enquiry", f"{OF_IT} AND erased_at IS NULL", ERASED_ENQUIRY),
    Rule(PERSON, "registry_enquiry", f"{TO_THEM} AND erased_at IS NULL", ERASED_ENQUIRY),
    Rule(ORGANIZATION, "registry_introduction", "needing_id = %(id)s OR helping_id = %(id)s", _blank("reason")),
    Rule(PERSON, "registry_introduction", "ended_by_id = %(id)s", _blank("reason")),
    Rule(ORGANIZATION, "registry_introductionnote", f"{OF_IT} AND erased_at IS NULL", ERASED_NOTE),
    Rule(PERSON, "registry_introductionnote", "by_id = %(id)s AND erased_at IS NULL", ERASED_NOTE),
    Rule(ORGANIZATION, "registry_jointmember", OF_IT, _blank("words")),
    Rule(PERSON, "registry_jointmember", "by_id = %(id)s", _blank("words")),
    # An opinion that was given has words.
    Rule(
        ORGANIZATION,
        "registry_opinion",
        "submission_id IN (SELECT id FROM registry_submission WHERE organization_id = %(id)s)",
        ERASED_OPINION,
    ),
    Rule(PERSON, "registry_opinion", "asked_by_id = %(id)s", _blank("question")),
    Rule(PERSON, "registry_opinion", "of_id = %(id)s", {"answer": ERASED_OPINION["answer"]}),
    # A report without words is none.
    Rule(ORGANIZATION, "registry_report", "case_id IN (SELECT id FROM registry_case WHERE organization_id = %(id)s)"),
    Rule(PERSON, "registry_report", TO_THEM),
    Rule(
        ORGANIZATION,
        "registry_message",
        f"{UNSENT} AND (address <> '' OR secret <> '{{}}')"
        " AND EXISTS (SELECT FROM jsonb_each_text(context) AS named WHERE named.value = ANY(%(ids)s))",
        ERASED_MESSAGE,
    ),
    # The last message to somebody who leaves is blanked as every other one, once it was sent.
    Rule(
        PERSON,
        "registry_message",
        f"{UNSENT} AND ({OF_THEM} OR {TO_THEM} AND kind <> 'account_deleted')",
        ERASED_MESSAGE,
    ),
    # What a table said of an organization, and the tables that a person uploaded.
    Rule(ORGANIZATION, "registry_importrow", OF_IT, ERASED_ROW),
    Rule(PERSON, "registry_importrow", "table_id IN (SELECT id FROM registry_import WHERE by_id = %(id)s)", ERASED_ROW),
    Rule(PERSON, "registry_import", "by_id = %(id)s", _blank("name", "file", "refusal")),
    Rule(
        PERSON,
        "registry_person",
        "id = %(id)s",
        {
            "email": "%(id)s::text || '@erased.invalid'",
            "name": "''",
            "password": "'!'",  # one that nobody has
            "last_login": "NULL",
            "staff_role": "''",
            "desk_region": "''",
            "is_active": "false",
        },
    ),
    Rule(
        PERSON,
        "account_emailconfirmation",
        "email_address_id IN (SELECT id FROM account_emailaddress WHERE user_id = %(id)s)",
    ),
    Rule(PERSON, "account_emailaddress", USER),
    Rule(PERSON, "mfa_authenticator", USER),
    Rule(PERSON, "usersessions_usersession", USER),
    Rule(PERSON, "django_session", "session_key = ANY(%(sessions)s)"),
)


def apply(kind: ErasureKind, subject: uuid.UUID, now: datetime) -> Counter[str]:
    """Carry out the rules of a kind inside the caller's transaction; rows that changed, by table. May run twice."""
    reached = {"id": subject, "now": now, **_reached(kind, subject)}
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for rule in [*RULES, *_of_history()]:
            if rule.kind == kind:
                cursor.execute(_statement(rule), reached)
                counts[rule.table] += cursor.rowcount
    return +counts


def files(kind: ErasureKind, subject: uuid.UUID) -> list[str]:
    """The files whose bytes an erasure deletes, by their places in the media folder."""
    found = []
    with connection.cursor() as cursor:
        for rule in RULES:
            if rule.kind == kind and "file" in rule.sets:
                cursor.execute(
                    f"SELECT file FROM {rule.table} WHERE file <> '' AND {rule.where}",  # noqa: S608 - ours
                    {"id": subject},
                )
                found += [str(name) for (name,) in cursor.fetchall()]
    return found


def without_rule() -> list[str]:
    """Personal columns of the database, as "table.column", that no erasure reaches."""
    reached = {
        (rule.table, column)
        for rule in [*RULES, *_of_history()]
        for column in (rule.sets or personal.classes()[rule.table].personal)
    }
    return [f"{table}.{column}" for table, column in personal.columns() if (table, column) not in reached]


def _statement(rule: Rule) -> str:
    table = connection.ops.quote_name(rule.table)
    if not rule.sets:
        return f"DELETE FROM {table} WHERE {rule.where}"  # noqa: S608 - all of it is written above
    names, values = ", ".join(rule.sets), ", ".join(rule.sets.values())
    changed = f"ROW({names}) IS DISTINCT FROM ROW({values})"
    return f"UPDATE {table} SET ({names}) = ROW({values}) WHERE {rule.where} AND {changed}"  # noqa: S608


def _of_history() -> Iterator[Rule]:
    """The rules for the history of each table, after that which the erasure itself leaves there."""
    present = set(personal.columns())
    for rule in RULES:
        history = personal.history_of(rule.table)
        sets = {column: value for column, value in rule.sets.items() if (history, column) in present}
        if history and (sets or not rule.sets):
            yield Rule(rule.kind, history, rule.where, sets)


def _reached(kind: ErasureKind, subject: uuid.UUID) -> dict[str, Any]:
    """What rules of a kind compare with, beside the id."""
    if kind == ORGANIZATION:
        return {"ids": sorted(_ids_of(subject))}
    if kind == PERSON:
        return {"addresses": sorted(_addresses_of(subject)), "sessions": sorted(_sessions_of(subject))}
    return {}


def _ids_of(organization: uuid.UUID) -> set[str]:
    """The ids by which the context of a message may name an organization: its own, and those of all its rows."""
    found = {organization}
    for model in apps.get_app_config("registry").get_models():
        names = {one.name for one in model._meta.get_fields() if isinstance(one, models.ForeignKey)}
        if "organization" in names and isinstance(model._meta.pk, models.UUIDField) and "pgh_obj" not in names:
            rows = model._default_manager.filter(organization=organization)
            found |= set(rows.values_list("pk", flat=True))
    found |= set(Relation.objects.filter(other=organization).values_list("pk", flat=True))
    found |= set(Decision.objects.filter(submission__organization=organization).values_list("pk", flat=True))
    return {str(one) for one in found}


def _addresses_of(person: uuid.UUID) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower(email) FROM account_emailaddress WHERE user_id = %s", [person])
        of_library = {str(email) for (email,) in cursor.fetchall()}
    return of_library | set(Person.objects.filter(pk=person).values_list("email", flat=True))


def _sessions_of(person: uuid.UUID) -> set[str]:
    """The keys of somebody's sessions: those that the library lists, and those that say so themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM usersessions_usersession WHERE user_id = %s", [person])
        found = {str(key) for (key,) in cursor.fetchall()}
    own = str(person)
    for session in Session.objects.iterator(chunk_size=1000):
        if session.get_decoded().get("_auth_user_id") == own:
            found.add(session.session_key)
    return found
