"""Notes: what comes of them later, the nudges that open them, placements, whose they are."""

from typing import Any

import pytest
import simcord
from conftest import World, parts, texts
from discord import Permissions
from test_notes import (
    LEARN,
    ME,
    STUCK,
    asked,
    card_of_ana,
    choices,
    fields,
    filled,
    labels,
    met,
    more,
    rewritten,
    thanked,
)
from test_nudges import jump_to_next, newest
from test_what_nudges_say import days_pass

PLACEMENT = {**LEARN, "purpose": "do my Level II fieldwork with you"}


async def knows_ana(world: World, **contact: str) -> None:
    await world.start(world.maya)
    known = {"name": "Ana Rivera", "how_met": "State conference", **contact}
    await world.maya.slash("contact add", **known)


async def press(world: World, label: str) -> Any:
    """Maya presses a button on the newest nudge; return the answer."""
    return await world.maya.click(world.dms(world.maya)[-1], label=label)


async def listed(world: World) -> str:
    return texts((await world.maya.slash("nudges list")).response)


async def sent(world: World, kind: str = "outreach") -> None:
    card = await asked(world, kind)
    await world.maya.click(card, label="Mark as sent")


# What comes of them later


async def test_a_note_that_is_not_sent_comes_back_the_next_day_until_it_is(world: World) -> None:
    await knows_ana(world)
    card = await asked(world)
    assert "**Ana Rivera** · a note to send\n" in await listed(world)
    await jump_to_next(world)
    assert f"{world.now():%A %H:%M}" == "Tuesday 17:00"
    assert "### ⏰ Your note to Ana Rivera waits to be sent" in newest(world)
    number = len(world.dms(world.maya)) - 1
    opened = await press(world, "Open it")
    assert texts(opened.response) == texts(card)
    await world.restart()
    await world.maya.click(world.dms(world.maya)[number], label="Sent already")
    assert texts(world.dms(world.maya)[number]) == (
        "### All answered for today\n**Ana Rivera**\nLogged."
    )
    assert (await card_of_ana(world)).count("E-mail: A first note") == 1
    late = await world.maya.click(card, label="Mark as sent")
    assert "is marked as sent already" in late.response.content
    assert await days_pass(world, 5) == []


async def test_thanks_that_are_drafted_come_once_with_the_nudge_to_say_them(world: World) -> None:
    await met(world)
    await thanked(world)
    shown = (await world.maya.slash("nudges list")).response
    assert texts(shown).count("**Ana Rivera** · a thank-you\n") == 1
    offered = [option for part in parts(shown) for option in part.get("options", ())]
    assert [each.get("description") for each in offered] == [
        "A thank-you",
        "Keep in touch, every 6 weeks",
    ]
    first, second = await days_pass(world, 20)
    assert first.startswith("### ⏰ A thank-you to Ana Rivera\n")
    assert second.startswith("### ⏰ It isn't too late to thank Ana Rivera\n")


async def test_a_note_is_not_brought_while_something_is_missing_or_after_it_was_left(
    world: World,
) -> None:
    await knows_ana(world)
    await world.maya.slash("outreach", contact="Ana")
    assert await days_pass(world, 2) == []
    card = await asked(world)
    await more(world, card, "Leave it")
    assert await days_pass(world, 8) == []


async def test_no_answer_in_a_week_brings_one_follow_up_and_then_it_rests(world: World) -> None:
    await knows_ana(world)
    await sent(world)
    assert "**Ana Rivera** · a follow-up, if nothing came\n" in await listed(world)
    assert await days_pass(world, 6) == []
    await jump_to_next(world)
    assert f"{world.now():%A %d %B}" == "Monday 12 January"
    assert "### ⏰ No answer from Ana Rivera yet" in newest(world)
    await world.restart()
    shown = await press(world, "Draft")
    assert "### Follow up once: Ana Rivera" in texts(shown.response)
    assert "ow you chose hand therapy" in texts(shown.response), "asked for a week ago"
    assert "a first note" not in texts(shown.response)
    await world.maya.click(shown.response, label="Mark as sent")
    assert "follow-up" not in texts(shown.response)
    assert await days_pass(world, 20) == []


async def test_who_was_in_touch_since_gets_no_follow_up(world: World) -> None:
    await knows_ana(world)
    await sent(world)
    await world.pass_time(days=2)
    await world.maya.slash("log", contact="Ana", how="email", note="She has time in March")
    assert await days_pass(world, 12) == []


async def test_what_a_note_left_in_the_log_does_not_get_into_the_next_one(world: World) -> None:
    await knows_ana(world)
    await sent(world)
    form = await world.maya.slash("draft", kind="congratulations", contact="Ana")
    shown = await world.maya.submit_modal(form, {"news": "the state award"})
    card = shown.response
    for _ in range(4):
        assert "first note" not in texts(card).lower()
        await world.maya.click(card, label="Another wording")
    form = await world.maya.slash("thanks", contact="Ana")
    assert fields(form) == {"detail": None}


# What opens them


async def test_draft_on_a_thank_you_opens_thanks_for_that_very_talk(world: World) -> None:
    await met(world)
    await jump_to_next(world)
    assert "### ⏰ A thank-you to Ana Rivera" in newest(world)
    card = await filled(world, await press(world, "Draft"))
    assert "### Thank you: Ana Rivera" in texts(card)
    assert STUCK[1:] in texts(card)
    await world.maya.click(card, label="Mark as sent")
    assert await days_pass(world, 8) == []


@pytest.mark.parametrize(
    ("talk", "title", "asks"),
    [
        ({"advice": "Try the task yourself"}, "Tell Ana Rivera what came of it", "outcome"),
        ({"promise": "Send it by Friday"}, "Your promise to Ana Rivera", "news"),
        ({}, "Time to write to Ana Rivera", "news"),
    ],
)
async def test_draft_on_a_nudge_opens_the_kind_that_it_is_about(
    world: World, talk: dict[str, str], title: str, asks: str
) -> None:
    await knows_ana(world)
    await world.maya.slash("log", contact="Ana", how="email", **talk)
    await jump_to_next(world)
    assert title in newest(world)
    form = await press(world, "Draft")
    assert asks in fields(form)
    shown = await world.maya.submit_modal(form, {**ME, asks: "my second splint fits"})
    heading = "I tried your advice" if asks == "outcome" else "Check in"
    assert texts(shown.response).startswith(f"### {heading}: Ana Rivera")
    assert "y second splint fits" in texts(shown.response)
    await world.maya.click(shown.response, label="Mark as sent")
    if asks == "outcome":
        assert "Try the task" not in await card_of_ana(world), "they know now"
        await world.maya.click(shown.response, label="Undo")
        assert "Try the task" in await card_of_ana(world), "they don't"


async def test_every_kind_of_note_begins_on_the_contact_card(world: World) -> None:
    await knows_ana(world)
    shown = await world.maya.slash("contact view", contact="Ana")
    material = (await world.maya.click(shown.response, label="Draft")).response
    assert "### Writing to Ana Rivera" in texts(material)
    assert len(choices(material)) == 14
    said = {
        "purpose": "how you chose hands",
        "detail": "your talk",
        "advice": "try it",
        "outcome": "it fits",
        "news": "I start in May",
        "article": "Flexor repair",
        "why": "it has your protocol",
        "times": "Tue 3pm, Thu 10am",
        "begins": "on 4 January",
    }
    await world.restart()
    for label, kind in list(choices(material).items())[::2]:
        opened = await world.maya.select(material, [kind])
        if opened.modal is not None:
            wanted = fields(opened)
            opened = await world.maya.submit_modal(
                opened, {each: text for each, text in (ME | said).items() if each in wanted}
            )
        assert texts(opened.response).startswith(f"### {label}: Ana Rivera\n**"), kind
        assert "Dear Ana," in texts(opened.response), kind


# Placements


@pytest.fixture
def officer(world: World) -> simcord.MemberActor:
    """Somebody who may manage the server."""
    guild = world.channel.guild
    assert guild is not None
    role = guild.create_role("Officer", permissions=Permissions(manage_guild=True))
    return guild.add_member(world.env.create_user("lee"), roles=[role])


async def placement(world: World) -> Any:
    """Maya, who is in her DM, asks Ana for a placement; return the answer's card."""
    form = await world.maya.slash("outreach", contact="Ana")
    return (await world.maya.submit_modal(form, {**ME, **PLACEMENT})).response


async def test_who_asks_for_a_placement_is_sent_to_who_arranges_them(
    world: World, officer: simcord.MemberActor
) -> None:
    await knows_ana(world)
    card = await placement(world)
    assert "### Placements go through your programme's fieldwork coordinator" in texts(card)
    who = "Dr. Lee <@1>, *fieldwork@westfield.example*"
    said = await officer.slash(world.channel, "admin coordinator", who=who)
    assert said.ephemeral
    assert "is sent to Dr. Lee \\<@\u200b1>, \\*fieldwork" in texts(said.response)
    await world.restart()
    card = (await world.maya.slash("outreach", contact="Ana")).response
    assert "### Placements go through **Dr. Lee \\<@\u200b1>, \\*" in texts(card)
    in_server = await world.maya_member.slash(world.channel, "outreach", contact="Ana")
    assert texts(in_server.response) == texts(card)
    form = await world.maya.click(card, label="Change what I ask")
    assert fields(form) == ME | PLACEMENT
    await world.maya.submit_modal(form, ME | LEARN)
    assert "### A first note: Ana Rivera\n**" in texts(card)
    assert "### A first note: Ana Rivera" in texts(
        (await world.maya.slash("outreach", contact="Ana")).response
    )
    said = await officer.slash(world.channel, "admin coordinator")
    assert "Forgotten." in texts(said.response)
    assert "It was Dr. Lee \\<@\u200b1>, \\*fieldwork" in texts(said.response)  # nothing is lost


async def test_what_is_not_about_a_placement_after_all_goes_on(world: World) -> None:
    await knows_ana(world)
    card = await placement(world)
    assert await days_pass(world, 2) == [], "it is not ready"
    await world.restart()
    await world.maya.click(card, label="It's not about a placement")
    assert "### A first note: Ana Rivera\n**" in texts(card)
    assert "Dear Ana," in texts((await world.maya.slash("outreach", contact="Ana")).response)
    for purpose, is_asked in ((PLACEMENT["purpose"], False), ("whether you take students", True)):
        form = await more(world, card, "Change the facts")
        await filled(world, form, detail="your paper", purpose=purpose)
        assert ("### Placements go through" in texts(card)) == is_asked, purpose


async def test_only_who_may_manage_the_server_names_the_coordinator(
    world: World, officer: simcord.MemberActor
) -> None:
    await officer.slash(world.channel, "admin coordinator", who="Dr. Lee")
    assert "admin coordinator" not in world.maya_member.available_commands(world.channel)
    assert "admin coordinator" not in world.maya.available_commands()
    [command] = [
        each
        for each in world.app.client.tree.walk_commands()
        if each.qualified_name == "admin coordinator"
    ]
    assert command.root_parent is not None
    root = next(
        each for each in world.env.backend.commands[None].values() if each["name"] == "admin"
    )
    permissions = root.pop("default_member_permissions")
    assert int(permissions) == Permissions(manage_guild=True).value
    refused = await world.maya_member.slash(world.channel, "admin coordinator", who="Me")
    assert refused.response.content.startswith("Only officers who may manage this server")
    await knows_ana(world)
    assert "go through **Dr. Lee**" in texts(await placement(world))


# Whose they are


async def test_another_students_buttons_and_forms_reach_nobody(world: World) -> None:
    await met(world)
    card = await thanked(world)
    before = texts(card)
    await world.start(world.sam, "Chicago")
    await world.sam.slash("contact add", name="Bo", role="OT")
    actions = ("sent", "edit", "next", "ask", "see", "tone", "facts", "mail", "copy")
    actions += ("keep", "stay", "drop", "other")
    for custom_id in (*(f"draft:{action}:1" for action in actions), "contact:draft:1"):
        shown = (await world.sam.slash("contact view", contact="Bo")).response
        stored = world.env.backend.get_message(shown.channel_id, shown.id)
        first = next(p for p in parts(stored) if p.get("type") == 2 and "custom_id" in p)
        first["custom_id"] = custom_id
        pressed = await world.sam.click(shown, custom_id=custom_id)
        assert pressed.modal is None, custom_id
        assert pressed.response.content.startswith(
            ("That note isn't there any more.", "That person isn't in your network")
        ), custom_id
    assert texts((await world.maya.slash("thanks", contact="Ana")).response) == before


async def test_every_button_and_form_of_a_note_works_after_a_restart(world: World) -> None:
    await met(world)
    card = await thanked(world)
    await rewritten(world, card, "Splints", "Dear Ana,\n\nThank you for the splints.\n\nMaya")
    form = await more(world, card, "Keep as template")
    await world.maya.submit_modal(form, {"title": "Mine"})
    await world.restart()
    copied = await world.maya.click(card, label="Copy")
    assert "Splints\n\nDear Ana," in copied.response.content
    opened = await world.maya.click(card, label="Open in mail")
    assert "Open this file" in opened.response.content
    for label in ("Edit", "Keep as template"):
        await world.maya.click(card, label="More")
        await world.restart()
        form = await world.maya.click(card, label=label)
        await world.restart()
        await world.maya.submit_modal(form, {k: v or "" for k, v in fields(form).items()})
        assert "Thank you for the splints." in texts(card)
    for label in ("Another wording", "Keep mine", "More", "Stay in touch", "Another wording"):
        await world.maya.click(card, label=label)
    await world.restart()
    for label in ("Take another wording", "Another wording", "Tone: warm"):
        await world.maya.click(card, label=label)
        assert " of 4" in texts(card)
    form = await more(world, card, "Change the facts")
    await world.restart()
    await world.maya.submit_modal(form, {**ME, "me": "Maya C.", "detail": "your splint"})
    assert "our splint" in texts(card)
    assert "Maya C.\n" in texts(card)
    await world.maya.click(card, label="More")
    await world.restart()
    await world.maya.select(card, [choices(card)["Mine"]])
    assert "Your template “Mine”" in texts(card)
    await more(world, card, "Leave it")
    assert "Left unsent." in texts(card)


async def test_a_note_to_somebody_who_was_deleted_is_gone_until_they_are_back(
    world: World,
) -> None:
    await met(world)
    card = await thanked(world)
    before = texts(card)
    form = await world.maya.click(card, label="Edit")
    await world.maya.click(card, label="More")
    asked_first = await world.maya.slash("contact delete", contact="Ana")
    await world.maya.click(asked_first.response, label="Delete")
    for label in ("Mark as sent", "Another wording", "Copy", "Open in mail", "Edit", "Leave it"):
        answer = await world.maya.click(card, label=label)
        assert answer.response.content.startswith("That note isn't there any more."), label
    late = await world.maya.submit_modal(form, {"subject": "Hello", "body": "Dear Ana, hello."})
    assert late.response.content.startswith("That note isn't there any more.")
    assert "Dear Ana, hello." in late.response.content, "the words are handed back"
    await world.maya.click(asked_first.response, label="Undo")
    await world.maya.click(card, label="Tone: warm")
    assert "Tone: plain" in labels(card)
    assert texts(card) != before
