"""Every wording of every kind with one believable brief, to be read aloud.

``python -m tests.notes.golden`` writes the pages anew; `test_drafting` compares them.
"""

from dataclasses import replace
from pathlib import Path

from bot.notes.drafting import compose, count
from bot.notes.model import KINDS, TONES, Brief

FOLDER = Path(__file__).parent / "golden"

ANA = Brief(
    me="Maya Chen",
    studies="second-year OT student",
    school="Westfield University",
    name="Ana Rivera",
    greeting="Ana",
    organisation="Lakeside Hand Clinic",
    role="hand therapist",
    setting="hand therapy",
    how_met="the state conference in October",
    spoke="on Tuesday",
    stay=True,
)
TIMES = (
    "Tuesday 3 March, 3:00 pm Pacific (6:00 pm Eastern)",
    "Thursday 5 March, 9:00 am Pacific (12:00 pm Eastern)",
)
_LEARN = {"purpose": "how you chose hand therapy", "minutes": 20}
_STUCK = 'splinting a tendon repair as "protecting motion, not preventing it"'
_ADVICE = "join the student webinar on hand therapy"
#: What the student logged before each kind of note.
LOGGED = {
    "outreach": {
        **_LEARN,
        "detail": "your talk on splinting for people who play music",
        "spoke": "",
    },
    "meeting_request": {
        **_LEARN,
        "detail": "your talk on splinting for people who play music",
        "times": TIMES,
        "how": "by video",
    },
    "other_times": {**_LEARN, "times": TIMES, "how": "by video"},
    "follow_up": {**_LEARN, "spoke": ""},
    "thank_you": {"detail": _STUCK, "advice": _ADVICE, "promise": "send you the poster by Friday"},
    "thanks_anyway": {**_LEARN},
    "check_in": {
        "news": "I passed my splinting practical",
        "detail": _STUCK,
        "spoke": "in October",
    },
    "tried_advice": {
        "advice": _ADVICE,
        "outcome": "I met two students who want to start a hand club",
    },
    "congratulations": {"news": "your article on tendon repairs came out"},
    "article": {
        "article": "Return to play after a tendon repair (https://example.org/return)",
        "why": "you told me how hard it is to keep musicians from playing too early",
    },
    "reconnect": {
        "news": "I start Level II fieldwork in January",
        "detail": _STUCK,
        "spoke": "in March",
    },
    "fieldwork_hello": {
        "begins": "on 4 January",
        "purpose": "how to plan a session from evaluation to discharge",
        "spoke": "",
    },
    "fieldwork_midterm": {
        "detail": "you let me lead the splinting group last week",
        "purpose": "writing shorter notes",
    },
    "fieldwork_thanks": {"detail": _STUCK, "advice": "ask what people miss most before measuring"},
}


def page(kind: str) -> str:
    """Return all wordings of a kind, filled in."""
    brief = replace(ANA, **LOGGED[kind])
    parts = [f"# {KINDS[kind]}"]
    for tone in TONES:
        for number in range(count(kind, tone)):
            note = compose(kind, tone, number, brief)
            parts += [f"## {tone} {number + 1}", f"Subject: {note.subject}", note.body]
    return "\n\n".join(parts) + "\n"


def write() -> None:
    """Write a page for every kind."""
    FOLDER.mkdir(exist_ok=True)
    for kind in KINDS:
        (FOLDER / f"{kind}.md").write_text(page(kind), encoding="utf-8")


if __name__ == "__main__":
    write()
