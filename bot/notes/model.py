"""What a note is, what it may be made of, and what the coach says of it. No I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

#: Every kind of note, and how it is called on a card.
KINDS = MappingProxyType(
    {
        "outreach": "A first note",
        "meeting_request": "Ask for a meeting",
        "other_times": "Offer other times",
        "follow_up": "Follow up once",
        "thank_you": "Thank you",
        "thanks_anyway": "Thanks after a no",
        "check_in": "Check in",
        "tried_advice": "I tried your advice",
        "congratulations": "Congratulations",
        "article": "Share an article",
        "reconnect": "Reconnect",
        "fieldwork_hello": "Fieldwork: hello",
        "fieldwork_midterm": "Fieldwork: midterm",
        "fieldwork_thanks": "Fieldwork: thank you",
    }
)

TONES = MappingProxyType({"warm": "Warm", "plain": "Plain", "brief": "Brief"})

#: The first words that somebody reads from the student.
FIRST = frozenset({"outreach", "meeting_request", "fieldwork_hello"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """All that a draft may use. What is not in here gets into none.

    Every text is as the student typed it, a phrase or a sentence, on one line; empty when it is not
    known.

    Attributes:
        me: the student's name, as they sign.
        studies: who they are in few words, such as "second-year OT student".
        school: where, such as "Westfield University".
        name: the contact's whole name, without credentials.
        greeting: how a note addresses them, such as "Ana" or "Dr. Osei".
        organisation, role: of the contact.
        setting: the practice setting in words that fit a sentence, such as "hand therapy".
        how_met: where and how they met, such as "the state conference in October".
        spoke: when they last spoke, ready to follow a verb: "on Tuesday", "last week", "in October".
        purpose: what the student hopes to learn, such as "how you chose hand therapy".
        detail: one thing that stuck, or why the student writes to this very person.
        advice: what the person suggested.
        outcome: what came of trying it.
        promise: what the student said they would do.
        news: what is new, with the student for a check-in, with the person for congratulations.
        article: its title or link.
        why: why it made the student think of them.
        times: moments to choose from, written out with their zones, such as "Tuesday 3 March, 3:00
            pm Pacific (6:00 pm Eastern)".
        minutes: how long the meeting is to be.
        how: such as "by video" or "at your clinic".
        begins: when fieldwork begins, such as "on 4 January".
        stay: the student would like to stay in touch.
    """

    me: str
    name: str
    greeting: str
    studies: str = ""
    school: str = ""
    organisation: str = ""
    role: str = ""
    setting: str = ""
    how_met: str = ""
    spoke: str = ""
    purpose: str = ""
    detail: str = ""
    advice: str = ""
    outcome: str = ""
    promise: str = ""
    news: str = ""
    article: str = ""
    why: str = ""
    times: tuple[str, ...] = ()
    minutes: int = 20
    how: str = ""
    begins: str = ""
    stay: bool = False


#: The most characters that a fact may have, so that a note stays short.
FACT_LENGTH = 120
#: As many notes wait to be sent at once, and as many are kept in all.
MOST_OPEN, MOST_DRAFTS = 200, 10_000
#: What a kind of note cannot do without, besides who the student is. It is asked for, never invented.
NEEDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "outreach": ("purpose", "detail"),
        "meeting_request": ("purpose", "detail", "times"),
        "other_times": ("times",),
        "follow_up": ("purpose",),
        "thank_you": ("detail",),
        "thanks_anyway": (),
        "check_in": ("news",),
        "tried_advice": ("advice", "outcome"),
        "congratulations": ("news",),
        "article": ("article", "why"),
        "reconnect": ("news",),
        "fieldwork_hello": ("begins", "purpose"),
        "fieldwork_midterm": ("detail", "purpose"),
        "fieldwork_thanks": ("detail",),
    }
)
#: Every fact that can be asked for; all but the times are texts.
ASKED = frozenset[str]().union(*NEEDS.values())


def missing(kind: str, brief: Brief) -> tuple[str, ...]:
    """Return the names of the facts that a note of this kind still needs, in the order asked."""
    return tuple(name for name in ("me", "studies", *NEEDS[kind]) if not getattr(brief, name))


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it leaves Discord.

    ``body`` is plain text with a line break after each paragraph and a blank line between them,
    from the greeting to the signature.
    """

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the coach or the screen says of a text.

    Attributes:
        rule: its id, such as ``too_long``.
        where: ``subject`` or ``body``, or the field that was looked at.
        start, end: the words it is about, as positions in that text; equal when it is about the
            whole.
        advice: one sentence, what to do.
    """

    rule: str
    where: str
    start: int
    end: int
    advice: str

    def words(self, text: str) -> str:
        """Return the words it is about; empty when it is about the whole."""
        return text[self.start : self.end]
