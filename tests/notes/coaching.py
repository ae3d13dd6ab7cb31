"""Notes for the coach: what it has nothing to say of, and what it found in another."""

from dataclasses import replace
from typing import Any

from bot.notes.coach import review
from bot.notes.model import KINDS, Brief, Note

TIMES = (
    "Tuesday 3 March, 3:00 pm Pacific (6:00 pm Eastern)",
    "Thursday 5 March, 1:00 pm Pacific (4:00 pm Eastern)",
)
ANA = Brief(
    me="Maya Chen",
    studies="second-year OT student",
    school="Westfield University",
    name="Ana Rivera",
    greeting="Ana",
    organisation="Lakeside Hand Clinic",
    setting="hand therapy",
    how_met="the state conference in October",
    purpose="how you chose hand therapy",
    detail="splinting a flexor tendon repair is protecting motion, not preventing it",
    times=TIMES,
)
INTRO = "I am a second-year OT student at Westfield University."
WHY = "I hope to learn how you chose hand therapy after school."
ASK = "Would you have 20 minutes for a call by video?"
DETAIL = "You said that splinting is about protecting motion, and I think of it in every lab."
NEXT = "I will try it this week and tell you how it went."
FILL = "It was a clear spring day and the bus came late, which gave me time to sort my notes. " * 2
LISTED = "\n".join(f"- {each}" for each in TIMES)
CLOSE = "Kind regards,\nMaya Chen\nsecond-year OT student, Westfield University"

GENERIC = (
    "Thank you so much for your time. Everything you shared was very helpful to me as a student."
)

#: A note of each sort that the coach has nothing to say of.
REQUEST = (INTRO, DETAIL, WHY, FILL.strip(), ASK, LISTED)
THANKS = ("Thank you for Tuesday.", DETAIL, NEXT, FILL.strip())
GOOD = dict.fromkeys(KINDS, THANKS) | dict.fromkeys(
    ("outreach", "meeting_request", "other_times", "follow_up", "fieldwork_hello"), REQUEST
)


def words(count: int) -> str:
    return " ".join(["word"] * count) + "."


def body(*paragraphs: str, greeting: str = "Dear Ana,", close: str = CLOSE) -> str:
    return "\n\n".join(each for each in (greeting, *paragraphs, close) if each)


def found(
    rule: str, kind: str, text: str, subject: str = "A question about splints", **known: Any
) -> list[str]:
    """Return the words of each finding of a rule, with ``subject:`` before those in the subject."""
    note = Note(subject, text)
    return [
        ("subject:" if each.where == "subject" else "")
        + each.words(note.subject if each.where == "subject" else note.body)
        for each in review(kind, note, replace(ANA, **known))
        if each.rule == rule
    ]
