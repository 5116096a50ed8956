"""Records as the listing has them, for what writes them out without a database."""

from typing import Any


def organization(**changed: Any) -> dict[str, Any]:
    return {
        "id": "8xk2mq57",
        "name": "Invented Bay Council",
        "name_language": "en",
        "words": "invented-bay-council",
        "names": [
            {"text": "Invented Bay Council", "language": "en", "kind": "official"},
            {"text": "مجلس الخليج", "language": "ar", "kind": "translation"},
        ],
        "type": "ngo",
        "description": "Keeps the mangroves.",
        "description_language": "en",
        "website": "https://bay.example.org",
        "founded": 1998,
        "sector": "",
        "logo": "",
        "identifiers": [{"scheme": "wikidata", "value": "Q42"}, {"scheme": "other", "value": "B-7"}],
        "base_country": "KE",
        "base_place": "",
        "countries": ["KE", "TZ"],
        "regions": ["014"],
        "everywhere": False,
        "places": ["KE", "TZ", "014"],
        "scales": ["local"],
        "realms": ["marine_coastal"],
        "languages": ["en", "sw"],
        "elements": ["equitable", "oecm"],
        "kinds": ["capacity_building"],
        "lacks": ["finance"],
        "offers": [],
        "activity_count": 2,
        "gap_count": 1,
        "offer_count": 0,
        "networks": [],
        "listed_on": "2026-03-09",
        "confirmed_on": "",
        **changed,
    }


def activity(**changed: Any) -> dict[str, Any]:
    bay = organization()
    return {
        "id": "01a20234-bc0a-70f8-8fa2-d3393c0121d6",
        "organization": {key: bay[key] for key in ("id", "name", "name_language", "words", "type", "base_country")},
        "title": "Warden training",
        "language": "en",
        "text": "In nine villages.",
        "kinds": ["capacity_building"],
        "elements": ["equitable"],
        "countries": ["KE"],
        "regions": [],
        "everywhere": False,
        "realms": [],
        "scales": ["local"],
        "status": "under_way",
        "start": "2024-03",
        "end": "",
        "link": "",
        **changed,
    }
