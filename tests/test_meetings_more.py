"""Meetings that go another way: other times, moved, called off, missed; and whose they are."""

from copy import deepcopy
from typing import Any

from conftest import World, parts, texts
from icalendar import Calendar
from test_meetings import (
    PURPOSE,
    agree,
    agreed,
    asked,
    begun,
    listed,
    offered,
    opened,
    planned,
)
from test_notes import choices, fields, filled, labels
from test_nudges import jump_to_next, newest
from test_screening import stored

THEIRS = "Thursdays after 4 are better"


async def events(answer: Any) -> list[Any]:
    """What is in the calendar file of an answer."""
    [file] = answer.response.attachments
    assert file.filename.endswith(".ics")
    return list(Calendar.from_ical(await file.read()).walk("VEVENT"))


async def file_of(world: World, card: Any, label: str) -> tuple[str, int, str]:
    """Maya takes the file of a meeting; return UID, SEQUENCE and STATUS."""
    [event] = await events(await world.maya.click(card, label=label))
    return str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])


# Other times


async def test_other_times_keep_their_words_and_are_offered_in_a_note(world: World) -> None:
    card, _times = await asked(world)
    form = await world.maya.click(card, label="They suggest other times")
    await world.restart()
    await world.maya.submit_modal(form, {"word": THEIRS})
    assert texts(card) == (
        f"### Ana Rivera would like another time\n20 minutes, by video · {PURPOSE}\n> {THEIRS}"
    )
    await world.maya.click(card, label="Offer other times")
    assert f"> {THEIRS}" in texts(card), "to be seen while she chooses"
    times = await offered(world, card, later=5)
    assert "Kept free until" in texts(card)
    [*held] = await events(await world.maya.click(card, label="Hold them in my calendar"))
    assert len(held) == len(times)
    note = await world.maya.click(card, label="Write the note")
    assert texts(note.response).startswith("### Offer other times: Ana Rivera\n")
    assert "Thursday 8 January, 10:30 am Pacific" in texts(note.response)
    await world.maya.click(note.response, label="Mark as sent")
    waiting = await opened(world)
    assert texts(waiting).startswith("### Waiting for Ana Rivera\n")
    form = await world.maya.click(waiting, label="They suggest other times")
    assert fields(form) == {"word": None}, "what they say now is something new"


async def test_one_of_their_times_is_taken(world: World) -> None:
    card, _times = await asked(world)
    form = await world.maya.click(card, label="They suggest other times")
    await world.maya.submit_modal(form, {"word": ""})
    assert ">" not in texts(card)
    await agree(world, card, "Take one of theirs", "Thu 4:30pm", "Lakeside Hand Clinic")
    assert texts(card).startswith("### 📅 Ana Rivera\n")
    assert "Lakeside Hand Clinic" in texts(card)
    assert "follow-up" not in await planned(world)


# Moved, called off, missed


async def test_a_meeting_that_moves_twice_stays_the_same_event_and_its_dms_move_along(
    world: World,
) -> None:
    card = await agreed(world, "Wed 3pm")
    files = [await file_of(world, card, "Invitation")]
    await agree(world, card, "Move it", "Thu 3pm")
    files.append(await file_of(world, card, "Invitation"))
    await world.restart()
    await agree(world, card, "Move it", "Fri 11am")
    files.append(await file_of(world, card, "Invitation"))
    handed = await world.maya.click(card, label="Invitation")
    assert handed.response.content.endswith("It changes what is there already.")
    assert len({uid for uid, _, _ in files}) == 1
    assert [(sequence, status) for _, sequence, status in files] == [
        (0, "CONFIRMED"),
        (1, "CONFIRMED"),
        (2, "CONFIRMED"),
    ]
    when = []
    for _ in range(3):
        await jump_to_next(world)
        when.append((f"{world.now():%A %H:%M}", newest(world).splitlines()[0]))
    assert when == [
        ("Thursday 17:00", "### 📅 Get ready to meet Ana Rivera"),
        ("Friday 18:45", "### 📅 You meet Ana Rivera soon"),
        ("Friday 20:20", "### Your meeting with Ana Rivera"),
    ]


async def test_who_looks_for_another_time_first_is_told_that_the_old_one_is_free(
    world: World,
) -> None:
    card = await agreed(world)
    await world.maya.click(card, label="Find another time")
    assert texts(card).startswith(
        f"### Other times for Ana Rivera\n20 minutes, by video · {PURPOSE}"
    )
    assert "is free again. Tell them, with times that suit you better." in texts(card)
    assert "getting ready" not in await planned(world)
    await offered(world, card)
    assert texts(card).startswith("### Another time with Ana Rivera\n")
    note = await filled(world, await world.maya.click(card, label="Write the note"))
    assert texts(note).startswith("### Offer other times: Ana Rivera\n")
    await agree(world, card, "They agreed on a time", "Fri 3pm")
    _, sequence, _ = await file_of(world, card, "Invitation")
    assert sequence == 2
    moved = await world.maya.slash("meet reschedule", meeting=1, when="Fri 4pm")
    assert texts(moved.response).startswith("### 📅 Ana Rivera\n")
    looked = await world.maya.slash("meet reschedule", meeting=1)
    assert "is free again" in texts(looked.response)


async def test_a_meeting_is_called_off_after_one_question_and_its_dms_are_gone(
    world: World,
) -> None:
    card = await agreed(world)
    uid, sequence, _ = await file_of(world, card, "Invitation")
    assert "getting ready to meet" in await planned(world)
    asks = (await world.maya.slash("meet cancel", meeting=1)).response
    first, agreed_on, last = texts(asks).splitlines()
    assert agreed_on.startswith("You agreed on <t:")
    assert (first, last) == (
        "### Call it off with Ana Rivera?",
        "It can't be taken back. Its time becomes free again.",
    )
    await world.maya.click(asks, label="Keep it")
    assert texts(asks) == texts(card)
    await world.maya.click(card, label="Call it off")
    await world.restart()
    await world.maya.click(card, label="Call it off")
    assert texts(card).startswith("### Called off: Ana Rivera\n")
    assert await file_of(world, card, "Cancellation") == (uid, sequence + 1, "CANCELLED")
    assert "meet" not in await planned(world)
    assert "called off" in await listed(world)
    late = await world.maya.click(asks, label="Get ready")
    assert late.response is None or "Ana Rivera" in texts(late.response)
    again = await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE)
    assert "I keep the times you pick free" in texts(again.response)


async def test_a_request_is_called_off_while_it_waits_and_its_times_are_free(world: World) -> None:
    card, _times = await asked(world)
    await world.maya.click(card, label="Call it off")
    assert "Times you offered become free again." in texts(card)
    await world.maya.click(card, label="Call it off")
    assert texts(card) == (
        f"### Called off: Ana Rivera\n20 minutes, by video · {PURPOSE}\n"
        "You can ask again any time with `/meet request`."
    )
    assert "follow-up" not in await planned(world)
    assert "░" not in texts((await world.maya.slash("availability show")).response).split("```")[1]


async def test_a_meeting_that_was_missed_finds_another_time_or_rests(world: World) -> None:
    await agreed(world, "Tue 3pm")
    await world.pass_time(days=2)
    asks = await opened(world)
    await world.maya.click(asks, label="It didn't happen")
    assert texts(asks) == (
        f"### It didn't happen: Ana Rivera\n20 minutes, by video · {PURPOSE}\n"
        "It happens to everybody. A short word and a new time put it right."
    )
    assert "how it went" not in await planned(world)
    await world.maya.click(asks, label="Find another time")
    await offered(world, asks)
    await agree(world, asks, "They agreed on a time", "Fri 3pm")
    await world.pass_time(days=3)
    again = await opened(world)
    await world.maya.click(again, label="It didn't happen")
    form = await world.maya.click(again, label="It did happen")
    await world.maya.click(again, label="Let it rest")
    assert texts(again).startswith("### Let it rest with Ana Rivera?\n")
    await world.maya.click(again, label="Let it rest")
    assert texts(again).startswith("### At rest: Ana Rivera\n")
    assert labels(again) == []
    late = await world.maya.submit_modal(form, {"note": "splints"})
    assert "it was called off." in late.response.content
    assert "splints" in late.response.content, "her words are handed back"


async def test_holds_keep_the_offered_times_free_and_export_has_all_with_a_time(
    world: World,
) -> None:
    card = await begun(world)
    times = await offered(world, card)
    none = await world.maya.slash("meet export")
    assert none.response.content == "No meeting has a time yet. `/meet list` shows what waits."
    held = await events(await world.maya.click(card, label="Hold them in my calendar"))
    assert [str(each["STATUS"]) for each in held] == ["TENTATIVE"] * len(times)
    assert len({str(each["UID"]) for each in held}) == len(times)
    assert "VALARM" not in str(held)
    await agree(world, card, "They agreed on a time", "Thu 3pm", "https://zoom.example/j/1")
    [event] = await events(await world.maya.slash("meet export"))
    assert (str(event["STATUS"]), str(event["LOCATION"])) == (
        "CONFIRMED",
        "https://zoom.example/j/1",
    )
    form = await world.maya.click(card, label="Change where")
    await world.maya.submit_modal(form, {"place": "Lakeside Hand Clinic"})
    assert "Lakeside Hand Clinic" in texts(card)
    [again] = await events(await world.maya.slash("meet export"))
    assert again["UID"] == event["UID"]
    assert int(again["SEQUENCE"]) == int(event["SEQUENCE"]) + 1


# When it is said


REFUSED = (
    ("yesterday 3pm", "I read that as Sun 4 January 2026, which is over."),
    ("today 3am", "I read that as Mon 5 January 2026, which is over."),
    ("Tue", "“Tue” needs a time of day too. Try “Tue 3pm” or “4 Dec 15:00”."),
    ("when it suits", "I couldn't read “when it suits” as a time."),
    ("8 Mar 2:30am", "The clocks go forward on Sun 8 March 2026, and “8 Mar 2:30am” is"),
    ("Wed 3:10pm", "That clashes: you meet Bo Li then, <t:1767826800:F>. The nearest free"),
    ("Thu 3pm", "That clashes: you offered that time to Cy Park, <t:1767913200:F>. The near"),
    ("Tue 3:05pm", "That clashes: your calendar has something then, <t:1767740400:F>. The"),
    ("Fri 3pm", "That clashes: you blocked that day. The nearest free time is <t:"),
)


async def test_a_time_that_cannot_be_is_refused_in_one_sentence(world: World) -> None:
    card = await begun(world)
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    await world.maya.slash("meet request", contact="Bo", purpose=PURPOSE)
    await world.maya.slash("meet confirm", meeting=2, when="Wed 3pm")
    await world.maya.slash("contact add", name="Cy Park", how_met="At a fair")
    await world.maya.slash("availability set", days="Thu", hours="3-4pm")
    other = (await world.maya.slash("meet request", contact="Cy", purpose=PURPOSE)).response
    on_thursday = [value for label, value in choices(other).items() if label.startswith("Thu")]
    await world.maya.select(other, on_thursday[:2], custom_id="meet-slots:3:0")
    await world.maya.slash("availability block", first="Friday", calendar=("my.ics", CALENDAR))
    before = stored(world)
    for when, said in REFUSED:
        refused = await world.maya.slash("meet confirm", meeting=1, when=when)
        assert refused.response.content.startswith(said), refused.response.content
    form = await world.maya.click(card, label="They agreed on a time")
    refused = await world.maya.submit_modal(form, {"when": "Fri 3pm", "place": "By the lake"})
    assert "you blocked that day." in refused.response.content
    assert "By the lake" in refused.response.content, "her words are handed back"
    assert stored(world) == before


CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Somebody//EN\r
BEGIN:VEVENT\r
UID:1@example\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260106T230000Z\r
DTEND:20260107T000000Z\r
SUMMARY:Dentist\r
END:VEVENT\r
END:VCALENDAR\r
"""


async def test_a_list_says_where_each_meeting_is_and_opens_it(world: World) -> None:
    await world.start(world.maya)
    assert await listed(world) == (
        "### No meetings yet\n`/meet request` asks somebody for twenty minutes."
    )
    for number in range(10):
        name = f"Person {number}"
        await world.maya.slash("contact add", name=name, how_met="At a fair")
        await world.maya.slash("meet request", contact=name, purpose=PURPOSE)
    await world.maya.slash("meet confirm", meeting=1, when="Thu 3pm")
    await world.maya.slash("meet confirm", meeting=2, when="Thu 4pm")
    shown = await listed(world)
    assert shown.startswith("### Your meetings\n-# Agreed on\n**Person 0** · <t:1767913200:F>\n")
    assert shown.count("not asked yet") == 8
    assert texts(await opened(world, "Person 1")).startswith("### 📅 Person 1\n")
    found = await world.maya.autocomplete("meet confirm", "meeting", "person 7")
    assert [each["name"] for each in found] == ["Person 7 · not asked yet"]


# Whose they are, twice, and where

EVERY_BUTTON = (
    *("note", "thank", "anyway", "followup", "holds", "invite", "when", "where", "said"),
    *("debrief", "prepare", "link", "send", "declined", "again", "see", "yes", "pick", "leave"),
    *("calloff", "missed", "tomove", "cancel"),
)


async def test_another_students_buttons_reach_no_meeting(world: World) -> None:
    await agreed(world)
    await world.start(world.sam, "Chicago")
    await world.sam.slash("contact add", name="Bo", role="OT")
    shown = (await world.sam.slash("contact view", contact="Bo")).response
    before = stored(world)
    message = world.env.backend.get_message(shown.channel_id, shown.id)
    first = next(part for part in parts(message) if part.get("type") == 2)
    ids = [f"meet:{action}:1:0" for action in EVERY_BUTTON]
    for custom_id in (*ids, "meet-take:1767913200:1:0"):
        first["custom_id"] = custom_id
        pressed = await world.sam.click(shown, custom_id=custom_id)
        assert pressed.modal is None, custom_id
        assert pressed.response.content.startswith("That meeting isn't there any more."), custom_id
    for command in ("confirm", "reschedule"):
        answer = await world.sam.slash(f"meet {command}", meeting=1, when="Fri 3pm")
        assert "isn't there any more" in answer.response.content
    for command in ("declined", "cancel", "prep", "debrief"):
        answer = await world.sam.slash(f"meet {command}", meeting=1)
        assert "isn't there any more" in answer.response.content
    assert stored(world) == before


async def test_every_button_can_be_pressed_twice_and_after_a_restart(world: World) -> None:
    card = await agreed(world)
    message = world.env.backend.get_message(card.channel_id, card.id)
    shown = deepcopy(message.components)
    await world.restart()
    for action in EVERY_BUTTON:
        for _ in range(2):
            message.components = deepcopy(shown)
            buttons = [part for part in parts(message) if "custom_id" in part]
            for number, button in enumerate(buttons):
                button["custom_id"] = f"meet:{action}:1:{number}"
            pressed = await world.maya.click(card, custom_id=f"meet:{action}:1:0")
            assert pressed.acknowledged, action
    assert "called off" in await listed(world), "the last that could be done with it"


async def test_in_a_server_only_she_sees_her_meetings(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="State conference")
    options = {"contact": "Ana", "purpose": PURPOSE}
    shown = await world.maya_member.slash(world.channel, "meet request", **options)
    assert shown.ephemeral
    for command in ("meet list", "availability show", "meet export"):
        assert (await world.maya_member.slash(world.channel, command)).ephemeral, command
    await world.restart()
    form = await world.maya_member.click(shown.response, label="They agreed on a time")
    await world.maya_member.submit_modal(form, {"when": "Thu 3pm", "place": ""})
    assert texts(shown.response).startswith("### 📅 Ana Rivera\n")
    file = await world.maya_member.click(shown.response, label="Invitation")
    assert file.ephemeral
    early = await world.maya_member.slash(world.channel, "meet debrief", meeting=1)
    assert early.ephemeral
    assert early.response.content == "That meeting hasn't begun yet. Look back on it afterwards."


async def test_a_meeting_goes_with_its_person_and_comes_back_with_them(world: World) -> None:
    card = await agreed(world)
    await world.maya.slash("contact archive", contact="Ana")
    assert "**Ana Rivera** · <t:1767913200:F>" in await listed(world)
    deletes = await world.maya.slash("contact delete", contact="Ana")
    await world.maya.click(deletes.response, label="Delete")
    assert (await listed(world)).startswith("### No meetings yet\n")
    assert "meet" not in await planned(world)
    gone = await world.maya.click(card, label="Get ready")
    assert gone.response.content.startswith("That meeting isn't there any more.")
    await world.maya.click(deletes.response, label="Undo")
    assert "**Ana Rivera** · <t:1767913200:F>" in await listed(world)
    assert "getting ready to meet" in await planned(world)


async def test_whatever_somebody_is_called_and_typed_fits_the_cards(world: World) -> None:
    await world.start(world.maya)
    name = "A" + "*" * 99
    await world.maya.slash("contact add", name=name, how_met="At a fair")
    wish = {"purpose": "`" * 60 + "_" * 60, "place": "https://x.example/" + "_" * 282}
    card = await world.maya.slash("meet request", contact=name, city="London", **wish)
    await offered(world, card.response, 4)
    for label in ("Other times", "Back", "Hold them in my calendar"):
        await world.maya.click(card.response, label=label)
    await agree(world, card.response, "They agreed on a time", "Thu 3pm", wish["place"])
    await world.maya.click(card.response, label="Invitation")
    await world.maya.click(card.response, label="Get ready")
    chosen = list(choices(card.response).values())[:5]
    await world.maya.select(card.response, chosen, custom_id="meet-ask:1:0")
    assert texts(card.response).count("\n- ") == 5
    assert "\\*\\*\\*" in texts(card.response), "shown as it was typed"
    assert len(await events(await world.maya.slash("meet export"))) == 1
