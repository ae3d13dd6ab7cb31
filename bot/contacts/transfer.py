"""Contacts in and out: files of other programs, and our own exports."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.contacts.formats import Found, Reading, without, written
from bot.contacts.model import Contact, Fields, Interaction, fields_of
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.pace import Pace
from bot.contacts.service import MOST_CONTACTS, NetworkFull
from bot.contacts.twins import Acquaintance, Twin, updated
from bot.contacts.uploads import MOST_IMPORTS, UploadGone, Uploads
from bot.nudges.rhythm import Cadence, UnreadableCadence

#: Told how many of how many people are done. It must not wait: others wait for the database.
Progress = Callable[[int, int], None]

#: Nobody has met anybody before this; some programs write year 1 for no date.
EARLIEST = datetime(1930, 1, 1, tzinfo=UTC)
#: Files of everybody are made for one student in an hour.
MOST_EXPORTS = 60
#: People whose details are decrypted before others have their turn.
READ_AT_ONCE = 50
#: After so many people the student hears how far an import is.
STEP = 2_000

#: Says which of a student's texts may be about a client, so that they are not stored. Last come the
#: names of those whom the texts are about.
Screen = Callable[[int, Collection[str], Collection[str]], Awaitable[Collection[str]]]


@dataclass(frozen=True, slots=True)
class Sorted:
    """What a file means for this network.

    Attributes:
        upload: names the file, to import it by.
        reading: what was found in it, and skipped.
        new: people who are not in the network.
        changed: what is known of contacts once the file is read, by id.
        like: people who may be somebody in the network, with that contact's id.
        there: how many are in the network, and nothing is new with them.
        names: how the contacts are called who are ``changed`` or in ``like``.
        held: texts that may be about a client; the people come in without them.
    """

    upload: int
    reading: Reading
    new: Sequence[Found]
    changed: Mapping[int, Found]
    like: Sequence[tuple[Found, int]]
    there: int
    names: Mapping[int, str]
    held: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did.

    Attributes:
        added, updated: how many people.
        pairs: people that were added although they may be somebody in the network, as ids of
            that contact and of the new one.
        names: how they are called, by id.
        change: names the import, to take it back.
    """

    added: int
    updated: int
    pairs: Sequence[tuple[int, int]]
    names: Mapping[int, str]
    change: int


class TransferService:
    """Brings people into a network from a file, and hands everything out as one."""

    def __init__(self, networks: Networks, screen: Screen) -> None:
        self._networks = networks
        self._screen = screen
        self._pace = Pace("imports", MOST_IMPORTS)
        self._pace_out = Pace("exports", MOST_EXPORTS)

    async def upload(self, student_id: int, name: str, data: bytes) -> Sorted:
        """Read a file, say what it means for the network, and keep it until the student decides.

        Args:
            student_id: whose network.
            name: of the file; only a hint.
            data: what is in it, at most `bot.contacts.formats.MAX_BYTES`.

        Raises:
            NotStarted: there is no profile.
            UnreadableFile: it is nothing that people can be read from.
            Full: too many were read in the last hour.
        """
        self._pace.take(student_id, self._networks.clock())
        reading = await self._read(name, data)
        packed = await asyncio.to_thread(zlib.compress, data, 1)
        async with self._networks.writing(student_id) as network:
            upload = await Uploads(network.tx, student_id).keep(name, packed, network.now)
        return await self._sort(student_id, upload, reading)

    async def preview(self, student_id: int, upload: int) -> Sorted:
        """Say once more what a file means for the network.

        Raises:
            NotStarted: there is no profile.
            UploadGone: the file is gone.
        """
        return await self._sort(student_id, upload, await self._reading(student_id, upload))

    async def discard(self, student_id: int, upload: int) -> None:
        """Forget a file."""
        async with self._networks.writing(student_id) as network:
            await Uploads(network.tx, student_id).drop(upload)

    async def apply(
        self,
        student_id: int,
        upload: int,
        which: Collection[str],
        cadence: str | None,
        progress: Progress,
    ) -> Imported:
        """Bring people of a file into the network: all that were asked for, or none.

        Args:
            student_id: whose network.
            upload: names the file.
            which: of ``new``, ``changed`` and ``like``, see `Sorted`.
            cadence: for whoever is added; None for what the file says, which is none in files of
                other programs.
            progress: is told how far it is.

        Raises:
            NotStarted: there is no profile.
            UploadGone: the file is gone, so nothing is imported twice.
            NetworkFull: there is no room for so many.
        """
        found = await self.preview(student_id, upload)
        every = None if cadence is None else str(Cadence.read(cadence))
        adding = [*found.new] if "new" in which else []
        like = [*found.like] if "like" in which else []
        adding += [each for each, _number in like]
        changing: Mapping[int, Found] = found.changed if "changed" in which else {}
        async with self._networks.writing(student_id) as network:
            if not await Uploads(network.tx, student_id).drop(upload):
                raise UploadGone
            if await network.store.count() + len(adding) > MOST_CONTACTS:
                raise NetworkFull
            rows = dict(await network.journal.rows(contacts=changing))
            ids = await self._add(network, adding, every, progress)
            talks = await self._log(network, adding, ids)
            talks += await self._update(network, changing)
            left = {n for each, n in zip(adding, ids, strict=True) if _left_open(each)}
            for contact in (await network.store.some(left)).values():
                await network.plan(contact, since=network.now)
            await self._networks.tell_new(network, ids)
            rows.update(dict.fromkeys(("contacts", number) for number in ids))
            rows.update(dict.fromkeys(("interactions", number) for number in talks))
            change = await network.keep("import", rows)
        numbers = dict(zip(map(id, adding), ids, strict=True))
        pairs = [(number, numbers[id(each)]) for each, number in like]
        names = dict(found.names) | {numbers[id(e)]: e.fields.name for e, _ in like}
        return Imported(len(ids), len(changing), pairs, names, change)

    async def export(self, student_id: int, kind: str) -> tuple[str, bytes, int]:
        """Return everybody as a file: its name, what is in it, and how many people.

        Args:
            student_id: whose network.
            kind: ``csv``, ``vcf`` or ``json``; only JSON has the interactions.

        Raises:
            NotStarted: there is no profile.
            Full: too many were made in the last hour.
        """
        self._pace_out.take(student_id, self._networks.clock())
        return (await self.exports(student_id, kind))[0]

    async def exports(self, student_id: int, *kinds: str) -> list[tuple[str, bytes, int]]:
        """Return everybody as several files, read once, however many were made; see `export`."""
        from bot.contacts import formats

        async with self._networks.reading(student_id) as network:
            ids = [entry.id for entry in await network.store.entries()]
            people: list[Contact] = []
            for start in range(0, len(ids), READ_AT_ONCE):
                people += (await network.store.some(ids[start : start + READ_AT_ONCE])).values()
            people.sort(key=lambda contact: (contact.name, contact.id))
            talks = await network.store.timelines() if "json" in kinds else {}
        known, made = [fields_of(contact) for contact in people], list[tuple[str, bytes, int]]()
        for kind in kinds:
            if kind == "json":
                pairs = [(known[n], talks.get(each.id, [])) for n, each in enumerate(people)]
                data = await asyncio.to_thread(formats.write_json, pairs)
            else:
                write = formats.write_vcard if kind == "vcf" else formats.write_csv
                data = await asyncio.to_thread(write, known)
            made.append((f"pitstop-contacts.{kind}", data, len(known)))
        return made

    async def _reading(self, student_id: int, upload: int) -> Reading:
        async with self._networks.reading(student_id) as network:
            kept = await Uploads(network.tx, student_id).get(upload, network.now)
        if kept is None:
            raise UploadGone
        name, packed = kept
        return await self._read(name, await asyncio.to_thread(zlib.decompress, packed))

    async def _read(self, name: str, data: bytes) -> Reading:
        from bot.contacts.formats import read

        now = self._networks.clock()
        return await asyncio.to_thread(lambda: _sound(read(data, name), now))

    async def _sort(self, student_id: int, upload: int, reading: Reading) -> Sorted:
        texts = {text for each in reading.found for text in written(each)}
        people = [each.fields for each in reading.found]
        names = {f"{each.name} {each.organisation or ''}" for each in people}
        held = await self._screen(student_id, texts, names)
        if held:
            kept = tuple(without(each, frozenset(held)) for each in reading.found)
            reading = replace(reading, found=kept)
        async with self._networks.reading(student_id) as network:
            today = network.now.astimezone(network.zone).date()
            known = await network.acquaintance()
            found, twins = await asyncio.to_thread(_matched, reading.found, known, today)
            contacts = await network.store.some({twin.id for twin in twins if twin is not None})
            with_talks = any(each.interactions for each in found)
            talks = await network.store.timelines() if with_talks else {}
        reading = replace(reading, found=tuple(found))
        found = await asyncio.to_thread(_sorted, upload, reading, twins, contacts, talks, today)
        return replace(found, held=tuple(sorted(held)))

    async def _add(
        self, network: Network, people: Sequence[Found], every: str | None, progress: Progress
    ) -> list[int]:
        ids: list[int] = []
        for start in range(0, len(people), STEP):
            if start:
                progress(start, len(people))
            part = [each.fields for each in people[start : start + STEP]]
            if every is not None:
                part = [replace(each, cadence=every) for each in part]
            added = await network.store.add(part, network.now)
            await network.plan_new(dict(zip(added, part, strict=True)))
            ids += added
        return ids

    async def _log(
        self, network: Network, people: Sequence[Found], ids: Sequence[int]
    ) -> list[int]:
        rows = [
            _row(number, talk)
            for each, number in zip(people, ids, strict=True)
            for talk in each.interactions
        ]
        return await network.store.log_all(rows, network.now)

    async def _update(self, network: Network, changing: Mapping[int, Found]) -> list[int]:
        today = network.now.astimezone(network.zone).date()
        known = await network.store.some(changing)
        spoke = await network.store.last_spoke()
        after = {n: updated(each, changing[n].fields, today) for n, each in known.items()}
        await network.store.change_all(after)
        with_talks = [number for number in known if changing[number].interactions]
        talks = await network.store.timelines() if with_talks else {}
        rows = [
            _row(number, talk)
            for number in with_talks
            for talk in _missing(changing[number], talks.get(number, ()))
        ]
        logged = await network.store.log_all(rows, network.now)
        now_spoke = await network.store.last_spoke()
        await network.replan(
            n for n in known if now_spoke.get(n) != spoke.get(n) or _left_open(changing[n])
        )
        return logged


def _left_open(found: Found) -> bool:
    """Say whether a talk with this person left advice to try or a promise to keep."""
    return any(talk.has_open_advice or talk.has_open_promise for talk in found.interactions)


def _sound(reading: Reading, now: datetime) -> Reading:
    """Leave out what no command would have taken: times ahead, and cadences that can't be kept."""
    found = tuple(_sound_person(each, now) for each in reading.found)
    return replace(reading, found=found)


def _sound_person(found: Found, now: datetime) -> Found:
    values: dict[str, Any] = {}
    met_at = found.fields.met_at
    if met_at is not None and not EARLIEST <= met_at <= now + timedelta(days=1):
        values["met_at"] = None
    elif met_at is not None and met_at > now:  # a day without an hour, and it is today
        values["met_at"] = now
    if found.fields.cadence is not None:
        try:
            Cadence.read(found.fields.cadence)
        except UnreadableCadence:
            values["cadence"] = None
    talks = tuple(talk for talk in found.interactions if EARLIEST <= talk.happened_at <= now)
    gone = [name for name, value in values.items() if value is None]
    gone += [] if len(talks) == len(found.interactions) else ["interactions"]
    fields = replace(found.fields, **values)
    return replace(found, fields=fields, interactions=talks, left_out=(*found.left_out, *gone))


def _matched(
    people: Sequence[Found], known: Acquaintance, today: date
) -> tuple[list[Found], list[Twin | None]]:
    """Return the people of a file, each once, and whom in the network each may be."""
    kept: list[Found] = []
    twins: list[Twin | None] = []
    for each in people:
        twin = known.twin(each.fields)
        if twin is not None and twin.id < 0:  # somebody further up
            place = -twin.id - 1
            if twin.certain and not _are_two(kept[place].fields, each.fields):
                kept[place] = _with_more(kept[place], each, today)
                continue
            twin = None
        if twin is None:
            fields = each.fields
            addresses = [address for address in (fields.email, *fields.links) if address]
            known.meet(-len(kept) - 1, fields.name, fields.organisation, addresses)
        kept.append(each)
        twins.append(twin)
    return kept, twins


def _are_two(one: Fields, other: Fields) -> bool:
    """Say whether two of a file are two people, although name and place are the same."""
    emails = {each.email.casefold() for each in (one, other) if each.email}
    return len(emails) > 1


def _with_more(found: Found, again: Found, today: date) -> Found:
    """Return somebody with what the file says of them further down."""
    return replace(
        found,
        fields=updated(found.fields, again.fields, today),
        interactions=(*found.interactions, *again.interactions),
    )


def _sorted(
    upload: int,
    reading: Reading,
    twins: Sequence[Twin | None],
    contacts: Mapping[int, Contact],
    talks: Mapping[int, Sequence[Interaction]],
    today: date,
) -> Sorted:
    new: list[Found] = []
    changed: dict[int, Found] = {}
    like: list[tuple[Found, int]] = []
    there = 0
    for found, twin in zip(reading.found, twins, strict=True):
        if twin is None:
            new.append(found)
        elif not twin.certain:
            like.append((found, twin.id))
        elif twin.id in changed:  # the file has them twice
            changed[twin.id] = _with_more(changed[twin.id], found, today)
        elif _has_news(found, contacts[twin.id], talks, today):
            changed[twin.id] = found
        else:
            there += 1
    names = {number: contact.name for number, contact in contacts.items()}
    return Sorted(upload, reading, new, changed, like, there, names)


def _has_news(
    found: Found,
    contact: Contact,
    talks: Mapping[int, Sequence[Interaction]],
    today: date,
) -> bool:
    known: Fields = fields_of(contact)
    return updated(known, found.fields, today) != known or bool(
        _missing(found, talks.get(contact.id, ()))
    )


def _missing(found: Found, known: Sequence[Interaction]) -> list[Interaction]:
    """Return the interactions of a file that the contact does not have yet."""
    there = {(talk.kind, talk.happened_at, talk.note) for talk in known}
    return [t for t in found.interactions if (t.kind, t.happened_at, t.note) not in there]


def _row(contact_id: int, talk: Interaction) -> dict[str, Any]:
    """Return an interaction of a file as the table has it."""
    names = (name for name in Interaction.__slots__ if name not in {"id", "contact_id"})
    return {name: getattr(talk, name) for name in names} | {"contact_id": contact_id}
