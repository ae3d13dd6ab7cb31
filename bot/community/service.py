"""What a student wants to do with chats: see the next ones, and be reminded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.community.model import (
    USUAL_LEAD,
    Chat,
    ChatGone,
    NoDms,
    Occasion,
    coming,
    follows,
    told_at,
)
from bot.community.store import Calendars, EveryReminder, Reminder, Reminders
from bot.database import Database, Tx
from bot.nudges.model import CHAT
from bot.nudges.service import NudgeService
from bot.students.service import NotStarted, StudentService

#: Reminders that are planned anew in one transaction.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A chat as a student sees it.

    Attributes:
        lead: minutes before it that they are reminded; None for no reminder.
        now: the moment.
    """

    occasion: Occasion
    lead: int | None
    now: datetime


class ChatService:
    """Shows chats, and plans reminders of them."""

    def __init__(
        self, database: Database, clock: Clock, students: StudentService, nudges: NudgeService
    ) -> None:
        self._database = database
        self._clock = clock
        self._students = students
        self._nudges = nudges

    async def coming(self, student_id: int, server_id: int | None) -> Sequence[Seen]:
        """Return the chats that a student sees, what is on first; remember the server they are in.

        Args:
            student_id: who asks; needs no profile.
            server_id: where, if the bot is in that server too.
        """
        await self._visit(student_id, server_id)
        now = self._clock()
        async with self._database.reading() as tx:
            chats = await _chats(tx, student_id, server_id)
            leads = {n: each.lead for n, each in (await Reminders(tx, student_id).all()).items()}
        return [Seen(each, leads.get(each.chat.number), now) for each in coming(chats, now)]

    async def one(self, student_id: int, number: int, server_id: int | None = None) -> Seen:
        """Return one of them.

        Raises:
            ChatGone: this student sees no such chat.
        """
        for each in await self.coming(student_id, server_id):
            if each.occasion.chat.number == number:
                return each
        raise ChatGone

    async def remind(
        self,
        student_id: int,
        number: int,
        lead: int | None = None,
        server_id: int | None = None,
    ) -> Seen:
        """Remind of a chat each time, ``lead`` minutes before; None for as usual.

        The first is one for which there is that much time still. Doing it twice changes nothing.

        Raises:
            NotStarted: there is no profile.
            NoDms: the student gets no DMs.
            ChatGone: they see no such chat.
        """
        await self._visit(student_id, server_id)
        now = self._clock()
        async with self._database.transaction(student_id) as tx:
            profile = await self._students.profile(tx, student_id)
            if profile.dm_agreed_at is None:
                raise NoDms
            chat = next((c for c in await _chats(tx, student_id) if c.number == number), None)
            if chat is None:
                raise ChatGone
            reminders = Reminders(tx, student_id)
            known = (await reminders.all()).get(number)
            lead = lead or (known.lead if known else USUAL_LEAD)
            if known is None or known.lead != lead:
                begins_at = chat.next_start(now + timedelta(minutes=lead))
                reminder_id = await reminders.set(number, lead, begins_at, now)
                if begins_at is not None:
                    moment = told_at(begins_at, lead, profile.rhythm)
                    await self._nudges.tell(tx, student_id, CHAT, reminder_id, moment)
        return await self.one(student_id, number, server_id)

    async def stop(self, student_id: int, number: int) -> None:
        """Remind of a chat no more."""
        async with self._database.transaction(student_id) as tx:
            reminder_id = await Reminders(tx, student_id).drop(number)
            if reminder_id is not None:
                await self._nudges.forget(tx, student_id, CHAT, reminder_id)

    async def tidy(self) -> None:
        """Plan reminders of chats that have begun for the next time."""
        while True:
            async with self._database.reading() as tx:
                over = await EveryReminder(tx).over(self._clock(), BATCH)
            if not over:
                return
            async with self._database.transaction(*{each.student_id for each in over}) as tx:
                await self.follow(tx, [each.id for each in over])

    async def next_wake(self) -> datetime | None:
        """Return when `tidy` has something to do."""
        async with self._database.reading() as tx:
            return await EveryReminder(tx).next_start()

    async def follow(self, tx: Tx, ids: Collection[int]) -> None:
        """Plan reminders for the start that comes next, as the chats are now."""
        now = self._clock()
        reminders = (await EveryReminder(tx).some(ids)).values()
        calendars = await Calendars(tx).of_students({each.student_id for each in reminders})
        for each in reminders:
            chat = calendars[each.student_id].get(each.chat)
            await self._follow(tx, each, follows(chat, each.begins_at, now), now)

    async def _follow(
        self, tx: Tx, reminder: Reminder, begins_at: datetime | None, now: datetime
    ) -> None:
        if begins_at == reminder.begins_at:
            return
        whose = reminder.student_id
        await Reminders(tx, whose).set(reminder.chat, reminder.lead, begins_at, now)
        if begins_at is None:
            await self._nudges.forget(tx, whose, CHAT, reminder.id)
        else:
            rhythm = (await self._students.profile(tx, whose)).rhythm
            moment = told_at(begins_at, reminder.lead, rhythm)
            await self._nudges.tell(tx, whose, CHAT, reminder.id, moment)

    async def _visit(self, student_id: int, server_id: int | None) -> None:
        if server_id is None:
            return
        async with self._database.transaction(student_id) as tx:
            try:
                await self._students.profile(tx, student_id)
            except NotStarted:  # nothing is kept of them
                return
            await Reminders(tx, student_id).visit(server_id)


async def _chats(tx: Tx, student_id: int, server_id: int | None = None) -> Collection[Chat]:
    calendars = await Calendars(tx).of_students([student_id], server_id)
    return calendars[student_id].values()
