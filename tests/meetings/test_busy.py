"""Exported calendars as busy times: what programs write, and what is written to do harm."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.meetings.busy import MOST_BYTES, MOST_TIMES, Busy, CalendarTooBig, NotACalendar, busy_times

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
FIRST = datetime(2026, 3, 1, tzinfo=LOS_ANGELES)
LAST = datetime(2026, 4, 1, tzinfo=LOS_ANGELES)

SAMPLES = Path(__file__).parent / "samples"
GOOGLE, OUTLOOK, APPLE = (
    (SAMPLES / f"{name}.ics").read_text("utf-8") for name in ("google", "outlook", "apple")
)


def read(text: str | bytes, first: datetime = FIRST, last: datetime = LAST) -> Busy:
    data = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
    return busy_times(data, first, last, LOS_ANGELES)


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> str:
    return "BEGIN:VCALENDAR\nVERSION:2.0\n" + "".join(parts) + "END:VCALENDAR\n"


#: A plain one, which must survive whatever stands beside it.
PLAIN = event("UID:plain", "DTSTART:20260302T170000Z", "DTEND:20260302T180000Z")
PLAIN_TIME = "03-02 09:00–03-02 10:00"


def said(busy: Busy) -> list[str]:
    """Return the times as the student's clock shows them."""
    local = [[each.astimezone(LOS_ANGELES) for each in span] for span in busy.times]
    return [f"{begins:%m-%d %H:%M}–{ends:%m-%d %H:%M}" for begins, ends in local]


def times(*lines: str, first: datetime = FIRST, last: datetime = LAST) -> list[str]:
    busy = read(calendar(event("UID:1", *lines)), first, last)
    assert busy.skipped == 0
    assert busy.events == 1
    return said(busy)


def test_a_calendar_from_google():
    busy = read(GOOGLE)
    assert said(busy) == [
        "03-02 09:00–03-02 10:30",
        "03-10 14:00–03-10 15:30",  # moved from the 9th; the 4th is left out
        "03-11 09:00–03-11 10:30",  # summer time began on the 8th
        "03-16 09:00–03-16 10:30",
        "03-18 09:00–03-18 10:30",  # the last
        "03-25 10:00–03-25 11:00",
    ]
    assert (busy.events, busy.skipped) == (4, 0)


def test_a_calendar_from_outlook():
    busy = read(OUTLOOK)
    assert said(busy) == [
        "03-02 11:00–03-02 12:00",  # the first weekday of the month
        "03-12 00:00–03-14 00:00",
        "03-17 02:00–03-17 03:00",
    ]
    assert (busy.events, busy.skipped) == (4, 0)


def test_a_calendar_from_apple():
    busy = read(APPLE)
    assert said(busy) == [
        "03-03 09:00–03-03 10:00",
        "03-05 09:00–03-05 10:00",  # the 4th is cancelled
        "03-07 08:00–03-07 10:00",
    ]
    assert (busy.events, busy.skipped) == (4, 0)


def test_only_times_are_kept():
    busy = read(GOOGLE)
    assert set(Busy.__slots__) == {"times", "events", "skipped"}
    assert all(
        type(each) is datetime and each.tzinfo is UTC for span in busy.times for each in span
    )


def test_times_are_merged_and_end_with_the_window():
    busy = read(
        calendar(
            event("DTSTART:20260302T170000Z", "DTEND:20260302T180000Z"),
            event("DTSTART:20260302T173000Z", "DTEND:20260302T190000Z"),
            event("DTSTART:20260302T190000Z", "DTEND:20260302T193000Z"),
            event("DTSTART:20260220T170000Z", "DTEND:20260301T200000Z"),
            event("DTSTART:20260331T170000Z", "DTEND:20260501T200000Z"),
            event("DTSTART:20260501T170000Z", "DTEND:20260501T200000Z"),
            event("DTSTART:20260310T170000Z", "DTEND:20260310T170000Z"),
            event("DTSTART:20260310T170000Z"),
        )
    )
    assert said(busy) == [
        "03-01 00:00–03-01 12:00",
        "03-02 09:00–03-02 11:30",
        "03-31 10:00–04-01 00:00",
    ]
    assert (busy.events, busy.skipped) == (8, 0)


@pytest.mark.parametrize(
    "line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"]
)
@pytest.mark.parametrize("rule", [(), ("RRULE:FREQ=DAILY",)])
def test_what_is_free_or_cancelled_keeps_nobody_busy(line: str, rule: tuple[str, ...]):
    assert times("DTSTART;VALUE=DATE:20260310", line, *rule) == []
    assert times("DTSTART:20260310T100000Z", "DURATION:PT1H", line.lower(), *rule) == []


def test_a_whole_day_is_one_in_the_students_zone():
    assert times("DTSTART;VALUE=DATE:20260308") == ["03-08 00:00–03-09 00:00"]
    busy = read(calendar(event("DTSTART;VALUE=DATE:20260308", "DTEND;VALUE=DATE:20260308")))
    ((begins, ends),) = busy.times
    assert ends - begins == timedelta(hours=23)  # summer time begins


@pytest.mark.parametrize(
    ("duration", "ends"),
    [
        ("P1D", "03-08 10:00"),
        ("P1W", "03-14 10:00"),
        ("P1DT2H", "03-08 12:00"),
    ],
)
def test_a_day_is_one_on_the_clock(duration: str, ends: str):
    found = times("DTSTART;TZID=America/Los_Angeles:20260307T100000", f"DURATION:{duration}")
    assert found == [f"03-07 10:00–{ends}"]


def test_a_series_keeps_its_hour_when_the_clocks_change():
    zone = "TZID=America/Los_Angeles"
    found = times(
        f"DTSTART;{zone}:20250601T090000", f"DTEND;{zone}:20250601T100000", "RRULE:FREQ=WEEKLY"
    )
    assert found == [f"03-{day} 09:00–03-{day} 10:00" for day in ("01", "08", "15", "22", "29")]


@pytest.mark.parametrize(
    "name",
    [
        "America/Los_Angeles", "Pacific Standard Time", "/mozilla.org/20070129_1/America/Los_Angeles",
        '"Pacific Standard Time"', "/freeassociation.sourceforge.net/America/Los_Angeles", "US/Pacific",
    ],
)  # fmt: skip
def test_zones_have_many_names(name: str):
    assert times(f"DTSTART;TZID={name}:20260310T100000", "DURATION:PT1H") == [
        "03-10 10:00–03-10 11:00"
    ]


def zone_called(name: str, *offsets: str) -> str:
    rules = "".join(
        f"BEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:{each}\nTZOFFSETTO:{each}\n"
        "RRULE:FREQ=SECONDLY\nEND:STANDARD\n"
        for each in offsets
    )
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{rules}END:VTIMEZONE\n"


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        (("-0800",), ["03-10 11:00–03-10 12:00"]),
    ],
)
def test_a_zone_that_only_its_program_knows_is_told_by_its_offsets(
    offsets: tuple[str, ...], expected: list[str]
):
    name = "(UTC-08:00) Pacific Time (US & Canada)"
    late = event(f'DTSTART;TZID="{name}":20260310T100000', "DURATION:PT1H")
    busy = read(calendar(late, zone_called(name, *offsets)))
    assert said(busy) == expected
    assert busy.skipped == (not expected)


def test_a_series_can_have_more_days_and_fewer():
    found = times(
        "DTSTART:20260302T180000Z",
        "DURATION:PT1H",
        "RRULE:FREQ=WEEKLY;COUNT=3",
        "RDATE:20260304T180000Z,20260305T180000Z",
        "EXDATE;TZID=America/New_York:20260309T140000",
        "EXDATE:20260305T180000Z",
    )
    assert found == [
        f"03-{each}"
        for each in ("02 10:00–03-02 11:00", "04 10:00–03-04 11:00", "16 11:00–03-16 12:00")
    ]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("20260310T170000Z", ["03", "10"]),
        ("20260310T165959Z", ["03"]),
        ("99991231T000000Z", ["03", "10", "17", "24", "31"]),
    ],
)
def test_a_series_goes_on_through_its_last_time(until: str, days: list[str]):
    zone = "TZID=America/Los_Angeles"
    found = times(
        f"DTSTART;{zone}:20260106T100000", "DURATION:PT1H", f"RRULE:FREQ=WEEKLY;UNTIL={until}"
    )
    assert found == [f"03-{day} 10:00–03-{day} 11:00" for day in days]


def test_whole_days_can_come_round():
    found = times(
        "DTSTART;VALUE=DATE:20200107",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260316",
        "EXDATE;VALUE=DATE:20260310",
    )
    assert found == []
    found = times("DTSTART;VALUE=DATE:20200114", "RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20260317")
    assert found == ["03-03 00:00–03-04 00:00", "03-17 00:00–03-18 00:00"]


def test_a_moved_day_of_a_series_that_is_over_still_counts():
    busy = read(
        calendar(
            event(
                "UID:1", "DTSTART:20200107T180000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"
            ),
            event(
                "UID:1",
                "RECURRENCE-ID:20200114T180000Z",
                "DTSTART:20260310T170000Z",
                "DURATION:PT1H",
            ),
        )
    )
    assert said(busy) == ["03-10 10:00–03-10 11:00"]


weekdays = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3
)
numbered = st.lists(st.sampled_from(["1MO", "2TU", "-1FR", "4SU", "-2WE"]), min_size=1, max_size=2)
month_days = st.lists(st.sampled_from(["1", "15", "28", "-1", "31"]), min_size=1, max_size=2)
months = st.lists(st.sampled_from(["1", "2", "3", "4", "12"]), min_size=1, max_size=2)
no_parts: st.SearchStrategy[dict[str, list[str]]] = st.just({})
rules = st.one_of(
    st.tuples(st.just("DAILY"), no_parts),
    st.tuples(st.just("WEEKLY"), no_parts | st.fixed_dictionaries({"BYDAY": weekdays})),
    st.tuples(
        st.just("MONTHLY"),
        no_parts
        | st.fixed_dictionaries({"BYMONTHDAY": month_days})
        | st.fixed_dictionaries({"BYDAY": numbered})
        | st.fixed_dictionaries({"BYDAY": weekdays, "BYSETPOS": st.sampled_from([["1"], ["-1"]])}),
    ),
    st.tuples(
        st.just("YEARLY"),
        no_parts
        | st.fixed_dictionaries({"BYMONTH": months, "BYMONTHDAY": month_days})
        | st.fixed_dictionaries({"BYMONTH": months, "BYDAY": numbered}),
    ),
)


@given(
    rules,
    st.integers(1, 6),
    st.none() | st.integers(1, 60),
    st.datetimes(datetime(2015, 1, 1), datetime(2026, 3, 20)),  # noqa: DTZ001
    st.sampled_from(["", ";WKST=SU"]),
)
def test_a_series_comes_round_when_its_rule_says(
    rule: tuple[str, dict[str, list[str]]],
    interval: int,
    count: int | None,
    begins: datetime,
    week: str,
):
    frequency, parts = rule
    text = f"FREQ={frequency};INTERVAL={interval}{week}"
    text += "".join(f";{key}={','.join(values)}" for key, values in parts.items())
    text += f";COUNT={count}" if count else ""
    begins = begins.replace(microsecond=0, tzinfo=UTC)
    lines = [f"DTSTART:{begins:%Y%m%dT%H%M%SZ}", "DURATION:PT1M", f"RRULE:{text}"]
    busy = read(calendar(event(*lines)))
    assume(not busy.skipped)  # as days that only some months have
    found = {start for start, _ in busy.times}
    expected = {*rrulestr(text, dtstart=begins).between(FIRST, LAST, inc=True), begins}
    assert found - {begins} == {each for each in expected if FIRST <= each < LAST} - {begins}


def test_there_are_only_so_many_times():
    often = (
        event(f"DTSTART:20260301T{each // 6:02}{each % 6}000Z", "DURATION:PT5M", "RRULE:FREQ=DAILY")
        for each in range(100)
    )
    busy = read(calendar(*often))
    assert len(busy.times) == MOST_TIMES
    assert busy.events == 100


@pytest.mark.parametrize(
    "data",
    [
        GOOGLE.encode("utf-16"),
        b"\xef\xbb\xbf" + GOOGLE.encode(),
        GOOGLE.replace("Jo's", "José’s").encode("windows-1252"),
        GOOGLE.replace("\n", "\r").encode(),
        b"\n\n" + GOOGLE.encode(),
    ],
    ids=["utf-16", "bom", "windows-1252", "cr", "empty lines"],
)
def test_a_calendar_is_read_in_whatever_letters(data: bytes):
    busy = busy_times(data, FIRST, LAST, LOS_ANGELES)
    assert busy == read(GOOGLE)


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
        b"", b"\x00" * 1000, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", b"name,email\nAna,ana@example.org\n",
        b"BEGIN:VCARD\nEND:VCARD\n", b"\xff\xfe", b"\xff\xfe\x00", bytes(range(256)) * 100, b"PK\x03\x04",
    ],
)  # fmt: skip
def test_another_kind_of_file_is_no_calendar(data: bytes):
    with pytest.raises(NotACalendar):
        read(data)


def test_a_calendar_without_events_is_one():
    assert read(calendar()) == Busy((), 0, 0)


def test_a_file_can_be_too_big():
    with pytest.raises(CalendarTooBig):
        read(b"x" * (MOST_BYTES + 1))
