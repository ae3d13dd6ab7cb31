"""The map as a PNG, drawn by matplotlib. Run as a module, it is the process in which `draw_aside` draws.

matplotlib holds the interpreter for up to 90 ms at a time, also from a thread, and takes half a second
to import; here neither keeps the bot from answering.
"""

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from bot.aside import EndedBadly, TookTooLong, work_aside
from bot.journey.map import (
    CENTRE,
    INNER,
    LETTERS,
    OUTER,
    RIM,
    WIDTH,
    YOU,
    Dot,
    Layout,
    Person,
    Sector,
    at,
    layout,
    warmth,
)

HEIGHT = 462.0
#: Pixels of the file for each unit: sharp on a phone, and small enough to post.
SCALE = 3
#: Seconds that drawing may take. It takes one or two, more on a busy machine.
PATIENCE = 20.0

#: The colours of warmth, from light to dark, so that they differ for every kind of colour sight and in
#: grey; and how each is called.
WARMTH = {
    "lately": ("#FFE08A", "lately"),
    "on_time": ("#F59A3C", "on time"),
    "to_write": ("#D4568C", "to write"),
    "quiet": ("#5B5FC7", "long quiet"),
    "not_yet": ("", "not yet"),
}
_GROUND, _FIELD, _OTHER_FIELD = "#16181D", "#1E2128", "#242832"
_LINE, _QUIET_TEXT, _TEXT = "#3A3F4C", "#B5BAC6", "#F2F3F5"
#: Fonts that are used where they are installed, for scripts that matplotlib's own has not.
_MORE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans Devanagari", "Noto Sans Thai"),
    *(
        "Noto Sans Bengali",
        "Noto Sans Tamil",
        "WenQuanYi Zen Hei",
        "Hiragino Sans",
        "Microsoft YaHei",
    ),
)
#: Somebody who was dropped off is so faint.
_FAINT = 0.35
#: More lines to the middle than these say nothing any more.
_MOST_LINES = 60


class NotDrawn(Exception):
    """The picture was not ready in time, or could not be drawn."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to draw.

    Attributes:
        people: at most `bot.journey.map.MOST_PEOPLE`.
        names: a key of `bot.journey.map.NAMES`.
        caption: small letters beside the title.
    """

    people: Sequence[Person]
    names: str
    caption: str


async def draw_aside(order: Order, patience: float = PATIENCE) -> bytes:
    """Do what `draw` does in a process of its own.

    Args:
        order: what to draw.
        patience: seconds until it is given up.

    Raises:
        NotDrawn: it took too long, or failed.
    """
    data = json.dumps(asdict(order)).encode()
    try:
        return await work_aside("bot.journey.picture", data=data, patience=patience)
    except (TookTooLong, EndedBadly) as error:
        raise NotDrawn from error


def draw(order: Order) -> bytes:
    """Return the map as a PNG. The same order gives the same picture on one machine."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    placed = layout(order.people, order.names, measure)
    figure: Any = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72 * SCALE, facecolor=_GROUND)
    canvas = FigureCanvasAgg(figure)
    axes: Any = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, HEIGHT)
    axes.axis("off")
    _ground(axes, placed)
    _people(axes, placed)
    _words(axes, placed, order)
    canvas.draw()
    return _png(canvas)


def _png(canvas: Any) -> bytes:
    """Return the file. It has no palette, which would lose the colour of a few among many."""
    from PIL import Image

    image = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    out = BytesIO()
    image.convert("RGB").save(out, "PNG")
    return out.getvalue()


def _ground(axes: Any, placed: Layout) -> None:
    """Draw the sectors and the rings."""
    from matplotlib.patches import Circle, Wedge

    several = len(placed.sectors) > 1
    for number, sector in enumerate(placed.sectors):
        last_of_odd = number == len(placed.sectors) - 1 and number % 2 == 0 and several
        field = _LINE if last_of_odd else (_FIELD, _OTHER_FIELD)[number % 2]
        begins, ends = (90 - math.degrees(angle) for angle in (sector.ends, sector.begins))
        axes.add_artist(
            Wedge(
                CENTRE,
                OUTER,
                begins,
                ends,
                facecolor=field,
                alpha=0.55 if last_of_odd else 1,
                lw=0,
                zorder=0.5,
            )
        )
    for sector in placed.sectors if several else ():
        ends = [at(sector.begins, INNER), at(sector.begins, OUTER)]
        axes.plot(
            *zip(*ends, strict=True), color=_GROUND, lw=1.6, solid_capstyle="butt", zorder=0.6
        )
    for radius in placed.edges:
        axes.add_artist(
            Circle(CENTRE, radius, fill=False, edgecolor=_LINE, lw=1, ls=(0, (3, 3)), zorder=0.7)
        )


def _people(axes: Any, placed: Layout) -> None:
    """Draw everybody, with a line to the middle."""
    from matplotlib.collections import LineCollection
    from matplotlib.patches import Circle

    if len(placed.dots) <= _MOST_LINES:
        near = [dot for dot in placed.dots if dot.person.seat != "dropped_off"]
        lines = LineCollection([(CENTRE, (dot.x, dot.y)) for dot in near], lw=0.8, alpha=0.45)
        lines.set_color([_colour(dot) for dot in near])
        lines.set_zorder(0.9)  # below the dots, above the sectors
        axes.add_collection(lines)
    for dot in placed.dots:
        faint = _FAINT if dot.person.seat == "dropped_off" else 1.0
        hollow = dot.person.share is None
        face = _FIELD if hollow else _colour(dot)
        width = max(1.0, dot.radius * 0.14)
        axes.add_artist(Circle((dot.x, dot.y), dot.radius + 1, facecolor=_FIELD, lw=0))
        axes.add_artist(
            Circle((dot.x, dot.y), dot.radius - (width / 2 if hollow else 0), facecolor=face,
                   edgecolor=_QUIET_TEXT, lw=width if hollow else 0, alpha=faint)
        )  # fmt: skip
        if dot.initials:
            light = hollow or warmth(dot.person.share) == "quiet" or faint < 1
            _write(
                axes,
                dot.x,
                dot.y,
                dot.initials,
                colour=_TEXT if light else _GROUND,
                alpha=max(faint, 0.7),
            )
    axes.add_artist(Circle(CENTRE, YOU, facecolor=_TEXT, lw=0, zorder=3))
    _write(axes, *CENTRE, "You", colour=_GROUND, zorder=4)


def _words(axes: Any, placed: Layout, order: Order) -> None:
    """Write names, sectors, the title and what the signs mean."""
    for label in placed.labels:
        middle = (label.box.left + label.box.right) / 2
        for number, line in enumerate(label.lines):
            _write(axes, middle, label.box.top - LETTERS * (number + 0.5), line)
    for sector in placed.sectors:
        _around(axes, sector)
    _write(axes, 12, HEIGHT - 21, "My network", size=17, ha="left", weight="bold")
    _write(axes, WIDTH - 12, HEIGHT - 21, order.caption, colour=_QUIET_TEXT, ha="right")
    _legend(axes, order)


def _around(axes: Any, sector: Sector) -> None:
    """Write the name of a sector along the rim, letter by letter, upright above and below."""
    turn = (sector.begins + sector.ends) / 2
    below = math.cos(turn) < -0.01
    radius = RIM + (LETTERS * 0.72 if below else 0)
    # Each letter stands where it would in the whole word, kerned as it is there.
    ends = [0.0, *(measure(sector.name[: n + 1], LETTERS) or 0.0 for n in range(len(sector.name)))]
    for letter, (begins, end) in zip(sector.name, pairwise(ends), strict=True):
        along = ((begins + end) / 2 - ends[-1] / 2) / RIM
        here = turn - along if below else turn + along
        slope = -math.degrees(here) + (180 if below else 0)
        how: dict[str, Any] = {"rotation": slope, "rotation_mode": "anchor", "va": "baseline"}
        _write(axes, *at(here, radius), letter, colour=_QUIET_TEXT, **how)


def _legend(axes: Any, order: Order) -> None:
    """Say what the colours and the rings mean, of those that are there."""
    from matplotlib.patches import Circle

    there = {warmth(each.share) for each in order.people}
    shown = [(colour, said) for kind, (colour, said) in WARMTH.items() if kind in there]
    widths = [14 + (measure(said, LETTERS) or 0) for _colour, said in shown]
    gap = min(14.0, (WIDTH - 20 - sum(widths)) / max(1, len(shown) - 1))
    x = (WIDTH - sum(widths) - gap * (len(shown) - 1)) / 2
    for (colour, said), width in zip(shown, widths, strict=True):
        axes.add_artist(
            Circle(
                (x + 5, 52),
                4.6,
                facecolor=colour or _GROUND,
                edgecolor=_QUIET_TEXT,
                lw=0 if colour else 1.2,
            )
        )
        _write(axes, x + 13, 52, said, ha="left")
        x += width + gap
    for number, line in enumerate(_rings(order.people)):
        _write(axes, WIDTH / 2, 32 - number * 16, line, colour=_QUIET_TEXT)


def _rings(people: Sequence[Person]) -> list[str]:
    """Return what the rings mean, of those that somebody is in, in one line or two."""
    seats = {each.seat for each in people}
    rings = {
        "aboard": "near: aboard",
        "pit_stop": "further: pit stop",
        "pick_up": "edge: to pick up",
        "dropped_off": "edge, faint: dropped off",
    }
    said = [text for seat, text in rings.items() if seat in seats]
    lines = [""]
    for part in said:
        longer = f"{lines[-1]} · {part}" if lines[-1] else part
        if (measure(longer, LETTERS) or 0) > WIDTH - 24:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def _colour(dot: Dot) -> str:
    return WARMTH[warmth(dot.person.share)][0] or _QUIET_TEXT


def _write(
    axes: Any,
    x: float,
    y: float,
    text: str,
    *,
    size: float = LETTERS,
    colour: str = _TEXT,
    ha: str = "center",
    weight: str = "normal",
    **more: Any,
) -> None:
    how = {"va": "center_baseline", "parse_math": False} | more
    axes.text(x, y, text, ha=ha, color=colour, fontproperties=_font(size, weight), **how)


@cache
def _families() -> list[str]:
    """Return the fonts to look a sign up in, one after another."""
    from matplotlib import font_manager

    there = {each.name for each in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *(name for name in _MORE_FONTS if name in there)]


@cache
def _font(size: float, weight: str = "normal") -> Any:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=_families(), size=size, weight=weight)


@cache
def _faces() -> list[Any]:
    import matplotlib as mpl
    from matplotlib import font_manager

    fonts: Any = font_manager
    own = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    found = [str(own), *(fonts.findfont(family) for family in _families()[1:])]
    return [fonts.get_font(path) for path in found]


@cache
def _face(sign: str) -> int | None:
    """Return which of the fonts has a sign, None if none has."""
    return next((n for n, face in enumerate(_faces()) if face.get_char_index(ord(sign))), None)


@cache
def measure(text: str, size: float) -> float | None:
    """Return how wide a text is in letters of a size; None if some of it is in no font here."""
    from matplotlib.textpath import TextToPath

    if not text.isprintable() or any(_face(sign) is None for sign in text):
        return None
    size_of: Any = TextToPath().get_text_width_height_descent
    return float(size_of(text, _font(size), ismath=False)[0])


def main() -> None:
    """Read an order from the standard input as JSON, and write the picture."""
    said = json.loads(sys.stdin.buffer.read())
    people = [Person(**each) for each in said["people"]]
    sys.stdout.buffer.write(draw(Order(people, said["names"], said["caption"])))


if __name__ == "__main__":
    main()
