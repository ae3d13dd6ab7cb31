"""What is private lies nowhere in clear, on both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from bot.contacts.journal import Journal
from bot.contacts.model import Fields
from bot.contacts.store import Contacts
from bot.contacts.uploads import Uploads
from bot.database import Database, EncryptedBytes, EncryptedJson, EncryptedText, Tx
from bot.tables import (
    availabilities,
    chats,
    drafts,
    fieldwork,
    gains,
    goals,
    meetings,
    mentors,
    metadata,
    series,
    servers,
    sessions,
    shoutouts,
    signatures,
    templates,
)

from .databases import MAYA, MONDAY, as_stored

pytestmark = pytest.mark.usefixtures("two_students")


async def write_notes(tx: Tx, contact_id: int, words: Iterator[str]) -> None:
    """Plant words wherever a note, a template, a signature or a server's settings are kept."""
    note = {"kind": "thanks", "created_at": MONDAY}
    draft = note | {"contact_id": contact_id, "tone": "warm", "wording": 0, "state": "open"}
    rows: dict[Table, dict[str, Any]] = {
        signatures: {name: next(words) for name in ("name", "studies", "school")},
        drafts: draft
        | {"facts": {"thing": next(words)}}
        | {name: next(words) for name in ("subject", "body")},
        templates: note | {name: next(words) for name in ("name", "subject", "body")},
        availabilities: {"notice_hours": 24, "buffer_minutes": 15, "booking_link": next(words)},
        meetings: {
            "contact_id": contact_id,
            "minutes": 20,
            "how": "video",
            "state": "asked",
            "held_until": MONDAY,
            "sequence": 0,
            "created_at": MONDAY,
            "changed_at": MONDAY,
            **{name: next(words) for name in ("purpose", "place", "word")},
        },
        mentors: {
            "a_month": 2,
            "paused": False,
            "since": MONDAY,
            "name": next(words),
            "topics": [next(words)],
        },
        series: {
            "id": 1,
            "contact_id": contact_id,
            "outline": "new",
            "every": "1 month",
            "created_at": MONDAY,
        },
        sessions: {
            "contact_id": contact_id,
            "series_id": 1,
            "planned_on": MONDAY.date(),
            "state": "done",
            "mentor_asked": False,
            "created_at": MONDAY,
            **{name: next(words) for name in ("topic", "strength", "edge", "step", "gained")},
        },
        gains: {"session_id": 1, "said": next(words), "created_at": MONDAY},
        goals: {
            "words": next(words),
            "skill": next(words),
            "review_on": MONDAY.date(),
            "state": "open",
            "created_at": MONDAY,
        },
        fieldwork: {
            "what": "level_2",
            "first_on": MONDAY.date(),
            "last_on": MONDAY.date(),
            "place": next(words),
            "lighter": True,
            "created_at": MONDAY,
        },
        shoutouts: {
            "contact_id": contact_id,
            "platform": "linkedin",
            "tone": "warm",
            "wording": 0,
            "named": True,
            "what": next(words),
            "created_at": MONDAY,
        },
    }
    for table, row in rows.items():
        await tx.execute(insert(table).values(row | {"student_id": MAYA}))
    await tx.execute(insert(servers).values(id=7, coordinator=next(words)))
    chat = {name: next(words) for name in ("name", "hashtag", "how", "link", "warning")}
    when = {"rule": "FREQ=WEEKLY", "minute": 900, "zone": "UTC", "minutes": 60, "open_hours": 0}
    await tx.execute(
        insert(chats).values(server_id=7, hidden=False, changed_at=MONDAY, **when, **chat)
    )


async def test_what_is_private_lies_nowhere_in_clear(database: Database) -> None:
    private = ("how_met", "email", "phone", "links", "boundaries", "pointers", "purpose")
    planted = [f"violet-{number:02}" for number in range(41)]
    words = dict(zip((*private, "note", "advice", "promise"), planted[:10], strict=True))
    lists = {"links", "pointers"}
    ana = Fields(
        name="Ana Violetta",
        tags=("orchid",),
        **{name: (words[name],) if name in lists else words[name] for name in private},
    )
    talk = {name: words[name] for name in ("note", "advice", "promise")}
    async with database.transaction() as tx:
        store, journal = Contacts(tx, MAYA), Journal(tx, MAYA)
        [number] = await store.add([ana], MONDAY)
        logged = await store.log(number, MONDAY, kind="call", happened_at=MONDAY, **talk)
        rows = await journal.rows(contacts=[number], interactions=[logged])
        await store.change(number, Fields(name="Ana"))
        await store.change(number, ana)
        await journal.keep("edit", rows, MONDAY)
        await Uploads(tx, MAYA).keep("violetta.csv", " ".join(planted).encode(), MONDAY)
        await write_notes(tx, number, iter(planted[10:]))
        notes = ("signatures", "drafts", "templates", "servers", "availabilities", "meetings")
        notes = (*notes, "mentors", "series", "sessions", "gains")
        notes = (*notes, "goals", "fieldwork", "shoutouts", "chats")
        lying = await as_stored(tx, "contacts", "interactions", "changes", "uploads", *notes)
    assert {len(rows) for rows in lying.values()} == {1}
    readable = {name: str(rows).lower() for name, rows in lying.items()}
    for name, text in readable.items():
        assert not [word for word in planted if word in text], name
    assert "orchid" in readable["contacts"]  # tags are not private
    for word in ("violetta", "orchid", "ana "):
        assert word not in readable["changes"] + readable["uploads"]
    async with database.reading() as tx:
        plain = {"students", "nudges", "deliveries", "leases", "bot_facts", "cleared_texts"}
        plain |= {"blocked_days", "busy_times", "invitations", "visits", "cars", "habits"}
        plain |= {"goal_links", "reviews", "review_answers"}
        plain |= {"chat_channels", "chat_posts", "chat_visits", "chat_reminders"}
        assert sorted(metadata.tables) == sorted({*lying, *plain})
        for column in (column for table in metadata.sorted_tables for column in table.c):
            if isinstance(column.type, EncryptedText | EncryptedJson | EncryptedBytes):
                assert "violet" in str(await tx.scalar(select(column))).lower(), column
        assert (await Contacts(tx, MAYA).written())[number].count(words["how_met"]) == 1
    if database.engine.dialect.name == "sqlite":
        path = Path(str(database.engine.url.database))
        for file in path.parent.glob(f"{path.name}*"):
            data = file.read_bytes()
            assert not [word for word in planted if word.encode() in data], file.name
