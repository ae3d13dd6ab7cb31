"""The numbers of a network, against a reading that looks at every week, talk and person anew."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.contacts.model import SETTINGS
from bot.journey.statistics import (
    COVERABLE,
    Asked,
    CameDue,
    Found,
    Member,
    Sent,
    Touch,
    activity,
    coverage,
    due,
    first_day,
    numbers,
    replies,
    share,
    thanks,
)

NOW = datetime(2026, 1, 7, 18, 0, tzinfo=UTC)  # a Wednesday
TODAY = NOW.date()
LONG_AGO = date(2025, 1, 1)
ZONE = ZoneInfo("America/Los_Angeles")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

persons = st.integers(1, 4)
moments = st.integers(0, 84 * 24).map(lambda hours: NOW - hours * HOUR)
kinds = st.sampled_from(("coffee", "call", "email", "thanks", "event", "met"))
talks = st.lists(
    st.builds(Touch, persons, kinds, moments), max_size=30, unique_by=lambda t: (t.contact_id, t.at)
)


@given(st.sets(st.integers(0, 100).map(lambda back: TODAY - back * DAY)), st.integers(0, 200))
def test_weeks_are_counted_as_by_looking_at_every_day(days: set[date], since: int) -> None:
    began = TODAY - since * DAY
    found = activity(days, TODAY, began)
    weeks: dict[tuple[int, int], bool] = {}
    day = first_day(TODAY)
    while day <= TODAY:
        week = day.isocalendar()[:2]
        earliest = min([began, *days])
        if week >= earliest.isocalendar()[:2]:
            weeks[week] = weeks.get(week, False) or day in days
        day += DAY
    assert found.weeks == tuple(weeks.values())
    assert found.active == sum(weeks.values())
    assert found.this_week == any(day >= first_day(TODAY, 1) for day in days)


def test_a_week_begins_on_monday_and_the_first_weeks_of_a_student_are_no_gaps() -> None:
    assert first_day(TODAY, 1) == date(2026, 1, 5)
    assert first_day(TODAY) == date(2025, 10, 20)
    assert activity([], TODAY, TODAY).weeks == (False,)
    sunday, monday = date(2026, 1, 4), date(2026, 1, 5)
    assert activity([sunday], TODAY, monday).weeks == (True, False)
    assert activity([monday], TODAY, LONG_AGO).weeks == (*(False,) * 11, True)


@given(st.lists(st.sampled_from([*SETTINGS, None])))
def test_every_setting_has_somebody_or_is_empty(settings: list[str | None]) -> None:
    found = coverage(settings)
    assert dict(found.people) == {k: settings.count(k) for k in SETTINGS if k in settings}
    assert {key for key, _ in found.people} - {"other"} | set(found.empty) == set(COVERABLE)
    assert found.unset == settings.count(None)
    assert [number for _, number in found.people] == sorted(
        (number for _, number in found.people), reverse=True
    )


@given(talks)
def test_thanks_are_counted_as_by_looking_at_every_talk(touches: list[Touch]) -> None:
    found = thanks(touches, NOW)
    within = later = open_talks = 0
    for talk in touches:
        if talk.kind not in {"coffee", "call", "met"}:
            continue
        after = sorted(
            (t for t in touches
             if t.contact_id == talk.contact_id and t.at > talk.at
             and t.kind in {"coffee", "call", "met", "thanks"}),
            key=lambda t: t.at,
        )  # fmt: skip
        if after and after[0].kind != "thanks":
            continue  # the next talk stands for it
        took = after[0].at - talk.at if after else None
        if took is not None and took <= DAY:
            within += 1
        elif NOW - talk.at >= DAY:
            later += took is not None
            open_talks += took is None
    assert (found.within_a_day, found.later) == (within, later)
    assert found.talks == within + later + open_talks
    assert len(set(found.waiting)) == len(found.waiting) >= open_talks


def test_a_talk_of_today_waits_and_does_not_count_yet() -> None:
    found = thanks([Touch(1, "coffee", NOW - 3 * HOUR)], NOW)
    assert (found.talks, found.waiting) == (0, (1,))
    a_day = [Touch(1, "coffee", NOW - 30 * HOUR), Touch(1, "thanks", NOW - 6 * HOUR)]
    assert thanks(a_day, NOW).within_a_day == 1
    assert thanks([*a_day[:1], Touch(1, "thanks", NOW - 5 * HOUR)], NOW).later == 1


@given(
    st.lists(st.builds(Asked, persons, moments, st.booleans())),
    st.dictionaries(persons, moments),
    st.dictionaries(persons, moments),
)
def test_replies_are_counted_by_person(
    asked: list[Asked], followed: dict[int, datetime], talked: dict[int, datetime]
) -> None:
    found = replies(asked, followed, talked, NOW)
    answered: list[int] = []
    silent: list[int] = []
    everybody = {each.contact_id for each in asked}
    for person in everybody:
        mine = [each for each in asked if each.contact_id == person]
        first, last = min(each.at for each in mine), max(each.at for each in mine)
        if any(each.answered for each in mine) or talked.get(person, first) > first:
            answered.append(person)
        elif NOW - last >= 7 * DAY and not followed.get(person, last - DAY) >= last:
            silent.append(person)
    assert (found.asked, found.answered) == (len(everybody), len(answered))
    assert sorted(found.silent) == sorted(silent)


days = st.integers(0, 60).map(lambda back: TODAY - back * DAY)


@given(
    st.lists(st.builds(CameDue, persons, days, moments)),
    st.dictionaries(persons, st.integers(-500, 500).map(lambda hours: NOW + hours * HOUR)),
    st.dictionaries(persons, days),
)
def test_who_was_due_waits_or_was_written_to(
    came: list[CameDue], due_at: dict[int, datetime], last_on: dict[int, date]
) -> None:
    found = due(came, due_at, last_on, NOW, ZONE)
    waiting = [person for person in due_at if due_at[person] <= NOW]
    written = {
        person
        for person in last_on
        if person not in waiting
        and any(
            each.contact_id == person
            and each.settled_at.astimezone(ZONE).date() >= each.due_on
            and last_on[person] >= each.due_on
            for each in came
        )
    }
    assert sorted(found.waiting) == sorted(waiting)
    assert found.written == len(written)
    assert found.people == len(written) + len(waiting)
    assert [due_at[each] for each in found.waiting] == sorted(due_at[each] for each in waiting)


def test_a_share_is_the_part_of_the_time_until_they_are_due() -> None:
    def part(back: int, cadence: str | None, seat: str = "aboard") -> float | None:
        return share(cadence, seat, TODAY - back * DAY, TODAY)

    assert share("6 weeks", "aboard", None, TODAY) is None
    assert [part(back, "6 weeks") for back in (0, 21, 42, 84)] == [0, 0.5, 1, 2]
    assert part(42, "6 weeks", "dropped_off") == 1
    for each in (part(42, "6 weeks", "pit_stop"), part(42, None)):
        assert each is not None
        assert 0.22 < each < 0.24
    assert part(-3, "6 weeks") == 0


def test_all_numbers_together_leave_out_who_is_gone_and_own_notes_are_no_answers() -> None:
    ana, bo = (
        Member(1, "Ana", "driving", "aboard", "6 weeks"),
        Member(2, "Bo", None, "dropped_off", None),
    )
    sent = NOW - 10 * DAY
    found = Found(
        began=TODAY - 20 * DAY,
        members=[ana, bo],
        touches=[
            Touch(1, "email", sent),
            Touch(1, "email", NOW - 2 * DAY),
            Touch(2, "coffee", NOW - 5 * DAY),
            Touch(9, "coffee", NOW - 15 * DAY),
        ],
        sent=[Sent(1, "outreach", sent), Sent(1, "follow_up", NOW - 2 * DAY)],
        asked=[Asked(1, sent), Asked(9, sent)],
        came_due=[CameDue(9, TODAY - 20 * DAY, sent)],
        due_at={1: NOW - HOUR, 2: NOW - HOUR},
    )
    stats = numbers(found, NOW, ZONE)
    assert stats.people == 2
    assert stats.activity.weeks == (False, True, True, True)
    assert (stats.replies.asked, stats.replies.answered, stats.replies.silent) == (1, 0, ())
    assert stats.thanks.talks == 0
    assert (stats.due.people, stats.due.waiting) == (1, (1,))
    assert stats.warmest == 1
    assert stats.coverage.unset == 1
