"""A student's story over the wire: from the login to the nudge, which comes exactly once."""

import asyncio
from datetime import timedelta

import pytest

from .club import (
    EPHEMERAL,
    GUILD,
    MAYA,
    MESSAGES,
    OPEN_DM,
    SAM,
    Club,
    add_ana,
    buttons,
    sent_to_dms,
    start,
    text,
)
from .discord_server import DiscordServer, Payload


async def test_commands_are_synced_when_they_have_changed_and_only_then(club: Club) -> None:
    for syncs in (1, 1):
        async with club.running() as discord:
            assert {"start", "contact", "log"} <= {c["name"] for c in discord.commands}
        assert len(discord.sent("PUT", r"/commands$")) == syncs
    club.rows("UPDATE bot_facts SET value = 'older' WHERE name LIKE 'commands_of_%'")
    async with club.running() as discord:
        assert len(discord.sent("PUT", r"/commands$")) == 2


async def test_a_yes_to_dms_opens_one_and_writes_there(club: Club) -> None:
    async with club.running() as discord:
        options = {"time_zone": "America/Los_Angeles", "stage": "programme"}
        asked = await discord.slash(MAYA, "start", options, guild_id=GUILD)
        assert asked.message is not None
        assert asked.data["flags"] & EPHEMERAL
        assert discord.dms(MAYA) == []
        assert discord.sent("POST", OPEN_DM) == []
        yes = await discord.click(MAYA, asked.message, "dms:yes")
        [first] = discord.dms(MAYA)
    assert "You're set" in text(first)
    assert "I've just written to you" in text(yes.message or {})
    assert len(discord.sent("POST", OPEN_DM)) == 1
    student = club.row("SELECT * FROM students")
    assert student["dm_channel_id"] == int(first["channel_id"])
    assert student["dm_agreed_at"] is not None


async def test_answers_in_a_server_are_ephemeral_and_in_the_dm_they_stay(club: Club) -> None:
    async with club.running() as discord:
        await start(discord, MAYA)
        for command in ("help", "contact list", "settings"):
            in_server = await discord.slash(MAYA, command, guild_id=GUILD)
            in_dm = await discord.slash(MAYA, command)
            assert in_server.data["flags"] & EPHEMERAL, command
            assert not in_dm.data["flags"] & EPHEMERAL, command
        strange = await discord.slash(MAYA, "contact view", {"contact": "Nobody"}, guild_id=GUILD)
    assert strange.data["flags"] & EPHEMERAL


async def test_a_due_nudge_comes_by_itself_once_and_done_answers_it(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    before = len(club.discord.requests)
    async with club.running() as discord:
        *_, nudge = await discord.next_dm(MAYA, count=4)  # /start, its DM, /contact add
        await club.logged("nudge.sent")
    planned, delivery = club.row("SELECT * FROM nudges"), club.row("SELECT * FROM deliveries")
    assert (planned["state"], delivery["state"]) == ("sent", "sent")
    assert "Time to write to Ana Rivera" in text(nudge)
    assert club.requests_since(before) == [f"POST /channels/{nudge['channel_id']}/messages"]
    [request] = sent_to_dms(discord)
    assert request.body["nonce"] == f"pitstop-{delivery['id']}"
    assert request.body["enforce_nonce"] is True
    ids = f"{planned['id']}:{delivery['id']}"
    assert buttons(nudge) == {
        "Done": f"nudge:done:{ids}",
        "Draft": f"nudge:draft:{ids}",
        "Snooze": f"nudge:snooze:{ids}",
        "Pit stop": f"nudge:pit:{ids}",
        "Not this person": f"nudge:drop:{ids}",
    }
    async with club.running() as discord:  # its buttons outlive the restart
        how = await discord.click(MAYA, nudge, f"nudge:done:{ids}")
        assert set(buttons(how.message or {})) == {"Message", "E-mail", "Call", "Met", "Back"}
        logged = await discord.click(MAYA, nudge, f"nudge:how-email:{ids}")
    assert (how.type, logged.type) == (7, 7)
    assert "Logged. Next time" in text(nudge)
    assert set(buttons(nudge)) == {"Undo"}
    assert len(discord.dms(MAYA)) == 4
    assert [row["state"] for row in club.rows("SELECT state FROM nudges ORDER BY id")] == [
        "done",
        "planned",
    ]


async def test_what_was_sent_is_not_sent_again_by_the_next_start(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    async with club.running():
        await club.logged("nudge.sent")
    club.time_passes("nudges.created_at")
    club.time_passes("deliveries.claimed_at")
    async with club.running() as discord:
        await discord.slash(MAYA, "help")
    assert len(list(sent_to_dms(discord))) == 1


async def test_what_was_ignored_for_a_week_comes_again(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    async with club.running():
        await club.logged("nudge.sent")
    club.time_passes("nudges.due_at")  # now that of its next turn
    async with club.running():
        await club.logged("nudge.sent")
    assert [request.body["nonce"] for request in sent_to_dms(club.discord)] == [
        "pitstop-1",
        "pitstop-2",
    ]


async def test_after_a_kill_the_lease_is_waited_out_and_then_it_goes_on(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    club.hold_lease(30)
    async with club.running() as discord:
        await discord.slash(MAYA, "help")
    assert list(sent_to_dms(discord)) == []
    club.hold_lease(0.5)
    async with club.running() as discord:
        await club.logged("nudge.sent")
    assert len(list(sent_to_dms(discord))) == 1


async def test_a_button_of_someone_elses_nudge_does_nothing(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    async with club.running() as discord:
        *_, nudge = await discord.next_dm(MAYA, count=4)
        await club.logged("nudge.sent")
        await discord.click(MAYA, nudge, buttons(nudge)["Done"])
        answer = await discord.click(SAM, nudge, buttons(nudge)["E-mail"])
    assert "That reminder isn't there any more." in answer.data["content"]
    assert club.row("SELECT state FROM nudges") == {"state": "sent"}


async def test_a_closed_dm_costs_one_refusal_and_keeps_the_nudge(club: Club) -> None:
    await club.with_a_nudge_due(MAYA, SAM)
    club.discord.close_dm(MAYA)
    async with club.running() as discord:
        await club.logged("nudge.blocked")
        await club.logged("nudge.sent")  # Sam's, whom Maya's closed DM must not hold up
    async with club.running() as discord:
        assert len(discord.dms(SAM)) == 4
    assert [r.status for r in discord.requests if (r.status or 0) >= 400] == [403]
    assert club.row("SELECT state, delivery_id FROM nudges WHERE student_id = ?", MAYA) == {
        "state": "planned",
        "delivery_id": None,
    }
    unreachable = club.row("SELECT unreachable_since FROM students WHERE id = ?", MAYA)
    assert unreachable["unreachable_since"] is not None
    assert club.row("SELECT state FROM deliveries WHERE student_id = ?", MAYA) == {
        "state": "blocked"
    }


async def test_a_reopened_dm_brings_what_waited(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    club.discord.close_dm(MAYA)
    async with club.running():
        await club.logged("nudge.blocked")
    async with club.running() as discord:
        await discord.slash(MAYA, "help", guild_id=GUILD)
        waiting = await club_message(discord, "waits for you")
        discord.open_dm(MAYA)
        await discord.click(MAYA, waiting, "dms:yes:waiting")
        await club.logged("nudge.sent")
    assert "Time to write to Ana Rivera" in text(discord.dms(MAYA)[-1])
    assert len([r for r in sent_to_dms(discord) if r.status == 200]) == 1


async def club_message(discord: DiscordServer, words: str) -> Payload:
    """The message in the server's channel that says this, once it has come."""
    channel = discord.api.guild_channel(GUILD)["id"]
    async with asyncio.timeout(5):
        while not [m for m in discord.api.messages[channel] if words in text(m)]:
            await discord.api.message_came.wait()
    return next(m for m in discord.api.messages[channel] if words in text(m))


@pytest.mark.parametrize("discord_remembers", [True, False])
async def test_an_answer_lost_on_the_way_makes_no_second_message(
    club: Club,
    discord_remembers: bool,
) -> None:
    await club.with_a_nudge_due(MAYA)
    club.discord.fail_next("POST", MESSAGES, status=None)
    async with club.running() as discord:
        await discord.next_dm(MAYA, count=4)
    assert club.row("SELECT state FROM deliveries") == {"state": "claimed"}
    club.time_passes("deliveries.next_attempt_at", timedelta(seconds=1))
    if not discord_remembers:  # a nonce, which it does for minutes only
        discord.api.nonce_window = -1
        club.time_passes("deliveries.claimed_at", timedelta(minutes=10))
    async with club.running() as discord:
        if discord_remembers:
            await club.logged("nudge.sent")
        else:
            async with asyncio.timeout(5):
                while not discord.sent("GET", MESSAGES):  # noqa: ASYNC110 - nothing announces it
                    await asyncio.sleep(0)
    assert len(discord.dms(MAYA)) == 4
    nonces = [request.body["nonce"] for request in sent_to_dms(discord)]
    assert nonces == ["pitstop-1"] * (2 if discord_remembers else 1)
    assert len(discord.sent("GET", MESSAGES)) == (0 if discord_remembers else 1)
    assert club.row("SELECT state, message_id FROM deliveries") == {
        "state": "sent",
        "message_id": int(discord.dms(MAYA)[-1]["id"]),
    }


async def test_an_outage_is_waited_out_with_the_same_nonce(club: Club) -> None:
    await club.with_a_nudge_due(MAYA)
    club.discord.fail_next("POST", MESSAGES, status=503)
    async with club.running() as discord:
        await club.logged("nudge.again")
    club.time_passes("deliveries.next_attempt_at")
    async with club.running() as discord:
        await club.logged("nudge.sent")
    assert [(r.status, r.body["nonce"]) for r in sent_to_dms(discord)] == [
        (503, "pitstop-1"),
        (200, "pitstop-1"),
    ]
    assert len(discord.dms(MAYA)) == 4


async def test_typed_mentions_are_shown_and_ping_nobody(club: Club) -> None:
    async with club.running() as discord:
        await start(discord, MAYA)
        card = await add_ana(discord, MAYA, name="@everyone Rivera", how_met="<@502> <@&1>")
    assert "@everyone" not in text(card)
    assert "\\<@" in text(card)
