"""What a student may have done with what is kept of them: seen, taken along, deleted."""

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import timedelta
from io import BytesIO
from random import Random
from string import ascii_letters
from typing import Any

import pytest
import simcord
from conftest import World, parts, texts
from couriers import MAYA, SAM, Post, due, held, until
from test_mentors import agreed, asked, mentoring
from test_notes import labels

from bot.nudges.courier import Courier

NOTHING = "I keep nothing of you. `/start` begins, if you like."


async def unzipped(answer: Any) -> dict[str, bytes]:
    [file] = answer.attachments
    with zipfile.ZipFile(BytesIO(await file.read())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def knows_ana(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks", how_met="At work")
    await world.maya.slash("log", contact="Ana", how="coffee", note="Splints, and SECRETWORD")


async def leaves(world: World, who: simcord.UserHandle | None = None) -> Any:
    """Somebody has everything deleted; return the card."""
    who = who or world.maya
    card = (await who.slash("privacy delete")).response
    await who.click(card, label="Delete everything")
    return card


def rows(world: World, table: str) -> list[Any]:
    with closing(sqlite3.connect(world.folder / "pitstop.db")) as file:
        return file.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608


def dangers(card: Any) -> dict[str, str]:
    """The buttons of the question, by label."""
    return {part["label"]: part["custom_id"] for part in parts(card) if "label" in part}


async def forged(world: World, custom_id: str) -> Any:
    """Maya presses a button that her card has not any more; return the card."""
    card = (await world.maya.slash("privacy about")).response
    stored = world.env.backend.get_message(card.channel_id, card.id)
    next(p for p in parts(stored) if p.get("type") == 2)["custom_id"] = custom_id
    await world.maya.click(card, custom_id=custom_id)
    return card


# What is kept


async def test_about_says_what_why_how_long_who_discord_and_the_club_on_a_phones_screen(
    world: World,
) -> None:
    said = texts((await world.maya.slash("privacy about")).response)
    for word in ("What:", "Why:", "Who sees it:", "Where:", "Discord", "How long:", "18 months"):
        assert word in said
    assert "on your club's machine" in said
    assert "no client information" in said
    assert len(said) < 800
    in_server = await world.maya_member.slash(world.channel, "privacy about")
    assert in_server.ephemeral
    assert texts(in_server.response) == said


async def test_help_names_the_three_commands(world: World) -> None:
    shown = await world.maya.slash("help")
    assert "`/privacy about`" in texts(shown.response)
    await world.maya.select(shown.response, ["data"], custom_id="help")
    said = texts(world.dms(world.maya)[-1])
    assert all(f"`/privacy {each}`" in said for each in ("about", "export", "delete"))


# Taking it along


async def test_a_student_takes_everything_along_in_one_zip(world: World) -> None:
    await knows_ana(world)
    shown = await world.maya_member.slash(world.channel, "privacy export")
    assert shown.ephemeral
    assert "one person, one talk" in shown.response.content
    assert "not encrypted: keep it safe" in shown.response.content
    files = await unzipped(shown.response)
    assert {*files} == {"README.txt", "everything.json", "contacts.csv", "contacts.vcf"}
    everything = json.loads(files["everything.json"])
    [talk] = everything["tables"]["interactions"]
    assert (talk["contact"], talk["note"]) == ("Ana Rivera", "Splints, and SECRETWORD")
    assert talk["happened_at"].endswith("-08:00")
    assert everything["time_zone"] == "America/Los_Angeles"
    assert b"Ana Rivera" in files["contacts.csv"]
    assert b"FN:Ana Rivera" in files["contacts.vcf"]


async def test_who_never_started_is_told_that_nothing_is_kept(world: World) -> None:
    for command in ("privacy export", "privacy delete"):
        assert (await world.maya.slash(command)).response.content == NOTHING
    shown = (await world.maya.slash("privacy about")).response
    for label in ("Take it along", "Delete everything"):
        assert (await world.maya.click(shown, label=label)).response.content == NOTHING


async def test_what_is_too_large_for_discord_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await knows_ana(world)
    for seed in range(4):  # words that no zip makes shorter
        note = "".join(Random(seed).choices(ascii_letters, k=900))
        await world.maya.slash("log", contact="Ana", how="call", note=note)
    monkeypatch.setattr("bot.privacy.export.MOST_BYTES", 2_000)
    monkeypatch.setattr("bot.privacy.export.packed.__defaults__", (2_000,))
    shown = await world.maya.slash("privacy export")
    assert "Too large for Discord, so not in it: `everything.json`" in shown.response.content


# Deleting


async def test_a_student_has_everything_deleted_and_gets_a_receipt(world: World) -> None:
    await knows_ana(world)
    card = (await world.maya.slash("privacy delete")).response
    asked_for = texts(card)
    assert any(b"Ana Rivera" in file.read_bytes() for file in world.folder.glob("pitstop.db*"))
    assert "### Delete everything I keep of you?\nOne person, one talk" in asked_for
    assert "Backups forget it within 30 days." in asked_for
    await world.maya.click(card, label="Delete everything")
    assert "### Everything is deleted\nOne person, one talk and" in texts(card)
    assert "Gone from backups by" in texts(card)
    for table in ("students", "contacts", "interactions", "nudges", "deliveries", "visits"):
        assert rows(world, table) == [], table
    for file in world.folder.glob("pitstop.db*"):
        assert b"Ana Rivera" not in file.read_bytes(), file
    assert (await world.maya.slash("contact list")).response.content.startswith("We haven't met")
    await world.start(world.maya)
    listed = (await world.maya.slash("contact list")).response
    assert "Ana" not in texts(listed) + listed.content


async def test_nothing_is_deleted_by_keeping_it_or_by_somebody_elses_press(world: World) -> None:
    await knows_ana(world)
    await world.start(world.sam)
    card = (await world.maya.slash("privacy delete")).response
    yes = dangers(card)["Delete everything"]
    own = (await world.sam.slash("privacy delete")).response
    stored = world.env.backend.get_message(own.channel_id, own.id)
    next(p for p in parts(stored) if p.get("type") == 2)["custom_id"] = yes
    forged = await world.sam.click(own, custom_id=yes)
    assert forged.response.content.startswith("That question was for somebody else.")
    assert len(rows(world, "students")) == 2
    await world.maya.click(card, label="Keep it")
    assert texts(card).startswith("Nothing was deleted.")
    assert len(rows(world, "contacts")) == 1


async def test_the_question_outlives_a_restart_and_an_old_one_is_asked_anew(world: World) -> None:
    await knows_ana(world)
    old = (await world.maya.slash("privacy delete")).response
    await world.pass_time(hours=1, seconds=1)
    ask_again = dangers(old)["Delete everything"]
    await world.maya.click(old, label="Delete everything")
    assert texts(old).startswith("That question is too old to answer, so nothing was deleted.")
    card = (await world.maya.slash("privacy delete")).response
    yes = dangers(card)["Delete everything"]
    await world.restart()
    await world.maya.click(card, label="Delete everything")
    assert "### Everything is deleted" in texts(card)
    for custom_id, said in ((yes, NOTHING), (ask_again, NOTHING)):
        assert texts(await forged(world, custom_id)) == said
    await knows_ana(world)
    assert texts(await forged(world, yes)).startswith("That question is too old")
    assert len(rows(world, "contacts")) == 1


async def test_every_button_of_before_answers_kindly(world: World) -> None:
    await knows_ana(world)
    await world.maya.slash("log", contact="Ana", how="coffee", when="8 weeks ago")
    cards = [
        (await world.maya.slash(name, **how)).response
        for name, how in (
            ("contact view", {"contact": "Ana"}),
            ("contact list", {}),
            ("settings", {}),
            ("nudges list", {}),
            ("outreach", {"contact": "Ana"}),
            ("meet request", {"contact": "Ana", "purpose": "your work"}),
            ("meet list", {}),
            ("privacy about", {}),
        )
    ]
    await world.pass_time(weeks=7)
    await world.deliver()
    cards += world.dms(world.maya)
    await leaves(world)
    pressed = 0
    for card in cards:
        for label in labels(card):
            ids = [p for p in parts(card) if p.get("label") == label and "custom_id" in p]
            if not ids or label == "Add someone":
                continue
            answer = await world.maya.click(card, custom_id=ids[0]["custom_id"])
            pressed += 1
            shown = answer.response
            assert shown is None or texts(shown) or shown.content, label
    assert pressed > 20
    assert rows(world, "students") == []


async def test_a_mentor_reads_that_a_meeting_is_off_without_a_name(world: World) -> None:
    card = await agreed(world)
    await leaves(world)
    await world.deliver()
    newest = world.dms(world.sam)[-1]
    assert texts(newest).startswith("### Your meeting is off\n<t:")
    assert "Maya" not in texts(newest)
    answer = await world.sam.click(card, label="I can't make it after all")
    assert answer.response.content.startswith("That request isn't there any more")


async def test_a_student_reads_that_a_mentor_who_left_called_it_off(world: World) -> None:
    await mentoring(world)
    await asked(world)
    await leaves(world, world.sam)
    await world.deliver()
    assert "Called off" in texts(world.dms(world.maya)[-1])
    refused = await world.maya.slash("mentor ask", member=world.sam, purpose="your work")
    assert refused.response.content.startswith("They haven't offered to be asked")


async def test_who_has_not_agreed_to_dms_hears_nothing_of_it(world: World) -> None:
    await mentoring(world)
    await asked(world)
    await world.app.rooms.students.decline_dms(world.maya.id)
    before = len(world.dms(world.maya))
    await leaves(world, world.sam)
    await world.deliver()
    assert len(world.dms(world.maya)) == before


# DMs on their way


def listening(post: Post) -> None:
    post.rooms.privacy.on_left = lambda me, others: post.courier.hold_back([me, *others])


async def gone(post: Post, student_id: int) -> None:
    await post.rooms.privacy.delete(student_id, lambda _student: True)


async def test_a_dm_that_has_not_left_is_not_sent_to_who_has_left(post: Post) -> None:
    listening(post)
    await post.join(SAM, "Bo")
    post.time = await due(post)
    free = held(post, MAYA)
    await post.courier.dispatch()
    await until(lambda: len(post.discord.to(SAM)) == 1)
    await gone(post, MAYA)
    free.set()
    await post.courier.finish()
    await post.at(post.time + timedelta(hours=1))
    assert post.discord.to(MAYA) == []
    assert MAYA not in post.discord.asked
    assert post.rows("SELECT * FROM deliveries WHERE student_id = ?", MAYA) == []
    assert len(post.discord.to(SAM)) == 1


async def test_a_dm_that_was_held_back_by_mistake_arrives_once_all_the_same(post: Post) -> None:
    post.time = await due(post)
    free = held(post, MAYA)
    await post.courier.dispatch()
    await until(lambda: bool(post.courier._on_the_way))
    post.courier.hold_back([MAYA])
    free.set()
    await post.courier.finish()
    assert post.discord.to(MAYA) == []
    await post.at(post.time + timedelta(minutes=1))
    await post.at(post.time + timedelta(minutes=10))
    assert len(post.discord.to(MAYA)) == 1


async def test_a_dm_that_leaves_while_everything_is_deleted_is_written_down_nowhere(
    post: Post,
) -> None:
    listening(post)
    post.time = await due(post)

    async def after(_letter: Any) -> None:
        await gone(post, MAYA)

    post.discord.after = after
    await post.at(post.time)
    assert post.rows("SELECT * FROM deliveries") == []
    assert post.rows("SELECT * FROM students") == []


async def test_the_courier_of_the_bot_hears_of_who_leaves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[list[int]] = []
    monkeypatch.setattr(Courier, "hold_back", lambda _self, ids: heard.append([*ids]))
    await mentoring(world)
    await asked(world)
    await leaves(world)
    assert heard == [[world.maya.id, world.sam.id]]


# Coming and going


async def test_a_server_that_throws_the_bot_out_loses_nobodys_data(world: World) -> None:
    await knows_ana(world)
    before = rows(world, "contacts"), rows(world, "interactions")
    server = world.channel.guild
    assert server is not None
    world.env.backend.emit("GUILD_DELETE", {"id": str(server.id), "unavailable": False})
    await world.env.settle()
    assert not world.app.client.guilds
    await world.app.rooms.retention.tidy()
    assert (rows(world, "contacts"), rows(world, "interactions")) == before
    assert "Ana" in texts((await world.maya.slash("contact view", contact="Ana")).response)
