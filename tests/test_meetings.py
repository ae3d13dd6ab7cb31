"""Meetings, as a student arranges them: asked, answered, moved, looked back on."""

from typing import Any

from conftest import World, parts, texts
from test_notes import choices, fields, filled, labels
from test_nudges import jump_to_next, newest
from test_what_nudges_say import days_pass

PURPOSE = "how you chose hand therapy"
PAST_REST = "-# Sent, and kept here."


async def begun(world: World, **options: Any) -> Any:
    """Maya has met Ana and asks her for a meeting; return the card with times to choose from."""
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="State conference")
    answer = await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE, **options)
    return answer.response


async def offered(world: World, card: Any, count: int = 3, later: int = 0) -> list[str]:
    """Maya picks the first times, or some later ones; return how they are called."""
    times = list(choices(card).items())[later : later + count]
    [select] = [part for part in parts(card) if part.get("type") == 3]
    await world.maya.select(card, [value for _, value in times], custom_id=select["custom_id"])
    return [label for label, _ in times]


async def written(world: World, card: Any) -> Any:
    """Maya writes the note that asks; return its card."""
    form = await world.maya.click(card, label="Write the note")
    return await filled(world, form, detail="your talk on splinting")


async def opened(world: World, name: str = "Ana Rivera") -> Any:
    """Maya opens a meeting of her list; return its card."""
    listed = (await world.maya.slash("meet list")).response
    answer = await world.maya.select(listed, [choices(listed)[name]])
    return answer.response


async def asked(world: World, later: int = 0, **options: Any) -> tuple[Any, list[str]]:
    """Maya has asked Ana and marked the note as sent; return the meeting's card and the times."""
    card = await begun(world, **options)
    times = await offered(world, card, later=later)
    await world.maya.click(await written(world, card), label="Mark as sent")
    return await opened(world), times


async def agreed(world: World, when: str = "Thu 3pm", place: str = "", **options: Any) -> Any:
    """Maya and Ana have agreed on a time; return the meeting's card."""
    card = await begun(world, **options)
    await agree(world, card, "They agreed on a time", when, place)
    return card


async def agree(world: World, card: Any, label: str, when: str, place: str = "") -> Any:
    """Maya says in the form of a button when it is; return the answer."""
    form = await world.maya.click(card, label=label)
    return await world.maya.submit_modal(form, {"when": when, "place": place})


async def listed(world: World) -> str:
    return texts((await world.maya.slash("meet list")).response)


async def planned(world: World) -> str:
    return texts((await world.maya.slash("nudges list")).response)


# Yes


async def test_a_request_goes_from_times_to_a_note_to_a_meeting(world: World) -> None:
    card, times = await asked(world)
    assert texts(card).startswith(f"### Waiting for Ana Rivera\n20 minutes, by video · {PURPOSE}")
    assert texts(card).count("<t:") == 2 + len(times), "asked when, kept until when, and the times"
    await world.maya.click(card, label="They said yes")
    assert texts(card) == "### Which time with Ana Rivera?"
    assert labels(card) == [*times, "Another time", "Back"]
    await world.maya.click(card, label=times[1])
    assert texts(card).startswith("### 📅 Ana Rivera\n")
    assert "Get ready" in labels(card)


async def test_a_yes_leads_to_the_meeting_and_on_to_the_thanks(world: World) -> None:
    card, times = await asked(world, later=5)
    assert times[0] == "Thu 8 Jan, 10:30 am"
    await world.maya.click(card, label="They said yes")
    await world.restart()
    await world.maya.click(card, label=times[0])
    await jump_to_next(world)
    assert f"{world.now():%A %H:%M}" == "Wednesday 17:00", "the day before, at her hour"
    assert newest(world).startswith("### 📅 Get ready to meet Ana Rivera\n")
    await jump_to_next(world)
    assert f"{world.now():%A %H:%M}" == "Thursday 18:15"
    assert newest(world).startswith("### 📅 You meet Ana Rivera soon\n")
    assert "Open the link now" in newest(world)
    assert "Waits for your answer" not in await planned(world), "they only tell"
    await jump_to_next(world)
    assert f"{world.now():%A %H:%M}" == "Thursday 19:50", "an hour after it was over"
    assert newest(world).startswith("### Your meeting with Ana Rivera\n")
    asks = world.dms(world.maya)[-1]
    assert "how was it?" in await listed(world)
    assert labels(asks) == ["We met", "It didn't happen", "It was moved"]
    await world.restart()
    form = await world.maya.click(asks, label="We met")
    assert fields(form).keys() == {"note", "advice", "promise", "cadence"}
    said = {"note": "protecting motion, not preventing it", "promise": "send the poster by Friday"}
    await world.restart()
    await world.maya.submit_modal(form, {**said, "advice": "go to the webinar"})
    thanks = next(each for each in world.dms(world.maya) if each.id == asks.id)
    for part in ("**Logged: you met Ana Rivera.** Now the thanks.", "rotecting motion", "Maya"):
        assert part in texts(thanks)
    await world.maya.click(thanks, label="Mark as sent")
    card_of_ana = texts((await world.maya.slash("contact view", contact="Ana")).response)
    for part in ("Thanks sent: Thank you", "Video call: protecting", "To try: *go to the webinar*"):
        assert part in card_of_ana
    plan = await planned(world)
    assert "a thank-you" not in plan
    assert "how it went" not in plan
    assert "you promised: send the poster" in plan
    met = await opened(world)
    assert texts(met).startswith("### ✅ You met Ana Rivera\n")
    again = await world.maya.click(met, label="Thank them")
    assert PAST_REST in texts(again.response), "they are thanked once"


async def test_a_request_that_is_begun_once_more_chooses_its_times_anew(world: World) -> None:
    first = await begun(world)
    await offered(world, first)
    note = await written(world, first)
    again = (await world.maya.slash("meet request", contact="Ana", purpose="your week")).response
    assert texts(again).startswith("### Ask Ana Rivera\n20 minutes, by video · your week\nI keep")
    gone = await world.maya.click(first, label="Write the note")
    assert gone.response.content == "That note isn't there any more. `/draft` begins a new one."
    await world.maya.click(note, label="Mark as sent")
    assert (await listed(world)).count("Ana Rivera") == 1, "it is the same meeting"
    assert "asked, no answer so far" in await listed(world)


async def test_who_looks_at_other_times_can_go_back(world: World) -> None:
    card = await begun(world)
    assert labels(card) == ["They agreed on a time", "Leave it"]
    await offered(world, card)
    before = texts(card)
    await world.maya.click(card, label="Other times")
    assert labels(card) == ["They agreed on a time", "Back"]
    await world.maya.click(card, label="Back")
    assert texts(card) == before
    await world.maya.click(card, label="Leave it")
    assert texts(card).startswith("### At rest: Ana Rivera\n")
    assert "a note to send" not in await planned(world)


async def test_the_note_has_the_times_in_both_zones(world: World) -> None:
    card = await begun(world, city="New York")
    times = await offered(world, card, 2)
    shown = [option for part in parts(card) for option in part.get("options", ())]
    assert not shown
    note = texts(await written(world, card))
    assert times[0] == "Tue 6 Jan, 10:30 am"
    assert "Tuesday 6 January, 10:30 am Pacific (1:30 pm Eastern)" in note
    await agree(world, card, "They agreed on a time", "Wed 9am")
    assert "Wed 7 Jan, 12:00 pm for them" in texts(card)


async def test_who_has_a_booking_page_sends_it_instead_of_times(world: World) -> None:
    await begun(world)
    await world.maya.slash("availability set", booking_page="https://cal.example/maya")
    card = (await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE)).response
    await world.maya.click(card, label="Use my booking page")
    assert "They choose a time on your booking page." in texts(card)
    await world.maya.click(card, label="Offer times instead")
    await world.maya.click(card, label="Back")
    note = await written(world, card)
    assert "https://cal.example/maya" in texts(note)
    assert "Pacific" not in texts(note)
    assert "Before you send" not in texts(note), "the coach asks for no times"
    await world.maya.click(note, label="Mark as sent")
    waiting = await opened(world)
    assert "offered" not in texts(waiting)
    await world.maya.click(waiting, label="They said yes")
    assert labels(waiting) == ["Say when", "Back"]
    await agree(world, waiting, "Say when", "Thu 3pm")
    assert texts(waiting).startswith("### 📅 Ana Rivera\n")


async def test_a_time_of_an_old_card_is_not_agreed_on_once_it_is_over(world: World) -> None:
    card, times = await asked(world)
    await world.maya.click(card, label="They said yes")
    await world.pass_time(days=2)
    late = await world.maya.click(card, label=times[0])
    assert "isn't free any more." in late.response.content
    await world.maya.click(card, label="Back")
    await world.maya.click(card, label="They said yes")
    assert labels(card) == ["Say when", "Back"], "no time of it is to come"


async def test_times_that_are_over_are_chosen_anew_before_the_note_goes_out(world: World) -> None:
    card = await begun(world)
    await offered(world, card)
    await written(world, card)
    await world.pass_time(days=2)
    again = await opened(world)
    assert "A time you picked is over by now. Pick anew" in texts(again)
    times = await offered(world, again)
    assert times[0].startswith("Thu 8 Jan")
    note = await world.maya.click(again, label="Write the note")
    assert "Thursday 8 January" in texts(note.response)
    assert "Tuesday 6 January" not in texts(note.response)


# No


async def test_a_no_is_about_their_calendar_and_comes_back_in_march_if_she_likes(
    world: World,
) -> None:
    card, _times = await asked(world)
    await world.maya.click(card, label="They said no")
    assert texts(card) == (
        "### Ana Rivera can't meet now\nThat is about their calendar, not about you.\n"
        "A two-line thanks keeps the door open, and I'll remind you in ten weeks if you like."
    )
    assert labels(card) == ["Thank them anyway", "Remind me in March", "Leave it"]
    thanks = await world.maya.click(card, label="Thank them anyway")
    assert texts(thanks.response).startswith("### Thanks after a no: Ana Rivera\n")
    await world.maya.click(thanks.response, label="Mark as sent")
    await world.restart()
    await world.maya.click(card, label="Remind me in March")
    assert "I'll bring it up on Mon 16 March 2026." in texts(card)
    again = await world.maya.click(card, label="Thank them anyway")
    assert PAST_REST in texts(again.response)
    assert "**Ana Rivera** · ask again" in await planned(world)
    await world.pass_time(days=69)  # until the Sunday before; what else came waits there
    await world.deliver()
    came = await days_pass(world, 1)
    assert f"{world.now():%d %B}" == "16 March"
    assert any("### ⏰ Ask Ana Rivera again?" in each for each in came)
    draft = await world.maya.click(world.dms(world.maya)[-1], label="Draft")
    assert draft.modal is not None or "Ask for a meeting" in texts(draft.response)


async def test_a_no_can_be_left_as_it_is(world: World) -> None:
    card, _times = await asked(world)
    await world.maya.click(card, label="They said no")
    await world.maya.click(card, label="Leave it")
    assert texts(card) == "### Ana Rivera can't meet now\nThat's fine. They stay in your network."
    assert labels(card) == []
    assert "follow-up" not in await planned(world)
    assert "not now" in await listed(world)


# Silence


async def test_after_a_week_of_silence_there_is_one_follow_up_and_a_late_yes_is_a_yes(
    world: World,
) -> None:
    card, _times = await asked(world)
    [said] = await days_pass(world, 8)
    assert "### ⏰ No answer from Ana Rivera yet" in said
    nudge = world.dms(world.maya)[-1]
    await world.app.rooms.meetings.tidy()
    quiet = await opened(world)
    assert texts(quiet).startswith("### No answer from Ana Rivera yet\n")
    assert labels(quiet)[:3] == ["Follow up once", "Offer new times", "Let it rest"]
    follow_up = await world.maya.click(nudge, label="Draft")
    assert texts(follow_up.response).startswith("### Follow up once: Ana Rivera\n")
    same = await world.maya.click(quiet, label="Follow up once")
    assert texts(same.response) == texts(follow_up.response)
    await world.maya.click(same.response, label="Mark as sent")
    assert await days_pass(world, 20) == [], "after that it rests"
    again = await world.maya.click(quiet, label="Follow up once")
    assert PAST_REST in texts(again.response)
    await world.maya.click(quiet, label="Offer new times")
    await offered(world, quiet)
    assert "Kept free until" in texts(quiet)
    shown = await world.maya.slash("availability show")
    assert "░" in texts(shown.response).split("```")[1], "and nobody else is offered them"
    await world.maya.click(quiet, label="Call it off")
    assert texts(quiet).startswith("### Let it rest with Ana Rivera?\n")
    await world.maya.click(quiet, label="Keep it")
    await world.restart()
    await agree(world, quiet, "They agreed on a time", "Tue 3pm")
    assert texts(quiet).startswith("### 📅 Ana Rivera\n")
    old = await world.maya.click(card, label="They said no")
    assert "you have agreed on a time" in old.response.content
