"""The listing: the derived rows that the directory searches, written in the transaction of the edit."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from registry.models import Activity, Listing, Name, Organization, OrganizationPlace, SupportGap, SupportOffer
from registry.places import all_names, country, region_and_above
from registry.text import fold
from registry.vocabulary import Visibility

NAME_ORDER = ("official", "translation", "acronym", "alias", "former")


def refresh(organization_ids: Sequence[uuid.UUID]) -> None:
    """Make the listing of these organizations what their entries say; those not listed lose theirs.

    Costs a fixed number of queries for any number of organizations. Only what everyone may see is read.
    """
    organizations = list(_with_parts(organization_ids))
    Listing.objects.filter(organization__in=organization_ids).exclude(
        organization__in=[organization.pk for organization in organizations]
    ).delete()
    columns = [f.name for f in Listing._meta.concrete_fields if not f.primary_key]
    Listing.objects.bulk_create(
        [row_of(organization) for organization in organizations],
        update_conflicts=True,
        unique_fields=["organization"],
        update_fields=columns,
    )


def _with_parts(organization_ids: Sequence[uuid.UUID]) -> Any:
    shown = {"removed_at": None, "visible_to": Visibility.EVERYONE}
    return (
        Organization.objects.listed()
        .filter(pk__in=organization_ids)
        .order_by("pk")
        .prefetch_related(
            Prefetch("names", Name.objects.filter(removed_at=None).order_by("pk")),
            Prefetch("places", OrganizationPlace.objects.order_by("pk")),
            *(
                Prefetch(f"{part}", model.objects.filter(**shown).prefetch_related("places").order_by("pk"))  # type: ignore[attr-defined]
                for part, model in (("activities", Activity), ("gaps", SupportGap), ("offers", SupportOffer))
            ),
        )
    )


def row_of(organization: Organization) -> Listing:
    """The listing of one organization whose parts are at hand."""
    names = sorted(organization.names.all(), key=lambda n: (NAME_ORDER.index(n.kind), n.pk))
    main = names[0]
    activities, gaps, offers = (list(getattr(organization, part).all()) for part in ("activities", "gaps", "offers"))
    open_gaps = [gap for gap in gaps if gap.state in ("open", "answered")]
    open_offers = [offer for offer in offers if offer.state == "open"]
    return Listing(
        organization=organization,
        public_id=organization.public_id_id,
        name=main.text,
        name_language=main.language,
        sort_name=fold(main.text)[:600],
        names_text=_joined(name.text for name in names),
        search_text=_joined(_searchable(organization, names, [*activities, *open_gaps, *open_offers])),
        facets=sorted(set(_facets(organization, activities, open_gaps, open_offers))),
        card=_card(organization, names),
        base_country=organization.base_country_id or "",
        activity_count=len(activities),
        gap_count=len(open_gaps),
        offer_count=len(open_offers),
        listed_at=organization.listed_at,
    )


def _joined(texts: Iterable[str]) -> str:
    """Folded texts, a line each, so that no search matches across two of them."""
    return "\n".join(dict.fromkeys(filter(None, (fold(text) for text in texts))))


def _searchable(organization: Organization, names: Sequence[Any], items: Sequence[Any]) -> Iterator[str]:
    yield from (name.text for name in names)
    yield organization.description
    for item in items:
        yield item.title
        yield item.text
    codes = {place.country_id for part in [organization, *items] for place in part.places.all() if place.country_id}
    for code in sorted({*codes, organization.base_country_id or ""} - {""}):
        yield from all_names(code)
    if organization.base_place_public:
        yield organization.base_place


def _facets(
    organization: Organization, activities: Sequence[Any], gaps: Sequence[Any], offers: Sequence[Any]
) -> Iterator[str]:
    yield f"type:{organization.type}"
    countries = {place.country_id for place in organization.places.all() if place.country_id}
    if organization.base_country_id:
        countries.add(organization.base_country_id)
    yield from (f"country:{code}" for code in countries)
    named = [place.region_id for place in organization.places.all() if place.region_id]
    for regions in [*(country(code).regions for code in countries), *map(region_and_above, named)]:
        yield from (f"region:{code}" for code in regions)
    for activity in activities:
        yield from (f"element:{element}" for element in activity.elements)
    for gap in gaps:
        yield from (f"lacks:{kind}" for kind in gap.kinds)
    for offer in offers:
        yield from (f"offers:{kind}" for kind in offer.kinds)
    yield from (f"realm:{realm}" for realm in organization.realms)
    yield from (f"scale:{scale}" for scale in organization.scales)
    yield from (f"language:{tag.split('-')[0]}" for tag in organization.languages)


def _card(organization: Organization, names: Sequence[Any]) -> dict[str, Any]:
    """What a result shows beside its counts: codes and the organization's own words, named at display."""
    places = list(organization.places.all())
    return {
        "type": organization.type,
        "description": organization.description[:240],
        "description_language": organization.description_language,
        "logo": str(organization.logo_id or ""),
        "acronym": next((name.text for name in names if name.kind == "acronym"), ""),
        "everywhere": organization.everywhere,
        "countries": sorted(place.country_id for place in places if place.country_id),
        "regions": sorted(place.region_id for place in places if place.region_id),
        "scales": organization.scales,
        "confirmed_on": organization.confirmed_on.isoformat() if organization.confirmed_on else "",
    }
