"""Languages as people type them. Their names come from the CLDR, by Babel."""

from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

from bot.contacts.words import folded

#: How languages are called besides their English name: by who speaks them, or for short.
_ALSO = MappingProxyType(
    {
        "asl": "ase",
        "mandarin": "zh",
        "cantonese": "yue",
        "farsi": "fa",
        "tagalog": "fil",
        "pilipino": "fil",
        "flemish": "nl",
        "castilian": "es",
        "haitian": "ht",
        "creole": "ht",
        "espanol": "es",
        "francais": "fr",
        "deutsch": "de",
        "italiano": "it",
        "portugues": "pt",
        "nederlands": "nl",
        "polski": "pl",
        "svenska": "sv",
        "turkce": "tr",
        "tieng viet": "vi",
        "русский": "ru",
        "українська": "uk",
        "العربية": "ar",
        "עברית": "he",
        "हिन्दी": "hi",
        "中文": "zh",
        "日本語": "ja",
        "한국어": "ko",
    }
)


class UnknownLanguage(Exception):
    """No language goes by what was typed; ``near`` is one that is called much like it, or empty."""

    def __init__(self, text: str, near: str) -> None:
        super().__init__(text)
        self.text = text
        self.near = near


def read_languages(text: str) -> tuple[str, ...]:
    """Return the ISO 639 codes of languages with commas between them, each once.

    Raises:
        UnknownLanguage: one of them is none.
    """
    said = (each.strip() for each in text.replace(" and ", ",").replace("\n", ",").split(","))
    return tuple(dict.fromkeys(_code(each) for each in said if each))


def in_words(codes: Iterable[str]) -> str:
    """Return languages as people read them, such as "English, Spanish"."""
    return ", ".join(_names().get(code, code) for code in codes)


def like(typed: str, limit: int = 25) -> list[str]:
    """Return the names of languages that begin like what was typed; usual ones for nothing."""
    wanted = folded(typed)
    if not wanted:
        return [_names()[code] for code in ("en", "es", "zh", "fil", "vi", "ar", "fr", "ko", "ase")]
    return sorted(name for name in _names().values() if folded(name).startswith(wanted))[:limit]


def _code(said: str) -> str:
    from rapidfuzz import process

    wanted = folded(said)
    known = _by_name()
    if wanted in known:
        return known[wanted]
    near = process.extractOne(wanted, known.keys(), score_cutoff=75)
    raise UnknownLanguage(said, _names()[known[near[0]]] if near else "")


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    every: dict[str, str] = dict(Locale("en").languages)
    return {code: name for code, name in every.items() if "_" not in code and len(code) < 4}


@cache
def _by_name() -> dict[str, str]:
    names = {folded(name): code for code, name in _names().items()}
    return names | {folded(name): code for name, code in _ALSO.items()}
