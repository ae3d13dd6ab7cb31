"""What a mentor sees: who asks them, and the ways to answer."""

from collections.abc import Awaitable, Iterator, Sequence
from datetime import datetime
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.meetings.asking import NotOffered, Request
from bot.meetings.model import HOW, WORD_LENGTH, ImpossibleMove, MeetingNotFound, State
from bot.nudges.model import MENTOR_NEWS, MENTOR_REQUEST, Item
from bot.rooms import Rooms
from bot.ui.answers import hand_back, rooms, say, show, show_in_place
from bot.ui.card import BLUE, GREY, Card, row
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, line, open_form, paragraph
from bot.ui.mentor_offer import pause
from bot.ui.nudges import CARDS
from bot.ui.press import Button, moment_of
from bot.ui.text import ago, at, clock, one_line, typed

Parts = Iterator["str | ui.Item[Any] | None"]

#: What a mentor reads about a request that is gone, or was never theirs to answer.
GONE = "That request isn't there any more, so there is nothing to answer."
CHANGED = "That has changed meanwhile. The card says what is now."


def request_card(
    request: Request, delivery: int = 0, *, gone: datetime | None = None, asking: bool = False
) -> Card:
    """Return a request as the mentor sees it, with the ways to answer it.

    Args:
        request: who asks, and for what.
        delivery: the DM that the card is on, 0 for none.
        gone: a time that was just chosen and can't be any more.
        asking: whether they mean to call off is still asked.
    """
    match request.meeting.state:
        case State.ASKED:
            return Card(BLUE, [*_asked(request, delivery, gone)])
        case State.CONFIRMED:
            return Card(BLUE, [*_confirmed(request, delivery, asking=asking)])
        case State.NO_REPLY:
            text = f"### {name_of(request)}'s times are over\nA late answer is still welcome."
            late = row(
                _button(request, delivery, "suggest", "Suggest a time"),
                _button(request, delivery, "notnow", "Not right now"),
            )
            return Card(GREY, [text, late])
        case _:
            return Card(GREY, [_said(request), *_rest(request, delivery)])


def _rest(request: Request, delivery: int) -> Parts:
    """Lead on from a DM that asks nothing. Its button also says which delivery it is, see `AskButton`."""
    if delivery:
        yield row(_button(request, delivery, "all", "Who asked me"))


def name_of(request: Request) -> str:
    """Return who asks: by the name they sign with, or mentioned."""
    return one_line(request.name, 60) or f"<@{request.meeting.student_id}>"


def _who(request: Request) -> str:
    """Return how the student can be written to, and who they are, as a line; may be empty."""
    mention = f"<@{request.meeting.student_id}>" if one_line(request.name, 60) else ""
    known = " · ".join(part for part in (mention, one_line(request.who, 120)) if part)
    return f"\n{known}" if known else ""


def _what(request: Request) -> str:
    return f"{request.meeting.minutes} minutes, {HOW[request.meeting.how].lower()}"


def _hopes(request: Request) -> str:
    return f"They hope to learn: {one_line(request.meeting.purpose, 120)}"


def _asked(request: Request, delivery: int, gone: datetime | None) -> Parts:
    offered = [each for each in request.meeting.offered if each != gone]
    coming = [moment for moment in offered if moment > request.now]
    times = "\n".join(f"- {at(moment)}" for moment in coming)
    if gone is not None:
        yield "**That time isn't free any more.**"
    yield (
        f"### {name_of(request)} asks you for {_what(request)}{_who(request)}\n{_hopes(request)}\n"
        f"{times or 'The times they offered are over. You can suggest another.'}"
    )
    if coming:
        yield row(
            *(
                AskButton.of(
                    f"ask:take:{int(moment.timestamp())}:{request.meeting.id}:{delivery}",
                    clock(moment.astimezone(request.zone)),
                    ButtonStyle.success,
                )
                for moment in coming
            )
        )
    yield row(
        _button(request, delivery, "suggest", "Suggest another time"),
        _button(request, delivery, "notnow", "Not right now"),
        _button(request, delivery, "pause", "Pause requests"),
    )


def _confirmed(request: Request, delivery: int, *, asking: bool) -> Parts:
    meeting, name = request.meeting, name_of(request)
    begins_at = meeting.begins_at or request.now
    place = f"\n{typed(meeting.place, 300)}" if meeting.place else ""
    yield f"### 📅 {name}, {at(begins_at)}\n{ago(begins_at)} · {_what(request)}{_who(request)}{place}"
    yield _hopes(request)
    if begins_at <= request.now:
        yield from _rest(request, delivery)
    elif asking:
        yield f"**Call it off?** {name} hears it at once, and can look for another time."
        yield row(
            _button(request, delivery, "calloff", "Call it off", ButtonStyle.danger),
            _button(request, delivery, "see", "Keep it"),
        )
    else:
        yield f"-# You both have this time now.{'' if meeting.place else _AGREE_ON[meeting.how]}"
        yield row(_button(request, delivery, "surely", "I can't make it after all"))


#: What is left to agree on as long as nobody has said where.
_AGREE_ON = {
    "video": " Agree on a link with them.",
    "phone": " Agree with them on who calls.",
    "in_person": " Agree on a place with them.",
}


def _said(request: Request) -> str:
    """Return what there is to say where nothing is to be answered."""
    meeting, name = request.meeting, name_of(request)
    word = one_line(meeting.word, WORD_LENGTH)
    match meeting.state:
        case State.OTHER_TIMES:
            return f"### Thank you\n{name} has your words: “{word}”"
        case State.DECLINED:
            words = f", with your words: “{word}”" if word else "."
            return f"### That's fine\n{name} hears that it isn't possible now{words}"
        case State.MOVED:
            return f"### {name} looks for another time\nThe one you had is free again."
        case State.CANCELLED:
            what = "The request" if meeting.begins_at is None else "Your meeting"
            return f"### Called off: {name}\n{what} isn't needed any more. There is nothing to do."
        case State.DONE:
            return f"### You met {name}\nThank you for your time."
        case _:
            return f"### {name}\nThere is nothing to answer any more."


def _button(
    request: Request,
    delivery: int,
    action: str,
    label: str,
    style: ButtonStyle = ButtonStyle.secondary,
) -> "AskButton":
    return AskButton.of(f"ask:{action}:0:{request.meeting.id}:{delivery}", label, style)


class AskButton(
    Button,
    template=r"ask:(?P<action>take|suggest|notnow|pause|surely|calloff|see|all):(?P<moment>\d{1,12})"
    r":(?P<meeting>\d{1,19}):(?P<delivery>\d{1,19})",
):
    """Every button of a request. The delivery's id comes last: recovery looks for it in a DM's history."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Answer the request, and show what has become of it."""
        services, mentor_id = rooms(interaction), interaction.user.id
        number, delivery = self.number("meeting"), self.number("delivery")
        action, gone = self.said("action"), None
        if action == "all":
            from bot.ui.mentor_requests import requests_card  # which opens cards of this module

            await show(interaction, requests_card(await services.requests.all(mentor_id)))
            return
        try:
            request = await services.requests.see(mentor_id, number)
        except MeetingNotFound:
            await say(interaction, GONE)
            return
        if action == "pause":
            await pause(interaction)
            return
        if action in _FORMS and request.meeting.may(_FORMS[action]):
            await open_form(interaction, action, number, delivery)
            return
        try:
            if action == "take":
                moment = gone = moment_of(self.number("moment"))
                request = await services.requests.accept(mentor_id, number, moment)
            elif action == "calloff":
                request = await services.requests.call_off(mentor_id, number)
        except (ImpossibleMove, NotOffered):  # an old card, or one on which this was pressed before
            request = await services.requests.see(mentor_id, number)
        card = request_card(request, delivery, gone=gone, asking=action == "surely")
        await interaction.response.edit_message(view=card)


#: Forms that buttons open, and where a meeting gets by them.
_FORMS = {"suggest": State.OTHER_TIMES, "notnow": State.DECLINED}


class _AnswerForm(Form):
    """Answers a request in words. The ids: the meeting, and the DM its card is on."""

    @classmethod
    async def _answered(
        cls, interaction: discord.Interaction, answer: Awaitable[Request], about: Sequence[int]
    ) -> None:
        """Give the answer, and show what has become of it; the words come back if it is too late."""
        late = False
        try:
            request = await answer
        except ImpossibleMove:
            request = await rooms(interaction).requests.see(interaction.user.id, about[0])
            late = True
        await show_in_place(interaction, request_card(request, about[1]))
        if late:
            await hand_back(interaction, CHANGED)


class SuggestForm(_AnswerForm, name="suggest"):
    """Asks for another time."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        await services.requests.see(student_id, about[0])
        word = line(
            "When would suit you?",
            "word",
            most=WORD_LENGTH,
            hint=f"In your own words; they pick from it. {NO_CLIENTS}",
            example="Thursdays after 4, or next week",
            required=True,
        )
        return cls("Suggest another time", about, [word])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Tell the student."""
        requests = rooms(interaction).requests
        answer = requests.suggest(interaction.user.id, about[0], said.get("word") or "")
        await cls._answered(interaction, answer, about)


class NotNowForm(_AnswerForm, name="notnow"):
    """Asks for a word to go with a no."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        await services.requests.see(student_id, about[0])
        word = paragraph(
            "A word with it, if you like",
            "word",
            most=WORD_LENGTH,
            hint=NO_CLIENTS,
            example="This month is full. Ask me again in spring.",
        )
        return cls("Not right now", about, [word])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Tell the student, kindly."""
        requests = rooms(interaction).requests
        answer = requests.not_now(interaction.user.id, about[0], said.get("word"))
        await cls._answered(interaction, answer, about)


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that brings a request, or news of one."""
    request = item.person.of
    if not isinstance(request, Request):
        raise TypeError
    return request_card(request, delivery)


CARDS[MENTOR_REQUEST] = _letter
CARDS[MENTOR_NEWS] = _letter
