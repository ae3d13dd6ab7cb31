"""What a contact and an interaction are. No I/O, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from bot.contacts.words import (
    LINKS,
    NOTE_LENGTH,
    TAGS,
    TooMany,
    clean,
    clean_email,
    clean_line,
    clean_link,
    clean_name,
    clean_phone,
    clean_tag,
    folded,
    unique,
)

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

#: What somebody is to the student, and how it is written on a card.
RELATIONSHIPS = MappingProxyType(
    {
        "professor": "Professor",
        "fieldwork_educator": "Fieldwork educator",
        "mentor": "Mentor",
        "clinician": "Clinician",
        "peer": "Peer",
        "alum": "Alum",
        "employer": "Employer",
        "other": "Other",
    }
)

#: How often to be in touch when nothing was said: whoever is nearest to the student, most often.
USUAL_CADENCE = MappingProxyType(
    {
        "professor": "8 weeks",
        "fieldwork_educator": "8 weeks",
        "mentor": "4 weeks",
        "clinician": "6 weeks",
        "peer": "4 weeks",
        "alum": "3 months",
        "employer": "2 months",
        "other": "6 weeks",
    }
)
DEFAULT_CADENCE = "6 weeks"
#: As many times in touch are kept with one person.
MOST_TALKS = 1000
#: As many are kept with everybody together, whatever brings them: ten a day for over five years.
MOST_ENTRIES = 20_000

#: Places in the car, as the profession draws a network.
SEATS = MappingProxyType(
    {
        "pick_up": "To pick up",
        "aboard": "Aboard",
        "pit_stop": "Pit stop",
        "dropped_off": "Dropped off",
    }
)

#: How somebody likes to be written to.
CHANNELS = MappingProxyType(
    {
        "email": "E-mail",
        "linkedin": "LinkedIn",
        "phone": "Phone",
        "text": "Text message",
        "discord": "Discord",
        "in_person": "In person",
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

#: What has become of a piece of advice, in this order.
ADVICE = MappingProxyType({"open": "To try", "tried": "Tried", "told": "Told them"})

PRONOUNS_LENGTH = 50
BOUNDARIES_LENGTH = 200
PURPOSE_LENGTH = 300
POINTER_LENGTH = 200
POINTERS = 5
PAST_ROLES = 20


@dataclass(frozen=True, slots=True)
class PastRole:
    """What somebody did before, and where; one of the two may be missing.

    ``until`` is the day the student heard of the change.
    """

    role: str | None
    organisation: str | None
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """All that a student may write about a person, and an import or export carries.

    Attributes:
        name: as the student would greet them in full.
        pronouns, credentials, role, organisation: short texts on one line.
        setting: a key of `SETTINGS`.
        relationship: a key of `RELATIONSHIPS`.
        how_met: where and how they met.
        met_through: who introduced them.
        met_at: when they met, aware; None when nobody said.
        email, phone, links: how to reach them, see `bot.contacts.words`.
        channel: a key of `CHANNELS`, how they like to be written to.
        boundaries: what they asked for, such as "LinkedIn only".
        tags: the student's own words for them, in lower case.
        pointers: what the student found out before writing, at most `POINTERS`.
        purpose: what the student hopes to learn from them.
        seat: a key of `SEATS`.
        cadence: such as "6 weeks", see `bot.nudges.model.Cadence`; None for no reminders.
        discord_id: their Discord user id, when known.
        past_roles: what they did before, the latest first.
        archived: out of lists and reminders, and kept.
    """

    name: str
    pronouns: str | None = None
    credentials: str | None = None
    role: str | None = None
    organisation: str | None = None
    setting: str | None = None
    relationship: str | None = None
    how_met: str | None = None
    met_through: str | None = None
    met_at: datetime | None = None
    email: str | None = None
    phone: str | None = None
    links: tuple[str, ...] = ()
    channel: str | None = None
    boundaries: str | None = None
    tags: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()
    purpose: str | None = None
    seat: str = "aboard"
    cadence: str | None = None
    discord_id: int | None = None
    past_roles: tuple[PastRole, ...] = ()
    archived: bool = False

    @property
    def titled(self) -> str:
        """The name with credentials, as on a card."""
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    @property
    def about(self) -> str:
        """What tells two people of one name apart; may be empty."""
        return self.organisation or SETTINGS.get(self.setting or "", "")


#: The names of all fields, in the order in which a person reads them.
FIELD_NAMES = tuple(each.name for each in fields(Fields))


#: The fields that a reminder depends on.
PLANNED_BY = ("cadence", "seat", "archived", "met_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Fields):
    """A person in a student's network, with everything that is kept of them."""

    id: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A person as suggestions and lists show them; nothing has to be decrypted for it."""

    id: int
    name: str
    organisation: str | None
    setting: str | None
    seat: str = "aboard"
    tags: tuple[str, ...] = ()
    met_at: datetime | None = None
    archived: bool = False
    role: str | None = None

    @property
    def about(self) -> str:
        """What tells two people of one name apart; may be empty."""
        return self.organisation or SETTINGS.get(self.setting or "", "")


@dataclass(frozen=True, slots=True)
class Interaction:
    """One time a student and a contact were in touch.

    Attributes:
        kind: a key of `INTERACTIONS`.
        happened_at: when, aware.
        note: what to remember.
        advice: what they suggested.
        advice_state: a key of `ADVICE`; None without advice.
        promise: what the student said they would do.
        promise_due: by which day.
        promise_kept_at: when the student did it.
    """

    id: int
    contact_id: int
    kind: str
    happened_at: datetime
    note: str | None = None
    advice: str | None = None
    advice_state: str | None = None
    promise: str | None = None
    promise_due: date | None = None
    promise_kept_at: datetime | None = None

    @property
    def has_open_advice(self) -> bool:
        """Whether there is advice to try, or to tell them of."""
        return self.advice is not None and self.advice_state != "told"

    @property
    def has_open_promise(self) -> bool:
        """Whether there is a promise to keep."""
        return self.promise is not None and self.promise_kept_at is None


def due_first(talk: Interaction) -> date:
    """Return what to sort open ends by: a promise that is due comes before the rest."""
    return talk.promise_due if talk.has_open_promise and talk.promise_due else date.max


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list: when they were last in touch and are due, if ever."""

    entry: Entry
    last_spoke: datetime | None
    due_at: datetime | None


def which_page(number: int, total: int, size: int) -> tuple[int, int]:
    """Return which page of ``size`` is shown for a number that may be out of range, and of how many.

    An empty list has one page too; a number past the end is the last.
    """
    pages = max(1, -(-total // size))
    return max(0, min(number, pages - 1)), pages


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a longer list. ``number`` starts at 0."""

    lines: Sequence[Line]
    number: int
    pages: int
    total: int


def cleaned(said: Fields) -> Fields:
    """Return the fields as they are kept. Every contact goes through here, typed or imported.

    Raises:
        UnusableText: a text is too long, or the name has nothing in it.
        UnusableAddress: an e-mail address, phone number or link is none.
        TooMany: more links, tags or pointers than a contact can have.
    """
    pointers = [clean_line(each, "pointer", POINTER_LENGTH) for each in said.pointers]
    if len(said.past_roles) > PAST_ROLES:
        raise TooMany("earlier roles", PAST_ROLES)
    past_roles = [
        replace(
            each,
            role=clean_line(each.role, "role"),
            organisation=clean_line(each.organisation, "organisation"),
        )
        for each in said.past_roles
    ]
    return replace(
        said,
        name=clean_name(said.name),
        pronouns=clean_line(said.pronouns, "pronouns", PRONOUNS_LENGTH),
        credentials=clean_line(said.credentials, "credentials"),
        role=clean_line(said.role, "role"),
        organisation=clean_line(said.organisation, "organisation"),
        setting=said.setting if said.setting in SETTINGS else None,
        relationship=said.relationship if said.relationship in RELATIONSHIPS else None,
        how_met=clean(said.how_met, "how you met", NOTE_LENGTH),
        met_through=clean_line(said.met_through, "who introduced you"),
        email=clean_email(said.email),
        phone=clean_phone(said.phone),
        links=unique(map(clean_link, said.links), "links", LINKS),
        channel=said.channel if said.channel in CHANNELS else None,
        boundaries=clean_line(said.boundaries, "boundaries", BOUNDARIES_LENGTH),
        tags=unique(map(clean_tag, said.tags), "tags", TAGS),
        pointers=unique(pointers, "pointers", POINTERS),
        purpose=clean(said.purpose, "purpose", PURPOSE_LENGTH),
        seat=said.seat if said.seat in SEATS else "aboard",
        past_roles=tuple(each for each in past_roles if each.role or each.organisation),
    )


def changed(before: Fields, said: Mapping[str, Any], *, moved_on: date | None) -> Fields:
    """Return a contact's fields with some of them changed.

    Args:
        before: the contact as it was.
        said: fields by name.
        moved_on: the day the student heard that role or organisation changed, which keeps what
            they were; None when that was only a correction.
    """
    now = replace(fields_of(before), **said)
    was = (before.role, before.organisation)
    left = any(
        then and then != new for then, new in zip(was, (now.role, now.organisation), strict=True)
    )
    if moved_on is not None and left:
        past = PastRole(before.role, before.organisation, moved_on)
        now = replace(now, past_roles=(past, *before.past_roles)[:PAST_ROLES])
    return now


def fields_of(contact: Fields) -> Fields:
    """Return the fields alone, which two records can be compared by."""
    return Fields(**{name: getattr(contact, name) for name in FIELD_NAMES})


def sought(name: str, organisation: str | None) -> str:
    """Return what a person is found by while a name is typed."""
    return folded(f"{name} {organisation or ''}")
