"""When a student can meet, as a week."""

from bot.meetings.availability import Week
from bot.meetings.busy import Busy
from bot.meetings.hours import in_words
from bot.ui.card import BLUE, Card
from bot.ui.text import count, date_of, one_line

LEGEND = "-# █ free · ▒ taken · ░ offered to somebody · `·` not offered"


def week_card(week: Week, title: str | None = None) -> Card:
    """Return when a student can meet, and how the next seven days look.

    Args:
        week: their hours and the picture.
        title: what has just happened.
    """
    known = week.availability
    hours = "\n".join(in_words(known.hours)) or "No hours at all, so I can offer none."
    notice = int(known.notice.total_seconds() // 3600)
    buffer = int(known.buffer.total_seconds() // 60)
    said = [f"{notice} hours' notice, {buffer} minutes free before and after"]
    said += [
        f"No meetings from {date_of(first)} to {date_of(last)}"
        if first != last
        else f"No meetings on {date_of(first)}"
        for first, last in known.blocked[:10]
    ]
    if week.busy:
        said.append(f"{count(week.busy, 'time', 'times')} taken in your own calendar")
    if known.link:
        said.append(f"Your booking page: {one_line(known.link, 200)}")
    usual = (
        "" if known.is_own else "\n-# These are the usual hours. `/availability set` changes them."
    )
    return Card(
        BLUE,
        [
            title,
            f"### When you can meet\n{hours}{usual}",
            f"```\n{week.picture}\n```\n{LEGEND}",
            "\n".join(said),
        ],
    )


def read_title(busy: Busy) -> str:
    """Say what came of a calendar that was handed in."""
    times = count(len(busy.times), "busy time", "busy times")
    skipped = f" {count(busy.skipped, 'event', 'events')} couldn't be read." if busy.skipped else ""
    return f"**{times} in the next three months.** I kept the times, and nothing else.{skipped}"
