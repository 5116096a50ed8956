"""The closed lists of the registry: one source for forms, facets, the API and translations. Imports nothing of ours.

The values are stored and published, so they are never renamed; the order is the order in which people meet them.
Source: Product, vocabulary.
"""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganizationType(TextChoices):
    NATIONAL_GOVERNMENT = "national_government", _("National government")
    SUBNATIONAL_GOVERNMENT = "subnational_government", _("Subnational government")
    IPLC = "iplc", _("Indigenous peoples and local communities")
    NGO = "ngo", _("Non-governmental")
    INTERGOVERNMENTAL = "intergovernmental", _("Intergovernmental")
    PRIVATE_SECTOR = "private_sector", _("Private sector")
    ACADEMIC = "academic", _("Academic or research")
    NETWORK = "network", _("Network or coalition")
    WOMEN = "women", pgettext_lazy("type of organization", "Women’s")
    YOUTH = "youth", pgettext_lazy("type of organization", "Youth")
    OTHER = "other", pgettext_lazy("type of organization", "Other")


# The identifier that the CBD's own list of organization types has for ours. The rest of ours are not on it; its
# "Regional economic integration organization" has no type of its own here.
CBD_TYPES: dict[str, str] = {
    OrganizationType.NATIONAL_GOVERNMENT.value: "8830904C-8AF4-4C2F-AADB-363D98D854DA",
    OrganizationType.SUBNATIONAL_GOVERNMENT.value: "1C3A4FF4-9AB7-4A34-BE06-E07F575B7A32",
    OrganizationType.IPLC.value: "EC872EB8-02B0-46E7-AAB0-C79AC629356A",
    OrganizationType.NGO.value: "8A265B81-3973-42ED-BB06-40ACC755E496",
    OrganizationType.INTERGOVERNMENTAL.value: "64432E86-23C9-4D9A-B835-962D8221E6CA",
    OrganizationType.PRIVATE_SECTOR.value: "90C29DF8-D863-4255-851D-A7A6E8FDFA8F",
    OrganizationType.ACADEMIC.value: "86D464C3-B5BB-4B02-85E4-1AAD8D64CD27",
}


class Scale(TextChoices):
    LOCAL = "local", pgettext_lazy("scale of work", "Local")
    SUBNATIONAL = "subnational", pgettext_lazy("scale of work", "Subnational")
    NATIONAL = "national", pgettext_lazy("scale of work", "National")
    REGIONAL = "regional", pgettext_lazy("scale of work", "Regional")
    GLOBAL = "global", pgettext_lazy("scale of work", "Global")


class Realm(TextChoices):
    LAND = "land", pgettext_lazy("realm", "Land")
    INLAND_WATERS = "inland_waters", pgettext_lazy("realm", "Inland waters")
    MARINE_COASTAL = "marine_coastal", pgettext_lazy("realm", "Marine and coastal")


class Element(TextChoices):
    """The parts of the text of Target 3, in its order."""

    LAND_INLAND_WATERS = "land-inland-waters", _("Land and inland waters")
    MARINE_COASTAL = "marine-coastal", _("Marine and coastal areas")
    IMPORTANT_AREAS = "important-areas", _("Areas of particular importance")
    EFFECTIVE = "effective", _("Effectively conserved and managed")
    REPRESENTATIVE = "representative", _("Ecologically representative")
    CONNECTED = "connected", _("Well connected")
    EQUITABLE = "equitable", _("Equitably governed")
    PROTECTED_AREAS = "protected-areas", _("Protected areas")
    OECM = "oecm", _("Other effective area-based conservation measures")
    INDIGENOUS_TERRITORIES = "indigenous-territories", _("Indigenous and traditional territories")
    INTEGRATED = "integrated", _("Integrated into wider landscapes, seascapes and the ocean")
    SUSTAINABLE_USE = "sustainable-use", _("Sustainable use")
    RIGHTS = "rights", _("Rights of indigenous peoples and local communities")


# What each element means, in one plain sentence of our own; not the text of the target.
ELEMENT_HELP: dict[str, str | Promise] = {
    Element.LAND_INLAND_WATERS.value: _("More land, rivers, lakes and wetlands are conserved, towards 30 per cent."),
    Element.MARINE_COASTAL.value: _("More of the sea and the coast is conserved, towards 30 per cent."),
    Element.IMPORTANT_AREAS.value: _("Places that matter most for species, ecosystems and what nature gives us."),
    Element.EFFECTIVE.value: _("Areas are looked after so well that nature in them really recovers or stays healthy."),
    Element.REPRESENTATIVE.value: _("Every kind of ecosystem has its share, not only those that are easy to protect."),
    Element.CONNECTED.value: _("Areas are linked by corridors or flows, on land or at sea."),
    Element.EQUITABLE.value: _("Decisions are shared fairly, rights are respected, costs and benefits are balanced."),
    Element.PROTECTED_AREAS.value: _("Areas set aside by law or other means to conserve nature for the long term."),
    Element.OECM.value: _("Other areas that conserve nature well and lastingly, whatever they are for."),
    Element.INDIGENOUS_TERRITORIES.value: _("Territories of indigenous peoples and communities, recognized as such."),
    Element.INTEGRATED.value: _("Conserved areas are part of the planning of the land and sea around them."),
    Element.SUSTAINABLE_USE.value: _("Where nature is used, the use fits with conserving it."),
    Element.RIGHTS.value: _("The rights of peoples and communities are upheld, those over their territories included."),
}


class SupportKind(TextChoices):
    FINANCE = "finance", _("Finance")
    CAPACITY_BUILDING = "capacity_building", _("Capacity-building")
    TECHNICAL_SCIENTIFIC = "technical_scientific", _("Technical and scientific cooperation")
    TECHNOLOGY_EQUIPMENT = "technology_equipment", _("Technology and equipment")
    DATA_MONITORING = "data_monitoring", _("Data and monitoring")
    POLICY_LAW = "policy_law", _("Policy and law")
    GOVERNANCE_RIGHTS = "governance_rights", _("Governance and rights")
    PLANNING_MANAGEMENT = "planning_management", _("Planning and management")
    KNOWLEDGE_EXCHANGE = "knowledge_exchange", _("Knowledge exchange")
    COMMUNICATION_AWARENESS = "communication_awareness", _("Communication and awareness")
    CONVENING_NETWORKING = "convening_networking", _("Convening and networking")
    HUMAN_RESOURCES = "human_resources", _("Human resources")


class NameKind(TextChoices):
    OFFICIAL = "official", _("Official name")
    TRANSLATION = "translation", _("Translation")
    ACRONYM = "acronym", _("Acronym")
    FORMER = "former", _("Former name")
    ALIAS = "alias", _("Also known as")


class ReportReason(TextChoices):
    """What is wrong with an entry, as whoever reports it sees it."""

    WRONG = "wrong", _("Something in it is wrong or out of date")
    TWICE = "twice", _("The same organization is listed twice")
    GONE = "gone", _("The organization no longer exists")
    NOT_ALLOWED = "not_allowed", _("It shows something that should not be public")
    OTHER = "other", _("Something else is wrong with it")
    ABUSE = "abuse", _("A message that the organization got through the site is an abuse")


class ClaimEvidence(TextChoices):
    """How somebody shows that they may look after an entry that has no team."""

    DOMAIN = "domain", _("An email address at the domain of its website")
    LETTER = "letter", _("A letter of the organization")
    LINK = "link", _("A page of the organization that names me")
    MANDATE = "mandate", _("An account of how I am mandated, told in words")


class RelationKind(TextChoices):
    """What the other organization is to the one that says so."""

    PARENT = "parent", _("It is part of the other organization")
    SUCCESSOR = "successor", _("The other organization took over its work")


class ConfirmationWay(TextChoices):
    LINK = "link", _("By the link in a message")
    WORKSPACE = "workspace", _("In the workspace")
    SUBMISSION = "submission", _("With an approved submission")


class ErasureKind(TextChoices):
    ORGANIZATION = "organization", _("Organization")
    PERSON = "person", _("Person")
    CONTACT = "contact", _("Contact")


class IdentifierScheme(TextChoices):
    ROR = "ror", _("Research Organization Registry (ROR)")
    ISNI = "isni", _("International Standard Name Identifier (ISNI)")
    WIKIDATA = "wikidata", _("Wikidata")
    LEI = "lei", _("Legal Entity Identifier (LEI)")
    IATI = "iati", _("International Aid Transparency Initiative (IATI)")
    ECOSOC = "ecosoc", _("Consultative status with ECOSOC")
    WDPA = "wdpa", _("World Database on Protected Areas (WDPA), of a site that it governs")
    OTHER = "other", _("Other register")


class ActivityStatus(TextChoices):
    PLANNED = "planned", pgettext_lazy("status of an activity", "Planned")
    UNDER_WAY = "under_way", pgettext_lazy("status of an activity", "Under way")
    PAUSED = "paused", pgettext_lazy("status of an activity", "Paused")
    COMPLETED = "completed", pgettext_lazy("status of an activity", "Completed")


class ForWhom(TextChoices):
    OWN = "own", _("Our own work")
    MEMBERS = "members", _("Our members")
    OTHERS = "others", _("Others whom we support")


class ContactRole(TextChoices):
    MAIN = "main", _("Main contact")
    ALTERNATE = "alternate", _("Alternate contact")
    TECHNICAL = "technical", _("Technical contact")
    COMMUNICATIONS = "communications", _("Communications contact")


class ContactKind(TextChoices):
    MAILBOX = "mailbox", _("A shared mailbox")
    PERSON = "person", _("A person")


class Visibility(TextChoices):
    EVERYONE = "everyone", _("Everyone")
    PARTNERS = "partners", _("Partners only")
    SECRETARIAT = "secretariat", _("The secretariat only")


class IntroductionSide(TextChoices):
    """Who began an introduction."""

    NEEDING = "needing", _("The organization that states the gap")
    HELPING = "helping", _("The organization that can help")
    SECRETARIAT = "secretariat", _("The secretariat")


class EndReason(TextChoices):
    """Why an introduction came to nothing: said by a side, or found by the site."""

    NOT_FITTING = "not_fitting", _("It does not fit")
    NO_CAPACITY = "no_capacity", _("There is no capacity or money for it now")
    MET_OTHERWISE = "met_otherwise", _("The gap is met in another way")
    NO_AGREEMENT = "no_agreement", _("The two sides came to no agreement")
    CIRCUMSTANCES = "circumstances", _("Circumstances have changed")
    OTHER = "other", _("Another reason")
    TAKEN_BACK = "taken_back", _("It was taken back before an answer came")
    GAP_GONE = "gap_gone", _("The support gap no longer stands")
    OFFER_GONE = "offer_gone", _("The support offer no longer stands")
    HIDDEN = "hidden", _("What it was about is no longer shown")
    ORGANIZATION_GONE = "organization_gone", _("One side is no longer listed")
    PASSED_ON = "passed_on", _("Another partner leads the joint response now")


DECLINE_REASONS = (EndReason.NOT_FITTING, EndReason.NO_CAPACITY, EndReason.MET_OTHERWISE, EndReason.OTHER)
FAILURE_REASONS = (
    EndReason.NO_AGREEMENT,
    EndReason.NO_CAPACITY,
    EndReason.CIRCUMSTANCES,
    EndReason.MET_OTHERWISE,
    EndReason.OTHER,
)
WITHDRAWAL_REASONS = (
    EndReason.TAKEN_BACK,
    EndReason.GAP_GONE,
    EndReason.OFFER_GONE,
    EndReason.HIDDEN,
    EndReason.ORGANIZATION_GONE,
    EndReason.PASSED_ON,
)


class MandateKind(TextChoices):
    LETTER = "letter", _("A letter")
    MINUTES = "minutes", _("Minutes of a meeting")
    CUSTOM = "custom", _("By custom, told in words")


class Sector(TextChoices):
    """Sections of the International Standard Industrial Classification (ISIC), revision 4."""

    A = "A", _("Agriculture, forestry and fishing")
    B = "B", _("Mining and quarrying")
    C = "C", _("Manufacturing")
    D = "D", _("Electricity, gas, steam and air conditioning supply")
    E = "E", _("Water supply; sewerage, waste management and remediation activities")
    F = "F", _("Construction")
    G = "G", _("Wholesale and retail trade; repair of motor vehicles and motorcycles")
    H = "H", _("Transportation and storage")
    I = "I", _("Accommodation and food service activities")  # noqa: E741 - the section's own letter
    J = "J", _("Information and communication")
    K = "K", _("Financial and insurance activities")
    L = "L", _("Real estate activities")
    M = "M", _("Professional, scientific and technical activities")
    N = "N", _("Administrative and support service activities")
    O = "O", _("Public administration and defence; compulsory social security")  # noqa: E741
    P = "P", _("Education")
    Q = "Q", _("Human health and social work activities")
    R = "R", _("Arts, entertainment and recreation")
    S = "S", _("Other service activities")
    T = "T", _("Activities of households as employers; activities of households for own use")
    U = "U", _("Activities of extraterritorial organizations and bodies")


class CBDRegion(TextChoices):
    """The regional groups by which the Convention counts its Parties; 54 countries and areas are in none."""

    AFRICAN = "african", _("Africa (CBD region)")
    ASIA_PACIFIC = "asia_pacific", _("Asia and the Pacific (CBD region)")
    EASTERN_EUROPEAN = "eastern_european", _("Central and Eastern Europe (CBD region)")
    GRULAC = "grulac", _("Latin America and the Caribbean (CBD region)")
    WEOG = "weog", _("Western Europe and others (CBD region)")


class RegionLevel(TextChoices):
    """The levels of the United Nations M49 standard below the world."""

    REGION = "region", _("Region")
    SUBREGION = "subregion", _("Subregion")
    INTERMEDIATE = "intermediate", _("Intermediate region")


class SiteLanguage(NamedTuple):
    """A language of the site, one of the six of the United Nations."""

    code: str  # as in addresses and settings: "zh-hans"
    stored: str  # the key of stored names: "zh"
    own_name: str
    direction: str  # "ltr" or "rtl"


SITE_LANGUAGES: dict[str, SiteLanguage] = {
    language.code: language
    for language in (
        SiteLanguage("en", "en", "English", "ltr"),
        SiteLanguage("ar", "ar", "العربية", "rtl"),
        SiteLanguage("es", "es", "Español", "ltr"),
        SiteLanguage("fr", "fr", "Français", "ltr"),
        SiteLanguage("ru", "ru", "Русский", "ltr"),
        SiteLanguage("zh-hans", "zh", "中文", "ltr"),
    )
}

# The scripts that a member of the secretariat may say to read, as `registry.text.script_of` calls them (ISO 15924);
# those of the six languages first.
SCRIPTS = (
    *("Latn", "Arab", "Cyrl", "Hani"),
    *("Armn", "Beng", "Deva", "Ethi", "Geor", "Grek", "Hebr", "Jpan", "Khmr", "Kore", "Laoo", "Mong", "Mymr", "Sinh"),
    *("Taml", "Telu", "Thai", "Tibt"),
)
