"""Where everybody stands on the map: nobody lost, nobody outside, nothing over another."""

import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise
from math import hypot, tau
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from networks import on_map
from PIL import Image

import bot
from bot.journey.labels import Box
from bot.journey.map import (
    CENTRE,
    INNER,
    LETTERS,
    NAMES,
    OUTER,
    RINGS,
    SECTORS,
    YOU,
    Layout,
    Person,
    initials,
    layout,
    nearest,
    warmth,
)

HOSTILE = (
    "Ana Rivera", "李小龍", "أحمد علي", "José Ñandú", "e\u0301lodie o\u0308st", "🦄🦄", "Ana 🦄 Rivera",
    "$\\frac{1}{0}$", "\u202egnihton", "X" * 100, "Wolfeschlegelsteinhausenbergerdorff von der Lippe",
    "1234", "-", "O'Neil-Smith", "\u200b", "नमस्ते देवी", "Ǆ ß", "a\u0300" * 30,
)  # fmt: skip


def measure(text: str, size: float) -> float | None:
    """A typewriter that has Latin letters alone."""
    return len(text) * size * 0.62 if text.isascii() and text.isprintable() else None


people = st.builds(
    Person,
    st.sampled_from(HOSTILE) | st.text(max_size=30),
    st.sampled_from(list(SECTORS)),
    st.sampled_from(list(RINGS)),
    st.none() | st.floats(0, 50),
)
networks = st.lists(people, max_size=40) | st.builds(on_map, st.integers(0, 300), st.integers(0, 9))
names = st.sampled_from(list(NAMES))


def boxes(placed: Layout) -> list[Box]:
    return [label.box for label in placed.labels]


@given(networks, names)
def test_nobody_is_lost_and_nobody_stands_outside(network: list[Person], how: str) -> None:
    placed = layout(network, how, measure)
    key = repr
    assert sorted((dot.person for dot in placed.dots), key=key) == sorted(network, key=key)
    for dot in placed.dots:
        away = hypot(dot.x - CENTRE[0], dot.y - CENTRE[1])
        assert away - dot.radius + 1e-6 >= INNER
        assert away + dot.radius <= OUTER + 1e-6


@given(networks, names)
def test_no_name_covers_another_or_a_dot_or_the_edge(network: list[Person], how: str) -> None:
    placed = layout(network, how, measure)
    for one, other in combinations(boxes(placed), 2):
        assert not one.covers(other)
    for box in boxes(placed):
        assert not box.covers(Box.around(*CENTRE, YOU, YOU))
        assert all(hypot(x - CENTRE[0], y - CENTRE[1]) <= OUTER + 2 for x, y in box.corners)
        for dot in placed.dots:
            near = hypot(
                dot.x - max(box.left, min(dot.x, box.right)),
                dot.y - max(box.bottom, min(dot.y, box.top)),
            )
            assert near >= dot.radius
    for label in placed.labels:
        for line in label.lines:
            wide = measure(line, LETTERS)
            assert wide is not None
            assert wide <= label.box.right - label.box.left + 1e-6


@given(networks, names)
def test_no_dot_covers_another(network: list[Person], how: str) -> None:
    dots = layout(network, how, measure).dots
    for one, other in combinations(dots, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= one.radius + other.radius - 1e-6


@given(networks, names, st.randoms(use_true_random=False))
def test_the_same_network_gives_the_same_map_in_whatever_order(
    network: list[Person], how: str, random: Random
) -> None:
    shuffled = list(network)
    random.shuffle(shuffled)
    first, second = layout(network, how, measure), layout(shuffled, how, measure)
    assert {(dot.person, dot.x, dot.y) for dot in first.dots} == {
        (dot.person, dot.x, dot.y) for dot in second.dots
    }
    assert first == layout(network, how, measure)


@given(networks)
def test_everybody_stands_in_their_sector_and_nearer_seats_are_nearer(
    network: list[Person],
) -> None:
    placed = layout(network, "none", measure)
    away = {
        ring: [
            hypot(dot.x - CENTRE[0], dot.y - CENTRE[1])
            for dot in placed.dots
            if RINGS[dot.person.seat] == ring
        ]
        for ring in range(3)
    }
    for near, far in ((0, 1), (0, 2), (1, 2)):
        if away[near] and away[far]:
            assert max(away[near]) < min(away[far])
    widths = [sector.ends - sector.begins for sector in placed.sectors]
    assert len(widths) == len({each.setting for each in network})
    assert not widths or abs(sum(widths) - tau) < 1e-6


@given(networks, st.integers(0, 320))
def test_the_nearest_are_those_aboard_and_in_touch_latest(network: list[Person], most: int) -> None:
    some = nearest(network, most)
    assert len(some) == min(most, len(network))
    left = [each for each in network if RINGS[each.seat] == 0 and each not in some]
    assert not left or all(RINGS[each.seat] == 0 for each in some)
    shares = [each.share for each in some if each.seat == "aboard" and each.share is not None]
    assert shares == sorted(shares)


def test_every_sector_of_the_largest_map_has_its_name() -> None:
    from bot.journey.picture import measure as real

    everywhere = [Person("A", key, "aboard", 1.0) for key in SECTORS] * 15
    assert [sector.name != "" for sector in layout(everywhere, "none", real).sectors] == [True] * 20


def test_full_names_have_room_in_a_small_network_and_initials_stand_in_its_dots() -> None:
    few = [Person("Ana Rivera", "driving", "aboard", 0.2), Person("Bo Park", "", "pit_stop", 3.0)]
    assert [label.lines for label in layout(few, "full", measure).labels] == [
        ("Ana Rivera",),
        ("Bo Park",),
    ]
    assert [dot.initials for dot in layout(few, "initials", measure).dots] == ["AR", "BP"]
    nameless = layout(few, "none", measure)
    assert nameless.labels == ()
    assert {dot.initials for dot in nameless.dots} == {""}


def test_what_no_font_has_is_left_out_of_a_name_and_a_name_of_nothing_else_is_a_dot() -> None:
    for name, shown in (("Ana 🦄 Rivera", ["Ana Rivera"]), ("🦄", []), ("李小龍", [])):
        placed = layout([Person(name, "", "aboard", 1.0)], "full", measure)
        assert [" ".join(label.lines) for label in placed.labels] == shown


@pytest.mark.parametrize(
    ("name", "short"),
    [("Ana Rivera", "AR"), ("Ana de la Vega", "AV"), ("Prince", "P"), ("e\u0301lodie", "E\u0301"),
     ("🦄", ""), ("", ""), ("(Ana) 7 \"Rivera\"", "AR"), ("李 小龍", "李小"), ("O'Neil", "O")],
)  # fmt: skip
def test_initials_are_the_first_letters_of_the_first_and_the_last_word(
    name: str, short: str
) -> None:
    assert initials(name) == short


def test_warmth_goes_by_the_time_in_which_one_wants_to_be_in_touch() -> None:
    shares = (0.0, 0.49, 0.5, 0.99, 1.0, 1.99, 2.0, 90.0, None)
    assert [warmth(each) for each in shares] == [
        *("lately", "lately", "on_time", "on_time", "to_write", "to_write", "quiet", "quiet"),
        "not_yet",
    ]


def test_colours_differ_for_every_kind_of_colour_sight() -> None:
    """Colours as they are seen with each kind of colour blindness, by Machado and others (2009)."""
    from bot.journey.picture import WARMTH

    kinds = {
        "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
        "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
    }
    colours = [colour for colour, _said in WARMTH.values() if colour]
    for kind in kinds.values():
        seen = [_lab(_mixed(colour, kind)) for colour in colours]
        for one, other in combinations(seen, 2):
            assert hypot(*(a - b for a, b in zip(one, other, strict=True))) > 18
    grey = [_lab(_mixed(colour, ((0.2126, 0.7152, 0.0722),) * 3))[0] for colour in colours]
    assert all(light - dark > 9 for light, dark in pairwise(grey)), grey


def _mixed(colour: str, kind: tuple[tuple[float, ...], ...]) -> list[float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    mixed = [sum(a * b for a, b in zip(line, linear, strict=True)) for line in kind]
    return [min(1.0, max(0.0, each)) for each in mixed]


def _lab(linear: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* of linear sRGB under D65."""
    to_xyz = ((0.4339, 0.3762, 0.1899), (0.2127, 0.7152, 0.0722), (0.0178, 0.1095, 0.8727))
    x, y, z = (sum(a * b for a, b in zip(line, linear, strict=True)) for line in to_xyz)
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_hostile_names_are_drawn_without_a_warning_and_twice_the_same(
    recwarn: pytest.WarningsRecorder,
) -> None:
    from bot.journey.picture import HEIGHT, SCALE, WARMTH, WIDTH, Order, draw
    from bot.journey.picture import measure as real

    some = [replace(each, name=name) for each, name in zip(on_map(18), HOSTILE, strict=True)]
    picture = draw(Order(some, "full", "18 people"))
    assert picture.startswith(b"\x89PNG")
    size = (int(WIDTH * SCALE), int(HEIGHT * SCALE))
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == size
    assert len(picture) < 300_000
    colours = {colour for _count, colour in Image.open(BytesIO(picture)).getcolors(2**20) or ()}
    drawn = {WARMTH[warmth(each.share)][0] for each in some} - {""}
    assert {tuple(bytes.fromhex(colour[1:])) for colour in drawn} <= colours
    assert draw(Order(some, "full", "18 people")) == picture
    assert not recwarn.list
    assert real("Ana", 13.0) is not None
    assert real("\U0010ffff", 13.0) is None


def test_matplotlib_is_imported_on_first_use_alone() -> None:
    root = Path(bot.__file__).parent
    sources = [*root.rglob("*.py"), *(root.parent / "cogs").rglob("*.py")]
    users = [
        path.name
        for path in sources
        if re.search(
            r"^\s*(import|from) (matplotlib|numpy|PIL)\b", path.read_text("utf-8"), re.MULTILINE
        )
    ]
    assert users == ["picture.py"]
    code = (
        "import sys, bot.journey.picture\n"
        "sys.exit(bool({'matplotlib', 'numpy', 'PIL', 'discord'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603
