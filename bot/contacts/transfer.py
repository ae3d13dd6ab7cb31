"""Contacts in and out: files of other programs, and our own exports."""

import asyncio
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.contacts.formats import Found, Reading, without, written
from bot.contacts.model import Contact, Interaction, fields_of
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.pace import Pace
from bot.contacts.service import MOST_CONTACTS, NetworkFull
from bot.contacts.sorting import Sorted, matched, missing, sort_out, sound
from bot.contacts.twins import updated
from bot.contacts.uploads import MOST_IMPORTS, UploadGone, Uploads
from bot.nudges.rhythm import Cadence

#: Told how many of how many people are done. It must not wait: others wait for the database.
Progress = Callable[[int, int], None]

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
        return await asyncio.to_thread(lambda: sound(read(data, name), now))

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
            found, twins = await asyncio.to_thread(matched, reading.found, known, today)
            contacts = await network.store.some({twin.id for twin in twins if twin is not None})
            with_talks = any(each.interactions for each in found)
            talks = await network.store.timelines() if with_talks else {}
        reading = replace(reading, found=tuple(found))
        found = await asyncio.to_thread(sort_out, upload, reading, twins, contacts, talks, today)
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
            for talk in missing(changing[number], talks.get(number, ()))
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


def _row(contact_id: int, talk: Interaction) -> dict[str, Any]:
    """Return an interaction of a file as the table has it."""
    names = (name for name in Interaction.__slots__ if name not in {"id", "contact_id"})
    return {name: getattr(talk, name) for name in names} | {"contact_id": contact_id}
