"""What nudges say and when they come: promises, advice, what is ignored."""

from copy import deepcopy
from typing import Any

from conftest import World, parts, texts
from test_nudges import jump_to_next, newest, nudged, press


def labels(message: Any) -> list[str]:
    return [part["label"] for part in parts(message) if part.get("type") == 2]


async def spoken(world: World, **talk: str) -> None:
    """Maya has spoken to Ana, whom she is to write to every six weeks."""
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="State conference")
    await world.maya.slash("log", contact="Ana", how="event", note="Loves splints", **talk)


async def days_pass(world: World, days: int) -> list[str]:
    """Let days pass; return what is on each DM that comes."""
    before = len(world.dms(world.maya))
    for _ in range(days):
        await world.pass_time(days=1)
        await world.deliver()
    return [texts(message) for message in world.dms(world.maya)[before:]]


async def card_of_ana(world: World) -> str:
    return texts((await world.maya.slash("contact view", contact="Ana")).response)


# Promises and advice


async def test_a_promise_comes_on_its_day_and_done_keeps_it(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday", advice="Go to the webinar")
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Friday 09 January"
    card = newest(world)
    assert "### ⏰ Your promise to Ana Rivera" in card
    assert "You promised: Send the poster by Friday. That is for today." in card
    assert "Event <t:" in card
    assert "They suggested: Go to the webinar. Tried it?" in card
    assert "*Loves splints*" in card

    await press(world, "Done", "E-mail")
    assert "Logged, and the promise is kept." in newest(world)
    shown = await card_of_ana(world)
    assert "You promised" not in shown
    assert "To try: *Go to the webinar*" in shown
    assert "· E-mail" in shown


async def test_a_promise_for_a_saturday_comes_on_friday_to_who_is_off_at_weekends(
    world: World,
) -> None:
    await spoken(world, promise="Send the poster", due="Saturday")
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Friday 09 January"
    assert "Send the poster. That is for Sat 10 January 2026." in newest(world)


async def test_the_day_of_a_promise_that_is_over_is_said_once(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday")
    _, again = await days_pass(world, 12)
    assert "You promised: Send the poster by Friday. That was for Fri 9 January 2026." in again
    assert "Was due" not in again


async def test_a_promise_without_a_day_comes_after_a_week(world: World) -> None:
    await spoken(world, promise="Send the poster")
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Monday 12 January"
    assert "You promised: Send the poster.\n" in newest(world)


async def test_advice_comes_after_two_weeks_and_done_tells_them(world: World) -> None:
    await spoken(world, advice="Go to the webinar")
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Monday 19 January"
    card = newest(world)
    assert "### ⏰ Tell Ana Rivera what came of it" in card
    assert card.index("They suggested: Go to the webinar.") < card.index("Event <t:")
    await press(world, "Done", "Call")
    assert "Logged. They know now." in newest(world)
    assert "webinar" not in await card_of_ana(world)


async def test_advice_that_was_tried_says_so(world: World) -> None:
    await spoken(world, advice="Go to the webinar")
    viewed = await world.maya.slash("contact view", contact="Ana")
    talk = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    await world.maya.click(talk.response, label="I tried it")
    await jump_to_next(world)
    assert "You tried what they suggested: Go to the webinar. They'd like to hear." in newest(world)


async def test_a_promise_that_is_kept_before_its_day_does_not_come(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday")
    viewed = await world.maya.slash("contact view", contact="Ana")
    talk = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    await world.maya.click(talk.response, label="I kept it")
    assert await days_pass(world, 14) == []


async def test_one_person_comes_once_however_much_there_is_to_write_about(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", when="1 year ago")
    for number in range(3):
        await world.maya.slash(
            "log", contact="Ana", how="call", when=f"{9 - number} weeks ago",
            advice=f"Advice {number}", promise=f"Promise {number} by Friday",
        )  # fmt: skip
    came = await days_pass(world, 4)
    assert len(came) == 1
    assert came[0].count("Ana Rivera") == 1


async def test_snoozing_a_promise_brings_the_promise_back(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday")
    await jump_to_next(world)
    await press(world, "Snooze", "1 week")
    assert "Snoozed until <t:" in newest(world)
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Friday 16 January"
    assert "### ⏰ Your promise to Ana Rivera" in newest(world)


async def test_a_snooze_holds_off_whatever_else_there_is_about_them(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="3 weeks")
    await world.maya.slash("log", contact="Ana", how="event", advice="Go to the webinar")
    await days_pass(world, 14)
    await press(world, "Snooze", "2 weeks")
    await world.maya.slash("settings", hour=11)
    assert await days_pass(world, 13) == [], "three weeks are over, and she was put off"
    [card] = await days_pass(world, 3)
    assert "Ana Rivera" in card


async def test_a_snooze_holds_off_no_promise(world: World) -> None:
    talk = {"advice": "Go to the webinar", "promise": "Send the poster by 22 January"}
    await spoken(world, **talk)
    await days_pass(world, 14)
    await press(world, "Snooze", "2 weeks")
    [promised] = await days_pass(world, 3)
    assert "### ⏰ Your promise to Ana Rivera" in promised


async def test_a_note_from_before_the_last_talk_is_not_taken_for_that_talks(world: World) -> None:
    await spoken(world)
    await jump_to_next(world)
    assert "\n*Loves splints*" in newest(world)
    await press(world, "Done", "Met")
    await jump_to_next(world)
    assert "### ⏰ A thank-you to Ana Rivera\n" in newest(world)
    assert "\nMet <t:" in newest(world)
    assert "Loves splints" not in newest(world)
    await jump_to_next(world)  # the fifth day
    assert "Loves splints" not in newest(world)
    await jump_to_next(world)
    assert "### ⏰ Time to write to Ana Rivera" in newest(world)
    assert "\nBefore that: *Loves splints*" in newest(world)


# What is ignored


async def test_what_is_ignored_comes_three_times_then_asks_then_rests(world: World) -> None:
    await nudged(world)  # the first
    came = await days_pass(world, 60)
    assert len(came) == 3
    assert "### ⏰ Time to write to Ana Rivera" in came[0]
    assert "### ⏰ Time to write to Ana Rivera" in came[1]
    assert "### Is Ana Rivera at a pit stop now?" in came[2]
    assert "I've brought them up three times." in came[2]
    await world.restart()
    await press(world, "Pit stop")
    assert "At a pit stop now. Next time: <t:" in newest(world)


async def test_who_rests_comes_again_after_the_next_talk(world: World) -> None:
    await nudged(world)
    await days_pass(world, 60)
    await world.maya.slash("log", contact="Ana", how="message")
    assert await days_pass(world, 35) == []
    [card] = await days_pass(world, 10)
    assert "### ⏰ Time to write to Ana Rivera" in card


async def test_an_old_card_still_answers_after_the_nudge_was_brought_again(world: World) -> None:
    await nudged(world)
    old = world.dms(world.maya)[-1]
    [again] = await days_pass(world, 8)
    assert "### ⏰ Time to write to Ana Rivera" in again
    await world.restart()
    await world.maya.click(old, label="Done")
    await world.maya.click(old, label="Message")
    new = world.dms(world.maya)[-1]
    await world.maya.click(new, label="Pit stop")  # nothing is left to answer here
    assert "Logged. Next time: <t:" in newest(world)
    shown = await card_of_ana(world)
    assert shown.count("· Message") == 1
    assert "At a pit stop" not in shown
    assert await days_pass(world, 30) == []


async def test_two_taps_on_the_same_button_log_one_talk(world: World) -> None:
    await nudged(world)
    await press(world, "Done")
    card = world.dms(world.maya)[-1]
    stored = world.env.backend.get_message(world.maya.dm_channel.id, card.id)
    seen = deepcopy(stored.components)
    await world.maya.click(card, label="Call")
    stored.components = seen  # the phone has not heard of the answer yet
    await world.maya.click(card, label="Call")
    assert "Logged. Next time: <t:" in newest(world)
    assert (await card_of_ana(world)).count("· Call") == 1


async def test_no_more_reminders_asks_first_and_keeps_the_person(world: World) -> None:
    await nudged(world)
    await press(world, "Not this person")
    assert labels(world.dms(world.maya)[-1]) == ["No more reminders", "Back"]
    await press(world, "No more reminders")
    assert "They stay in your network; their seat brings them back." in newest(world)
    assert await days_pass(world, 60) == []
    shown = await world.maya.slash("contact view", contact="Ana")
    assert "### Ana Rivera" in texts(shown.response)
    await world.maya.click(shown.response, label="Seat: dropped off")
    await world.maya.select(shown.response, ["aboard"])
    [card] = await days_pass(world, 3)
    assert "Ana Rivera" in card


async def test_after_a_pit_stop_promises_and_advice_rest_too(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday", advice="Go to the webinar")
    await jump_to_next(world)
    await press(world, "Pit stop")
    assert await days_pass(world, 60) == []


# What else is going on


async def test_a_promise_keeps_its_day_though_they_came_up_the_same_week(world: World) -> None:
    await spoken(world, advice="Go to the webinar")
    await jump_to_next(world)  # the advice, on Monday; left unanswered
    await world.pass_time(days=1)
    await world.maya.slash("log", contact="Ana", how="email", promise="Send the poster by Friday")
    came = await days_pass(world, 3)
    assert f"{world.now():%A}" == "Friday"
    assert ["promise" in each for each in came] == [True]


async def test_a_snoozed_promise_stays_snoozed_when_they_talk(world: World) -> None:
    await spoken(world, promise="Send the poster by Friday")
    await jump_to_next(world)
    await press(world, "Snooze", "1 month")
    await world.maya.slash("log", contact="Ana", how="message")
    assert await days_pass(world, 27) == []
    [card] = await days_pass(world, 7)
    assert "Send the poster" in card


async def test_a_card_of_somebody_put_away_says_nothing_was_logged(world: World) -> None:
    await nudged(world)
    nudge = world.dms(world.maya)[-1]
    await world.maya.slash("contact archive", contact="Ana")
    await world.maya.click(nudge, label="Snooze")
    [now] = [each for each in world.dms(world.maya) if each.id == nudge.id]
    assert "Nothing to do here any more." in texts(now)
    assert "Logged" not in texts(now)


async def test_two_promises_of_one_day_come_one_after_the_other(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="State conference")
    for what in ("the poster", "the article"):
        await world.maya.slash("log", contact="Ana", how="email", promise=f"Send {what} by Friday")
    came = await days_pass(world, 7)
    assert ["poster" in came[0], "article" in came[1]] == [True, True]
    assert len(came) == 2
    assert f"{world.now():%A}" == "Monday"


async def test_a_promise_comes_on_its_day_in_a_week_that_is_full(world: World) -> None:
    await world.start(world.maya)
    for number in range(8):
        await world.maya.slash("contact add", name=f"Person {number}", when="2 years ago")
    await world.maya.slash("settings", people_a_week=3)
    await world.maya.slash("log", contact="Person 7", how="call", promise="Send it by Friday")
    came = await days_pass(world, 4)
    assert "Three people to write to today" in came[0]
    assert "Your promise to Person 7" in came[-1]
