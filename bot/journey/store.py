"""Seats, goals and reviews in the database, each opened for one student."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.journey.model import Answer, Goal, Review
from bot.tables import cars, goal_links, goals, review_answers, reviews

_GOAL = tuple(goals.c[each.name] for each in fields(Goal))
_REVIEW = tuple(reviews.c[each.name] for each in fields(Review))
_ANSWER = tuple(review_answers.c[each.name] for each in fields(Answer))


class Car:
    """How many seats a student has chosen to have."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id

    async def seats(self) -> int | None:
        """Return how many; None when nobody has said."""
        query = select(cars.c.seats).where(cars.c.student_id == self._student_id)
        return await self._tx.scalar(query)

    async def choose(self, seats: int) -> None:
        """Keep how many."""
        mine = cars.c.student_id == self._student_id
        changed = await self._tx.execute(update(cars).where(mine).values(seats=seats))
        if not changed.rowcount:
            await self._tx.execute(insert(cars).values(student_id=self._student_id, seats=seats))


class Goals:
    """The goals of one student, and who helps with them."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = goals.c.student_id == student_id
        self._ours = goal_links.c.student_id == student_id

    async def add(
        self, words: str, setting: str | None, skill: str | None, review_on: date, now: datetime
    ) -> int:
        """Keep a goal; return its id."""
        row = {
            "student_id": self._student_id,
            "words": words,
            "setting": setting,
            "skill": skill,
            "review_on": review_on,
            "state": "open",
            "created_at": now,
        }
        result = await self._tx.execute(insert(goals).values(row).returning(goals.c.id))
        return int(result.scalar_one())

    async def change(self, goal_id: int, **values: Any) -> None:
        """Change a goal, by the columns of its table."""
        await self._tx.execute(
            update(goals).where(self._mine, goals.c.id == goal_id).values(**values)
        )

    async def find(self, goal_id: int) -> Goal | None:
        """Return one of this student's goals, or None."""
        query = select(*_GOAL).where(self._mine, goals.c.id == goal_id)
        row = (await self._tx.execute(query)).one_or_none()
        return None if row is None else Goal(*row)

    async def open(self) -> list[Goal]:
        """Return the open goals, the oldest first."""
        query = select(*_GOAL).where(self._mine, goals.c.state == "open").order_by(goals.c.id)
        return [Goal(*row) for row in await self._tx.execute(query)]

    async def count(self) -> int:
        """Count the goals, settled ones too."""
        query = select(func.count()).select_from(goals).where(self._mine)
        return int(await self._tx.scalar(query) or 0)

    async def settled(self, limit: int) -> list[Goal]:
        """Return goals that are done or let go, the latest first."""
        query = select(*_GOAL).where(self._mine, goals.c.state != "open")
        query = query.order_by(goals.c.settled_at.desc(), goals.c.id.desc()).limit(limit)
        return [Goal(*row) for row in await self._tx.execute(query)]

    async def helpers(self, goal_ids: Collection[int]) -> dict[int, list[int]]:
        """Return the ids of the contacts who help, by goal, in the order they were linked."""
        query = select(goal_links.c.goal_id, goal_links.c.contact_id).where(
            self._ours, goal_links.c.goal_id.in_(goal_ids)
        )
        found: dict[int, list[int]] = {each: [] for each in goal_ids}
        for row in await self._tx.execute(query.order_by(goal_links.c.id)):
            found[row.goal_id].append(row.contact_id)
        return found

    async def served_by(self, contact_id: int) -> list[Goal]:
        """Return the open goals with which a contact helps, the oldest first."""
        query = select(*_GOAL).join(goal_links, goal_links.c.goal_id == goals.c.id)
        query = query.where(
            self._mine, self._ours, goal_links.c.contact_id == contact_id, goals.c.state == "open"
        )
        return [Goal(*row) for row in await self._tx.execute(query.order_by(goals.c.id))]

    async def link(self, goal_id: int, contact_id: int) -> None:
        """Note that somebody helps with a goal; the database refuses what is not this student's."""
        await self._tx.execute(
            insert(goal_links).values(
                student_id=self._student_id, goal_id=goal_id, contact_id=contact_id
            )
        )

    async def unlink(self, goal_id: int, contact_id: int) -> bool:
        """Take that back; say whether there was anything to take back."""
        result = await self._tx.execute(
            delete(goal_links).where(
                self._ours,
                goal_links.c.goal_id == goal_id,
                goal_links.c.contact_id == contact_id,
            )
        )
        return result.rowcount > 0


class Reviews:
    """The reviews of one student, with their answers."""

    def __init__(self, tx: AsyncConnection, student_id: int) -> None:
        self._tx = tx
        self._student_id = student_id
        self._mine = reviews.c.student_id == student_id
        self._ours = review_answers.c.student_id == student_id

    async def begin(self, now: datetime) -> int:
        """Begin a review; return its id."""
        row = insert(reviews).values(student_id=self._student_id, began_at=now)
        return int((await self._tx.execute(row.returning(reviews.c.id))).scalar_one())

    async def latest(self) -> Review | None:
        """Return the review that was begun last, or None."""
        query = select(*_REVIEW).where(self._mine).order_by(reviews.c.id.desc()).limit(1)
        row = (await self._tx.execute(query)).one_or_none()
        return None if row is None else Review(*row)

    async def change(self, review_id: int, **values: Any) -> None:
        """Change a review, by the columns of its table."""
        await self._tx.execute(
            update(reviews).where(self._mine, reviews.c.id == review_id).values(**values)
        )

    async def answer(self, review_id: int, answer: Answer, now: datetime) -> None:
        """Keep what was decided about somebody."""
        await self._tx.execute(
            insert(review_answers).values(
                student_id=self._student_id,
                review_id=review_id,
                contact_id=answer.contact_id,
                before=answer.before,
                after=answer.after,
                change_id=answer.change_id,
                answered_at=now,
            )
        )

    async def answers(self, review_id: int) -> list[Answer]:
        """Return what was decided, in the order in which it was."""
        query = select(*_ANSWER).where(self._ours, review_answers.c.review_id == review_id)
        return [Answer(*row) for row in await self._tx.execute(query.order_by(review_answers.c.id))]

    async def take_back(self, review_id: int, contact_id: int) -> None:
        """Forget what was decided about somebody."""
        await self._tx.execute(
            delete(review_answers).where(
                self._ours,
                review_answers.c.review_id == review_id,
                review_answers.c.contact_id == contact_id,
            )
        )

    async def count(self) -> int:
        """Count the reviews that were begun."""
        query = select(func.count()).select_from(reviews).where(self._mine)
        return int(await self._tx.scalar(query) or 0)
