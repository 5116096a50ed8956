"""How to cite an entry: the facts of the citation, and the two formats that reference managers read."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

# Characters that TeX takes as orders, and how to write them.
TEX = str.maketrans(
    {
        **{character: f"\\{character}" for character in "#$%&_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


@dataclass(frozen=True)
class Citation:
    """`address` stays right whatever the organization is called later; `on` is when it confirmed, else was listed."""

    key: str
    name: str
    address: str
    version: int
    on: date

    def bibtex(self) -> str:
        """For LaTeX, and every reference manager but EndNote. The name of an organization is one word to BibTeX."""
        fields = {
            "author": f"{{{self.name.translate(TEX)}}}",
            "title": _title().translate(TEX),
            "year": str(self.on.year),
            "date": self.on.isoformat(),
            "url": self.address,
            "version": str(self.version),
            "note": "CC BY 4.0",
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@online{{{self.key},", *lines, "}", ""])

    def ris(self) -> str:
        """For EndNote and the others: one tag a line, and lines end as on a typewriter (RIS Format Specifications)."""
        fields = (
            ("TY", "ELEC"),
            ("ID", self.key),
            ("AU", self.name),
            ("TI", _title()),
            ("PY", str(self.on.year)),
            ("DA", self.on.strftime("%Y/%m/%d")),
            ("ET", str(self.version)),
            ("UR", self.address),
            ("N1", "CC BY 4.0"),
            ("ER", ""),
        )
        return "".join(f"{tag}  - {re.sub(chr(10), ' ', value)}\r\n" for tag, value in fields)


def _title() -> str:
    return _("Entry in the directory of the Target 3 Partnership")
