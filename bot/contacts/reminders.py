"""What contacts say and do on nudges: keep in touch, promises, advice, thanks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.contacts.model import INTERACTIONS, SETTINGS, Interaction, due_first
from bot.contacts.network import ContactNotFound, Network
from bot.contacts.networks import Networks
from bot.contacts.subjects import Subject, Subjects
from bot.database import Tx
from bot.nudges.letters import Whose
from bot.nudges.model import Nudge, Person


class KeepInTouch:
    """Speaks for nudges of the kind ``keep_in_touch``; their subject is a contact."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return who they are, when and how they last spoke, and what is left from there."""
        found = await Subjects(tx).contacts([number for _, number in subjects])
        people = {(each.student_id, each.contact_id): each for each in found}
        return {whose: _person(people[whose]) for whose in subjects if whose in people}

    async def done(self, tx: Tx, nudge: Nudge, how: str) -> int | None:
        """Log that they were in touch just now."""
        network = await self._networks.within(tx, nudge.student_id)
        network.answered(nudge)
        contact_id = await self._contact_id(network, nudge.subject_id)
        rows = await network.journal.rows(interactions=self._settles(nudge.subject_id))
        number = await network.store.log(contact_id, network.now, kind=how, happened_at=network.now)
        await self._settle(network, nudge.subject_id)
        await network.plan(
            await network.contact(contact_id), chosen_before=network.now, talked=True
        )
        return await network.keep("log", {**rows, ("interactions", number): None})

    async def pit_stop(self, tx: Tx, nudge: Nudge) -> int | None:
        """Seat the contact at a pit stop, which begins now."""
        return await self._seat(tx, nudge, "pit_stop")

    async def drop_off(self, tx: Tx, nudge: Nudge) -> int | None:
        """Remind of this contact no more. They stay in the network."""
        return await self._seat(tx, nudge, "dropped_off")

    async def _seat(self, tx: Tx, nudge: Nudge, seat: str) -> int:
        network = await self._networks.within(tx, nudge.student_id)
        network.answered(nudge)
        contact = await network.contact(await self._contact_id(network, nudge.subject_id))
        return await self._networks.seat(network, contact, seat)

    async def _contact_id(self, _network: Network, subject_id: int) -> int:
        return subject_id

    def _settles(self, _subject_id: int) -> Sequence[int]:
        """Return the interactions that `_settle` changes."""
        return ()

    async def _settle(self, network: Network, subject_id: int) -> None:
        """Note what else is dealt with, now that they have been in touch."""


class _LeftFromTalk(KeepInTouch):
    """Speaks for what a talk has left to do; the subject is an interaction."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return with whom the talks were; what this one has left comes before the rest."""
        store = Subjects(tx)
        talks = await store.talks([number for _, number in subjects])
        found = await store.contacts({talk.contact_id for _, talk in talks})
        people = {(each.student_id, each.contact_id): each for each in found}
        return {
            (student_id, talk.id): _person(people[student_id, talk.contact_id], talk)
            for student_id, talk in talks
            if (student_id, talk.id) in subjects and (student_id, talk.contact_id) in people
        }

    async def _contact_id(self, network: Network, subject_id: int) -> int:
        talk = await network.store.interaction(subject_id)
        if talk is None:
            raise ContactNotFound("", [])
        return talk.contact_id

    def _settles(self, subject_id: int) -> Sequence[int]:
        return (subject_id,)


class KeepPromise(_LeftFromTalk):
    """Speaks for nudges of the kind ``promise``."""

    async def _settle(self, network: Network, subject_id: int) -> None:
        await network.store.change_interaction(subject_id, promise_kept_at=network.now)


class TryAdvice(_LeftFromTalk):
    """Speaks for nudges of the kind ``advice``."""

    async def _settle(self, network: Network, subject_id: int) -> None:
        await network.store.change_interaction(subject_id, advice_state="told")


class SayThanks(_LeftFromTalk):
    """Speaks for nudges of the kinds ``thank_you`` and ``thank_you_overdue``."""

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return with whom the talks were, with nothing from talks before: thanks are for this one."""
        found = await super().people(tx, subjects)
        return {
            whose: replace(person, note="") if person.earlier else person
            for whose, person in found.items()
        }

    async def done(self, tx: Tx, nudge: Nudge, how: str) -> int | None:
        """Log that thanks were sent just now, in whatever way."""
        return await super().done(tx, nudge, "thanks")


def _person(subject: Subject, about: Interaction | None = None) -> Person:
    """Return a contact as a nudge shows them, with what the talk it is ``about`` has left first."""
    ends = ([] if about is None else [about]) + sorted(subject.open_ends, key=due_first)
    promised = next((talk for talk in ends if talk.has_open_promise), None)
    advised = next((talk for talk in ends if talk.has_open_advice), None)
    met = subject.met_at is not None and (
        subject.last_at is None or subject.last_at < subject.met_at
    )
    name = f"{subject.name}, {subject.credentials}" if subject.credentials else subject.name
    about_them = (SETTINGS.get(subject.setting or ""), subject.organisation)
    return Person(
        name=name,
        about=" · ".join(part for part in about_them if part),
        last_spoke=subject.met_at if met else subject.last_at,
        last_how=INTERACTIONS["met" if met else subject.last_kind or "met"],
        note=subject.note or (f"How you met: {subject.how_met}" if subject.how_met else ""),
        every=subject.cadence or "",
        promise="" if promised is None else promised.promise or "",
        promise_due=None if promised is None else promised.promise_due,
        advice="" if advised is None else advised.advice or "",
        tried=advised is not None and advised.advice_state == "tried",
        earlier=subject.earlier,
    )
