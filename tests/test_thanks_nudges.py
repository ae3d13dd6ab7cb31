"""Thanks for somebody's time: they come alone, a day after and on the fifth day, and then rest."""

import pytest
from conftest import World, parts, texts
from test_agenda import listed, people
from test_nudges import jump_to_next, newest, nudged, press
from test_what_nudges_say import days_pass, labels


async def met(world: World, how: str = "coffee", **talk: str) -> None:
    """Maya has just been in touch with Ana, whom she is to write to every six weeks."""
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="State conference")
    await world.maya.slash("log", contact="Ana", how=how, **talk)


def now(world: World) -> str:
    return f"{world.now():%A %d %B %H:%M} UTC"


async def test_thanks_come_the_next_day_at_the_same_time_and_on_the_fifth_and_then_rest(
    world: World,
) -> None:
    await met(world)  # Monday, 10 in the morning
    before = len(world.dms(world.maya))
    await jump_to_next(world)
    assert now(world) == "Tuesday 06 January 18:00 UTC"
    assert "Ana Rivera" in newest(world)
    assert len(world.dms(world.maya)) == before + 1
    await world.restart()
    await jump_to_next(world)
    assert now(world) == "Saturday 10 January 18:00 UTC"
    assert "Ana Rivera" in newest(world)
    assert len(world.dms(world.maya)) == before + 2
    assert await days_pass(world, 30) == []
    [card] = await days_pass(world, 8)
    assert "### ⏰ Time to write to Ana Rivera" in card


@pytest.mark.parametrize("taken_back", [False, True])
async def test_no_more_thanks_are_asked_for_once_they_have_a_pit_stop_unless_that_is_taken_back(
    world: World, taken_back: bool
) -> None:
    await met(world)
    await jump_to_next(world)
    await press(world, "Pit stop")
    assert "At a pit stop now." in newest(world)
    if taken_back:
        await press(world, "Undo")
    came = await days_pass(world, 30)
    assert ["It isn't too late to thank Ana Rivera" in card for card in came] == [True] * taken_back


async def test_thanks_for_a_late_evening_come_at_the_first_hour_that_is_not_quiet(
    world: World,
) -> None:
    await world.pass_time(hours=12)  # Monday, 10 in the evening
    await met(world)
    await jump_to_next(world)  # it is quiet a day later
    before = len(world.dms(world.maya))
    await jump_to_next(world)
    assert now(world) == "Wednesday 07 January 16:00 UTC"  # 8 am Pacific
    assert len(world.dms(world.maya)) == before + 1
    assert "Ana Rivera" in newest(world)
    assert len(await days_pass(world, 10)) == 1


async def test_thanks_come_in_a_message_of_their_own_beside_that_of_the_day(world: World) -> None:
    await world.pass_time(hours=23)  # Tuesday, 9 in the morning
    await met(world)
    await world.maya.slash("contact add", name="Bo Li", when="1 year ago")
    await world.maya.slash("contact add", name="Cy Park", when="1 year ago")
    await world.maya.slash("nudges pause", until="tomorrow")
    came = await days_pass(world, 1)
    assert now(world) == "Wednesday 07 January 17:00 UTC"
    whom = [[name for name in ("Ana", "Bo", "Cy") if name in card] for card in came]
    assert sorted(whom) == [["Ana"], ["Bo", "Cy"]]


async def test_after_a_pause_only_the_later_thanks_of_a_talk_come(world: World) -> None:
    await met(world)
    await world.maya.slash("nudges pause", until="in 3 weeks")
    ends = 1769446800  # Monday 26 January, 9 am Pacific
    for days in (0, 2, 4):
        await world.pass_time(days=days)
        await world.deliver()
        listed = texts((await world.maya.slash("nudges list")).response).splitlines()
        days_said = [line for line in listed if line.startswith("-# <t:")]
        assert days_said[0] == f"-# <t:{ends}:D> · <t:{ends}:R>", listed
    came = await days_pass(world, 30)
    assert now(world) == "Tuesday 10 February 18:00 UTC"
    assert ["It isn't too late to thank Ana Rivera" in card for card in came] == [True]


async def test_after_the_bot_was_off_only_the_later_thanks_of_a_talk_come(world: World) -> None:
    await met(world)
    await world.pass_time(days=8)
    came = await days_pass(world, 20)
    assert ["It isn't too late to thank Ana Rivera" in card for card in came] == [True]


async def test_while_dms_are_closed_the_later_thanks_of_a_talk_are_shown_alone(
    world: World,
) -> None:
    await met(world)
    await world.pass_time(days=1)
    world.env.inject_error(
        "POST", "/channels/*/messages", status=403, code=50007, message="Cannot send"
    )
    await world.deliver()
    await world.pass_time(days=6)
    seen = await world.maya_member.slash(world.channel, "help")
    here = await world.maya_member.click(seen.followups[0], label="Show them here")
    assert "It isn't too late to thank Ana Rivera" in texts(here.response)
    after = await world.maya_member.slash(world.channel, "help")
    assert after.followups == []


@pytest.mark.parametrize("how", ["thanks", "email"])
async def test_who_has_written_meanwhile_is_not_told_to_say_thanks(world: World, how: str) -> None:
    await met(world)
    await world.pass_time(hours=2)
    await world.maya.slash("log", contact="Ana", how=how)
    assert await days_pass(world, 8) == []


async def test_who_writes_after_the_first_is_not_told_again(world: World) -> None:
    await met(world, "video")
    [card] = await days_pass(world, 1)
    assert "Ana Rivera" in card
    await world.maya.slash("log", contact="Ana", how="thanks")
    assert await days_pass(world, 8) == []


@pytest.mark.parametrize(
    ("label", "comes", "after"),
    [
        ("3 hours", "Tuesday 06 January 21:00", "Saturday 10 January 18:00 UTC"),
        ("Tomorrow", "Wednesday 07 January 17:00", "Saturday 10 January 18:00 UTC"),
        # The fifth day is the very next, so it is the cadence.
        ("3 days", "Friday 09 January 17:00", "Monday 16 February 17:00 UTC"),
    ],
)
async def test_thanks_are_put_off_by_hours_or_days(
    world: World, label: str, comes: str, after: str
) -> None:
    await met(world)
    await jump_to_next(world)  # Tuesday, 10 in the morning
    await press(world, "Snooze")
    assert labels(world.dms(world.maya)[-1]) == ["3 hours", "Tomorrow", "3 days", "Back"]
    await world.restart()
    await press(world, label)
    upcoming = await world.deliver()
    assert upcoming is not None
    assert f"{upcoming:%A %d %B %H:%M}" == comes
    assert f"Snoozed until <t:{int(upcoming.timestamp())}:F>." in newest(world)
    await jump_to_next(world)
    assert "### ⏰ A thank-you to Ana Rivera" in newest(world)
    await world.maya.slash("log", contact="Ana", how="email", when="2 months ago")
    await jump_to_next(world)
    assert now(world) == after


async def test_three_hours_into_the_night_are_the_next_morning(world: World) -> None:
    await world.pass_time(hours=9)  # Monday, 7 in the evening
    await met(world)
    await jump_to_next(world)
    await press(world, "Snooze", "3 hours")
    upcoming = await world.deliver()
    assert f"{upcoming:%A %H:%M}" == "Wednesday 16:00"  # 8 Pacific


async def test_what_is_not_timely_is_put_off_by_weeks(world: World) -> None:
    await nudged(world)
    await press(world, "Snooze")
    assert labels(world.dms(world.maya)[-1]) == ["1 week", "2 weeks", "1 month", "Back"]


@pytest.mark.parametrize(
    ("when", "comes"),
    [
        ("yesterday", ["Tuesday 06", "Friday 09"]),
        ("1 day ago", ["Tuesday 06", "Friday 09"]),
        ("2 days ago", ["Tuesday 06", "Thursday 08"]),
        ("4 days ago", ["Tuesday 06"]),
        ("6 days ago", []),
    ],
)
async def test_a_coffee_that_is_logged_late_is_thanked_for_at_the_next_hour(
    world: World, when: str, comes: list[str]
) -> None:
    await met(world, when=when)  # Monday, 10 in the morning
    came: list[str] = []
    for _ in range(30):
        came += [f"{world.now():%A %d}" for _ in await days_pass(world, 1)]
    assert came == comes


async def test_a_person_is_listed_once_for_one_reason(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks")
    await world.maya.slash("log", contact="Ana", how="coffee")
    once = ["Ana Rivera · a thank-you", "Ana Rivera · every 6 weeks"]
    for _ in range(8):  # planned, then brought a day after and on the fifth day, and ignored
        shown = await listed(world)
        assert people(shown) == once
        assert "### What comes when · 2" in texts(shown)
        assert len([part for part in parts(shown) if "description" in part]) == 2
        await world.pass_time(days=1)
        await world.deliver()


async def test_what_is_there_twice_on_one_day_is_said_once(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="never")
    for how in ("email", "call"):
        await world.maya.slash("log", contact="Ana", how=how, promise="Send it by Friday")
    assert people(await listed(world)) == [
        "Ana Rivera · a thank-you",
        "Ana Rivera · you promised: Send it by Friday",
    ]


async def test_thanks_come_for_somebody_without_reminders_and_not_for_who_was_dropped_off(
    world: World,
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="never")
    await world.maya.slash("contact add", name="Bo Li", every="6 weeks")
    shown = await world.maya.slash("contact view", contact="Bo")
    await world.maya.click(shown.response, label="Seat: aboard")
    await world.maya.select(shown.response, ["dropped_off"])
    for name in ("Ana", "Bo"):
        await world.maya.slash("log", contact=name, how="coffee")
    came = await days_pass(world, 8)
    assert ["Ana Rivera" in card for card in came] == [True, True]


async def test_nobody_is_told_to_say_thanks_for_an_event(world: World) -> None:
    await met(world, "event")
    assert await days_pass(world, 8) == []
