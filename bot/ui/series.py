"""A series of sessions: its card, that of one session, and the list of all."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.meetings.model import State
from bot.mentors.reminders import OfSession
from bot.mentors.series_desk import Shown
from bot.mentors.sessions import MOST_SESSIONS, Ahead, Progress, Session
from bot.nudges.model import SESSION, Item
from bot.ui.answers import rooms, show, show_in_place
from bot.ui.card import BLUE, GREEN, GREY, Card, divider, row
from bot.ui.form import open_form
from bot.ui.meeting_list import WAITS
from bot.ui.nudges import CARDS
from bot.ui.press import Button, Select
from bot.ui.series_asking import ask_for
from bot.ui.text import at, count, date_of, every, one_line, typed

Parts = Iterator["str | ui.Item[Any] | None"]

NONE_YET = (
    "### No sessions planned yet\n"
    "`/mentor plan` with somebody you know plans a few talks, each with a topic that you can change.\n"
    "Nobody in mind? `/mentor find` shows mentors."
)


def series_card(shown: Shown, *, ending: bool = False) -> Card:
    """Return a series: which sessions were, which is next, and what can be changed.

    ``ending`` asks whether it is meant to end.
    """
    return Card(GREY if shown.series.is_over else GREEN, [*_series(shown, ending=ending)])


def _series(shown: Shown, *, ending: bool) -> Parts:
    series = shown.series
    counted = [each for each in series.sessions if each.state != Progress.SKIPPED]
    yield (
        f"### Sessions with {_name(shown)}\n{every(series.every).capitalize()} · "
        f"{len(series.done)} of {len(counted)} done"
    )
    following = series.next
    yield "\n".join(
        _line(shown, each, number, is_next=following is not None and each.id == following.id)
        for number, each in enumerate(series.sessions, 1)
    )
    if ending:
        yield "**Leave out what is still to come?** What you wrote stays."
        yield row(
            SeriesButton.of(f"series:endyes:{series.id}", "End it here", ButtonStyle.danger),
            SeriesButton.of(f"series:see:{series.id}", "Keep going"),
        )
        return
    if series.sessions:
        yield row(SessionSelect.among(shown))
    buttons = [SeriesButton.of(f"series:add:{series.id}", "Add a session")]
    if following is not None:
        buttons += [
            SeriesButton.of(f"series:pace:{series.id}", "Change the days"),
            SeriesButton.of(f"series:end:{series.id}", "End it here"),
        ]
    yield row(*buttons)


_SIGNS = {Progress.DONE: "✓ ", Progress.SKIPPED: "– ", Progress.PLANNED: ""}


def _line(shown: Shown, session: Session, number: int, *, is_next: bool) -> str:
    topic = topic_of(session, 60)
    topic = f"**{topic}**" if is_next else topic
    if session.state == Progress.SKIPPED:
        return f"{_SIGNS[session.state]}{number}\\. {topic} · left out"
    when = _short(shown, session)
    return f"{_SIGNS[session.state]}{number}\\. {topic} · {when}"


def topic_of(session: Session, limit: int = 120) -> str:
    """Return a topic as a title. It is kept as it goes on in a note: "how you chose hands"."""
    return one_line(_capital(session.topic), limit)


def _capital(topic: str) -> str:
    return topic[:1].upper() + topic[1:]


def _short(shown: Shown, session: Session) -> str:
    """Return when a session is, as short as a list wants it."""
    meeting = shown.meetings.get(session.id)
    if session.state == Progress.PLANNED and meeting is not None and meeting.is_open:
        if meeting.is_booked and meeting.begins_at is not None:
            return discord.utils.format_dt(meeting.begins_at, "d")
        if meeting.state != State.DRAFT:
            return WAITS[meeting.state]
    day = session.planned_on
    year = f" {day.year}" if day.year != shown.today.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def session_card(
    shown: Shown, session: Session, delivery: int = 0, *, before: bool = False
) -> Card:
    """Return one session: its questions, what was written last time, and what to do.

    ``before`` is the DM of the day before.
    """
    colour = BLUE if session.state == Progress.PLANNED else GREY
    return Card(colour, [*_session(shown, session, delivery, before=before)])


def _session(shown: Shown, session: Session, delivery: int, *, before: bool) -> Parts:
    number = [each.id for each in shown.series.sessions].index(session.id) + 1
    total = len(shown.series.sessions)
    title = "📅 Next session: " if before and session.state == Progress.PLANNED else ""
    yield (
        f"### {title}{topic_of(session)}\n"
        f"With {_name(shown)} · session {number} of {total} · {_when(shown, session)}"
    )

    def each(action: str, label: str, style: ButtonStyle = ButtonStyle.secondary) -> SessionButton:
        return SessionButton.of(f"session:{action}:{session.id}:{delivery}", label, style)

    back = SeriesButton.of(f"series:see:{shown.series.id}", "All sessions")
    if session.state == Progress.SKIPPED:
        yield "Left out. Nothing reminds of it."
        yield row(each("planned", "Take it in again"), back)
        return
    if session.state == Progress.DONE:
        yield _written(session) or "Two minutes of looking back make the next talk better."
        label = "Change what I wrote" if session.has_answers else "Look back"
        yield row(each("done", label, ButtonStyle.primary), each("gained", "What I gained"), back)
        return
    yield from _last(shown.series.before(session.id))
    yield _before(session)
    yield row(_ask_button(shown, session, each), each("done", "It's done", ButtonStyle.success))
    yield row(each("change", "Change it"), each("skip", "Leave it out"), back)


def _ask_button(shown: Shown, session: Session, each: Any) -> "SessionButton":
    meeting = shown.meetings.get(session.id)
    is_asked = meeting is not None and meeting.is_open
    return each(
        "ask", "Open the meeting" if is_asked else "Ask for this session", ButtonStyle.primary
    )


def ahead_of(ahead: Ahead, room: float) -> list[str]:
    """Return what a session has to think about before, as the card of its meeting says it.

    ``room`` is the part that is there for what was written last time.
    """
    title = f"**Session {ahead.number} of {ahead.total}: {topic_of(ahead.session)}**"
    return ["\n".join([title, *_last(ahead.last, room)]), _before(ahead.session)]


def _before(session: Session) -> str:
    questions = session.questions
    return f"**To think about before**\n- {questions.strength}\n- {questions.edge}"


def _last(last: Session | None, room: float = 1.0) -> list[str]:
    """Return what the student wrote the last time, as one text; none without any."""
    if last is None:
        return []
    return [f"-# After “{topic_of(last, 60)}” you wrote\n{_written(last, room)}"]


def _written(session: Session, room: float = 1.0) -> str:
    """Return what the student wrote after a session, as a quotation; empty for nothing."""
    some = (
        ("A strength", session.strength),
        ("A growing edge", session.edge),
        ("Next step", session.step),
    )
    return "\n".join(
        f"> {label}: {typed(text, int(300 * room)).replace(chr(10), ' ')}"
        for label, text in some
        if text
    )


def _when(shown: Shown, session: Session) -> str:
    meeting = shown.meetings.get(session.id)
    if meeting is not None and meeting.begins_at is not None and meeting.state in _TIMED:
        return at(meeting.begins_at)
    return date_of(session.planned_on)


_TIMED = frozenset({State.CONFIRMED, State.DONE})


def _name(shown: Shown) -> str:
    return one_line(shown.contact.name, 60)


class SeriesButton(
    Button, template=r"series:(?P<action>see|add|pace|end|endyes):(?P<series>\d{1,19})"
):
    """Every button of a series."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open a form, or show the series as it is now."""
        service, number = rooms(interaction).series, self.number("series")
        action, student_id = self.said("action"), interaction.user.id
        if action in {"add", "pace"}:
            await open_form(interaction, f"series{action}", number)
            return
        if action == "endyes":
            shown = await service.end(student_id, number)
        else:
            shown = await service.see(student_id, number)
        ending = action == "end" and shown.series.next is not None
        await show_in_place(interaction, series_card(shown, ending=ending))


class SessionSelect(Select, template=r"session:open:(?P<series>\d{1,19})"):
    """Opens one session."""

    @classmethod
    def among(cls, shown: Shown) -> Self:
        """Return a select to show; there is at least one session."""
        options = [
            discord.SelectOption(
                label=f"{number}. {_capital(each.topic)}"[:100],
                value=str(each.id),
                description=_is(each),
            )
            for number, each in enumerate(shown.series.sessions[:MOST_SESSIONS], 1)
        ]
        return cls.of(f"session:open:{shown.series.id}", options, "Open a session")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it in place."""
        number = int(self.item.values[0])
        shown = await rooms(interaction).series.of_session(interaction.user.id, number)
        await show_in_place(interaction, session_card(shown, shown.session(number)))


def _is(session: Session) -> str:
    if session.state == Progress.PLANNED:
        return date_of(session.planned_on)
    return "Done" if session.state == Progress.DONE else "Left out"


class SessionButton(
    Button,
    template=r"session:(?P<action>see|ask|done|change|skip|planned|gained):(?P<session>\d{1,19})"
    r":(?P<delivery>\d{1,19})",
):
    """Every button of a session. The delivery's id comes last: recovery looks for it in a DM's history."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Ask for it, open a form, or change it; show how it is now."""
        service, number = rooms(interaction).series, self.number("session")
        action, delivery = self.said("action"), self.number("delivery")
        if action == "ask":
            await ask_for(interaction, number)
        elif action in {"done", "change", "gained"}:
            await open_form(interaction, f"session{action}", number, delivery)
        else:
            shown = await service.of_session(interaction.user.id, number)
            if action in {"skip", "planned"}:
                skipped = action == "skip"
                shown = await service.skip(interaction.user.id, number, skipped=skipped)
            await show_in_place(interaction, session_card(shown, shown.session(number), delivery))


def session_button(session: Session, delivery: int) -> SessionButton:
    """Return the button that opens a session in place."""
    return SessionButton.of(f"session:see:{session.id}:{delivery}", "The session")


async def show_all(interaction: discord.Interaction, some: Sequence[Shown]) -> None:
    """Answer with all series of a student; with the one, if there is one."""
    if not some:
        await say_none(interaction)
    elif len(some) == 1:
        await show(interaction, series_card(some[0]))
    else:
        await show(interaction, list_card(some))


async def say_none(interaction: discord.Interaction) -> None:
    """Answer that nothing is planned."""
    await show(interaction, Card(GREY, [NONE_YET]))


#: As many series as a menu holds.
MOST_LISTED = 25


def list_card(some: Sequence[Shown]) -> Card:
    """Return all series of a student, the latest first."""
    latest = list(reversed(some))[:MOST_LISTED]
    lines = [f"**{_name(each)}** · {_stands(each)}" for each in latest]
    return Card(
        GREEN, ["### Your sessions", "\n".join(lines), divider(), row(SeriesSelect.among(latest))]
    )


def _stands(shown: Shown) -> str:
    following = shown.series.next
    if following is None:
        return f"{count(len(shown.series.done), 'session', 'sessions').lower()} done"
    late = following.planned_on < shown.today - timedelta(days=1)
    return f"{'was planned for' if late else 'next'} {date_of(following.planned_on)}"


class SeriesSelect(Select, template=r"series:open"):
    """Opens one of several series."""

    @classmethod
    def among(cls, some: Sequence[Shown]) -> Self:
        """Return a select to show."""
        options = [
            discord.SelectOption(
                label=each.contact.name[:100], value=str(each.series.id), description=_stands(each)
            )
            for each in some
        ]
        return cls.of("series:open", options, "Open one")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it below."""
        shown = await rooms(interaction).series.see(interaction.user.id, int(self.item.values[0]))
        await show(interaction, series_card(shown))


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM of the day before a session."""
    of = item.person.of
    if not isinstance(of, OfSession):
        raise TypeError
    return session_card(of.shown, of.session, delivery, before=True)


CARDS[SESSION] = _letter
