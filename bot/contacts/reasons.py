"""Why to write to somebody, and when: the cadence, promises, advice, thanks. No I/O, no clock."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from bot.contacts.model import Fields, Interaction
from bot.nudges.model import ADVICE, KEEP_IN_TOUCH, PROMISE, THANK_YOU, THANKS_OVERDUE, Reason
from bot.nudges.rhythm import Cadence, Rhythm, due_on

#: After these days somebody who gave advice would be glad to hear what became of it.
ADVICE_AFTER = 14
#: After these days a promise without a day is brought to mind.
PROMISE_AFTER = 7
#: Ways to be in touch that took somebody's time, for which a student says thank you.
THANKED_FOR = frozenset({"coffee", "video", "call", "met"})
#: A thank-you is due within a day, and on the fifth day it is nearly too late (DESIGN section 1).
THANKS_AFTER = timedelta(hours=24)
OVERDUE_AFTER = timedelta(days=5)

#: The kinds of nudges that contacts have reasons for.
KINDS = frozenset({KEEP_IN_TOUCH, ADVICE, PROMISE, THANK_YOU, THANKS_OVERDUE})


def is_prompt(talked_at: datetime, thanked_at: datetime) -> bool:
    """Say whether thanks for a talk came within a day of it."""
    return talked_at <= thanked_at <= talked_at + THANKS_AFTER


def reasons_to_write(
    contact_id: int,
    contact: Fields,
    spoke_on: date,
    open_ends: Iterable[Interaction],
    last: Interaction | None,
    rhythm: Rhythm,
    *,
    logged_at: datetime | None = None,
    chosen: bool = False,
) -> list[Reason]:
    """Return what there is to remind of about a contact.

    Nobody is reminded of somebody in the archive or dropped off, not of thanks either. Thanks are
    for the talk, so they come also for somebody without a cadence. At a pit stop there are the cadence
    and the first thanks, and promises and advice rest.

    Args:
        contact_id: the contact.
        contact: the person.
        spoke_on: the day they were last in touch, on the student's calendar.
        open_ends: interactions that left advice to try or a promise to keep.
        last: when they were last in touch. A meeting that nothing followed waits for thanks.
        rhythm: when the student wants to hear from the bot.
        logged_at: when ``last`` was logged, None for at once.
        chosen: the student has just set when the cadence counts from.
    """
    found: list[Reason] = []
    if contact.archived or contact.seat == "dropped_off":
        return found
    if contact.cadence is not None:
        cadence = Cadence.read(contact.cadence)
        day = due_on(cadence, spoke_on, contact.seat)
        if day is not None:
            every = min((day - spoke_on).days, 1826)
            found.append(Reason(KEEP_IN_TOUCH, contact_id, day, max(every, 1), chosen))
    if last is not None and last.kind in THANKED_FOR:
        thanks = list(_thanks(last, logged_at, rhythm))
        found += thanks[:1] if contact.seat == "pit_stop" else thanks
    if contact.seat == "pit_stop":
        return found
    for talk in open_ends:
        talked = rhythm.today(talk.happened_at)
        if talk.has_open_promise:
            day = talk.promise_due or talked + timedelta(days=PROMISE_AFTER)
            found.append(Reason(PROMISE, talk.id, day))
        if talk.has_open_advice:
            day = talked + timedelta(days=ADVICE_AFTER)
            found.append(Reason(ADVICE, talk.id, day, ADVICE_AFTER))
    return found


def _thanks(talk: Interaction, logged_at: datetime | None, rhythm: Rhythm) -> Iterator[Reason]:
    """Yield the thanks for a talk: a day after, or the student's next hour if it is logged later."""
    late, soon = talk.happened_at + OVERDUE_AFTER, talk.happened_at + THANKS_AFTER
    if logged_at is not None and logged_at >= soon:
        today = rhythm.today(logged_at)  # whatever weekday it is, as thanks come on any
        hours = (rhythm.moment(today + timedelta(days=each)) for each in (0, 1))
        soon = next(moment for moment in hours if moment > logged_at)
    if soon < late:
        yield Reason(THANK_YOU, talk.id, rhythm.today(soon), due_at=soon)
    if not soon < late < soon + THANKS_AFTER:  # within a day of each other, one is enough
        yield Reason(THANKS_OVERDUE, talk.id, rhythm.today(late), due_at=late)
