"""When a student can meet: hours, notice, blocked days, their own calendar, and the week of it."""

import pytest
from conftest import World, texts
from test_meetings import PURPOSE, begun, offered
from test_meetings_more import CALENDAR
from test_notes import choices
from test_screening import stored

NOT_STARTED = "We haven't met yet. Run `/start` first, so that I know your time zone."


async def shown(world: World) -> str:
    return texts((await world.maya.slash("availability show")).response)


def week(card: str) -> list[str]:
    """The lines of the week on a card, the first of which has the hours."""
    return card.split("```")[1].strip("\n").splitlines()


async def test_the_usual_hours_are_there_before_anything_is_set(world: World) -> None:
    for command in ("availability show", "meet list", "meet export"):
        assert (await world.maya.slash(command)).response.content == NOT_STARTED, command
    await world.start(world.maya)
    assert await shown(world) == (
        "### When you can meet\nMon–Fri 9 am–5 pm\n"
        "-# These are the usual hours. `/availability set` changes them.\n"
        "```\n       9a  1p\nMon  5 ········\nTue  6 ·███████\nWed  7 ████████\n"
        "Thu  8 ████████\nFri  9 ████████\nSat 10 ········\nSun 11 ········\n```\n"
        "-# █ free · ▒ taken · ░ offered to somebody · `·` not offered\n"
        "24 hours' notice, 15 minutes free before and after"
    )


async def test_own_hours_are_set_for_some_days_and_let_go_of(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("availability set", days="Mon-Thu", hours="9am-12pm, 2-5pm")
    await world.maya.slash("availability set", notice=48, buffer=30)
    link = "https://cal.example/maya"
    kept = await world.maya.slash("availability set", booking_page=link)
    assert texts(kept.response).startswith("**Kept.**\n### When you can meet\nMon–Thu 9 am–12 pm")
    none = await world.maya.slash("availability set", days="Fri, Sat", hours="none")
    assert "Mon–Thu 9 am–12 pm, 2–5 pm\n```" in texts(none.response)
    await world.restart()
    card = await shown(world)
    rules = "48 hours' notice, 30 minutes free before and after"
    assert rules in card
    assert f"Your booking page: {link}" in card
    cleared = texts((await world.maya.slash("availability clear", what="hours")).response)
    assert "Mon–Fri 9 am–5 pm\n-# These are the usual hours." in cleared
    assert rules in cleared, "what was not asked for stays"
    assert link in cleared
    cleared = texts((await world.maya.slash("availability clear", what="link")).response)
    assert link not in cleared
    assert rules in cleared


@pytest.mark.parametrize("hours", ["6am-11pm", "12am-12am", "none"])
async def test_a_week_of_any_hours_fits_a_phone(world: World, hours: str) -> None:
    await world.start(world.maya)
    card = await world.maya.slash("availability set", days="daily", hours=hours)
    assert len(week(texts(card.response))) == 8
    assert max(len(line) for line in week(texts(card.response))) <= 30
    if hours == "none":
        assert "No hours at all, so I can offer none." in texts(card.response)


REFUSED = (
    ("set", {}, "Say what to change: days with hours, the notice"),
    ("set", {"days": "Mon"}, "Hours need both: the days, such as"),
    ("set", {"hours": "9-5"}, "Hours need both: the days, such as"),
    ("set", {"days": "Blursday", "hours": "9-5"}, "I couldn't read “Blursday” as days. Try"),
    ("set", {"days": "Mon", "hours": "mornings"}, "I couldn't read “mornings” as hours. Try"),
    ("set", {"booking_page": "soon"}, "“soon” doesn't lead to a web page. Try its whole address"),
    ("block", {}, "Name a first day, or hand in an .ics file of your calendar."),
    ("block", {"first": "yesterday"}, "I read that as Sun 4 January 2026, which is over."),
    ("block", {"first": "the break"}, "I couldn't read “the break” as a date."),
    (
        "block",
        {"first": "20 Jan", "last": "15 Jan"},
        "Thu 15 January 2026 comes before Tue 20 January 2026. Name the earlier day first.",
    ),
    ("block", {"calendar": ("my.ics", b"Dear all")}, "That file isn't a calendar."),
    ("block", {"calendar": ("my.ics", b"x" * 2_100_000)}, "That calendar is too large for me."),
)


async def test_what_cannot_be_read_is_answered_with_one_sentence_and_changes_nothing(
    world: World,
) -> None:
    await world.start(world.maya)
    before = stored(world)
    for command, options, said in REFUSED:
        answer = await world.maya.slash(f"availability {command}", **options)
        message = answer.response or answer.followups[0]
        assert message.content.startswith(said), message.content
    assert stored(world) == before


async def test_blocked_days_and_what_the_calendar_takes_are_never_offered(world: World) -> None:
    card = await begun(world)
    assert any(label.startswith("Fri 9 Jan") for label in choices(card))
    options = {"first": "Fri", "last": "12 Jan", "calendar": ("my.ics", CALENDAR)}
    answer = await world.maya.slash("availability block", **options)
    [seen] = [texts(each) for each in (answer.response, *answer.followups) if each and texts(each)]
    assert seen.startswith("**One busy time in the next three months.** I kept the times, and")
    assert "No meetings from Fri 9 January 2026 to Mon 12 January 2026" in seen
    assert "One time taken in your own calendar" in seen
    assert "Dentist" not in str(stored(world))
    assert week(seen)[2] == "Tue  6 ·█████▒█"
    again = (await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE)).response
    assert not [label for label in choices(again) if label.startswith(("Fri 9", "Mon 12"))]
    assert not [label for label in choices(again) if label.startswith("Tue 6 Jan, 3")]
    for what in ("blocked", "calendar"):
        cleared = texts((await world.maya.slash("availability clear", what=what)).response)
        assert cleared.startswith("**Cleared.**")
    assert "Nobody" not in cleared
    assert "calendar" not in cleared


async def test_what_is_offered_and_agreed_on_shows_in_the_week(world: World) -> None:
    card = await begun(world)
    times = await offered(world, card, 2)
    assert times == ["Tue 6 Jan, 10:30 am", "Tue 6 Jan, 11:30 am"]
    assert week(await shown(world))[2] == "Tue  6 ·░░█████"
    await world.maya.slash("meet confirm", meeting=1, when="Thu 3pm")
    picture = week(await shown(world))
    assert "░" not in "".join(picture), "the others are free again"
    assert picture[4] == "Thu  8 ██████▒█"


async def test_a_time_that_is_gone_by_now_is_not_offered_twice(world: World) -> None:
    card = await begun(world)
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    other = (await world.maya.slash("meet request", contact="Bo", purpose=PURPOSE)).response
    times = choices(other)
    await offered(world, card)
    values = list(times.values())[:2]
    gone = await world.maya.select(other, values, custom_id="meet-slots:2:0")
    assert gone.response.content == (
        f"<t:{values[0]}:F> isn't free any more. `/meet list` opens the meeting to pick again."
    )
    await world.maya.select(other, list(times.values())[6:8], custom_id="meet-slots:2:0")
    assert "Kept free until" in texts(other)
