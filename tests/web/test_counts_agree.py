"""Matrix, map, pages of countries, board, downloads and API count gaps, offers and activities as a plain look at each
of them does, for each circle of readers, whatever is chosen.
"""

import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from registry.queries.coverage import IN_CELLS
from registry.vocabulary import Element, Realm, Scale, SupportKind, Visibility
from tests import factories
from tests.coverages import COUNTRIES, Plain, World, cells, make
from tests.factories import person
from tests.web.joining import signed_in
from tests.web.results import facet, page

pytestmark = pytest.mark.django_db

READERS = {"visitor": Visibility.EVERYONE, "partner": Visibility.PARTNERS, "staff": Visibility.SECRETARIAT}
LISTS = {"gaps": "/support/", "offers": "/support/offers/", "activities": "/activities/"}
NAMES = {"gaps": "unmet_gaps", "offers": "offers", "activities": "activities"}
Chosen = Mapping[str, Sequence[str]]


def some_choice(chance: random.Random) -> Chosen:
    """Nothing, a place, or a realm and a scale too."""
    chosen: dict[str, Sequence[str]] = {}
    if chance.random() < 0.7:
        chosen["works_in"] = tuple(chance.sample([*COUNTRIES, "002", "009"], chance.randint(1, 2)))
    if chance.random() < 0.4:
        chosen["realm"] = tuple(chance.sample(Realm.values, 2))
    if chance.random() < 0.3:
        chosen["scale"] = tuple(chance.sample(Scale.values, 3))
    return chosen


def query(chosen: Chosen, kind: str = "") -> str:
    state = {"state": ("open",)} if kind in ("gaps", "offers") else {}
    return urlencode({**chosen, **state}, doseq=True)


def table(client: Client, address: str) -> list[dict[str, str]]:
    response: Any = client.get(address)
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("seed", [7, 77, 777])
def test_all_of_them_count_as_a_plain_look_does(seed: int) -> None:
    chance = random.Random(seed)
    world = make(seed)
    factories.partner(person("amina"), name="Quiet Council")  # who states nothing
    clients = {"visitor": Client(), "partner": signed_in("amina"), "staff": signed_in("rosa")}
    for reader, client in clients.items():
        choices: list[Chosen] = [{}, some_choice(chance), some_choice(chance)]
        for chosen in choices:
            seen = {kind: world.standing(kind, READERS[reader], chosen) for kind in IN_CELLS}
            check_matrix(client, chosen, seen)
            for kind in IN_CELLS:
                check_lists(client, kind, chosen, seen[kind], chance)
        check_places(client, world, READERS[reader])


def check_matrix(client: Client, chosen: Chosen, seen: Mapping[str, list[Plain]]) -> None:
    """Of the file of the matrix every cell, and the totals of the page."""
    rows = table(client, f"/coverage/download/matrix.csv?{query(chosen)}")
    told = {(row["element"], row["kind"]): row for row in rows}
    for kind, column in NAMES.items():
        plain = cells(seen[kind])
        for element in Element.values:
            for support in SupportKind.values:
                assert int(told[element, support][column]) == plain[element, support]
        assert int(told["total", "total"][column]) == len(seen[kind])


def check_lists(client: Client, kind: str, chosen: Chosen, seen: list[Plain], chance: random.Random) -> None:
    """The list, its map, its file and the API; whole, and with one cell of the matrix chosen."""
    element, support = chance.choice(Element.values), chance.choice(SupportKind.values)
    of_cell = [one for one in seen if element in one.elements and support in one.kinds]
    asked_for: list[tuple[Chosen, list[Plain]]] = [({}, seen), ({"element": (element,), "kind": (support,)}, of_cell)]
    for narrower, found in asked_for:
        asked = query({**chosen, **narrower}, kind)
        html = page(client, f"{LISTS[kind]}?{asked}")
        assert f"<b>{len(found)} " in html
        told = client.get(f"/api/v1/{kind}?{asked}").json()
        assert told["count"] == len(found)
        elements = Counter(value for one in found for value in one.elements)
        if not narrower:
            assert told["facets"]["element"] == elements
            assert {value: number for value, (number, _on) in facet(html, "element").items() if number} == elements
        downloaded: Any = client.get(f"{LISTS[kind]}download/json?{asked}")
        rows = json.loads(downloaded.getvalue())["results"]
        assert Counter(value for row in rows for value in row["elements"]) == elements
        assert len(rows) == len(found)


def check_places(client: Client, world: World, circle: str) -> None:
    """The table beside the map, the file of countries, and the page of each."""
    rows = {row["country"]: row for row in table(client, "/coverage/download/countries.csv")}
    for kind, column in NAMES.items():
        mapped = dict(
            re.findall(
                rf'href="{LISTS[kind]}\?works_in=([A-Z]{{2}})[^"]*">[^<]*</a></th><td class="number">([\d,]+)',
                page(client, f"/coverage/?show={kind}"),
            )
        )
        for code in COUNTRIES:
            number = len(world.standing(kind, circle, {"works_in": (code,)}))
            assert int(rows.get(code, {}).get(column, 0)) == number
            assert int(mapped.get(code, 0)) == number, (kind, code)
            asked = query({"works_in": (code,)}, kind).replace("&", "&amp;")
            of_country = page(client, f"/countries/{code}/").partition('<dl class="figures">')[2].partition("</dl>")[0]
            told = re.findall(rf'<a href="{re.escape(LISTS[kind])}\?{asked}">[^<]*</a></dt> ?<dd>([\d,]+)', of_country)
            assert told == ([str(number)] if number else []), (kind, code)
