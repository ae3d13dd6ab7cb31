"""The review of each quarter, as a student sees it: goals, person by person, whom to pick up."""

from typing import Any

from conftest import World, texts
from test_journey import button, goal, now, select, with_people
from test_notes import choices, labels

FIVE = ("Ana Rivera", "Bo Park", "Cy Lund", "Di Vega", "Eli Stone")
GONE = "That review isn't open any more. `/journey review` goes on, or begins a new one."


async def review(world: World) -> Any:
    return (await world.maya.slash("journey review")).response


async def at_people(world: World, *names: str) -> Any:
    """Maya knows these people, and her review is at the first of them; return its card."""
    await with_people(world, *names)
    card = await review(world)
    await world.maya.click(card, label="Go on")
    return card


async def reseat(world: World, name: str, seat: str) -> None:
    """Maya gives somebody another seat, elsewhere than in the review."""
    await world.app.rooms.contacts.edit(world.maya.id, name, {"seat": seat})


async def seat_of(world: World, name: str) -> str:
    details = await world.app.rooms.contacts.view(world.maya.id, name)
    return details.contact.seat


async def test_a_review_goes_from_goals_to_people_to_whom_to_pick_up_to_one_small_thing(
    world: World,
) -> None:
    await with_people(world, "Ana Rivera", "Bo Park", "Cy Lund", setting="mental_health")
    await reseat(world, "Cy", "pick_up")
    await goal(world, setting=["hand_therapy"], day="in 1 week")
    card = await review(world)
    assert "### Your review · goals first\nHas your interest changed?" in texts(card)
    assert "**Try hand therapy**" in texts(card)
    await world.maya.click(card, label="Go on with these")
    assert "### Cy Lund\nMental health\nTo pick up" in texts(card)
    assert "-# 1 of 3, whoever needs it most first." in texts(card)
    await world.maya.click(card, label="Still to pick up")
    assert "### Bo Park" in texts(card)
    await world.maya.click(card, label="Pit stop")
    await world.maya.click(card, label="Stay aboard")
    assert "### Whom to pick up" in texts(card)
    assert "You have nobody yet in: **Hand therapy** (your goal), Paediatrics" in texts(card)
    assert "Waiting to be picked up: Cy Lund." in texts(card)
    await world.maya.click(card, label="Finish")
    assert "### ✅ Review done\n1 aboard, 1 to pick up, 1 at a pit stop." in texts(card)
    assert "**One small thing:** write to Ana Rivera" in texts(card)
    form = await world.maya.click(card, label="Open the draft")
    said = {"purpose": "how you began", "detail": "your talk", "me": "Maya", "who": "student"}
    draft = await world.maya.submit_modal(form, said)
    assert "### A first note: Ana Rivera" in texts(draft.response)
    assert [await seat_of(world, name) for name in ("Ana", "Bo", "Cy")] == [
        *("aboard", "pit_stop", "pick_up")
    ]
    kept = (await world.maya.slash("journey goals")).response
    assert "look again Mon 6 April 2026" in texts(kept), "it was looked at just now"


async def test_a_goal_begins_in_the_review_and_from_a_practice_setting(world: World) -> None:
    card = await at_people(world, "Ana Rivera")
    await world.maya.click(card, label="Back")
    form = await world.maya.click(card, label="Add a goal")
    added = await world.maya.submit_modal(form, {"goal": "Learn to splint"})
    assert "### Learn to splint" in texts(added.response)
    assert "goals first" in texts(card), "the review stays above"
    await world.maya.click(card, label="Go on")
    await world.maya.click(card, label="Leave the rest as they are")
    form = await world.maya.select(card, ["driving"])
    said = {"goal": "See driving rehab", "setting": ["driving"]}
    await world.maya.submit_modal(form, said)
    shown = (await world.maya.slash("journey goals")).response
    assert "**See driving rehab**\n-# Driving" in texts(shown)


async def test_a_review_stopped_in_the_middle_goes_on_after_a_restart_days_later(
    world: World,
) -> None:
    card = await at_people(world, *FIVE)
    await world.maya.click(card, label="Stay aboard")
    assert "2 of 5" in texts(card)
    await world.restart()
    await world.pass_time(days=6)
    await world.maya.slash("contact add", name="Flo New", how_met="Just now")
    await world.maya.slash("contact archive", contact="Cy Lund")
    await reseat(world, "Bo Park", "dropped_off")
    again = await review(world)
    assert "### Di Vega" in texts(again)
    assert "2 of 3" in texts(again), "who is new, archived or dropped off is not asked about"
    await world.maya.click(again, label="Drop off")
    await world.maya.click(again, label="Stay aboard")
    assert "### Whom to pick up" in texts(again)
    await world.maya.click(card, label="Stay aboard")
    assert "### Whom to pick up" in texts(card), "the old card shows where it is now"
    assert await seat_of(world, "Di") == "dropped_off"
    await world.maya.click(again, label="Finish")
    assert "2 aboard, 1 dropped off." in texts(again)
    assert "write to Flo New" in texts(again), "whom they met last"


async def test_each_answer_can_be_taken_back_also_later_and_only_once_by_two_presses(
    world: World,
) -> None:
    card = await at_people(world, "Ana Rivera", "Bo Park", "Cy Lund")
    await world.maya.click(card, label="Drop off")
    await world.maya.click(card, label="Pit stop")
    assert [await seat_of(world, name) for name in ("Cy", "Bo")] == ["dropped_off", "pit_stop"]
    last = button(card, "Back")
    await world.maya.click(card, custom_id=last)
    assert "### Bo Park" in texts(card)
    assert await seat_of(world, "Bo") == "aboard"
    later = await review(world)
    await world.pass_time(hours=2)
    await world.maya.click(later, label="Back")
    assert "### Cy Lund" in texts(later)
    assert await seat_of(world, "Cy") == "aboard", "too late for Undo, and taken back all the same"
    await world.maya.click(card, label="Back")
    assert "### Cy Lund" in texts(card) or "### Bo Park" in texts(card)
    assert "1 of 3" in texts(card), "what was taken back is not taken back twice"
    await world.maya.click(later, label="Leave the rest as they are")
    await world.maya.click(later, label="Finish")
    assert "Three people stay as they were." in texts(later)
    for expected in ("Whom to pick up", "1 of 3", "goals first"):
        await world.maya.click(later, label="Back")
        assert expected in texts(later)


async def test_a_seat_that_changed_elsewhere_is_asked_about_anew(world: World) -> None:
    card = await at_people(world, "Ana Rivera", "Bo Park")
    stay = button(card, "Stay aboard")
    await reseat(world, "Bo Park", "pit_stop")
    await world.maya.click(card, custom_id=stay)
    assert "Their seat has changed meanwhile, so I ask once more." in texts(card)
    assert "### Bo Park\nPit stop" in texts(card)
    await world.maya.click(card, label="Back aboard")
    assert await seat_of(world, "Bo") == "aboard"
    await reseat(world, "Bo Park", "dropped_off")
    await world.maya.click(card, label="Back")
    assert await seat_of(world, "Bo") == "dropped_off", "what was decided since stays"
    assert "### Ana Rivera" in texts(card)
    old = await review(world)
    await world.maya.slash("contact archive", contact="Ana Rivera")
    await world.maya.click(old, label="Drop off")
    assert "They aren't asked about any more" in texts(old)


async def test_the_review_is_one_persons_and_works_in_a_server_too(world: World) -> None:
    await with_people(world, "Ana Rivera")
    shown = await world.maya_member.slash(world.channel, "journey review")
    assert shown.ephemeral
    await world.maya_member.click(shown.response, label="Go on")
    assert "### Ana Rivera" in texts(shown.response)
    stranger = (await world.sam.slash("journey review")).response
    assert stranger.content.startswith("We haven't met yet.")
    await world.start(world.sam)
    nobody = (await world.sam.slash("journey review")).response
    assert nobody.content.startswith("There is nobody to review yet.")
    await world.sam.slash("contact add", name="Zoe Hall", how_met="Class")
    theirs = (await world.sam.slash("journey review")).response
    await world.sam.click(theirs, label="Go on")
    assert "Ana" not in texts(theirs)
    assert "### Zoe Hall" in texts(theirs)
    assert await seat_of(world, "Ana") == "aboard"


async def test_an_old_review_is_closed_by_a_new_one(world: World) -> None:
    card = await at_people(world, "Ana Rivera", "Bo Park")
    await world.maya.click(card, label="Stay aboard")
    await world.pass_time(days=31)
    anew = await review(world)
    assert "goals first" in texts(anew), "after a month it begins anew"
    for label in ("Pit stop", "Back", "Leave the rest as they are"):
        no = await world.maya.click(card, label=label)
        assert no.response.content == GONE
    assert await seat_of(world, "Ana") == "aboard"


async def test_with_a_network_the_review_comes_by_dm_each_quarter(world: World) -> None:
    await with_people(world, *FIVE[:4], every="never")
    await world.pass_time(weeks=14)
    await world.deliver()
    await world.maya.slash("contact add", name="Eli Stone", every="never")
    shown = (await world.maya.slash("nudges list")).response
    assert "**Your review** · stay, pit stop or drop off" in texts(shown)
    await world.pass_time(weeks=13)
    await world.deliver()
    assert "### ⏰ Time to look at your network\n5 people are in your network." in texts(now(world))
    asked = now(world)
    await world.pass_time(weeks=12)
    await world.deliver()
    assert now(world).id == asked.id, "it comes once"
    await world.pass_time(weeks=1)
    await world.deliver()
    assert now(world).id != asked.id, "and again the next quarter, though it was ignored"
    asked = now(world)
    await world.restart()
    await world.maya.click(asked, label="In a week")
    assert "Snoozed until" in texts(now(world))
    await world.pass_time(weeks=1)
    await world.deliver()
    await world.maya.click(now(world), label="Next quarter")
    assert "Snoozed until" in texts(now(world))
    await world.pass_time(weeks=13)
    await world.deliver()
    await world.maya.click(now(world), label="Begin")
    assert "### Your review · goals first" in texts(now(world))
    await world.maya.click(now(world), label="Go on")
    await world.maya.click(now(world), label="Leave the rest as they are")
    await world.maya.click(now(world), label="Finish")
    done = now(world).id
    await world.pass_time(weeks=12)
    await world.deliver()
    assert now(world).id == done
    await world.pass_time(weeks=1)
    await world.deliver()
    assert "Time to look at your network" in texts(now(world))


async def test_a_review_can_be_put_off_from_the_list_of_what_comes(world: World) -> None:
    await with_people(world, *FIVE, every="never")
    shown = (await world.maya.slash("nudges list")).response
    await world.maya.select(shown, [choices(shown)["Your review"]])
    assert "5 people are in your network." in texts(shown)
    await world.maya.click(shown, label="In a week")
    assert "Snoozed for now." in texts(shown)
    await world.maya.click(shown, label="Back to the list")
    assert "**Your review**" in texts(shown)


async def test_a_review_among_people_in_one_dm_begins_below_them(world: World) -> None:
    await with_people(world, *FIVE, every="never")
    await world.pass_time(weeks=12, days=6)
    await world.maya.slash("contact add", name="Flo New", when="today", every="1 day")
    await world.pass_time(days=1)
    await world.deliver()
    both = now(world)
    assert "### ⏰ One person to write to today" in texts(both)
    assert "**Your review of the quarter**\nGoals, who stays" in texts(both)
    await world.maya.click(both, label="Begin")
    assert "Begun. `/journey review` goes on" in texts(world.dms(world.maya)[-2])
    assert "Draft" in labels(world.dms(world.maya)[-2]), "the people are still there"
    assert "### Your review · goals first" in texts(now(world))


async def test_whom_a_student_drops_off_no_nudge_is_about_and_they_come_back_any_time(
    world: World,
) -> None:
    await with_people(world, "Ana Rivera", "Bo Park")
    form = await world.maya.slash("draft", kind="check_in", contact="Bo")
    said = {"news": "I passed", "me": "Maya Chen", "who": "student, Westfield"}
    await world.maya.submit_modal(form, said)
    card = await review(world)
    await world.maya.click(card, label="Go on")
    await world.maya.click(card, label="Drop off")
    await world.maya.click(card, label="Stay aboard")
    await world.pass_time(weeks=8)
    await world.deliver()
    said_of = "\n".join(texts(each) for each in world.dms(world.maya)[-2:])
    assert "Ana" in said_of
    assert "time to write to Bo" not in said_of.lower()
    assert "Your note to Bo" not in said_of
    shown = (await world.maya.slash("journey seats")).response
    await world.maya.click(shown, label="Off 1")
    await world.maya.select(
        shown, [choices(shown)["Bo Park"]], custom_id=select(shown, "seats:move:aboard")
    )
    assert "**Bo Park: aboard.**" in texts(shown)
    listed = (await world.maya.slash("nudges list")).response
    assert "Bo Park" in texts(listed)
