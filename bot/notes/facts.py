"""What is known for a note, as it reads in one: how long ago, which times, which words fit. No I/O."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.contacts.model import SETTINGS, Contact, Interaction
from bot.dates import PastMoment, UnreadableMoment, read_ahead
from bot.notes.model import ASKED, FACT_LENGTH, Brief
from bot.notes.names import greeting
from bot.students.zones import zone_name

#: Words for a fieldwork placement that a student could be hoping for.
_PLACEMENT = re.compile(
    r"\b(placements?|fwe|fieldwork educator|takes? (on )?students?|capstone (site|project)"
    r"|(fieldwork|level (i{1,2}|[12]|one|two)) (site|spot|slot|position|rotation)s?"
    r"|(take|host|supervise) me"
    r"|(do|doing|complete|have) (my|a|an) (level (i{1,2}|[12]|one|two)|fieldwork|rotation))\b",
    re.IGNORECASE,
)

#: What a student answers as it is to be read.
_TEXTS = ASKED - {"times"} | {"how"}

#: A request offers this many moments at most.
MOST_TIMES = 4

_IN_A_SENTENCE = {
    "paediatrics": "paediatric practice",
    "physical_rehab": "physical rehab",
    "community": "community health",
    "work_industry": "work and industry",
    "leadership": "leadership and policy",
    "other": "",
}


def brief_of(
    contact: Contact,
    talk: Interaction | None,
    open_ends: Sequence[Interaction],
    answers: Mapping[str, Any],
    signature: tuple[str, str, str],
    now: datetime,
    zone: ZoneInfo,
) -> Brief:
    """Return all that a note to somebody may use.

    What the student noted of a talk is not in it: a note to oneself seldom reads well in a letter,
    so it is asked for, with the note to begin from.

    Args:
        contact: whom it goes to.
        talk: the talk it is about; None when they never spoke.
        open_ends: talks that left advice to try or a promise to keep.
        answers: what the student was asked for this note, by fact; it comes before the log.
        signature: the student's name, studies and school.
        now: the moment.
        zone: the student's.
    """
    name, studies, school = signature
    ends = [talk, *open_ends] if talk is not None else list(open_ends)
    known = {
        "purpose": fitting(contact.purpose),
        "how_met": fitting(contact.how_met),
        "advice": next((fitting(each.advice) for each in ends if each.has_open_advice), ""),
        "promise": next((fitting(each.promise) for each in ends if each.has_open_promise), ""),
    }
    if talk is not None:
        known["spoke"] = when(talk.happened_at.astimezone(zone).date(), now.astimezone(zone).date())
    said = {name: text for name, text in answers.items() if name in _TEXTS and text}
    theirs = answers.get("their_zone")
    moments = [datetime.fromisoformat(each) for each in answers.get("times") or ()]
    return Brief(
        me=name,
        studies=studies,
        school=school,
        name=contact.name,
        greeting=greeting(contact.titled),
        organisation=contact.organisation or "",
        role=contact.role or "",
        setting=_IN_A_SENTENCE.get(
            contact.setting or "", SETTINGS.get(contact.setting or "", "").lower()
        ),
        times=(
            (f"any time that is open here: {answers['link']}",)
            if answers.get("link")
            else tuple(
                written_out(each, zone, ZoneInfo(theirs) if theirs else None) for each in moments
            )
        ),
        stay=bool(answers.get("stay")),
        minutes=int(answers.get("minutes") or 20),
        **known | said,
    )


def names_placement(purpose: str) -> bool:
    """Say whether a purpose may be to get a fieldwork placement."""
    return bool(_PLACEMENT.search(purpose))


def fitting(text: str | None) -> str:
    """Return a logged text if it is short enough to stand in a note as it is, else nothing."""
    kept = " ".join((text or "").split())
    return kept if len(kept) <= FACT_LENGTH else ""


def when(then: date, today: date) -> str:
    """Return when something was, ready to follow a verb: "on Tuesday", "in October"."""
    days = (today - then).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"on {then:%A}"
    if days < 14:
        return "last week"
    if (then.year, then.month) == (today.year, today.month):
        return "earlier this month"
    return f"in {then:%B}" if days < 330 else f"in {then:%B %Y}"


def written_out(moment: datetime, mine: ZoneInfo, theirs: ZoneInfo | None) -> str:
    """Return a time as it leaves Discord, in one zone or both.

    For example "Tuesday 3 March, 3:00 pm Pacific (6:00 pm Eastern)".
    """
    here = moment.astimezone(mine)
    said = f"{here:%A} {here.day} {here:%B}, {_clock(here)} {_called(mine)}"
    there = moment.astimezone(theirs or mine)
    if there.utcoffset() == here.utcoffset() or theirs is None:
        return said
    day = "" if there.date() == here.date() else f"{there:%A} {there.day} {there:%B}, "
    return f"{said} ({day}{_clock(there)} {_called(theirs)})"


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def _called(zone: ZoneInfo) -> str:
    return zone_name(zone.key).removesuffix(" Time")


_BETWEEN_TIMES = re.compile(
    r"\s*(?:\n|;|\bor\b|\band\b|/(?=\s*[a-z]{3})|,(?!\s*(?:at\s+)?\d{1,2}(?::\d\d)?\s*[ap]\.?m))\s*",
    re.IGNORECASE,
)
#: "3 to 5pm", "10-11am": a span is no moment to say yes to.
_SPAN = re.compile(
    r"\d\s*(?:[ap]\.?m\.?)?\s*(?:-|–|\bto\b|\btill?\b|\buntil\b)\s*\d", re.IGNORECASE
)
_DAY_FIRST = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
#: Abbreviations mean one hour in summer and another in winter; the student's own zone is known.
_ZONE = re.compile(r"\b(?:[CEHIJMP][SD]?T|AK[SD]T|UTC|GMT|BST|CES?T)\b", re.IGNORECASE)
_HOUR_ALONE = re.compile(
    r"(?:at\s+)?(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?|noon|midday|midnight)", re.IGNORECASE
)
#: Nobody offers a time so far off; a day without a year was meant to be in this one.
_SOON = timedelta(days=180)
_LATELY = timedelta(days=366) - _SOON


def read_times(text: str, now: datetime, zone: ZoneInfo) -> list[str]:
    """Read moments to choose from, one a line or with commas between; return them as ISO 8601 in UTC.

    Raises:
        UnreadableMoment, NoHour, PastMoment: one of them is none, see `bot.dates.read_ahead`.
    """
    moments: set[datetime] = set()
    for each in [part for part in _BETWEEN_TIMES.split(text.strip()) if part][:MOST_TIMES]:
        span = _SPAN.search(_DAY_FIRST.sub("", each))
        if span or _ZONE.search(each) or _HOUR_ALONE.fullmatch(each):
            raise UnreadableMoment(each, ahead=True)
        moment = read_ahead(each, now, zone)
        if moment > now + _SOON:
            meant = read_ahead(each, now - _LATELY, zone)
            if meant > now:  # it names the year
                raise UnreadableMoment(each, ahead=True)
            raise PastMoment(meant.astimezone(zone).date())
        moments.add(moment)
    return [moment.astimezone(UTC).isoformat() for moment in sorted(moments)]
