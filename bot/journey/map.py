"""Where everybody stands on the map of a network. No I/O, no clock, nothing at random.

The student is in the middle. Practice settings are sectors, seats are rings: aboard is near, a pit stop
further out, and at the edge is whom they still want to pick up or have dropped off. Within a ring
whoever they were in touch with latest is nearest. Lengths are units of a picture that is `WIDTH` wide.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import asin, cos, hypot, inf, sin, tau
from types import MappingProxyType

from bot.journey.labels import Box, Space, beside

WIDTH = 360.0
#: The circle that everybody stands in, and the names of the sectors around it.
CENTRE = (180.0, 242.0)
INNER, OUTER = 24.0, 155.0
RIM = 161.0
#: The student's own place.
YOU = 17.0
#: The smallest letters. A phone 390 points wide shows the picture about 300 wide, and these 11 high.
LETTERS = 13.2
#: As many people are shown.
MOST_PEOPLE = 300
#: How names are written.
NAMES = MappingProxyType({"initials": "Initials", "full": "Full names", "none": "No names"})

#: Where the seats are: nearer is a smaller number.
RINGS = MappingProxyType({"aboard": 0, "pit_stop": 1, "pick_up": 2, "dropped_off": 2})
#: The names of practice settings around the map; the shorter where there is little room.
SECTORS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "paediatrics": ("Paediatrics", "Paeds"),
        "early_intervention": ("Early intervention", "Early"),
        "hand_therapy": ("Hand therapy", "Hands"),
        "physical_rehab": ("Physical rehab", "Rehab"),
        "acute_care": ("Acute care", "Acute"),
        "skilled_nursing": ("Skilled nursing", "Nursing"),
        "home_health": ("Home health", "Home"),
        "mental_health": ("Mental health", "Mental"),
        "community": ("Community", "Comm."),
        "productive_aging": ("Productive aging", "Aging"),
        "work_industry": ("Work and industry", "Work"),
        "driving": ("Driving", "Driving"),
        "low_vision": ("Low vision", "Vision"),
        "assistive_technology": ("Assistive technology", "Tech"),
        "telehealth": ("Telehealth", "Tele"),
        "academia": ("Academia", "Academia"),
        "research": ("Research", "Research"),
        "leadership": ("Leadership", "Policy"),
        "other": ("Other", "Other"),
        "": ("No setting yet", "Not set"),
    }
)

#: How far apart people stand at most and how much room a row leaves to the next ring.
_WIDEST, _RING_GAP = 78.0, 0.35
#: Dots are at most so large, and this part of what lies between two: names beside them need more.
_LARGEST = 13.0
_FILLED = MappingProxyType({"initials": 0.43, "full": 0.36, "none": 0.36})
#: Dots in which two letters have room are at least so large.
_ROOMY = 10.0
#: A name keeps so far away from other people's dots that it is clear whose it is.
_CLEAR = 2.5

#: How wide a text is in letters of a size, None if some of it can't be drawn.
Measure = Callable[[str, float], float | None]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be shown.

    Attributes:
        name: as it is kept, in any script.
        setting: a key of `SECTORS`.
        seat: a key of `RINGS`.
        share: the time since they were in touch, as a part of the time in which they want to be: 1
            is when to write. None when they never were.
    """

    name: str
    setting: str
    seat: str
    share: float | None


@dataclass(frozen=True, slots=True)
class Dot:
    """A person on the map; ``initials`` are those that fit into the dot, else empty."""

    person: Person
    x: float
    y: float
    radius: float
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a dot, on one or two lines; ``box`` is what it covers."""

    lines: tuple[str, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Sector:
    """A practice setting: from one angle to another, in radians clockwise from the top."""

    name: str
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A map.

    Attributes:
        dots: one for each person, the nearest first.
        labels: names beside dots; none covers another, a dot or the edge.
        sectors: clockwise.
        edges: the radii between the rings that somebody is in.
    """

    dots: tuple[Dot, ...]
    labels: tuple[Label, ...]
    sectors: tuple[Sector, ...]
    edges: tuple[float, ...]


def warmth(share: float | None) -> str:
    """Return how warm a contact is: ``lately``, ``on_time``, ``to_write``, ``quiet`` or ``not_yet``.

    Half of the time until they are due is lately, and twice that time is quiet.
    """
    if share is None:
        return "not_yet"
    steps = ((0.5, "lately"), (1.0, "on_time"), (2.0, "to_write"))
    return next((name for below, name in steps if share < below), "quiet")


def nearest(people: Iterable[Person], most: int = MOST_PEOPLE) -> list[Person]:
    """Return those nearest to the student, the nearest first: by seat, then by warmth."""

    def distance(each: Person) -> tuple[int, bool, float, str]:
        faint = each.seat == "dropped_off"
        share = inf if each.share is None else each.share
        return RINGS[each.seat], faint, share, each.name

    return sorted(people, key=distance)[:most]


def layout(people: Iterable[Person], names: str, measure: Measure) -> Layout:
    """Return where everybody stands.

    Args:
        people: at most a few hundred, see `nearest`.
        names: a key of `NAMES`.
        measure: tells how wide texts are.
    """
    everybody = nearest(people, most=10**9)
    cells: dict[str, list[list[Person]]] = {}
    for each in everybody:
        cells.setdefault(each.setting, [[], [], []])[RINGS[each.seat]].append(each)
    sectors = {key: cells[key] for key in SECTORS if key in cells}
    angles = _angles(sectors, measure)
    spacing, radii = _fitted(sectors, angles)
    radius = min(_LARGEST, spacing * _FILLED[names])
    dots: list[Dot] = []
    for key, rings in sectors.items():
        for ring, rows in zip(rings, radii, strict=True):
            waiting = list(ring)
            for near, shown in rows:
                here = [
                    waiting.pop(0)
                    for _ in range(min(_holds(angles[key], near, spacing), len(waiting)))
                ]
                for turn, each in zip(
                    _turns(angles[key], near, spacing, len(here)), here, strict=True
                ):
                    x, y = at(turn, shown)
                    dots.append(Dot(each, x, y, radius))
    order = {id(each): place for place, each in enumerate(everybody)}
    dots.sort(key=lambda dot: order[id(dot.person)])
    if names != "none":
        dots = [_marked(dot, measure) for dot in dots]
    labels = _labelled(dots, names, measure)
    dots = [
        replace(dot, initials="") if number in labels else dot for number, dot in enumerate(dots)
    ]
    return Layout(tuple(dots), tuple(labels.values()), tuple(angles.values()), tuple(_edges(radii)))


def at(turn: float, radius: float) -> tuple[float, float]:
    """Return the place at an angle clockwise from the top, and so far from the centre."""
    return CENTRE[0] + radius * sin(turn), CENTRE[1] + radius * cos(turn)


def _angles(
    sectors: Mapping[str, Sequence[Sequence[Person]]], measure: Measure
) -> dict[str, Sector]:
    """Share the circle out: room for each sector's shorter name, the rest by its people."""

    def arc(text: str) -> float:
        return ((measure(text, LETTERS) or 0.0) + 7) / RIM

    people = {key: sum(map(len, rings)) for key, rings in sectors.items()}
    least = {key: arc(SECTORS[key][1]) for key in sectors}
    scale = min(1.0, tau / (sum(least.values()) or 1))
    least = {key: width * scale for key, width in least.items()}
    # Half of what is left is for whole names, of the larger sectors first; the rest is by people.
    spare = (tau - sum(least.values())) / 2
    for key in sorted(people, key=lambda key: -people[key]):
        more = arc(SECTORS[key][0]) - least[key]
        if more <= spare:
            least[key] += more
            spare -= more
    rest = max(0.0, tau - sum(least.values())) / (sum(people.values()) or 1)
    found: dict[str, Sector] = {}
    begins = 0.0
    for key in sectors:
        width = least[key] + rest * people[key]
        name = next((each for each in SECTORS[key] if arc(each) <= width + 1e-9), "")
        found[key] = Sector(name, begins, begins + width)
        begins += width
    return found


#: For each ring, its rows: the radius that they are filled at, and that they are shown at.
Rows = list[list[tuple[float, float]]]


def _fitted(
    sectors: Mapping[str, Sequence[Sequence[Person]]], angles: Mapping[str, Sector]
) -> tuple[float, Rows]:
    """Return the widest spacing at which everybody fits in, and the rows of each ring."""
    spacing = _WIDEST
    while True:
        rings: list[list[float]] = []
        radius = INNER + spacing / 2
        for number in range(3):
            waiting = {key: len(rings_of[number]) for key, rings_of in sectors.items()}
            rows: list[float] = []
            while any(left > 0 for left in waiting.values()) and radius < OUTER:
                rows.append(radius)
                for key in waiting:
                    waiting[key] -= _holds(angles[key], radius, spacing)
                radius += spacing
            if any(left > 0 for left in waiting.values()):
                break
            if rows:
                radius += spacing * _RING_GAP
            rings.append(rows)
        reach = max((row for ring in rings for row in ring), default=0.0) + spacing / 2
        if len(rings) == 3 and reach <= OUTER:
            stretch = (OUTER - INNER) / (reach - INNER)
            return spacing, [[(r, INNER + (r - INNER) * stretch) for r in ring] for ring in rings]
        spacing *= 0.97


def _holds(sector: Sector, radius: float, spacing: float) -> int:
    """Return how many people a row of a sector holds at this radius."""
    step = 2 * asin(min(1.0, spacing / (2 * radius)))
    width = sector.ends - sector.begins
    if width > tau - 1e-9:
        return max(1, int(tau / step))
    return max(0, int((width - step) / step + 1 + 1e-9)) if width >= step else 0


def _turns(sector: Sector, radius: float, spacing: float, count: int) -> Iterator[float]:
    """Yield the angles of the people of one row, as far apart as its sector allows."""
    width = sector.ends - sector.begins
    for each in range(count):
        yield sector.begins + width * (each + 0.5) / count


def _edges(radii: Rows) -> Iterator[float]:
    filled = [rows for rows in radii if rows]
    for near, far in pairwise(filled):
        yield (near[-1][1] + far[0][1]) / 2


def initials(name: str) -> str:
    """Return the first signs of the first and the last word, such as "AR"; may be empty."""
    words = [word for word in name.split() if any(map(str.isalpha, word))]
    first = [_first_sign(word) for word in (words[:1] + words[1:][-1:])]
    return "".join(first).upper()


def _first_sign(word: str) -> str:
    """Return the first letter with what is written above or below it."""
    start = next(place for place, sign in enumerate(word) if sign.isalpha())
    end = start + 1
    while end < len(word) and unicodedata.combining(word[end]):
        end += 1
    return word[start:end]


def _marked(dot: Dot, measure: Measure) -> Dot:
    """Write initials into a dot, if they have room there; or the first of them."""
    whole = initials(dot.person.name)
    width = measure(whole, LETTERS) if whole else None
    if width is None or dot.radius < _ROOMY or hypot(width, LETTERS * 0.8) > dot.radius * 2 - 1:
        return dot
    return replace(dot, initials=whole)


def _labelled(dots: Sequence[Dot], names: str, measure: Measure) -> dict[int, Label]:
    """Write names beside the dots where they cover nothing, the nearest people first; by the dot."""
    labels: dict[int, Label] = {}
    if names == "none":
        return labels
    space = Space(CENTRE, OUTER + 2)
    space.take(Box.around(*CENTRE, YOU, YOU))
    for dot in dots:
        space.take(_clear_of(dot), of=dot)
    for number, dot in enumerate(dots):
        for lines in _spellings(dot, names, measure):
            width = max(measure(line, LETTERS) or 0.0 for line in lines)
            places = beside(dot.x, dot.y, dot.radius, width, len(lines) * LETTERS)
            box = next((each for each in places if space.is_free(each, but=dot)), None)
            if box is not None:
                space.take(box)
                labels[number] = Label(lines, box)
                break
    return labels


def _clear_of(dot: Dot) -> Box:
    return Box.around(dot.x, dot.y, dot.radius + _CLEAR, dot.radius + _CLEAR)


def _spellings(dot: Dot, names: str, measure: Measure) -> Iterator[tuple[str, ...]]:
    """Yield how a name may be written beside its dot, the longest first.

    Words that can't be drawn are left out.
    """
    if names == "full":
        words = [word for word in dot.person.name.split() if measure(word, LETTERS) is not None]
        words = [word for word in words if any(map(str.isalnum, word))]
        if words:
            yield (" ".join(words),)
        if len(words) > 1:
            yield (" ".join(words[:-1]), words[-1])
            yield (f"{words[0]} {_first_sign(words[-1])}." if words[-1][0].isalpha() else words[0],)
            yield (words[0],)
    if not dot.initials:
        short = initials(dot.person.name)
        if short and measure(short, LETTERS) is not None:
            yield (short,)
