"""Letters: what each kind of message says, one function a kind, registered under its own name.

What a letter says is looked up when it is sent, and rendered in the language of its receiver from
`templates/mail/<kind>.txt` (its first line is the subject) and `templates/mail/<kind>.html`.
"""

from registry.letters import (
    accounts,
    claims,
    confirmations,
    desk,
    drafts,
    enquiries,
    imports,
    introductions,
    leaving,
    mailings,
    relations,
    roles,
    submissions,
    teams,
)
from registry.letters.facts import LETTERS

__all__ = [
    "LETTERS",
    "accounts",
    "claims",
    "confirmations",
    "desk",
    "drafts",
    "enquiries",
    "imports",
    "introductions",
    "leaving",
    "mailings",
    "relations",
    "roles",
    "submissions",
    "teams",
]
