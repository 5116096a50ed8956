"""Whatever is sent to a form of a draft: a clear sentence at the field, nothing stored twice, nothing lost."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from registry.actions import drafts
from registry.entry.fields import COLLECTIONS, SECTIONS, Kind, field_of
from registry.entry.forms import FORMS
from registry.models import Attachment, Submission
from registry.text import clean_line, clean_text
from tests import factories
from tests.factories import ACTIVITY, GAP, OFFER, ORGANIZATION, WHERE, person
from tests.web.joining import at, errors, only_item, said, signed_in

pytestmark = pytest.mark.django_db


def kept(draft: Submission, key: str, who: str = "amina") -> dict[str, list[str]]:
    draft.refresh_from_db()
    return drafts.kept_input(draft, key, person(who)) or {}


# -- What does not pass -----------------------------------------------------------------------------------------------

BAD: list[tuple[str, dict[str, Any], str, Any]] = [
    ("organization", ORGANIZATION, "description", "x" * 1501),
    ("organization", ORGANIZATION, "description", "with a NUL \x00 inside"),
    ("organization", ORGANIZATION, "description", "turned \u202e round"),
    ("organization", ORGANIZATION, "description_language", "xx-nonsense"),
    ("organization", ORGANIZATION, "website", "javascript:alert(document.cookie)"),
    ("organization", ORGANIZATION, "website", "https://intranet/"),
    ("organization", ORGANIZATION, "founded", "soon"),
    ("organization", ORGANIZATION, "founded", "9223372036854775808"),
    ("organization", ORGANIZATION, "type", "spaceship"),
    ("where", WHERE, "base_country", "XK"),
    ("where", WHERE, "countries", ["KE", "Atlantis"]),
    ("where", WHERE, "regions", ["000"]),
    ("where", WHERE, "languages", ["en", "xx-nonsense"]),
    ("where", WHERE, "scales", ["cosmic"]),
    ("where", WHERE, "base_place", "Lamu\x07"),
    ("activities", ACTIVITY, "title", "x" * 141),
    ("activities", ACTIVITY, "text", "half a \x1b[31m terminal"),
    ("activities", ACTIVITY, "link", "data:text/html,hello"),
    ("activities", ACTIVITY, "site_ids", "12 twelve"),
    ("activities", ACTIVITY, "status", "perhaps"),
    ("gaps", GAP, "amount", "1e9999"),
    ("gaps", GAP, "currency", "XXXX"),
    ("offers", OFFER, "capacity", "x" * 501),
    ("contacts", factories.CONTACT, "email", "amina(at)bay"),
    ("contacts", factories.CONTACT, "phone", "call me"),
    ("names", {"text": "Bay", "language": "sw", "kind": "alias"}, "kind", "nickname"),
    ("identifiers", {"scheme": "ror", "value": "https://ror.org/03yrm5c26"}, "value", "https://ror.org/00000000"),
]


@pytest.mark.parametrize(("part", "good", "field", "typed"), BAD)
def test_what_does_not_pass_is_told_at_its_field_and_kept_as_it_was_typed(
    part: str, good: dict[str, Any], field: str, typed: Any
) -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key(part) if part in COLLECTIONS else part
    address = at(draft, *key.split("."))
    response = client.post(address, {**good, field: typed, "seen": "0"})
    assert response.status_code == 200
    assert list(errors(response)) == [field]
    assert "What you filled in is saved." in said(response)
    values = typed if isinstance(typed, list) else [typed]
    assert kept(draft, key)[field] == [value.replace("\x00", "␀") for value in values]
    again = client.get(address)
    assert again.context["form"].data.getlist(field) == kept(draft, key)[field]


def test_two_million_characters_come_back_with_an_error_and_are_kept() -> None:
    draft, typed = factories.draft(), "ع" * 1_000_000
    response = signed_in().post(at(draft, "organization"), {**ORGANIZATION, "description": typed, "seen": "0"})
    assert errors(response) == {"description": ["This is too long: 1000000 characters. Shorten it to 1500."]}
    assert kept(draft, "organization")["description"] == [typed]


def test_what_is_larger_than_five_megabytes_is_refused_with_a_sentence() -> None:
    draft = factories.draft()
    response = signed_in().post(at(draft, "organization"), {**ORGANIZATION, "description": "x" * 5_500_000})
    assert response.status_code == 413
    assert response.wsgi_request.read() == b""  # a browser waits with our answer until all is sent
    assert "A form may hold up to 5 MB." in said(response)


def test_what_is_too_large_is_refused_on_a_page_of_its_senders_own_with_one_line_of_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    draft = factories.draft()
    response = signed_in().post("/fr" + at(draft, "organization"), {"description": "x" * 5_500_000})
    page = response.content.decode()
    assert (response.status_code, 'lang="fr"' in page) == (413, True)
    assert 'action="/fr/accounts/logout/"' in page
    assert f'href="/ar{at(draft, "organization")}"' in page  # the menu of languages
    (record,) = (record for record in caplog.records if record.name == "django.security.RequestDataTooBig")
    assert (record.levelname, record.exc_info) == ("WARNING", None)


def test_the_rest_of_a_form_is_saved_beside_what_did_not_pass() -> None:
    draft = factories.draft()
    signed_in().post(at(draft, "organization"), {**ORGANIZATION, "website": "nonsense", "seen": "0"})
    draft.refresh_from_db()
    assert draft.document["organization"]["description"] == ORGANIZATION["description"]
    assert draft.document["organization"]["website"] == ""


def test_an_item_of_which_nothing_passed_is_found_on_its_list() -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key("names")
    client.post(at(draft, *key.split(".")), {"text": "x" * 400, "language": "", "kind": "", "seen": "0"})
    page = client.get(at(draft, "names")).content.decode()
    assert "Begun, and not accepted yet" in page
    assert f'href="{at(draft, *key.split("."))}"' in page


def test_what_was_not_accepted_can_be_dropped() -> None:
    draft, client = factories.complete_draft(), signed_in()
    client.post(at(draft, "organization"), {**ORGANIZATION, "website": "nonsense", "seen": "1"})
    page = client.get(at(draft, "organization"))
    assert "Drop what was not accepted" in said(page)
    client.post(at(draft, "organization"), {"forget": "1", "seen": page.context["version"]})
    assert kept(draft, "organization") == {}
    assert client.get(at(draft, "organization")).context["form"].initial["website"] == ORGANIZATION["website"]


def test_of_two_things_that_were_not_accepted_the_older_one_comes_up_and_the_page_says_so() -> None:
    draft, client = factories.complete_draft(), signed_in()
    for place in ("Lamu\x07", "Kisumu\x07"):  # from two tabs that had both seen the same
        client.post(at(draft, "where"), {**WHERE, "base_place": place, "seen": "1"})

    def drop() -> str:
        page = client.get(at(draft, "where"))
        data = {"forget": "1", "seen": page.context["version"]}
        return said(client.post(at(draft, "where"), data, follow=True))

    first, all_is_saved = drop(), "Below is what is saved."
    assert "You had typed something else here before that, and it was not accepted either" in first
    assert all_is_saved not in first
    assert kept(draft, "where")["base_place"] == ["Lamu\x07"]
    assert all_is_saved in drop()
    assert kept(draft, "where") == {}


def test_what_was_begun_of_an_item_can_be_dropped() -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key("names")
    client.post(at(draft, *key.split(".")), {"text": "x" * 400, "language": "", "kind": "", "seen": "0"})
    page = client.get(at(draft, *key.split(".")))
    client.post(at(draft, *key.split(".")), {"forget": "1", "seen": page.context["version"]})
    assert kept(draft, key) == {}


def test_what_was_begun_of_an_item_can_be_removed() -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key("names")
    client.post(at(draft, *key.split(".")), {"text": "x" * 400, "language": "", "kind": "", "seen": "0"})
    address = at(draft, *key.split("."), "remove")
    client.post(address, {"seen": client.get(address).context["version"]})
    assert kept(draft, key) == {}
    assert client.get(address).status_code == 404


def test_beside_what_was_begun_the_list_says_how_to_state_nothing() -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key("gaps")
    client.post(at(draft, *key.split(".")), {"title": "x" * 400, "seen": "0"})
    hint = "To say that there is nothing to state, remove what was begun first."
    assert hint in said(client.get(at(draft, "gaps")))
    address = at(draft, *key.split("."), "remove")
    client.post(address, {"seen": client.get(address).context["version"]})
    assert hint not in said(client.get(at(draft, "gaps")))


def test_whoever_removes_what_was_begun_is_told_what_else_was_begun() -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key("gaps")
    for title in ("x" * 400, "y" * 400):  # from two tabs that had both seen the same
        client.post(at(draft, *key.split(".")), {**GAP, "title": title, "kinds": [], "text": "\x07", "seen": "0"})
    address, more = at(draft, *key.split("."), "remove"), "You had typed something else for it before that"

    told = [
        more in said(client.post(address, {"seen": client.get(address).context["version"]}, follow=True))
        for _number in range(2)
    ]

    assert told == [True, False]
    assert kept(draft, key) == {}


@pytest.mark.parametrize("kind", ["", "letter", "minutes", "custom"])
def test_a_mandate_told_in_words_is_never_lost(kind: str) -> None:
    draft, told = factories.draft(type="iplc"), "The elders gave it, by the fire."
    values = {**ORGANIZATION, "type": "iplc", "mandate_kind": kind, "mandate_told": told, "seen": "0"}
    signed_in().post(at(draft, "organization"), values)
    stored = Attachment.objects.filter(told=told).exists()
    assert stored or kept(draft, "organization")["mandate_told"] == [told]
    assert told in signed_in().get(at(draft, "organization")).content.decode()


# -- Two at once ------------------------------------------------------------------------------------------------------


def test_the_second_of_two_sees_both_texts_and_then_wins_knowingly() -> None:
    draft = factories.complete_draft()
    factories.join_team(person("bo"), draft.organization)
    amina, bo = signed_in(), signed_in("bo")
    seen = amina.get(at(draft, "organization")).context["version"]
    bo.post(at(draft, "organization"), {**ORGANIZATION, "description": "What Bo wrote.", "seen": seen})

    mine = {**ORGANIZATION, "description": "What Amina wrote."}
    response = amina.post(at(draft, "organization"), {**mine, "seen": seen})
    assert "Saved meanwhile: What Bo wrote." in said(response)
    assert "What Amina wrote." in said(response)
    draft.refresh_from_db()
    assert draft.document["organization"]["description"] == "What Bo wrote."

    later = amina.get(at(draft, "organization"))  # the same after a walk round the site
    assert "Saved meanwhile: What Bo wrote." in said(later)
    assert "What Amina wrote." in said(later)

    assert amina.post(at(draft, "organization"), {**mine, "seen": later.context["version"]}).status_code == 302
    draft.refresh_from_db()
    assert draft.document["organization"]["description"] == "What Amina wrote."
    assert kept(draft, "organization") == {}


def test_a_second_window_sees_what_was_saved_at_the_fields_that_have_an_error_too() -> None:
    draft, client = factories.draft(), signed_in()
    key = factories.new_key("gaps")
    page = at(draft, *key.split("."))
    client.post(page, {**GAP, "seen": "0"})
    sent = client.post(page, {"title": "Two boats", "language": "en", "visible_to": "everyone", "seen": "0"})
    for response in (sent, client.get(page)):
        assert {"kinds", "for_whom", "countries"} <= errors(response).keys()
        theirs = response.context["page"].theirs
        assert {name: theirs[name] for name in ("title", "kinds", "for_whom", "countries")} == {
            "title": [GAP["title"]],
            "kinds": ["Technology and equipment"],
            "for_whom": ["Our own work"],
            "countries": ["Kenya"],
        }
        assert "What you filled in is saved." not in said(response)


def test_what_did_not_pass_stands_alone_where_nobody_else_saved() -> None:
    draft, client = factories.complete_draft(), signed_in()
    seen = drafts.version_of(draft, "organization")
    typed = {**ORGANIZATION, "website": "nonsense", "description": "Another.", "seen": seen}
    for response in (client.post(at(draft, "organization"), typed), client.get(at(draft, "organization"))):
        assert list(errors(response)) == ["website"]
        assert response.context["page"].theirs == {}
        assert "What you filled in is saved." in said(response)


def test_a_stale_second_tab_that_says_the_same_is_no_conflict() -> None:
    draft, client = factories.complete_draft(), signed_in()
    for _tab in range(2):
        assert client.post(at(draft, "where"), {**WHERE, "base_place": "Lamu", "seen": "1"}).status_code == 302


def test_an_item_that_somebody_removed_meanwhile_keeps_what_is_typed() -> None:
    draft, client = factories.complete_draft(), signed_in()
    item = only_item(draft, "gaps")
    version = drafts.version_of(draft, f"gaps.{item}")
    drafts.remove_item(submission=draft, key=f"gaps.{item}", by=person("amina"), seen=version)
    response = client.post(at(draft, "gaps", item), {**GAP, "title": "Three boats", "seen": version})
    assert "Somebody removed this meanwhile." in said(response)
    assert kept(draft, f"gaps.{item}")["title"] == ["Three boats"]


def test_a_name_that_somebody_else_saved_is_escaped() -> None:
    draft = factories.complete_draft()
    factories.join_team(person("bo"), draft.organization)
    factories.save(draft, "where", {**WHERE, "base_place": "<script>alert(1)</script>"}, person("bo"))
    page = signed_in().post(at(draft, "where"), {**WHERE, "base_place": "Lamu", "seen": "1"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


# -- Dates in every language ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/ar", "/es", "/fr", "/ru", "/zh-hans"])
@pytest.mark.parametrize(("month", "year"), [("3", "2024"), ("٣", "٢٠٢٤"), ("३", "２０２４")])
def test_a_month_is_the_same_under_every_language(prefix: str, month: str, year: str) -> None:
    draft = factories.draft()
    key = factories.new_key("activities")
    values = {**ACTIVITY, "start_month": month, "start_year": year, "seen": "0"}
    assert signed_in().post(prefix + at(draft, *key.split(".")), values).status_code == 302
    item = only_item(draft, "activities")
    assert draft.document["activities"][item]["start"] == "2024-03"


@pytest.mark.parametrize("prefix", ["/fr", "/ar"])
def test_a_day_that_there_is_not_is_told_in_the_language_of_the_page(prefix: str) -> None:
    draft = factories.draft()
    key = factories.new_key("gaps")
    values = {**GAP, "wanted_by_day": "31", "wanted_by_month": "2", "wanted_by_year": "2027", "seen": "0"}
    response = signed_in().post(prefix + at(draft, *key.split(".")), values)
    assert list(errors(response)) == ["wanted_by"]
    assert kept(draft, key)["wanted_by_day"] == ["31"]


@pytest.mark.parametrize("typed", ["1,234.50", "1.234,50", "1 234,50", "١٬٢٣٤٫٥٠"])
def test_an_amount_is_read_as_it_is_written_anywhere(typed: str) -> None:
    draft = factories.draft()
    key = factories.new_key("gaps")
    values = {**GAP, "kinds": ["finance"], "amount": typed, "currency": "KES", "seen": "0"}
    assert signed_in().post(at(draft, *key.split(".")), values).status_code == 302
    item = only_item(draft, "gaps")
    assert draft.document["gaps"][item]["amount"] == "1234.50"


# -- Files ------------------------------------------------------------------------------------------------------------


def picture(size: tuple[int, int] = (40, 20)) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", size, "green").save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), "image/png")


def wide_picture() -> SimpleUploadedFile:
    """A PNG that says of itself that it is 30,000 pixels wide, and weighs next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    content = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("wide.png", content, "image/png")


def test_a_logo_is_stored_and_shown_to_the_team() -> None:
    draft, client = factories.draft(), signed_in()
    response = client.post(at(draft, "organization"), {**ORGANIZATION, "logo_file": picture(), "seen": "0"})
    assert response.status_code == 302
    logo = Attachment.objects.get()
    draft.refresh_from_db()
    assert draft.document["organization"]["logo"] == str(logo.pk)
    assert f'src="/files/{logo.pk}/"' in client.get(at(draft, "organization")).content.decode()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (lambda: SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png"), "not a picture"),
        (wide_picture, "too many pixels"),
        (lambda: SimpleUploadedFile("logo.png", b"x" * (2 * 1024 * 1024 + 1), "image/png"), "larger than 2 MB"),
        (lambda: SimpleUploadedFile("logo.png", b"", "image/png"), "There is nothing in this file."),
    ],
)
def test_a_logo_that_is_none_is_refused_and_everything_else_is_saved(upload: Any, sentence: str) -> None:
    draft = factories.draft()
    response = signed_in().post(at(draft, "organization"), {**ORGANIZATION, "logo_file": upload(), "seen": "0"})
    assert sentence in errors(response)["logo_file"][0]
    assert "it stays as you typed it. Only a file is not kept: choose another one." in said(response)
    assert Attachment.objects.count() == 0
    draft.refresh_from_db()
    assert draft.document["organization"]["description"] == ORGANIZATION["description"]


def test_a_letter_is_kept_from_the_public() -> None:
    draft = factories.draft(type="iplc")
    letter = SimpleUploadedFile("letter of the elders.pdf", b"%PDF-1.7 invented", "application/pdf")
    values = {**ORGANIZATION, "type": "iplc", "mandate_kind": "letter", "mandate_file": letter, "seen": "0"}
    assert signed_in().post(at(draft, "organization"), values).status_code == 302
    stored = Attachment.objects.get()
    assert (stored.kind, stored.personal) == ("letter", True)
    assert "elders" not in str(stored.file.name)


# -- Anything at all --------------------------------------------------------------------------------------------------

NAMES = {part: sorted(form.base_fields) for part, form in FORMS.items()}
PARTS_OF_DATES = ["start_month", "start_year", "end_month", "end_year", "until_day", "until_month", "until_year"]
VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["", "\x00", "9" * 400, "2⁶³", "-1", "٢٠٢٤", "12345678901234567890", "\u202e", "en", "KE", "on"]),
)


@st.composite
def forms(draw: Any) -> tuple[str, dict[str, list[str]]]:
    part = draw(st.sampled_from(sorted(FORMS)))
    names = st.sampled_from([*NAMES[part], *PARTS_OF_DATES, "wanted_by_day", "nothing", "another", "seen"])
    sent = draw(st.dictionaries(names, st.lists(VALUES, min_size=1, max_size=3), max_size=8))
    return part, {name: values for name, values in sent.items() if not name.endswith("_file")}


@given(form=forms())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_form_breaks_a_page_or_loses_a_text(form: tuple[str, dict[str, list[str]]]) -> None:
    part, sent = form
    draft = factories.draft(type="iplc")
    key = factories.new_key(part) if part in COLLECTIONS else part
    response = signed_in().post(at(draft, *key.split(".")), sent)
    assert response.status_code in (200, 302)
    if response.status_code == 302 and "nothing" in sent:
        return  # nothing was typed, and that was said
    typed = {name: values[-1] for name, values in sent.items() if is_text(part, name)}
    draft.refresh_from_db()
    known = drafts.kept_input(draft, key, person("amina"))
    if known is not None:
        assert {name: known[name][-1] for name in typed} == {n: v.replace("\x00", "␀") for n, v in typed.items()}
    else:
        stored = draft.document[part][key.partition(".")[2]] if part in COLLECTIONS else draft.document[part]
        assert {name: clean_line(stored[name]) for name in typed} == {
            name: clean_line(clean_text(value)) for name, value in typed.items()
        }


def is_text(part: str, name: str) -> bool:
    known = {field.name for field in SECTIONS.get(part) or COLLECTIONS[part]}
    return name in known and field_of(part, name).kind is Kind.TEXT
