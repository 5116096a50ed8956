"""Input that did not pass, kept beside the document as it was typed, for each person apart (Product, rule 2).

`Submission.unaccepted` holds it: {form: {person: [{"version": 3, "until": 5, "typed": {name: [values]}}, ...]}}. A
form shows the last of its reader's entries. There is more than one when somebody sent the same form from a second
window that had not seen the first; each is shown once the ones after it are settled. The form showed an entry from
its `version` on, until it had the version `until`. An entry is `contested` whose window had not seen what was saved.
"""

from typing import Any

from registry.models import Person, Submission

Typed = dict[str, list[str]]


def shown(submission: Submission, key: str, person: Person) -> Typed | None:
    """What the form of `key` shows to `person` instead of what the document says."""
    entries = _entries(submission, key, person)
    return entries[-1]["typed"] if entries else None


def shown_at(submission: Submission, key: str, person: Person) -> int:
    """The version of the form since which `shown` is shown; 0 without any."""
    entries = _entries(submission, key, person)
    return int(entries[-1]["version"]) if entries else 0


def is_contested(submission: Submission, key: str, person: Person, *, changed: int) -> bool:
    """Whether the answers of the form, which `changed` last at that version, were saved from another page than that of
    which `shown` came.
    """
    entries = _entries(submission, key, person)
    return bool(entries and (entries[-1].get("contested") or entries[-1]["version"] < changed))


def replace(
    submission: Submission,
    key: str,
    person: Person,
    typed: Typed | None,
    *,
    seen: int,
    version: int,
    contested: bool = False,
) -> None:
    """Put `typed`, or nothing, in the place of what a page of version `seen` showed; what it did not show stays.

    `version` is the one that the form has from now on; `contested` says that the page had not seen what stands there.
    """
    entries = [
        entry
        for entry in _entries(submission, key, person)
        if entry["typed"] != typed and not (entry["version"] <= seen < entry.get("until", seen + 1))
    ]
    if typed is not None:
        for entry in entries:
            entry.setdefault("until", version)
        entries.append({"version": version, "typed": typed, **({"contested": True} if contested else {})})
    elif entries and "until" in entries[-1]:  # comes up again, beside what was saved instead of it
        entries[-1] = {"version": version, "typed": entries[-1]["typed"], "contested": True}
    by_person = submission.unaccepted.setdefault(key, {})
    by_person[str(person.pk)] = entries
    if not entries:
        del by_person[str(person.pk)]
    if not by_person:
        del submission.unaccepted[key]


def hand_over(submission: Submission, *, giver: Person, taker: Person) -> bool:
    """Give what one person typed to another, who meets it once their own is settled; whether there was anything."""
    moved = False
    for by_person in submission.unaccepted.values():
        entries = by_person.pop(str(giver.pk), [])
        moved = moved or bool(entries)
        own = by_person.get(str(taker.pk), [])
        if own:
            known, shown_since = [entry["typed"] for entry in own], own[-1]["version"]
            entries = [
                {**entry, "until": min(shown_since, entry.get("until", shown_since))}
                for entry in entries
                if entry["typed"] not in known
            ]
        if entries or own:
            by_person[str(taker.pk)] = [*entries, *own]
    return moved


def _entries(submission: Submission, key: str, person: Person) -> list[dict[str, Any]]:
    return list(submission.unaccepted.get(key, {}).get(str(person.pk), []))
