"""The journey: who sits where, goals and who helps, as a student sees them on Discord."""

from typing import Any

import pytest
from conftest import World, parts, texts
from test_notes import choices, fields, labels

NO_MORE = "That goal isn't there any more. `/journey goals` shows what is."


async def with_people(world: World, *names: str, **said: str) -> None:
    """Maya has met these people; the later, the longer ago."""
    await world.start(world.maya)
    for weeks, name in enumerate(names):
        when = f"{weeks + 1} weeks ago"
        await world.maya.slash("contact add", **{"name": name, "when": when, **said})


async def car(world: World) -> Any:
    return (await world.maya.slash("journey seats")).response


async def seats(world: World, number: str) -> Any:
    """Maya says how many seats there are; return the answer."""
    form = await world.maya.click(await car(world), label="How many seats")
    return await world.maya.submit_modal(form, {"seats": number})


async def goal(world: World, words: str = "Try hand therapy", **said: str) -> Any:
    """Maya writes a goal; return its card."""
    listed = (await world.maya.slash("journey goals")).response
    form = await world.maya.click(listed, label="Add a goal")
    return (await world.maya.submit_modal(form, {"goal": words, **said})).response


def select(message: Any, begin: str) -> str:
    """The custom id of a select of a card."""
    return next(
        p["custom_id"] for p in parts(message) if str(p.get("custom_id", "")).startswith(begin)
    )


def button(message: Any, label: str) -> str:
    """The custom id of the first button of this name."""
    return next(part["custom_id"] for part in parts(message) if part.get("label") == label)


def now(world: World) -> Any:
    """The newest message of Maya's DM as it is now."""
    return world.dms(world.maya)[-1]


# Seats


async def test_the_car_shows_who_sits_where_and_one_tap_gives_another_seat(world: World) -> None:
    await with_people(world, "Ana Rivera", "Bo Park")
    shown = await car(world)
    assert "### Your car · 2 aboard" in texts(shown)
    assert "**Aboard** · You keep in touch, each as often as you said." in texts(shown)
    assert texts(shown).index("Bo Park") < texts(shown).index("Ana Rivera"), "who needs it most"
    people = choices(shown)
    await world.maya.select(
        shown, [people["Ana Rivera"]], custom_id=select(shown, "seats:move:pit_stop")
    )
    assert "**Ana Rivera: pit stop.** A rest: I bring them up about twice a year." in texts(shown)
    assert "Pit stop 1" in labels(shown)
    await world.maya.click(shown, label="Pit stop 1")
    assert "**Ana Rivera**" in texts(shown)
    assert "Bo Park" not in texts(shown)
    await world.maya.select(
        shown, [people["Ana Rivera"]], custom_id=select(shown, "seats:move:dropped_off")
    )
    assert "nothing is deleted, and they can come back any time" in texts(shown)
    await world.maya.click(shown, label="Undo")
    assert "At a pit stop" in texts(shown)


async def test_an_overfull_car_has_a_kind_word_and_says_who_could_rest(world: World) -> None:
    await with_people(world, "Ana Rivera", "Bo Park", "Cy Lund")
    form = await world.maya.click(await car(world), label="How many seats")
    for wrong in ("a dozen", "0", "501", "²"):
        no = await world.maya.submit_modal(form, {"seats": wrong})
        assert no.response.content.startswith(f"I couldn't read “{wrong}” as a number of seats.")
        form = await world.maya.click(await car(world), label="How many seats")
    full = (await world.maya.submit_modal(form, {"seats": " 1 "})).response
    assert "You have 3 people aboard and one seat." in texts(full)
    assert "a pit stop would suit Cy Lund or Bo Park." in texts(full)
    await world.maya.click(full, label="Pit stop: Cy Lund")
    assert "a pit stop would suit Bo Park." in texts(full)
    await world.maya.click(full, label="Pit stop: Bo Park")
    assert "would suit" not in texts(full)


async def test_who_was_promised_something_is_no_first_choice_for_a_pit_stop(world: World) -> None:
    await with_people(world, "Ana Rivera", "Bo Park", "Cy Lund")
    logged = await world.maya.slash(
        "log", contact="Cy", how="email", when="3 weeks ago", promise="Send the poster"
    )
    await seats(world, "2")
    assert "a pit stop would suit Bo Park." in texts(await car(world))
    await world.maya.click(logged.response, label="Undo")
    assert "a pit stop would suit Cy Lund." in texts(await car(world))


async def test_the_kind_word_comes_where_somebody_is_taken_aboard(world: World) -> None:
    await with_people(world, "Ana Rivera", "Bo Park")
    await seats(world, "2")
    word = "You have 3 people aboard and two seats."
    added = await world.maya.slash("contact add", name="Cy Lund", how_met="At a talk")
    assert word in texts(added.response)
    form = await world.maya.slash("contact add", name="Di Vega")
    said = {**dict.fromkeys(fields(form), ""), "name": "Di Vega", "relationship": []}
    by_form = await world.maya.submit_modal(form, said)
    assert "You have 4 people aboard" in texts(by_form.response)
    card = (await world.maya.slash("contact view", contact="Ana")).response
    for seat, expected in (("dropped_off", False), ("pit_stop", False), ("aboard", True)):
        await world.maya.click(card, label=next(x for x in labels(card) if x.startswith("Seat")))
        await world.maya.select(card, [seat])
        assert ("would suit" in texts(card)) == expected, seat


async def test_an_old_car_card_after_a_restart_and_by_somebody_else_does_no_harm(
    world: World,
) -> None:
    await with_people(world, "Ana Rivera", "Bo Park")
    shown = await car(world)
    ana = choices(shown)["Ana Rivera"]
    await world.restart()
    await world.maya.slash("contact archive", contact="Bo Park")
    await world.maya.select(shown, [ana], custom_id=select(shown, "seats:move:pit_stop"))
    assert "Your car · 0 aboard" in texts(shown)
    await world.start(world.sam)
    with_undo = await world.maya_member.slash(world.channel, "journey seats")
    assert with_undo.ephemeral
    theirs = (await world.sam.slash("journey seats")).response
    assert "Nobody aboard yet" in texts(theirs)
    stranger = await world.sam.slash("contact view", contact=f"contact:{ana}")
    assert "isn't in your network" in stranger.response.content


# Goals


async def test_a_goal_is_written_changed_reached_and_opened_again(world: World) -> None:
    await with_people(world, "Ana Rivera", setting="hand_therapy")
    card = await goal(world, "Try *hand* therapy", setting=["hand_therapy"], day="in 6 weeks")
    assert "### Try \\*hand\\* therapy\nHand therapy\nLook again: Mon 16 February 2026" in texts(
        card
    )
    form = await world.maya.click(card, label="Change")
    assert fields(form)["goal"] == "Try *hand* therapy"
    said = {"goal": "Splint well", "skill": "splinting", "day": "", "setting": []}
    changed = await world.maya.submit_modal(form, said)
    assert "### Splint well\nsplinting\nLook again: Mon 16 February" in texts(changed.response)
    await world.maya.click(card, label="Done")
    assert "Done. It stays on your list" in texts(card)
    await world.maya.click(card, label="Open again")
    assert "Done" in labels(card)
    await world.maya.click(card, label="Let go")
    assert "Let go. Interests change" in texts(card)
    listed = (await world.maya.slash("journey goals")).response
    assert "Splint well" in choices(listed)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"goal": " \u200b "}, "A goal needs a letter or two."),
        ({"day": "soonish"}, "I couldn't read “soonish” as a date. Try “Friday”"),
        ({"day": "yesterday"}, "I read that as Sun 4 January 2026, which is over."),
        ({"day": "today"}, "That is today, so it would be over at once."),
    ],
)
async def test_a_goal_that_cannot_be_kept_gets_one_sentence_and_the_words_back(
    world: World, said: dict[str, str], answer: str
) -> None:
    await world.start(world.maya)
    listed = (await world.maya.slash("journey goals")).response
    form = await world.maya.click(listed, label="Add a goal")
    no = await world.maya.submit_modal(form, {"goal": "Learn to splint", "skill": "hands", **said})
    assert no.response.content.startswith(answer)
    assert "skill: hands" in no.response.content
    assert "None yet" in texts((await world.maya.slash("journey goals")).response)


async def test_five_goals_are_the_most_and_a_client_in_one_is_asked_about(world: World) -> None:
    await world.start(world.maya)
    for number in range(5):
        await goal(world, f"Goal {number}")
    no = await goal(world, "One more")
    assert no.content.startswith("5 open goals is the most I keep.")
    shown = (await world.maya.slash("journey goals")).response
    await world.maya.select(shown, [choices(shown)["Goal 0"]])
    await world.maya.click(shown, label="Let go")
    asked = await goal(world, "Help my client Bob, 67 y/o in room 412")
    assert "Is this about a client?" in texts(asked)
    kept = await world.maya.click(asked, label="Not a client")
    assert "**Added.**" in texts(kept.response)
    await world.maya.click(shown, label="Open again")
    assert "### Goal 0" in texts(shown), "and it stays let go"
    assert "Open again" in labels(shown)


async def test_who_helps_with_a_goal_stands_on_both_cards(world: World) -> None:
    await with_people(world, "Bo Park", "Ana Rivera")
    await world.maya.slash("contact add", name="Cy Lund", setting="hand_therapy")
    card = await goal(world, setting=["hand_therapy"])
    await world.maya.click(card, label="Who helps")
    offered = choices(card)
    assert list(offered)[:3] == ["Cy Lund", "Bo Park", "Ana Rivera"], "of that setting first"
    await world.maya.select(card, [offered["Ana Rivera"]])
    assert "Who helps: Ana Rivera" in texts(card)
    seen = await world.maya.slash("contact view", contact="Ana")
    assert "For your goal: *Try hand therapy*" in texts(seen.response)
    await world.maya.click(card, label="Who helps")
    form = await world.maya.select(card, ["else"])
    no = await world.maya.submit_modal(form, {"contact": "Anna Rivera"})
    assert "Did you mean **Ana Rivera**?" in no.response.content
    await world.maya.click(card, label="Back")
    await world.maya.click(card, label="Who helps")
    form = await world.maya.select(card, ["else"])
    await world.maya.submit_modal(form, {"contact": "Bo"})
    assert "Who helps: Ana Rivera, Bo Park" in texts(card)
    await world.maya.click(card, label="Who helps")
    await world.maya.select(card, [choices(card)["Take off: Ana Rivera"]])
    assert "Who helps: Bo Park" in texts(card)


async def test_on_its_day_a_goal_comes_by_dm_and_is_kept_changed_done_or_let_go(
    world: World,
) -> None:
    await world.start(world.maya)
    for words in ("First", "Second"):
        await goal(world, words, day="in 2 weeks")
    await goal(world, "Third", day="in 4 weeks")
    await world.pass_time(days=14)
    await world.deliver()
    both = world.dms(world.maya)[-1]
    assert "### ⏰ Two things to look at today" in texts(now(world))
    await world.restart()
    await world.maya.click(both, custom_id=button(both, "Keep it"))
    assert "**Your goal: First**\nKept. I'll ask again on Mon 20 April 2026." in texts(now(world))
    await world.maya.click(both, label="Let go")
    assert "**Your goal: Second**\nLet go." in texts(now(world))
    assert "### All answered for today" in texts(now(world))
    await world.pass_time(days=14)
    await world.deliver()
    alone = world.dms(world.maya)[-1]
    assert alone.id != both.id
    assert "### ⏰ Third\nYou wanted to look at this again about now." in texts(now(world))
    form = await world.maya.click(alone, label="Change")
    await world.maya.submit_modal(form, {"goal": "Third, but smaller", "day": "in 3 weeks"})
    assert "Look again: Mon 23 February 2026" in texts(now(world))
    await world.maya.click(alone, label="Done")
    await world.pass_time(days=40)
    await world.deliver()
    assert world.dms(world.maya)[-1].id == alone.id, "what is over is not asked about"


async def test_somebody_elses_goal_is_nobodys(world: World) -> None:
    await world.start(world.maya)
    await world.start(world.sam)
    card = await goal(world)
    listed = (await world.maya.slash("journey goals")).response
    number = int(choices(listed)["Try hand therapy"])
    goals = world.app.rooms.goals
    from bot.journey.goals import Wish
    from bot.journey.model import GoalNotFound

    for wish in (
        goals.see(world.sam.id, number),
        goals.keep(world.sam.id, number),
        goals.settle(world.sam.id, number, "done"),
        goals.edit(world.sam.id, number, Wish("Mine now")),
        goals.could_help(world.sam.id, number),
        goals.link(world.sam.id, number, "Ana"),
    ):
        with pytest.raises(GoalNotFound):
            await wish
    await world.maya.click(card, label="Done")
    assert "Done. It stays" in texts(card)


async def test_the_longest_words_still_fit_every_card_of_the_journey(world: World) -> None:
    await with_people(world, *("*" * 98 + f"{n}" for n in range(8)), organisation="`" * 100)
    for number in range(5):
        card = await goal(world, "*" * 198 + f"{number}", skill="_" * 60, day="in 2 weeks")
        for _ in range(5):
            await world.maya.click(card, label="Who helps")
            await world.maya.select(card, [next(iter(choices(card).values()))])
        assert len(texts(card)) <= 4000
    for command in ("goals", "seats", "review"):
        shown = (await world.maya.slash(f"journey {command}")).response
        assert len(texts(shown)) <= 4000, command
        assert len(list(parts(shown))) <= 60, command
    await world.maya.click(shown, label="Go on with these")
    assert len(texts(shown)) <= 4000
    await world.pass_time(days=14)
    await world.deliver()
    assert len(texts(now(world))) <= 4000
