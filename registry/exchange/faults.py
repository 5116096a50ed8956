"""What is wrong with a cell of a table that somebody sent."""

from dataclasses import dataclass

WHOLE_ROW = -1  # the column of a fault that no single cell has


@dataclass(frozen=True)
class Fault:
    """`column` is the place of the cell in its row, from 0, or `WHOLE_ROW`; `sentence` says what to do. `of_row`: it is
    about the row as a whole, though it is told at one of its cells.
    """

    column: int
    sentence: str
    of_row: bool = False
