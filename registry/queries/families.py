"""Which organizations are of one family: parts, parents, predecessors, successors, and theirs."""

import uuid

from django.db import connection

# Both sides have agreed to each relation, and neither has ended it.
FAMILY = """
    WITH RECURSIVE family (id) AS (
        SELECT %s::uuid
        UNION
        SELECT CASE WHEN tie.organization_id = family.id THEN tie.other_id ELSE tie.organization_id END
        FROM family
        JOIN registry_relation tie ON family.id IN (tie.organization_id, tie.other_id)
        WHERE tie.accepted_at IS NOT NULL AND tie.ended_at IS NULL
    )
    SELECT public_id FROM registry_organization JOIN family USING (id)
"""


def family_of(organization_id: uuid.UUID) -> set[str]:
    """The public ids of an organization and of all to whom relations lead from it, however far. One query."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, [organization_id])
        return {public_id for (public_id,) in cursor.fetchall()}
