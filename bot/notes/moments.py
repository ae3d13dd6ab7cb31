"""Times to choose from, as people write them, and the zones they are in. No I/O, no clock."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.contacts.words import folded
from bot.notes.reading import Letter, Span

_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_WEEKDAYS = (
    r"(?:(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)|"
    r"(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
)
_DATES = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS}|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?|"
    r"the \d{1,2}(?:st|nd|rd|th)|\d{1,2}/\d{1,2}(?:/\d{2,4})?)"
)
_DAY = re.compile(rf"\b(?:{_WEEKDAYS}(?:,? (?:the )?{_DATES})?|{_DATES}|tomorrow)(?!\w)")
CALENDAR = re.compile(rf"(?:{_WEEKDAYS}|{_MONTHS})", re.IGNORECASE)

_CLOCK = re.compile(
    r"(?<![\d:./+])(?:\d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b\.?|(?:[01]?\d|2[0-3])[:h][0-5]\d(?!\d)|"
    r"\d{1,2}\s?o['’]clock|\d{1,2}(?:[:.]\d{2})?(?=,? or \d{1,2}(?:[:.]\d{2})?\s?[ap]\.?m\b)|"
    r"\b(?:noon|midday)\b)",
    re.IGNORECASE,
)
_OFFSET = r"(?:UTC|GMT)(?:\s?[+−–-]\s?\d{1,2}(?::?\d{2})?)?(?!\w)"
_KNOWN = re.compile(
    rf"{_OFFSET}|\b(?:(?:Pacific|Eastern|Central|Mountain|Atlantic)(?! (?!Time|Standard|Daylight)[A-Z])|"
    r"[PECM][SD]T|AK[SD]T|"
    r"HST|BST|CES?T|EES?T|WES?T|IST|JST|AE[SD]T|NZ[SD]T|SAST)\b"
)
_CAPITALISED = r"[A-ZÀ-ÞŁŚŠŻŽČ][\w'’-]*"
#: What may follow a clock time: UTC+2, (PT), Pacific, in London, Central European Time, my time.
_AFTER = re.compile(
    rf"[ \t]*(?:\([ \t]*)?(?:in[ \t]+)?({_OFFSET}|(?:my|your|our|local) time\b|yours\b|mine\b|"
    rf"(?:pacific|eastern|central|mountain)\b(?: time\b)?|"
    rf"{_CAPITALISED}(?: {_CAPITALISED}){{0,4}}(?: time\b)?)"
)
_WORDS = """
    i or and on at by if would could does do is it please zoom teams google facetime skype
    thank thanks any which either we the that this let
"""
_NO_ZONE = frozenset(_WORDS.split())
_ZONE_TAIL = ("time", "standard", "daylight", "summer")
_FAMILIES = {"p": "pacific", "e": "eastern", "c": "central", "m": "mountain"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A sentence or a line of a list with times in it.

    Attributes:
        span: from its first day or hour to its last, zone included.
        moments: how many times there are to choose from.
        zones: in which zones, each in one spelling.
    """

    span: Span
    moments: int
    zones: frozenset[str]


def offers(letter: Letter) -> list[Offer]:
    """Return every sentence and line that names an hour, in the order of the text."""
    return [
        offer
        for part in sorted((*letter.sentences, *letter.items))
        for offer in _offer(letter.body, part)
    ]


def common_zones(letter: Letter) -> frozenset[str]:
    """Return the zones that are named for all times at once, as in "All times are Pacific"."""
    return frozenset(
        zone_key(found[0])
        for part in letter.sentences
        if not _CLOCK.search(text := letter.text(part)) and re.search(r"\b[Tt]imes?\b", text)
        for found in _KNOWN.finditer(text)
    )


def zones_of(text: str) -> frozenset[str]:
    """Return the zones in which a text gives its hours, each in one spelling."""
    clocks = list(_CLOCK.finditer(text))
    named = (zone_key(found[0]) for found in _KNOWN.finditer(text) if clocks)
    after = (zone for clock in clocks for zone, _ in _zones_after(text, clock.end(), len(text)))
    return frozenset((*named, *after))


def zone_key(name: str) -> str:
    """Return one spelling for one zone: PT, PST and Pacific Time are all "pacific"."""
    if re.fullmatch(r"[PECM][SD]?T", name):
        return _FAMILIES[name[0].lower()]
    if re.match(_OFFSET, name):
        return re.sub(r"\s", "", name).replace("GMT", "UTC").replace("−", "-").replace("–", "-")
    words = [word for word in folded(name).split() if word not in _ZONE_TAIL]
    return " ".join(words)


def _offer(body: str, part: Span) -> Iterator[Offer]:
    """Count the times in a sentence.

    "3 pm Pacific (6 pm Eastern)" is one, "Tuesday or Thursday at 3 pm" are two, and so are "Tuesday
    at 3 or 4 pm".
    """
    days = list(_DAY.finditer(body, part.start, part.end))
    count, before = 0, part.start
    start, end = part.end, part.start
    group: set[str] = set()
    for clock in _CLOCK.finditer(body, part.start, part.end):
        if clock.start() < before:
            continue
        found = list(_zones_after(body, clock.end(), part.end))
        zones = {zone for zone, _ in found}
        between = body[before : clock.start()]
        new_day = any(before <= day.start() < clock.start() for day in days)
        joined = count > 0 and _same(between, group, zones, new_day=new_day)
        count += not joined
        group = group | zones if joined else zones
        start = min(start, clock.start())
        before = end = max((clock.end(), *(stop for _, stop in found)))
    if not count:
        return
    starts = [day.start() for day in days]
    end = max([end, *(day.end() for day in days)])
    if body[end : end + 1] == ")" and "(" in body[start:end]:
        end += 1
    # Dates such as "3/6" are looked for over the whole part, so they may be hours with "pm".
    zones = zones_of(body[part.start : part.end])
    yield Offer(Span(min([start, *starts]), end), max(count, len(days)), zones)


def _same(between: str, group: Iterable[str], zones: set[str], *, new_day: bool) -> bool:
    """Say whether two hours are one time: a span, a bracket, or the same hour in another zone."""
    if re.fullmatch(r"\s*(?:[-–—/=]|to|till|until)\s*", between):
        return True
    if between.rfind("(") > between.rfind(")"):
        return True
    known = set(group)
    return not new_day and bool(known) and bool(zones) and not zones & known


def _zones_after(body: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield the zone that follows an hour, and one more after a slash, with where each ends."""
    found = _AFTER.match(body, start, end)
    while found:
        words: list[str] = folded(found[1]).split()
        if not words or words[0] in _NO_ZONE or CALENDAR.match(found[1]):
            return
        yield zone_key(found[1]), found.end()
        slash = body[found.end() : found.end() + 1] == "/"
        found = _AFTER.match(body, found.end() + 1, end) if slash else None
