"""Makers of test data, through the same actions as people use, and the cast that the tests name.

Amina owns an organization's entry, Bo is her colleague, Sam a stranger; Rosa and Ravi review, Dov for Europe alone,
Cora imports, Ada and Abel administer.
"""

import datetime
import time
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode

from registry.actions import absences, drafts, imports, listing, submissions
from registry.actions.submissions import declarations_of
from registry.entry.document import empty, read
from registry.ids import uuid7
from registry.models import Absence, Decision, Membership, Name, Organization, Person, PublicId, Submission, TeamRole
from registry.states import Origin
from registry.text import fold

_numbers = count(1)

CAST = {
    "amina": {"language": "en"},
    "bo": {"language": "fr"},
    "sam": {"language": "en"},
    "rosa": {"staff_role": "reviewer"},
    "ravi": {"staff_role": "reviewer"},
    "cora": {"staff_role": "curator"},
    "dov": {"staff_role": "reviewer", "desk_region": "150"},
    "ada": {"staff_role": "administrator"},
    "abel": {"staff_role": "administrator"},
}

APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

ORGANIZATION = {
    "type": "ngo",
    "description": "Keeps the mangroves of the bay and shows others how.",
    "description_language": "en",
    "founded": "1998",
    "website": "https://bay.example.org",
}
WHERE = {
    "base_country": "KE",
    "countries": ["KE", "TZ"],
    "scales": ["local"],
    "realms": ["marine_coastal"],
    "languages": ["en", "sw"],
}
ACTIVITY = {
    "title": "Warden training in nine villages",
    "text": "With the county and two universities.",
    "language": "en",
    "kinds": ["capacity_building"],
    "elements": ["equitable"],
    "countries": ["KE"],
    "start_month": "3",
    "start_year": "2024",
    "status": "under_way",
    "visible_to": "everyone",
}
GAP = {
    "title": "Boats and fuel for night patrols",
    "text": "Two boats of seven metres.",
    "language": "en",
    "kinds": ["technology_equipment"],
    "for_whom": ["own"],
    "countries": ["KE"],
    "visible_to": "everyone",
}
OFFER = {
    "title": "Exchange visits for community wardens",
    "text": "Four groups a year.",
    "language": "en",
    "kinds": ["knowledge_exchange"],
    "everywhere": "on",
    "visible_to": "everyone",
}
CONTACT = {
    "role": "main",
    "kind": "person",
    "name": "Amina Invented",
    "email": "amina@bay.example.org",
    "language": "en",
}


def form_data(values: dict[str, Any]) -> QueryDict:
    """What a browser would send for these answers."""
    return QueryDict(urlencode(values, doseq=True))


def person(name: str) -> Person:
    """One of the cast, made when first named; any other name is a stranger."""
    columns: dict[str, Any] = {"name": name.title(), "password": make_password(None), **CAST.get(name, {})}
    made, new = Person.objects.get_or_create(email=f"{name}@people.example.org", defaults=columns)
    if new and made.is_staff_member:  # who would otherwise be led to set one up
        add_app(made)
    return made


def add_app(who: Person) -> Authenticator:
    """Give somebody an authenticator app, whose codes `code_of_app` knows."""
    return TOTP.activate(who, APP_SECRET).instance


def code_of_app(at: float | None = None) -> str:
    """The code that the app shows now, or showed at a time (in seconds since 1970)."""
    counter = int((time.time() if at is None else at) // 30)
    return format_hotp_value(hotp_value(APP_SECRET, counter))


def draft(by: Person | None = None, *, name: str = "", **beginning: Any) -> Submission:
    """A registration with nothing but its first page filled in."""
    values = {
        "name": name or f"Invented Bay Council {next(_numbers)}",
        "language": "en",
        "type": "ngo",
        "base_country": "KE",
        **beginning,
    }
    return drafts.open_registration(by=by or person("amina"), beginning=drafts.Beginning(**values))


def save(submission: Submission, key: str, values: dict[str, Any], by: Person | None = None, **kwargs: Any) -> Any:
    """Save a form as its page would, having seen the present version; the submission given is brought up to date."""
    submission.refresh_from_db()
    kwargs.setdefault("seen", drafts.version_of(submission, key))
    saved = drafts.save_section(
        submission=submission, key=key, data=form_data(values), by=by or person("amina"), **kwargs
    )
    submission.refresh_from_db()
    return saved


def new_key(part: str) -> str:
    return f"{part}.{uuid7()}"


def complete_draft(by: Person | None = None, *, name: str = "", type: str = "ngo", **beginning: Any) -> Submission:
    """A registration in which everything needed to send it is answered."""
    by = by or person("amina")
    submission = draft(by, name=name, type=type, **beginning)
    extra = {"private_sector": {"sector": "A"}, "iplc": {"people_represented": "Nine villages of the bay"}}
    save(submission, "organization", {**ORGANIZATION, "type": type, **extra.get(type, {})}, by)
    save(submission, "where", WHERE, by)
    for part, values in (("activities", ACTIVITY), ("gaps", GAP), ("offers", OFFER), ("contacts", CONTACT)):
        save(submission, new_key(part), values, by)
    return submission


def submitted(by: Person | None = None, **kwargs: Any) -> Submission:
    """A registration that waits for review."""
    by = by or person("amina")
    submission = complete_draft(by, **kwargs)
    return send(submission, by)


def send(submission: Submission, by: Person) -> Submission:
    declared = dict.fromkeys(declarations_of(submission.document), True)
    return submissions.submit(submission=submission, by=by, declared=declared)


def listed(by: Person | None = None, **kwargs: Any) -> Organization:
    """A partner: registered, sent, and approved by Rosa."""
    submission = submitted(by, **kwargs)
    submissions.approve(submission=submission, by=person("rosa"))
    return Organization.objects.get(pk=submission.organization_id)


def approved_as_it_is(organization: Organization) -> None:
    """What its rows say becomes what was approved last, which its page shows."""
    document = read(organization)
    imported = Submission.objects.create(
        organization=organization, origin=Origin.IMPORT, state="approved", base=empty(), document=document
    )
    Decision.objects.create(submission=imported, kind="approve", rule="made", snapshot=document, live_version=1)


def partner(by: Person | None = None, *, name: str = "") -> Organization:
    """A partner of which nothing is known but its name and its owner: quick, for tests of what is around an entry."""
    organization = Organization.objects.create(
        public_id=PublicId.objects.create(),
        type="ngo",
        base_country_id="KE",
        state="listed",
        listed_at=timezone.now(),
        live_version=1,
    )
    text = name or f"Invented Bay Council {next(_numbers)}"
    Name.objects.create(organization=organization, text=text, language="en", kind="official", folded=fold(text))
    approved_as_it_is(organization)
    join_team(by or person("amina"), organization, TeamRole.OWNER)
    listing.refresh([organization.pk])
    return organization


def join_team(who: Person, organization: Organization, role: str = TeamRole.EDITOR) -> Membership:
    return Membership.objects.create(organization=organization, person=who, role=role)


def away(name: str, *, cover: str, until: str) -> Absence:
    """Somebody of the cast is away from today to a day, and another covers for them."""
    return absences.go_away(
        person=person(name),
        cover=person(cover),
        since=timezone.now().date(),
        until=datetime.date.fromisoformat(until),
        by=person(name),
    )


def imported(*, name: str = "", website: str = "https://bay.example.org", type: str = "ngo") -> Organization:
    """An entry without a team, brought in from a register by Ada and listed at once."""
    document = empty()
    document["organization"] |= {"type": type, "website": website}
    document["where"] |= {"base_country": "KE", "countries": ["KE"]}
    official = {"text": name or f"Invented Delta Trust {next(_numbers)}", "language": "en", "kind": "official"}
    document["names"] |= {str(uuid7()): official}
    entry = imports.Entry(f"invented:{next(_numbers)}", document)
    [result] = imports.bring_in(entries=[entry], by=person("ada"), approve=True)
    return Organization.objects.get(public_id=result.public_id)
