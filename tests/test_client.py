"""What the bot asks of Discord, and how it answers when something breaks."""

import traceback
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import World, texts
from discord import app_commands
from structlog.tracebacks import ExceptionDictTransformer

from bot.ui.answers import is_private
from bot.ui.press import Press


async def test_commands_work_in_servers_in_the_dm_and_as_a_user_installed_app(world: World) -> None:
    for command in world.env.backend.commands[None].values():
        if command["name"] == "admin":  # settings of a server, for who may manage it
            assert command["contexts"] == [0]
            continue
        assert sorted(command["contexts"]) == [0, 1, 2], command["name"]
        assert sorted(command["integration_types"]) == [0, 1], command["name"]


async def test_no_privileged_intent_is_asked_for(world: World) -> None:
    intents = world.app.client.intents
    assert not intents.members
    assert not intents.presences
    assert not intents.message_content


async def test_commands_are_synced_once_and_not_again_after_a_restart(world: World) -> None:
    def syncs() -> int:
        return sum(
            r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests
        )

    assert syncs() == 1
    await world.restart()
    assert syncs() == 1


async def test_every_command_answers_its_known_errors(world: World) -> None:
    commands = [
        c for c in world.app.client.tree.walk_commands() if isinstance(c, app_commands.Command)
    ]
    assert len(commands) >= 7
    for command in commands:
        assert command.callback.__code__.co_qualname == "answered.<locals>.answering", command.name


async def test_what_nobody_foresaw_gets_a_code_that_is_in_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    await world.start(world.maya)
    monkeypatch.setattr(world.app.rooms.lists, "page", broken)
    shown = await world.maya.slash("contact list")
    assert "Something went wrong on my side." in shown.response.content
    [error] = world.env.errors
    assert isinstance(error, app_commands.CommandInvokeError)
    [incident] = [entry for entry in world.logs if entry["event"] == "incident"]
    assert f"`{incident['code']}`" in shown.response.content
    assert incident["where"] == "contact list"
    world.incidents_expected = 1


async def test_a_broken_button_answers_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    shown = await world.maya.slash("start", time_zone="PST", stage="new")
    monkeypatch.setattr(world.app.rooms.students, "decline_dms", broken)
    answer = await world.maya.click(shown.response, label="No DMs")
    assert "Something went wrong on my side." in answer.response.content
    world.incidents_expected = 1


async def test_every_kind_of_button_is_registered_for_after_a_restart(world: World) -> None:
    registered = world.app.client._connection._view_store._dynamic_items.values()
    assert set(Press.kinds) <= set(registered)


async def test_mentions_are_off_for_everything_that_is_sent(world: World) -> None:
    mentions = world.app.client.allowed_mentions
    assert mentions is not None
    assert mentions.to_dict() == {"parse": []}
    await world.start(world.maya)
    bodies = [r.json for r in world.env.http_requests if r.path.endswith("/messages")]
    assert all(body["allowed_mentions"] == {"parse": []} for body in bodies)


@pytest.mark.parametrize(
    ("where", "private"),
    [("guild", False), ("dm_channel", True), ("private_channel", False)],
)
def test_only_the_bots_own_dm_is_private(where: str, private: bool) -> None:
    # A user-installed app can be used in a DM with somebody else, who would read along.
    context = app_commands.AppCommandContext(**{where: True})
    assert is_private(SimpleNamespace(context=context)) is private


async def test_an_incident_hands_the_words_back_and_keeps_them_out_of_the_log(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    await world.start(world.maya)
    monkeypatch.setattr(world.app.rooms.interactions, "log", broken)
    shown = await world.maya.slash("log", contact="Ana", how="call", note="PRIVATE-NOTE")
    assert "PRIVATE-NOTE" in shown.response.content
    assert len(world.env.errors) == 1
    [incident] = [entry for entry in world.logs if entry["event"] == "incident"]
    error = incident["exc_info"]
    rendered = "".join(traceback.format_exception(error))
    rendered += str(
        ExceptionDictTransformer(show_locals=False)((type(error), error, error.__traceback__))
    )
    assert "a bug" in rendered
    assert "PRIVATE-NOTE" not in rendered
    world.incidents_expected = 1


async def test_an_interaction_that_discord_brings_twice_counts_once(world: World) -> None:
    await world.start(world.maya)
    payloads: list[dict[str, Any]] = []
    world.env.backend.subscribers.append(
        lambda event, payload: payloads.append(payload) if event == "INTERACTION_CREATE" else None
    )
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks")
    await world.maya.slash("log", contact="Ana", how="call", note="Only once")
    world.env.backend.emit("INTERACTION_CREATE", payloads[-1])
    await world.env.settle()
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert card.count("Only once") == 1
