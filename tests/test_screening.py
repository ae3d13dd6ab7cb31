"""The question whether something is about a client: nothing is stored before the answer."""

import ast
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import discord
import pytest
from conftest import World, parts, texts
from discord import app_commands
from test_notes import ME, card_of_ana, choices, labels, met, more, rewritten, thanked

import bot
from bot.notes.model import NEEDS
from bot.ui.answers import FREE

CLIENT = "Saw my client Bob Jones in room 412"
OTHER = "Saw my client Jo Smith in room 413"
#: What was found is asked about, and what was typed can be read and copied.
ASKED = (
    "**Is this about a client?** “client Bob Jones in room 412” could identify someone.\n"
    "Client information doesn't belong on Discord. Nothing is saved yet.\n"
    f"{CLIENT}"
)
PUT_AWAY = "Answered. It went on below."


def stored(world: World) -> dict[str, list[Any]]:
    """Everything in the database, still encrypted."""
    with closing(sqlite3.connect(world.folder / "pitstop.db")) as file:
        names = [
            row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {name: file.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


def count(world: World, table: str) -> int:
    return len(stored(world)[table])


async def log(world: World, note: str = CLIENT, **more: str) -> Any:
    return await world.maya.slash("log", contact="Ana", how="call", note=note, **more)


async def by_command(world: World, said: str) -> Any:
    return await log(world, said)


async def by_form(world: World, said: str) -> Any:
    shown = await world.maya.slash("contact view", contact="Ana")
    form = await world.maya.click(shown.response, label="Log")
    return await world.maya.submit_modal(form, {"how": ["call"], "note": said})


async def by_contact_edit(world: World, said: str) -> Any:
    form = await world.maya.slash("contact edit", contact="Ana", part="met")
    return await world.maya.submit_modal(form, {"how_met": said})


async def by_own_words(world: World, said: str) -> Any:
    shown = await world.maya.slash("thanks", contact="Ana")
    return await rewritten(world, shown.response, "Thank you", said)


async def by_fact(world: World, said: str) -> Any:
    shown = await world.maya.slash("thanks", contact="Ana")
    form = await more(world, shown.response, "Change the facts")
    return await world.maya.submit_modal(form, {**ME, "detail": said})


Way = Callable[[World, str], Awaitable[Any]]
WAYS = {
    by_fact: ("detail", ""),
    by_own_words: ("body", ""),
    by_command: ("note", "Call: "),
    by_form: ("note", "Call: "),
    by_contact_edit: ("how_met", "Met: "),
}


async def test_whoever_is_being_added_or_is_a_contact_is_no_client(world: World) -> None:
    await met(world)
    said = "Treated Tomás for a wrist, as a demo"
    await world.maya.slash("contact add", name="Tomás Okafor", how_met=said)
    assert count(world, "contacts") == 2
    talks = count(world, "interactions")
    await log(world, said)
    assert count(world, "interactions") == talks + 1
    shown = await log(world, "Treated Zoltan for a wrist")
    assert "**Is this about a client?** “Treated Zoltan”" in texts(shown.response)
    assert count(world, "interactions") == talks + 1


async def test_nothing_is_stored_before_the_answer_and_new_words_go_on(world: World) -> None:
    await met(world)
    await thanked(world)
    for way, (name, shown_as) in WAYS.items():
        before = stored(world)
        asked = await way(world, CLIENT)
        assert texts(asked.response).startswith(ASKED.removesuffix(CLIENT))
        assert texts(asked.response).endswith(f"\n{CLIENT}"), "with the subject, where there is one"
        assert labels(asked.response) == ["Edit", "Not a client"]
        form = await world.maya.click(asked.response, label="Edit")
        [field] = form.modal["components"]
        assert (field["component"]["custom_id"], field["component"]["value"]) == (name, CLIENT)
        assert stored(world) == before, way
        said = f"Splinting, {name.removeprefix('how_')}"
        done = await world.maya.submit_modal(form, {name: said})
        assert said[1:] in texts(done.response)
        assert stored(world) != before, way
        assert CLIENT not in texts(asked.response)
        assert (texts(asked.response) == PUT_AWAY) == (way is by_command), (
            "else the answer stands there"
        )
        if shown_as:
            assert f"{shown_as}{said}" in await card_of_ana(world)


@pytest.mark.parametrize("way", [by_command, by_form])
async def test_new_words_are_read_too_and_not_a_client_counts_once_for_these_very_words(
    world: World, way: Way
) -> None:
    await met(world)
    before = stored(world)
    form = await world.maya.click((await way(world, CLIENT)).response, label="Edit")
    again = await world.maya.submit_modal(form, {WAYS[way][0]: OTHER})
    assert "“client Jo Smith in room 413”" in texts(again.response)
    assert stored(world) == before
    done = await world.maya.click(again.response, label="Not a client")
    assert f"{WAYS[way][1]}{OTHER}" in texts(done.response)
    assert (texts(again.response) == PUT_AWAY) == (way is by_command)
    for label in ("Not a client", "Edit"):
        twice = await answer_again(world, label)
        assert twice.response.content == "That is answered already, and done."
    assert (count(world, "interactions"), count(world, "cleared_texts")) == (2, 1)
    await world.restart()
    known = await way(world, f"{OTHER}\n")
    assert "Is this about a client?" not in texts(known.response)
    unknown = await way(world, f"{OTHER} on Monday")
    assert "Is this about a client?" in texts(unknown.response)


async def answer_again(world: World, label: str) -> Any:
    """Maya presses a button of the question, which she has seen before it was answered."""
    keys = [entry for entry in world.app.client.held if world.app.client.held[entry] is None]
    action = "keep" if label == "Not a client" else "edit"
    shown = (await world.maya.slash("contact view", contact="Ana")).response
    message = world.env.backend.get_message(shown.channel_id, shown.id)
    first = next(part for part in parts(message) if part.get("type") == 2)
    first["custom_id"] = f"screen:{action}:{keys[-1]}"
    return await world.maya.click(shown, custom_id=first["custom_id"])


async def test_options_of_a_command_that_are_fine_are_kept(world: World) -> None:
    await met(world)
    asked = await log(
        world, when="yesterday 3pm", advice="Try it first", promise="Send it", due="Friday"
    )
    assert texts(asked.response) == f"{ASKED}\nTry it first\nSend it", "all can be copied"
    form = await world.maya.click(asked.response, label="Edit")
    assert len(form.modal["components"]) == 1
    done = await world.maya.submit_modal(form, {"note": "Patience"})
    for part in ("Logged: call, <t:1767567600:D>", "To try: *Try it first*", "(due Fri 9 January"):
        assert part in texts(done.response)
    asked = await log(world, when="31 Feb 3pm")
    refused = await world.maya.click(asked.response, label="Not a client")
    assert "I couldn't read “31 Feb 3pm” as a date." in refused.response.content
    assert CLIENT in refused.response.content


async def test_several_fields_are_asked_about_at_once_and_left_out_when_emptied(
    world: World,
) -> None:
    await met(world)
    asked = await log(world, advice=OTHER, promise="Send it")
    for part in ("“client Bob Jones in room 412”", "“client Jo Smith in room 413”", CLIENT, OTHER):
        assert part in texts(asked.response)
    form = await world.maya.click(asked.response, label="Edit")
    assert len(form.modal["components"]) == 2
    done = await world.maya.submit_modal(form, {"note": "", "advice": "Try it"})
    assert "To try: *Try it*" in texts(done.response)
    assert "You promised: *Send it*" in texts(done.response)
    added = await world.maya.slash("contact add", name="Bo", how_met=CLIENT, through=OTHER)
    assert "“client Jo Smith in room 413”" in texts(added.response)
    await world.maya.click(added.response, label="Not a client")
    assert "Bo" in choices((await world.maya.slash("contact list")).response)


async def test_after_a_restart_the_words_can_be_read_and_the_answer_says_what_to_do(
    world: World,
) -> None:
    await met(world)
    asked = await log(world)
    other = await log(world, OTHER)
    form = await world.maya.click(other.response, label="Edit")
    before = stored(world)
    await world.restart()
    for label in ("Not a client", "Edit"):
        late = await world.maya.click(asked.response, label=label)
        assert late.response.content == (
            "I was restarted in between, so nothing is saved. "
            "Copy your words, then send them once more."
        )
    assert CLIENT in texts(asked.response)
    late = await world.maya.submit_modal(form, {"note": "My new words"})
    assert late.response.content.startswith("I was restarted in between")
    assert "My new words" in late.response.content
    assert stored(world) == before


async def test_nobody_else_answers_the_question(world: World) -> None:
    await met(world)
    await world.start(world.sam, "Chicago")
    await world.sam.slash("contact add", name="Bo", role="OT")
    asked = await log(world)
    [key] = world.app.client.held
    before = stored(world)
    for action in ("keep", "edit"):
        shown = (await world.sam.slash("contact view", contact="Bo")).response
        message = world.env.backend.get_message(shown.channel_id, shown.id)
        first = next(part for part in parts(message) if part.get("type") == 2)
        first["custom_id"] = f"screen:{action}:{key}"
        pressed = await world.sam.click(shown, custom_id=first["custom_id"])
        assert pressed.modal is None
        assert CLIENT not in pressed.response.content
    assert stored(world) == before
    done = await world.maya.click(asked.response, label="Not a client")
    assert "Logged: call" in texts(done.response)
    mine = await world.sam.slash("log", contact="Bo", how="call", note=CLIENT)
    assert texts(mine.response) == ASKED, "what one student said is not so for another"


async def test_the_question_is_for_the_students_eyes_and_shows_words_as_typed(
    world: World,
) -> None:
    stranger = await world.sam.slash("log", contact="Ana", how="call", note=CLIENT)
    assert stranger.response.content.startswith("We haven't met yet.")
    await met(world)
    said = f"@everyone **{CLIENT}** " + "x" * 900
    asked = await world.maya_member.slash(
        world.channel, "log", contact="Ana", how="call", note=said
    )
    assert asked.ephemeral
    assert "@\u200beveryone \\*\\*Saw my client" in texts(asked.response)
    done = await world.maya_member.click(asked.response, label="Not a client")
    assert done.ephemeral


#: Texts that are looked up, read as something, or say who the student or a contact is.
STRUCTURED = frozenset(
    {
        # Who somebody is, and how they are reached.
        *("contact", "other", "name", "pronouns", "credentials", "organisation", "role"),
        *("email", "phone", "link", "links", "me", "who"),
        # When, how often, where.
        *("when", "until", "due", "met_at", "every", "cadence", "silent", "day", "times", "begins"),
        *("lighter_until", "time_zone", "their_zone"),
        *("place", "city", "days", "hours", "first", "last", "booking_page"),
        "educator",  # who somebody is, picked or typed
        # Looked for, or how something of the student's own is called.
        *("words", "tag", "title"),
        # What a mentor speaks.
        *("language", "languages"),
        # A chat's own word, and its length in digits.
        *("hashtag", "minutes", "open_hours"),
        # A number.
        "seats",
    }
)


def typed_options(world: World) -> Iterator[tuple[str, str]]:
    """Yield every option of a command in which anything can be typed."""
    for command in world.app.client.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            for option in command.parameters:
                if option.type is discord.AppCommandOptionType.string and not option.choices:
                    yield option.name, f"/{command.qualified_name} {option.display_name}"


#: Where fields get their names from elsewhere: facts, and whatever was found.
NAMED_ELSEWHERE = {"_field": set().union(*NEEDS.values()), "filled": FREE}


def typed_fields() -> Iterator[tuple[str, str]]:
    """Yield every field of a form in which anything can be typed, as the source has it."""
    folder = Path(bot.__file__).parent
    files = [*folder.rglob("*.py"), *(folder.parent / "cogs").rglob("*.py")]
    for file in files:
        source = file.read_text(encoding="utf-8")
        assert "TextInput(" not in source or file.name == "form.py", file
        for function in ast.walk(ast.parse(source)):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            for call in ast.walk(function):
                match call:
                    case ast.Call(func=ast.Name(id="line" | "paragraph"), args=[_, named, *_]):
                        where = f"{file.name}: {function.name}"
                        if isinstance(named, ast.Constant):
                            yield str(named.value), where
                        else:
                            yield from ((each, where) for each in NAMED_ELSEWHERE[function.name])


async def test_whatever_students_write_freely_is_read_before_it_is_stored(world: World) -> None:
    found = [*typed_options(world), *typed_fields()]
    names = {name for name, _ in found}
    assert {"note", "advice", "body", "detail", "pointers", "through"} <= names
    forgotten = [where for name, where in found if name not in FREE | STRUCTURED]
    assert forgotten == []
    assert names >= STRUCTURED, "nothing on the list is forgotten either"
    assert set() == STRUCTURED & FREE
