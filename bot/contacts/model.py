"""What a contact and an interaction are. No I/O, no clock."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

#: Practice settings, and how they are written on a card.
SETTINGS = MappingProxyType(
    {
        "paediatrics": "Paediatrics and school",
        "early_intervention": "Early intervention",
        "hand_therapy": "Hand therapy",
        "physical_rehab": "Physical disabilities and rehab",
        "acute_care": "Acute care",
        "skilled_nursing": "Skilled nursing",
        "home_health": "Home health",
        "mental_health": "Mental health",
        "community": "Community and population health",
        "productive_aging": "Productive aging",
        "work_industry": "Work and industry",
        "driving": "Driving",
        "low_vision": "Low vision",
        "assistive_technology": "Assistive technology",
        "telehealth": "Telehealth",
        "academia": "Academia",
        "research": "Research",
        "leadership": "Leadership and policy",
        "other": "Other",
    }
)

#: Ways to be in touch, and how they are written on a card.
INTERACTIONS = MappingProxyType(
    {
        "message": "Message",
        "email": "E-mail",
        "call": "Call",
        "video": "Video call",
        "coffee": "Coffee",
        "met": "Met",
        "event": "Event",
        "class": "Class",
        "fieldwork": "Fieldwork",
        "thanks": "Thanks sent",
        "other": "Other",
    }
)

DEFAULT_CADENCE = "6 weeks"
NAME_LENGTH = 100
NOTE_LENGTH = 1000


class UnusableText(Exception):
    """What was typed cannot be kept.

    Attributes:
        field: the word for it.
        limit: the most characters it may have; 0 when there is nothing in it to keep.
    """

    def __init__(self, field: str, limit: int) -> None:
        super().__init__(field)
        self.field = field
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as lists and suggestions show them. ``setting`` is a key of `SETTINGS`, or None."""

    id: int
    name: str
    organisation: str | None
    setting: str | None

    @property
    def about(self) -> str:
        """What tells two people of one name apart; may be empty."""
        return self.organisation or SETTINGS.get(self.setting or "", "")


@dataclass(frozen=True, slots=True)
class Contact(Entry):
    """A person in a student's network, with everything that is kept of them.

    Attributes:
        seat: the place in the car, as the profession draws a network: ``pick_up``, ``aboard``,
            ``pit_stop`` or ``dropped_off``.
        cadence: such as "6 weeks", see `bot.nudges.model.Cadence`; None for no reminders.
    """

    credentials: str | None
    role: str | None
    how_met: str | None
    seat: str
    cadence: str | None
    created_at: datetime

    @property
    def titled(self) -> str:
        """The name with credentials, as on a card."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name


@dataclass(frozen=True, slots=True)
class Interaction:
    """One time a student and a contact were in touch. ``kind`` is a key of `INTERACTIONS`."""

    id: int
    contact_id: int
    kind: str
    happened_at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list: when they were last in touch, and when they are due, if ever."""

    entry: Entry
    last_spoke: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a longer list. ``number`` starts at 0."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int


def clean(text: str | None, field: str, limit: int) -> str | None:
    """Return text as it is kept: trimmed, without control characters; None when nothing is left.

    Characters that turn the direction of writing are dropped too, since they can make a card
    read as something else (Unicode TR 36); line breaks stay, and so does what joins emoji.

    Raises:
        UnusableText: it is longer than ``limit`` characters.
    """
    if text is None:
        return None
    normal = unicodedata.normalize("NFC", "\n".join(text.splitlines()))
    normal = re.sub(r"[^\S\n]", " ", normal)
    kept = "".join(
        each
        for each in normal
        if each in "\n\u200d" or unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co"}
    ).strip()
    if len(kept) > limit:
        raise UnusableText(field, limit)
    return kept if any(unicodedata.category(each)[0] in "LNPS" for each in kept) else None


def clean_name(text: str) -> str:
    """Return a name as it is kept, on one line.

    Raises:
        UnusableText: nothing is left, or it is too long.
    """
    kept = clean(" ".join(text.split()), "name", NAME_LENGTH)
    if kept is None or not any(each.isalnum() for each in kept):
        raise UnusableText("name", 0)
    return kept


_MARKS_OPTIONAL = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW")


def folded(text: str) -> str:
    """Return text as it is compared: without accents, case and punctuation.

    Caseless matching as Unicode defines it (section 3.13, D146). Marks may be left out in the
    scripts named here; elsewhere they are vowels, and two people may differ in nothing else.
    """
    caseless = unicodedata.normalize("NFKD", text).casefold()
    kept: list[str] = []
    optional = False
    for each in unicodedata.normalize("NFKD", caseless):
        if unicodedata.category(each) == "Cf":
            continue
        if not unicodedata.category(each).startswith("M"):
            optional = unicodedata.name(each, "").startswith(_MARKS_OPTIONAL)
        elif optional:
            continue
        kept.append(each if unicodedata.category(each)[0] in "LMN" else " ")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))


def rank(typed: str, entries: Sequence[Entry], limit: int) -> list[Entry]:
    """Return the people that fit what was typed so far, the best first; typos are forgiven."""
    from rapidfuzz import fuzz, process  # an idle bot does not need it

    wanted = folded(typed)
    if not wanted:
        return list(entries[:limit])
    names = [folded(f"{entry.name} {entry.organisation or ''}") for entry in entries]
    starts = [entry for entry, name in zip(entries, names, strict=True) if name.startswith(wanted)]
    near = process.extract(
        wanted, names, scorer=fuzz.WRatio, processor=None, limit=limit, score_cutoff=70
    )
    ordered = [*starts, *(entries[index] for _name, _score, index in near)]
    return list({entry.id: entry for entry in ordered}.values())[:limit]
