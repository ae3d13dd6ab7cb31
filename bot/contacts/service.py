"""What a student wants to do with the people in their network."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from bot.contacts.journal import Undone, forget
from bot.contacts.model import (
    DEFAULT_CADENCE,
    PLANNED_BY,
    USUAL_CADENCE,
    Entry,
    Fields,
    changed,
    cleaned,
    fields_of,
)
from bot.contacts.network import Details, Network
from bot.contacts.networks import Networks
from bot.contacts.search import rank
from bot.contacts.uploads import forget_uploads
from bot.dates import read_past
from bot.nudges.rhythm import Cadence

NEVER = frozenset({"never", "no", "none", "off", "no reminders"})

#: More people than this one student cannot keep.
MOST_CONTACTS = 10_000


class NetworkFull(Exception):
    """The student has as many contacts as can be kept."""


class Said(TypedDict, total=False):
    """What was typed about somebody, by field (see `bot.contacts.model.Fields`).

    ``met_at`` and ``cadence`` are as people say them; ``links`` and ``pointers`` stand one a line,
    ``tags`` with commas between them.
    """

    name: str
    pronouns: str | None
    credentials: str | None
    role: str | None
    organisation: str | None
    setting: str | None
    relationship: str | None
    how_met: str | None
    met_through: str | None
    met_at: str | None
    email: str | None
    phone: str | None
    links: str | None
    channel: str | None
    boundaries: str | None
    tags: str | None
    pointers: str | None
    purpose: str | None
    seat: str
    cadence: str | None
    discord_id: int | None
    archived: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A contact after a change.

    Attributes:
        details: as it is now.
        change: names the change, to take it back.
        twin: somebody else who may be the same person; None when nobody is.
    """

    details: Details
    change: int
    twin: Entry | None = None


@dataclass(frozen=True, slots=True)
class Deleted:
    """A contact that is gone; ``change`` names the change, to take it back."""

    change: int


class ContactService:
    """Keeps a student's network."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def add(self, student_id: int, said: Said) -> Changed:
        """Add a contact, and plan the first reminder. Who says nothing of when met them just now.

        Raises:
            NotStarted, UnreadableTime, FutureTime, UnreadableCadence: bad input.
            UnusableText, UnusableAddress, TooMany: bad input, see `cleaned`.
            NetworkFull: no more can be kept.
        """
        async with self._networks.writing(student_id) as network:
            return await add_to(self._networks, network, said)

    async def view(self, student_id: int, typed: str, number: int = 0) -> Details:
        """Return a contact, picked from the suggestions or typed, with all that a card shows.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
        """
        async with self._networks.reading(student_id) as network:
            return await network.details(await network.pick(typed), number)

    async def on_discord(self, student_id: int, discord_id: int) -> Details | None:
        """Return the contact who is this Discord member, or None.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.reading(student_id) as network:
            found = await network.store.on_discord(discord_id)
            if found is None:
                return None
            return await network.details(await network.contact(found))

    async def edit(
        self, student_id: int, typed: str, said: Said, *, moved: bool = False
    ) -> Changed:
        """Change what is known of a contact; reminders follow the cadence, the seat and archiving.

        Args:
            student_id: whose network.
            typed: the contact, as picked from the suggestions or typed.
            said: only what is to be changed.
            moved: the role or the place has changed in life, so the earlier one is kept.

        Raises:
            ContactNotFound, SeveralContacts: the contact is not clear.
            NotStarted, UnreadableTime, FutureTime, UnreadableCadence: bad input.
            UnusableText, UnusableAddress, TooMany: bad input, see `cleaned`.
        """
        async with self._networks.writing(student_id) as network:
            before = await network.pick(typed)
            today = network.now.astimezone(network.zone).date()
            values = _read(said, network.now, network.zone)
            now = cleaned(replace(fields_of(before), **values))
            written = {name: getattr(now, name) for name in values}
            fields = changed(before, written, moved_on=today if moved else None)
            rows = await network.journal.rows(contacts=[before.id])
            await network.store.change(before.id, fields)
            after = await network.contact(before.id)
            if fields.seat != before.seat and fields.seat == "pit_stop":
                await network.plan(after, since=network.now, chosen_before=network.now)
            elif any(getattr(fields, name) != getattr(before, name) for name in PLANNED_BY):
                await network.plan(after, chosen_before=network.now)
            if (fields.seat, fields.archived) != (before.seat, before.archived):
                await self._networks.tell_seated(network, before.id)
            change = await network.keep("edit", rows)
            return Changed(await network.details(after), change)

    async def delete(self, student_id: int, contact_id: int) -> Deleted:
        """Delete a contact with all that was logged; for ten minutes it can be taken back.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound: the contact is not theirs, or gone.
        """
        async with self._networks.writing(student_id) as network:
            await network.contact(contact_id)  # or say that they are gone
            theirs = await network.store.belongings(contact_id)
            rows = await network.journal.rows(contacts=[contact_id], **theirs)
            await network.store.delete([contact_id])
            await network.replan([contact_id])
            return Deleted(await network.keep("delete", rows))

    async def undo(self, student_id: int, change: int) -> Undone | None:
        """Take a change back, of a contact or an interaction; None when it is too late.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._networks.writing(student_id) as network:
            undone = await network.undo(change)
            if undone is not None:
                await self._networks.tell_undone(network, undone)
            return undone

    async def suggest(self, student_id: int, typed: str, limit: int = 25) -> list[Entry]:
        """Return the people that fit what was typed so far, the best first; no archived ones."""
        async with self._networks.reading(student_id) as network:
            ids = rank(typed, await network.store.names(), limit)
            found = {entry.id: entry for entry in await network.store.entries(ids)}
            return [found[number] for number in ids]

    async def tidy(self) -> None:
        """Delete for good what can't be taken back any more, and files that waited too long."""
        async with self._networks.database.transaction() as tx:
            now = self._networks.clock()
            await forget(tx, now)
            await forget_uploads(tx, now)


async def add_to(networks: Networks, network: Network, said: Said) -> Changed:
    """Add a contact within a transaction, see `ContactService.add`."""
    values: dict[str, Any] = {"met_at": network.now}
    values.update(_read(said, network.now, network.zone))
    if not (said.get("cadence") or "").strip():
        usual = USUAL_CADENCE.get(said.get("relationship") or "", DEFAULT_CADENCE)
        values["cadence"] = usual
    fields = cleaned(Fields(**values))
    if await network.store.count() >= MOST_CONTACTS:
        raise NetworkFull
    twin = await _twin(network, fields)
    [contact_id] = await network.store.add([fields], network.now)
    change = await network.keep("add", {("contacts", contact_id): None})
    contact = await network.contact(contact_id)
    await network.plan(contact)
    await networks.tell_new(network, [contact_id])
    return Changed(await network.details(contact), change, twin)


async def _twin(network: Network, fields: Fields) -> Entry | None:
    """Return somebody in the network who may be the same person."""
    twin = (await network.acquaintance()).twin(fields)
    if twin is None:
        return None
    [entry] = await network.store.entries([twin.id])
    return entry


def _read(said: Said, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Read what was typed; what a field needs to be kept, `cleaned` looks after."""
    values: dict[str, Any] = dict(said)
    for name, text in said.items():
        typed = text.strip() if isinstance(text, str) else ""
        match name:
            case "met_at" if typed:
                values[name] = read_past(typed, now, zone)
            case "met_at":
                del values[name]
            case "cadence":
                values[name] = (
                    str(Cadence.read(typed)) if typed and typed.lower() not in NEVER else None
                )
            case "links" | "pointers":
                values[name] = tuple(typed.split() if name == "links" else typed.splitlines())
            case "tags":
                values[name] = tuple(typed.replace("\n", ",").split(","))
            case _:
                pass
    return values
