"""What a student does in a review: goals first, then person by person, then whom to pick up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.contacts.model import SEATS
from bot.contacts.network import Details
from bot.contacts.reasons import THANKED_FOR
from bot.contacts.words import require_room
from bot.journey.desk import Crowd, JourneyDesk, JourneyDesks, Seen
from bot.journey.goals import keep
from bot.journey.model import (
    ASKED_ABOUT,
    FRESH_DAYS,
    MOST_REVIEWS,
    Answer,
    Member,
    NobodyAboard,
    Review,
    ReviewNotFound,
    missing_settings,
    neediest,
)

#: A goal whose day is nearer than this is looked at in the review in place of it.
NEAR = timedelta(weeks=2)
_STEPS = frozenset({"goals", "rest", "ended"})


@dataclass(frozen=True, slots=True)
class Activity:
    """One small thing to do: a note of this kind to somebody met lately."""

    member: Member
    kind: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review as a card shows it.

    Attributes:
        review: the review.
        step: where it is, see `bot.journey.model.Review.step`.
        goals: the open goals.
        person: whom it asks about now; None for nobody.
        answered, total: how many people are decided about, of how many.
        decided: how many people have which seat now, by what was answered.
        to_pick_up: people the student wants to get to know.
        missing: practice settings of whom nobody is in the network, those of goals first.
        wanted: the settings of goals.
        crowd: who could rest, when more are aboard than there are seats.
        activity: what to do in the end; None for nobody to write to.
        last: what was done last and can be taken back: the id of a contact who was decided about, or
            ``goals``, ``rest`` or ``ended``; empty for nothing.
        note: what has just happened that was not asked for; empty for nothing.
    """

    review: Review
    step: str
    goals: Sequence[Seen]
    person: Details | None
    answered: int
    total: int
    decided: Mapping[str, int]
    to_pick_up: Sequence[Member]
    missing: Sequence[str]
    wanted: frozenset[str]
    crowd: Crowd | None
    activity: Activity | None
    last: str
    note: str = ""


class ReviewService:
    """Keeps reviews, so that they can be gone on with days later."""

    def __init__(self, desks: JourneyDesks) -> None:
        self._desks = desks

    async def begin(self, student_id: int) -> Reviewed:
        """Begin a review, or go on with the one that was begun; the next comes in a quarter.

        Raises:
            NotStarted: there is no profile.
            NobodyAboard: there is nobody to ask about.
            Full: as many as can be kept.
        """
        async with self._desks.writing(student_id) as desk:
            latest = await desk.reviews.latest()
            oldest = desk.network.now - timedelta(days=FRESH_DAYS)
            if latest is None or latest.ended_at is not None or latest.began_at < oldest:
                if not any(each.seat in ASKED_ABOUT for each in await desk.members()):
                    raise NobodyAboard
                require_room("reviews", await desk.reviews.count(), MOST_REVIEWS)
                await desk.reviews.begin(desk.network.now)
            await desk.plan_review(anew=True)
            return await _shown(desk, await _the(desk))

    async def goals_seen(self, student_id: int, review_id: int) -> Reviewed:
        """Go on from the goals to the people. A goal whose day is near waits for the next quarter.

        Raises:
            NotStarted: there is no profile.
            ReviewNotFound: it is not theirs, or not the latest.
        """
        async with self._desks.writing(student_id) as desk:
            review = await _the(desk, review_id)
            if review.goals_at is None and review.ended_at is None:
                for goal in await desk.goals.open():
                    if goal.review_on <= desk.today + NEAR:
                        await keep(desk, goal)
                await desk.reviews.change(review_id, goals_at=desk.network.now)
            return await _shown(desk, await _the(desk, review_id))

    async def answer(
        self, student_id: int, review_id: int, contact_id: int, before: str, after: str
    ) -> Reviewed:
        """Keep what was decided about somebody, and ask about the next.

        Args:
            student_id: whose review.
            review_id: the review.
            contact_id: the person.
            before: the seat that the card showed. If they have another by now, nothing changes, and
                the question is asked anew.
            after: the seat they get, or keep.

        Raises:
            NotStarted: there is no profile.
            ReviewNotFound: it is not theirs, or not the latest.
        """
        async with self._desks.writing(student_id) as desk:
            review = await _the(desk, review_id)
            known = await desk.reviews.answers(review_id)
            there = {each.id: each for each in await desk.members()}
            member, note = there.get(contact_id), ""
            if review.goals_at is None or review.rest_at is not None or review.ended_at is not None:
                pass  # an old card: it shows where the review is now
            elif member is None or member.seat not in ASKED_ABOUT:
                note = "gone"
            elif any(each.contact_id == contact_id for each in known):
                note = "" if known[-1].contact_id == contact_id else "answered"
            elif member.seat != before:
                note = "moved"
            elif after in SEATS:
                change = None
                if after != before:
                    contact = await desk.network.contact(contact_id)
                    change = await self._desks.networks.seat(desk.network, contact, after)
                decided = Answer(contact_id, before, after, change)
                await desk.reviews.answer(review_id, decided, desk.network.now)
                note = "aboard" if after == "aboard" != before else ""
            first = contact_id if note == "moved" else 0
            shown = await _shown(desk, await _the(desk, review_id), first)
            return replace(shown, note=note)

    async def leave_rest(self, student_id: int, review_id: int) -> Reviewed:
        """Leave everybody who is left as they are.

        Raises:
            NotStarted: there is no profile.
            ReviewNotFound: it is not theirs, or not the latest.
        """
        async with self._desks.writing(student_id) as desk:
            review = await _the(desk, review_id)
            if review.goals_at and review.ended_at is None and review.rest_at is None:
                await desk.reviews.change(review_id, rest_at=desk.network.now)
            return await _shown(desk, await _the(desk, review_id))

    async def finish(self, student_id: int, review_id: int) -> Reviewed:
        """End it, with one small thing to do. The next comes in a quarter.

        Raises:
            NotStarted: there is no profile.
            ReviewNotFound: it is not theirs, or not the latest.
        """
        async with self._desks.writing(student_id) as desk:
            shown = await _shown(desk, await _the(desk, review_id))
            if shown.step != "pick_up":
                return shown
            await desk.reviews.change(review_id, ended_at=desk.network.now)
            await desk.plan_review(anew=True)
            return await _shown(desk, await _the(desk, review_id))

    async def back(self, student_id: int, review_id: int, last: str) -> Reviewed:
        """Take the last step back: an answer gives the person the seat they had before.

        A seat that was changed elsewhere since stays as it is.

        Args:
            student_id: whose review.
            review_id: the review.
            last: the step that is meant, see `Reviewed.last`. If it is not the last any more, as with
                a second press, nothing changes.

        Raises:
            NotStarted: there is no profile.
            ReviewNotFound: it is not theirs, or not the latest.
        """
        async with self._desks.writing(student_id) as desk:
            shown = await _shown(desk, await _the(desk, review_id))
            if last != shown.last:
                return shown
            first = 0
            if last in _STEPS:
                await desk.reviews.change(review_id, **{f"{last}_at": None})
            elif last:
                first = int(last)
                answers = await desk.reviews.answers(review_id)
                await self._take_back(desk, next(a for a in answers if a.contact_id == first))
                await desk.reviews.take_back(review_id, first)
            return await _shown(desk, await _the(desk, review_id), first)

    async def _take_back(self, desk: JourneyDesk, answer: Answer) -> None:
        if answer.after == answer.before:
            return
        network = desk.network
        contact = await network.contact(answer.contact_id)
        if contact.seat != answer.after:
            return
        if answer.change_id is not None:  # for ten minutes, reminders come back as they were
            undone = await network.undo(answer.change_id)
            if undone is not None and undone.taken_back:
                await self._desks.networks.tell_back(network, undone.others)
                return
        await self._desks.networks.seat(network, contact, answer.before)


async def _the(desk: JourneyDesk, review_id: int | None = None) -> Review:
    """Return the latest review, if it is the one that is meant."""
    latest = await desk.reviews.latest()
    if latest is None or review_id not in {None, latest.id}:
        raise ReviewNotFound
    return latest


async def _shown(desk: JourneyDesk, review: Review, first: int = 0) -> Reviewed:
    """Return a review as a card shows it; it asks about ``first`` if they are among those left."""
    members = await desk.members()
    there = {each.id for each in members}
    answers = [a for a in await desk.reviews.answers(review.id) if a.contact_id in there]
    left = review.left(members, answers, desk.today)
    left.sort(key=lambda member: member.id != first)
    step = review.step(left)
    person = None
    if step == "people":
        person = await desk.network.details(await desk.network.contact(left[0].id))
    goals = await desk.seen(await desk.goals.open())
    wanted = frozenset(seen.goal.setting for seen in goals if seen.goal.setting)
    decided = {seat: sum(each.after == seat for each in answers) for seat in SEATS}
    return Reviewed(
        review,
        step,
        goals,
        person,
        len(answers),
        len(answers) + len(left),
        decided,
        neediest((each for each in members if each.seat == "pick_up"), desk.today),
        missing_settings(members, wanted),
        wanted,
        await desk.crowd(members),
        await _activity(desk, members) if step == "end" else None,
        _last(review, answers),
    )


def _last(review: Review, answers: Sequence[Answer]) -> str:
    """Return what was done last, see `Reviewed.last`."""
    if review.ended_at is not None:
        return "ended"
    if review.rest_at is not None:
        return "rest"
    if answers:
        return str(answers[-1].contact_id)
    return "" if review.goals_at is None else "goals"


async def _activity(desk: JourneyDesk, members: Sequence[Member]) -> Activity | None:
    """Return whom to write to: somebody met lately, not dropped off, and what kind of note fits."""
    reached = [each for each in members if each.seat != "dropped_off"]
    met = {each.id: each.met_at for each in await desk.network.store.entries()}
    latest = max(
        reached, key=lambda m: ((met.get(m.id) or m.added_at).timestamp(), m.id), default=None
    )
    if latest is None:
        return None
    talks = await desk.network.store.timeline(latest.id, 1)
    if not talks:
        return Activity(latest, "outreach")
    return Activity(latest, "thank_you" if talks[0].kind in THANKED_FOR else "check_in")
