"""Room for texts on a picture: what covers what. No I/O."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot

#: Space between a text and whatever is beside it.
GAP = 2.0
_CELL = 32.0


@dataclass(frozen=True, slots=True)
class Box:
    """What something covers on a picture; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, x: float, y: float, half_width: float, half_height: float) -> "Box":
        """Return the box around a centre."""
        return cls(x - half_width, y - half_height, x + half_width, y + half_height)

    def covers(self, other: "Box") -> bool:
        """Say whether the two have any area in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The four corners."""
        return tuple((x, y) for x in (self.left, self.right) for y in (self.bottom, self.top))


class Space:
    """What is taken within a circle. It looks only at what is near."""

    def __init__(self, centre: tuple[float, float], radius: float) -> None:
        self._centre = centre
        self._radius = radius
        self._taken: defaultdict[tuple[int, int], list[tuple[Box, object]]] = defaultdict(list)

    def take(self, box: Box, of: object = None) -> None:
        """Take what a box covers, for something or for good."""
        for cell in _cells(box):
            self._taken[cell].append((box, of))

    def is_free(self, box: Box, but: object) -> bool:
        """Say whether a box lies within the circle and covers nothing that is taken.

        What is taken for ``but`` doesn't count.
        """
        x, y = self._centre
        inside = all(hypot(a - x, b - y) <= self._radius for a, b in box.corners)
        return inside and not any(
            (of is None or of is not but) and box.covers(other)
            for cell in _cells(box)
            for other, of in self._taken[cell]
        )


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.bottom // _CELL), int(box.top // _CELL) + 1):
            yield column, row


def beside(x: float, y: float, radius: float, width: float, height: float) -> Iterator[Box]:
    """Yield where a text may stand beside a dot, the best first: below, above, right, left, aslant."""
    far = radius + GAP
    slant = radius * 0.7 + GAP
    half = width / 2
    yield Box(x - half, y - far - height, x + half, y - far)
    yield Box(x - half, y + far, x + half, y + far + height)
    yield Box(x + far, y - height / 2, x + far + width, y + height / 2)
    yield Box(x - far - width, y - height / 2, x - far, y + height / 2)
    yield Box(x + slant, y - slant - height, x + slant + width, y - slant)
    yield Box(x + slant, y + slant, x + slant + width, y + slant + height)
    yield Box(x - slant - width, y - slant - height, x - slant, y - slant)
    yield Box(x - slant - width, y + slant, x - slant, y + slant + height)
    for part in (0.25, 0.75):  # below and above, moved to a side
        left = x - width * part
        yield Box(left, y - far - height, left + width, y - far)
        yield Box(left, y + far, left + width, y + far + height)
