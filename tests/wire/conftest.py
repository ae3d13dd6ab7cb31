"""The bot as `pitstop run` runs it, against the fake Discord."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .club import Club, open_club


@pytest.fixture
async def club(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Club]:
    async with open_club(folder, monkeypatch) as club:
        yield club
