"""The network as a whole: a map to look at or to post, and numbers with what to do about them."""

from collections.abc import Iterator, Mapping
from io import BytesIO

import discord
from discord import ui

from bot.contacts.model import SETTINGS
from bot.journey.overview import Seen
from bot.journey.statistics import COVERABLE, WEEKS, Stats
from bot.ui.card import GREEN, Card, divider
from bot.ui.text import count, one_line

FILE = "network.png"
#: Discord's limit for the description of an attachment.
MOST_ALT = 1024
EMPTY = (
    "### Your network is about to begin\n"
    "It starts with one person you met this month: `/contact add`."
)
#: How the picture's signs are called in a sentence.
_WARMTH = {
    "lately": "in touch lately",
    "on_time": "on time",
    "to_write": "to write to",
    "quiet": "quiet for long",
    "not_yet": "not spoken to yet",
}
_SEATS = {
    "aboard": "near you, aboard",
    "pit_stop": "further out, at a pit stop",
    "pick_up": "at the edge, to pick up",
    "dropped_off": "faint at the edge, dropped off",
}
_WRITTEN = {
    "initials": "Initials, so that you can post it. `names` changes that.",
    "full": "Full names are for your eyes. To post it, choose initials or no names.",
    "none": "No names, so that you can post it.",
}


def empty_card() -> Card:
    """Return what somebody without contacts sees in place of a map or numbers."""
    return Card(GREEN, [EMPTY])


def caption(seen: Seen) -> str:
    """Return what stands beside the title in the picture."""
    if seen.shown < seen.total:
        return f"the nearest {seen.shown} of {seen.total:,}"
    settings = len([key for key in seen.settings if key])
    people = f"{seen.total} {'person' if seen.total == 1 else 'people'}"
    return (
        f"{people} · {settings} {'setting' if settings == 1 else 'settings'}"
        if settings
        else people
    )


def map_card(seen: Seen, picture: bytes) -> tuple[Card, discord.File]:
    """Return the card of a map, and the file that it shows."""
    alt = alternative(seen)
    gallery: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery()
    gallery.add_item(media=f"attachment://{FILE}", description=alt)
    head = "### Your network"
    if seen.shown < seen.total:
        head += f"\nThe nearest {seen.shown} of your {seen.total:,} people."
    card = Card(GREEN, [head, f"-# {_WRITTEN[seen.names]}"])
    card.add_item(gallery)  # below the frame, where a phone has more room for it
    return card, discord.File(BytesIO(picture), FILE, description=alt)


def alternative(seen: Seen) -> str:
    """Return what is seen on a map, in words and without names, for whoever can't see it."""
    people = count(seen.shown, "person", "people")
    of = f" of {seen.total:,}, the nearest," if seen.shown < seen.total else ""
    settings = _listed(
        {SETTINGS.get(key, "no setting noted"): number for key, number in seen.settings.items()}
    )
    seats = _listed({_SEATS[key]: number for key, number in seen.seats.items()})
    warmth = _listed({_WARMTH[key]: number for key, number in seen.warmth.items()})
    text = (
        f"Map of a network. {people}{of} around the student. By practice setting: {settings}. "
        f"By seat: {seats}. By time since they were in touch: {warmth}."
    )
    return text if len(text) <= MOST_ALT else text[: MOST_ALT - 1] + "…"


def _listed(numbers: Mapping[str, int]) -> str:
    """Return "Research 3, Driving 1", most first."""
    ordered = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{said} {number}" for said, number in ordered)


def stats_card(stats: Stats) -> Card:
    """Return the numbers of a network, each with the next step. What has none is left out."""
    parts = [*_due(stats), *_activity(stats), *_replies(stats), *_thanks(stats), *_coverage(stats)]
    lines = [item for part in parts for item in (divider(), part)]
    return Card(GREEN, [f"### Your last {WEEKS} weeks, in numbers", *lines])


def _part(said: str, step: str) -> str:
    return f"{said}\n→ {step}"


def _who(stats: Stats, person: int) -> str:
    return f"**{one_line(stats.names[person], 60)}**"


def _due(stats: Stats) -> Iterator[str]:
    due = stats.due
    if not due.people:
        return
    said = f"**{due.written} of {due.people}** who were due had word from you"
    if not due.written:
        said = f"**{due.people}** due for a few lines"
    if due.waiting:
        yield _part(
            said, f"{_who(stats, due.waiting[0])} has waited longest. `/draft` begins a note."
        )
    else:
        yield _part(said, "Nobody waits for you. `/nudges list` shows who comes next.")


def _activity(stats: Stats) -> Iterator[str]:
    activity = stats.activity
    signs = "".join("■" if each else "□" for each in activity.weeks)
    said = f"**{activity.active} of {len(activity.weeks)} weeks** in touch with somebody"
    said += f"\n`{signs}` the last is this week"
    if activity.this_week or stats.warmest is None:
        yield _part(said, "Have you met somebody this week? `/contact add` keeps them.")
    else:
        yield _part(said, f"Two lines to {_who(stats, stats.warmest)} are enough. `/log` notes it.")


def _replies(stats: Stats) -> Iterator[str]:
    replies = stats.replies
    if not replies.asked:
        return
    said = f"**{replies.answered} of {replies.asked}** whom you asked have answered"
    if replies.silent:
        yield _part(
            said,
            f"{_who(stats, replies.silent[0])} has been silent for a week. "
            "One follow-up is fine: `/draft`.",
        )
    elif replies.answered < replies.asked:
        yield _part(said, "The others need time. Meanwhile, `/homework` looks up somebody new.")
    else:
        yield _part(said, "Ask the next one when you like: `/outreach`.")


def _thanks(stats: Stats) -> Iterator[str]:
    thanks = stats.thanks
    if not thanks.talks:
        return
    later = f", {thanks.later} later" if thanks.later else ""
    said = f"**{thanks.within_a_day} of {thanks.talks} talks** thanked for within a day{later}"
    if thanks.waiting:
        yield _part(said, f"{_who(stats, thanks.waiting[0])} would still be glad of it: `/thanks`.")
    else:
        yield _part(said, "Everybody has had your thanks. After the next talk: `/thanks`.")


def _coverage(stats: Stats) -> Iterator[str]:
    coverage = stats.coverage
    covered = len(COVERABLE) - len(coverage.empty)
    if coverage.people:
        there = ", ".join(f"{SETTINGS[key]} {number}" for key, number in coverage.people)
        said = f"**{covered} of {len(COVERABLE)} practice settings** with somebody\n-# {there}"
        if not coverage.empty:
            yield _part(said, "All of them. `/contact list` shows one setting at a time.")
        else:
            said += f"\n-# Nobody yet in: {', '.join(SETTINGS[key] for key in coverage.empty)}"
            ask = (
                f"Ask {_who(stats, stats.warmest)}"
                if stats.warmest is not None
                else "Ask a teacher"
            )
            yield _part(said, f"Curious about one of these? {ask} whom they know there: `/draft`.")
    if coverage.unset:
        yield _part(
            f"**{coverage.unset}** without a practice setting",
            "`/contact edit` adds it in a tap or two.",
        )
