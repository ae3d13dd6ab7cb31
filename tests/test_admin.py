"""What officers set and see: nobody else can, and nobody is named."""

import re
import shutil
from random import Random
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import simcord
from conftest import World, parts, texts
from discord import Permissions, app_commands
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.figures import stepped
from bot.ui.officers import NotOfficer, OfficerGroup, officers_server
from bot.ui.sentences import sentence


@pytest.fixture
def officer(world: World) -> simcord.MemberActor:
    """Somebody who may manage the server."""
    guild = world.channel.guild
    assert guild is not None
    role = guild.create_role("Officer", permissions=Permissions(manage_guild=True))
    return guild.add_member(world.env.create_user("lee"), roles=[role])


async def shown(world: World, me: simcord.MemberActor, command: str, **how: Any) -> Any:
    answer = await me.slash(world.channel, f"admin {command}", **how)
    assert answer.ephemeral
    return answer.response


# Who may


async def test_every_command_for_officers_asks_whether_they_may_manage_the_server(
    world: World,
) -> None:
    [group] = [each for each in world.app.client.tree.get_commands() if each.name == "admin"]
    assert isinstance(group, OfficerGroup)
    assert group.default_permissions == Permissions(manage_guild=True)
    commands = [each for each in group.walk_commands() if isinstance(each, app_commands.Command)]
    assert {each.name for each in commands} >= {"coordinator", "setup", "stats", "status"}
    root = next(
        each for each in world.env.backend.commands[None].values() if each["name"] == "admin"
    )
    root.pop("default_member_permissions")  # as if Discord let everybody in
    for command in commands:
        needed = {each.name: "7" for each in command.parameters if each.required}
        refused = await world.maya_member.slash(world.channel, command.qualified_name, **needed)
        said = refused.response.content
        assert said.startswith("Only officers who may manage this server"), command.qualified_name


@pytest.mark.parametrize(("guild_id", "may"), [(None, True), (1, False)])
def test_nobody_is_an_officer_in_a_dm_or_without_the_permission(
    guild_id: int | None, may: bool
) -> None:
    where: Any = SimpleNamespace(guild_id=guild_id, permissions=Permissions(manage_guild=may))
    with pytest.raises(NotOfficer):
        officers_server(where)
    assert sentence(NotOfficer()) is not None


async def test_the_card_of_an_officer_obeys_nobody_else(
    world: World, officer: simcord.MemberActor
) -> None:
    await shown(world, officer, "setup")
    own = (await world.maya_member.slash(world.channel, "privacy about")).response
    stored = world.env.backend.get_message(own.channel_id, own.id)
    select = {
        "type": 3,
        "custom_id": "setup:term",
        "options": [{"label": "6", "value": "6"}],
        "min_values": 1,
        "max_values": 1,
    }
    next(p for p in parts(stored) if p.get("type") == 1)["components"][:] = [select]
    refused = await world.maya_member.select(own, ["6"], custom_id="setup:term")
    assert refused.response.content.startswith("Only officers who may manage this server")
    assert await world.app.rooms.servers.retention_months() == 18


# Setting up


async def test_one_card_has_everything_that_is_set_and_changes_it(
    world: World, officer: simcord.MemberActor
) -> None:
    card = await shown(world, officer, "setup")
    said = texts(card)
    assert "**Placements** go through: nobody named yet. `/admin coordinator` changes it." in said
    assert "stays **18 months**" in said
    assert "**Mentors:** everybody may offer to be asked." in said
    await officer.select(card, ["6"], custom_id="setup:term")
    assert "stays **6 months**" in texts(card)
    await world.restart()
    role = world.channel.guild.create_role("Alumni")
    await officer.select(card, [role], custom_id="setup:mentors")
    assert f"<@&{role.id}> may offer" in texts(card)
    await shown(world, officer, "coordinator", who="Dr. Lee *fieldwork*")
    again = texts(await shown(world, officer, "setup"))
    assert "go through: Dr. Lee \\*fieldwork\\*." in again
    assert "stays **6 months**" in again
    assert "6 months after you last used me" in texts(
        (await world.maya.slash("privacy about")).response
    )
    await officer.select(card, [], custom_id="setup:mentors")
    assert "everybody may offer" in texts(card)


async def test_the_longest_time_of_all_servers_counts(world: World) -> None:
    servers = world.app.rooms.servers
    await servers.set_retention(1, 6)
    assert await servers.retention_months() == 6
    await servers.set_coordinator(2, "Dr. Lee")  # which leaves the time as it is usual
    assert await servers.retention_months() == 18
    await servers.set_retention(2, 36)
    assert await servers.retention_months() == 36


async def test_only_who_has_the_role_may_offer_to_be_asked_and_only_where_it_is_seen(
    world: World, officer: simcord.MemberActor
) -> None:
    await world.start(world.sam)
    role = world.channel.guild.create_role("Alumni")
    card = await shown(world, officer, "setup")
    await officer.select(card, [role], custom_id="setup:mentors")
    refused = "Your club lets only some members be asked."
    for who in (world.sam, None):
        said = await (
            who.slash("mentor offer")
            if who
            else world.sam_member.slash(world.channel, "mentor offer")
        )
        assert said.response.content.startswith(refused)
    alex = world.env.create_user("alex")
    with_role = world.channel.guild.add_member(alex, roles=[role])
    await world.start(alex)
    said = await with_role.slash(world.channel, "mentor offer")
    assert "### You may be asked" in texts(said.response)
    assert (await alex.slash("mentor offer")).response.content.startswith(refused)
    other = world.env.create_guild("Another club")
    channel = other.create_text_channel("general")
    member = other.add_member(world.maya)
    await world.start(world.maya)
    said = await member.slash(channel, "mentor offer")
    assert "### You may be asked" in texts(said.response), "another server has its own rule"


# Counts


async def club(world: World, members: int, contacts: int) -> None:
    for number in range(members):
        rooms, me = world.app.rooms, 10_000 * (contacts + 1) + number
        await rooms.students.start(me, ZoneInfo("America/Los_Angeles"), "programme", 9)
        for each in range(contacts):
            await rooms.contacts.add(me, {"name": f"Person {each}"})


async def test_the_club_is_told_in_counts_and_few_are_not_told(
    world: World, officer: simcord.MemberActor
) -> None:
    await club(world, 4, 2)
    said = texts(await shown(world, officer, "stats"))
    assert "**Students:** fewer than 5\n" in said
    assert said.count("fewer than 5 students have any") == 4
    for name in ("member", "Person"):
        assert name not in said


async def test_counts_stay_for_the_week_whatever_happens_meanwhile(
    world: World, officer: simcord.MemberActor
) -> None:
    await club(world, 6, 5)
    before = texts(await shown(world, officer, "stats"))
    assert re.search(r"\*\*Students:\*\* about (5|10)\n", before)
    assert re.search(r"\*\*People in their networks:\*\* about (25|50)\n", before)
    await club(world, 10, 1)
    assert texts(await shown(world, officer, "stats")) == before
    await world.restart()
    assert texts(await shown(world, officer, "stats")) == before
    await world.pass_time(days=7)
    after = texts(await shown(world, officer, "stats"))
    assert re.search(r"\*\*Students:\*\* about (15|20)\n", after)


@given(
    by_student=st.dictionaries(st.integers(0, 50), st.integers(0, 400), max_size=30),
    step=st.sampled_from([5, 10, 25]),
    leaver=st.integers(0, 50),
    seed=st.integers(0, 99),
)
def test_one_student_more_or_less_moves_a_figure_by_one_step_at_most_and_by_chance(
    by_student: dict[int, int], step: int, leaver: int, seed: int
) -> None:
    chance = Random(seed).randrange(step)
    told = stepped(by_student, step, chance)
    without = {who: much for who, much in by_student.items() if who != leaver}
    less = stepped(without, step, chance)
    if told is None:
        assert less is None
        assert sum(1 for much in by_student.values() if much) < 5
    else:
        assert told % step == 0
        assert less is None or told - less in (0, step)
    # Of all the ways to begin a step there is always one in which nothing shows.
    if less is not None and by_student.get(leaver, 0) < step:
        assert any(stepped(by_student, step, n) == stepped(without, step, n) for n in range(step))


# How the bot does


async def test_status_says_what_an_officer_has_to_know_and_no_name(
    world: World, officer: simcord.MemberActor
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks")
    await world.pass_time(hours=3)
    said = texts(await shown(world, officer, "status"))
    for part in ("**Version:** 0.1.0, up since <t:", "**Last DM:** none yet"):
        assert part in said
    assert "**Waiting to be sent:** fewer than 5\n**Failed in seven days:** none" in said
    assert "**Students with closed DMs:** fewer than 5\n**Database:** 0." in said
    assert "**Last backup:** none yet" in said
    assert "Ana" not in said
    await world.pass_time(weeks=7)
    await world.deliver()
    said = texts(await shown(world, officer, "status"))
    moment = re.search(r"\*\*Last DM:\*\* <t:(\d+):R>", said)
    assert moment is not None
    assert int(moment[1]) % 3600 == 0


async def test_status_tells_of_the_last_backup(world: World, officer: simcord.MemberActor) -> None:
    await world.app.backups.nightly()
    said = texts(await shown(world, officer, "status"))
    assert said.endswith(":R>, it can be restored")
    shutil.rmtree(world.folder / "backups")
    (world.folder / "backups").write_text("in the way")
    await world.pass_time(days=1)
    await world.app.backups.nightly()
    card = await shown(world, officer, "status")
    assert "**Last backup:** **" in texts(card)
    assert "backups" in texts(card)
