"""The listing: the derived rows that the directory searches, written in the transaction of the edit."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Prefetch

from registry.models import (
    Activity,
    Identifier,
    Listing,
    Name,
    Organization,
    OrganizationPlace,
    SupportGap,
    SupportOffer,
)
from registry.places import all_names, country, region_and_above
from registry.queries.organizations import in_order
from registry.states import GapState, OfferState
from registry.text import fold, words_for_address
from registry.vocabulary import NameKind, Visibility

DESCRIPTION_SHOWN = 240  # characters of a description that a result shows at most
NAMES_SHOWN = 10  # other names that a result may show as the one that was found


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
    items: Sequence[tuple[str, Any]] = (("activities", Activity), ("gaps", SupportGap), ("offers", SupportOffer))
    return (
        Organization.objects.listed()
        .filter(pk__in=organization_ids)
        .order_by("pk")
        .prefetch_related(
            Prefetch("names", Name.objects.present()),
            Prefetch("identifiers", Identifier.objects.present()),
            Prefetch("places", OrganizationPlace.objects.order_by("pk")),
            *(
                Prefetch(
                    part,
                    model.objects.present()
                    .filter(visible_to=Visibility.EVERYONE)
                    .prefetch_related("places")
                    .order_by("pk"),
                )
                for part, model in items
            ),
        )
    )


def row_of(organization: Organization) -> Listing:
    """The listing of one organization whose parts are at hand."""
    names = in_order(organization.names.all())
    main = names[0]
    activities, gaps, offers = (list(getattr(organization, part).all()) for part in ("activities", "gaps", "offers"))
    open_gaps = [gap for gap in gaps if gap.state in (GapState.OPEN, GapState.ANSWERED)]
    open_offers = [offer for offer in offers if offer.state == OfferState.OPEN]
    return Listing(
        organization=organization,
        public_id=organization.public_id_id,
        name=main.text,
        name_language=main.language,
        sort_name=fold(main.text)[:600],
        names_text=f"\n{_joined(name.text for name in names)}\n",
        search_text=_joined(_searchable(organization, names, [*activities, *open_gaps, *open_offers])),
        facets=sorted(set(_facets(organization, activities, open_gaps, open_offers))),
        card=_card(organization, names),
        base_country=organization.base_country_id or "",
        activity_count=len(activities),
        gap_count=len(open_gaps),
        offer_count=len(open_offers),
        listed_at=organization.listed_at,  # type: ignore[misc]  # a constraint: what is listed has the date
    )


def _joined(texts: Iterable[str]) -> str:
    """Folded texts, a line each, so that no search matches across two of them."""
    return "\n".join(dict.fromkeys(filter(None, (fold(text) for text in texts))))


def _searchable(organization: Organization, names: Sequence[Any], items: Sequence[Any]) -> Iterator[str]:
    yield from (name.text for name in names)
    yield from (identifier.value for identifier in organization.identifiers.all())
    yield organization.description
    for item in items:
        yield item.title
        yield item.text
    named = [place for part in [organization, *items] for place in part.places.all()]
    codes = {organization.base_country_id, *(place.country_id or place.region_id for place in named)} - {None}
    for code in sorted(codes):
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
        "words": words_for_address(names[0].text),
        "type": organization.type,
        "description": shortened(organization.description, DESCRIPTION_SHOWN),
        "description_language": organization.description_language,
        "logo": str(organization.logo_id or ""),
        "other_names": [[name.text, name.language] for name in names[1:] if name.kind != NameKind.FORMER][:NAMES_SHOWN],
        "everywhere": organization.everywhere,
        "countries": sorted(place.country_id for place in places if place.country_id),
        "regions": sorted(place.region_id for place in places if place.region_id),
        "scales": organization.scales,
        "confirmed_on": organization.confirmed_on.isoformat() if organization.confirmed_on else "",
    }


def shortened(text: str, limit: int) -> str:
    """`text` in one line, cut at the last space before `limit` characters with an ellipsis where it is longer."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[:limit]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[limit // 2 :] else cut}…"
