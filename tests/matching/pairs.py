"""Pairs of a gap and an offer, put in order by hand, with the reasons that a person would give.

Written before there were weights; what the site thinks of a pair is held against it. A case is one gap (or one offer)
and what there is for it, the best first. Each has its reasons as seven signs, for kind, element, place, scale, realm,
language and words: `+` fits, `~` fits in part, `?` cannot be told, `-` does not fit. `never` are those that must not be
among the matches, each with what stands in the way.
"""

from dataclasses import dataclass
from typing import Any

from registry.vocabulary import Element, Realm, SupportKind


@dataclass(frozen=True)
class Side:
    """A gap or an offer, and what its organization says. Two with the same `of` are of one organization."""

    title: str
    kinds: tuple[str, ...]
    elements: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    everywhere: bool = False
    realms: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    text: str = ""
    language: str = "en"
    state: str = "open"
    visible_to: str = "everyone"
    of: str = ""
    parent: str = ""  # the organization that its own is part of
    successor: str = ""  # the organization that took over its own's work
    days: int = 0  # since when it stands


@dataclass(frozen=True)
class Case:
    """`near`: how many neighbours in the order are nearly as good as each other. `refused`: titles of those whose
    partners said no before.
    """

    name: str
    asks: Side
    order: tuple[tuple[str, Side], ...]
    never: tuple[tuple[str, Side], ...] = ()
    near: int = 0
    refused: tuple[str, ...] = ()
    for_offer: bool = False
    circle: str = "everyone"


WARDENS: dict[str, Any] = {
    "kinds": ("capacity_building", "technology_equipment"),
    "elements": ("marine-coastal", "equitable"),
    "countries": ("KE",),
    "realms": ("marine_coastal",),
    "scales": ("local",),
    "languages": ("en", "sw"),
}
FOREST: dict[str, Any] = {
    "kinds": ("finance", "data_monitoring"),
    "elements": ("oecm", "connected"),
    "countries": ("PE",),
    "realms": ("land",),
    "scales": ("subnational",),
    "languages": ("es",),
}

EVERYTHING: dict[str, Any] = {
    "kinds": tuple(SupportKind.values),
    "elements": tuple(Element.values),
    "realms": tuple(Realm.values),
}


def wardens(title: str = "Sharing what works", **changed: Any) -> Side:
    return Side(title, **{**WARDENS, **changed})


def forest(title: str = "Programa abierto", **changed: Any) -> Side:
    return Side(title, **{**FOREST, "language": "es", **changed})


CASES: tuple[Case, ...] = (
    Case(
        "Wardens of a bay want to learn, and lack boats",
        wardens("Training mangrove wardens"),
        order=(
            ("++++++~", wardens("Mangrove wardens meet their like")),
            ("~+++++~", wardens("Courses held with wardens", kinds=("capacity_building",))),
            ("~+~+++-", wardens("Fisheries school", kinds=("capacity_building",), countries=(), regions=("014",))),
            (
                "~~~-++-",
                wardens(
                    "Coastal academy",
                    kinds=("capacity_building",),
                    elements=("marine-coastal",),
                    countries=(),
                    regions=("002",),
                    scales=("national",),
                ),
            ),
            (  # an offer to everyone everywhere does not stand above those who mean this bay's region
                "+?~-?+-",
                wardens(
                    "Open platform", elements=(), countries=(), everywhere=True, realms=(), scales=("global",), days=1
                ),
            ),
        ),
        never=(
            ("kind", wardens("Grants", kinds=("finance",))),
            ("kind", wardens("Legal advice", kinds=("policy_law", "governance_rights"))),
            ("place", wardens("Pacific boats", countries=("FJ",))),
            ("place", wardens("Boats of West Africa", countries=(), regions=("011",))),
            ("state", wardens("Rests for now", state="paused")),
            ("unseen", wardens("Between partners", visible_to="partners")),
            ("unseen", wardens("Told to the secretariat", visible_to="secretariat")),
            ("refused", wardens("Asked before")),
        ),
        near=1,
        refused=("Asked before",),
    ),
    Case(
        "A corridor of forest wants money, and somebody who counts the animals",
        forest(
            "Corredor boscoso del jaguar",
            text="Cámaras trampa junto al río.",
            of="Filial Sur",
            parent="Casa Grande",
            successor="Nueva Casa",
        ),
        order=(
            ("+++++++", forest("Jaguar y corredor", text="Cámaras para contar.")),
            ("~+++++-", forest("Donaciones", kinds=("finance",))),
            ("~+~+++-", forest("Fondo andino", kinds=("finance",), countries=(), regions=("005",))),
            (
                "~~~+++-",
                forest("Fondo regional", kinds=("finance",), elements=("oecm",), countries=(), regions=("019",)),
            ),
            (
                "~-~-+--",
                forest(
                    "Wetland counts",
                    kinds=("data_monitoring",),
                    elements=("sustainable-use",),
                    countries=(),
                    regions=("019",),
                    scales=("global",),
                    languages=("en",),
                    language="en",
                ),
            ),
        ),
        never=(
            ("place", forest("Bosques de Chile", countries=("CL",))),
            ("place", forest("Centroamérica", countries=(), regions=("013",))),
            ("kind", forest("Talleres", kinds=("capacity_building",))),
            ("family", forest("La casa madre", of="Casa Grande")),
            ("family", forest("La hermana", of="Filial Norte", parent="Casa Grande")),
            ("family", forest("La heredera", of="Nueva Casa")),
            ("same", forest("De la misma", of="Filial Sur")),
        ),
    ),
    Case(
        "A gap that names a region",
        Side("Sea grass maps", ("data_monitoring",), ("marine-coastal",), regions=("009",), languages=("en", "fr")),
        order=(
            ("+++???-", Side("Drones", ("data_monitoring",), ("marine-coastal",), regions=("009",), languages=())),
            (
                "++~??+-",
                Side("Divers", ("data_monitoring",), ("marine-coastal",), countries=("FJ",), languages=("fr",)),
            ),
            (
                "++~??+-",
                Side("Buoys", ("data_monitoring",), ("marine-coastal",), regions=("054",), languages=("en",), days=9),
            ),
            (
                "++~??+-",
                Side("Satellites", ("data_monitoring",), ("marine-coastal",), everywhere=True, languages=("en",)),
            ),
            ("++~??--", Side("Radar", ("data_monitoring",), ("marine-coastal",), everywhere=True, languages=("ru",))),
            ("+-~??--", Side("Archive", ("data_monitoring",), ("rights",), everywhere=True, languages=("ru",))),
        ),
        never=(
            ("place", Side("Atlantic drones", ("data_monitoring",), ("marine-coastal",), countries=("PT", "BR"))),
            ("place", Side("Nowhere said", ("data_monitoring",), ("marine-coastal",))),
        ),
        near=2,
    ),
    Case(
        "A gap of a movement that works everywhere",
        Side("Rights defenders", ("governance_rights", "finance"), ("rights",), everywhere=True, languages=("en",)),
        order=(
            (
                "+++??+-",
                Side("World fund", ("governance_rights", "finance"), ("rights",), everywhere=True, languages=("en",)),
            ),
            ("~++??+-", Side("World lawyers", ("governance_rights",), ("rights",), everywhere=True, languages=("en",))),
            (
                "++~??+-",
                Side(
                    "Fund of Peru",
                    ("governance_rights", "finance"),
                    ("rights",),
                    countries=("PE",),
                    languages=("en",),
                    days=3,
                ),
            ),
            ("~+~??+-", Side("Court watch", ("governance_rights",), ("rights",), regions=("142",), languages=("en",))),
        ),
        never=(
            ("kind", Side("World school", ("capacity_building",), ("rights",), everywhere=True, languages=("en",))),
        ),
        near=1,
    ),
    Case(
        "Words of another script are neither good nor bad",
        wardens("Nursery beside lagoon", text="Seedlings wanted."),
        order=(
            ("+++++++", wardens("Nursery with seedlings", text="Our lagoon has many.")),
            ("++++++~", wardens("Nursery and seedlings", text="Raised by hand.")),
            ("++++++?", wardens("مشتل للشتلات", language="ar", days=0)),
            ("++++++~", wardens("Nursery open days", days=0)),
            ("++++++-", wardens("Guest house")),
        ),
        near=3,
    ),
    Case(
        "Words of scripts that do not part them",
        wardens("红树林苗圃", text="缺少幼苗。", language="zh"),
        order=(
            ("++++++~", wardens("红树林苗圃培训", language="zh")),
            ("++++++?", wardens("Mangrove nursery")),
            ("++++++-", wardens("法律咨询", language="zh")),
        ),
        near=1,
    ),
    # -- One against the other: what counts for more ------------------------------------------------------------------
    Case(
        "All kinds and half of the elements, rather than half of the kinds and all elements",
        wardens("Plain"),
        order=(
            ("+~++++-", wardens("More of what is asked", elements=("equitable",))),
            ("~+++++-", wardens("More of what it is for", kinds=("technology_equipment",))),
        ),
        near=1,
    ),
    Case(
        "Half of the kinds for the very elements, rather than all kinds for others",
        wardens("Plain"),
        order=(
            ("~+++++-", wardens("For this", kinds=("technology_equipment",))),
            ("+-++++-", wardens("For something else", elements=("oecm",))),
        ),
        near=1,
    ),
    Case(
        "All kinds in the country for other elements, rather than half of them in the region for these",
        wardens("Plain"),
        order=(
            ("+-++++-", wardens("Here", elements=("oecm",))),
            ("~+~+++-", wardens("Around here", kinds=("technology_equipment",), countries=(), regions=("014",))),
        ),
        near=1,
    ),
    Case(
        "The country that is meant, rather than the elements from anywhere",
        wardens("Plain"),
        order=(
            ("+-++++-", wardens("Knows the bay", elements=("oecm",))),
            ("++~+++-", wardens("Knows the matter", countries=(), everywhere=True)),
        ),
        near=1,
    ),
    Case(
        "Who means the country, rather than who names it with countries of all continents; both rather than everywhere",
        wardens("Plain"),
        order=(
            ("++++++-", wardens("Bay school")),
            ("++~+++-", wardens("World school", countries=("AU", "BR", "DE", "IN", "KE"))),
            ("++~+++-", wardens("Open school", countries=(), everywhere=True)),
        ),
    ),
    Case(
        "Who means something of what is asked, rather than who offers everything to everyone everywhere",
        wardens("Plain"),
        order=(
            ("++++++-", wardens("Means this")),
            ("++~+++-", wardens("Means this, anywhere", countries=(), everywhere=True)),
            ("~~++~+-", wardens("Means everything, here", **EVERYTHING)),
            ("~-++++-", wardens("Means half of it here", kinds=("capacity_building",), elements=("oecm",))),
            ("~?~???-", Side("Says little", ("capacity_building",), regions=("014",))),
            ("~~~+~+-", wardens("Everything to everyone", **EVERYTHING, countries=(), everywhere=True)),
        ),
    ),
    Case(
        "Whoever asks for everything is helped by who offers everything",
        wardens("Plain", **EVERYTHING),
        order=(
            ("++++++-", wardens("Means everything", **EVERYTHING)),
            ("~~++~+-", wardens("Means this")),
        ),
    ),
    Case(
        "The elements from anywhere, rather than others from the region",
        wardens("Plain"),
        order=(
            ("++~+++-", wardens("Knows the matter", countries=(), everywhere=True)),
            ("+-~+++-", wardens("Lives nearby", elements=("oecm",), countries=(), regions=("014",))),
        ),
        near=1,
    ),
    Case(
        "The realm without the language, rather than the language without the realm",
        wardens("Plain"),
        order=(
            ("+++++--", wardens("Divers", languages=("fr",))),
            ("++++-+-", wardens("Hikers", realms=("land",))),
        ),
        near=1,
    ),
    Case(
        "Those of the region who work on land, rather than those of the sea from anywhere",
        wardens("Plain"),
        order=(
            ("++~+-+-", wardens("Hikers", realms=("land",), countries=(), regions=("014",))),
            ("++~+++-", wardens("Divers", countries=(), everywhere=True)),
        ),
        near=1,
    ),
    Case(
        "A language in common, rather than the scale",
        wardens("Plain"),
        order=(
            ("+++-++-", wardens("Ministry that speaks Swahili", scales=("national",))),
            ("+++++--", wardens("Village that does not", languages=("fr",))),
        ),
        near=1,
    ),
    Case(
        "The scale, rather than two words in common",
        wardens("Oyster reefs"),
        order=(
            ("++++++-", wardens("Neighbours")),
            ("+++-++~", wardens("Oyster reefs of nations", scales=("national",))),
        ),
        near=1,
    ),
    Case(
        "Three words in common, rather than the scale",
        wardens("Oyster reefs", text="Hatchery."),
        order=(
            ("+++-+++", wardens("Oyster reefs", text="Hatchery of nations.", scales=("national",))),
            ("++++++-", wardens("Neighbours")),
        ),
        near=1,
    ),
    # -- As good as each other ----------------------------------------------------------------------------------------
    Case(
        "Of offers that are as good as each other the newest stands first",
        wardens("Plain"),
        order=(
            ("++++++-", wardens("Made today", days=0)),
            ("++++++-", wardens("Made last week", days=7)),
            ("++++++-", wardens("Made last year", days=365)),
        ),
        near=2,
    ),
    # -- For an offer -------------------------------------------------------------------------------------------------
    Case(
        "Somebody who teaches and lends boats looks for those who need it",
        wardens("Sharing boats"),
        order=(
            ("++++++-", wardens("Waits for a year", days=400)),
            ("++++++-", wardens("Waits for a week", days=7)),
            ("+?++++-", wardens("Says less", elements=(), kinds=("capacity_building",))),
            ("~+++++-", wardens("Wants money too", kinds=("capacity_building", "finance"))),
            (
                "~+~+++-",
                wardens("In the region", kinds=("capacity_building", "finance"), countries=(), regions=("202",)),
            ),
        ),
        never=(
            ("state", wardens("Has its answer", state="answered")),
            ("state", wardens("Has what it wanted", state="met")),
            ("kind", wardens("Wants money alone", kinds=("finance",))),
            ("place", wardens("Is elsewhere", countries=("NO",))),
            ("refused", wardens("Said no")),
        ),
        near=1,
        refused=("Said no",),
        for_offer=True,
    ),
    # -- For partners -------------------------------------------------------------------------------------------------
    Case(
        "A partner sees what is for partners, and not what is for the secretariat",
        wardens("Plain", visible_to="partners"),
        order=(
            ("++++++-", wardens("Between partners", visible_to="partners")),
            ("~+++++-", wardens("For everyone", kinds=("capacity_building",))),
        ),
        never=(("unseen", wardens("Told to the secretariat", visible_to="secretariat")),),
        circle="partners",
    ),
)
