"""Cells of Pitstop's own table, which no spreadsheet runs as a formula."""

import re

# A cell that starts with one of these is a formula to a spreadsheet, so it gets a single quote in
# front (OWASP, "CSV Injection"). A spreadsheet set to another separator cuts the cell into several,
# so each beginning that there could be is guarded. A quote already there does not count as a guard:
# reading takes exactly one off wherever writing put one, and what was written comes back.
_BEGINNING = r"(^|[,;|\t\r\n])([ \"]*)"
_FORMULA = r"('*)(?=[=+\-@\t\r＝＋－＠])"
_UNGUARDED = re.compile(_BEGINNING + _FORMULA)
_GUARDED = re.compile(_BEGINNING + "'" + _FORMULA)


def guarded(text: str) -> str:
    """Return text as a cell."""
    return _UNGUARDED.sub(r"\1\2'\3", text)


def unguarded(cell: str) -> str:
    """Return the text that `guarded` was given."""
    return _GUARDED.sub(r"\1\2\3", cell) if "'" in cell else cell
