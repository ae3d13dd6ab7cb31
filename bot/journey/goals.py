"""What a student wants to do with goals: write one, look at it again, say who helps."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.contacts.model import SETTINGS
from bot.contacts.words import UnusableText, clean_line, require_room
from bot.dates import read_day_ahead
from bot.journey.desk import JourneyDesk, JourneyDesks, Seen, later
from bot.journey.model import (
    GOAL_LENGTH,
    MOST_GOALS,
    MOST_GOALS_KEPT,
    SKILL_LENGTH,
    Goal,
    Member,
    TooManyGoals,
)
from bot.students.service import TooSoon

#: As many goals that are over are shown.
MOST_SETTLED = 5
#: As many people are offered to help with a goal.
MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """A goal as it was typed; ``when`` is the day to look at it again, empty for in a quarter."""

    words: str
    setting: str | None = None
    skill: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The open goals, and the last of those that are over."""

    open: Sequence[Seen]
    settled: Sequence[Goal]


class GoalService:
    """Keeps a student's goals."""

    def __init__(self, desks: JourneyDesks) -> None:
        self._desks = desks

    async def board(self, student_id: int) -> Board:
        """Return the goals there are.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            is_open = await desk.seen(await desk.goals.open())
            return Board(is_open, await desk.goals.settled(MOST_SETTLED))

    async def see(self, student_id: int, goal_id: int) -> Seen:
        """Return a goal.

        Raises:
            NotStarted: there is no profile.
            GoalNotFound: it is not theirs.
        """
        async with self._desks.reading(student_id) as desk:
            return await _seen(desk, goal_id)

    async def add(self, student_id: int, wish: Wish) -> Seen:
        """Keep a new goal, and plan to look at it again.

        Raises:
            NotStarted: there is no profile.
            UnusableText, UnreadableTime, PastTime, TooSoon: bad input.
            TooManyGoals, Full: there are enough.
        """
        async with self._desks.writing(student_id) as desk:
            await _require_room(desk)
            require_room("goals", await desk.goals.count(), MOST_GOALS_KEPT)
            goal = replace(_read(desk, wish, None), id=0)
            number = await desk.goals.add(
                goal.words, goal.setting, goal.skill, goal.review_on, desk.network.now
            )
            await desk.plan_goal(await desk.goal(number))
            return await _seen(desk, number)

    async def edit(self, student_id: int, goal_id: int, wish: Wish) -> Seen:
        """Write a goal anew; the day stays when none is said.

        Raises:
            NotStarted: there is no profile.
            GoalNotFound: it is not theirs.
            UnusableText, UnreadableTime, PastTime, TooSoon: bad input.
        """
        async with self._desks.writing(student_id) as desk:
            before = await desk.goal(goal_id)
            goal = _read(desk, wish, before)
            if not wish.when.strip() and before.review_on <= desk.today:
                goal = replace(goal, review_on=later(desk.today))
            await desk.goals.change(
                goal_id,
                words=goal.words,
                setting=goal.setting,
                skill=goal.skill,
                review_on=goal.review_on,
            )
            if goal.review_on != before.review_on:
                await desk.plan_goal(goal)
            return await _seen(desk, goal_id)

    async def keep(self, student_id: int, goal_id: int) -> Seen:
        """Look at a goal again in a quarter; one that is over stays as it is.

        Raises:
            NotStarted: there is no profile.
            GoalNotFound: it is not theirs.
        """
        async with self._desks.writing(student_id) as desk:
            await keep(desk, await desk.goal(goal_id))
            return await _seen(desk, goal_id)

    async def settle(self, student_id: int, goal_id: int, state: str) -> Seen:
        """Note that a goal is reached or let go, or that it is open again.

        Args:
            student_id: whose goal.
            goal_id: the goal.
            state: a key of `bot.journey.model.GOAL_STATES`.

        Raises:
            NotStarted: there is no profile.
            GoalNotFound: it is not theirs.
            TooManyGoals: there are enough open ones.
        """
        async with self._desks.writing(student_id) as desk:
            goal = await desk.goal(goal_id)
            if goal.state != state:
                opens = state == "open"
                if opens:
                    await _require_room(desk)
                day = max(goal.review_on, later(desk.today)) if opens else goal.review_on
                settled_at = None if opens else desk.network.now
                await desk.goals.change(goal_id, state=state, review_on=day, settled_at=settled_at)
                await desk.plan_goal(replace(goal, state=state, review_on=day))
            return await _seen(desk, goal_id)

    async def link(self, student_id: int, goal_id: int, typed: str) -> Seen:
        """Note that somebody helps with a goal, or no more if they did.

        Args:
            student_id: whose goal.
            goal_id: the goal.
            typed: the contact, as picked or typed.

        Raises:
            NotStarted: there is no profile.
            GoalNotFound: it is not theirs.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        async with self._desks.writing(student_id) as desk:
            goal = await desk.goal(goal_id)
            contact = await desk.network.pick(typed)
            if not await desk.goals.unlink(goal.id, contact.id):
                await desk.goals.link(goal.id, contact.id)
            return await _seen(desk, goal_id)

    async def could_help(self, student_id: int, goal_id: int) -> Sequence[Member]:
        """Return who could help: of the goal's setting first, then whom they spoke to last.

        Raises:
            NotStarted: there is no profile.
            GoalNotFound: it is not theirs.
        """
        async with self._desks.reading(student_id) as desk:
            goal = await desk.goal(goal_id)
            helping = (await desk.goals.helpers([goal_id]))[goal_id]
            others = [
                each
                for each in await desk.members()
                if each.id not in helping and each.seat != "dropped_off"
            ]
            others.sort(key=lambda m: (not goal.setting or m.setting != goal.setting, -_day(m)))
            return others[:MOST_OFFERED]


async def keep(desk: JourneyDesk, goal: Goal) -> None:
    """Look at a goal again in a quarter, if it is open."""
    if goal.is_open:
        day = later(desk.today)
        await desk.goals.change(goal.id, review_on=day)
        await desk.plan_goal(replace(goal, review_on=day))


async def _seen(desk: JourneyDesk, goal_id: int) -> Seen:
    [found] = await desk.seen([await desk.goal(goal_id)])
    return found


async def _require_room(desk: JourneyDesk) -> None:
    if len(await desk.goals.open()) >= MOST_GOALS:
        raise TooManyGoals


def _day(member: Member) -> int:
    return member.spoke_on.toordinal()


def _read(desk: JourneyDesk, wish: Wish, before: Goal | None) -> Goal:
    """Read a goal as it was typed."""
    words = clean_line(wish.words, "goal", GOAL_LENGTH)
    if not words:
        raise UnusableText("goal", 0)
    day = later(desk.today) if before is None else before.review_on
    if wish.when.strip():
        day = read_day_ahead(wish.when, desk.network.now, desk.network.zone)
        if day <= desk.today:
            raise TooSoon
    return Goal(
        0 if before is None else before.id,
        words,
        wish.setting if wish.setting in SETTINGS else None,
        clean_line(wish.skill, "skill", SKILL_LENGTH),
        day,
        "open" if before is None else before.state,
    )
