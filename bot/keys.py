"""`pitstop keys rotate`: everything is encrypted anew with a new key, while the bot runs."""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, cast

import structlog
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import (
    Column,
    Table,
    TypeDecorator,
    bindparam,
    select,
    text,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from bot.database import Database, Tx, encrypted_columns
from bot.facts import Facts
from bot.keyring import KeyFile, KeyRing
from bot.lock import Held, holding
from bot.opening import data_keys, file_of, key_file, key_ring_of, open_database
from bot.problems import StartProblem
from bot.tables import bot_facts, metadata

#: Rows that are read, and then written, in one short transaction.
ROWS = 100

#: Something encrypted inside of a text: what can be taken back is kept as it was stored.
_TOKEN = re.compile(r"gAAAAA[\w-]{60,}={0,2}")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some rows of one table: where the next ones begin, and what of these is to be written anew."""

    last: tuple[Any, ...] | None
    #: By column: the row's primary key, what is stored now, what is to be stored.
    anew: Mapping[str, list[dict[str, Any]]] = field(
        default_factory=dict[str, list[dict[str, Any]]]
    )


async def note_keys(database: Database, keys: Sequence[str]) -> None:
    """Remember which keys the bot that has just started knows, by their digests."""
    known = ",".join(map(_digest, keys[:20]))
    async with database.reading() as tx:
        if await Facts(tx).recall("bot_keys") == known:
            return
    async with database.transaction() as tx:
        await Facts(tx).remember("bot_keys", known)


async def rotate(settings: Settings) -> str:
    """Encrypt everything anew with a new key; return what to tell the officer.

    At every moment everything can be read: by this, by a bot that runs, and if this is interrupted,
    by whatever is started next. Run again, it goes on where it was.

    Raises:
        StartProblem: there is no database, its key is not there, or the officer has to do something.
    """
    database = file_of(settings.database)
    if database is not None and not database.exists():
        raise StartProblem("There is no database yet. Run the bot first; it makes its own key.")
    keys, follow = data_keys(settings), key_file(settings)
    try:
        with holding(settings.data_dir / "pitstop.key.lock", alone=True):
            async with open_database(settings.database, keys, follow=follow) as opened:
                if follow is None:
                    return await _with_keys_of_settings(opened, keys)
                return await _with_key_file(opened, follow)
    except Held:
        raise StartProblem(
            "Another `pitstop keys rotate` is at work. Wait until it is done."
        ) from None
    except DBAPIError as error:
        raise StartProblem(
            "The database can't be written just now. Nothing is lost: check that its disk has room, "
            "then run this again. It goes on where it was."
        ) from error
    except OSError as error:
        raise StartProblem(
            f"The key file in {settings.data_dir} can't be written. Nothing is lost: check that the "
            "folder is yours and its disk has room, then run this again."
        ) from error


async def _with_key_file(database: Database, file: KeyFile) -> str:
    keys = file.read()
    if len(keys) == 1:  # else an earlier run was interrupted, and goes on
        keys = [Fernet.generate_key().decode(), *keys]
        file.write(keys)  # from here on a bot that runs writes with the new one
    count = await encrypt_anew(database)
    file.retire(keys[1:])
    file.write(keys[:1])
    return (
        f"Done: {count} texts are encrypted with a new key. Copy {file.path} to its safe place again. "
        f"{file.old_path.name} is only for backups from before: delete it after 30 days."
    )


async def _with_keys_of_settings(database: Database, keys: Sequence[str]) -> str:
    if len(keys) == 1:
        new = Fernet.generate_key().decode()
        raise StartProblem(
            f"Put a new key first: `PITSTOP_DATA_KEYS={new},` and then, without a space, the key that "
            "is there now. Start the bot anew, then run this again."
        )
    async with database.reading() as tx:
        known = await Facts(tx).recall("bot_keys")
    if known is not None and _digest(keys[0]) not in known.split(","):
        raise StartProblem(
            "The bot doesn't know the first key of `PITSTOP_DATA_KEYS` yet. Start it anew with the "
            "same setting, then run this again."
        )
    count = await encrypt_anew(database)
    return (
        f"Done: {count} texts are encrypted with the first key. Take the others out of "
        "`PITSTOP_DATA_KEYS`, keep them 30 days for backups from before, and start the bot anew."
    )


async def encrypt_anew(database: Database) -> int:
    """Encrypt with the first key whatever another one has encrypted; return how many texts.

    What somebody else changes meanwhile is left as they wrote it. It is over when one look at
    everything, as it is at one moment, finds nothing more.
    """
    ring = key_ring_of(database)
    ring.encrypt(b"")  # takes up a key that was just put in the file
    count = 0
    while True:
        for table, columns in _encrypted():
            last: tuple[Any, ...] | None = ()
            while last is not None:
                async with database.reading() as tx:
                    batch = await _look(tx, table, columns, last, ring)
                if batch.anew:
                    async with database.transaction() as tx:
                        count += await _write(tx, table, columns, batch)
                last = batch.last
        await _until_others_are_done(database)
        if await _is_done(database, ring):
            break
    async with database.transaction() as tx:
        sealed = ring.encrypt(b"pitstop").decode()
        await tx.execute(
            update(bot_facts).where(bot_facts.c.name == "key_check").values(value=sealed)
        )
    log.info("keys.rotated", texts=count)
    return count


def _encrypted() -> Iterator[tuple[Table, list[Column[Any]]]]:
    for table, columns in groupby(encrypted_columns(metadata), lambda each: each.table):
        yield table, list(columns)


async def _look(
    tx: Tx, table: Table, columns: Sequence[Column[Any]], after: tuple[Any, ...], ring: KeyRing
) -> _Batch:
    """Read the rows after a primary key as they are stored, and work out what is to be anew."""
    keys = list(table.primary_key)
    query = select(*keys, *(type_coerce(each, _raw(each)) for each in columns))
    if after:
        query = query.where(tuple_(*keys) > tuple_(*after))
    rows = (await tx.execute(query.order_by(*keys).limit(ROWS))).all()
    if not rows:
        return _Batch(None)
    anew = await asyncio.to_thread(_anew, rows, keys, columns, ring)
    return _Batch(tuple(rows[-1][: len(keys)]) if len(rows) == ROWS else None, anew)


def _anew(
    rows: Sequence[Any], keys: Sequence[Column[Any]], columns: Sequence[Column[Any]], ring: KeyRing
) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    unreadable = 0
    for row in rows:
        where = {f"key_{each.name}": value for each, value in zip(keys, row, strict=False)}
        for column, old in zip(columns, row[len(keys) :], strict=True):
            try:
                new = None if old is None else _renewed(old, ring)
            except InvalidToken:
                unreadable += 1  # it was so before, and stays as it is
                continue
            if new is not None:
                found.setdefault(column.name, []).append({**where, "old": old, "new": new})
    if unreadable:
        log.error("keys.unreadable", table=columns[0].table.name, count=unreadable)
    return found


def _renewed(old: str | bytes, ring: KeyRing) -> str | bytes | None:
    """Return a stored value encrypted with the first key; None when it is already.

    Raises:
        InvalidToken: none of the keys can read it.
    """
    if isinstance(old, bytes):
        return None if _is_of_first(old, ring) else ring.encrypt(ring.decrypt(old))
    plain = ring.decrypt(old).decode()
    inner = _TOKEN.sub(lambda found: _renewed_inside(found[0], ring), plain)
    if inner == plain and _is_of_first(old, ring):
        return None
    return ring.encrypt(inner.encode()).decode()


def _renewed_inside(token: str, ring: KeyRing) -> str:
    if _is_of_first(token, ring):
        return token
    with suppress(InvalidToken):
        return ring.encrypt(ring.decrypt(token)).decode()
    return token  # words that only look like it


def _is_of_first(value: str | bytes, ring: KeyRing) -> bool:
    with suppress(InvalidToken):
        ring.first.decrypt(value)
        return True
    return False


async def _write(tx: Tx, table: Table, columns: Sequence[Column[Any]], batch: _Batch) -> int:
    """Write what is anew, unless it is another by now."""
    count = 0
    for column in columns:
        rows = batch.anew.get(column.name, [])
        if not rows:
            continue
        raw = _raw(column)
        same = [each == bindparam(f"key_{each.name}") for each in table.primary_key]
        statement = (
            update(table)
            .where(*same, type_coerce(column, raw) == bindparam("old", type_=raw))
            .values({column: bindparam("new", type_=raw)})
        )
        await tx.execute(statement, rows)
        count += len(rows)
    return count


async def _is_done(database: Database, ring: KeyRing) -> bool:
    async with database.reading() as tx:  # all of it as it is at one moment
        for table, columns in _encrypted():
            last: tuple[Any, ...] | None = ()
            while last is not None:
                batch = await _look(tx, table, columns, last, ring)
                if batch.anew:
                    return False
                last = batch.last
    return True


async def _until_others_are_done(database: Database) -> None:
    """Wait until every transaction that may have begun with the old key has ended."""
    if database.engine.dialect.name == "sqlite":
        async with database.transaction():  # there is one writer at a time
            return
    began = await _under_way(database)
    while began := began & await _under_way(database):  # noqa: ASYNC110 - nothing announces it
        await asyncio.sleep(0.05)


async def _under_way(database: Database) -> set[str]:
    """Return every transaction that has begun on PostgreSQL, also one that has not written yet.

    `Database.transaction` begins there before anything of it is encrypted. So what is encrypted
    with the old key is written by one of these, however long its process is held up in between.
    """
    query = text(
        "SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid) "
        "WHERE locktype = 'virtualxid' AND granted AND pid <> pg_backend_pid() "
        "AND datname = current_database() AND usesysid IS NOT NULL"  # autovacuum is nobody
    )
    async with database.engine.connect() as connection:
        return {str(each) for each in await connection.scalars(query)}


def _raw(column: Column[Any]) -> Any:
    """Return the type of a column as it is stored."""
    return cast("TypeDecorator[Any]", column.type).impl_instance


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]
