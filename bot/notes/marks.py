"""Marks that do not belong in a note: gaps to fill in, exclamations, emoji. No I/O, no clock."""

import re

#: What was still to be filled in, whether by a person, a form or Discord.
PLACEHOLDER = re.compile(
    r"\[(?!sic\])(?=[^\[\]\n]{0,60}[^\W\d_])[^\[\]\n]{1,60}\](?!\()|\{{1,2}[^{}\n]{1,60}\}{1,2}|"
    r"<[^\W\d_][\w '’.-]{0,40}>|<(?:t:|[@#!&]+)\d[\d:a-zA-Z]*>|"
    r"\bX{3,}\b|(?<![\w/])_{3,}(?!\w)|\bTODO\b|\bLorem\b|(?i:lorem ipsum)"
)

#: One exclamation mark, or several in a row.
EXCLAMATION = re.compile(r"[!！‼❗][\ufe0f!！‼❗?]*")


def in_a_row(marks: str) -> bool:
    """Say whether what `EXCLAMATION` found is more than one mark; "?!" is one."""
    return sum({"‼": 2}.get(mark, mark in "!！❗") for mark in marks) > 1


_PICTURE = (
    "(?:[\U0001f000-\U0001f0ff\U0001f18e\U0001f191-\U0001f19a\U0001f1e6-\U0001f1ff\U0001f201-\U0001f265"
    "\U0001f300-\U0001faff⌚⌛⏩-⏬⏰⏳◽◾☔☕♈-♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✅✊✋✨❌❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕☹☺❣❤]\ufe0f?"
    "|[^\\s©®™]\ufe0f\u20e3?)"
)
#: What Unicode shows as pictures (UTS 51): the picture planes, symbols with Emoji_Presentation, faces
#: and hearts, whatever has the emoji style (U+FE0F) behind it, and what Discord writes for its own.
EMOJI = re.compile(
    rf"(?:{_PICTURE}(?:\u200d{_PICTURE})*[\U000e0020-\U000e007f]*)+|<a?:\w+:\d+>|(?<![\w:]):[a-z][a-z_]+:(?![\w:])"
)
