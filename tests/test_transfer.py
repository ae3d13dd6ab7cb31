"""`/contact import` and `/contact export`, with files of every kind."""

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import World, texts
from test_contacts import add

from bot.contacts.lists import Filters
from bot.contacts.transfer import MOST_EXPORTS

FILTERS = Filters()
SAMPLES = Path(__file__).parent / "formats" / "samples"

LINKEDIN = b"""Notes:
"When exporting your connection data, you may notice that some of the email addresses are missing."

First Name,Last Name,URL,Email Address,Company,Position,Connected On
Ana,"Rivera, OTR/L, CHT",linkedin.com/in/ana,ana@lakeside.example,Lakeside Hand Clinic,Therapist,12 Oct 2025
Bo,Li,https://www.linkedin.com/in/bo-li,,Harbor Rehab,OT,3 Mar 2025
,,https://www.linkedin.com/in/nobody,,,,1 Jan 2025
Cy,Park,https://www.linkedin.com/in/cy-park,,Westfield University,Professor,1 Feb 2025
"""


async def hand_in(world: World, data: bytes, name: str = "Connections.csv") -> Any:
    return await world.maya.slash("contact import", file=(name, data))


async def people(world: World) -> int:
    page = await world.app.rooms.lists.page(world.maya.id, FILTERS)
    return page.total


async def confirm(world: World, shown: Any, **said: Any) -> str:
    """Answer the one question; return what the card says then."""
    form = await world.maya.click(shown.response, label="Choose what to add")
    fields = {f["component"]["custom_id"]: f["component"] for f in form.modal["components"]}
    chosen = {
        name: [o["value"] for o in field["options"] if o.get("default")]
        for name, field in fields.items()
    }
    await world.maya.submit_modal(form, chosen | said)
    return texts(shown.response)


async def test_a_linkedin_file_is_shown_asked_about_added_and_undone(world: World) -> None:
    await world.start(world.maya)
    shown = await hand_in(world, LINKEDIN)
    card = texts(shown.response)
    for part in (
        "I read this as LinkedIn connections. Nothing is added yet.",
        "**Three new people**: Ana Rivera, Bo Li, Cy Park",
        "Skipped line",
        "no name",
    ):
        assert part in card
    assert await people(world) == 0
    await world.restart()
    done = await confirm(world, shown)
    assert "### Three people added" in done
    assert await world.deliver() is None  # 800 connections are not 800 reminders
    ana = texts((await world.maya.slash("contact view", contact="ana")).response)
    for part in ("Ana Rivera, OTR/L, CHT", "Therapist", "no reminders", "Met: <t:1760"):
        assert part in ana
    await world.restart()
    await world.maya.click(shown.response, label="Undo")
    assert "What the file brought is gone again." in texts(shown.response)
    assert await people(world) == 0


async def test_the_same_file_twice_changes_nothing(world: World) -> None:
    await world.start(world.maya)
    await confirm(world, await hand_in(world, LINKEDIN))
    again = texts((await hand_in(world, LINKEDIN)).response)
    assert "Three are in your network already, with nothing new." in again
    assert "Nothing new in this file, so nothing changes." in again
    assert await people(world) == 3


async def test_a_cadence_that_was_chosen_counts_from_today(world: World) -> None:
    await world.start(world.maya)
    done = await confirm(world, await hand_in(world, LINKEDIN), every=["6 weeks"])
    assert "### Three people added" in done
    upcoming = await world.deliver()
    assert upcoming is not None
    assert (upcoming - world.now()).days in range(40, 44)


async def test_news_of_somebody_known_is_told_apart_from_new_people(world: World) -> None:
    await world.start(world.maya)
    await add(
        world,
        world.maya,
        "Ana Rivera",
        email="ana@lakeside.example",
        organisation="Old Clinic",
        role="OT",
    )
    await add(world, world.maya, "Bo Li")
    shown = await hand_in(world, LINKEDIN)
    card = texts(shown.response)
    assert "**One new person**: Cy Park" in card
    assert "**One person with news**: Ana Rivera" in card
    assert "**One person may be somebody you have**: Bo Li" in card
    done = await confirm(world, shown)
    assert "### One person added, one person brought up to date" in done
    ana = texts((await world.maya.slash("contact view", contact="ana")).response)
    assert "Lakeside Hand Clinic · Therapist" in ana
    assert "Before: OT, Old Clinic" in ana
    assert await people(world) == 3
    await world.maya.click(shown.response, label="Undo")
    ana = texts((await world.maya.slash("contact view", contact="ana")).response)
    assert "Old Clinic" in ana
    assert "Lakeside Hand Clinic" not in ana
    assert await people(world) == 2


async def test_whoever_may_be_known_is_offered_for_merging(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Bo Li")
    shown = await hand_in(world, LINKEDIN)
    await confirm(world, shown, which=["like"])
    assert await people(world) == 2
    pair = await world.maya.click(shown.response, label="Compare Bo Li")
    await world.maya.click(pair.response, label="Make them one")
    assert await people(world) == 1


async def test_whom_the_student_touched_since_stays_when_the_import_is_undone(
    world: World,
) -> None:
    await world.start(world.maya)
    shown = await hand_in(world, LINKEDIN)
    await confirm(world, shown)
    await world.maya.slash("log", contact="ana", how="coffee")
    form = await world.maya.slash("contact edit", contact="bo", part="rhythm")
    await world.maya.submit_modal(form, {"cadence": "6 weeks"})
    await world.maya.click(shown.response, label="Undo")
    assert "Two that you changed since stay." in texts(shown.response)
    assert await people(world) == 2


async def test_a_file_can_be_forgotten_and_is_asked_for_again_once_it_is_used(
    world: World,
) -> None:
    await world.start(world.maya)
    shown = await hand_in(world, LINKEDIN)
    form = await world.maya.click(shown.response, label="Choose what to add")
    await world.maya.click(shown.response, label="Forget this file")
    assert "Forgotten. Nothing was added." in texts(shown.response)
    late = await world.maya.submit_modal(form, {"which": ["new"], "every": ["file"]})
    assert any("I don't have that file any more." in texts(m) for m in world.dms(world.maya)), late
    assert await people(world) == 0


async def test_a_form_that_is_sent_twice_adds_once_and_keeps_its_undo(world: World) -> None:
    await world.start(world.maya)
    shown = await hand_in(world, LINKEDIN)
    label = "Choose what to add"
    forms = [await world.maya.click(shown.response, label=label) for _ in range(2)]
    for form in forms:
        await world.maya.submit_modal(form, {"which": ["new"], "every": ["file"]})
    assert await people(world) == 3
    assert "### Three people added" in texts(shown.response)
    await world.maya.click(shown.response, label="Undo")
    assert await people(world) == 0


async def test_somebody_who_is_in_a_file_twice_is_added_once_with_all_of_it(world: World) -> None:
    await world.start(world.maya)
    rows = (
        "Name,Email,Phone,Tags\nAna Rivera,ana@lakeside.example,,one\n"
        "Ana Rivera,ANA@lakeside.example,+1 555 0100,two\n"
        "John Smith,j1@lakeside.example,,\nJohn Smith,j2@lakeside.example,,\n"
    )
    for _ in range(2):
        shown = await hand_in(world, rows.encode())
        assert "Nothing is added yet." in texts(shown.response) or await people(world) == 3
        if not await people(world):
            await confirm(world, shown)
    assert await people(world) == 3
    ana = texts((await world.maya.slash("contact view", contact="ana")).response)
    assert "+1 555 0100" in ana
    assert "#one #two" in ana


async def test_two_of_one_name_and_place_stay_two_and_lose_nothing(world: World) -> None:
    await world.start(world.maya)
    rows = (
        "Name,Organisation,Email\nMaria Silva,Harbor,m1@harbor.example\n"
        "Maria Silva,Harbor,m2@harbor.example\n"
    )
    await confirm(world, await hand_in(world, rows.encode()))
    assert await people(world) == 2
    cards = [
        texts((await world.maya.slash("contact view", contact=f"contact:{number}")).response)
        for number in (1, 2)
    ]
    assert ["m1@harbor.example" in cards[0], "m2@harbor.example" in cards[1]] == [True, True]


async def test_talks_of_somebody_who_is_in_an_export_twice_all_come_back(world: World) -> None:
    await world.start(world.maya)
    await world.start(world.sam)
    for number in (1, 2):
        await add(world, world.maya, "Ana Rivera", organisation="Lakeside")
        await world.maya.slash(
            "log", contact=f"contact:{number}", how="call", note=f"Talk {number}"
        )
    _name, data, _people = await world.app.rooms.transfer.export(world.maya.id, "json")
    shown = await world.sam.slash("contact import", file=("a.json", data))
    form = await world.sam.click(shown.response, label="Choose what to add")
    await world.sam.submit_modal(form, {"which": ["new"], "every": ["file"]})
    card = texts((await world.sam.slash("contact view", contact="ana")).response)
    assert "Talk 1" in card
    assert "Talk 2" in card


async def test_a_date_before_anybody_was_born_is_left_out_and_today_is_not(world: World) -> None:
    await world.start(world.maya)
    header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    rows = "Ana,Rivera,,,,,01 Jan 0001\nBo,Li,,,,,05 Jan 2026\n"
    await confirm(world, await hand_in(world, f"{header}{rows}".encode()))
    assert "Met:" not in texts((await world.maya.slash("contact view", contact="ana")).response)
    assert "Met:" in texts((await world.maya.slash("contact view", contact="bo")).response)
    listed = await world.maya.slash("contact list", silent="1 day")
    assert "Ana Rivera" in texts(listed.response)


async def test_a_file_is_forgotten_after_an_hour(world: World) -> None:
    await world.start(world.maya)
    shown = await hand_in(world, LINKEDIN)
    form = await world.maya.click(shown.response, label="Choose what to add")
    await world.pass_time(minutes=61)
    await world.maya.submit_modal(form, {"which": ["new"], "every": ["file"]})
    assert "I don't have that file any more." in texts(world.dms(world.maya)[-1])
    await world.app.rooms.contacts.tidy()
    assert await people(world) == 0


async def test_a_file_dropped_into_the_form_is_read_too_also_after_a_restart(world: World) -> None:
    await world.start(world.maya)
    form = await world.maya.slash("contact import")
    await world.restart()
    shown = await world.maya.submit_modal(form, {"file": ("Connections.csv", LINKEDIN)})
    assert "**Three new people**" in texts(shown.response)


async def test_in_a_server_nobody_else_sees_an_import(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya_member.slash(
        world.channel, "contact import", file=("Connections.csv", LINKEDIN)
    )
    assert shown.ephemeral
    refused = await world.maya_member.slash(world.channel, "contact import", file=("a.csv", b""))
    assert refused.ephemeral
    exported = await world.maya_member.slash(world.channel, "contact export", kind="csv")
    assert exported.ephemeral


async def test_every_sample_comes_in_and_a_second_time_changes_nothing(world: World) -> None:
    await world.start(world.maya)
    for path in sorted(SAMPLES.iterdir()):
        before = await people(world)
        shown = await hand_in(world, path.read_bytes(), path.name)
        assert "added" in await confirm(world, shown), path.name
        assert await people(world) > before, path.name
        again = await hand_in(world, path.read_bytes(), path.name)
        assert "Nothing new in this file" in texts(again.response), path.name
        await world.maya.click(shown.response, label="Undo")  # samples share some of their people
        assert await people(world) == before, path.name


REFUSED = (
    (b"", "a.csv", "That file is empty."),
    (
        b"\x89PNG\r\n\x1a\n" + bytes(500),
        "a.csv",
        "I can't read people from a file of that kind.",
    ),
    (
        b"PK\x03\x04" + bytes(500),
        "people.xlsx",
        "I can't read people from a file of that kind.",
    ),
    (b"Colour,Size\nred,4\n", "a.csv", "I can't find a column with names"),
    (b"Name,Email\n", "a.csv", "I found nobody in that file."),
    (b'{"a": 1}', "a.json", "only as Pitstop exports it."),
    (b"Name\n" + b"Ana\n" * 10_001, "a.csv", "more than 10,000 people."),
    (b"Name\n" + b"A" * (10 * 2**20), "a.csv", "larger than 10 MB."),
)


async def test_a_file_that_cannot_be_used_gets_one_sentence_and_adds_nobody(world: World) -> None:
    await world.start(world.maya)
    for data, name, says in REFUSED:
        shown = await hand_in(world, data, name)
        assert says in shown.response.content, name
    assert await people(world) == 0


async def test_a_full_network_takes_nobody_of_a_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.contacts.transfer.MOST_CONTACTS", 2)
    await world.start(world.maya)
    shown = await hand_in(world, LINKEDIN)
    assert "Nothing is added yet." in await confirm(world, shown)
    assert "is the most I can keep." in texts(world.dms(world.maya)[-1])
    assert await people(world) == 0


async def test_a_long_file_shows_how_far_it_is(world: World) -> None:
    await world.start(world.maya)
    rows = "".join(f"Person Number{number},Place {number}\n" for number in range(2_200))
    shown = await hand_in(world, f"Name,Organisation\n{rows}".encode())
    seen: list[str] = []
    world.env.backend.subscribers.append(
        lambda event, payload: seen.append(str(payload)) if event == "MESSAGE_UPDATE" else None
    )
    done = await confirm(world, shown)
    assert "### 2,200 people added" in done
    assert any("Adding people: 2,000 of 2,200" in text for text in seen)
    await world.maya.click(shown.response, label="Undo")
    assert await people(world) == 0


@pytest.mark.parametrize("kind", ["csv", "vcf", "json"])
async def test_what_goes_out_comes_back_to_another_student(world: World, kind: str) -> None:
    await world.start(world.maya)
    await world.start(world.sam)
    await add(
        world, world.maya, "María Núñez", email="m@harbor.example", tags="one, two", every="10 days",
        organisation="Harbor; Rehab", how_met='She said "=1+1"\nand left', through="Jo",
    )  # fmt: skip
    await world.maya.slash("log", contact="maria", how="call", note="Loves splints", advice="Read")
    exported = await world.maya.slash("contact export", kind=kind)
    assert "One person. This file is not encrypted" in exported.response.content
    [file] = exported.response.attachments
    assert file.filename == f"pitstop-contacts.{kind}"
    data = await world.app.rooms.transfer.export(world.maya.id, kind)
    shown = await world.sam.slash("contact import", file=(file.filename, data[1]))
    form = await world.sam.click(shown.response, label="Choose what to add")
    await world.sam.submit_modal(form, {"which": ["new"], "every": ["file"]})
    cards = [
        texts((await user.slash("contact view", contact="maria")).response)
        for user in (world.maya, world.sam)
    ]
    if kind == "json":
        assert cards[0] == cards[1]
    else:
        assert cards[0].split("\nLast spoke")[0] == cards[1].split("\nLast spoke")[0]
        assert "every 10 days" in cards[1]


async def test_an_empty_network_has_nothing_to_export(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash("contact export", kind="csv")
    assert "There is nobody to export yet." in shown.response.content


async def test_a_file_cannot_bring_times_ahead_or_endless_cadences(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    _name, data, _people = await world.app.rooms.transfer.export(world.maya.id, "json")
    told = json.loads(data)
    text = json.dumps(told).replace("2026-01-05", "2036-01-05").replace("6 weeks", "9999 weeks")
    await world.start(world.sam, "Chicago")
    shown = await world.sam.slash("contact import", file=("a.json", text.encode()))
    assert "Two details I could not use" in texts(shown.response)
    form = await world.sam.click(shown.response, label="Choose what to add")
    await world.sam.submit_modal(form, {"which": ["new"], "every": ["file"]})
    card = texts((await world.sam.slash("contact view", contact="ana")).response)
    assert "You haven't been in touch yet · no reminders" in card


async def test_so_many_files_an_hour_and_then_a_sentence_that_says_when(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    for _ in range(MOST_EXPORTS):
        await world.app.rooms.transfer.export(world.maya.id, "vcf")
    full = await world.maya.slash("contact export", kind="vcf")
    assert full.response.content == (
        "60 exports an hour is the most I can make. Nothing is lost; try again in an hour."
    )
    await world.pass_time(hours=1)
    assert (await world.maya.slash("contact export", kind="vcf")).response.attachments
