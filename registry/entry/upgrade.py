"""Older shapes of the document, brought up to the present one.

Each new version adds one function here that turns the version before it into its own, and a kept old document in
`tests/registry/entry/documents/` that shows it works.
"""

from collections.abc import Callable, Mapping

from registry.entry.document import VERSION, Document
from registry.errors import UnknownDocument

Upgrader = Callable[[Document], Document]

# From the version named to the next one. Version 1 is the first.
UPGRADERS: Mapping[int, Upgrader] = {}


def upgrade(document: Document, *, to: int = VERSION, upgraders: Mapping[int, Upgrader] = UPGRADERS) -> Document:
    """`document` in the shape of version `to`.

    Raises `UnknownDocument` for one that is newer than this program, or whose version no upgrader knows.
    """
    version: int = document.get("version", 0)
    while version != to:
        if version not in upgraders:
            raise UnknownDocument
        document = upgraders[version](document)
        version = document["version"]
    return document
