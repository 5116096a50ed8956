"""The columns of imports, and which of them a header means."""

import pytest
from django.utils import translation

from registry.entry.fields import COLLECTIONS, SECTIONS, Kind
from registry.exchange import exports
from registry.exchange.columns import COLUMNS, remembered_as, suggest
from registry.exchange.headers import HEADERS, LEFT_OUT
from registry.vocabulary import SITE_LANGUAGES


def one(header: str, **remembered: str) -> str:
    (key,) = suggest([header], remembered)
    return key


def test_in_a_table_of_ours_its_keys_mean_what_they_say_whatever_was_chosen_for_such_a_header_before() -> None:
    remembered = {"id": "", "remarks": "description"}
    assert suggest(["id", "name", "Remarks"], remembered) == ["id", "name", "description"]
    assert suggest(["id", "name", "Organisation’s own number", "Remarks"], remembered)[0] == ""


def test_every_field_has_a_column_but_for_what_shows_something_and_for_files() -> None:
    reached = {(column.part, column.field) for column in COLUMNS.values()}
    missing = {
        f"{key}.{field.name}"
        for key, part in (*SECTIONS.items(), *COLLECTIONS.items())
        for field in part
        if (key, field.name) not in reached and key != "contacts"
    }
    assert missing == {
        "organization.logo",
        "organization.people_represented_public",
        "organization.mandate_kind",
        "organization.mandate",
        "organization.mandate_public",
        "where.base_place_public",
        "identifiers.scheme",
    }


def test_columns_that_downloads_have_too_mean_the_same() -> None:
    shared = {column.name for column in exports.COLUMNS["organizations"]} & set(COLUMNS)
    assert shared == {
        *("id", "name", "name_language", "names", "type", "description", "description_language", "website", "founded"),
        *("sector", "identifiers", "base_country", "base_place", "everywhere", "countries", "regions", "scales"),
        *("realms", "languages"),
    }
    for key in shared:
        kind = next(column.kind for column in exports.COLUMNS["organizations"] if column.name == key)
        is_list = kind in (exports.Kind.CODES, exports.Kind.NAMES, exports.Kind.IDENTIFIERS)
        column = COLUMNS[key]
        assert is_list == (column.many or _kind(column.part, column.field) is Kind.CODES)


def _kind(part: str, name: str) -> Kind | None:
    return next((field.kind for field in SECTIONS.get(part, ()) if field.name == name), None)


def test_a_column_says_what_it_is_in_the_language_of_the_reader() -> None:
    assert str(COLUMNS["activities_title"].label) == "Activity: Title"
    assert [str(COLUMNS[key].group) for key in ("id", "name", "type", "gaps_title", "contact_email")] == [
        *("The row", "Names", "Your organization", "Support gaps", "Contacts")
    ]
    with translation.override("fr"):
        assert str(COLUMNS["type"].label) != "Type of organization"


@pytest.mark.parametrize("language", SITE_LANGUAGES)
def test_our_own_labels_are_known_in_each_language(language: str) -> None:
    with translation.override(language):
        labels = [str(column.label) for column in COLUMNS.values()]
    missed = {key for key, found in zip(COLUMNS, suggest(labels, {}), strict=True) if found != key}
    assert missed <= {"countries"}  # in French and Chinese its label is the word for where somebody is based


def test_the_keys_of_the_export_are_known() -> None:
    assert suggest(list(COLUMNS), {}) == list(COLUMNS)


def test_of_a_public_download_what_is_told_elsewhere_is_left_out() -> None:
    headers = [column.name for column in exports.COLUMNS["organizations"]]
    found = dict(zip(headers, suggest(headers, {}), strict=True))
    assert {header: key for header, key in found.items() if key and key != header} == {}
    assert {header for header, key in found.items() if not key} == {
        *("address", "type_name", "logo", "base_country_name", "elements", "kinds", "lacks", "offers"),
        *("activity_count", "gap_count", "offer_count", "networks", "listed_on", "confirmed_on"),
    }


@pytest.mark.parametrize(
    ("headers", "keys"),
    [
        (
            "Nom de l’organisation;Sigle;Catégorie;Pays;Ville;Site web;Courriel;Année de création;Description",
            "name acronym type base_country base_place website contact_email founded description",
        ),
        (
            "Nombre;Siglas;Tipo;País;Ciudad;Página web;Correo",
            "name acronym type base_country base_place website contact_email",
        ),
        ("Название;Аббревиатура;Тип;Страна;Город;Сайт", "name acronym type base_country base_place website"),
        ("名称;简称;类型;国家;城市;网站", "name acronym type base_country base_place website"),
        ("الاسم;الاختصار;النوع;الدولة;المدينة;الموقع", "name acronym type base_country base_place website"),
        (
            "name,acronym,type,country,city,website,email,established,description,identifier".replace(",", ";"),
            "name acronym type base_country base_place website contact_email founded description identifiers",
        ),
        *(
            (
                headers,
                "name acronym type description website founded base_country languages contact_email contact_phone",
            )
            for headers in (
                "Institution name;Abbr.;Entity type;Short description;Official website;Date of establishment;"
                "Country of origin;Languages spoken;Main email;Contact number",
                "Nom de l’organisme;Sigle ou acronyme;Type de structure;Description courte;Adresse web;"
                "Date de fondation;Pays d’origine;Langues parlées;Adresse courriel;Téléphone portable",
                "Nombre de la entidad;Abreviación;Tipo de entidad;Breve descripción;Sitio;Fecha de fundación;"
                "País de la sede;Idiomas que hablan;Dirección de correo electrónico;Número de teléfono",
                "Название учреждения;Акроним;Тип учреждения;Краткое описание;Официальный сайт;Дата основания;"
                "Страна регистрации;Языки работы;Адрес электронной почты;Номер телефона",
                "机构全称;缩略语;机构性质;机构简介;官方网站;成立日期;注册国家;使用语言;电子邮箱;联系电话",
                "اسم المؤسسة;الأحرف الأولى;نوع الجهة;نبذة عن المنظمة;الموقع الرسمي;تاريخ الإنشاء;بلد التسجيل;لغة العمل;"
                "عنوان البريد الإلكتروني;رقم الجوال",
            )
        ),
        ("ORGANISATION NAME;Web_site;E-mail;Country", "name website contact_email base_country"),
        ("Organisaton name;Descripton", "name description"),  # misspelt
    ],
)
def test_headers_are_known_in_six_languages(headers: str, keys: str) -> None:
    assert suggest(headers.split(";"), {}) == keys.split()


def test_what_people_said_before_goes_first() -> None:
    assert one("Sigle", sigle="name") == "name"
    assert one("Sigle", sigle="") == ""
    assert one("Sigle", sigle="a column that is no more") == "acronym"
    assert remembered_as("  SIGLÉ  de l’organisme") == "sigle de l organisme"


def test_no_column_is_suggested_twice() -> None:
    assert suggest(["Organization", "name", "Nom"], {}) == ["", "name", ""]


def test_a_column_of_items_is_left_out_where_nothing_says_which_items() -> None:
    assert suggest(["Status", "Names language", "Acronym"], {}) == ["", "", "acronym"]
    assert suggest(["Status", "Project"], {}) == ["activities_status", "activities_title"]
    assert suggest(["Amount", "gaps_id"], {}) == ["gaps_amount", "gaps_id"]


@pytest.mark.parametrize("header", ["", "Instituto Socioambiental", "Kenya", "1994", "Notes for ourselves", "Title"])
def test_what_means_nothing_is_left_out(header: str) -> None:
    assert one(header) == ""


def test_the_names_of_columns_mean_one_each() -> None:
    assert HEADERS.keys() <= COLUMNS.keys()
    for key, text in HEADERS.items():
        titles = [f"{key.split('_')[0]}_id"] if COLUMNS[key].is_of_items else []
        assert {name: suggest([name, *titles], {})[0] for name in text.split(";")} == dict.fromkeys(
            text.split(";"), key
        )
    assert {one(name) for name in LEFT_OUT.split(";")} == {""}
