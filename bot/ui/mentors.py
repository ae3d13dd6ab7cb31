"""What a mentor sees: who asks them, and the ways to answer."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.meetings.asking import Request
from bot.meetings.model import HOW, WORD_LENGTH, State
from bot.mentors import Mentor
from bot.nudges.model import MENTOR_NEWS, MENTOR_REQUEST, Item
from bot.rooms import Rooms
from bot.ui.answers import rooms, show
from bot.ui.card import BLUE, GREEN, GREY, Card, row
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, open_form, paragraph
from bot.ui.nudges import CARDS
from bot.ui.press import Button
from bot.ui.text import ago, at, clock, count, one_line, typed


def mentor_card(mentor: Mentor) -> Card:
    """Return how a member may be asked."""
    if mentor.paused:
        text = "### Requests are paused\nNobody can ask you. `/mentor offer` ends the pause."
        return Card(GREY, [text])
    a_month = count(mentor.a_month, "request", "requests").lower()
    return Card(
        GREEN,
        [
            f"### You may be asked\nAt most {a_month} a month, by DM from me. You answer with one tap.",
            "-# `/mentor pause` for a rest, `/mentor leave` to end it.",
        ],
    )


def request_card(request: Request, delivery: int = 0) -> Card:
    """Return a request as the mentor sees it, with the ways to answer it.

    Args:
        request: who asks, and for what.
        delivery: the DM that the card is on, 0 for none.
    """
    colour = BLUE if request.meeting.state in {State.ASKED, State.CONFIRMED} else GREY
    return Card(colour, [*_parts(request, delivery)])


def _parts(request: Request, delivery: int) -> Iterator["str | ui.Item[Any] | None"]:
    meeting = request.meeting
    name = one_line(request.name, 60) or f"<@{meeting.student_id}>"
    who = f"<@{meeting.student_id}>" + (f" · {one_line(request.who, 120)}" if request.who else "")
    what = f"{meeting.minutes} minutes, {HOW[meeting.how].lower()}"

    def each(action: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> AskButton:
        return AskButton.of(f"ask:{action}:0:{meeting.id}:{delivery}", label, style)

    match meeting.state:
        case State.ASKED:
            coming = [moment for moment in meeting.offered if moment > request.now]
            times = "\n".join(f"- {at(moment)}" for moment in coming)
            yield (
                f"### {name} asks you for {what}\n{who}\n"
                f"They hope to learn: {one_line(meeting.purpose, 120)}\n{times}"
            )
            if coming:
                yield row(
                    *(
                        AskButton.of(
                            f"ask:take:{int(moment.timestamp())}:{meeting.id}:{delivery}",
                            clock(moment.astimezone(request.zone)),
                            ButtonStyle.success,
                        )
                        for moment in coming
                    )
                )
            yield row(
                each("suggest", "Suggest another time"),
                each("notnow", "Not right now"),
                each("pause", "Pause requests"),
            )
        case State.CONFIRMED if meeting.begins_at is not None:
            begins_at = meeting.begins_at
            place = f"\n{typed(meeting.place, 300)}" if meeting.place else ""
            yield f"### 📅 {name}, {at(begins_at)}\n{ago(begins_at)} · {what}\n{who}{place}"
            yield f"They hope to learn: {one_line(meeting.purpose, 120)}"
            if begins_at > request.now:
                yield row(each("calloff", "I can't make it after all"))
        case State.OTHER_TIMES:
            yield f"### Thank you\n{name} has your words: “{one_line(meeting.word, 200)}”"
        case State.DECLINED:
            yield f"### That's fine\n{name} hears that it isn't possible now."
        case State.MOVED:
            yield f"### {name} looks for another time\nThe one you had is free again."
        case State.CANCELLED:
            yield f"### Called off\nYour meeting with {name} isn't needed any more."
        case _:
            yield f"### {name}\nThere is nothing to answer any more."


class AskButton(
    Button,
    template=r"ask:(?P<action>take|suggest|notnow|pause|calloff):(?P<moment>\d{1,12})"
    r":(?P<meeting>\d{1,18}):(?P<delivery>\d{1,18})",
):
    """Every button of a request. The delivery's id comes last: recovery looks for it in a DM's history."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Answer the request, and show what has become of it."""
        services, mentor_id = rooms(interaction), interaction.user.id
        number, delivery = self.number("meeting"), self.number("delivery")
        match self.said("action"):
            case "take":
                moment = datetime.fromtimestamp(self.number("moment"), UTC)
                request = await services.requests.accept(mentor_id, number, moment)
            case "suggest":
                await open_form(interaction, "suggest", number, delivery)
                return
            case "notnow":
                await open_form(interaction, "notnow", number, delivery)
                return
            case "pause":
                await services.mentors.pause(mentor_id, paused=True)
                await show(interaction, mentor_card(await services.mentors.get(mentor_id)))
                return
            case _:
                request = await services.requests.call_off(mentor_id, number)
        await interaction.response.edit_message(view=request_card(request, delivery))


class _AnswerForm(Form):
    """Answers a request in words. The ids: the meeting, and the DM its card is on."""

    @classmethod
    async def _shown(
        cls, interaction: discord.Interaction, request: Request, delivery: int
    ) -> None:
        card = request_card(request, delivery)
        if interaction.message is None:
            await show(interaction, card)
        else:
            await interaction.response.edit_message(view=card)


class SuggestForm(_AnswerForm, name="suggest"):
    """Asks for another time."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        await services.requests.see(student_id, about[0])
        word = paragraph(
            "When would suit you?",
            "word",
            most=WORD_LENGTH,
            hint=f"In your own words; they pick from it. {NO_CLIENTS}",
            example="Thursdays after 4, or next week",
        )
        return cls("Suggest another time", about, [word])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Tell the student."""
        request = await rooms(interaction).requests.suggest(
            interaction.user.id, about[0], said.get("word") or ""
        )
        await cls._shown(interaction, request, about[1])


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
        request = await rooms(interaction).requests.not_now(
            interaction.user.id, about[0], said.get("word")
        )
        await cls._shown(interaction, request, about[1])


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that brings a request, or news of one."""
    request = item.person.of
    if not isinstance(request, Request):
        raise TypeError
    return request_card(request, delivery)


CARDS[MENTOR_REQUEST] = _letter
CARDS[MENTOR_NEWS] = _letter
