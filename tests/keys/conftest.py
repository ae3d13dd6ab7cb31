"""Databases with a key ring of their own, which others in this process don't share."""

import pytest
import quick
from cryptography.fernet import MultiFernet
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

import bot.keys
import bot.opening
from bot.database import make_engine


@pytest.fixture(autouse=True)
def _own_key_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(url: str, ring: MultiFernet) -> AsyncEngine:
        engine = make_engine(url, ring)
        event.listen(engine.sync_engine, "connect", quick._without_waiting_for_the_disk)
        return engine

    monkeypatch.setattr(bot.opening, "make_engine", make)
    monkeypatch.setattr(bot.keys, "ROWS", 8)  # so that there are several batches
