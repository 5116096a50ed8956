"""Rules of the look: one stylesheet for both directions, components that the gallery shows, pages in six languages."""

import re
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from django.conf import settings as site
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries, Settings

from partnership.gallery import ExampleForm
from partnership.templatetags.components import _footer_in
from partnership.views import errors

TEMPLATES = site.BASE_DIR / "templates"
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))
PAGES_FOR_PEOPLE = [path for path in TEMPLATES.rglob("*.html") if "mail" not in path.relative_to(TEMPLATES).parts]
STYLESHEETS = sorted((site.BASE_DIR / "static" / "css").glob("*.css"))
PREFIXES = {"en": "", "ar": "/ar", "es": "/es", "fr": "/fr", "ru": "/ru", "zh-hans": "/zh-hans"}


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture
def gallery(client: Client, settings: Settings) -> tuple[str, set[str]]:
    """The gallery's page, and the names of the templates that it was made of."""
    settings.DEMO = True
    _footer_in.cache_clear()
    response = client.get("/gallery/")
    return response.content.decode(), {template.name for template in response.templates}


def render(source: str, **context: object) -> str:
    """The markup in one line: how templates are broken into lines says nothing about the look."""
    return in_one_line(Template("{% load components %}" + source).render(Context(context)))


def in_one_line(markup: str) -> str:
    return re.sub(r"\s+>", ">", re.sub(r"\s+", " ", markup)).replace("> <", "><")


# -- The stylesheet ---------------------------------------------------------------------------------------------------


def test_all_styles_together_are_under_24_kilobytes_and_8_as_they_are_sent() -> None:
    written = [path.read_bytes() for path in STYLESHEETS]
    assert 0 < sum(map(len, written)) < 24_000
    assert sum(len(brotli.compress(sheet)) for sheet in written) < 8_000


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_no_style_knows_left_from_right(path: Path) -> None:
    assert re.findall(r"[^;{}]*\b(?:left|right)\b[^;{}]*", rules(path)) == []
    assert re.findall(r"(?<![-\w])(?:width|height|top|bottom)\s*:", rules(path)) == []


@pytest.mark.parametrize("path", STYLESHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_is_defined(path: Path) -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", rules(path)))
    assert used - set(re.findall(r"(--[\w-]+)\s*:", rules(path))) == set()


# -- Templates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES_FOR_PEOPLE, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_holds_a_style_a_script_or_a_handler(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)|javascript:", source) == []


@pytest.mark.parametrize("path", [*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")], ids=lambda path: path.name)
def test_every_block_for_translators_is_trimmed(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    opened = re.findall(r"{%\s*(?:blocktrans|blocktranslate)\b[^%]*%}", source)
    assert [tag for tag in opened if " trimmed" not in tag] == []


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_says_first_what_it_is(name: str) -> None:
    assert (TEMPLATES / "components" / name).read_text(encoding="utf-8").startswith("{#")


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_gallery_shows_every_component(name: str, gallery: tuple[str, set[str]]) -> None:
    assert f"components/{name}" in gallery[1]


def test_a_misspelt_argument_of_a_component_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="unexpected keyword argument 'knid'"):
        render('{% panel knid="gap" %}{% endpanel %}')


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_the_gallery_exists_only_for_those_who_build(prefix: str, client: Client, settings: Settings) -> None:
    assert client.get(f"{prefix}/gallery/").status_code == 404
    settings.DEMO = True
    assert client.get(f"{prefix}/gallery/").status_code == 200


# -- Pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/about/", "/privacy/", "/accessibility/", "/gallery/"])
@pytest.mark.parametrize(("language", "prefix"), PREFIXES.items())
def test_a_page_says_its_language_direction_and_title(
    path: str, language: str, prefix: str, client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    page = client.get(prefix + path).content.decode()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    headings = re.findall(r"<h1>(.*?)</h1>", page)
    assert len(headings) == 1
    title = page.partition("<title>")[2].partition("</title>")[0]
    with translation.override(language):
        assert title.strip() == f"{headings[0]} · {gettext('Target 3 Partnership')}"


def test_a_page_names_itself_in_every_language(client: Client) -> None:
    page = in_one_line(client.get("/fr/about/?q=1").content.decode())
    assert '<link rel="canonical" href="http://testserver/fr/about/">' in page
    assert re.findall(r'hreflang="([\w-]+)" href="http://testserver([^"]*)"', page) == [
        ("ar", "/ar/about/"),
        ("zh-hans", "/zh-hans/about/"),
        ("en", "/about/"),
        ("x-default", "/about/"),
        ("fr", "/fr/about/"),
        ("ru", "/ru/about/"),
        ("es", "/es/about/"),
    ]


def test_the_language_menu_keeps_the_page_and_its_query(client: Client) -> None:
    page = in_one_line(client.get("/about/?q=%D9%85").content.decode())
    assert '<a href="/ar/about/?q=%D9%85" lang="ar" hreflang="ar">' in page
    assert '<a href="/about/?q=%D9%85" lang="en" hreflang="en" aria-current="true">' in page


@pytest.mark.django_db
def test_plain_pages_ask_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert [client.get(path).status_code for path in ("/about/", "/privacy/", "/accessibility/")] == [200, 200, 200]


def test_the_pages_about_the_site_name_the_address_of_this_installation(client: Client, settings: Settings) -> None:
    settings.CONTACT_EMAIL = "desk@example.org"
    for path in ("/about/", "/privacy/", "/accessibility/"):
        assert '<a href="mailto:desk@example.org">desk@example.org</a>' in client.get(path).content.decode()


# -- Refusals ---------------------------------------------------------------------------------------------------------


def test_a_page_that_is_missing_says_what_to_do_and_is_not_for_search_engines(client: Client) -> None:
    response = client.get("/ar/nothing-here/")
    page = response.content.decode()
    assert response.status_code == 404
    assert '<html lang="ar" dir="rtl">' in page
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_a_fault_of_ours_is_told_without_asking_the_database() -> None:
    """The test has no database: a query would fail it."""
    response = errors.server_error(RequestFactory().get("/about/"))
    assert response.status_code == 500
    assert "Nothing that you saved is lost." in response.content.decode()


@pytest.mark.parametrize("exception", [*errors.TOO_LARGE])
def test_what_is_too_large_is_refused_as_that(exception: type[Exception], rf: RequestFactory) -> None:
    response = errors.bad_request(rf.post("/about/"), exception())
    assert response.status_code == 413
    assert "too large" in response.content.decode()


def test_a_request_that_cannot_be_read_is_told_so(rf: RequestFactory) -> None:
    response = errors.bad_request(rf.get("/about/"), Exception("secret"))
    assert response.status_code == 400
    assert "secret" not in response.content.decode()


def test_a_form_without_its_token_is_told_how_to_send_it_again() -> None:
    response = Client(enforce_csrf_checks=True).post("/about/", {"text": "typed"})
    assert response.status_code == 403
    assert "This form was open too long" in response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 500])
def test_every_refusal_has_a_page_in_every_language(status: int, rf: RequestFactory) -> None:
    for language in PREFIXES:
        with translation.override(language):
            response = errors._page(None, status)
            assert response.status_code == status
            assert response.content.decode().count("<h1>") == 1


# -- Components -------------------------------------------------------------------------------------------------------


def test_stored_text_is_escaped_and_marked_with_its_language() -> None:
    assert render("{% said text lang %}", text="<b>", lang="ar") == '<bdi lang="ar">&lt;b&gt;</bdi>'
    assert render("{% said text lang %}", text="x", lang="und") == "<bdi>x</bdi>"
    assert (
        render("{% prose text lang %}", text="<b>\n\nc", lang="fr")
        == '<div lang="fr" dir="auto"><p>&lt;b&gt;</p><p>c</p></div>'
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Lake Maren Guardians", "LM"),
        ("Red de Manglares", "RM"),
        ("фонд лесов", "ФЛ"),
        ("مجلس خليج", "مخ"),
        ("— Reef", "R"),
        ("«Зелёный» (фонд)", "ЗФ"),
        ("“Blue” (Reef)", "BR"),
        ("***", "*"),
        ("", ""),
    ],
)
def test_initials_stand_for_a_logo(name: str, letters: str) -> None:
    assert render("{{ name|initials }}", name=name) == letters


def test_a_field_says_help_and_error_before_its_input() -> None:
    html = render("{% field form.text %}", form=ExampleForm({}))
    label, help_, error, area = (html.index(part) for part in ("<label", "_helptext", "_error", "<textarea"))
    assert label < help_ < error < area
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_group_of_boxes_is_a_fieldset_with_help_for_each_choice() -> None:
    html = render("{% field form.elements %}", form=ExampleForm({"elements": ["well_connected"]}))
    assert html.count("<legend>") == 1
    assert html.count("<small>") == 2
    assert 'value="well_connected" id="id_elements_1" checked' in html


def test_a_long_list_of_boxes_folds_by_group_and_opens_where_one_is_ticked() -> None:
    html = render("{% field form.countries %}", form=ExampleForm({"countries": ["FJ"]}))
    assert re.findall(r'<details class="group"( open)?><summary> ?(\w+)', html) == [
        ("", "Africa"),
        (" open", "Oceania"),
    ]


def test_a_month_is_two_labelled_inputs() -> None:
    html = render("{% field form.start %}", form=ExampleForm({"start_month": "<3", "start_year": "2024"}))
    assert re.findall(r'<label for="(\w+)">(\w+)</label>', html) == [("id_start_0", "Month"), ("id_start_1", "Year")]
    assert 'value="&lt;3"' in html


def test_the_error_summary_leads_to_the_first_input_of_every_field() -> None:
    html = render(
        "{% error_summary form=form %}{% for bound in form %}{% field bound %}{% endfor %}", form=ExampleForm({})
    )
    targets = re.findall(r'href="#(\w+)"', html)
    assert len(targets) == len(ExampleForm.base_fields) - 1  # the website may be left out
    assert [target for target in targets if f'id="{target}"' not in html] == []
    assert "autofocus" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert render("{% error_summary form=form %}", form=ExampleForm()).strip() == ""


def get(path: str) -> HttpRequest:
    return RequestFactory().get(path)


def test_the_pager_keeps_the_filters_and_names_the_first_page_plainly() -> None:
    html = render("{% pager page=2 pages=9 %}", request=get("/directory/?q=reef&type=ngo&page=2"))
    assert re.findall(r'href="([^"]*)"', html) == [
        "?q=reef&amp;type=ngo",
        "?q=reef&amp;type=ngo&amp;page=3",
        "?q=reef&amp;type=ngo&amp;page=9",
        "?q=reef&amp;type=ngo",
        "?q=reef&amp;type=ngo&amp;page=3",
    ]
    assert '<b aria-current="page">2</b>' in html


def test_one_page_has_no_pager() -> None:
    assert "nav" not in render("{% pager page=1 pages=1 %}", request=get("/directory/"))


def test_a_facet_shows_what_is_chosen_even_far_down_and_has_a_button_for_the_rest() -> None:
    choices = [{"value": str(n), "label": str(n), "count": n, "checked": n == 9} for n in range(12)]
    html = render('{% facet name="type" label="Type" choices=choices %}', choices=choices)
    assert html.count('<details class="facet" open>') == 1
    assert re.findall(r'value="(\d+)"( checked)?', html) == [*((str(n), "") for n in range(8)), ("9", " checked")]
    assert re.findall(r'name="more" value="type"[^>]*>\s*([^<]*?)\s*<', html) == ["3 more"]


def test_figures_are_grouped_as_the_reader_writes_them() -> None:
    with translation.override("en"):
        assert "1,284" in render('{% figure value=1284 label="partners" %}')
    with translation.override("es"):
        assert "1284" not in render('{% figure value=12840 label="partners" %}')
    for language in ("ar", "zh-hans"):
        with translation.override(language):
            assert "1,284" in render('{% figure value=1284 label="partners" %}')
