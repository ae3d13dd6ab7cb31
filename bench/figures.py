"""What was measured, each figure beside its limit."""

import statistics
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of a table.

    Attributes:
        what: what was measured.
        measured: how much it was.
        limit: how much it may be; None where there is none.
        unit: of both.
        at_least: the limit is how much it must be.
    """

    what: str
    measured: float
    limit: float | None
    unit: str = ""
    at_least: bool = False

    @property
    def is_within(self) -> bool:
        """Whether the limit is kept."""
        if self.limit is None:
            return True
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def line(self) -> str:
        """Return it as a line of the table."""
        shown = f"{self.what:<48}{_number(self.measured):>8} {self.unit:<5}"
        if self.limit is None:
            return shown.rstrip()
        word = "at least" if self.at_least else "limit"
        mark = "within" if self.is_within else "OVER"
        return f"{shown}{word} {_number(self.limit)} {self.unit:<5}{mark}"


def show(figures: Iterable[Figure]) -> None:
    """Print the lines of a table."""
    for each in figures:
        print(each.line())
    sys.stdout.flush()


def percentile(measured: Sequence[float], percent: int) -> float:
    """Return what so many of a hundred stay within."""
    return statistics.quantiles(measured, n=100, method="inclusive")[percent - 1]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
