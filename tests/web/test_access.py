"""Who may open what: every address of the site, asked by everyone, in every state of what it is about.

A cell is the status of an answer; "in" leads to signing in. Whoever is refused has changed nothing; of every change
the audit knows who made it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from partnership.answers import official_name
from partnership.views import crawlers
from registry.actions import (
    attachments,
    cases,
    claims,
    drafts,
    enquiries,
    held,
    invitations,
    joint_responses,
    mailings,
    recoveries,
    submissions,
    teams,
    texts,
    unsubscribing,
)
from registry.actions import introductions as actions
from registry.entry.corrections import fingerprint
from registry.ids import uuid7
from registry.models import Membership, Organization, Relation, Submission, SupportGap, SupportOffer, TeamRequest
from registry.models.texts import TextKind
from registry.queries import confirmation_links, sitemap
from registry.queries.messages import to_team
from registry.states import Origin
from registry.text import words_for_address
from tests import factories, introductions, uploads
from tests.audit import nameless, newest
from tests.factories import GAP, OFFER, WHERE, person
from tests.web.joining import only_item, signed_in

pytestmark = pytest.mark.django_db

# In the order of the columns: kim owns another organization, bo edits Amina's, dov's desk is a region elsewhere.
ROLES = ("visitor", "sam", "bo", "amina", "kim", "rosa", "ada", "cora", "dov")
SIGN_IN = ("/accounts/login/?next=", "/accounts/signup/?next=")
REFUSED = ("in", "403", "404", "405", "410")

NOBODY = "404 404 404 404 404 404 404 404 404"
ANYBODY = "200 200 200 200 200 200 200 200 200"
READ_ONLY = "405 405 405 405 405 405 405 405 405"
NOT_THERE = "in 404 404 404 404 404 404 404 404"
NOT_THERE_BUT_FOR_STAFF = "in 404 404 404 404 200 200 200 200"
THE_TEAM = "in 404 200 200 404 404 404 404 404"
TEAM_IS_LED_ON = "in 404 302 302 404 404 404 404 404"
THE_OWNER = "in 404 403 200 404 404 404 404 404"
OWNER_IS_LED_ON = "in 404 403 302 404 404 404 404 404"
ITS_WRITER = "in 404 404 404 404 200 404 404 404"
WRITER_IS_LED_ON = "in 404 404 404 404 302 404 404 404"
CLAIMANT = "in 200 404 404 404 404 404 404 404"
CLAIMANT_IS_LED_ON = "in 302 404 404 404 404 404 404 404"
STAFF = "in 403 403 403 403 200 200 200 200"
STAFF_IS_LED_ON = "in 403 403 403 403 302 302 302 302"
PARTNERS = "404 404 200 200 404 200 200 200 200"
SIGNED_IN = "in 200 200 200 200 200 200 200 200"
NOT_FOUND_BY_THE_TEAM = "in 404 404 404 404 404 404 404 404"
# A desk elsewhere is led back to the review, which says who decides; what it sends is refused.
OF_THE_DESK_THERE = ("in 403 403 403 403 200 200 200 302", "in 403 403 403 403 302 302 302 409")
CURATORS = "in 403 403 403 403 403 200 200 403"  # administrators are curators too
CURATORS_ARE_LED_ON = "in 403 403 403 403 403 302 302 403"
ADMINISTRATORS_ARE_LED_ON = "in 403 403 403 403 403 302 403 403"
ADMINISTRATORS = "in 403 403 403 403 403 200 403 403"
LED_ON = "302 302 302 302 302 302 302 302 302"
ONCE_MORE = "in 302 302 302 302 302 302 302 302"  # nobody of them signed in by a code just now
OTHER_WAY = "in 302 302 302 302 302 302 302 302"  # staff of the tests have an app, the others only the code by email
AGAIN = "in 302 302 302 302 200 200 200 200"
BY_EMAIL = "in 200 200 200 200 302 302 302 302"
SIGNED_OUT = "200 302 302 302 302 302 302 302 302"  # everybody else is signed in already
LED_BACK = "in 302 302 302 302 302 302 302 302"  # to the page with the button, which says nothing of others

DECLARED = dict.fromkeys(["may_speak", "supports", "licence", "privacy"], "on")

# What each address answers: to GET and to POST, for each thing that it may be about. What is sent would do something.
Row = tuple[str, str, str]
ADDRESSES: dict[str, tuple[dict[str, Any], list[Row]]] = {
    "": ({}, [("", ANYBODY, READ_ONLY)]),
    "healthz": ({}, [("", ANYBODY, READ_ONLY)]),
    "robots.txt": ({}, [("", ANYBODY, READ_ONLY)]),
    "sitemap.xml": ({}, [("", ANYBODY, READ_ONLY)]),
    "sitemap/pages.xml": ({}, [("", ANYBODY, READ_ONLY)]),
    "sitemap/partners-<int:number>.xml": ({}, [("", ANYBODY, READ_ONLY)]),
    "feeds/partners.atom": ({}, [("", ANYBODY, READ_ONLY)]),
    "feeds/gaps.atom": ({}, [("", ANYBODY, READ_ONLY)]),
    **{
        address: ({}, [("", ANYBODY, READ_ONLY)])
        for address in (
            "api/docs",
            "api/v1/",
            "api/v1/openapi.json",
            "api/v1/organizations",
            "api/v1/activities",
            "api/v1/gaps",
            "api/v1/offers",
            "api/v1/vocabulary",
            "directory/download/<str:format>",
            "activities/download/<str:format>",
            "support/download/<str:format>",
            "support/offers/download/<str:format>",
            "support/",
            "support/offers/",
            "coverage/",
            "countries/",
        )
    },
    **{f"sitemap/{kind}s-<int:number>.xml": ({}, [(f"{kind}_map", ANYBODY, READ_ONLY)]) for kind in ("gap", "offer")},
    "coverage/download/<str:part>.csv": ({}, [("matrix_file", ANYBODY, READ_ONLY)]),
    **{
        f"countries/{place}{rest}": ({}, [(thing, ANYBODY, READ_ONLY), ("no_place", NOBODY, READ_ONLY)])
        for place, thing in (("<str:code>/", "a_country"), ("regions/<str:code>/", "a_region"))
        for rest in ("", "download/doers.csv")
    },
    # What is for partners only is there for the team of a listed organization and for the secretariat; once its
    # organization has withdrawn, it is gone for those alone who could see it. What was never listed is not there.
    **{
        f"support/{kind}s/<uuid:item_id>/{words}": (
            {},
            [
                (f"{kind}_of_draft", NOBODY, READ_ONLY),
                (f"{kind}_of_listed", ANYBODY if words else LED_ON.replace("302", "301"), READ_ONLY),
                (f"{kind}_for_partners", PARTNERS if words else PARTNERS.replace("200", "301"), READ_ONLY),
                (f"{kind}_of_withdrawn", "410 " * 8 + "410", READ_ONLY),
            ],
        )
        for kind in ("gap", "offer")
        for words in ("", "<str:words>/")
    },
    "api/v1/organizations/<id>": (
        {},
        [
            ("draft", NOBODY, READ_ONLY),
            ("sent", NOBODY, READ_ONLY),
            ("listed", ANYBODY, READ_ONLY),
            ("withdrawn", "410 " * 8 + "410", READ_ONLY),
        ],
    ),
    "about/": ({}, [("", ANYBODY, READ_ONLY)]),
    "privacy/": ({}, [("", ANYBODY, READ_ONLY)]),
    "accessibility/": ({}, [("", ANYBODY, READ_ONLY)]),
    "gallery/": ({}, [("", NOBODY, READ_ONLY)]),
    "demo/mail/": ({}, [("", NOBODY, READ_ONLY)]),
    "demo/mail/<str:key>/": ({}, [("", NOBODY, READ_ONLY)]),
    "files/<uuid:attachment_id>/": (
        {},
        [(thing, "404 404 200 200 404 200 200 200 200", READ_ONLY) for thing in ("draft", "listed", "withdrawn")],
    ),
    "directory/": ({}, [("", ANYBODY, READ_ONLY)]),
    "activities/": ({}, [("", ANYBODY, READ_ONLY)]),
    **{
        address: (
            {},
            [("listed", ANYBODY, READ_ONLY), *[(thing, NOBODY, READ_ONLY) for thing in ("draft", "sent")]],
        )
        for address in (
            "support/gaps/<uuid:item_id>/matches/",
            "support/gaps/<uuid:item_id>/matches/<uuid:offer_id>/",
            "support/offers/<uuid:offer_id>/matches/",
        )
    },
    "workspace/<str:public_id>/matches/": (
        {},
        [
            ("listed", THE_TEAM, THE_TEAM),
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("draft", "withdrawn")],
        ],
    ),
    "activities/overlaps/": ({}, [("", ANYBODY, READ_ONLY)]),
    "activities/overlaps/<str:key>/": (
        {},
        [("overlapping", ANYBODY, READ_ONLY), ("no_overlap", NOBODY, READ_ONLY)],
    ),
    # For the teams of those in it and for the secretariat, which takes back what should not be public.
    "activities/overlaps/<str:key>/invite/": (
        {"organization": "<public_id>", "text": "Shall we meet?", "agrees": "on"},
        [
            ("overlapping", "in 404 200 200 404 200 200 200 200", "in 404 302 302 404 302 302 302 302"),
            ("no_overlap", NOT_THERE, NOT_THERE),
        ],
    ),
    "activities/overlaps/<str:key>/coordinated/": (
        {"organization": "<public_id>", "note": "We meet each month."},
        [
            ("overlapping", "in 404 200 200 404 200 200 200 200", "in 404 302 302 404 200 200 200 200"),
            ("no_overlap", NOT_THERE, NOT_THERE),
        ],
    ),
    "directory/suggest": ({}, [("", ANYBODY, READ_ONLY)]),
    **{
        f"directory/<str:public_id>{words}{end}": (
            {},
            [
                ("draft", NOBODY, READ_ONLY),
                ("sent", NOBODY, READ_ONLY),
                ("listed", ANYBODY if words or end == ".json" else "301 " * 8 + "301", READ_ONLY),
                ("withdrawn", "410 " * 8 + "410", READ_ONLY),
            ],
        )
        for words in ("", "/<str:words>")
        for end in (".json", "/")
    },
    **{
        f"directory/<str:public_id>.{end}": (
            {},
            [
                ("draft", NOBODY, READ_ONLY),
                ("listed", ANYBODY, READ_ONLY),
                ("withdrawn", "410 " * 8 + "410", READ_ONLY),
            ],
        )
        for end in ("bib", "ris")
    },
    "directory/<str:public_id>/claim/": (
        {"evidence": "link", "link": "https://bay.example.org/board"},
        [
            ("draft", NOBODY, NOBODY),
            ("listed", ANYBODY, "in 409 409 409 409 409 409 409 409"),  # it has a team
            ("claimed", "200 302 200 200 200 200 200 200 200", "in 409 302 302 302 302 302 302 302"),
            ("withdrawn", "410 " * 8 + "410", "410 " * 8 + "410"),
        ],
    ),
    # Of a partner of somebody else's, who helps the one that Amina and Bo look after.
    "support/gaps/<uuid:gap_id>/help/": (
        {"organization": "<public_id>", "text": "We have two boats."},
        [
            ("introduced", SIGNED_IN, "in 409 302 302 409 409 409 409 409"),
            ("hidden", NOT_THERE_BUT_FOR_STAFF, NOT_THERE_BUT_FOR_STAFF.replace("200", "409")),
        ],
    ),
    "support/gaps/<uuid:gap_id>/lack-too/": (
        {"organization": "<public_id>"},
        [
            ("introduced", SIGNED_IN, "in 200 302 302 200 200 200 200 200"),
            ("hidden", NOT_THERE_BUT_FOR_STAFF, NOT_THERE_BUT_FOR_STAFF),
        ],
    ),
    "support/offers/<uuid:offer_id>/ask/": (
        {"organization": "<public_id>", "text": "We need two boats."},
        [
            ("introduced", SIGNED_IN, "in 409 302 302 409 409 409 409 409"),
            ("hidden", NOT_THERE_BUT_FOR_STAFF, NOT_THERE_BUT_FOR_STAFF.replace("200", "409")),
        ],
    ),
    "introductions/<uuid:introduction_id>/": (
        {"do": "accept", "as": "<public_id>"},
        [("introduced", "in 404 200 200 404 200 200 200 200", TEAM_IS_LED_ON)],
    ),
    "joint/<uuid:joint_id>/": (
        {"do": "join", "organization": "<other_id>", "words": "We have ropes."},
        [("introduced", "in 404 200 200 404 200 200 200 200", TEAM_IS_LED_ON)],
    ),
    "secretariat/introductions/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/introductions/suggest/<uuid:gap_id>/<uuid:offer_id>/": (
        {"text": "You two fit."},
        [("pair", STAFF, STAFF_IS_LED_ON), ("hidden", *["in 403 403 403 403 404 404 404 404"] * 2)],
    ),
    "proof/challenge": ({}, [("", ANYBODY, READ_ONLY)]),
    "directory/<str:public_id>/write/": (
        {"name": "Sam", "address": "sam@reader.example.org", "text": "May we visit?", "agrees": "on"},
        [
            ("draft", NOBODY, NOBODY),
            ("sent", NOBODY, NOBODY),
            ("listed", ANYBODY, "302 302 302 429 429 429 429 429 429"),  # all of them with one address
            ("withdrawn", "410 " * 8 + "410", "410 " * 8 + "410"),
        ],
    ),
    "directory/<str:public_id>/write/sent/": (
        {},
        [("draft", NOBODY, READ_ONLY), ("listed", ANYBODY, READ_ONLY), ("withdrawn", ANYBODY, READ_ONLY)],
    ),
    "held/": ({}, [("", ANYBODY, READ_ONLY)]),
    "held/deleted/": ({}, [("", ANYBODY, READ_ONLY)]),
    "held/<str:token>/": ({"do": "send"}, [("", NOBODY, NOBODY), ("listed", ANYBODY, "302 " * 8 + "302")]),
    "report/<str:public_id>/": (
        {"reason": "wrong", "text": "It moved.", "address": "sam@elsewhere.example.org"},
        [
            ("draft", NOBODY, NOBODY),
            ("sent", NOBODY, NOBODY),
            ("listed", ANYBODY, "302 302 302 429 429 429 429 429 429"),  # all of them with one address
            ("withdrawn", "410 " * 8 + "410", "410 " * 8 + "410"),
        ],
    ),
    "report/<str:public_id>/sent/": (
        {},
        [("draft", NOBODY, READ_ONLY), ("listed", ANYBODY, READ_ONLY), ("withdrawn", ANYBODY, READ_ONLY)],
    ),
    "join/": ({}, [("", ANYBODY, READ_ONLY)]),
    "join/start/": (
        {"id": str(uuid7()), "name": "Another Bay", "language": "en", "type": "ngo", "base_country": "KE"},
        [("", SIGNED_IN, "in 302 302 302 302 302 302 302 302")],
    ),
    "join/invitation/<uuid:invitation_id>/": ({}, [("draft", ANYBODY, "in 302 302 302 302 302 302 302 302")]),
    "join/invitation/<uuid:invitation_id>/decline/": ({}, [("draft", ANYBODY, ANYBODY), ("listed", ANYBODY, ANYBODY)]),
    "join/<uuid:submission_id>/": (
        {},
        [
            *[(thing, THE_TEAM, THE_TEAM) for thing in ("draft", "sent", "asked", "listed", "change", "withdrawn")],
            ("staff", ITS_WRITER, ITS_WRITER),
        ],
    ),
    "join/<uuid:submission_id>/check/": (
        DECLARED,
        [
            ("draft", THE_TEAM, TEAM_IS_LED_ON),
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("sent", "listed", "withdrawn")],
            ("staff", ITS_WRITER, WRITER_IS_LED_ON),
        ],
    ),
    "join/<uuid:submission_id>/sent/": (
        {},
        [("sent", THE_TEAM, THE_TEAM), ("draft", TEAM_IS_LED_ON, TEAM_IS_LED_ON)],
    ),
    "join/<uuid:submission_id>/take-back/": (
        {},
        [("sent", THE_TEAM, TEAM_IS_LED_ON), ("draft", TEAM_IS_LED_ON, TEAM_IS_LED_ON)],
    ),
    "join/<uuid:submission_id>/discard/": (
        {},
        [
            ("draft", THE_TEAM, TEAM_IS_LED_ON),
            ("listed", TEAM_IS_LED_ON, TEAM_IS_LED_ON),
            ("staff", ITS_WRITER, WRITER_IS_LED_ON),
        ],
    ),
    "join/<uuid:submission_id>/pass/": (
        {"email": "chair@bay.example.org", "note": "Please decide."},
        [("draft", THE_TEAM, TEAM_IS_LED_ON), ("sent", TEAM_IS_LED_ON, TEAM_IS_LED_ON)],
    ),
    "join/<uuid:submission_id>/<str:part>/": (
        {**WHERE, "base_place": "Somewhere else", "seen": "1"},
        [
            *[(thing, THE_TEAM, TEAM_IS_LED_ON) for thing in ("draft", "asked", "change")],
            *[
                (thing, TEAM_IS_LED_ON, "in 404 409 409 404 404 404 404 404")
                for thing in ("sent", "listed", "withdrawn")
            ],
            ("staff", ITS_WRITER, WRITER_IS_LED_ON),
        ],
    ),
    "join/<uuid:submission_id>/<str:part>/new/": ({}, [("draft gaps", TEAM_IS_LED_ON, TEAM_IS_LED_ON)]),
    "join/<uuid:submission_id>/<str:part>/<uuid:item_id>/": (
        {**GAP, "title": "Three boats", "seen": "1"},
        [
            ("draft gaps", THE_TEAM, TEAM_IS_LED_ON),
            ("sent gaps", TEAM_IS_LED_ON, "in 404 409 409 404 404 404 404 404"),
            ("staff gaps", ITS_WRITER, WRITER_IS_LED_ON),
        ],
    ),
    "join/<uuid:submission_id>/<str:part>/<uuid:item_id>/remove/": (
        {"seen": "1"},
        [("draft gaps", THE_TEAM, TEAM_IS_LED_ON), ("sent gaps", TEAM_IS_LED_ON, TEAM_IS_LED_ON)],
    ),
    "workspace/": ({}, [("", SIGNED_IN, READ_ONLY)]),
    "workspace/language/": ({"language": "fr"}, [("", READ_ONLY, "in 302 302 302 302 302 302 302 302")]),
    "workspace/claims/<uuid:claim_id>/": ({"action": "code", "code": "1"}, [("claimed", CLAIMANT, CLAIMANT_IS_LED_ON)]),
    "workspace/claims/<uuid:claim_id>/evidence/": (
        {"evidence": "link", "link": "https://bay.example.org/staff"},
        [("claimed", CLAIMANT, CLAIMANT_IS_LED_ON)],
    ),
    "workspace/claims/<uuid:claim_id>/take-back/": ({}, [("claimed", CLAIMANT, CLAIMANT_IS_LED_ON)]),
    "workspace/<str:public_id>/change/": (
        {},
        [
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("draft", "sent", "listed", "change", "withdrawn")],
        ],
    ),
    **{
        f"workspace/<str:public_id>/{below}": (
            {},
            [(thing, THE_TEAM, THE_TEAM) for thing in ("draft", "sent", "asked", "listed", "change", "withdrawn")],
        )
        for below in (
            "",
            "introductions/",
            "messages/",
            "messages/<uuid:message_id>/",
            "history/",
            "downloads/",
            "downloads/everything.json",
            "downloads/tables.zip",
        )
    },
    "workspace/<str:public_id>/differences/": (
        {},
        [
            *[(thing, THE_TEAM, THE_TEAM) for thing in ("draft", "sent", "asked", "change")],
            *[(thing, NOT_THERE, NOT_THERE) for thing in ("listed", "withdrawn")],
        ],
    ),
    "workspace/<str:public_id>/stated/": (
        {"item": "", "say": "open-closed"},
        [
            ("listed", THE_TEAM, NOT_THERE),
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("draft", "withdrawn")],
        ],
    ),
    "workspace/<str:public_id>/shown/": (
        {"path": "where.base_place_public"},
        [
            ("listed", THE_TEAM, TEAM_IS_LED_ON),
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("draft", "withdrawn")],
        ],
    ),
    "workspace/<str:public_id>/shown/<uuid:contact_id>/remove/": (
        {},
        [
            ("listed", THE_TEAM, TEAM_IS_LED_ON),
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("draft", "withdrawn")],
        ],
    ),
    "workspace/<str:public_id>/history/<uuid:decision_id>/": (
        {},
        [
            ("draft", NOT_THERE, NOT_THERE),
            ("listed", THE_TEAM, TEAM_IS_LED_ON),
            ("withdrawn", TEAM_IS_LED_ON, TEAM_IS_LED_ON),
        ],
    ),
    "workspace/<str:public_id>/confirm/": (
        {"part": "all", "seen": "1"},
        [
            *[(thing, TEAM_IS_LED_ON, TEAM_IS_LED_ON) for thing in ("draft", "sent", "withdrawn")],
            ("listed", THE_TEAM, TEAM_IS_LED_ON),
        ],
    ),
    "confirm/<str:token>/": (  # a link of Amina's, whoever opens it
        {"part": "all", "seen": "1"},
        [
            ("listed", ANYBODY, "302 " * 8 + "302"),
            *[(thing, NOBODY, NOBODY) for thing in ("draft", "sent", "withdrawn")],
        ],
    ),
    "workspace/<str:public_id>/team/": (
        {"email": "another@bay.example.org"},
        [(thing, THE_TEAM, OWNER_IS_LED_ON) for thing in ("draft", "sent", "listed", "withdrawn")],
    ),
    "workspace/<str:public_id>/team/invitations/<uuid:invitation_id>/withdraw/": (
        {},
        [("draft", THE_OWNER, OWNER_IS_LED_ON), ("listed", THE_OWNER, OWNER_IS_LED_ON)],
    ),
    "workspace/<str:public_id>/team/wishes/<uuid:wish_id>/": (
        {"accept": "yes"},
        [("listed", THE_OWNER, OWNER_IS_LED_ON)],
    ),
    "workspace/<str:public_id>/team/members/<int:membership_id>/role/": (
        {"role": "owner"},
        [(thing, THE_OWNER, OWNER_IS_LED_ON) for thing in ("draft", "listed", "withdrawn")],
    ),
    "workspace/<str:public_id>/team/members/<int:membership_id>/remove/": (
        {},
        [(thing, THE_OWNER, OWNER_IS_LED_ON) for thing in ("draft", "listed", "withdrawn")],
    ),
    "workspace/<str:public_id>/team/hand-over/": (
        {"to": "<membership_id>"},
        [(thing, THE_OWNER, OWNER_IS_LED_ON) for thing in ("draft", "listed", "withdrawn")],
    ),
    "workspace/<str:public_id>/team/leave/": (
        {"nobody_follows": "on"},
        [(thing, THE_TEAM, TEAM_IS_LED_ON) for thing in ("draft", "listed", "withdrawn")],
    ),
    "directory/<str:public_id>/team/join/": (
        {"note": "I keep the books."},
        [
            ("draft", NOBODY, NOBODY),
            ("sent", NOBODY, NOBODY),
            ("listed", "in 200 302 302 200 200 200 200 200", LED_BACK),
            ("withdrawn", "410 " * 8 + "410", "410 " * 8 + "410"),
        ],
    ),
    "workspace/<str:public_id>/relations/": (
        {"end": str(uuid7())},
        [(thing, THE_TEAM, NOBODY.replace("404", "in", 1)) for thing in ("draft", "listed", "withdrawn")],
    ),
    "workspace/<str:public_id>/relations/<uuid:relation_id>/end/": (
        {},
        [
            ("listed", THE_OWNER, OWNER_IS_LED_ON),
            ("draft", *["in 404 403 404 404 404 404 404 404"] * 2),
        ],
    ),
    "workspace/<str:public_id>/withdraw/": (
        {"sure": "on"},
        [
            ("draft", OWNER_IS_LED_ON, OWNER_IS_LED_ON),
            ("listed", THE_OWNER, OWNER_IS_LED_ON),
            ("withdrawn", THE_OWNER, OWNER_IS_LED_ON),
        ],
    ),
    "secretariat/relations/": ({"decline": str(uuid7())}, [("", STAFF, "in 403 403 403 403 404 404 404 404")]),
    "secretariat/erasures/": ({}, [("", "in 403 403 403 403 403 200 403 403", READ_ONLY)]),
    "workspace/<str:public_id>/overlaps/": ({}, [("listed", THE_TEAM, THE_TEAM), ("draft", THE_TEAM, THE_TEAM)]),
    "workspace/<str:public_id>/enquiries/": ({}, [("listed", THE_TEAM, THE_TEAM), ("draft", THE_TEAM, THE_TEAM)]),
    "workspace/<str:public_id>/enquiries/<uuid:enquiry_id>/": (
        {"do": "delete"},
        [("listed", THE_TEAM, TEAM_IS_LED_ON), ("withdrawn", NOT_FOUND_BY_THE_TEAM, NOT_FOUND_BY_THE_TEAM)],
    ),
    "secretariat/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/organizations/<str:public_id>/owner/": (
        {"member": "<membership_id>"},
        [(thing, STAFF, STAFF_IS_LED_ON) for thing in ("draft", "listed", "withdrawn")],
    ),
    "secretariat/organizations/<str:public_id>/team/<int:membership_id>/remove/": (
        {"reason": "Nobody knows them."},
        [(thing, CURATORS, CURATORS_ARE_LED_ON) for thing in ("draft", "listed", "withdrawn")],
    ),
    "secretariat/submissions/<uuid:submission_id>/": (
        {"decision": "decline", "note": "Because.", "seen": "as it is"},
        [
            ("draft", "in 403 403 403 403 404 404 404 404", "in 403 403 403 403 404 404 404 404"),
            ("sent", STAFF, "in 403 403 403 403 302 302 302 409"),
            ("asked", STAFF, "in 403 403 403 403 409 409 409 409"),
            ("listed", STAFF, "in 403 403 403 403 409 409 409 409"),
            ("staff", STAFF, "in 403 403 403 403 409 409 409 409"),
        ],
    ),
    "secretariat/submissions/<uuid:submission_id>/correct/<str:part>/": (
        {**WHERE, "scales": ["global"], "seen": "as it is", "known": fingerprint({})},
        [
            ("sent", *OF_THE_DESK_THERE),
            ("draft", *["in 403 403 403 403 404 404 404 404"] * 2),
            *[(thing, STAFF_IS_LED_ON, STAFF_IS_LED_ON) for thing in ("asked", "listed", "staff")],
        ],
    ),
    "secretariat/submissions/<uuid:submission_id>/correct/<str:part>/<uuid:item_id>/": (
        {"remove": "yes", "seen": "as it is"},
        [
            ("sent gaps", *OF_THE_DESK_THERE),
            ("draft gaps", *["in 403 403 403 403 404 404 404 404"] * 2),
        ],
    ),
    "secretariat/afterwards/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/texts/": ({}, [("", CURATORS, READ_ONLY)]),
    "secretariat/texts/new/<str:kind>/": (
        {"words_en": "Say where it happens."},
        [("", CURATORS, CURATORS_ARE_LED_ON)],
    ),
    "secretariat/texts/<uuid:text_id>/": (
        {"words_en": "Name the bay.", "seen": "1"},
        [("listed", CURATORS, CURATORS_ARE_LED_ON)],
    ),
    "secretariat/claims/<uuid:claim_id>/": (
        {"decision": "decline", "note": "Because.", "seen": "as it is"},
        [("claimed", STAFF, "in 403 403 403 403 302 302 302 409")],
    ),
    "secretariat/organizations/<str:public_id>/edit/": (
        {},
        [
            ("listed", STAFF, "in 403 403 403 403 302 302 302 409"),
            *[(thing, *["in 403 403 403 403 404 404 404 404"] * 2) for thing in ("draft", "sent", "withdrawn")],
        ],
    ),
    "secretariat/cases/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/unmet/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/cases/<uuid:case_id>/settle/": ({}, [("listed", READ_ONLY, STAFF_IS_LED_ON)]),
    "secretariat/cases/<uuid:case_id>/assign/": ({"assign": "me"}, [("listed", READ_ONLY, STAFF_IS_LED_ON)]),
    "secretariat/approve/": (
        {"chosen": "<chosen>", "do": "approve"},
        [("sent", "in 403 403 403 403 302 302 302 302", STAFF_IS_LED_ON)],
    ),
    "secretariat/submissions/<uuid:submission_id>/opinions/": (
        {"colleague": "<colleague>"},
        [
            ("draft", "in 403 403 403 403 404 404 404 404", "in 403 403 403 403 404 404 404 404"),
            ("sent", STAFF, STAFF_IS_LED_ON),
            ("listed", STAFF, "in 403 403 403 403 422 422 422 422"),
        ],
    ),
    # Only who decided takes it back; the others are led to the submission, which says so.
    "secretariat/decisions/<uuid:decision_id>/take-back/": (
        {},
        [
            ("asked", STAFF_IS_LED_ON, STAFF_IS_LED_ON),  # who had to sign in on the way is led to the submission
            ("draft", *["in 403 403 403 403 404 404 404 404"] * 2),
        ],
    ),
    "secretariat/you/": ({"do": "scripts", "scripts": "Latn"}, [("", STAFF, STAFF_IS_LED_ON)]),
    "secretariat/recoveries/": ({"email": "x"}, [("", ADMINISTRATORS, ADMINISTRATORS)]),
    "secretariat/recoveries/<uuid:recovery_id>/": (
        {"answer": "confirm"},
        [("listed", READ_ONLY, "in 403 403 403 403 403 302 403 403")],
    ),
    "secretariat/imports/": ({}, [("", CURATORS, CURATORS)]),
    "secretariat/imports/<uuid:import_id>/": ({"do": "drop"}, [("imported", CURATORS, CURATORS_ARE_LED_ON)]),
    "secretariat/imports/<uuid:import_id>/rows/": ({"row-2": "new"}, [("imported", CURATORS, CURATORS_ARE_LED_ON)]),
    "secretariat/imports/<uuid:import_id>/errors.<str:format>": ({}, [("imported", CURATORS, READ_ONLY)]),
    "secretariat/organizations/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/organizations/<str:public_id>/": (
        {},
        [(thing, STAFF, READ_ONLY) for thing in ("draft", "sent", "listed", "withdrawn", "claimed")],
    ),
    "secretariat/organizations/<str:public_id>/restore/<uuid:decision_id>/": (
        {},
        [
            ("listed", STAFF, STAFF_IS_LED_ON),
            ("withdrawn", STAFF_IS_LED_ON, STAFF_IS_LED_ON),  # back to its history, which says why not
            ("draft", *["in 403 403 403 403 404 404 404 404"] * 2),
        ],
    ),
    "secretariat/organizations/as-of/": ({}, [("", STAFF, READ_ONLY)]),
    # Without a day there is no file.
    "secretariat/organizations/as-of/entries.<str:format>": (
        {},
        [("", "in 403 403 403 403 404 404 404 404", READ_ONLY)],
    ),
    "secretariat/roles/": (
        {"email": "new@people.example.org", "role": "curator"},
        [("", ADMINISTRATORS, ADMINISTRATORS_ARE_LED_ON)],
    ),
    "secretariat/roles/<uuid:person_id>/": (
        {"role": "curator"},
        [("listed", ADMINISTRATORS, ADMINISTRATORS_ARE_LED_ON)],
    ),
    "secretariat/messages/": ({}, [("", STAFF, READ_ONLY)]),
    "secretariat/messages/<uuid:message_id>/": ({}, [("listed", STAFF, STAFF_IS_LED_ON)]),
    "secretariat/mailings/": ({}, [("", CURATORS, READ_ONLY)]),
    "secretariat/mailings/write/": (
        {"subject-en": "News", "body-en": "We meet."},
        [("", CURATORS, CURATORS_ARE_LED_ON)],
    ),
    "secretariat/mailings/<uuid:mailing_id>/": (
        {"do": "test", "language": "en"},
        [("mailing", CURATORS, CURATORS_ARE_LED_ON)],
    ),
    "secretariat/mailings/<uuid:mailing_id>/edit/": (
        {"subject-en": "Other news", "body-en": "We meet."},
        [("mailing", CURATORS, CURATORS_ARE_LED_ON)],
    ),
    "mailings/none/<str:token>/": ({}, [("mailing", ANYBODY, "302 " * 8 + "302"), ("listed", NOBODY, NOBODY)]),
    "secretariat/export/": ({}, [("", CURATORS, READ_ONLY)]),
    "secretariat/export/entries.<str:format>": ({}, [("", CURATORS, READ_ONLY)]),
    "accounts/": ({}, [("", SIGNED_IN, READ_ONLY)]),
    "accounts/second-factor/": ({}, [("", SIGNED_IN, READ_ONLY)]),
    "accounts/sessions/": ({"all": "1"}, [("", SIGNED_IN, "in 302 302 302 302 302 302 302 302")]),
    "accounts/login/password/": (
        {"login": "x", "password": "x"},
        [("", SIGNED_OUT, SIGNED_OUT)],
    ),
    "accounts/login/passkey/": ({"credential": "x"}, [("", LED_ON, LED_ON)]),
    "accounts/login/second-factor/": ({"code": "x"}, [("", LED_ON, LED_ON)]),
    "accounts/signup/passkey/": (
        {"email": "x"},
        [("", SIGNED_OUT, SIGNED_OUT)],
    ),
    "accounts/signup/passkey/create/": ({"credential": "x"}, [("", LED_ON, LED_ON)]),
    # Who has a second factor shows again that it is they.
    "accounts/again/code/": ({"code": "x"}, [("", AGAIN, AGAIN)]),
    **{f"accounts/again/{way}/": ({}, [("", OTHER_WAY, OTHER_WAY)]) for way in ("password", "passkey")},
    "accounts/again/email/": ({"code": "x"}, [("", BY_EMAIL, LED_BACK)]),
    "accounts/password/set/": ({"password1": "x"}, [("", ONCE_MORE, ONCE_MORE)]),
    "accounts/password/change/": ({"oldpassword": "x"}, [("", LED_BACK, LED_BACK)]),
    "accounts/password/remove/": ({}, [("", LED_BACK, LED_BACK)]),
    "accounts/password/reset/": ({"email": "x"}, [("", ANYBODY, ANYBODY)]),
    "accounts/password/reset/confirm/": ({"code": "x"}, [("", LED_ON, LED_ON)]),
    "accounts/password/reset/complete/": ({"password1": "x"}, [("", LED_ON, LED_ON)]),
    "accounts/password/reset/done/": ({}, [("", ANYBODY, READ_ONLY)]),
    "accounts/app/": ({"code": "x"}, [("", ONCE_MORE, ONCE_MORE)]),
    "accounts/app/remove/": ({}, [("", "in 404 404 404 404 302 302 302 302", "in 404 404 404 404 302 302 302 302")]),
    "accounts/codes/": ({}, [("", "in 404 404 404 404 404 404 404 404", "in 405 405 405 405 405 405 405 405")]),
    "accounts/codes/new/": ({}, [("", ONCE_MORE, ONCE_MORE)]),
    "accounts/codes/download/": (
        {},
        [("", "in 404 404 404 404 404 404 404 404", "in 404 404 404 404 404 404 404 404")],
    ),
    "accounts/passkeys/add/": ({"credential": "x"}, [("", ONCE_MORE, ONCE_MORE)]),
    **{f"accounts/passkeys/<int:pk>/{deed}/": ({}, [("", ONCE_MORE, ONCE_MORE)]) for deed in ("rename", "remove")},
    "accounts/login/": (
        {"login": "x"},
        [("", SIGNED_OUT, SIGNED_OUT)],
    ),
    "accounts/login/code/": (
        {"email": "x"},
        [("", SIGNED_OUT, SIGNED_OUT)],
    ),
    "accounts/login/code/confirm/": ({"code": "x"}, [("", "302 " * 8 + "302", "302 " * 8 + "302")]),
    "accounts/logout/": ({}, [("", "302 200 200 200 200 200 200 200 200", "302 " * 8 + "302")]),
    "accounts/inactive/": ({}, [("", ANYBODY, READ_ONLY)]),
    "accounts/signup/": (
        {"email": "x"},
        [("", SIGNED_OUT, SIGNED_OUT)],
    ),
    "accounts/confirm-email/": ({"code": "x"}, [("", "302 " * 8 + "302", "302 " * 8 + "302")]),
    # Who signed in long ago signs in again first.
    "accounts/delete/": ({"sure": "on"}, [("", SIGNED_IN, "in 403 403 403 403 403 403 403 403")]),
    "accounts/email/": ({"email": "x", "action_add": ""}, [("", SIGNED_IN, SIGNED_IN)]),
}


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        else:
            yield route


def test_every_address_has_its_row() -> None:
    assert sorted(ADDRESSES) == sorted(set(routes(get_resolver().url_patterns)))


# -- What the addresses are about -------------------------------------------------------------------------------------


def about(submission: Submission) -> dict[str, str]:
    """The values by which addresses name a submission, its organization, one item of it and what belongs to it."""
    organization = submission.organization
    told = attachments.tell_mandate(organization, "The elders gave it.")
    case = cases.open_case(organization=organization, kind="report")
    wishes = TeamRequest.objects.filter(organization=organization)
    return {
        "submission_id": str(submission.pk),
        "public_id": organization.public_id_id,
        "item_id": only_item(submission, "gaps"),
        "offer_id": only_item(submission, "offers"),
        "contact_id": only_item(submission, "contacts"),
        "decision_id": str(submission.decisions.values_list("pk", flat=True).first() or uuid7()),
        "message_id": str(to_team(organization).filter(kind="draft_link", person=person("amina")).latest("pk").pk),
        "attachment_id": str(told.pk),
        "case_id": str(case.pk),
        "membership_id": str(Membership.objects.get(organization=organization, person=person("bo")).pk),
        "wish_id": str(next(iter(wishes.values_list("pk", flat=True)), "")),
        "seen": submission.saved_at.isoformat(),
        "chosen": f"{submission.pk} {submission.saved_at.isoformat()}",
        "colleague": str(person("ravi").pk),
        "person_id": str(person("ravi").pk),
        "words": words_for_address(official_name(submission.document)[0]),
        "token": confirmation_links.token(organization, person("amina"), 1),
    }


@dataclass(frozen=True)
class Site:
    """Everything there is to ask for, a session of each of the cast, and what is stored before anybody asks: rows,
    and the newest event of each audited table.
    """

    things: dict[str, dict[str, str]]
    sessions: dict[str, str]
    stored: Any
    newest: dict[str, int]


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Made once, and forgotten by the database at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        things = make_things()
        sessions = {role: signed_in(role).session.session_key for role in ROLES if role != "visitor"}
        yield Site(things, sessions, stored(), newest())
        transaction.set_rollback(True)


Things = dict[str, dict[str, str]]


def make_things() -> Things:
    draft, sent, asked = factories.complete_draft(), factories.submitted(), factories.submitted()
    submissions.request_changes(submission=asked, by=person("rosa"), reason="Say more.", comments=[])
    listed, changed, edited, withdrawn = (factories.listed() for _number in range(4))
    things = {
        "draft": draft,
        "sent": sent,
        "asked": asked,
        "listed": listed.submissions.get(),
        "change": drafts.open_change(organization=changed, by=person("amina")),
        "staff": drafts.open_change(organization=edited, by=person("rosa"), origin=Origin.STAFF),
        "withdrawn": withdrawn.submissions.get(),
    }
    factories.save(things["staff"], "where", {**WHERE, "scales": ["national"]}, person("rosa"))
    for one in things.values():
        factories.join_team(person("bo"), one.organization)
    factories.draft(person("kim"))
    Organization.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    teams.ask_to_join(organization=listed, note="I keep the books.", by=person("kim"))
    passed = invitations.pass_draft(submission=draft, to="bo@bay.example.org", note="", by=person("amina"))
    offered = invitations.invite(organization=listed, to="chair@bay.example.org", note="", by=person("amina"))
    invited = {"listed": offered}
    relation = Relation.objects.create(
        kind="parent", organization=listed, other=changed, proposed_by=person("amina"), accepted_at=timezone.now()
    )
    said = {"name": "Sam", "address": "sam@visitor.example.org", "language": "en"}
    written = enquiries.send(organization=listed, text="May we visit?", **said)
    waiting = enquiries.send(organization=listed, text="May we come?", held=True, **said)
    factories.add_app(person("lee"))
    recovery = recoveries.ask(email=person("lee").email, by=person("abel"))
    beside = {
        "recovery_id": str(recovery.pk),
        "enquiry_id": str(written.pk),
        "held": held.token(waiting),
        "relation_id": str(relation.pk),
        "text_id": str(texts.write(kind=TextKind.DECLINE, words={"en": "Not for this."}, by=person("ada")).pk),
    }
    named = {
        name: {**about(one), **beside, "invitation_id": str(invited.get(name, passed).pk)}
        for name, one in things.items()
    }
    # Which part of the site map holds partners depends on how many were ever listed in this database.
    part_of_map = {"number": str(sitemap.parts(crawlers.IN_A_PART)[0])}
    table = uploads.checked(uploads.row("Invented Delta Trust"), by=person("ada"))
    return {
        "": part_of_map,
        **support(draft, listed, edited, withdrawn),
        "matrix_file": {"part": "matrix"},
        "a_country": {"code": "KE"},
        "a_region": {"code": "002"},
        "no_place": {"code": "nowhere"},
        "claimed": claimed(),
        "imported": {"import_id": str(table.pk)},
        # All of Amina's partners do the same.
        "overlapping": {"key": "ke-equitable-capacity_building", "public_id": listed.public_id_id},
        "no_overlap": {"key": "ke-oecm-finance", "public_id": listed.public_id_id},
        "mailing": mailing(),
        **introduced(listed, changed),
        **named,
    }


def mailing() -> dict[str, str]:
    """A mailing that Ada wrote, and Amina's link to get no more."""
    words = {"subjects": {"en": "News"}, "bodies": {"en": "We meet."}}
    written = mailings.write(**words, filter="", official=False, by=person("ada"))
    return {"mailing_id": str(written.pk), "token": unsubscribing.token(person("amina"))}


def support(draft: Submission, listed: Organization, edited: Organization, withdrawn: Organization) -> Things:
    """A gap and an offer of a draft, of a partner, for partners only, and of one that withdrew; their site maps."""
    things = {}
    for kind, model, words in (("gap", SupportGap, GAP["title"]), ("offer", SupportOffer, OFFER["title"])):
        in_draft = only_item(draft, f"{kind}s")
        model.objects.filter(organization=edited).update(visible_to="partners")
        of = {"listed": listed, "withdrawn": withdrawn}
        found = {f"{kind}_of_{name}": str(model.objects.get(organization=one).pk) for name, one in of.items()}
        found |= {f"{kind}_of_draft": in_draft, f"{kind}_for_partners": str(model.objects.get(organization=edited).pk)}
        things |= {name: {"item_id": key, "words": words_for_address(words)} for name, key in found.items()}
        things[f"{kind}_map"] = {"number": str(sitemap.parts_of(kind, crawlers.IN_A_PART)[0])}
    return things


def introduced(listed: Organization, other: Organization) -> dict[str, dict[str, str]]:
    """What Lee's partner needs and offers, and its help with a gap of Amina's and Bo's, together with others."""
    reef = introductions.team("Reef Trust", "lee", gaps=[{"title": "Boats"}], offers=[{"title": "Ropes"}])
    hidden = introductions.team(
        "Hill Trust",
        "lee",
        gaps=[{"title": "Huts", "visible_to": "secretariat"}],
        offers=[{"title": "Tools", "visible_to": "secretariat"}],
    )
    gap = listed.gaps.get()
    said = {"organization": reef, "by": person("lee"), "text": "We can help.", "language": "en"}
    made = actions.introduce(gap=gap, **said)
    joint = joint_responses.open_joint(introduction=made, organization=reef, by=person("lee"))
    here = {"public_id": listed.public_id_id, "other_id": other.public_id_id}
    return {
        "introduced": {
            **here,
            "gap_id": str(reef.gaps.get().pk),
            "offer_id": str(reef.offers.get().pk),
            "introduction_id": str(made.pk),
            "joint_id": str(joint.pk),
        },
        "hidden": {**here, "gap_id": str(hidden.gaps.get().pk), "offer_id": str(hidden.offers.get().pk)},
        "pair": {"gap_id": str(reef.gaps.get().pk), "offer_id": str(listed.offers.get().pk)},
    }


def claimed() -> dict[str, str]:
    """An entry without a team, which Sam claims."""
    claim = claims.open_claim(
        organization=factories.imported(), by=person("sam"), evidence="link", link="https://bay.example.org/team"
    )
    return {
        "public_id": claim.organization.public_id_id,
        "claim_id": str(claim.pk),
        "seen": claim.state_since.isoformat(),
    }


def path(route: str, thing: dict[str, str], part: str) -> str:
    values = {"key": "message", "part": part or "where", "pk": "0", "format": "csv", "kind": "decline", **thing}
    values["id"] = values.get("public_id", "")
    if route.startswith("held/"):
        values["token"] = thing.get("held", "forged")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)


def filled_in(sent: dict[str, Any], thing: dict[str, str]) -> dict[str, Any]:
    """What is sent, with what it says of the very thing: its state as it is, and "<name>" for a value by that name."""
    of_thing = {f"<{name}>": value for name, value in thing.items()}
    typed = {name: of_thing.get(value, value) if isinstance(value, str) else value for name, value in sent.items()}
    return {**typed, "seen": thing["seen"]} if sent.get("seen") == "as it is" else typed


# -- Who gets what ----------------------------------------------------------------------------------------------------


def stored() -> Any:
    """What is stored, table by table."""
    tables = [model._meta.db_table for model in apps.get_app_config("registry").get_models()]
    rows = "md5(string_agg(row::text, '|' ORDER BY row::text))"
    asked = [f"(SELECT {rows} FROM {table} row)" for table in tables]  # noqa: S608 - the tables are our own
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}")
        return cursor.fetchone()


def answer(site: Site, role: str, method: str, address: str, sent: dict[str, Any]) -> str:
    """How one of the cast is answered; what it changed is undone."""
    client = Client()
    if role in site.sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = site.sessions[role]
    with transaction.atomic():
        response = client.get(address) if method == "GET" else client.post(address, sent)
        to_sign_in = response.headers.get("Location", "").startswith(SIGN_IN)
        cell = "in" if to_sign_in else str(response.status_code)
        if cell in REFUSED or method == "GET":
            assert stored() == site.stored, (role, method, address)
        elif role != "visitor":
            assert nameless(site.newest) == [], (role, address)
        transaction.set_rollback(True)
    return cell


@pytest.mark.parametrize("route", sorted(ADDRESSES))
def test_everyone_is_answered_as_the_row_says(route: str, site: Site) -> None:
    sent, rows = ADDRESSES[route]
    expected, found = {}, {}
    for about_what, *columns in rows:
        name, _space, part = about_what.partition(" ")
        thing = site.things[name]
        address = path(route, thing, part)
        typed = filled_in(sent, thing)
        for method, column in zip(("GET", "POST"), columns, strict=True):
            expected[about_what, method] = dict(zip(ROLES, column.split(), strict=True))
            found[about_what, method] = {role: answer(site, role, method, address, typed) for role in ROLES}
    assert found == expected


def test_a_page_that_names_its_reader_is_kept_by_no_cache(site: Site) -> None:
    client = Client()
    assert "no-store" not in client.get("/directory/").headers.get("Cache-Control", "")
    client.cookies[settings.SESSION_COOKIE_NAME] = site.sessions["amina"]
    for address in ("/", "/directory/", "/about/", "/workspace/", "/nowhere/"):
        assert "no-store, must-revalidate, private" in client.get(address).headers["Cache-Control"]
