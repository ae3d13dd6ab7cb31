"""What a student reads when something they typed can't be used: one sentence that says what to do.

One file for each room. They register by the type of the error, so all are imported here.
"""
# ruff: noqa: F401
# pyright: reportUnusedImport=false

from bot.ui.sentences import (
    community,
    contacts,
    dates,
    journey,
    limits,
    meetings,
    mentors,
    notes,
    nudges,
    students,
)
from bot.ui.sentences.known import sentence
