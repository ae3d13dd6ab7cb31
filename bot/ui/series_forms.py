"""The forms of a series: a session's topic and day, all days, and looking back.

The ids of those of a session: the session, and the DM that its card is on or 0.
"""

import discord

from bot.mentors.sessions import ANSWER_LENGTH, TOPIC_LENGTH
from bot.rooms import Rooms
from bot.ui.answers import rooms, show_in_place
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, line, paragraph
from bot.ui.series import series_card, session_card
from bot.ui.text import date_of

_DAY = "On your calendar, such as “next Mon” or “4 Dec”"


class AddForm(Form, name="seriesadd"):
    """Asks for a session of the student's own. The id: a series."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        await services.series.see(student_id, about[0])
        return cls(
            "Add a session",
            about,
            [
                _topic(""),
                line("When", "when", most=60, hint=_DAY, example="in 2 weeks", required=True),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show the series."""
        shown = await rooms(interaction).series.add(
            interaction.user.id, about[0], said.get("topic") or "", said.get("when") or ""
        )
        await show_in_place(interaction, series_card(shown))


class PaceForm(Form, name="seriespace"):
    """Asks for other days. The id: a series."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with how often they come now."""
        shown = await services.series.see(student_id, about[0])
        following = shown.series.next
        now = date_of(following.planned_on) if following else "none is to come"
        when = line("The next session", "when", most=60, hint=f"Now: {now}. {_DAY}")
        often = line("How often", "every", shown.series.every, most=30, example="2 weeks")
        return cls("Change the days", about, [when, often])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep them, and show the series."""
        shown = await rooms(interaction).series.pace(
            interaction.user.id, about[0], said.get("when") or "", said.get("every") or ""
        )
        await show_in_place(interaction, series_card(shown))


class ChangeForm(Form, name="sessionchange"):
    """Asks for the topic and the day of a session."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        shown = await services.series.of_session(student_id, about[0])
        session = shown.session(about[0])
        hint = f"Now: {date_of(session.planned_on)}. Leave it empty to keep that."
        when = line("When", "when", most=60, hint=hint, example="next Mon")
        return cls("Change this session", about, [_topic(session.topic), when])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep them, and show the session."""
        shown = await rooms(interaction).series.change(
            interaction.user.id, about[0], said.get("topic") or "", said.get("when") or ""
        )
        await show_in_place(interaction, session_card(shown, shown.session(about[0]), about[1]))


class DoneForm(Form, name="sessiondone"):
    """Asks what a session brought, by its own questions."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what was written already."""
        shown = await services.series.of_session(student_id, about[0])
        session = shown.session(about[0])
        return cls(
            "Looking back",
            about,
            [
                paragraph(
                    "A strength that showed",
                    "strength",
                    session.strength,
                    most=ANSWER_LENGTH,
                    hint=session.questions.strength,
                    example=f"For your eyes only. {NO_CLIENTS}",
                ),
                paragraph(
                    "A growing edge",
                    "edge",
                    session.edge,
                    most=ANSWER_LENGTH,
                    hint=session.questions.edge,
                    example=f"For your eyes only. {NO_CLIENTS}",
                ),
                paragraph(
                    "One thing to try until next time",
                    "step",
                    session.step,
                    most=ANSWER_LENGTH,
                    hint=f"I'll show it to you before the next session. {NO_CLIENTS}",
                ),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show the session."""
        shown = await rooms(interaction).series.done(interaction.user.id, about[0], said)
        await show_in_place(interaction, session_card(shown, shown.session(about[0]), about[1]))


def _topic(known: str) -> "discord.ui.Item[discord.ui.View]":
    return line(
        "What you hope to learn",
        "topic",
        known,
        most=TOPIC_LENGTH,
        hint=f"As you would say it to them. {NO_CLIENTS}",
        example="how you chose hand therapy",
        required=True,
    )
