"""One student's nudges in the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Row, and_, bindparam, case, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import batches
from bot.nudges.model import (
    AGAIN_AFTER,
    KEEP_IN_TOUCH,
    KINDS,
    MOST_TIMES,
    OPEN,
    QUARTER,
    UNSENT,
    Nudge,
    Reason,
    State,
)
from bot.nudges.rhythm import Rhythm
from bot.tables import deliveries, nudges, students

#: The columns that `nudge_of` wants, in their order.
NUDGE = tuple(nudges.c[field.name] for field in fields(Nudge))
_STATE = [column.name for column in NUDGE].index("state")


def nudge_of(row: Row[Any]) -> Nudge:
    """Read a nudge from a row of the columns `NUDGE`."""
    values: list[Any] = list(row)
    values[_STATE] = State(values[_STATE])
    return Nudge(*values)


#: As often as a nudge is brought. Keeping in touch ends with a question, see `Item.asks_for_a_seat`;
#: what comes at its own moment comes once.
RESTS = (
    nudges.c.times >= case((nudges.c.kind == KEEP_IN_TOUCH, MOST_TIMES), else_=MOST_TIMES - 1)
) | nudges.c.kind.in_([kind for kind, manner in KINDS.items() if manner.alone])
#: What is out and only told something, so nobody has to answer.
TOLD = and_(
    nudges.c.state == State.SENT,
    nudges.c.kind.in_([kind for kind, manner in KINDS.items() if manner.tells]),
)
#: When something comes that rests, or waits to be planned anew.
FAR_OFF = datetime(9000, 1, 1, tzinfo=UTC)
_QUARTERLY = nudges.c.kind.in_([kind for kind, manner in KINDS.items() if manner.quarterly])


def comes_again(in_a_week: datetime, in_a_quarter: datetime) -> ColumnElement[Any]:
    """Return when something that is shown now comes again, if nobody answers it."""
    return case((_QUARTERLY, in_a_quarter), (RESTS, FAR_OFF), else_=in_a_week)


#: Only students who agreed to DMs and can be reached.
WANTED = (students.c.dm_agreed_at.is_not(None), students.c.unreachable_since.is_(None))


@cache  # a command asks for the same one five times over
def in_state(*states: State) -> ColumnElement[bool]:
    """Return the condition that a nudge of a known student is in one of these states.

    Written so that SQLite finds the rows by the student: by the state it would look through those
    of everybody.
    """
    return (nudges.c.state + "").in_(states)


_first = nudges.alias()
#: What it follows is open.
_FOLLOWS = or_(
    *(
        and_(
            nudges.c.kind == kind,
            select(_first.c.id)
            .where(
                _first.c.student_id == nudges.c.student_id,
                _first.c.kind == manner.follows,
                _first.c.subject_id == nudges.c.subject_id,
                _first.c.state.in_(OPEN),
            )
            .exists(),
        )
        for kind, manner in KINDS.items()
        if manner.follows
    )
)


#: What of a student's profile says when they want to hear from the bot.
HOURS = tuple(
    students.c[name]
    for name in (
        "time_zone",
        "nudge_hour",
        "nudge_days",
        "quiet_from",
        "quiet_until",
        "weekly_cap",
        "paused_until",
        "lighter_until",
        "exam_days",
        "fieldwork_days",
        "pause_set_on",
        "lighter_set_on",
        "caught_up_on",
    )
)


def rhythm_of(row: Row[Any]) -> Rhythm:
    """Read a student's hours from a row that ends with `HOURS`."""
    return _rhythm(*row[-len(HOURS) :])


@lru_cache(4096)  # of the students who are due at once, many share their hours
def _rhythm(zone_name: str, hour: int, days: str, *rest: Any) -> Rhythm:
    try:
        zone = ZoneInfo(zone_name)
    except (
        ZoneInfoNotFoundError
    ):  # a zone can vanish from the tz database; the others must not wait
        zone = ZoneInfo("UTC")
    return Rhythm(zone, hour, frozenset(map(int, days)), *rest)


class Nudges:
    """The nudges of one student. Nothing here reaches another student's rows."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = nudges.c.student_id == student_id
        self._open = and_(self._mine, in_state(*OPEN))

    async def rhythm(self) -> Rhythm:
        """Return when this student wants to hear from the bot."""
        query: Any = select(*HOURS).where(students.c.id == self._student_id)
        return rhythm_of((await self._tx.execute(query)).one())

    async def find(self, nudge_id: int) -> Nudge | None:
        """Return one of this student's nudges, or None."""
        row = (
            await self._tx.execute(select(*NUDGE).where(self._mine, nudges.c.id == nudge_id))
        ).one_or_none()
        return None if row is None else nudge_of(row)

    async def about(self, person_ids: Collection[int]) -> list[Nudge]:
        """Return what is open about these people."""
        found: list[Nudge] = []
        for part in batches(person_ids):
            found += await self._some(nudges.c.person_id.in_(part))
        return found

    async def about_nobody(self, kinds: Collection[str]) -> list[Nudge]:
        """Return what is open of these kinds, and about nobody."""
        return await self._some(nudges.c.person_id.is_(None), nudges.c.kind.in_(kinds))

    async def count_open(self, *, once: bool = False) -> int:
        """Count what is open, see `open_page`."""
        query = select(func.count()).where(self._open, ~TOLD, *([~_FOLLOWS] if once else ()))
        return cast("int", await self._tx.scalar(query))

    async def open_page(self, limit: int, offset: int, *, once: bool = False) -> list[Nudge]:
        """Return a part of what is open: what waits for an answer, then what comes, by its time.

        ``once`` leaves out what only follows something else that is open, see `Manner.follows`.
        """
        comes = case((nudges.c.state == State.PLANNED, 1), else_=0)
        query = select(*NUDGE).where(self._open, ~TOLD, *([~_FOLLOWS] if once else ()))
        query = (
            query.order_by(comes, nudges.c.due_at, nudges.c.due_on, nudges.c.id)
            .limit(limit)
            .offset(offset)
        )
        return [nudge_of(row) for row in await self._tx.execute(query)]

    async def planned(self, *, after: datetime | None = None) -> list[Nudge]:
        """Return what is planned, all of it or for later than a moment."""
        later = () if after is None else (nudges.c.due_at > after,)
        return await self._some(in_state(State.PLANNED), *later)

    async def due(self, now: datetime) -> list[Nudge]:
        """Return what is planned and due."""
        return await self._some(in_state(State.PLANNED), nudges.c.due_at <= now)

    async def _some(self, *which: Any) -> list[Nudge]:
        query = select(*NUDGE).where(self._open, *which).order_by(nudges.c.due_at, nudges.c.id)
        return [nudge_of(row) for row in await self._tx.execute(query)]

    async def open_due(
        self, kind: str, subject_ids: Collection[int] | None = None
    ) -> dict[int, Reason]:
        """Return why each open subject of ``kind`` is due, by subject; None asks for all."""
        query = select(
            nudges.c.subject_id, nudges.c.due_on, nudges.c.cadence_days, nudges.c.due_at
        ).where(self._open, nudges.c.kind == kind)
        if subject_ids is not None:
            query = query.where(nudges.c.subject_id.in_(subject_ids))
        alone = KINDS[kind].alone
        return {
            row.subject_id: Reason(kind, *row[:3], due_at=row.due_at if alone else None)
            for row in await self._tx.execute(query)
        }

    async def plan(
        self, reasons: Iterable[tuple[int | None, Reason, datetime]], now: datetime
    ) -> None:
        """Add planned nudges: whom each is about, why, and the moment. Nothing is open for any."""
        rows = [
            {
                "student_id": self._student_id,
                "kind": reason.kind,
                "subject_id": reason.subject_id,
                "person_id": person_id,
                "state": State.PLANNED,
                "due_on": reason.due_on,
                "due_at": due_at,
                "cadence_days": reason.cadence_days,
                "chosen": reason.chosen,
                "times": 0,
                "created_at": now,
            }
            for person_id, reason, due_at in reasons
        ]
        if rows:
            await self._tx.execute(insert(nudges), rows)

    async def move(self, moments: Mapping[int, datetime]) -> None:
        """Give planned nudges another moment, by id. Their day stays, so that a card can say so."""
        rows = [{"number": number, "moment": moment} for number, moment in moments.items()]
        if rows:
            statement = update(nudges).where(
                self._mine, nudges.c.id == bindparam("number"), nudges.c.state == State.PLANNED
            )
            await self._tx.execute(statement.values(due_at=bindparam("moment")), rows)

    async def close(self, nudge_ids: Collection[int], end: State, now: datetime) -> None:
        """End open nudges: what was planned is off, what is out ends as given."""
        for part in batches(nudge_ids):
            await self._close(nudges.c.id.in_(part), end, now)

    async def close_about(self, person_ids: Collection[int], now: datetime) -> None:
        """Let go of whatever is open about these people."""
        for part in batches(person_ids):
            await self._close(nudges.c.person_id.in_(part), State.CANCELLED, now)

    async def close_for(self, kind: str, subject_id: int, now: datetime) -> None:
        """Let go of what is open for one reason."""
        reason = and_(nudges.c.kind == kind, nudges.c.subject_id == subject_id)
        await self._close(reason, State.CANCELLED, now)

    async def was_brought(self, kind: str, subject_id: int) -> bool:
        """Say whether anything for one reason has ever been shown."""
        query = select(nudges.c.id).where(
            self._mine,
            nudges.c.kind == kind,
            nudges.c.subject_id == subject_id,
            nudges.c.times > 0,
        )
        return (await self._tx.scalar(query.limit(1))) is not None

    async def _close(self, which: Any, out: State, now: datetime) -> None:
        end = case((nudges.c.state == State.PLANNED, State.CANCELLED), else_=out)
        await self._tx.execute(
            update(nudges).where(self._open, which).values(state=end, settled_at=now)
        )

    async def settle(self, nudge_id: int, end: State, now: datetime) -> bool:
        """End an open nudge; return False when something else has ended it already.

        Any that is open: a click can arrive before the sending process has noted that the message
        is out, and an old card's after the nudge was planned anew.
        """
        result = await self._tx.execute(
            update(nudges)
            .where(self._mine, nudges.c.id == nudge_id, nudges.c.state.in_(OPEN))
            .values(state=end, settled_at=now)
        )
        return result.rowcount == 1

    async def reopen(self, states: Mapping[int, State]) -> set[int]:
        """Open nudges that have ended again, by id, each as it was.

        One for whose reason something else is open stays ended. Return the ids of the others.
        """
        back: set[int] = set()
        for number, state in states.items():
            other = nudges.alias()
            taken = select(other.c.id).where(
                other.c.student_id == nudges.c.student_id,
                other.c.kind == nudges.c.kind,
                other.c.subject_id == nudges.c.subject_id,
                other.c.state.in_(OPEN),
            )
            result = await self._tx.execute(
                update(nudges)
                .where(self._mine, nudges.c.id == number, ~taken.exists())
                .values(state=state, settled_at=None)
            )
            back |= {number} if result.rowcount else set()
        return back

    async def waiting(self, now: datetime) -> list[Nudge]:
        """Return what is due and kept, because Discord refuses DMs to this student."""
        refused = select(students.c.id).where(
            students.c.id == self._student_id, students.c.unreachable_since.is_not(None)
        )
        return await self._some(in_state(*UNSENT), nudges.c.due_at <= now, refused.exists())

    async def show(
        self, shown: Collection[Nudge], waiting: int, again_at: datetime, now: datetime
    ) -> int:
        """Note that nudges, planned or claimed, were shown without a DM; return the delivery's id."""
        ids = [nudge.id for nudge in shown]
        result = await self._tx.execute(
            insert(deliveries).values(
                student_id=self._student_id,
                state="sent",
                lease=0,
                attempts=0,
                nudge_ids=ids,
                waiting=waiting,
                brought=0,
                catch_up=False,
                claimed_at=now,
                settled_at=now,
            )
        )
        delivery_id = cast("int", cast("Any", result.inserted_primary_key)[0])
        await self._tx.execute(
            update(nudges)
            .where(self._mine, nudges.c.id.in_(ids), nudges.c.state.in_(UNSENT))
            .values(
                state=State.SENT,
                delivery_id=delivery_id,
                due_at=comes_again(again_at, again_at + (QUARTER - AGAIN_AFTER)),
                times=nudges.c.times + 1,
            )
        )
        return delivery_id
