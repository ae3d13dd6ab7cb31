"""Getting ready for a meeting: questions, what helps at the time, and what nudges show of it."""

from typing import Any

import pytest
from conftest import World, parts, texts
from test_meetings import PURPOSE, agreed, begun, opened, planned
from test_notes import fields, labels
from test_nudges import jump_to_next, newest
from test_screening import CLIENT, stored


def bank(card: Any) -> list[dict[str, Any]]:
    """The questions to choose from, as Discord has them."""
    return [option for part in parts(card) for option in part.get("options", ())]


async def choose(world: World, card: Any, *numbers: int) -> list[str]:
    """Maya takes some questions along; return them."""
    chosen = [bank(card)[number] for number in numbers]
    [select] = [part["custom_id"] for part in parts(card) if part.get("type") == 3]
    await world.maya.select(card, [each["value"] for each in chosen], custom_id=select)
    return [each["label"] for each in chosen]


async def test_questions_are_kept_and_stand_on_the_dms(world: World) -> None:
    await agreed(world)
    card = (await world.maya.slash("meet prep", meeting=1)).response
    assert len(bank(card)) <= 25
    assert len({each["label"] for each in bank(card)}) == len(bank(card))
    await world.restart()
    first = await choose(world, card, 0, 2)
    said = "**Your questions**\n" + "\n".join(f"- {each}" for each in first)
    assert said in texts(card)
    assert [each["label"] for each in bank(card) if each.get("default")] == first
    again = await choose(world, card, 2, 4)
    assert first[0] not in texts(card), "those that are chosen now, instead of any before"
    for title in ("### 📅 Get ready to meet Ana Rivera", "### 📅 You meet Ana Rivera soon"):
        await jump_to_next(world)
        assert newest(world).startswith(title)
        for question in again:
            assert f"- {question}" in newest(world)
    await choose(world, card)
    assert "Your questions" not in texts(card)


async def test_what_was_asked_before_is_marked_at_the_next_meeting_with_the_same_person(
    world: World,
) -> None:
    await agreed(world, "Tue 3pm")
    asked = await choose(world, (await world.maya.slash("meet prep", meeting=1)).response, 1, 3)
    early = await world.maya.slash("meet debrief", meeting=1)
    assert early.modal is None
    assert early.response.content == "That meeting hasn't begun yet. Look back on it afterwards."
    await world.pass_time(days=2)
    form = await world.maya.slash("meet debrief", meeting=1)
    assert set(fields(form)) == {"note", "advice", "promise", "cadence"}
    await world.maya.submit_modal(form, {})
    twice = await world.maya.slash("meet debrief", meeting=1)
    assert "you have met already" in twice.response.content
    await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE)
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    await world.maya.slash("meet request", contact="Bo", purpose=PURPOSE)
    for meeting, before in ((2, asked), (3, [])):
        card = (await world.maya.slash("meet prep", meeting=meeting)).response
        marked = [each["label"] for each in bank(card) if each.get("description")]
        assert marked == before
        assert {each.get("description") for each in bank(card)} <= {None, "Asked before"}


@pytest.mark.parametrize(
    ("how", "before", "soon"),
    [
        ("phone", "charge the phone", "have the number at hand."),
        ("in_person", "Look up the way", "Time to be on your way, or there already."),
    ],
)
async def test_what_helps_fits_how_they_meet_and_how_soon(
    world: World, how: str, before: str, soon: str
) -> None:
    await agreed(world, how=how, place="Lakeside Hand Clinic")
    homework = (await world.maya.slash("homework", contact="Ana")).response
    form = await world.maya.click(homework, label="Write what you found")
    await world.maya.submit_modal(form, {"pointers": "Wrote a book on splints"})
    await jump_to_next(world)
    assert before in newest(world)
    assert "Lakeside Hand Clinic" in newest(world)
    assert "**What you found out**\n- Wrote a book on splints\n" in newest(world)
    await jump_to_next(world)
    assert "Wrote a book" not in newest(world), "only what is needed now"
    assert soon in newest(world)
    assert before not in newest(world)
    assert labels(world.dms(world.maya)[-1]) == ["The meeting", "Change where"]


@pytest.mark.parametrize(
    ("how", "before", "soon", "never"),
    [
        ("video", "There is no link yet", "the one in their mail", "open the link once before"),
        ("in_person", "There is no place yet", "Nothing here says where", "Look up the way"),
    ],
)
async def test_where_no_place_is_known_the_dms_say_that_and_not_to_open_or_to_find_it(
    world: World, how: str, before: str, soon: str, never: str
) -> None:
    await agreed(world, how=how)
    await jump_to_next(world)
    assert before in newest(world)
    assert never not in newest(world)
    await jump_to_next(world)
    assert soon in newest(world)
    assert labels(world.dms(world.maya)[-1]) == ["The meeting", "Say where"]


async def test_the_list_of_nudges_shows_the_meeting_ahead_and_leads_back(world: World) -> None:
    await agreed(world)
    plan = await planned(world)
    for what in ("getting ready to meet", "15 minutes before you meet", "how it went"):
        assert f"**Ana Rivera** · {what}" in plan
    assert "### What comes when · 4\n" in plan, "as many as are on it"
    for what in ("Getting ready to meet", "15 minutes before you meet"):
        shown = (await world.maya.slash("nudges list")).response
        [value] = [each["value"] for each in bank(shown) if each["description"] == what]
        await world.maya.select(shown, [value])
        assert texts(shown).startswith("### 📅 Get ready to meet Ana Rivera\n")
        assert bank(shown), "there is time to choose questions"
        await world.restart()
        await world.maya.click(shown, label="Back to the list")
        assert texts(shown) == plan
    [value] = [each["value"] for each in bank(shown) if each["description"] == "How it went"]
    await world.maya.select(shown, [value])
    assert texts(shown).startswith("### 📅 Ana Rivera\n")


async def test_dms_of_a_meeting_that_nobody_opens_leave_nothing_waiting(world: World) -> None:
    await agreed(world)
    for _ in range(2):
        await jump_to_next(world)
        assert "Waits for your answer" not in await planned(world)
    await jump_to_next(world)
    asks = world.dms(world.maya)[-1]
    assert "Waits for your answer\n**Ana Rivera** · how it went" in await planned(world)
    await world.maya.click(asks, label="It was moved")
    assert "how it went" not in await planned(world)
    await world.maya.slash("meet confirm", meeting=1, when="Mon 3pm")
    assert "getting ready to meet" in await planned(world)


async def test_looking_back_on_the_wrong_meeting_can_be_undone(world: World) -> None:
    await agreed(world, "Tue 3pm")
    await world.pass_time(days=2)
    await world.deliver()
    asks = world.dms(world.maya)[-1]
    form = await world.maya.click(asks, label="We met")
    done = await world.maya.submit_modal(form, {"note": "splints", "promise": "send it"})
    assert "a thank-you" in await planned(world)
    undone = await world.maya.click(done.response, label="Undo")
    assert "`/meet list` has the meeting as it was." in texts(undone.response or done.response)
    plan = await planned(world)
    assert "a thank-you" not in plan
    assert "you promised" not in plan
    assert texts(await opened(world)).startswith("### Your meeting with Ana Rivera\n")
    again = await world.maya.slash("meet debrief", meeting=1)
    assert again.modal is not None


async def test_who_is_away_when_it_begins_is_not_told_late(world: World) -> None:
    await agreed(world)
    await world.pass_time(days=6)
    before = len(world.dms(world.maya))
    await world.deliver()
    came = [texts(each).splitlines()[0] for each in world.dms(world.maya)[before:]]
    assert came == ["### Your meeting with Ana Rivera"]


async def test_words_about_a_client_are_stopped_in_every_form_of_a_meeting(world: World) -> None:
    await begun(world)
    before = stored(world)
    asks = await world.maya.slash("meet request", contact="Ana", purpose=CLIENT)
    assert texts(asks.response).startswith("**Is this about a client?**")
    assert stored(world) == before
    await world.maya.slash("meet confirm", meeting=1, when="Tue 3pm")
    await world.pass_time(days=2)
    await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE)
    before = stored(world)
    for field in ("note", "advice", "promise"):
        form = await world.maya.slash("meet debrief", meeting=1)
        asks = await world.maya.submit_modal(form, {field: CLIENT})
        assert texts(asks.response).startswith("**Is this about a client?**"), field
    word = await world.maya.slash("meet declined", meeting=2, word=CLIENT)
    assert texts(word.response).startswith("**Is this about a client?**")
    assert stored(world) == before
    done = await world.maya.click(asks.response, label="Not a client")
    assert "**Logged: you met Ana Rivera.**" in texts(done.response or asks.response)
