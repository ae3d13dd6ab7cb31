"""`/settings`, pauses and lighter times: their cards, buttons and forms."""

from collections.abc import Iterator
from datetime import date, datetime
from types import MappingProxyType

import discord
from discord import ButtonStyle

from bot.rooms import Rooms
from bot.students.model import EVERY_DAY, FOREVER, STAGES, WEEKDAYS, Student
from bot.students.service import Changes
from bot.ui.answers import rooms, show_in_place
from bot.ui.card import GREEN, GREY, Card, row
from bot.ui.form import Form, Said, choice, line, one, open_form
from bot.ui.press import Button
from bot.ui.students import DmButton, when
from bot.ui.text import day, hour

#: Hours that may be chosen for nudges, and for the quiet hours.
HOURS = MappingProxyType({each: hour(each) for each in range(6, 24)})
QUIET_HOURS = MappingProxyType({each: hour(each) for each in range(24)})
DAYS = MappingProxyType(
    {
        "Weekdays": WEEKDAYS,
        "Every day": EVERY_DAY,
        "Weekends": frozenset({5, 6}),
        "Mon Wed Fri": frozenset({0, 2, 4}),
        "Tue Thu": frozenset({1, 3}),
    }
)
#: How many people the reminders of a week may bring; 0 stands for no limit.
CAPS = MappingProxyType(
    {0: "As many as are due"} | {most: str(most) for most in (3, 5, 10, 15, 25)}
)
#: What somebody types to end a lighter time.
OFF = frozenset({"", "off", "none", "never", "no", "end", "stop"})
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def settings_card(student: Student, now: datetime) -> Card:
    """Show the settings, with what changes them."""
    paused = student.rhythm.is_paused(now)
    resume = SettingsButton.of("settings:resume", "Resume", ButtonStyle.success)
    return Card(
        GREEN,
        [
            "### Your settings",
            "\n".join(_lines(student, now)),
            row(
                SettingsButton.of("settings:hours", "Hours and days"),
                SettingsButton.of("settings:lighter", "Lighter time"),
                resume if paused else SettingsButton.of("settings:pause", "Pause"),
                DmButton.of("dms:no:settings", "Stop DMs")
                if student.can_be_written_to
                else DmButton.of("dms:yes:settings", "Send me DMs", ButtonStyle.success),
            ),
            "-# For the time zone and the stage, type `/settings` and pick them.",
        ],
    )


def _lines(student: Student, now: datetime) -> Iterator[str]:
    if student.dm_agreed_at is None:
        yield "You get no DMs from me; `/nudges list` shows who is due."
    elif student.unreachable_since is not None:
        yield "You agreed to DMs, but Discord won't let me write to you."
    else:
        yield "I write to you by DM, only when someone is due."
    yield f"Reminders: {when(student)}"
    if student.rhythm.is_paused(now):
        yield f"Paused: until {back(student, now)}"
    quiet = f"{hour(student.quiet_from)} to {hour(student.quiet_until)}"
    yield f"Quiet hours: {'none' if student.quiet_from == student.quiet_until else quiet}"
    if student.rhythm.writes_in_quiet_hours:
        yield (
            f"Your reminder hour, {hour(student.nudge_hour)}, is in your quiet hours. "
            "Reminders come then all the same; anything else waits until they are over."
        )
    cap = student.weekly_cap
    yield f"People a week: {'as many as are due' if cap is None else f'{cap} at most'}"
    yield f"Lighter time: {lighter(student, now) if student.is_lighter(now) else 'none'}"
    yield f"Time zone: {student.time_zone.replace('_', ' ')}"
    yield f"Stage: {STAGES[student.stage]}"


def lighter(student: Student, now: datetime) -> str:
    """Return until when a student's lighter time goes, and what it means."""
    today = student.rhythm.today(now)
    end = _first_from(student, student.rhythm.lighter_end(today) or today)
    return f"until {end}, twice as long between reminders, then one list to catch up"


def back(student: Student, now: datetime) -> str:
    """Return when a student who has paused hears from the bot again."""
    free = student.rhythm.free_from(student.rhythm.today(now))
    return "you resume" if free >= FOREVER else _first_from(student, free)


def _first_from(student: Student, on: date) -> str:
    """Return the first of the student's weekdays from a day on, as Discord shows it, and why."""
    rhythm = student.rhythm
    first = rhythm.allowed_day(on)
    why = "" if first == on else f" ({on:%A} isn't one of your reminder days)"
    return day(rhythm.moment(first)) + why


def paused_card(student: Student, now: datetime) -> Card:
    """Say what a pause does, and how to end it."""
    forever = (student.paused_until or FOREVER) >= FOREVER
    end = "" if forever else " sooner"
    return Card(
        GREY,
        [
            f"### Paused until {back(student, now)}",
            "I send no reminders until then. What falls due meanwhile waits, and nothing is lost.",
            row(ResumeButton.of("resume:card", "Resume", ButtonStyle.success)),
            f"-# `/nudges resume` ends the pause{end}.",
        ],
    )


def resumed_card(student: Student, *, was_paused: bool = True) -> Card:
    """Say that reminders come again, or that they were never paused."""
    title = "Reminders are on again" if was_paused else "Nothing is paused"
    if not student.can_be_written_to:
        return Card(
            GREEN,
            [
                f"### {title}",
                "You get no DMs from me, though. `/nudges list` shows what waits.",
                row(DmButton.of("dms:yes", "Send me DMs", ButtonStyle.success)),
            ],
        )
    return Card(
        GREEN,
        [
            f"### {title}",
            f"I write to you {when(student)}, and only when someone is due.",
            "-# `/nudges list` shows what comes when.",
        ],
    )


class ResumeButton(Button, template=r"resume:card"):
    """Ends a pause on the card that announced it."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Let reminders come again."""
        student = await rooms(interaction).students.change(interaction.user.id, paused_until=None)
        await interaction.response.edit_message(view=resumed_card(student))


class SettingsButton(Button, template=r"settings:(?P<what>hours|lighter|pause|resume)"):
    """What can be changed on the settings card itself."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open a form, or end the pause."""
        if self.said("what") == "resume":
            await _change(interaction, Changes(paused_until=None))
        else:
            await open_form(interaction, self.said("what"))


class HoursForm(Form, name="hours"):
    """When reminders come, and how many."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is set."""
        student = await services.students.get(student_id)
        hours = {**HOURS, student.nudge_hour: hour(student.nudge_hour)}
        quiet = {str(each): text for each, text in QUIET_HOURS.items()}
        caps = {str(most): text for most, text in CAPS.items()}
        return cls(
            "Hours and days",
            about,
            [
                choice(
                    "When reminders come",
                    "hour",
                    {str(each): hours[each] for each in sorted(hours)},
                    [str(student.nudge_hour)],
                    required=True,
                ),
                choice(
                    "On which days",
                    "days",
                    {str(number): name for number, name in enumerate(_NAMES)},
                    [str(each) for each in student.nudge_days],
                    several=True,
                    required=True,
                ),
                choice(
                    "Quiet from",
                    "quiet_from",
                    quiet,
                    [str(student.quiet_from)],
                    hint="Late reminders keep out of these hours. Twice the same hour: no quiet hours.",
                    required=True,
                ),
                choice(
                    "Quiet until", "quiet_until", quiet, [str(student.quiet_until)], required=True
                ),
                choice(
                    "People a week, at most",
                    "people_a_week",
                    caps,
                    [str(student.weekly_cap or 0)],
                    required=True,
                ),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Change what was chosen."""
        changes: Changes = {}
        if picked := one(said, "hour"):
            changes["nudge_hour"] = int(picked)
        if days := said.get("days"):
            changes["nudge_days"] = frozenset(map(int, days))
        if picked := one(said, "quiet_from"):
            changes["quiet_from"] = int(picked)
        if picked := one(said, "quiet_until"):
            changes["quiet_until"] = int(picked)
        if picked := one(said, "people_a_week"):
            changes["weekly_cap"] = int(picked) or None
        await _change(interaction, changes)


class LighterForm(Form, name="lighter"):
    """A lighter time, for Level II fieldwork or exams."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        student, now = await services.students.get(student_id), services.clock()
        ends = student.rhythm.lighter_end(student.rhythm.today(now))
        field = line(
            "Lighter until",
            "until",
            None if ends is None else f"{ends.day} {ends:%B %Y}",
            most=60,
            hint="For fieldwork or exams: half as many reminders. Empty ends it.",
            example="in 8 weeks, 20 March",
        )
        return cls("Lighter time", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Begin the lighter time, move its end, or end it."""
        until = await lighter_until(rooms(interaction), interaction.user.id, said["until"])
        await _change(interaction, Changes(lighter_until=until))


class PauseForm(Form, name="pause"):
    """A pause."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, empty."""
        await services.students.get(student_id)  # or say that we haven't met
        field = line(
            "Pause until",
            "until",
            most=60,
            hint="Until you resume, if you leave it out",
            example="Friday, in 2 weeks, 4 Jan",
        )
        return cls("Pause all reminders", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Pause, and show it on the settings card."""
        services = rooms(interaction)
        student = await services.students.pause(interaction.user.id, said["until"].strip() or None)
        await show_in_place(interaction, settings_card(student, services.clock()))


async def lighter_until(services: Rooms, student_id: int, text: str) -> date | None:
    """Read until when a lighter time goes; None for its end."""
    if text.strip().lower() in OFF:
        return None
    return await services.students.until(student_id, text)


async def _change(interaction: discord.Interaction, changes: Changes) -> None:
    services = rooms(interaction)
    student = await services.students.change(interaction.user.id, **changes)
    await show_in_place(interaction, settings_card(student, services.clock()))
