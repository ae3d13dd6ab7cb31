"""What a student wants to do with the times they were in touch with somebody."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.contacts.model import ADVICE, MOST_TALKS, Contact, Interaction
from bot.contacts.network import Details, Network
from bot.contacts.networks import Networks
from bot.contacts.words import NOTE_LENGTH, UnusableText, clean, require_room
from bot.dates import PastTime, UnreadableTime, read_day_ahead, read_past


class InteractionNotFound(Exception):
    """This student has no such interaction any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was typed about one time they were in touch.

    Attributes:
        how: a key of `bot.contacts.model.INTERACTIONS`.
        when: as people say it; None for just now.
        note: what to remember.
        advice: what they suggested.
        promise: what the student said they would do; "by Friday" at its end is the day it is due.
        due: by when, as people say it; None for what the promise says.
    """

    how: str
    when: str | None = None
    note: str | None = None
    advice: str | None = None
    promise: str | None = None
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Logged:
    """What has just been logged or changed, and the contact as it is since.

    ``change`` names the change, to take it back.
    """

    details: Details
    interaction: Interaction
    change: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """One interaction, and with whom it was."""

    contact: Contact
    interaction: Interaction


class InteractionService:
    """Keeps every time a student was in touch with somebody. Any of them moves the reminder."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def log(self, student_id: int, typed: str, talk: Talk) -> Logged:
        """Note that the student was in touch with somebody.

        It moves their next reminder, unless they have been in touch since.

        Raises:
            ContactNotFound, SeveralContacts: the contact is not clear.
            NotStarted, UnusableText, UnreadableTime, FutureTime, PastTime: bad input.
            Full: as many with this contact as can be kept.
        """
        async with self._networks.writing(student_id) as network:
            values = read_talk(talk, network.now, network.zone)
            contact = await network.pick(typed)
            require_room("talks", await network.store.count_talks(contact.id), MOST_TALKS)
            interaction_id = await network.store.log(contact.id, network.now, **values)
            happened_at: datetime = values["happened_at"]
            await network.plan(contact, chosen_before=happened_at, talked=True)
            change = await network.keep("log", {("interactions", interaction_id): None})
            return await self._logged(network, contact, interaction_id, change)

    async def view(self, student_id: int, interaction_id: int) -> Spoken:
        """Return one interaction.

        Raises:
            NotStarted: there is no profile.
            InteractionNotFound: it is not theirs, or gone.
        """
        async with self._networks.reading(student_id) as network:
            interaction = await self._one(network, interaction_id)
            return Spoken(await network.contact(interaction.contact_id), interaction)

    async def edit(self, student_id: int, interaction_id: int, talk: Talk) -> Logged:
        """Write an interaction anew; without ``when`` it keeps its time. The reminder follows.

        Raises:
            InteractionNotFound: it is not theirs, or gone.
            NotStarted, UnusableText, UnreadableTime, FutureTime, PastTime: bad input.
        """
        async with self._networks.writing(student_id) as network:
            before = await self._one(network, interaction_id)
            values = read_talk(talk, network.now, network.zone)
            if talk.when is None:
                values["happened_at"] = before.happened_at
            if values["advice"] is not None and before.advice_state is not None:
                values["advice_state"] = before.advice_state
            if values["promise"] is None:
                values["promise_kept_at"] = None
            if values["promise"] == before.promise and talk.due is None:
                values["promise_due"] = before.promise_due
            return await self._change(network, before, values)

    async def remove(self, student_id: int, interaction_id: int) -> Logged:
        """Delete an interaction; for ten minutes it can be taken back. The reminder follows.

        Raises:
            NotStarted: there is no profile.
            InteractionNotFound: it is not theirs, or gone.
        """
        async with self._networks.writing(student_id) as network:
            before = await self._one(network, interaction_id)
            contact = await network.contact(before.contact_id)
            spoke = await network.spoke(contact)
            rows = await network.journal.rows(interactions=[interaction_id])
            await network.store.delete_interaction(interaction_id)
            await network.follow(contact, spoke)
            change = await network.keep("remove", rows)
            return Logged(await network.details(contact), before, change)

    async def advance(self, student_id: int, interaction_id: int, state: str) -> Logged:
        """Say what has become of a piece of advice: open, tried, or told them.

        Raises:
            NotStarted: there is no profile.
            InteractionNotFound: it is not theirs, gone, or has no advice.
        """
        async with self._networks.writing(student_id) as network:
            before = await self._one(network, interaction_id)
            if before.advice is None or state not in ADVICE:
                raise InteractionNotFound
            return await self._change(network, before, {"advice_state": state})

    async def keep_promise(self, student_id: int, interaction_id: int, *, kept: bool) -> Logged:
        """Note that a promise is kept, or open after all.

        Raises:
            NotStarted: there is no profile.
            InteractionNotFound: it is not theirs, gone, or has no promise.
        """
        async with self._networks.writing(student_id) as network:
            before = await self._one(network, interaction_id)
            if before.promise is None:
                raise InteractionNotFound
            moment = network.now if kept else None
            return await self._change(network, before, {"promise_kept_at": moment})

    async def _change(
        self, network: Network, before: Interaction, values: dict[str, Any]
    ) -> Logged:
        contact = await network.contact(before.contact_id)
        spoke = await network.spoke(contact)
        rows = await network.journal.rows(interactions=[before.id])
        await network.store.change_interaction(before.id, **values)
        await network.follow(contact, spoke)
        change = await network.keep("talk", rows)
        return await self._logged(network, contact, before.id, change)

    async def _logged(
        self, network: Network, contact: Contact, interaction_id: int, change: int
    ) -> Logged:
        details = await network.details(contact)
        shown = (each for each in details.timeline if each.id == interaction_id)
        interaction = next(shown, None) or await self._one(network, interaction_id)
        return Logged(details, interaction, change)

    async def _one(self, network: Network, interaction_id: int) -> Interaction:
        interaction = await network.store.interaction(interaction_id)
        if interaction is None:
            raise InteractionNotFound
        return interaction


_BY = re.compile(r".*\bby ([^,;.!?]{3,40})[.!]?$", re.IGNORECASE | re.DOTALL)


def read_talk(talk: Talk, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return what was typed about a talk, by the columns of its table.

    Raises:
        UnusableText, UnreadableTime, FutureTime, PastTime: bad input.
    """
    when, due = (talk.when or "").strip(), (talk.due or "").strip()
    happened_at = read_past(when, now, zone) if when else now
    advice = clean(talk.advice, "advice", NOTE_LENGTH)
    promise = clean(talk.promise, "promise", NOTE_LENGTH)
    promise_due: date | None = None
    if promise is None and due:
        raise UnusableText("promise", 0)
    if due:
        promise_due = read_day_ahead(due, now, zone)
    elif promise is not None and (said := _BY.match(promise)):
        with suppress(UnreadableTime, PastTime):  # "by e-mail" is no day
            promise_due = read_day_ahead(said[1], happened_at, zone)
    return {
        "kind": talk.how,
        "happened_at": happened_at,
        "note": clean(talk.note, "note", NOTE_LENGTH),
        "advice": advice,
        "advice_state": None if advice is None else "open",
        "promise": promise,
        "promise_due": promise_due,
    }
