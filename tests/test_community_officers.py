"""What officers do with the chats of their server, and the post before each."""

from datetime import timedelta
from typing import Any

import pytest
import simcord
from conftest import World
from discord import Interaction, Permissions
from test_community import TUESDAY, WEEK, of_chats, stamp, texts, until
from test_notes import choices, fields, labels

from bot.nudges.post import Unreachable

NEW = {
    "name": "Hand therapy hour",
    "hashtag": "handhour",
    "when": "last Friday of the month 6:30 pm",
    "time_zone": "Chicago",
    "how_to": "Answer with the hashtag.",
}
REFUSED = "Only officers who may manage this server can do that. Ask one of them."


@pytest.fixture
def officer(world: World) -> simcord.MemberActor:
    """Somebody who may manage the server."""
    role = world.channel.guild.create_role("Officer", permissions=Permissions(manage_guild=True))
    return world.channel.guild.add_member(world.env.create_user("lee"), roles=[role])


async def opened(world: World, officer: simcord.MemberActor, name: str, **said: Any) -> Any:
    """The officer opens one chat of the list; return the card."""
    card = (await officer.slash(world.channel, "admin chats", **said)).response
    await officer.select(card, [choices(card)[name]])
    return card


async def added(world: World, officer: simcord.MemberActor, **said: str) -> Any:
    card = (await officer.slash(world.channel, "admin chats")).response
    form = await officer.click(card, label="Add a chat")
    return await officer.submit_modal(form, {**NEW, **said})


async def test_an_officer_adds_a_chat_and_students_see_it_here_and_then_in_their_dm(
    world: World, officer: simcord.MemberActor
) -> None:
    other = world.env.create_guild("Elsewhere")
    morning = {"name": "Elsewhere", "when": "daily 9 am", "time_zone": "ET"}
    await world.app.rooms.chat_officers.add(other.id, **morning)
    await world.start(world.maya)
    shown = await added(world, officer)
    assert texts(shown.response).startswith("### Hand therapy hour\n<t:")
    assert "Hashtag: #handhour" in texts(shown.response)
    assert "Last Friday of the month 6:30 pm, Central Time" in texts(shown.response)
    assert "Your server's own." in texts(shown.response)
    assert "Hand therapy" not in texts((await world.maya.slash("community chats")).response)
    here = texts((await world.maya_member.slash(world.channel, "community chats")).response)
    assert "Hand therapy hour" in here
    assert "Elsewhere" not in here
    assert texts((await world.maya.slash("community chats")).response) == here
    assert "Elsewhere" not in texts((await world.sam.slash("community chats")).response)


async def test_one_server_alone_is_everybodys(world: World, officer: simcord.MemberActor) -> None:
    await added(world, officer)
    assert "Hand therapy hour" in texts((await world.sam.slash("community chats")).response)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"when": "whenever"}, "I couldn't read “whenever” as when a chat comes."),
        ({"when": "Tuesdays"}, "“Tuesdays” needs one time of day too."),
        ({"when": "every other Tuesday 3 pm"}, "I can't count every other week."),
        ({"time_zone": "Atlantis"}, "I don't know the time zone of “Atlantis”."),
        ({"name": "—"}, "A name needs a letter or two."),
    ],
)
async def test_what_cannot_be_read_gets_one_sentence_and_the_words_back(
    world: World, officer: simcord.MemberActor, wrong: dict[str, str], sentence: str
) -> None:
    shown = await added(world, officer, **wrong)
    assert shown.response.content.startswith(sentence)
    assert "Answer with the hashtag." in shown.response.content
    assert (await world.app.rooms.chat_officers.see(world.channel.guild.id)).chats[2:] == []


async def test_length_link_and_check_are_changed_and_numbers_that_are_none_are_named(
    world: World, officer: simcord.MemberActor
) -> None:
    card = await opened(world, officer, "#OTalk")
    form = await officer.click(card, label="Length, link, check")
    assert fields(form)["open_hours"] == "24"
    wrong = await officer.submit_modal(form, {"minutes": "an hour", "open_hours": "24"})
    assert "“an hour” as minutes. Try “60”" in wrong.response.content
    form = await officer.click(card, label="Length, link, check")
    await officer.submit_modal(
        form, {"minutes": "90", "open_hours": "2 hours", "link": "otalk.co.uk", "warning": ""}
    )
    assert "90 minutes, then open 2 hours. Comes with the bot, changed" in texts(card)
    await world.restart()
    await officer.click(card, label="As shipped")
    assert "60 minutes, then open 24 hours. Comes with the bot." in texts(card)
    assert "As shipped" not in labels(card)


async def test_hidden_cancels_reminders_and_restored_brings_them_back(
    world: World, officer: simcord.MemberActor
) -> None:
    await world.start(world.maya)
    seen = (await world.maya_member.slash(world.channel, "community chats")).response
    await world.maya_member.click(seen, label="Remind me of #OTalk")
    card = await opened(world, officer, "#OTalk")
    await officer.click(card, label="Hide")
    assert "Hidden in this server." in texts(card)
    assert "#OTalk**" not in texts((await world.maya.slash("community chats")).response)
    late = await world.maya_member.click(seen, label="Earlier or later")
    assert "#OTalk**" not in texts(late.response or seen), "an old card shows what is now"
    await until(world, TUESDAY + timedelta(hours=1))
    assert of_chats(world) == []
    await officer.click(card, label="Restore")
    await until(world, TUESDAY + WEEK)
    assert len(of_chats(world)) == 1


async def test_a_chat_that_moves_takes_its_reminders_along(
    world: World, officer: simcord.MemberActor
) -> None:
    await world.start(world.maya)
    seen = (await world.maya_member.slash(world.channel, "community chats")).response
    await world.maya_member.click(seen, label="Remind me of #OTalk")
    card = await opened(world, officer, "#OTalk")
    form = await officer.click(card, label="Change")
    assert fields(form)["when"] == "Tuesdays 3 pm"
    await officer.submit_modal(form, {**fields(form), "when": "Wednesdays 3 pm"})
    wednesday = TUESDAY + timedelta(days=1)
    await until(world, wednesday - timedelta(minutes=31))
    assert of_chats(world) == []
    await until(world, wednesday)
    assert len(of_chats(world)) == 1
    # Other words alone move nothing, and nothing comes twice.
    form = await officer.click(card, label="Change")
    await officer.submit_modal(form, {**fields(form), "how_to": "Just read along."})
    await until(world, wednesday + timedelta(hours=2))
    assert len(of_chats(world)) == 1


async def test_only_who_may_manage_the_server_gets_through_whatever_discord_lets_pass(
    world: World, officer: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = await opened(world, officer, "#OTalk")
    form = await officer.click(card, label="Change")
    assert "admin chats" not in world.maya_member.available_commands(world.channel)
    commands = world.env.backend.commands[None].values()
    next(each for each in commands if each["name"] == "admin").pop("default_member_permissions")
    refused = await world.maya_member.slash(world.channel, "admin chats", channel=world.channel)
    assert refused.response.content == REFUSED
    # An officer no more, with a card and a form still open.
    nothing = property(lambda _interaction: Permissions.none())
    monkeypatch.setattr(Interaction, "permissions", nothing)
    sent = await officer.submit_modal(form, {**fields(form), "name": "Mine"})
    assert sent.response.content.startswith(REFUSED)
    for label in ("Hide", "Length, link, check", "Back"):
        assert (await officer.click(card, label=label)).response.content == REFUSED
    notices = await world.app.rooms.chat_officers.see(world.channel.guild.id)
    assert notices.channel_id is None
    assert [each.changed for each in notices.chats] == [False, False]


async def test_a_post_comes_to_the_channel_an_hour_before_and_calls_nobody(
    world: World, officer: simcord.MemberActor
) -> None:
    shown = await officer.slash(world.channel, "admin chats", channel=world.channel)
    assert shown.ephemeral
    assert f"a post comes to <#{world.channel.id}>" in texts(shown.response)
    before = len(world.channel.history())
    await until(world, TUESDAY - timedelta(minutes=61))
    assert len(world.channel.history()) == before
    await until(world, TUESDAY - timedelta(minutes=60))
    await world.restart()
    await until(world, TUESDAY + timedelta(hours=2))
    [post] = world.channel.history()[before:]
    assert texts(post).startswith(f"### #OTalk begins {stamp(TUESDAY, 'R')}")
    assert labels(post) == ["Remind me"]
    assert "@" not in texts(post)
    await officer.click(shown.response, label="No more posts")
    assert "No posts." in texts(shown.response)
    await until(world, TUESDAY + WEEK)
    assert len(world.channel.history()) == before + 1


async def test_whoever_presses_a_post_is_reminded_for_themselves(
    world: World, officer: simcord.MemberActor
) -> None:
    await officer.slash(world.channel, "admin chats", channel=world.channel)
    await world.start(world.maya)
    await until(world, TUESDAY - timedelta(minutes=59))
    post = world.channel.history()[-1]
    for _ in range(2):
        pressed = await world.maya_member.click(post, label="Remind me")
        assert pressed.ephemeral
        assert "You get a DM 30 minutes before, each time." in texts(pressed.response)
    stranger = await world.sam_member.click(post, label="Remind me")
    assert "/start" in stranger.response.content
    await until(world, TUESDAY)
    assert len(of_chats(world)) == 1
    assert labels(post) == ["Remind me"], "the post stays for the others"


async def test_a_channel_that_is_gone_is_told_at_the_next_look(
    world: World, officer: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await officer.slash(world.channel, "admin chats", channel=world.channel)

    async def gone(*_args: object) -> int:
        raise Unreachable("10003")

    monkeypatch.setattr(world.app.posts._board, "post", gone)
    await until(world, TUESDAY)
    said = texts((await officer.slash(world.channel, "admin chats")).response)
    assert "**The last post didn't arrive**" in said
    assert "The channel is gone. Choose another: `/admin chats` with a channel." in said
    assert [e for e in world.logs if e["event"] == "post.given_up"]
