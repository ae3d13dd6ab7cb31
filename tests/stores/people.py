"""Somebody of whom everything is known, and how they come into a student's network."""

from datetime import date, timedelta
from typing import Any

from bot.contacts.model import Fields, PastRole
from bot.contacts.store import Contacts
from bot.database import Database

from .databases import MONDAY

HOUR = timedelta(hours=1)

#: Somebody of whom everything is known.
ANA = Fields(
    name="Ana Rivera-Müller",
    pronouns="she/her",
    credentials="OTR/L, CHT",
    role="Clinic lead",
    organisation="Lakeside Hand Clinic",
    setting="hand_therapy",
    relationship="mentor",
    how_met="State conference 💀\nafter her talk",
    met_through="Jo Park",
    met_at=MONDAY - 24 * HOUR,
    email="ana@lakeside.example",
    phone="+1 (555) 010-0199",
    links=("https://lakeside.example/ana", "https://orcid.example/0000"),
    channel="email",
    boundaries="E-mail only, no evenings",
    tags=("hands", "李娜"),
    pointers=("Wrote the splint guide", 'Says "hello" to anybody'),
    purpose="How to start in hand therapy",
    seat="pick_up",
    cadence="6 weeks",
    discord_id=2**62 + 5,
    past_roles=(
        PastRole("Therapist", "Harbour Hospital", date(2025, 3, 1)),
        PastRole(None, "St. Élodie", date(2020, 2, 29)),
    ),
    archived=True,
)
#: The same of a talk.
TALK: dict[str, Any] = {
    "kind": "coffee",
    "happened_at": MONDAY,
    "note": "Splints, and her daughter's name",
    "advice": "Read Colditz first",
    "advice_state": "tried",
    "promise": "Send her the poster",
    "promise_due": date(2026, 1, 9),
    "promise_kept_at": MONDAY + HOUR,
}


async def add(database: Database, student_id: int, name: str, **values: Any) -> int:
    async with database.transaction() as tx:
        people = [Fields(name=name, **values)]
        [contact_id] = await Contacts(tx, student_id).add(people, MONDAY)
        return contact_id


async def log(
    database: Database,
    student_id: int,
    contact_id: int,
    kind: str = "coffee",
    *,
    hours: int = 0,
    **values: Any,
) -> int:
    async with database.transaction() as tx:
        at = MONDAY + hours * HOUR
        return await Contacts(tx, student_id).log(
            contact_id, MONDAY, kind=kind, happened_at=at, **values
        )
