"""Mailings of the demonstration: one that is being written, one that was stopped, and one that is being sent."""

from collections.abc import Mapping
from typing import Any

from registry.actions import mailings, unsubscribing
from registry.models import Mailing, Person
from registry.queries.directory import Asked

SUBJECTS = {
    "en": "The invented assembly of partners",
    "fr": "L’assemblée inventée des partenaires",
    "ar": "الجمعية المتخيلة للشركاء",
}
BODIES = {
    "en": "This message is invented, like everything here.\n\nThe assembly meets in a town that is on no map.",
    "fr": "Ce message est inventé, comme tout ici.\n\nL’assemblée se tient dans une ville qui n’est sur aucune carte.",
    "ar": "هذه الرسالة متخيلة، مثل كل شيء هنا.\n\nتنعقد الجمعية في بلدة لا توجد على أي خريطة.",
}


def tell(cast: Mapping[str, Person]) -> None:
    """All of it, after there are partners. Somebody wants no more mailings, and gets the official one."""
    by = cast["administrator"]
    unsubscribing.want_none(person=cast["editor"])
    _written(by)

    stopped = _written(by)
    _send(stopped, by)
    mailings.send_some(stopped.pk, by.pk)
    mailings.stop(mailing=stopped, by=by)

    _send(_written(by, official=True), by)


def _written(by: Person, *, official: bool = False) -> Mailing:
    words: dict[str, Any] = {"subjects": SUBJECTS, "bodies": BODIES}
    return mailings.write(**words, filter="", official=official, by=by)


def _send(mailing: Mailing, by: Person) -> None:
    mailings.send(mailing=mailing, asked=Asked(), seen=mailing.saved_at.isoformat(), by=by)
