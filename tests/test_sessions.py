"""A series of sessions: planned, asked for, looked back on, and given on."""

from typing import Any

from conftest import World, parts, texts
from test_find_mentor import found
from test_meetings import agree, offered
from test_mentors import PURPOSE, again, newest
from test_notes import choices, fields, labels
from test_nudges import jump_to_next

SAID = {"strength": "I *listen*", "edge": "I talk too fast", "step": "Ask, then wait"}


async def planned(world: World, *, is_new: bool = True, **how: str) -> Any:
    """Maya has Ana in her network, and plans sessions with her; return the answer."""
    if is_new:
        await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", organisation="Lakeside", role="OT")
    return (await world.maya.slash("mentor plan", contact="Ana", **how)).response


async def opened(world: World, card: Any, number: int = 1) -> Any:
    """Maya opens a session of her series; return the card, which takes the place of the series."""
    values = [value for name, value in choices(card).items() if name.startswith(f"{number}. ")]
    await world.maya.select(card, values)
    return again(world, world.maya, card)


async def pressed(world: World, card: Any, label: str) -> Any:
    """Maya presses a button of a card in her DM; return the card as it is then."""
    await world.maya.click(card, label=label)
    return again(world, world.maya, card)


async def looked_back(world: World, card: Any, label: str = "It's done", **said: str) -> Any:
    form = await world.maya.click(card, label=label)
    await world.maya.submit_modal(form, said or SAID)
    return again(world, world.maya, card)


async def in_the_dm(world: World, **how: str) -> Any:
    await planned(world, **how)
    return newest(world, world.maya)


async def test_a_series_begins_from_the_outline_of_the_stage_and_there_is_one(world: World) -> None:
    await world.start(world.maya)
    none = await world.maya_member.slash(world.channel, "mentor plan")
    assert none.ephemeral
    assert texts(none.response).startswith("### No sessions planned yet\n")
    card = await planned(world, is_new=False, first="next Mon", every="2 weeks", outline="level_1")
    assert texts(card).startswith("### Sessions with Ana Rivera\nEvery 2 weeks · 0 of 6 done\n")
    assert "1\\. **How to be useful in the first days of fieldwork** · Mon 12 Jan" in texts(card)
    assert "2\\. How you watch a session so that you learn most from it · Mon 26 Jan" in texts(card)
    second = (await world.maya.slash("mentor plan", contact="Ana", every="1 week")).response
    assert "Every 2 weeks" in texts(second)
    shown = await world.maya_member.slash(world.channel, "mentor plan")
    assert shown.ephemeral
    assert texts(shown.response) == texts(card)
    await world.maya.slash("contact add", name="Bo Park", organisation="Westfield", role="OT")
    await world.maya.slash("mentor plan", contact="Bo")
    listed = (await world.maya.slash("mentor plan")).response
    assert "**Bo Park** · next Mon 12 January 2026\n**Ana Rivera** · next" in texts(listed)
    await world.restart()
    bo = await world.maya.select(listed, [choices(listed)["Bo Park"]])
    assert "### Sessions with Bo Park\nEvery month · 0 of 8 done" in texts(bo.response)


async def test_what_cant_be_planned_gets_a_sentence(world: World) -> None:
    answer = await world.maya.slash("mentor plan", contact="Ana")
    assert "/start" in answer.response.content
    await planned(world)
    await world.maya.slash("contact add", name="Bo Park", organisation="Westfield", role="OT")
    for how, sentence in (
        ({"contact": "Zoe"}, "Zoe"),
        ({"contact": "Bo", "first": "soonish"}, "I couldn't read “soonish” as a date."),
        ({"contact": "Bo", "every": "now and then"}, "as how often."),
        ({"contact": "Bo", "every": "never"}, "Try “weekly”, “2 weeks” or “monthly”."),
    ):
        answer = await world.maya.slash("mentor plan", **how)
        assert sentence in answer.response.content
    listed = (await world.maya.slash("mentor plan")).response
    assert "### Sessions with Ana Rivera" in texts(listed), "Bo has none"


async def test_a_session_is_changed_left_out_taken_in_again_and_added(world: World) -> None:
    card = await in_the_dm(world)
    session = await opened(world, card, 2)
    assert texts(session).startswith("### How you learned what didn't come easily\nWith Ana Rivera")
    assert "**To think about before**\n- Which subject do others ask you about?\n" in texts(session)
    form = await world.maya.click(session, label="Change it")
    assert fields(form)["topic"] == "how you learned what didn't come easily"
    await world.restart()
    wrong = await world.maya.submit_modal(form, {"topic": "my **new** topic", "when": "soonish"})
    assert wrong.response.content.startswith("I couldn't read “soonish” as a date.")
    assert "my **new** topic" in wrong.response.content
    form = await world.maya.click(again(world, world.maya, card), label="Change it")
    await world.maya.submit_modal(form, {"topic": "my **new** topic", "when": "20 Feb"})
    session = again(world, world.maya, card)
    assert texts(session).startswith("### My \\*\\*new\\*\\* topic\n")
    assert "Fri 20 February 2026" in texts(session)
    session = await pressed(world, session, "Leave it out")
    assert labels(session) == ["Take it in again", "All sessions"]
    series = await pressed(world, session, "All sessions")
    assert "– 2\\. My \\*\\*new\\*\\* topic · left out" in texts(series)
    assert "0 of 7 done" in texts(series)
    session = await pressed(world, await opened(world, series, 2), "Take it in again")
    series = await pressed(world, session, "All sessions")
    form = await world.maya.click(series, label="Add a session")
    await world.maya.submit_modal(form, {"topic": "grading", "when": "in 3 days"})
    series = again(world, world.maya, card)
    assert "1\\. **Grading** · Thu 8 Jan" in texts(series)
    form = await world.maya.click(series, label="Change the days")
    await world.maya.submit_modal(form, {"when": "next Fri", "every": "3 weeks"})
    series = again(world, world.maya, card)
    assert "Every 3 weeks" in texts(series)
    series = await pressed(world, series, "End it here")
    series = await pressed(world, series, "Keep going")
    series = await pressed(world, series, "End it here")
    assert labels(series) == ["End it here", "Keep going"]
    await world.restart()
    series = await pressed(world, series, "End it here")
    assert texts(series).count("left out") == 9
    assert labels(series) == ["Add a session"]


async def test_the_day_before_a_dm_brings_questions_and_what_was_written_last_time(
    world: World,
) -> None:
    card = await in_the_dm(world, first="in 4 days", every="1 week")
    session = await opened(world, card)
    form = await world.maya.click(session, label="It's done")
    assert fields(form) == {"strength": None, "edge": None, "step": None}
    await world.restart()
    await world.maya.submit_modal(form, SAID)
    session = again(world, world.maya, card)
    assert "> A strength: I \\*listen\\*\n> A growing edge: I talk too fast" in texts(session)
    await world.pass_time(days=10)
    before = len(world.dms(world.maya))
    await world.deliver()
    assert len(world.dms(world.maya)) == before + 1
    dm = newest(world, world.maya)
    assert texts(dm).startswith("### 📅 Next session: How you learned what didn't come easily\n")
    assert "After “How you came to the work you do” you wrote\n> A strength: I \\*listen" in texts(
        dm
    )
    assert "- Which subject do you put off, and why?" in texts(dm)
    assert labels(dm)[:2] == ["Ask for this session", "It's done"]
    await world.restart()
    await world.maya.click(dm, label="Leave it out")
    assert labels(again(world, world.maya, dm)) == ["Take it in again", "All sessions"]


async def test_a_session_is_asked_for_by_a_note_or_by_dm_if_they_are_a_mentor(
    world: World,
) -> None:
    card = await in_the_dm(world)
    session = await opened(world, card)
    asked = (await world.maya.click(session, label="Ask for this session")).response
    assert texts(asked).startswith("### Ask Ana Rivera\n20 minutes, by video · how you came to")
    await offered(world, asked)
    assert "Write the note" in labels(asked)
    session = await opened(world, await pressed(world, session, "All sessions"))
    assert labels(session)[0] == "Open the meeting"
    opened_again = (await world.maya.click(session, label="Open the meeting")).response
    assert "Write the note" in labels(opened_again)
    await world.start(world.sam)
    await world.sam.slash("mentor offer")
    await world.maya.slash("mentor ask", member=world.sam, purpose=PURPOSE)
    await world.maya.slash("mentor plan", contact="Sam")
    session = await opened(world, newest(world, world.maya))
    asked = (await world.maya.click(session, label="Ask for this session")).response
    await offered(world, asked)
    await world.maya.click(asked, label="Send the request")
    await world.deliver()
    assert "They hope to learn: how you came to the work you do" in texts(newest(world, world.sam))


async def test_the_day_before_one_dm_says_what_the_session_and_its_meeting_have_to_say(
    world: World,
) -> None:
    card = await in_the_dm(world, first="tomorrow", every="1 week")
    await looked_back(world, await opened(world, card))
    session = await opened(
        world, await pressed(world, again(world, world.maya, card), "All sessions"), 2
    )
    asked = (await world.maya.click(session, label="Ask for this session")).response
    await agree(world, asked, "They agreed on a time", "Thu 15 Jan 3pm")
    plan = texts((await world.maya.slash("nudges list")).response)
    assert "getting ready to meet" in plan
    await world.pass_time(days=9, hours=2)
    before = len(world.dms(world.maya))
    await world.deliver()
    assert len(world.dms(world.maya)) == before + 1
    dm = newest(world, world.maya)
    assert texts(dm).startswith("### 📅 Get ready to meet Ana Rivera\n<t:")
    assert "**Session 2 of 8: How you learned what didn't come easily**\n" in texts(dm)
    assert "you wrote\n> A strength: I \\*listen\\*\n" in texts(dm)
    assert "- Which subject do you put off, and why?" in texts(dm)
    assert texts(dm).count("ow you learned what didn't come easily") == 1
    assert labels(dm) == ["The meeting", "Say where", "The session"]
    await world.restart()
    assert labels(await pressed(world, dm, "The session"))[:2] == ["Open the meeting", "It's done"]
    await jump_to_next(world)
    assert texts(newest(world, world.maya)).startswith("### 📅 You meet Ana Rivera soon\n")
    assert "Session 2 of" not in texts(newest(world, world.maya))


async def test_a_meeting_that_is_called_off_leaves_the_day_before_to_its_session(
    world: World,
) -> None:
    card = await in_the_dm(world, first="Thu 15 Jan")
    session = await opened(world, card)
    asked = (await world.maya.click(session, label="Ask for this session")).response
    await agree(world, asked, "They agreed on a time", "Tue 13 Jan 3pm")
    await world.maya.click(asked, label="Call it off")
    await world.maya.click(asked, label="Call it off")
    await world.pass_time(days=9, hours=2)
    await world.deliver()
    got = [texts(each) for each in world.dms(world.maya)]
    assert not [each for each in got if "Get ready to meet" in each]
    assert texts(newest(world, world.maya)).startswith("### 📅 Next session: How you came to")


async def test_nobody_else_reaches_a_series_and_what_is_gone_says_so(world: World) -> None:
    card = await in_the_dm(world)
    await world.start(world.sam)
    await world.sam.slash("contact add", name="Bo Park", organisation="Westfield", role="OT")
    theirs = (await world.sam.slash("mentor plan", contact="Bo")).response
    gone = "Those sessions aren't there any more. `/mentor plan` shows what is."
    for custom_id in (
        "series:see:1",
        "series:endyes:1",
        "series:add:1",
        "session:see:1:0",
        "session:skip:1:0",
        "session:done:1:0",
        "session:ask:1:0",
        "gain:write:1:0",
        "gain:thank:1:0",
        "gain:mine:1:0",
    ):
        assert await forged(world, theirs, custom_id) == gone, custom_id
    mine = await pressed(world, await opened(world, card), "All sessions")
    assert "0 of 8 done" in texts(mine)
    await world.maya.slash("contact delete", contact="Ana")
    [*_, asked] = world.dms(world.maya)
    await world.maya.click(asked, label="Delete")
    late = await world.maya.click(mine, label="Add a session")
    assert late.response.content == gone


async def forged(world: World, card: Any, custom_id: str) -> str:
    """Sam presses a button with an id that was made up; return the answer."""
    message = world.env.backend.get_message(card.channel_id, card.id)
    first = next(part for part in parts(message) if part.get("type") == 2)
    first["custom_id"] = custom_id
    return (await world.sam.click(card, custom_id=custom_id)).response.content


async def test_a_note_about_a_client_is_asked_about_before_it_is_kept(world: World) -> None:
    card = await in_the_dm(world)
    session = await opened(world, card)
    form = await world.maya.click(session, label="It's done")
    said = {"edge": "Talking with my client Bob Jones in room 412"}
    asked = await world.maya.submit_modal(form, said)
    assert "Is this about a client?" in texts(asked.response)
    shown = (await world.maya.slash("mentor plan")).response
    assert "0 of 8 done" in texts(shown)


async def test_maya_finds_a_mentor_plans_sessions_and_both_keep_what_they_gained(
    world: World,
) -> None:
    """The story of the README, in its order."""
    await world.start(world.maya)
    await world.start(world.sam)
    await world.sam.slash("start", time_zone="PT", stage="practitioner")
    await world.sam.slash("mentor offer", a_month=9)
    form = await world.maya.click(await found(world), label="Ask Sam Okafor")
    wish = {"purpose": PURPOSE, "how": ["video"], "minutes": ["30"]}
    first = (await world.maya.submit_modal(form, wish)).response
    await world.maya.click(first, label="Leave it")
    await world.maya.slash("mentor plan", contact="Sam", first="in 3 days", every="1 week")
    card = newest(world, world.maya)
    for number in range(1, 4):
        session = await opened(world, card, number)
        asked = (await world.maya.click(session, label="Ask for this session")).response
        times = await offered(world, asked)
        await world.maya.click(asked, label="Send the request")
        await world.deliver()
        await world.sam.click(newest(world, world.sam), label=times[0])
        agenda = await world.app.rooms.meetings.agenda(world.maya.id)
        [meeting] = [each.meeting for each in agenda.upcoming]
        await world.pass_time(seconds=(meeting.ends_at - world.now()).total_seconds())
        form = await world.maya.slash("meet debrief", meeting=meeting.id)
        await world.maya.submit_modal(form, {"note": "Wait a little longer", "cadence": ["never"]})
        card = await pressed(world, again(world, world.maya, card), "All sessions")
        assert f"{number} of 8 done" in texts(card)
        await world.deliver()
    for_sam = newest(world, world.sam)
    assert texts(for_sam).startswith(f"### You have met <@{world.maya.id}> a few times\n")
    form = await world.sam.click(for_sam, label="Write it down")
    await world.restart()
    await world.sam.submit_modal(form, {"gained": "Her questions keep me fresh"})
    assert "> Her questions keep me fresh" in texts(again(world, world.sam, for_sam))
    await world.pass_time(days=1)
    await world.deliver()
    [question] = [
        m for m in world.dms(world.maya) if texts(m).startswith("### Three sessions with")
    ]
    assert "fresh" not in "".join(texts(m) for m in world.dms(world.maya)), "each keeps their own"
    form = await world.maya.click(question, label="Write it down")
    await world.restart()
    await world.maya.submit_modal(form, {"gained": "I wait before I help"})
    kept = again(world, world.maya, question)
    assert "> I wait before I help" in texts(kept)
    draft = (await world.maya.click(kept, label="Draft a thank-you")).response
    assert "Sam" in texts(draft)
    assert "wait before I help" not in "".join(texts(m) for m in world.dms(world.sam))
    await pressed(world, card, "End it here")
    await pressed(world, again(world, world.maya, card), "End it here")
    await world.pass_time(days=4)
    await world.deliver()
    [invited] = [m for m in world.dms(world.maya) if "Would you like to give it on?" in texts(m)]
    await world.restart()
    await world.maya.click(invited, label="Be a mentor")
    assert "### You may be asked\n" in texts(again(world, world.maya, invited))
    hours = (await world.sam_member.slash(world.channel, "mentor hours")).response
    assert hours.content.startswith("Three meetings, 1 h in all.")
    [file] = hours.attachments
    assert file.filename == "pitstop-hours-mentor.csv"
    mine = (await world.maya.slash("mentor hours", of="student")).response
    assert mine.content.startswith("Three meetings, 1 h in all.")
    none = (await world.maya.slash("mentor hours")).response
    assert none.content.startswith("No meeting with a student has taken place yet.")


async def test_who_would_rather_not_is_never_asked_again(world: World) -> None:
    card = await in_the_dm(world, first="in 2 days")
    card = await looked_back(world, await opened(world, card))
    card = await pressed(world, await pressed(world, card, "All sessions"), "End it here")
    await pressed(world, card, "End it here")
    await world.pass_time(days=5)
    await world.deliver()
    [invited] = [m for m in world.dms(world.maya) if "Would you like to give" in texts(m)]
    await world.maya.click(invited, label="Not for me")
    [question] = [m for m in world.dms(world.maya) if "### One session with" in texts(m)]
    await world.maya.click(question, label="Not now")
    assert "I won't ask this again." in texts(again(world, world.maya, question))
    before = len(world.dms(world.maya))
    await world.pass_time(days=20)
    await world.deliver()
    assert len(world.dms(world.maya)) == before
    await world.maya.slash("mentor plan", contact="Ana")
    card = await looked_back(world, await opened(world, newest(world, world.maya)))
    card = await pressed(world, await pressed(world, card, "All sessions"), "End it here")
    await pressed(world, card, "End it here")
    await world.pass_time(days=5)
    await world.deliver()
    assert not [m for m in world.dms(world.maya) if "Would you like to give" in texts(m)]
