"""Notes: what they are made from, in whose words, and how they leave Discord."""

from email import policy
from email.parser import BytesParser
from typing import Any

import pytest
from conftest import World, parts, texts

ME = {"me": "Maya Chen", "who": "second-year OT student, Westfield University"}
LEARN = {"purpose": "how you chose hand therapy", "detail": "your talk on splinting"}
STUCK = "protecting motion, not preventing it"


async def met(world: World, note: str = STUCK, **contact: str) -> None:
    """Maya has had coffee with Ana."""
    await world.start(world.maya)
    known = {"name": "Ana Rivera", "how_met": "State conference", "email": "ana@lakeside.example"}
    await world.maya.slash("contact add", **{**known, **contact})
    await world.maya.slash("log", contact="Ana", how="coffee", note=note)


async def thanked(world: World, who: str = "Ana", talk: int | None = None) -> Any:
    """Maya thanks somebody for what the form has from her log; return the card."""
    options = {} if talk is None else {"talk": talk}
    return await filled(world, await world.maya.slash("thanks", contact=who, **options))


async def filled(world: World, form: Any, **said: str) -> Any:
    """Maya leaves a form as it is but for what is said, and signs; return the card."""
    known = {name: text for name, text in fields(form).items() if text is not None}
    signed = {name: text for name, text in ME.items() if name in fields(form)}
    return (await world.maya.submit_modal(form, {**known, **signed, **said})).response


async def asked(world: World, kind: str = "outreach", **said: str) -> Any:
    """Maya, who has begun already, drafts a first note to Ana; return its card."""
    form = await world.maya.slash("draft", kind=kind, contact="Ana")
    return (await world.maya.submit_modal(form, {**ME, **LEARN, **said})).response


async def rewritten(world: World, card: Any, subject: str, body: str) -> Any:
    """Maya edits a note; return the answer."""
    form = await world.maya.click(card, label="Edit")
    return await world.maya.submit_modal(form, {"subject": subject, "body": body})


async def more(world: World, card: Any, label: str) -> Any:
    """Maya presses a button that is needed seldom; return the answer."""
    await world.maya.click(card, label="More")
    assert "More" not in labels(card)
    return await world.maya.click(card, label=label)


def labels(message: Any) -> list[str]:
    return [part["label"] for part in parts(message) if part.get("type") == 2]


def choices(message: Any) -> dict[str, str]:
    options = [option for part in parts(message) for option in part.get("options", ())]
    return {option["label"]: option["value"] for option in options}


def fields(form: Any) -> dict[str, str | None]:
    """What a form asks, and what stands there already."""
    inside = [field["component"] for field in form.modal["components"]]
    return {field["custom_id"]: field.get("value") for field in inside}


def below(card: Any) -> str:
    """The last line of a card: which wording it is."""
    return texts(card).splitlines()[-1]


async def card_of_ana(world: World) -> str:
    return texts((await world.maya.slash("contact view", contact="Ana")).response)


async def test_thanks_are_made_from_the_log_and_ask_who_the_student_is_once(world: World) -> None:
    await met(world)
    form = await world.maya.slash("thanks", contact="Ana")
    assert fields(form) == {"me": None, "who": None, "detail": STUCK}, "to be put into words"
    card = await filled(world, form)
    assert texts(card).startswith("### Thank you: Ana Rivera\n**")
    for part in ("Dear Ana,", STUCK[1:], "today", "Maya Chen\nsecond-year OT student, Westfield"):
        assert part in texts(card)
    again = await world.maya.slash("thanks", contact="Ana")
    assert texts(again.response) == texts(card), "the same one, which is not sent yet"
    long = "Splints every day. " * 30
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    await world.maya.slash("log", contact="Bo", how="call", note=long)
    other = await world.maya.slash("thanks", contact="Bo")
    assert fields(other) == {"detail": long[:120]}
    await world.restart()
    shown = await world.maya.submit_modal(other, {"detail": "the three questions to begin with"})
    assert "Dear Bo," in texts(shown.response)
    assert "he three questions to begin with" in texts(shown.response)
    assert "Maya Chen" in texts(shown.response)


async def test_a_chosen_talk_is_thanked_for_and_one_with_somebody_else_is_not(
    world: World,
) -> None:
    await met(world)
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    await world.maya.slash("log", contact="Bo", how="call", note="what Bo said of himself")
    await world.maya.slash("log", contact="Ana", how="call", note="a second, shorter talk")
    assert "a second, shorter talk"[1:] in texts(await thanked(world))
    first, _second = await talks_to_thank_for(world, "Ana")
    assert first["name"] == "Call, Mon 5 January 2026"
    [of_bo] = await talks_to_thank_for(world, "Bo")
    assert STUCK[1:] in texts(await thanked(world, talk=1))
    wrong = await world.maya.slash("thanks", contact="Ana", talk=of_bo["value"])
    assert "Dear Ana," in texts(wrong.response)
    assert "Bo said" not in texts(wrong.response)
    assert await talks_to_thank_for(world, "Nobody") == []


async def talks_to_thank_for(world: World, contact: str) -> list[Any]:
    return await world.maya.autocomplete("thanks", "talk", "", contact=contact)


async def test_another_wording_goes_round_and_another_tone_sounds_different(world: World) -> None:
    await met(world)
    card = await thanked(world)
    numbers, bodies = [below(card)], [texts(card)]
    for _ in range(4):
        await world.maya.click(card, label="Another wording")
        numbers.append(below(card))
        bodies.append(texts(card))
    assert sorted(numbers[:4]) == [f"-# Wording {number} of 4" for number in range(1, 5)]
    assert len(set(bodies)) == 4
    assert (numbers[4], bodies[4]) == (numbers[0], bodies[0])
    await world.restart()
    for before, after in (("warm", "plain"), ("plain", "brief"), ("brief", "warm")):
        await world.maya.click(card, label=f"Tone: {before}")
        assert f"Tone: {after}" in labels(card)
        bodies.append(texts(card))
    assert len(set(bodies)) == 6


async def test_own_words_stay_until_the_student_lets_them_go(world: World) -> None:
    await met(world)
    card = await thanked(world)
    other = (await world.maya.slash("thanks", contact="Ana")).response
    await rewritten(world, card, "Splints", "Dear Bob,\n\nThanks!!!")
    assert "**Subject:** Splints\nDear Bob,\n\nThanks!!!" in texts(card)
    assert "**Before you send.**\n“Bob” may greet somebody else" in texts(card)
    assert below(card) == "-# Your own words"
    await world.restart()
    form = await world.maya.click(card, label="Edit")
    assert fields(form) == {"subject": "Splints", "body": "Dear Bob,\n\nThanks!!!"}
    await world.maya.click(other, label="Tone: warm")
    assert "Dear Bob," in texts(other), "seen before they were written"
    await world.maya.click(card, label="More")
    assert [each for each in labels(card) if each.startswith(("Tone", "Change"))] == []
    await world.maya.click(card, label="Another wording")
    assert "You can't get them back." in texts(card)
    await world.maya.click(card, label="Keep mine")
    assert "Dear Bob," in texts(card)
    await world.maya.click(card, label="Another wording")
    await world.maya.click(card, label="Take another wording")
    assert "Dear Ana," in texts(card)
    assert below(card).endswith(" of 4")


REFUSED = (
    ("Splints", "", "A note needs a letter or two."),
    ("Splints", "\u200b \n", "A note needs a letter or two."),
    (" ", "Dear Ana, thank you.", "A subject needs a letter or two."),
)


async def test_words_that_cannot_be_kept_get_one_sentence_and_nothing_is_lost(
    world: World,
) -> None:
    await met(world)
    card = await thanked(world)
    before = texts(card)
    for subject, body, says in REFUSED:
        refused = await rewritten(world, card, subject, body)
        assert refused.response.content.startswith(says)
        assert (body.strip("\u200b \n") or subject) in refused.response.content
    assert texts((await world.maya.slash("thanks", contact="Ana")).response) == before


async def test_the_very_words_are_copied_and_opened_in_a_mail_program(world: World) -> None:
    await met(world, name="Ana Rivéra")
    card = await thanked(world)
    body = "Dear Ana,\n\nThank you for “protecting motion”.\n```\n\n@everyone, to Zoë\n\nMaya"
    await rewritten(world, card, "Müller & splints", body)
    copied = (await world.maya.click(card, label="Copy")).response.content
    whole = f"Müller & splints\n\n{body}".replace("```", "ˋˋˋ")
    assert copied == f"```\n{whole}\n```"
    shown = await world.maya.click(card, label="Open in mail")
    [file] = shown.response.attachments
    assert file.filename == "note-to-ana-rivera.eml"
    mail = BytesParser(policy=policy.default).parsebytes(await file.read())
    assert mail["To"] == "Ana Rivéra <ana@lakeside.example>"
    assert mail["Subject"] == "Müller & splints"
    assert mail["X-Unsent"] == "1"
    assert mail.get_content().replace("\r\n", "\n") == f"{body}\n"
    assert texts(card).count("Müller"), "the card stays"
    await rewritten(world, card, "Long", "Long words. " * 240)
    [file] = (await world.maya.click(card, label="Copy")).response.attachments
    assert (await file.read()).decode() == "Long\n\n" + ("Long words. " * 240).strip()


@pytest.mark.parametrize(
    ("kind", "channel", "logged"),
    [
        ("thank_you", None, "Thanks sent: Thank you"),
        ("outreach", "email", "E-mail: A first note"),
        ("outreach", "linkedin", "Message: A first note"),
    ],
)
async def test_what_is_marked_as_sent_is_in_the_log_once(
    world: World, kind: str, channel: str | None, logged: str
) -> None:
    await met(world)
    if channel:
        form = await world.maya.slash("contact edit", contact="Ana", part="reach")
        await world.maya.submit_modal(form, {"channel": [channel]})
    card = await thanked(world) if kind == "thank_you" else await asked(world)
    other = (await world.maya.slash("draft", kind=kind, contact="Ana")).response
    await world.restart()
    await world.maya.click(card, label="Mark as sent")
    assert "### ✅ Sent to Ana Rivera\nIt's in your log." in texts(card)
    assert "It's in your log. They come up again on <t:" in texts(card)
    assert ("bring one follow-up in a week" in texts(card)) == (kind == "outreach")
    for label in ("Mark as sent", "Another wording", "Edit"):
        refused = await world.maya.click(other, label=label)
        assert refused.response.content == (
            "That note is marked as sent already, so it stays as it is. `/draft` begins a new one."
        )
    assert (await card_of_ana(world)).count(logged) == 1
    nudges = texts((await world.maya.slash("nudges list")).response)
    assert "### What comes when · 2" in nudges if kind == "outreach" else "· 1" in nudges
    await world.maya.click(card, label="Undo")
    assert "**Taken back.** The note is not sent; `/draft` opens it again." in texts(card)
    assert logged not in await card_of_ana(world)
    nudges = texts((await world.maya.slash("nudges list")).response)
    assert "a follow-up, if nothing came" not in nudges
    assert ("a note to send" in nudges) == (kind == "outreach"), "thanks have their own"
    await world.maya.click(other, label="Mark as sent")
    form = await world.maya.slash("draft", kind=kind, contact="Ana")
    assert form.modal is not None, "a new one"
    shown = (await world.maya.slash("contact view", contact="Ana")).response
    material = (await world.maya.click(shown, label="Draft")).response
    [kept] = [n for label, n in choices(material).items() if label.endswith("5 January 2026")]
    opened = (await world.maya.select(material, [kept], custom_id="draft:sent-to:1")).response
    assert texts(opened).endswith("-# Sent, and kept here.")


async def test_stay_in_touch_keeps_a_cadence_or_sets_one_and_brings_back_who_was_dropped_off(
    world: World,
) -> None:
    await met(world, every="never")
    card = await thanked(world)
    await more(world, card, "Stay in touch")
    assert "I'll bring Ana Rivera up every 6 weeks." in texts(card)
    await world.maya.click(card, label="More")
    assert "Stay in touch" not in labels(card)
    assert "in touch" in texts(card).partition("**Subject")[2]
    await world.maya.slash("contact add", name="Bo Li", role="OT", every="3 months")
    shown = await world.maya.slash("contact view", contact="Bo")
    await world.maya.click(shown.response, label="Seat: aboard")
    await world.maya.select(shown.response, ["dropped_off"])
    form = await world.maya.slash("thanks", contact="Bo")
    other = await filled(world, form, detail="one question first")
    await more(world, other, "Stay in touch")
    assert "I'll bring Bo Li up every 3 months." in texts(other)
    cards = [await world.maya.slash("contact view", contact=who) for who in ("Ana", "Bo")]
    for known, cadence in zip(cards, ("every 6 weeks", "every 3 months"), strict=True):
        assert cadence in texts(known.response)
        assert "Seat: aboard" in labels(known.response)


async def test_what_is_left_ends_there(world: World) -> None:
    await met(world)
    card = await thanked(world)
    other = (await world.maya.slash("thanks", contact="Ana")).response
    await world.maya.click(other, label="More")
    await more(world, card, "Leave it")
    assert texts(card) == "### Thank you: Ana Rivera\nLeft unsent. I won't remind you."
    assert labels(card) == []
    links = {"Gmail", "Outlook", "Outlook, to paste"}
    for label in set(labels(other)) - links:
        gone = await world.maya.click(other, label=label)
        assert gone.response.content.startswith("That note isn't there any more."), label
    form = await world.maya.slash("draft", kind="check_in", contact="Ana")
    missing = await world.maya.submit_modal(form, {"news": "\u200b"})
    assert "I only write what you tell me. Still missing: what is new." in texts(missing.response)
    assert labels(missing.response) == ["Answer", "Leave it"]
    await world.maya.click(missing.response, label="Leave it")
    assert "I won't remind you." in texts(missing.response)


async def test_an_own_template_is_kept_used_for_somebody_else_and_removed(world: World) -> None:
    await met(world)
    card = await thanked(world)
    body = f"Dear Ana,\n\nYou said {STUCK}. That {{changed}} my week.\n\nMaya Chen"
    await rewritten(world, card, "Thank you, Ana Rivera", body)
    form = await more(world, card, "Keep as template")
    await world.restart()
    await world.maya.submit_modal(form, {"title": "Mine *own*"})
    assert "**Kept as your template.**" in texts(card)
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    await world.maya.slash("log", contact="Bo", how="call", note="asking one question first")
    other = await thanked(world, "Bo")
    first = texts(other)
    assert choices(other) == {}
    await world.maya.click(other, label="More")
    await world.maya.select(other, [choices(other)["Mine *own*"]])
    assert "**Subject:** Thank you, Bo Li\nDear Bo," in texts(other)
    assert "You said asking one question first. That {changed} my week." in texts(other)
    assert below(other) == "-# Your template “Mine \\*own\\*”"
    await world.maya.click(other, label="Another wording")
    assert texts(other).startswith(first[:60]), "a template is not gone, so nothing is asked"
    await world.maya.click(other, label="More")
    await world.maya.select(other, [choices(other)["Mine *own*"]])
    await world.maya.click(card, label="More")
    await world.maya.click(other, label="More")
    await world.maya.select(other, [choices(other)["Remove “Mine *own*”"]])
    await world.maya.click(other, label="More")
    assert choices(other) == {}
    assert below(other).endswith(" of 4")
    gone = await world.maya.select(card, ["use-1"])
    assert gone.response.content.startswith("That note isn't there any more.")


async def test_a_template_asks_for_what_it_needs_and_shows_what_nobody_knows(world: World) -> None:
    await met(world, organisation="Lakeside Hand Clinic")
    card = await thanked(world)
    body = f"Dear Ana,\n\nI liked my visit to Lakeside Hand Clinic. {STUCK}.\n\nMaya Chen"
    await rewritten(world, card, "Thank you for everything", body)
    form = await more(world, card, "Keep as template")
    await world.maya.submit_modal(form, {"title": "Mine"})
    await world.maya.slash("contact add", name="Bo Li", how_met="At a fair")
    form = await world.maya.slash("thanks", contact="Bo")
    other = (await world.maya.submit_modal(form, {"detail": "one question first"})).response
    await world.maya.click(other, label="More")
    await world.maya.select(other, [choices(other)["Mine"]])
    assert "I liked my visit to {organisation}." in texts(other)
    assert "“{organisation}” is still to be filled in" in texts(other)
    news = {"news": "I moved", "detail": "the stroke study"}
    form = await world.maya.slash("draft", kind="check_in", contact="Ana")
    card = (await world.maya.submit_modal(form, news)).response
    await rewritten(world, card, "Hello", "Dear Ana,\n\nStill at the stroke study.\n\nMaya Chen")
    form = await more(world, card, "Keep as template")
    await world.maya.submit_modal(form, {"title": "Second"})
    form = await world.maya.slash("draft", kind="check_in", contact="Bo")
    other = (await world.maya.submit_modal(form, {"news": "I moved"})).response
    await world.maya.click(other, label="More")
    await world.maya.select(other, [choices(other)["Second"]])
    form = await world.maya.click(other, label="Answer")
    assert fields(form) == {"detail": None}, "a check-in can do without, this template can't"
    await world.maya.submit_modal(form, {"detail": "the hand study"})
    assert "Still at the hand study." in texts(other)


async def test_times_are_written_out_in_both_zones_and_what_cannot_be_read_costs_nothing_else(
    world: World,
) -> None:
    await met(world)
    form = await world.maya.slash("draft", kind="meeting_request", contact="Ana")
    said = {**ME, **LEARN, "times": "Tue 3-5pm"}
    for times, says in (
        ("Tue 3-5pm", "I couldn't read “Tue 3-5pm” as a time. Try “Tue 3pm” or “4 Dec 15:00”."),
        ("Tue", "“Tue” needs a time of day too."),
        ("8 Oct 3pm", "I read that as Wed 8 October 2025, which is over."),
    ):
        refused = await world.maya.submit_modal(form, {**said, "times": times})
        assert refused.response.content.startswith(says)
        assert times in refused.response.content
        form = await world.maya.slash("draft", kind="meeting_request", contact="Ana")
        assert fields(form) == {"times": None, "their_zone": None}, "the rest is kept"
        said = {}
    unknown = {"times": "Tue 3pm", "their_zone": "Atlantis"}
    refused = await world.maya.submit_modal(form, unknown)
    assert "I don't know the time zone of “Atlantis”." in refused.response.content
    form = await world.maya.slash("draft", kind="meeting_request", contact="Ana")
    card = await filled(world, form, times="Tue 3pm and Thu 10am", their_zone="Boston")
    assert "Tuesday 6 January, 3:00 pm Pacific (6:00 pm Eastern)\n" in texts(card)
    form = await more(world, card, "Change the facts")
    assert fields(form) == {**LEARN, "times": None, "their_zone": "America/New_York"}
    await world.restart()
    await filled(world, form, detail="your paper")
    assert "Thursday 8 January, 10:00 am Pacific (1:00 pm Eastern)" in texts(card), "they stay"
    assert "your paper" in texts(card)
    form = await more(world, card, "Change the facts")
    await filled(world, form, their_zone="")
    assert "Thursday 8 January, 10:00 am Pacific\n" in texts(card), "their city was taken out"
    form = await more(world, card, "Change the facts")
    await filled(world, form, times="Fri noon or Fri 11pm")
    assert "Friday 9 January, 12:00 pm Pacific\n" in texts(card)
    assert "Tuesday" not in texts(card)


async def test_names_markdown_and_mentions_in_a_note_do_nothing(world: World) -> None:
    name = "**Ana** <@1> " + "x" * 80
    note = "@everyone [see](https://evil.example) # *stars* <t:1>"
    await met(world, note, name=name)
    card = await thanked(world)
    for part in ("\\*\\*Ana\\*\\* \\<@\u200b1>", "@\u200beveryone \\[see](", "\\*stars\\* \\<t:1>"):
        assert part in texts(card)
    await rewritten(world, card, "# @here *x*", "> @everyone\n# Big\n" + "*" * 2900)
    assert "@\u200bhere \\*x\\*\n" in texts(card)
    assert "\\> @\u200beveryone\n\\# Big" in texts(card)
    await world.maya.click(card, label="Mark as sent")
    assert "\\*\\*Ana\\*\\*" in texts(card)


async def test_notes_are_for_the_students_eyes_only(world: World) -> None:
    await met(world)
    form = await world.maya_member.slash(world.channel, "thanks", contact="Ana")
    shown = await world.maya_member.submit_modal(form, {**ME, "detail": STUCK})
    assert shown.ephemeral
    for label in ("Copy", "Open in mail"):
        assert (await world.maya_member.click(shown.response, label=label)).ephemeral
    again = await world.maya_member.slash(world.channel, "draft", kind="thank_you", contact="Ana")
    assert again.ephemeral
    in_dm = await world.maya.slash("thanks", contact="Ana")
    assert texts(in_dm.response) == texts(shown.response)
    for command in ("thanks", "outreach"):
        met_first = await world.sam.slash(command, contact="Ana")
        assert met_first.response.content.startswith("We haven't met yet.")
