"""One person written down twice: how that is noticed, and how two become one. No I/O, no clock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.contacts.model import FIELD_NAMES, Fields, changed, cleaned, fields_of
from bot.contacts.words import LINKS, TAGS, folded, same_link

#: Two names of people at one place are taken for one from here on; 100 is the same (rapidfuzz).
VERY_LIKE = 85
#: Two people with one address are taken for one from here on, even with a new family name.
ALIKE = 60

#: What the student chooses where two records differ. Lists are united, the earlier meeting counts.
CHOSEN = tuple(
    name
    for name in FIELD_NAMES
    if name not in {"met_at", "links", "tags", "pointers", "past_roles", "archived"}
)


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody who may be the same person.

    ``certain`` when an address with a name like it, or the whole name and place, say so.
    """

    id: int
    certain: bool


@dataclass(slots=True)
class Acquaintance:
    """Everybody a student knows, by what tells whether somebody is among them."""

    _names: dict[int, str] = field(default_factory=dict[int, str])
    _addressed: dict[int, bool] = field(default_factory=dict[int, bool])
    _by_address: dict[str, int] = field(default_factory=dict[str, int])
    _by_name: dict[str, int] = field(default_factory=dict[str, int])
    _by_place: dict[str, dict[int, str]] = field(default_factory=dict[str, dict[int, str]])
    _anywhere: dict[str, int] = field(default_factory=dict[str, int])

    def meet(
        self, number: int, name: str, organisation: str | None, addresses: Iterable[str]
    ) -> None:
        """Take somebody in; ``addresses`` are e-mail addresses and links."""
        addresses = list(addresses)
        self._addressed[number] = bool(addresses)
        for address in addresses:
            self._by_address.setdefault(_address(address), number)
        self._by_name.setdefault(_whole(name, organisation), number)
        who, place = folded(name), folded(organisation or "")
        self._names[number] = who
        self._anywhere.setdefault(who, number)
        if place:
            self._by_place.setdefault(place, {})[number] = who

    def twin(self, said: Fields) -> Twin | None:
        """Return who is, or may be, the same person: by e-mail address, link, or name and place."""
        from rapidfuzz import fuzz, process

        who, place = folded(said.name), folded(said.organisation or "")
        addresses = [_address(each) for each in (said.email, *said.links) if each]
        reached = [self._by_address[each] for each in addresses if each in self._by_address]
        for number in reached:
            if fuzz.token_set_ratio(who, self._names[number]) >= ALIKE:
                return Twin(number, certain=True)
        whole = self._by_name.get(_whole(said.name, said.organisation))
        if whole is not None:
            # Without a place, another address makes it another person of that name.
            other = not place and addresses and self._addressed.get(whole)
            return Twin(whole, certain=not other)
        if reached:  # colleagues may share an address of the place they work at
            return Twin(reached[0], certain=False)
        near = process.extractOne(
            who,
            self._by_place.get(place, {}),
            scorer=fuzz.token_sort_ratio,
            processor=None,
            score_cutoff=VERY_LIKE,
        )
        if near is not None and _digits(near[0]) == _digits(who):
            return Twin(near[2], certain=False)
        # People change jobs, so a name may be anybody of that name.
        number = self._anywhere.get(who)
        return None if number is None else Twin(number, certain=False)


def differences(one: Fields, other: Fields) -> tuple[str, ...]:
    """Return the fields in which both say something, and not the same."""
    return tuple(
        name
        for name in CHOSEN
        # No cadence means no reminders, which is an answer too.
        if (name == "cadence" or (getattr(one, name) and getattr(other, name)))
        and getattr(one, name) != getattr(other, name)
    )


def merged(kept: Fields, other: Fields, from_other: Collection[str]) -> Fields:
    """Return what is known of a person from two records.

    Args:
        kept: wins where both say something.
        other: fills in what is missing.
        from_other: fields in which ``other`` wins.

    Raises:
        TooMany: more links, tags, pointers or earlier roles than a contact can have.
    """
    values: dict[str, Any] = {
        name: getattr(other, name)
        for name in CHOSEN
        if name in from_other or not (name == "cadence" or getattr(kept, name))
        if name == "cadence" or getattr(other, name)
    }
    for name in ("links", "tags", "pointers", "past_roles"):
        values[name] = tuple(dict.fromkeys((*getattr(kept, name), *getattr(other, name))))
    values["past_roles"] = tuple(
        sorted(values["past_roles"], key=lambda past: past.until, reverse=True)
    )
    values["archived"] = kept.archived and other.archived
    met = [each.met_at for each in (kept, other) if each.met_at is not None]
    values["met_at"] = min(met, default=None)
    return cleaned(replace(fields_of(kept), **values))


def updated(known: Fields, found: Fields, today: date) -> Fields:
    """Return what is known of a person after reading of them in a file.

    A file fills in what is missing and adds links and tags. A new role or place counts as news,
    and the earlier one is kept. Reading the same again changes nothing.
    """
    values: dict[str, Any] = {
        name: getattr(found, name)
        for name in CHOSEN
        if name != "cadence" and getattr(found, name) and not getattr(known, name)
    }
    past = {(each.role, each.organisation) for each in known.past_roles}
    for name in ("role", "organisation"):
        was, now = getattr(known, name), getattr(found, name)
        # Capitals are no news, and neither is what they did before.
        if (
            now
            and folded(now) != folded(was or "")
            and (found.role, found.organisation) not in past
        ):
            values[name] = now
    values["links"] = _united(known.links, found.links, LINKS)
    values["tags"] = tuple(dict.fromkeys((*known.tags, *found.tags)))[:TAGS]
    for name in ("met_at", "pointers", "past_roles"):
        if not getattr(known, name):
            values[name] = getattr(found, name)
    return changed(known, values, moved_on=today)


def _united(links: Iterable[str], more: Iterable[str], limit: int) -> tuple[str, ...]:
    kept = list(links)
    there = {same_link(link) for link in kept}
    for link in more:
        if same_link(link) not in there:
            there.add(same_link(link))
            kept.append(link)
    return tuple(kept)[:limit]


def _whole(name: str, organisation: str | None) -> str:
    return f"{folded(name)}\n{folded(organisation or '')}"


def _address(text: str) -> str:
    return same_link(text) if "://" in text else text.casefold()


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdecimal())
