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
        return f"{self.name} · {zone_name(self.zone)}"[:100]


def zone_name(zone: str) -> str:
    """Return what people call a zone, such as "Pacific Time"; for few zones it is the city's."""
    from babel.dates import get_timezone_name

    if zone.startswith("Etc/") or "/" not in zone:
        return zone.removeprefix("Etc/")
    return get_timezone_name(ZoneInfo(zone), zone_variant="generic", locale="en_US")


def suggest(text: str, now: datetime, limit: int = 25) -> list[Place]:
    """Return places that fit what was typed so far, the best first.

    Args:
        text: part of a city, an abbreviation such as "PST", or an IANA name.
        now: decides which abbreviations are in use, those of the next half-year included.
        limit: as many as Discord shows.
    """
    typed = _folded(text)
    if not typed:
        return [_places()[name] for name in _COMMON]
    found = [Place(typed.upper(), zone) for zone in _abbreviations(now.year).get(typed, ())]
    by_name = _by_folded_name()
    found += [
        place for name, places in by_name.items() if name.startswith(typed) for place in places
    ]
    if len(found) < limit:
        from rapidfuzz import fuzz, process  # an idle bot does not need it

        near = process.extract(
            typed, by_name.keys(), scorer=fuzz.partial_ratio, limit=limit, score_cutoff=80
        )
        found += [place for name, _score, _index in near for place in by_name[name]]
    return list(dict.fromkeys(found))[:limit]


def find_zone(text: str, now: datetime) -> ZoneInfo:
    """Return the zone that was meant: an IANA name, or the best place for what was typed.

    Raises:
        UnknownZone: nothing fits well enough; it brings near misses.
    """
    if text in _places() and "/" in text:
        return ZoneInfo(text)
    typed = _folded(text.partition(" · ")[0])
    places = suggest(typed, now, limit=5) if typed else []
    exact = [p for p in places if _folded(p.name).startswith(typed)]
    if not exact:
        raise UnknownZone(text, places)
    return ZoneInfo(exact[0].zone)


_COMMON = (
    "New York City, NY",
    "Chicago, IL",
    "Denver, CO",
    "Phoenix, AZ",
    "Los Angeles, CA",
    "Toronto, ON",
    "London, United Kingdom",
)


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"\w+", plain.lower()))


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


@cache
def _abbreviations(year: int) -> dict[str, tuple[str, ...]]:
    """Return the zones that an abbreviation stands for this year, such as "pst".

    Many abbreviations mean several zones; those of the commonest places come first.
    """
    found: dict[str, dict[str, str]] = {}  # abbreviation → what people call the zone → the zone
    known = _places()
    places = [known[name] for name in _COMMON]
    places += [place for place in known.values() if place.name != place.zone]
    for zone in dict.fromkeys(place.zone for place in places):
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
