"""Letters about lineage and networks."""

from registry.letters.facts import Facts, address_of, called, letter
from registry.models import (
    Message,
    NetworkMembership,
    Relation,
)


@letter
def relation_proposed(message: Message) -> Facts:
    """To the owners of the side that is asked: what is proposed, and where to answer."""
    return _tie_facts(message, to_asked=True)


@letter
def relation_answered(message: Message) -> Facts:
    """To the owners of the other side: accepted, declined, or ended later."""
    return {**_tie_facts(message, to_asked=False), "answer": message.context["answer"]}


def _tie_facts(message: Message, *, to_asked: bool) -> Facts:
    """What a relation or a membership says: of `organization`, the part, and `other`, the whole."""
    if "membership" in message.context:
        belonging = NetworkMembership.objects.select_related("member", "network")
        row = belonging.get(pk=message.context["membership"])
        kind, sides, by_other = "membership", (row.member, row.network), row.proposed_by_network
    else:
        relations = Relation.objects.select_related("organization", "other")
        relation = relations.get(pk=message.context["relation"])
        kind, sides, by_other = relation.kind, (relation.organization, relation.other), relation.proposed_by_other
    return {
        "kind": kind,
        "organization": called(sides[0]),
        "other": called(sides[1]),
        "link": address_of("workspace_relations", sides[0 if by_other is to_asked else 1].public_id_id),
    }
