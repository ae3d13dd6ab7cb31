"""The loopback Discord against a plain discord.py client, and against Discord's description."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from . import openapi
from .discord_server import DiscordServer, Request

TOKEN = "a-token-for-loopback"
MAYA, TOM, GUILD = 501, 502, 77

needs_description = pytest.mark.skipif(
    not openapi.available(), reason="discord-openapi.json does not lie beside the repository"
)


class Rename(discord.ui.Modal, title="Rename"):
    name = discord.ui.TextInput(label="New name", custom_id="name")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(content=f"now {self.name.value}", view=None)


class Card(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Again", custom_id="again")
    async def again(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        await interaction.response.edit_message(content="pong again")

    @discord.ui.button(label="Rename", custom_id="rename")
    async def rename(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        await interaction.response.send_modal(Rename())

    @discord.ui.button(label="Stay", custom_id="stay")
    async def stay(self, interaction: discord.Interaction, _: discord.ui.Button[Any]) -> None:
        await interaction.response.defer()


class Contacts(app_commands.Group, name="contact", description="People"):
    @app_commands.command(description="Add someone")
    async def add(
        self,
        interaction: discord.Interaction,
        name: str,
        weeks: int,
        by: discord.User | None = None,
        notes: discord.Attachment | None = None,
    ) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        text = (await notes.read()).decode() if notes else ""
        await interaction.followup.send(f"{name}, {weeks!r}, {by}, {text}", ephemeral=True)

    @app_commands.command(description="Show someone")
    async def show(self, interaction: discord.Interaction, name: str) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content=f"{name} it is")

    @show.autocomplete("name")
    async def names(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}a Rivera", value="7")]


async def ping(interaction: discord.Interaction) -> None:
    where = "a server" if interaction.guild_id else "a DM"
    await interaction.response.send_message(f"pong in {where}", view=Card())


class TinyBot(discord.Client):
    def __init__(self) -> None:
        super().__init__(intents=discord.Intents.none(), guild_ready_timeout=0)
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(Contacts())
        self.tree.command(name="ping", description="Answers")(ping)

    async def setup_hook(self) -> None:
        self.add_view(Card())
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Skip the five seconds discord.py waits before a second identify."""


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(token=TOKEN) as running:
        point_at(running, monkeypatch)
        yield running
        assert running.unknown_requests == []


def point_at(running: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", running.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(running.gateway_url))


@asynccontextmanager
async def connected(server: DiscordServer) -> AsyncIterator[TinyBot]:
    bot = TinyBot()
    await bot.login(TOKEN)
    running = asyncio.create_task(bot.connect())
    await server.ready()
    try:
        yield bot
    finally:
        await bot.close()
        await running


async def dm_of(bot: TinyBot, user_id: int) -> discord.DMChannel:
    return await (await bot.fetch_user(user_id)).create_dm()


async def test_a_client_logs_in_syncs_and_answers_in_a_dm_and_a_server(
    server: DiscordServer,
) -> None:
    async with connected(server):
        assert {command["name"] for command in server.commands} == {"contact", "ping"}
        in_dm = await server.slash(MAYA, "ping")
        in_server = await server.slash(MAYA, "ping", guild_id=GUILD)
    assert (in_dm.type, in_dm.data["content"]) == (4, "pong in a DM")
    assert in_server.data["content"] == "pong in a server"
    assert server.dms(MAYA) == [in_dm.message]
    assert [r.status for r in server.requests if r.path.endswith("/callback")] == [200, 200]


async def test_options_arrive_with_their_types_and_a_deferred_answer_is_waited_for(
    server: DiscordServer,
) -> None:
    options = {"name": "Ana", "weeks": "6", "by": TOM, "notes": ("n.txt", b"met at the fair")}
    async with connected(server):
        answer = await server.slash(MAYA, "contact add", options)
        shown = await server.slash(MAYA, "contact show", {"name": "7"}, guild_id=GUILD)
        choices = await server.autocomplete(MAYA, "contact show", "name", "An")
    assert answer.type == 5
    assert answer.data["content"] == "Ana, 6, person502, met at the fair"
    assert answer.message is not None
    assert answer.message["flags"] == 64
    assert (shown.type, shown.data["content"]) == (5, "7 it is")
    assert choices.data["choices"] == [{"name": "Ana Rivera", "value": "7"}]


async def test_what_no_person_could_do_fails_at_once(server: DiscordServer) -> None:
    async with connected(server):
        with pytest.raises(LookupError, match="never synced"):
            await server.slash(MAYA, "pong")
        with pytest.raises(LookupError, match="is a group"):
            await server.slash(MAYA, "contact")
        with pytest.raises(LookupError, match="has no 'age'"):
            await server.slash(MAYA, "contact show", {"name": "7", "age": 3})
        with pytest.raises(ValueError, match="needs name, weeks"):
            await server.slash(MAYA, "contact add")
        answer = await server.slash(MAYA, "ping")
        assert answer.message is not None
        with pytest.raises(LookupError, match="no component 'gone'"):
            await server.click(MAYA, answer.message, "gone")


async def test_buttons_and_modals_change_the_message_they_stand_on(server: DiscordServer) -> None:
    async with connected(server):
        card = (await server.slash(MAYA, "ping")).message
        assert card is not None
        stayed = await server.click(MAYA, card, "stay", wait_for_edit=False)
        clicked = await server.click(MAYA, card, "again")
        assert (stayed.type, clicked.type, card["content"]) == (6, 7, "pong again")
        modal = await server.click(MAYA, card, "rename")
        assert (modal.type, modal.data["title"]) == (9, "Rename")
        with pytest.raises(ValueError, match="needs 'New name'"):
            await server.submit_modal(MAYA, modal, {})
        renamed = await server.submit_modal(MAYA, modal, {"New name": "Ana"})
    assert (renamed.type, renamed.message) == (7, card)
    assert (card["content"], card["components"]) == ("now Ana", [])


async def test_a_nonce_is_good_for_one_message_within_the_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = 0.0
    async with DiscordServer(token=TOKEN, monotonic=lambda: seconds) as server:
        point_at(server, monkeypatch)
        async with connected(server) as bot:
            maya, tom = await dm_of(bot, MAYA), await dm_of(bot, TOM)
            first = await maya.send("Two people are due", nonce="nudge-1")
            seconds = 180.0
            assert (await maya.send("Two people are due", nonce="nudge-1")).id == first.id
            assert (await tom.send("One person is due", nonce="nudge-1")).id != first.id
            assert len(server.dms(MAYA)) == len(server.dms(TOM)) == 1
            seconds = 180.1
            assert (await maya.send("Two people are due", nonce="nudge-1")).id != first.id
            history = [message.id async for message in maya.history(oldest_first=True)]
    assert (history[0], len(history)) == (first.id, 2)


async def test_a_dropped_answer_still_leaves_the_message(server: DiscordServer) -> None:
    async with connected(server) as bot:
        dm = await dm_of(bot, MAYA)
        server.fail_next("POST", r"/messages$", status=None)
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await dm.send("Two people are due", nonce="nudge-1")
        again = await dm.send("Two people are due", nonce="nudge-1")
    assert [message["id"] for message in server.dms(MAYA)] == [str(again.id)]
    assert [request.status for request in server.sent("POST", "/messages$")] == [None, 200]


async def test_faults_come_once_and_a_429_is_waited_out(server: DiscordServer) -> None:
    async with connected(server) as bot:
        dm = await dm_of(bot, MAYA)
        server.fail_next("POST", r"/messages$")
        with pytest.raises(discord.DiscordServerError):
            await dm.send("first")
        server.fail_next("POST", r"/messages$", status=429)
        await dm.send("second", file=discord.File(io.BytesIO(b"a;b"), "people.csv"))
        [message] = await server.next_dm(MAYA)
    assert message["attachments"][0]["filename"] == "people.csv"
    sent = server.sent("POST", r"/messages$")
    assert [request.status for request in sent] == [503, 429, 200]
    assert sent[2].files["files[0]"] == ("people.csv", b"a;b")
    assert sent[2].body["content"] == "second"


async def test_a_closed_dm_refuses_until_it_is_open_again(server: DiscordServer) -> None:
    async with connected(server) as bot:
        dm = await dm_of(bot, MAYA)
        server.close_dm(MAYA)
        with pytest.raises(discord.Forbidden, match="Cannot send messages to this user") as no:
            await dm.send("hello")
        assert no.value.code == 50007
        server.open_dm(MAYA)
        message = await dm.send("hello")
        await message.edit(content="hello again")
        await message.delete()
    assert server.dms(MAYA) == []


async def test_a_wrong_token_gets_no_further_than_login(server: DiscordServer) -> None:
    bot = TinyBot()
    with pytest.raises(discord.LoginFailure):
        await bot.login("another token")
    await bot.close()
    assert [request.status for request in server.requests] == [401]


async def test_a_wrong_token_is_closed_out_of_the_gateway(server: DiscordServer) -> None:
    bot = TinyBot()
    await bot.login(TOKEN)
    bot.http.token = "another token"
    with pytest.raises(discord.ConnectionClosed) as closed:
        await bot.connect()
    assert closed.value.code == 4004
    assert bot.is_closed()


async def test_a_lost_websocket_resumes_or_identifies_anew(server: DiscordServer) -> None:
    async with connected(server):
        await server.drop_gateway()
        answer = await server.slash(MAYA, "ping")  # replayed or sent after the resume
        await server.resumed()
        await server.drop_gateway(resumable=False)
        await server.ready()
        assert answer.data["content"] == "pong in a DM"
        assert (await server.slash(MAYA, "ping")).type == 4
    frames = [frame["op"] for frame in server.gateway.received if frame["op"] in (2, 6)]
    assert frames == [2, 6, 6, 2]


async def test_an_unknown_route_is_recorded(server: DiscordServer) -> None:
    bot = TinyBot()
    await bot.login(TOKEN)
    with pytest.raises(discord.NotFound):
        await bot.fetch_guild(GUILD)
    await bot.close()
    assert [request.path for request in server.unknown_requests] == [f"/guilds/{GUILD}"]
    server.unknown_requests.clear()


@needs_description
async def test_discord_describes_everything_the_client_sends(server: DiscordServer) -> None:
    async with connected(server) as bot:
        card = (await server.slash(MAYA, "ping")).message
        assert card is not None
        modal = await server.click(MAYA, card, "rename")
        await server.submit_modal(MAYA, modal, {"name": "Ana"})
        await server.slash(MAYA, "contact show", {"name": "7"})
        await server.slash(MAYA, "contact add", {"name": "Ana", "weeks": 6})
        await server.autocomplete(MAYA, "contact show", "name", "An")
        await (await dm_of(bot, MAYA)).send(view=layout())
    ends = {r.path.rpartition("/")[2] for r in server.requests if r.body is not None}
    assert ends >= {"commands", "callback", "@original", "channels", "messages"}
    assert {r.path: errors for r in server.requests if (errors := openapi.schema_errors(r))} == {}


def layout() -> discord.ui.LayoutView:
    view = discord.ui.LayoutView()
    row: discord.ui.ActionRow[Any] = discord.ui.ActionRow(discord.ui.Button(label="Done"))
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("### Due"), row))
    return view


def message_with(**button: object) -> Request:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Done", **button}]}
    body = {"content": "hello", "components": [row]}
    return Request("POST", "/api/v10/channels/1/messages", {}, body)


@needs_description
def test_unknown_paths_and_bodies_without_a_schema_have_no_errors() -> None:
    assert openapi.schema_errors(Request("POST", "/channels/1/typing", {}, None)) == []
    assert openapi.schema_errors(Request("POST", "/no/such/path", {}, {"a": 1})) == []


@needs_description
@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (message_with(custom_id="x" * 101), "custom_id: '" + "x" * 101 + "' is too long"),
        (message_with(type=99), "fits nothing Discord takes here (type 99)"),
        (message_with(style=9), "style: 9"),
        (Request("POST", "/interactions/1/t/callback", {}, {"type": 99}), "(type 99)"),
        (
            Request("POST", "/interactions/1/t/callback", {}, {"type": 9, "data": {"title": "T"}}),
            "'custom_id' is a required property",
        ),
        (
            Request("PATCH", "/webhooks/1/t/messages/@original", {}, {"content": "x" * 2001}),
            "content",
        ),
        (Request("POST", "/users/@me/channels", {}, {"recipient_id": "maya"}), "recipient_id"),
    ],
    ids=["long custom_id", "component", "style", "callback", "modal", "long content", "snowflake"],
)
def test_a_broken_body_is_told_in_words(request_: Request, said: str) -> None:
    errors = openapi.schema_errors(request_)
    assert any(said in error for error in errors), errors


@needs_description
@pytest.mark.parametrize("make", [int, str])
def test_a_snowflake_may_be_a_number(make: Callable[[str], object]) -> None:
    body = {"recipient_id": make("501")}
    assert openapi.schema_errors(Request("POST", "/users/@me/channels", {}, body)) == []
