"""A partner in the words of schema.org, for search engines and reference managers (JSON-LD inside the page).

Only what the page shows; no contact, since an address in a form that machines gather is more public than one on a page.
"""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from registry import places
from registry.queries.organizations import PublicEntry
from registry.validators import identifier_address
from registry.vocabulary import OrganizationType

# Kinds of organization that schema.org has a word for; the others are an Organization.
TYPES = {
    OrganizationType.NATIONAL_GOVERNMENT: "GovernmentOrganization",
    OrganizationType.SUBNATIONAL_GOVERNMENT: "GovernmentOrganization",
    OrganizationType.NGO: "NGO",
    OrganizationType.PRIVATE_SECTOR: "Corporation",
    OrganizationType.ACADEMIC: "ResearchOrganization",
}

# In a script element nothing may look like its end, or like the end of a line of JavaScript.
_ESCAPED = str.maketrans({character: f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"})


def organization(entry: PublicEntry, *, address: str, logo: str, language: str) -> dict[str, Any]:
    """`address`: the permanent one; `logo`: that of the picture, or nothing. Nothing empty is said."""
    section, where = entry.sections["organization"], entry.sections["where"]
    others = [name["text"] for name in entry.items["names"][1:]]
    identifiers = entry.items["identifiers"]
    said = {
        "@context": "https://schema.org",
        "@type": TYPES.get(section["type"], "Organization"),
        "@id": address,
        "name": entry.name["text"],
        "alternateName": others,
        "description": section["description"],
        "url": section["website"],
        "logo": logo,
        "foundingDate": str(section["founded"] or ""),
        "address": _seat(where),
        "areaServed": [
            *(places.country_name(code, language) for code in where["countries"]),
            *(places.region_name(code, language) for code in where["regions"]),
        ],
        "knowsLanguage": where["languages"],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": item["scheme"], "value": item["value"]} for item in identifiers
        ],
        "sameAs": [found for item in identifiers if (found := identifier_address(item["scheme"], item["value"]))],
    }
    return {name: value for name, value in said.items() if value}


def _seat(where: dict[str, Any]) -> dict[str, str]:
    if not where["base_country"]:
        return {}
    place = {"addressLocality": where["base_place"]} if where.get("base_place") else {}
    return {"@type": "PostalAddress", "addressCountry": where["base_country"], **place}


def script(data: dict[str, Any]) -> SafeString:
    """The data as an element of a page. Browsers do not run it, so the policy on scripts does not forbid it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above
