"""Finding a time zone by city, by abbreviation or by its common name."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones


class UnknownZone(Exception):
    """No time zone goes by this name."""

    def __init__(self, text: str, near: list["Place"]) -> None:
        super().__init__(text)
        self.text = text
        self.near = near


@dataclass(frozen=True, slots=True)
class Place:
    """A name that people know a time zone by, such as "Portland, OR", and the zone's IANA name."""

    name: str
    zone: str

    @property
    def label(self) -> str:
        """The name with what the zone is called, at most 100 characters."""
        called = zone_name(self.zone)
        return self.name if self.name == called else f"{self.name} · {called}"[:100]


def zone_name(zone: str) -> str:
    """Return what people call a zone, such as "Pacific Time"; for few zones it is the city's."""
    from babel.dates import get_timezone_name

    if zone.startswith("Etc/") or "/" not in zone:
        return zone.removeprefix("Etc/")
    return get_timezone_name(ZoneInfo(zone), zone_variant="generic", locale="en_US")


def suggest(text: str, now: datetime, limit: int = 25) -> list[Place]:
    """Return places that fit what was typed so far, the best first.

    Args:
        text: part of a city, a name such as "Pacific", an abbreviation such as "PST", an IANA name.
        now: decides which abbreviations are in use, those of the next half-year included.
        limit: as many as Discord shows.
    """
    typed = _folded(text)
    if not typed:
        return [_places()[name] for name in _COMMON]
    found = _called(typed, now.year)
    named = (places for name, places in _by_folded_name().items() if name.startswith(typed))
    found += [place for places in named for place in places]
    if not found and len(typed) > 2:
        from rapidfuzz import fuzz, process  # an idle bot does not need it

        cities = _by_city()
        near = process.extract(typed, list(cities), scorer=fuzz.ratio, limit=3, score_cutoff=80)
        found += [place for city, _score, _index in near for place in cities[city]]
    return list(dict.fromkeys(found))[:limit]


def find_zone(text: str, now: datetime) -> ZoneInfo:
    """Return the zone that was meant: an IANA name, or the place that fits what was typed.

    A city's whole name means the largest city of that name; the beginning of one is enough when
    there is only one zone it could mean.

    Raises:
        UnknownZone: nothing fits, or too much does; it brings near misses.
    """
    if text in _places() and "/" in text:
        return ZoneInfo(text)
    said = text.partition(" · ")[0]
    typed = _folded(said)
    places = suggest(said, now) if typed else []
    for place in places:
        name = _folded(place.name)
        if typed in {name, name.removesuffix(" time"), _folded(_city(place.name))}:
            return ZoneInfo(place.zone)
    begun = {place.zone for place in places if _folded(place.name).startswith(typed)}
    if len(begun) == 1 and len(typed) > 2:
        return ZoneInfo(begun.pop())
    raise UnknownZone(text, places[:5])


def _called(typed: str, year: int) -> list[Place]:
    """Return the zones that go by this name or abbreviation, the commonest first."""
    if typed in _NICKNAMES:
        return [Place(typed.upper(), _NICKNAMES[typed])]
    zones = _abbreviations(year).get(typed)
    if zones is not None:
        return [Place(typed.upper(), zone) for zone in zones]
    if len(typed) < 4:
        return []
    return [place for name, place in _by_zone_name().items() if name.startswith(typed)]


#: What people say for places that the list of cities knows by another name.
_NICKNAMES = {
    "la": "America/Los_Angeles",
    "sf": "America/Los_Angeles",
    "nyc": "America/New_York",
    "dc": "America/New_York",
    "philly": "America/New_York",
    "arizona": "America/Phoenix",
    "california": "America/Los_Angeles",
    "texas": "America/Chicago",
    "florida": "America/New_York",
    "utc": "UTC",
    "gmt": "Etc/GMT",
    "uk": "Europe/London",
    "ny": "America/New_York",
    "ohio": "America/New_York",
    "nova scotia": "America/Halifax",
    "ontario": "America/Toronto",
    "british columbia": "America/Vancouver",
    "puerto rico": "America/Puerto_Rico",
}
_COMMON = (
    "New York City, NY",
    "Chicago, IL",
    "Denver, CO",
    "Phoenix, AZ",
    "Los Angeles, CA",
    "Toronto, ON",
    "Halifax, NS",
    "London, United Kingdom",
)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    short = {"saint": "st", "fort": "ft"}
    words: list[str] = re.findall(r"\w+", plain.lower())
    return " ".join(short.get(word, word) for word in words)


@cache
def _places() -> dict[str, Place]:
    """Every city of the list, the largest first, then every IANA zone by its own name."""
    lines = resources.files("bot.students").joinpath("cities.tsv").read_text("utf-8").splitlines()
    cities = (Place(*line.split("\t")) for line in lines if not line.startswith("#"))
    zones = (
        Place(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"
    )
    return {place.name: place for place in (*cities, *zones)}


@cache
def _by_folded_name() -> dict[str, list[Place]]:
    names: dict[str, list[Place]] = {}
    for place in _places().values():
        names.setdefault(_folded(place.name), []).append(place)
    return names


def _city(name: str) -> str:
    """Return a place's name without its state or country."""
    return name.partition(",")[0]


@cache
def _by_city() -> dict[str, list[Place]]:
    cities: dict[str, list[Place]] = {}
    for place in _places().values():
        cities.setdefault(_folded(_city(place.name)), []).append(place)
    return cities


@cache
def _zones_by_size() -> tuple[str, ...]:
    """Every zone with a city in the list: the common ones first, then by their largest city."""
    known = _places()
    places = [known[name] for name in _COMMON]
    places += [place for place in known.values() if place.name != place.zone]
    return tuple(dict.fromkeys(place.zone for place in places))


@cache
def _by_zone_name() -> dict[str, Place]:
    """What people call a zone, such as "Pacific Time", folded, and the largest zone of that name."""
    named = ((zone_name(zone), zone) for zone in reversed(_zones_by_size()))
    return {_folded(name): Place(name, zone) for name, zone in named}


@cache
def _abbreviations(year: int) -> dict[str, tuple[str, ...]]:
    """Return the zones that an abbreviation stands for this year, such as "pst".

    Many abbreviations mean several zones; those of the commonest places come first.
    """
    found: dict[str, dict[str, str]] = {}  # abbreviation → what people call the zone → the zone
    for zone in _zones_by_size():
        start = datetime(year, 1, 1, tzinfo=ZoneInfo(zone))
        for moment in (start, start + timedelta(days=182)):
            short = (moment.tzname() or "").lower()
            if short.isalpha():
                for name in {short, _without_season(short)}:
                    found.setdefault(name, {}).setdefault(zone_name(zone), zone)
    return {name: tuple(zones.values()) for name, zones in found.items()}


def _without_season(short: str) -> str:
    """Turn "pst" and "pdt" into "pt", as people say it."""
    return short[0] + short[2] if len(short) == 3 and short[1:] in {"st", "dt"} else short
