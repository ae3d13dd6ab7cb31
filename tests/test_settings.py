"""`/settings`, `/nudges pause` and lighter times: what they say, and that they are kept."""

from datetime import date
from typing import Any

import pytest
from conftest import World, parts, texts

from bot.students.model import FOREVER, Student


async def maya(world: World) -> Student:
    return await world.app.rooms.students.get(world.maya.id)


async def test_the_card_has_every_setting_in_a_short_line(world: World) -> None:
    await world.start(world.maya)
    shown = texts((await world.maya.slash("settings")).response)
    for line in (
        "I write to you by DM, only when someone is due.",
        "Reminders: on weekdays at 9 am Pacific Time",
        "Quiet hours: 9 pm to 8 am",
        "People a week: 10 at most",
        "Lighter time: none",
        "Time zone: America/Los Angeles",
        "Stage: In the programme",
    ):
        assert line in shown
    assert "Paused" not in shown


@pytest.mark.parametrize(
    ("options", "line", "kept"),
    [
        ({"days": "Weekends"}, "on weekends at 9 am", {"nudge_days": {5, 6}}),
        ({"days": "Mon Wed Fri"}, "on Mon, Wed and Fri at 9 am", {"nudge_days": {0, 2, 4}}),
        ({"days": "Tue Thu"}, "on Tue and Thu at 9 am", {"nudge_days": {1, 3}}),
        ({"quiet_from": 0, "quiet_until": 6}, "Quiet hours: 12 am to 6 am", {"quiet_from": 0}),
        ({"quiet_from": 8}, "Quiet hours: none", {"quiet_from": 8, "quiet_until": 8}),
        ({"people_a_week": 3}, "People a week: 3 at most", {"weekly_cap": 3}),
        ({"people_a_week": 0}, "People a week: as many as are due", {"weekly_cap": None}),
        (
            {"lighter_until": "20 March"},
            "twice as long between reminders",
            {"lighter_until": date(2026, 3, 20)},
        ),
    ],
)
async def test_every_setting_has_an_option(
    world: World, options: dict[str, Any], line: str, kept: dict[str, Any]
) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("settings", **options)
    assert line in texts(shown.response)
    student = await maya(world)
    assert {name: getattr(student, name) for name in kept} == kept


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"hour": 21}, "Your reminder hour, 9 pm, is in your quiet hours. Reminders come then"),
        ({"hour": 7}, "come then all the same; anything else waits until they are over."),
        ({"quiet_from": 9, "quiet_until": 17}, "Your reminder hour, 9 am, is in your quiet hours."),
        ({"hour": 8}, ""),
        ({"quiet_from": 9, "quiet_until": 9}, ""),
    ],
)
async def test_an_hour_in_the_quiet_hours_is_kept_and_the_card_says_what_then_happens(
    world: World, options: dict[str, int], says: str
) -> None:
    await world.start(world.maya)
    shown = texts((await world.maya.slash("settings", **options)).response)
    assert ("is in your quiet hours" in shown) == bool(says)
    assert says in shown
    await world.maya.slash("contact add", name="Ana Rivera", when="1 year ago")
    upcoming = await world.deliver()
    assert upcoming is not None
    assert (upcoming.hour - 8) % 24 == options.get("hour", 9), "Pacific"


async def test_a_list_of_choices_is_no_longer_than_discord_allows(world: World) -> None:
    [settings] = [c for c in world.app.client.tree.get_commands() if c.name == "settings"]
    for option in settings.to_dict(world.app.client.tree)["options"]:
        assert len(option.get("choices", ())) <= 25
        assert len(option["description"]) <= 100


async def test_hours_and_days_are_chosen_in_a_form_that_outlives_a_restart(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("settings")
    await world.restart()
    form = await world.maya.click(shown.response, label="Hours and days")
    await world.restart()
    await world.maya.submit_modal(
        form,
        {
            "hour": ["18"],
            "days": ["0", "2", "5"],
            "quiet_from": ["23"],
            "quiet_until": ["7"],
            "people_a_week": ["0"],
        },
    )
    card = texts(shown.response)
    assert "on Mon, Wed and Sat at 6 pm Pacific Time" in card
    assert "Quiet hours: 11 pm to 7 am" in card
    assert "as many as are due" in card


async def test_the_form_shows_what_is_set(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("settings", hour=17, days="Tue Thu", people_a_week=0)
    shown = await world.maya.slash("settings")
    form = await world.maya.click(shown.response, label="Hours and days")
    chosen = {
        field["component"]["custom_id"]: [
            option["label"] for option in field["component"]["options"] if option.get("default")
        ]
        for field in form.modal["components"]
    }
    assert chosen == {
        "hour": ["5 pm"],
        "days": ["Tuesday", "Thursday"],
        "quiet_from": ["9 pm"],
        "quiet_until": ["8 am"],
        "people_a_week": ["As many as are due"],
    }


async def test_a_lighter_time_is_begun_and_ended_in_a_form(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("settings")
    form = await world.maya.click(shown.response, label="Lighter time")
    await world.maya.submit_modal(form, {"until": "in 8 weeks"})
    assert "Lighter time: until <t:" in texts(shown.response)
    assert (await maya(world)).lighter_until == date(2026, 3, 2)
    form = await world.maya.click(shown.response, label="Lighter time")
    await world.maya.submit_modal(form, {"until": ""})
    assert "Lighter time: none" in texts(shown.response)
    await world.maya.slash("settings", lighter_until="in 8 weeks")
    again = await world.maya.slash("settings", lighter_until="off")
    assert "Lighter time: none" in texts(again.response)


async def test_a_lighter_time_that_is_over_is_none(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("settings", lighter_until="in 2 weeks")
    await world.pass_time(days=14)
    assert "Lighter time: none" in texts((await world.maya.slash("settings")).response)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("today", "That is today, so it would be over at once. Try “Friday” or “in 2 weeks”."),
        ("yesterday", "I read that as Sun 4 January 2026, which is over. Try “Friday”"),
        ("soonish", "I couldn't read “soonish” as a date. Try “Friday” or “in 2 weeks”."),
    ],
)
async def test_a_day_that_cannot_be_used_gets_one_sentence_and_changes_nothing(
    world: World, typed: str, says: str
) -> None:
    await world.start(world.maya)
    for command, options in (
        ("nudges pause", {"until": typed}),
        ("settings", {"lighter_until": typed, "hour": 15}),
    ):
        shown = await world.maya.slash(command, **options)
        assert says in shown.response.content
        assert "\n" not in shown.response.content
    student = await maya(world)
    assert (student.paused_until, student.lighter_until, student.nudge_hour) == (None, None, 9)


async def test_a_pause_holds_everything_until_its_day(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", when="5 weeks ago")
    assert await world.deliver() is not None
    shown = await world.maya.slash("nudges pause", until="in 3 weeks")
    assert "### Paused until <t:" in texts(shown.response)
    assert "What falls due meanwhile waits" in texts(shown.response)
    upcoming = await world.deliver()
    assert upcoming is not None
    assert f"{upcoming:%A %d %B %H:%M}" == "Monday 26 January 17:00"
    before = len(world.dms(world.maya))
    await world.pass_time(days=20)
    await world.deliver()
    assert len(world.dms(world.maya)) == before
    await world.pass_time(days=1)
    await world.deliver()
    assert "Time to write to Ana Rivera" in texts(world.dms(world.maya)[-1])
    assert "Paused" not in texts((await world.maya.slash("settings")).response)


async def test_a_pause_until_a_day_off_says_when_reminders_really_come(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("nudges pause", until="Saturday")
    monday = 1768237200  # 12 January 2026, 9 am in Los Angeles
    why = "(Saturday isn't one of your reminder days)"
    assert f"### Paused until <t:{monday}:D> {why}\n" in texts(shown.response)
    shown = await world.maya.slash("settings", lighter_until="Saturday")
    assert f"Lighter time: until <t:{monday}:D> {why}, twice as long" in texts(shown.response)
    shown = await world.maya.slash("nudges pause", until="Friday")
    assert "isn't one of your" not in texts(shown.response).splitlines()[0]


async def test_a_pause_without_an_end_lasts_until_the_student_resumes(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", when="5 weeks ago")
    planned = await world.deliver()
    assert planned is not None
    shown = await world.maya.slash("nudges pause")
    assert "### Paused until you resume" in texts(shown.response)
    assert (await maya(world)).paused_until == FOREVER
    before = len(world.dms(world.maya))
    await world.pass_time(days=100)
    await world.deliver()
    assert len(world.dms(world.maya)) == before
    assert "When you resume" in texts((await world.maya.slash("nudges list")).response)
    assert "Paused: until you resume" in texts((await world.maya.slash("settings")).response)

    await world.restart()
    await world.maya.click(shown.response, label="Resume")
    assert "### Reminders are on again" in texts(shown.response)
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=max(0, (upcoming - world.now()).total_seconds()))
    await world.deliver()
    assert "Time to write to Ana Rivera" in texts(world.dms(world.maya)[-1])


async def test_resuming_brings_back_the_day_it_was_planned_for(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks")
    planned = await world.deliver()
    await world.maya.slash("nudges pause", until="in 6 months")
    assert await world.deliver() != planned
    shown = await world.maya.slash("nudges resume")
    assert "### Reminders are on again" in texts(shown.response)
    assert await world.deliver() == planned


async def test_what_fell_due_just_before_a_pause_waits_too(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", when="5 weeks ago")
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    await world.maya.slash("nudges pause")
    before = len(world.dms(world.maya))
    await world.deliver()
    assert len(world.dms(world.maya)) == before
    await world.pass_time(days=3)
    await world.maya.slash("nudges resume")
    await world.pass_time(days=1)
    await world.deliver()
    assert "Time to write to Ana Rivera" in texts(world.dms(world.maya)[-1])


async def test_resuming_what_was_never_paused_says_so(world: World) -> None:
    await world.start(world.maya)
    shown = texts((await world.maya.slash("nudges resume")).response)
    assert "### Nothing is paused" in shown
    assert "I write to you on weekdays at 9 am Pacific Time" in shown


async def test_resuming_without_dms_offers_them(world: World) -> None:
    await world.maya.slash("start", time_zone="PST", stage="new")
    shown = await world.maya.slash("nudges resume")
    assert "You get no DMs from me" in texts(shown.response)
    await world.maya.click(shown.response, label="Send me DMs")
    assert (await maya(world)).dm_agreed_at is not None


async def test_stopping_dms_leaves_the_settings_where_they_are(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("settings")
    await world.maya.click(shown.response, label="Stop DMs")
    for line in ("You get no DMs from me", "on weekdays at 9 am", "Quiet hours: 9 pm to 8 am"):
        assert line in texts(shown.response)
    await world.restart()
    await world.maya.click(shown.response, label="Send me DMs")
    assert "I write to you by DM, only when someone is due." in texts(shown.response)
    await world.maya.click(shown.response, label="Stop DMs")
    assert (await maya(world)).dm_agreed_at is None


async def test_the_settings_card_pauses_and_resumes(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("settings")
    form = await world.maya.click(shown.response, label="Pause")
    await world.restart()
    await world.maya.submit_modal(form, {"until": ""})
    assert "Paused: until you resume" in texts(shown.response)
    await world.maya.click(shown.response, label="Resume")
    assert "Paused" not in texts(shown.response)
    form = await world.maya.click(shown.response, label="Pause")
    refused = await world.maya.submit_modal(form, {"until": "yesterday"})
    assert "which is over" in refused.response.content
    assert "yesterday" in refused.response.content
    assert (await maya(world)).paused_until is None


async def test_the_card_is_within_discords_limits_at_its_fullest(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("nudges pause", until="in 3 weeks")
    shown = await world.maya.slash("settings", lighter_until="in 8 weeks", days="Mon Wed Fri")
    assert len(list(parts(shown.response))) <= 40
    rows = [part for part in parts(shown.response) if part.get("type") == 1]
    assert all(len(part["components"]) <= 5 for part in rows)
