"""Whatever a file holds, it is read or refused: nothing hangs and nothing else is raised."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.contacts.formats import (
    MAX_BYTES,
    Found,
    Skipped,
    UnreadableFile,
    read,
    write_csv,
    write_json,
    write_vcard,
)
from bot.contacts.model import Fields, Interaction, cleaned

REASONS = {
    "empty", "too_large", "too_many", "binary", "no_header", "no_people", "broken", "not_ours",
}  # fmt: skip
ANA = Fields(name="Ana Rivera", tags=("ot",))
TIMES = [Interaction(0, 0, "met", datetime(2026, 1, 5, tzinfo=UTC), note="hello")]
SAMPLES = [
    *(each.read_bytes() for each in sorted((Path(__file__).parent / "samples").iterdir())),
    write_csv([ANA]),
    write_vcard([ANA]),
    write_json([(ANA, TIMES)]),
]
names = st.sampled_from(["people.csv", "people.vcf", "people.json", "people", ""])
anything = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["2026-01-05", "0001-01-01T00:00:00+09:00", "met", "x" * 2000])
)  # fmt: skip
structures = st.recursive(
    anything, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def refused(data: bytes, name: str = "") -> str:
    with pytest.raises(UnreadableFile) as refusal:
        read(data, name)
    return refusal.value.reason


def check(data: bytes, name: str) -> None:
    """Read data, and see that it is refused properly or that what comes back can be kept."""
    try:
        reading = read(data, name)
    except UnreadableFile as refusal:
        assert refusal.reason in REASONS  # noqa: PT017
        return
    for found in reading.found:
        assert cleaned(found.fields) == found.fields
        assert set(found.left_out) <= {*Fields.__slots__, "interactions"}
    for skipped in reading.skipped:
        assert len(skipped.who) <= 60
        assert skipped.reason in {"no_name", "too_long", "unreadable", "twice"}


@given(st.binary(max_size=300), names)
def test_random_bytes_are_refused_or_read(data: bytes, name: str) -> None:
    check(data, name)


@given(st.text(max_size=300), st.sampled_from(["Name,Notes\n", "BEGIN:VCARD\nFN:x\n", '{"a":']))
def test_random_text_behind_a_good_beginning_is_refused_or_read(text: str, start: str) -> None:
    check((start + text).encode("utf-8", "surrogatepass"), "")


@given(st.data())
def test_a_good_file_with_something_torn_out_or_put_in_is_refused_or_read(data) -> None:
    whole = data.draw(st.sampled_from(SAMPLES))
    for _ in range(data.draw(st.integers(1, 4))):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
        piece = data.draw(
            st.binary(max_size=8)
            | st.sampled_from(
                [b'"', b"\r", b"\n", b"\\", b";", b"=\r\n", b"\x00", b"\xff", b"}", b":"]
            )
        )
        whole = whole[:start] + piece + whole[min(end, start + 20) :]
    check(whole, "")


@given(st.dictionaries(st.sampled_from([*Fields.__slots__, "interactions"]), structures))
@example({"name": "Ana", "met_at": "0001-01-01T00:00:00+09:00"})
@example({"name": "Ana", "discord_id": 2**80, "past_roles": [{"until": "2026-01-05"}, 3]})
@example({"name": "Ana", "interactions": [{"happened_at": "2026-01-05", "note": "x" * 2000}, {}]})
@example({"name": "\ud800Ana", "archived": "x", "links": ["http://[", "//"]})
def test_an_export_with_the_wrong_things_in_it_is_read_as_far_as_it_goes(entry) -> None:
    whole = {"format": "pitstop-contacts", "version": 1, "contacts": [entry]}
    check(json.dumps(whole).encode(), "")


def test_an_interaction_without_a_day_is_left_out_and_a_long_note_is_cut() -> None:
    times = [
        {"kind": "met", "note": "x"},
        {"kind": "?", "happened_at": "2026-01-05", "note": "x" * 1001},
    ]
    whole = {"format": "pitstop-contacts", "contacts": [{"name": "Ana", "interactions": times}, 3]}
    reading = read(json.dumps(whole).encode(), "")
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert reading.found == (
        Found(
            1,
            Fields(name="Ana"),
            (Interaction(0, 0, "other", noon, note="x" * 999 + "…"),),
            ("interactions",),
        ),
    )
    assert reading.skipped == (Skipped(2, "", "unreadable"),)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"contacts": []}', "not_ours"),
        (b"[1, 2]", "not_ours"),
        (b'{"format": "pitstop-contacts"}', "no_people"),
        (b"{'name': 'Ana'}", "broken"),
        (b"[" * 100_000, "broken"),
        (b'{"a":' * 100_000, "broken"),
        (b'{"a": ' + b"1" * 5000 + b"}", "broken"),
        (json.dumps({"format": "pitstop-contacts", "contacts": [1] * 10_001}).encode(), "too_many"),
    ],
)
def test_json_that_is_no_export_says_why(data: bytes, reason: str) -> None:
    assert refused(data, "people.json") == reason


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00xl/workbook.xml",
        b"%PDF-1.7\n1 0 obj",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"Name,Email\x00\nAna,",
        bytes(range(32)),
    ],
)
def test_a_picture_or_a_workbook_is_no_text(data: bytes) -> None:
    assert refused(data, "people.csv") == "binary"


@pytest.mark.parametrize(
    "data",
    [
        b"a" * MAX_BYTES,
        b"," * MAX_BYTES,
        b"Name\n" + b"\n" * (MAX_BYTES - 5),
        b'Name\n"' + b"a" * (MAX_BYTES - 6),
        b"Name,x" + b",x" * 10_000 + b"\n" + b"Ana" + b"," * 10_000,
        b"Name\n" + b"\n".join(b"(she" + b" " * 1000 + b"%d" % number for number in range(3000)),
        b"Name\n" + b"(" * 100_000,
        b"BEGIN:VCARD\nFN" + b";A" * (MAX_BYTES // 2 - 10) + b"!",
        b"BEGIN:VCARD\nFN" + b';A="b' * 1_000_000 + b":x",
        b"BEGIN:VCARD\nFN:x\nPHOTO:a" + b"\n " * 400_000 + b"\nEND:VCARD",
        b"BEGIN:VCARD\nFN:x\nNOTE;QUOTED-PRINTABLE:a" + b"=\n" * 400_000,
        b"BEGIN:VCARD\nFN:x\nCATEGORIES:" + b"\\," * 4_000_000 + b"\nEND:VCARD",
    ],
)
def test_a_file_made_to_keep_somebody_waiting_does_not(data: bytes) -> None:
    check(data, "")


def test_a_file_of_more_than_10_mb_is_not_even_looked_at() -> None:
    assert refused(b"Name\n" + b"a" * MAX_BYTES) == "too_large"


def test_the_limit_of_the_csv_module_stays_what_it_was() -> None:
    before = csv.field_size_limit()
    assert refused(b'Name\n"' + b"x" * 200_000) == "broken"
    assert csv.field_size_limit() == before
