"""Whatever students and mentors do about meetings, in whatever order: no time is given away twice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from bot.contacts.interactions import Talk
from bot.contacts.merging import SameContact
from bot.contacts.network import ContactNotFound, token
from bot.database import Database
from bot.dates import PastTime
from bot.meetings.asking import NotOffered
from bot.meetings.debrief import NotYet, Reflection
from bot.meetings.desk import Clash
from bot.meetings.model import OPEN, ImpossibleMove, Meeting, MeetingNotFound, State
from bot.meetings.offers import NoBookingLink, SlotTaken, WrongNumber
from bot.meetings.slots import Slot, clash
from bot.mentors.model import MentorRests
from bot.notes.desk import AlreadySent, DraftNotFound
from bot.nudges.model import (
    ASK_AGAIN,
    DEBRIEF,
    DRAFT,
    MEETING_SOON,
    MEETING_TOMORROW,
    MENTOR_REQUEST,
    NO_REPLY,
)

from .arranging import LEE, WISH, every, mentoring, note, open_of
from .databases import MAYA, SAM, enrol
from .nudging import DAY, MINUTE
from .rooms import Rooms, rooms_of_maya

#: What a student or a mentor may be told, and then nothing has happened.
TOLD = (
    *(
        AlreadySent,
        DraftNotFound,
        Clash,
        ContactNotFound,
        ImpossibleMove,
        MeetingNotFound,
        MentorRests,
    ),
    *(NoBookingLink, NotOffered, NotYet, PastTime, SameContact, SlotTaken, WrongNumber),
)
BUSY = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//x//y//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20260101T000000Z\r
DTSTART:{0:%Y%m%dT%H%M%SZ}\r
DTEND:{1:%Y%m%dT%H%M%SZ}\r
SUMMARY:Class\r
END:VEVENT\r
END:VCALENDAR\r
"""
#: States in which the note that asked has its answer, or is not sent any more.
SETTLED = {State.CONFIRMED, State.DECLINED, State.CANCELLED, State.MISSED, State.DONE}


class Term:
    """Two students and a mentor who do one thing after another."""

    def __init__(self, rooms: Rooms, random: Random) -> None:
        self.rooms = rooms
        self.random = random
        self.me = MAYA
        self.people: dict[int, list[int]] = {MAYA: [], SAM: []}
        self.changes: dict[int, list[int]] = {MAYA: [], SAM: []}
        self.sequences: dict[str, int] = {}
        self.there: Sequence[Meeting] = ()
        self.done: list[str] = []
        self.acts: Sequence[tuple[int, Callable[[], Awaitable[object]]]] = (
            (1, self.add),
            (3, self.request),
            (4, self.offer),
            (1, self.offer_link),
            (9, self.send),
            (8, self.confirm),
            (4, self.say),
            (4, self.reschedule),
            (4, self.debrief),
            (2, self.undo),
            (1, self.remove),
            (1, self.merge),
            (1, self.keep_free),
            (8, self.answer),
            (1, self.log),
            (2, self.wait),
        )

    async def go_on(self) -> None:
        """Do something; whoever is told that it can't be has changed nothing, and does another."""
        self.me = self.random.choice((MAYA, MAYA, MAYA, SAM))
        self.there = await every(self.rooms, me=self.me)
        weights = [weight for weight, _ in self.acts]
        for [(_, act)] in (self.random.choices(self.acts, weights) for _ in range(9)):
            try:
                await act()
            except TOLD as told:
                self.done.append(f"({act.__name__}: {told!r})")
            else:
                self.done.append(act.__name__)
                return

    def one(self, *states: State) -> Meeting:
        """Return a meeting, mostly of those in these states."""
        found = [each for each in self.there if each.state in states]
        if self.there and self.random.random() < 0.1:
            found = self.there
        if not found:
            raise MeetingNotFound
        return self.random.choice(found)

    def who(self) -> str:
        return token(self.random.choice(self.people[self.me]))

    async def moments(self, meeting: Meeting) -> list[datetime]:
        """Return times: some that are free, sometimes one that is taken."""
        taken = [each for one in self.there for each in one.offered]
        taken += [each.begins_at + 10 * MINUTE for each in self.there if each.begins_at]
        free = await self.rooms.offers.times(self.me, meeting.id)
        found = self.random.sample([slot.begins_at for slot in free], 2)
        if taken and self.random.random() < 0.2:
            found.append(self.random.choice(taken))
        return found

    def moment(self, meeting: Meeting) -> datetime:
        """Return a time that is offered to them, or to others."""
        others = [each for one in self.there for each in one.offered]
        some = [*meeting.offered] * 5 + others
        some += [each.begins_at + 10 * MINUTE for each in self.there if each.begins_at]
        return self.random.choice(some or [self.rooms.now + DAY])

    async def add(self) -> None:
        added = await self.rooms.contacts.add(self.me, {"name": f"Ana {len(self.done)}"})
        self.people[self.me].append(added.details.contact.id)

    async def request(self) -> None:
        mentor = self.random.choice((None, LEE))
        found = await self.rooms.offers.request(self.me, self.who(), WISH, mentor)
        moments = await self.moments(found.meeting)
        await self.rooms.offers.offer(self.me, found.meeting.id, moments)

    async def offer(self) -> None:
        meeting = self.one(State.DRAFT, State.OTHER_TIMES, State.NO_REPLY, State.MOVED)
        await self.rooms.offers.offer(self.me, meeting.id, await self.moments(meeting))

    async def offer_link(self) -> None:
        await self.rooms.availability.set_rules(self.me, link="https://cal.example/me")
        await self.rooms.offers.offer_link(self.me, (self.one(State.DRAFT)).id)

    async def send(self) -> None:
        meeting = self.one(State.DRAFT, State.OTHER_TIMES, State.NO_REPLY, State.MOVED)
        if meeting.draft_id is None:
            await self.rooms.offers.send(self.me, meeting.id)
        else:
            sent = await self.rooms.notes.sent(self.me, meeting.draft_id)
            self.changes[self.me].append(sent.change)

    async def confirm(self) -> None:
        meeting = self.one(State.ASKED, State.OTHER_TIMES, State.CONFIRMED)
        await self.rooms.meetings.confirm(self.me, meeting.id, self.moment(meeting))

    async def say(self) -> None:
        meetings, meeting = self.rooms.meetings, self.one(State.ASKED, State.DECLINED)
        match self.random.randrange(4):
            case 0:
                await meetings.declined(self.me, meeting.id, "Ask me in spring")
            case 1:
                await meetings.other_times(self.me, meeting.id, "Later")
            case _:
                await meetings.ask_again(self.me, (self.one(State.DECLINED)).id)

    async def reschedule(self) -> None:
        meetings, meeting = self.rooms.meetings, self.one(State.CONFIRMED, State.MISSED)
        match self.random.randrange(4):
            case 0:
                await meetings.to_move(self.me, meeting.id)
            case 1:
                await meetings.cancel(self.me, meeting.id)
            case 2:
                await meetings.missed(self.me, meeting.id)
            case _:
                await meetings.place(self.me, meeting.id, f"Room {len(self.done)}")

    async def debrief(self) -> None:
        meeting = self.one(State.CONFIRMED, State.MISSED)
        if meeting.begins_at is not None:
            self.rooms.now = max(self.rooms.now, meeting.begins_at + 5 * MINUTE)
        said = Reflection(highlight="patience", cadence=self.random.choice((None, "2 weeks")))
        done = await self.rooms.debriefs.debrief(self.me, meeting.id, said)
        self.changes[self.me].append(done.change)

    async def undo(self) -> None:
        if not self.changes[self.me]:
            raise MeetingNotFound
        await self.rooms.contacts.undo(self.me, self.changes[self.me].pop())

    async def remove(self) -> None:
        person = self.random.choice(self.people[self.me])
        self.changes[self.me].append((await self.rooms.contacts.delete(self.me, person)).change)

    async def merge(self) -> None:
        one, other = (self.random.choice(self.people[self.me]) for _ in range(2))
        merged = await self.rooms.merging.merge(self.me, one, other, ())
        self.changes[self.me].append(merged.change)

    async def keep_free(self) -> None:
        """Block days, let go of them, or read the student's own calendar."""
        begins = self.rooms.now + self.random.randint(1, 200) * timedelta(hours=1)
        match self.random.randrange(2):
            case 0:
                await self.rooms.availability.block(self.me, f"in {self.random.randint(1, 9)} days")
            case 1:
                await self.rooms.availability.clear(self.me, "blocked")
            case _:
                data = BUSY.format(begins, begins + timedelta(hours=3)).encode()
                await self.rooms.availability.read_calendar(self.me, data)

    async def answer(self) -> None:
        """Let the mentor answer."""
        meeting, requests = self.one(State.ASKED, State.CONFIRMED), self.rooms.requests
        match self.random.randrange(5):
            case 0:
                await requests.suggest(LEE, meeting.id, "Later")
            case 1:
                await requests.not_now(LEE, meeting.id, None)
            case 2:
                await requests.call_off(LEE, meeting.id)
            case _:
                await requests.accept(LEE, meeting.id, self.moment(meeting))

    async def log(self) -> None:
        await self.rooms.interactions.log(self.me, self.who(), Talk(how="email"))

    async def wait(self) -> None:
        """Let time pass, often less than an undo allows, and do what is done at times."""
        spans = (MINUTE, MINUTE, timedelta(hours=5), DAY, DAY, 8 * DAY)
        self.rooms.now += self.random.choice(spans)
        await self.rooms.meetings.tidy()

    # What is always so

    async def nothing_is_amiss(self) -> None:
        there = await every(self.rooms, me=self.me)
        self.no_time_is_given_away_twice(there)
        self.invitations_count_on(there)
        await self.nudges_fit(self.me, {each.id: each for each in there})
        await self.notes_fit(self.me, there)
        await self.rooms.one_open_for_each_reason()

    def no_time_is_given_away_twice(self, there: Sequence[Meeting]) -> None:
        now, none = self.rooms.now, timedelta(0)
        booked = [slots([each.begins_at], each) for each in there if each.is_booked]
        held = [slots(each.offered, each) for each in there if each.holds(now)]
        for one, other in [*combinations(booked + held, 2)]:
            assert [each for each in one if clash(each, other, none)] == [], self.done
        assert all(each.state in OPEN for each in there if each.holds(now)), self.done
        assert not any(each.offered for each in there if each.is_booked), self.done

    def invitations_count_on(self, there: Sequence[Meeting]) -> None:
        for each in there:
            assert each.sequence >= self.sequences.get(each.uid, 0), self.done
            self.sequences[each.uid] = each.sequence

    async def nudges_fit(self, me: int, there: dict[int, Meeting]) -> None:
        """Compare what is open with what meetings call for.

        What would come alone is planned while its moment is still to come, and stays afterwards.
        """
        rhythm, now = (await self.rooms.students.get(me)).rhythm, self.rooms.now
        wanted: dict[tuple[str, int], datetime | None] = {}
        for each in there.values():
            if each.is_booked and each.begins_at is not None:
                day = rhythm.last_allowed_day(rhythm.today(each.begins_at) - DAY)
                wanted[MEETING_TOMORROW, each.id] = rhythm.moment(day)
                wanted[MEETING_SOON, each.id] = each.begins_at - 15 * MINUTE
                wanted[DEBRIEF, each.id] = each.begins_at + each.length + timedelta(hours=1)
            elif each.again_on is not None:
                wanted[ASK_AGAIN, each.id] = None
        found = {(each.kind, each.subject_id): each for each in await open_of(self.rooms, me=me)}
        assert found.keys() <= wanted.keys(), self.done
        for key, due_at in wanted.items():
            if due_at is None or due_at > now:
                assert key in found, (key, self.done)
            if key in found:
                assert found[key].due_at == due_at or due_at is None, (key, self.done)
                assert found[key].person_id == there[key[1]].contact_id, (key, self.done)

    async def notes_fit(self, me: int, there: Sequence[Meeting]) -> None:
        for each in there:
            if each.draft_id is None:
                continue
            kept = await note(self.rooms, each.draft_id, me=me)
            if each.state in SETTLED:
                assert kept.state in {"answered", "dropped"}, (each, self.done)
            elif each.state == State.DRAFT:
                assert kept.state == "open", (each, self.done)
        for kind, state in ((NO_REPLY, "sent"), (DRAFT, "open")):
            for nudge in await open_of(self.rooms, kind, me=me):
                assert (await note(self.rooms, nudge.subject_id, me=me)).state == state, self.done
        asked = {each.id for each in there if each.state == State.ASKED}
        for nudge in await open_of(self.rooms, MENTOR_REQUEST, me=LEE):
            if nudge.subject_id in {each.id for each in there}:
                assert nudge.subject_id in asked, self.done


def slots(moments: Sequence[Any], meeting: Meeting) -> list[Slot]:
    return [Slot(moment, moment + meeting.length) for moment in moments]


@pytest.mark.parametrize("seed", range(2))
async def test_no_time_is_given_away_twice_and_nothing_is_left_behind(
    database: Database, seed: int
) -> None:
    rooms = await rooms_of_maya(database)
    await enrol(database, MAYA, SAM)
    await mentoring(rooms, LEE)
    term = Term(rooms, Random(seed))
    for term.me in (MAYA, SAM):
        for _ in range(2):
            await term.add()
    for _ in range(40):
        await term.go_on()
        await term.nothing_is_amiss()
