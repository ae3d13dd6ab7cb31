"""Why to write to somebody, and when: the cadence, promises, advice. No I/O, no clock."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.contacts.model import Fields, Interaction
from bot.nudges.model import ADVICE, KEEP_IN_TOUCH, PROMISE, Reason
from bot.nudges.rhythm import Cadence, Rhythm, due_on

#: After these days somebody who gave advice would be glad to hear what became of it.
ADVICE_AFTER = 14
#: After these days a promise without a day is brought to mind.
PROMISE_AFTER = 7


def reasons_to_write(
    contact_id: int,
    contact: Fields,
    spoke_on: date,
    open_ends: Iterable[Interaction],
    rhythm: Rhythm,
    *,
    chosen: bool = False,
) -> list[Reason]:
    """Return what there is to remind of about a contact.

    Nobody is reminded of somebody in the archive or dropped off; at a pit stop the cadence is all.

    Args:
        contact_id: the contact.
        contact: the person.
        spoke_on: the day they were last in touch, on the student's calendar.
        open_ends: interactions that left advice to try or a promise to keep.
        rhythm: when the student wants to hear from the bot.
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
