"""Calendars that are broken, or written to do harm: they end soon and lose nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.meetings.busy import MOST_EVENTS, Busy, CalendarTooBig, NotACalendar, read_aside

from .test_busy import (
    APPLE,
    FIRST,
    GOOGLE,
    LAST,
    LOS_ANGELES,
    OUTLOOK,
    PLAIN,
    PLAIN_TIME,
    calendar,
    event,
    read,
    said,
)

BROKEN = [
    event("UID:1"),
    event("DTSTART:"),
    event("DTSTART:yesterday", "DTEND:20260310T100000Z"),
    event("DTSTART:20260230T100000Z"),
    event("DTSTART:20260310T250000Z"),
    event("DTSTART:99991231T235959Z", "DURATION:P9999W"),
    event("DTSTART:20260310T100000Z", "DTEND:20260309T100000Z"),
    event("DTSTART:20260310T100000Z", "DTEND;VALUE=DATE:20260311"),
    event("DTSTART:20260310T100000Z", "DURATION:P99999999999999W"),
    event("DTSTART;TZID=a\x00b:20260310T100000"),
    event("DTSTART:20260310T100000Z", "RECURRENCE-ID:never"),
]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_event_is_skipped_alone(broken: str):
    busy = read(calendar(broken, PLAIN))
    assert said(busy) == [PLAIN_TIME]
    assert (busy.events, busy.skipped) == (1, 1)


async def aside(text: str, patience: float = 30.0) -> Busy:
    return await read_aside(text.encode(), FIRST, LAST, LOS_ANGELES, patience)


async def test_a_process_of_its_own_reads_the_same() -> None:
    for text in (GOOGLE, OUTLOOK, APPLE):
        assert await aside(text) == read(text)
    with pytest.raises(NotACalendar):
        await aside("%PDF-1.7")
    with pytest.raises(CalendarTooBig):
        await aside("BEGIN:VCALENDAR\n" + PLAIN * (MOST_EVENTS + 1) + "END:VCALENDAR\n")


async def test_a_file_that_takes_forever_is_given_up() -> None:
    never = event("DTSTART:20260131T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=0")
    with pytest.raises(CalendarTooBig):
        await aside(calendar(never, PLAIN), patience=2.0)


def test_times_in_a_zone_that_nobody_knows_are_the_students_own() -> None:
    for name in ("Nowhere/Else", "../../../etc/passwd"):
        odd = event(f"DTSTART;TZID={name}:20260310T100000", "DURATION:PT1H")
        assert said(read(calendar(odd))) == ["03-10 10:00–03-10 11:00"]


lines = st.sampled_from(
    [line for text in (GOOGLE, OUTLOOK, APPLE, *BROKEN) for line in text.splitlines()]
)


@given(st.lists(lines, max_size=60))
def test_no_mixture_of_lines_breaks_the_reading(mixture: list[str]):
    try:
        busy = read("BEGIN:VCALENDAR\n" + "\n".join(mixture) + "\nEND:VCALENDAR\n")
    except NotACalendar:
        return
    assert list(busy.times) == sorted(busy.times)
    assert all(FIRST <= begins < ends <= LAST for begins, ends in busy.times)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes):
    try:
        busy = read(
            b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART" + data + b"\nEND:VEVENT\nEND:VCALENDAR"
        )
    except NotACalendar:
        return
    assert busy.times == ()
