"""The card of a meeting, in each of its states."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.meetings import files, invitations
from bot.meetings.desk import Arranged
from bot.meetings.model import AGAIN_AFTER, HOW, LEAST_OFFERED, State
from bot.meetings.slots import Slot
from bot.nudges.model import DEBRIEF, MEETING_ANSWER, Item
from bot.rooms import Rooms
from bot.ui.answers import rooms, show
from bot.ui.card import AMBER, BLUE, GREY, Card, row
from bot.ui.meeting_buttons import Buttons, MeetButton, SlotSelect, theirs
from bot.ui.nudges import CARDS
from bot.ui.text import ago, at, clock, date_of, day, one_line, typed

Parts = Iterator["str | ui.Item[Any] | None"]

#: In these nobody waits for the student, so nothing is called off.
RESTING = frozenset({State.NO_REPLY, State.MISSED})
#: What is offered in these has not left yet.
UNSENT = frozenset({State.DRAFT, State.OTHER_TIMES, State.NO_REPLY, State.MOVED})
LEFT = "That's fine. They stay in your network."


async def card_of(
    services: Rooms, arranged: Arranged, delivery: int = 0, *, asking: str = ""
) -> Card:
    """Return the card of a meeting, with times to choose from where it needs some.

    Args:
        services: of the bot.
        arranged: the meeting.
        delivery: the DM that the card is on, 0 for none.
        asking: the button that was pressed and asks something, see `MeetButton`.
    """
    meeting = arranged.meeting
    wants_times = meeting.may(State.ASKED) and (asking == "pick" or _needs_times(arranged))
    slots: Sequence[Slot] = ()
    if wants_times:
        slots = await services.offers.times(meeting.student_id, meeting.id)
    return meeting_card(arranged, slots, delivery, asking=asking, choosing=wants_times)


def _needs_times(arranged: Arranged) -> bool:
    """Say whether there is nothing to do before times are chosen."""
    meeting = arranged.meeting
    if meeting.offered:
        return meeting.state in UNSENT and _some_are_over(arranged)
    by_note = meeting.draft_id is not None and meeting.mentor_id is None
    if meeting.state == State.DRAFT and by_note:
        return False  # without times, its note has the student's own page to choose on
    return meeting.state in {State.DRAFT, State.MOVED}


def _some_are_over(arranged: Arranged) -> bool:
    return any(moment <= arranged.now for moment in arranged.meeting.offered)


def meeting_card(
    arranged: Arranged,
    slots: Sequence[Slot] = (),
    delivery: int = 0,
    *,
    asking: str = "",
    choosing: bool = False,
) -> Card:
    """Return the card of a meeting: where it is, and the next move.

    Args:
        arranged: the meeting.
        slots: times to choose from.
        delivery: the DM that the card is on, 0 for none.
        asking: the button that was pressed and asks something.
        choosing: the next move is to choose times.
    """
    meeting = arranged.meeting
    each = Buttons(meeting.id, delivery)
    if choosing:
        return Card(BLUE, _choosing(arranged, slots, each))
    if asking == "yes" and meeting.may(State.CONFIRMED) and meeting.mentor_id is None:
        return Card(BLUE, _which(arranged, each))
    if asking == "calloff" and meeting.may(State.CANCELLED):
        return Card(AMBER, _surely(arranged, each))
    if asking == "leave" and meeting.state == State.DECLINED:
        return Card(GREY, [f"### {name_of(arranged)} can't meet now\n{LEFT}"])
    parts = {
        State.DRAFT: _draft,
        State.ASKED: _asked,
        State.OTHER_TIMES: _other_times,
        State.NO_REPLY: _no_reply,
        State.DECLINED: _declined,
        State.CONFIRMED: _confirmed,
        State.MOVED: _moved,
        State.CANCELLED: _cancelled,
        State.MISSED: _missed,
        State.DONE: _done,
    }[meeting.state]
    colour = BLUE if meeting.is_open else GREY
    return Card(colour, [*parts(arranged, each)])


def name_of(arranged: Arranged) -> str:
    """Return the contact's name as a card shows it."""
    return one_line(arranged.contact.name, 60)


def _what(arranged: Arranged) -> str:
    """Return how long, how and what for, on one line."""
    meeting = arranged.meeting
    parts = [f"{meeting.minutes} minutes", HOW[meeting.how].lower()]
    return f"{', '.join(parts)} · {one_line(meeting.purpose, 120)}"


def _times(moments: Sequence[datetime]) -> str:
    return "\n".join(f"- {at(moment)}" for moment in moments)


def _choosing(arranged: Arranged, slots: Sequence[Slot], each: Buttons) -> Parts:
    meeting = arranged.meeting
    name = name_of(arranged)
    asked = meeting.asked_at is not None
    yield f"### {'Other times for' if asked else 'Ask'} {name}\n{_what(arranged)}{_said(arranged)}"
    if meeting.state in UNSENT and _some_are_over(arranged):
        yield "A time you picked is over by now. Pick anew, and the note gets the new ones."
    elif meeting.state == State.MOVED and meeting.begins_at is not None:
        yield f"{at(meeting.begins_at)} is free again. Tell them, with times that suit you better."
    if len(slots) < LEAST_OFFERED:
        yield (
            "There is no time in the next two weeks that suits you both. "
            "`/availability set` changes your hours."
        )
    else:
        yield "I keep the times you pick free for a week, or until there is an answer."
        yield row(SlotSelect.among(arranged, slots, each.delivery))
    more: list[ui.Item[Any]] = []
    if arranged.link and meeting.mentor_id is None:
        more.append(each("link", "Use my booking page"))
    if meeting.mentor_id is None:
        more.append(each("when", "They agreed on a time"))
    if _needs_times(arranged):
        more.append(each("calloff", "Call it off") if asked else each("cancel", "Leave it"))
    else:
        more.append(each("see", "Back"))
    yield row(*more)


def _draft(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    if not meeting.offered:
        yield f"### Ask {name}\n{_what(arranged)}\nThey choose a time on your booking page."
        yield row(each.first("note", "Write the note"), each("pick", "Offer times instead"))
        yield row(each("when", "They agreed on a time"), each("cancel", "Leave it"))
        return
    yield from _offer(arranged, each, f"Ask {name}", each("cancel", "Leave it"))


def _offer(arranged: Arranged, each: Buttons, title: str, leave: MeetButton) -> Parts:
    """What is chosen and not sent yet."""
    meeting = arranged.meeting
    free = f"Kept free until {day(meeting.held_until)}:" if arranged.holds else "You would offer:"
    yield f"### {title}\n{_what(arranged)}\n{free}\n{_times(meeting.offered)}"
    if meeting.mentor_id is not None:
        yield row(each.first("send", "Send the request"), each("pick", "Other times"))
        named = meeting.state == State.OTHER_TIMES  # they named some, so one may be agreed on
        yield row(*([each("when", "They agreed on a time")] if named else []), leave)
        return
    yield row(each.first("note", "Write the note"), each("holds", "Hold them in my calendar"))
    yield row(each("pick", "Other times"), each("when", "They agreed on a time"), leave)


def _asked(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    asked = "" if meeting.asked_at is None else f"Asked {ago(meeting.asked_at)}. "
    free = f"Kept free until {day(meeting.held_until)}:" if arranged.holds else "You offered:"
    offered = f"{free}\n{_times(meeting.offered)}" if meeting.offered else ""
    yield f"### Waiting for {name}\n{_what(arranged)}\n{asked}{offered}"
    if meeting.mentor_id is not None:
        yield "-# You'll get a DM as soon as there is an answer."
        yield row(each("calloff", "Take it back"))
        return
    yield row(
        each("yes", "They said yes", ButtonStyle.success),
        each("said", "They suggest other times"),
        each("declined", "They said no"),
    )
    yield row(each("holds", "Hold them in my calendar"), each("calloff", "Call it off"))


def _which(arranged: Arranged, each: Buttons) -> Parts:
    coming = [moment for moment in arranged.meeting.offered if moment > arranged.now]
    yield f"### Which time with {name_of(arranged)}?"
    if coming:
        yield row(
            *(each.take(moment, clock(moment.astimezone(arranged.zone))) for moment in coming)
        )
    yield row(each("when", "Another time" if coming else "Say when"), each("see", "Back"))


def _surely(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    if meeting.state in RESTING:
        yield f"### Let it rest with {name}?"
        yield _again(arranged)
        yield row(each.first("cancel", "Let it rest"), each("see", "Keep it"))
        return
    free = "Its time becomes" if meeting.is_booked else "Times you offered become"
    agreed = f"\nYou agreed on {at(meeting.begins_at)}." if meeting.begins_at else ""
    yield f"### Call it off with {name}?{agreed if meeting.is_booked else ''}"
    yield f"It can't be taken back. {free} free again."
    yield row(each("cancel", "Call it off", ButtonStyle.danger), each("see", "Keep it"))


def _again(arranged: Arranged) -> str:
    command = "/meet request" if arranged.meeting.mentor_id is None else "/mentor ask"
    return f"You can ask again any time with `{command}`."


def _other_times(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    if meeting.offered:
        yield from _offer(arranged, each, f"Other times for {name}", each("calloff", "Call it off"))
        return
    yield f"### {name} would like another time\n{_what(arranged)}{_said(arranged)}"
    yield row(
        each.first("when", "Take one of theirs"),
        each("pick", "Offer other times"),
        each("declined", "They said no")
        if meeting.mentor_id is None
        else each("calloff", "Call it off"),
    )


def _said(arranged: Arranged) -> str:
    """Return what they answered in their own words, as a line of its own."""
    word = arranged.meeting.word
    return f"\n> {one_line(word, 300)}" if word else ""


def _no_reply(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    if meeting.offered:
        yield from _other_times(arranged, each)
        return
    yield f"### No answer from {name} yet\n{_what(arranged)}"
    if meeting.mentor_id is not None:
        yield "Mentors are busy people. Let it rest, or offer new times."
        yield row(each("pick", "Offer new times"), each("calloff", "Let it rest"))
        return
    yield "People are busy. One short follow-up is fine, and after that let it rest."
    yield row(
        each.first("followup", "Follow up once"),
        each("pick", "Offer new times"),
        each("calloff", "Let it rest"),
    )
    yield row(
        each("when", "They agreed on a time", ButtonStyle.success),
        each("said", "They suggest other times"),
        each("declined", "They said no"),
    )


def _declined(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name, said = arranged.meeting, name_of(arranged), _said(arranged)
    if meeting.again_on is not None:
        yield f"### {name} can't meet now\nI'll bring it up on {date_of(meeting.again_on)}.{said}"
        yield row(each.first("anyway", "Thank them anyway"))
        return
    again = arranged.now.astimezone(arranged.zone).date() + AGAIN_AFTER
    yield (
        f"### {name} can't meet now\nThat is about their calendar, not about you.{said}\n"
        "A two-line thanks keeps the door open, and I'll remind you in ten weeks if you like."
    )
    yield row(
        each.first("anyway", "Thank them anyway"),
        each("again", f"Remind me in {again:%B}"),
        each("leave", "Leave it"),
    )


def _confirmed(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    begins_at, ends_at = meeting.begins_at or arranged.now, meeting.ends_at or arranged.now
    place = f"\n{typed(meeting.place, 300)}" if meeting.place else ""
    hour = theirs(meeting, begins_at)
    there = f"\n-# {hour}" if hour else ""
    title = f"Your meeting with {name}" if ends_at <= arranged.now else f"📅 {name}"
    yield f"### {title}\n{at(begins_at)} · {ago(begins_at)}\n{_what(arranged)}{place}{there}"
    if begins_at <= arranged.now:
        if ends_at <= arranged.now:
            yield "How was it?"
        yield row(
            each("debrief", "We met", ButtonStyle.success),
            each("missed", "It didn't happen"),
            each("tomove", "It was moved"),
        )
        return
    yield row(
        each.first("prepare", "Get ready"),
        each("where", "Change where" if meeting.place else "Say where"),
        each("invite", "Invitation"),
    )
    event = files.event_of(arranged)
    links: list[ui.Item[Any]] = []
    if event is not None:
        for label, url in (
            ("Google Calendar", invitations.google_link(event)),
            ("Outlook", invitations.outlook_link(event)),
        ):
            if url is not None:
                links.append(ui.Button(label=label, url=url))
    if links:
        yield row(*links)
    move = [] if meeting.mentor_id else [each("when", "Move it")]
    yield row(*move, each("tomove", "Find another time"), each("calloff", "Call it off"))


def _moved(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    if not meeting.offered and meeting.mentor_id is not None:
        yield f"### {name} can't make it after all\n{_what(arranged)}"
        yield "That is about their calendar, not about you. Other times make it easy to try again."
        yield row(each.first("pick", "Find another time"), each("calloff", "Let it rest"))
        return
    yield from _offer(
        arranged,
        each,
        f"Another time with {name}",
        each("calloff", "Call it off"),
    )


def _cancelled(arranged: Arranged, each: Buttons) -> Parts:
    meeting, name = arranged.meeting, name_of(arranged)
    until = meeting.begins_at or meeting.held_until
    rests = meeting.asked_at is None or until <= arranged.now  # nobody waits for it any more
    yield f"### {'At rest' if rests else 'Called off'}: {name}\n{_what(arranged)}"
    if rests or meeting.begins_at is None:
        yield _again(arranged)
        return
    yield "Send them a line, with this file: it takes the meeting out of their calendar."
    yield row(each.first("invite", "Cancellation"))


def _missed(arranged: Arranged, each: Buttons) -> Parts:
    yield f"### It didn't happen: {name_of(arranged)}\n{_what(arranged)}"
    yield "It happens to everybody. A short word and a new time put it right."
    yield row(
        each.first("tomove", "Find another time"),
        each("debrief", "It did happen"),
        each("calloff", "Let it rest"),
    )


def _done(arranged: Arranged, each: Buttons) -> Parts:
    begins_at = arranged.meeting.begins_at
    when = f"{day(begins_at)}\n" if begins_at else ""
    yield f"### ✅ You met {name_of(arranged)}\n{when}{_what(arranged)}"
    yield row(each.first("thank", "Thank them"))


async def show_meeting(interaction: discord.Interaction, meeting_id: int) -> None:
    """Answer with the card of a meeting."""
    services = rooms(interaction)
    arranged = await services.meetings.see(interaction.user.id, meeting_id)
    await show(interaction, await card_of(services, arranged))


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that brings a meeting: an answer, or the question how it was."""
    arranged = item.person.of
    if not isinstance(arranged, Arranged):
        raise TypeError
    return meeting_card(arranged, (), delivery)


CARDS[MEETING_ANSWER] = _letter
CARDS[DEBRIEF] = _letter
