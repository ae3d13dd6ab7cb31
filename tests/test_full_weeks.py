"""When nudges come in full weeks and lighter times."""

from typing import Any

import pytest
from conftest import World, parts, texts
from test_nudges import jump_to_next, newest, press
from test_what_nudges_say import days_pass, labels, spoken


async def test_the_fullest_digest_fits_discords_limits(world: World) -> None:
    await world.start(world.maya)
    for number in range(6):
        await world.maya.slash(
            "contact add", name=f"{number}{'*' * 99}", credentials="_" * 100,
            organisation="`" * 100, setting="community", how_met="~" * 1000, when="2 years ago",
        )  # fmt: skip
        await world.maya.slash(
            "log", contact=f"contact:{number + 1}", how="call", when="1 year ago",
            note="*_~|`[<" * 142, advice="*_~|`[<" * 142, promise="*_~|`[<" * 142,
        )  # fmt: skip
    await jump_to_next(world)
    message = world.dms(world.maya)[-1]
    assert "Five people" in newest(world)
    assert labels(message).count("Not this person") == 5
    assert "You promised" in newest(world)
    assert "They suggested" in newest(world)
    assert len(newest(world)) <= 4000
    assert len([part for part in parts(message) if part.get("type")]) <= 40


async def test_a_week_brings_ten_people_and_monday_the_rest(world: World) -> None:
    await world.start(world.maya)
    for number in range(11):
        await world.maya.slash(
            "contact add", name=f"Person {number:02}", how_met="x", when=f"{90 - number} days ago"
        )
    came: dict[str, str] = {}
    for _ in range(7):
        await world.pass_time(days=1)
        before = len(world.dms(world.maya))
        await world.deliver()
        for message in world.dms(world.maya)[before:]:
            came[f"{world.now():%a %d}"] = texts(message)
    assert list(came) == ["Tue 06", "Wed 07", "Mon 12"]
    assert "Person 00" in came["Tue 06"]
    assert "Six more people are due." in came["Tue 06"]
    assert "Person 09" in came["Wed 07"]
    assert "Person 10" in came["Mon 12"]
    assert "Person 00" not in came["Mon 12"]


@pytest.mark.parametrize(
    ("settings", "turns"),
    [
        ({"people_a_week": 3}, [{0, 1, 2}, {3, 4, 5}, {6, 0, 1}, {2, 3, 4}]),
        ({"people_a_week": 0, "days": "Tue Thu"}, [{0, 1, 2, 3, 4}, {5, 6}, {0, 1, 2, 3, 4}]),
        (
            {"people_a_week": 5, "days": "Tue Thu"},
            [{0, 1, 2, 3, 4}, {5, 6, 0, 1, 2}, {3, 4, 5, 6, 0}],
        ),
    ],
)
async def test_who_waits_comes_before_who_was_shown_and_not_answered(
    world: World, settings: dict[str, Any], turns: list[set[int]]
) -> None:
    await world.start(world.maya)
    await world.maya.slash("settings", **settings)
    for number in range(7):
        await world.maya.slash(
            "contact add", name=f"Person {number}", when=f"{99 - number} days ago"
        )
    came = await days_pass(world, 28)
    whom = [{number for number in range(7) if f"Person {number}" in card} for card in came]
    assert whom[: len(turns)] == turns


@pytest.mark.parametrize(("most", "tuesday"), [(3, "Three people"), (0, "Five people")])
async def test_the_cap_is_the_students_choice(world: World, most: int, tuesday: str) -> None:
    await world.start(world.maya)
    await world.maya.slash("settings", people_a_week=most)
    for number in range(11):
        await world.maya.slash("contact add", name=f"Person {number}", when="90 days ago")
    came = await days_pass(world, 4)
    assert tuesday in came[0]
    assert len(came) == (1 if most else 3)


async def test_a_lighter_time_ends_with_one_list_that_names_who_waits(world: World) -> None:
    await world.start(world.maya)
    for number in range(8):
        await world.maya.slash(
            "contact add", name=f"Person {number}", how_met="x", when=f"{40 - number} days ago"
        )
    shown = await world.maya.slash("settings", lighter_until="2 Feb")
    assert "Lighter time: until <t:" in texts(shown.response)
    listed = texts((await world.maya.slash("nudges list")).response)
    assert "Lighter time until <t:" in listed
    assert await days_pass(world, 27) == []
    [card] = await days_pass(world, 1)
    assert f"{world.now():%A %d %B}" == "Monday 02 February"
    assert "### ⏰ Your lighter time is over\nEight people are due now." in card
    assert "-# Next time: Person 5, Person 6, Person 7." in card
    [rest] = await days_pass(world, 1)
    assert "### ⏰ Three people to write to today" in rest
    assert "Next time" not in rest
    assert "Lighter time: none" in texts((await world.maya.slash("settings")).response)


async def test_a_lighter_time_that_is_ended_early_ends_with_the_list_too(world: World) -> None:
    await world.start(world.maya)
    for number in range(8):
        await world.maya.slash(
            "contact add", name=f"Person {number}", how_met="x", when=f"{40 - number} days ago"
        )
    await world.maya.slash("settings", lighter_until="in 8 weeks")
    assert await days_pass(world, 14) == []
    shown = await world.maya.slash("settings", lighter_until="off")
    assert "Lighter time: none" in texts(shown.response)
    [card] = await days_pass(world, 1)
    assert "### ⏰ Your lighter time is over\nEight people are due now." in card


@pytest.mark.parametrize("instead", [None, "in 2 weeks"])
async def test_the_list_that_waits_for_a_pause_comes_when_that_is_moved(
    world: World, instead: str | None
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="x", when="3 months ago")
    await world.maya.slash("settings", lighter_until="in 2 weeks")
    await world.maya.slash("nudges pause", until="in 8 weeks")
    assert await days_pass(world, 28) == []  # the lighter time has been over for two weeks
    if instead is None:
        await world.maya.slash("nudges resume")
    else:
        await world.maya.slash("nudges pause", until=instead)
    came = await days_pass(world, 21)
    assert "### ⏰ Your lighter time is over\nOne person is due now." in came[0]


async def test_the_list_that_has_not_come_yet_comes_after_a_pause_that_is_begun_before(
    world: World,
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="x", when="3 months ago")
    await world.maya.slash("settings", days="Weekends", lighter_until="Tuesday")
    assert await days_pass(world, 3) == []  # Thursday; the list would come on Saturday
    await world.maya.slash("nudges pause", until="in 4 weeks")
    came = await days_pass(world, 35)
    assert "### ⏰ Your lighter time is over\nOne person is due now." in came[0]


async def test_what_was_lighter_for_a_moment_only_ends_with_no_list(world: World) -> None:
    await world.start(world.maya)
    for name in ("Ana Rivera", "Bo Li"):
        await world.maya.slash("contact add", name=name, how_met="x", when="2 months ago")
    await world.maya.slash("settings", lighter_until="in 8 weeks")
    await world.maya.slash("settings", lighter_until="off")
    [card] = await days_pass(world, 1)
    assert "### ⏰ Two people to write to today" in card


async def test_a_lighter_time_doubles_a_short_cadence(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="1 week")
    await world.maya.slash("settings", lighter_until="in 8 weeks")
    assert await days_pass(world, 13) == []
    [card] = await days_pass(world, 1)
    assert "### ⏰ Time to write to Ana Rivera" in card


async def test_a_promise_comes_on_its_day_in_a_lighter_time_too(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday")
    await world.maya.slash("settings", lighter_until="in 8 weeks")
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Friday 09 January"


async def test_in_a_lighter_time_promises_come_and_advice_waits_for_the_list(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("settings", lighter_until="2 March")
    await world.maya.slash("contact add", name="Ana Rivera", every="never")
    await world.maya.slash(
        "log", contact="Ana", how="event", advice="Go to the webinar", promise="Send it by Friday"
    )
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Friday 09 January"
    await press(world, "Done", "E-mail")
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Monday 02 March"
    assert "### ⏰ Your lighter time is over" in newest(world)
    assert "They suggested: Go to the webinar." in newest(world)
