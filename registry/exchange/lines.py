"""A line of a table as it was found, before anybody knows what its columns mean; and how much of a table is taken."""

from dataclasses import dataclass, field

from registry.exchange.faults import Fault

MOST_COLUMNS = 200
LONGEST_CELL = 32_767  # characters; no cell of Excel holds more


@dataclass
class Line:
    """A line that holds something, under its number in the file. `beyond` names the first filled column after the last
    one that is taken ("" if there is none); `torn` says that the line seems to have swallowed those that follow it.
    """

    number: int
    cells: list[str]
    faults: list[Fault] = field(default_factory=list)
    beyond: str = ""
    torn: bool = False

    @property
    def width(self) -> int:
        """The number of cells up to the last one that holds something, or should."""
        faulty = max((fault.column + 1 for fault in self.faults), default=0)
        for place in range(len(self.cells), faulty, -1):
            if self.cells[place - 1].strip():
                return place
        return faulty
