"""Several words in one text: a separator within a word has a backslash in front."""

import re
from collections.abc import Iterable


def joined(words: Iterable[str], separator: str) -> str:
    """Return words as one text; white space around the mark of the separator is for the eye."""
    mark = separator.strip()
    escaped = (word.replace("\\", "\\\\").replace(mark, "\\" + mark) for word in words)
    return separator.join(escaped)


def parted(text: str, mark: str) -> list[str]:
    """Return the words that `joined` was given, each without white space around it."""
    words = separated(text, mark)
    return [re.sub(r"\\(.)", r"\1", word, flags=re.DOTALL).strip() for word in words]


def separated(text: str, mark: str) -> list[str]:
    """Return what stands between the marks that have no backslash in front, still escaped."""
    if "\\" not in text:
        return text.split(mark)
    found = re.finditer(rf"\\.|{re.escape(mark)}", text, re.DOTALL)
    cuts = [each.start() for each in found if each[0] == mark]
    return [text[a + 1 : b] for a, b in zip([-1, *cuts], [*cuts, len(text)], strict=True)]
