"""The two ways in which reminder bots go wrong, put into this one to see whether they are noticed."""

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.nudges.model import Letter
from bot.nudges.sender import DiscordSender

FAR_OFF = "2999-01-01 00:00:00.000000"


def random_nonce(_: Path) -> None:
    """Every attempt has another nonce, so Discord can't tell a repeat from something new."""

    def nonce(self: Letter) -> str:
        return f"pitstop-{secrets.token_hex(6)}"

    setattr(Letter, "nonce", property(nonce))  # noqa: B010 - a class that is frozen


def delete_first(file: Path) -> None:
    """A delivery is noted as sent before it is sent."""
    send: Any = DiscordSender.send

    async def note_and_send(self: DiscordSender, *given: Any) -> Any:
        [delivery_id] = [part.delivery_id for part in given if hasattr(part, "delivery_id")]
        await asyncio.to_thread(_note_sent, file, delivery_id)
        return await send(self, *given)

    DiscordSender.send = note_and_send  # type: ignore[method-assign]


def _note_sent(file: Path, delivery_id: int) -> None:
    with closing(sqlite3.connect(file, timeout=10)) as connection, connection:
        connection.execute(
            "UPDATE deliveries SET state = 'sent', settled_at = claimed_at WHERE id = ?",
            (delivery_id,),
        )
        connection.execute(
            "UPDATE nudges SET state = 'sent', due_at = ? WHERE delivery_id = ?",
            (FAR_OFF, delivery_id),
        )


#: By name, what changes the code of this process for good; each is told the database file.
MUTANTS: dict[str, Callable[[Path], None]] = {
    "random-nonce": random_nonce,
    "delete-first": delete_first,
}
