"""Meeting a student: `/start`, leave for DMs, `/settings`, `/help`."""

from conftest import World, texts


async def test_start_asks_before_the_first_dm_and_a_yes_is_proved_by_one(world: World) -> None:
    shown = await world.maya_member.slash(
        world.channel, "start", time_zone="Boston", stage="level_1", hour=17
    )
    assert shown.ephemeral
    assert "Only on weekdays at 5 pm Eastern Time" in texts(shown.response)
    assert world.dms(world.maya) == []

    await world.maya_member.click(shown.response, label="Yes, write to me")
    [first] = world.dms(world.maya)
    assert "You're set, Maya Chen" in texts(first)
    student = await world.app.rooms.students.get(world.maya.id)
    assert student.dm_channel_id == world.maya.dm_channel.id


async def test_no_means_no_dm_ever(world: World) -> None:
    shown = await world.maya_member.slash(world.channel, "start", time_zone="PST", stage="new")
    await world.maya_member.click(shown.response, label="No DMs")
    await world.maya_member.slash(world.channel, "contact add", name="Ana", when="3 months ago")
    await world.pass_time(days=40)
    assert await world.deliver() is None
    assert world.dms(world.maya) == []


async def test_start_in_the_dm_is_an_ordinary_message(world: World) -> None:
    shown = await world.maya.slash("start", time_zone="Europe/Berlin", stage="exploring")
    assert not shown.ephemeral


async def test_start_with_closed_dms_says_how_to_open_them(world: World) -> None:
    shown = await world.maya_member.slash(world.channel, "start", time_zone="PST", stage="new")
    body = {"code": 50007, "message": "Cannot send messages to this user"}
    world.env.inject_error("POST", "/channels/*/messages", status=403, **body)
    answer = await world.maya_member.click(shown.response, label="Yes, write to me")
    assert "Privacy Settings" in answer.followups[0].content
    assert (await world.app.rooms.students.get(world.maya.id)).dm_agreed_at is None


async def test_start_again_changes_the_hour_and_keeps_the_leave(world: World) -> None:
    await world.start(world.maya)
    again = await world.maya.slash("start", time_zone="Chicago", stage="level_2", hour=7)
    assert "weekdays at 7 am Central Time" in texts(again.response)
    assert (await world.app.rooms.students.get(world.maya.id)).dm_agreed_at is not None


async def test_a_zone_nobody_knows_gets_one_sentence(world: World) -> None:
    for typed, says in (
        ("seatle", "Did you mean “Seattle, WA”"),
        ("xyzzy", "Try a larger city nearby"),
        ("@everyone **now**", "I don't know the time zone of"),
        ("x" * 3000, "I don't know the time zone of"),
    ):
        shown = await world.maya.slash("start", time_zone=typed, stage="new")
        assert says in shown.response.content
        assert "@everyone" not in shown.response.content
        assert len(shown.response.content) < 300


async def test_zones_are_suggested_by_city_and_abbreviation(world: World) -> None:
    by_city = await world.maya.autocomplete("start", "time_zone", "portl")
    assert by_city[0] == {"name": "Portland, OR · Pacific Time", "value": "America/Los_Angeles"}
    by_short = await world.maya.autocomplete("start", "time_zone", "est")
    assert by_short[0] == {"name": "EST · Eastern Time", "value": "America/New_York"}
    assert len(await world.maya.autocomplete("settings", "time_zone", "")) > 3


async def test_a_new_hour_moves_what_is_planned(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana", every="1 day")
    before = await world.deliver()
    shown = await world.maya.slash("settings", hour=15, days="Every day")
    after = await world.deliver()
    assert "every day at 3 pm Pacific Time" in texts(shown.response)
    assert before is not None
    assert after is not None
    assert (after - before).total_seconds() == 6 * 3600


async def test_settings_stop_and_start_dms(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("settings")
    await world.maya.click(shown.response, label="Stop DMs")
    assert (await world.app.rooms.students.get(world.maya.id)).dm_agreed_at is None
    again = await world.maya.slash("settings")
    assert "You get no DMs from me" in texts(again.response)
    await world.restart()
    await world.maya.click(again.response, label="Send me DMs")
    assert (await world.app.rooms.students.get(world.maya.id)).dm_agreed_at is not None


async def test_a_bad_zone_in_settings_changes_nothing(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("settings", time_zone="nowhere at all", hour=15)
    assert (await world.app.rooms.students.get(world.maya.id)).nudge_hour == 9


async def test_help_says_what_is_stored_even_before_start(world: World) -> None:
    shown = await world.sam_member.slash(world.channel, "help")
    assert shown.ephemeral
    assert "What is stored" in texts(shown.response)
    assert "`/nudges list` what comes when" in texts(shown.response)
    assert "`/nudges pause`" in texts(shown.response)


async def test_every_other_command_asks_for_start_first(world: World) -> None:
    for command, options in (
        ("contact add", {"name": "Ana", "role": "OT"}),
        ("contact add", {"name": "Ana"}),
        ("contact view", {"contact": "Ana"}),
        ("contact list", {}),
        ("contact find", {"words": "Ana"}),
        ("contact edit", {"contact": "Ana"}),
        ("contact archive", {"contact": "Ana"}),
        ("contact delete", {"contact": "Ana"}),
        ("contact merge", {"contact": "Ana", "other": "Bo"}),
        ("contact import", {}),
        ("contact import", {"file": ("people.csv", b"Name\nAna\n")}),
        ("contact export", {"kind": "csv"}),
        ("homework", {"contact": "Ana"}),
        ("log", {"contact": "Ana", "how": "coffee"}),
        ("settings", {}),
        ("nudges list", {}),
        ("nudges pause", {"until": "Friday"}),
        ("nudges resume", {}),
    ):
        shown = await world.sam.slash(command, **options)
        assert shown.response.content.startswith(
            "We haven't met yet. Run `/start` first, so that I know your time zone."
        ), command
    assert await world.sam.autocomplete("contact list", "tag", "") == []
    assert await world.sam.autocomplete("contact view", "contact", "") == []
    menu = await world.sam_member.context_menu(world.channel, "Save as contact", world.maya_member)
    assert "We haven't met yet." in menu.response.content
