"""Who is meant by what was typed. No I/O, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.contacts.model import SETTINGS, Entry, sought
from bot.contacts.words import NAME_LENGTH, folded

#: What is typed fits a name from here on; 100 is the same (rapidfuzz).
FITS = 70
#: With so many people whose names begin like that, nobody else was meant.
ENOUGH = 5
#: Characters from which on what is typed is more than a part of a name.
LONG = 20
#: Words of a note are found in spite of typos from here on.
FITS_NOTE = 80


def rank(typed: str, names: Sequence[tuple[int, str]], limit: int) -> list[int]:
    """Return the ids of the people that fit what was typed so far, the best first.

    Names that begin with it come first, then those with words that begin with its words, then
    those that are like it: typos are forgiven.

    Args:
        typed: as it was typed.
        names: ids with what `bot.contacts.model.sought` returns, in the order of a list.
        limit: at most as many are returned.
    """
    from rapidfuzz import fuzz, process  # an idle bot does not need it

    wanted = folded(typed[:NAME_LENGTH])
    if not wanted:
        return [number for number, _name in names[:limit]]
    starts = [number for number, name in names if name.startswith(wanted)]
    if len(starts) < limit:
        words = [(word, f" {word}") for word in wanted.split()]
        starts += [
            number
            for number, name in names
            if all(name.startswith(word) or inside in name for word, inside in words)
        ]
    if len(set(starts)) < min(limit, ENOUGH):  # otherwise it is no typo
        texts = [name for _number, name in names]
        # Part of a name, or more than one; both cost a third of what tries everything.
        scorer = fuzz.partial_ratio if len(wanted) < LONG else fuzz.token_ratio
        near = process.extract(
            wanted, texts, scorer=scorer, processor=None, limit=limit, score_cutoff=FITS
        )
        starts += [names[index][0] for _name, _score, index in near]
    return list(dict.fromkeys(starts))[:limit]


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody who was found. ``text`` is the note or tag that fits, None when it was the name."""

    id: int
    text: str | None


def find(
    typed: str, entries: Sequence[Entry], written: Mapping[int, Sequence[str]], limit: int
) -> list[Hit]:
    """Look for people by name, organisation, tags and notes; typos are forgiven.

    Args:
        typed: as it was typed.
        entries: everybody.
        written: what the student wrote about each of them, by id.
        limit: at most as many are returned, those found by name first.
    """
    from rapidfuzz import fuzz, process

    wanted = folded(typed[:NAME_LENGTH])
    if not wanted:
        return []
    found: dict[int, str | None] = {}
    names = [(entry.id, sought(entry.name, entry.organisation)) for entry in entries]
    words = [f" {word}" for word in wanted.split()]
    certain = {n for n, name in names if all(word in f" {name}" for word in words)}
    ranked = rank(typed, names, limit)
    found |= dict.fromkeys(number for number in ranked if number in certain)
    texts = [(entry.id, f"#{tag}") for entry in entries for tag in entry.tags]
    for entry in entries:
        does = (entry.role, SETTINGS.get(entry.setting or ""))
        texts += [(entry.id, text) for text in does if text]
    texts += [(number, text) for number, some in written.items() for text in some]
    compared = [folded(text) for _number, text in texts]
    for (number, text), said in zip(texts, compared, strict=True):
        if wanted in said or all(word in f" {said}" for word in words):
            found.setdefault(number, text)
    nothing_certain = not found
    found |= {number: None for number in ranked if number not in found}
    if nothing_certain and len(wanted) > 3:  # everything is like "a"
        least = len(wanted) * FITS_NOTE / 100  # "ot" is a part of "photography"
        long_enough = {n: said for n, said in enumerate(compared) if len(said) >= least}
        near = process.extract(
            wanted,
            long_enough,
            scorer=fuzz.partial_ratio,
            processor=None,
            limit=None,  # one person may have written about many times
            score_cutoff=FITS_NOTE,
        )
        for _said, _score, index in near:
            found.setdefault(*texts[index])
    return [Hit(number, text) for number, text in found.items()][:limit]
