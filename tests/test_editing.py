"""Changing a contact: forms, seats, the archive, deleting, merging, and taking it all back."""

import pytest
from conftest import World, parts, texts
from test_contacts import add

FORMS = {
    "Who they are": {
        "name": "Ana Rivera-Lopez",
        "pronouns": "she/her",
        "credentials": "OTR/L, CHT",
        "relationship": ["mentor"],
        "setting": ["hand_therapy"],
    },
    "Their work": {"role": "Clinic lead", "organisation": "Lakeside", "why": ["fixed"]},
    "How to reach them": {
        "email": "ana@lakeside.example",
        "phone": "+1 555 0100",
        "links": "linkedin.com/in/ana\nhttps://lakeside.example",
        "channel": ["linkedin"],
        "boundaries": "LinkedIn only",
    },
    "How you met": {
        "how_met": "At the conference",
        "met_at": "12 Oct",
        "met_through": "Jo Park",
        "purpose": "How she chose hands",
    },
    "Reminders, tags": {"cadence": "10 days", "tags": "splinting, #Webinar"},
}
SHOWN = (
    "Ana Rivera-Lopez, OTR/L, CHT",
    "Hand therapy · Lakeside · Clinic lead · mentor · she/her",
    "`ana@lakeside.example` · \\+1 555 0100 · https://linkedin.com/in/ana · https://lakeside.example",
    "Prefers: LinkedIn · LinkedIn only",
    "Met: At the conference, <t:",
    "through Jo Park",
    "You hope to learn: How she chose hands",
    "every 10 days",
    "#splinting #webinar",
)


async def card(world: World, who: str = "ana") -> str:
    return texts((await world.maya.slash("contact view", contact=who)).response)


async def test_every_part_of_a_contact_has_a_form_and_shows_on_the_card(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    shown = await world.maya.slash("contact edit", contact="ana")
    for part, said in FORMS.items():
        form = await world.maya.click(shown.response, label=part)
        await world.maya.submit_modal(form, said)
        assert "**Changed.**" in texts(shown.response)
        await world.maya.click(shown.response, label="Edit")
    now = await card(world)
    for part in SHOWN:
        assert part in now


async def test_a_form_opens_from_the_command_and_shows_what_is_known(world: World) -> None:
    await world.start(world.maya)
    await add(
        world, world.maya, "Ana Rivera", email="ana@lakeside.example", link="lakeside.example"
    )
    form = await world.maya.slash("contact edit", contact="ana", part="reach")
    fields = {
        field["component"]["custom_id"]: field["component"].get("value")
        for field in form.modal["components"]
    }
    assert fields["email"] == "ana@lakeside.example"
    assert fields["links"] == "https://lakeside.example"
    changed = await world.maya.submit_modal(form, {"email": "a.rivera@lakeside.example"})
    assert "a.rivera@lakeside.example" in texts(changed.response)


REFUSED = (
    ("who", {"name": "!!"}, "A name needs a letter or two."),
    ("reach", {"email": "ana@"}, "doesn't look like an e-mail address."),
    ("reach", {"phone": "no"}, "“no” doesn't look like a phone number."),
    ("reach", {"links": "a b c d e f"}, "“a” doesn't lead to a web page."),
    ("reach", {"links": "a.at b.at c.at d.at e.at f.at"}, "5 links is the most I can keep."),
    ("met", {"met_at": "next year"}, "which hasn't come yet."),
    ("rhythm", {"cadence": "rarely"}, "as how often."),
)


async def test_a_part_that_cannot_be_used_gets_one_sentence_and_changes_nothing(
    world: World,
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    before = await card(world)
    for part, said, says in REFUSED:
        form = await world.maya.slash("contact edit", contact="ana", part=part)
        name = {"name": "Ana Rivera"} if part == "who" else {}
        sent = await world.maya.submit_modal(form, name | said)
        assert says in sent.response.content, said
        for text in said.values():
            assert text in sent.response.content
    assert await card(world) == before


async def test_a_change_of_jobs_keeps_the_old_one_and_a_correction_does_not(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", role="Therapst", organisation="Lakeside")
    shown = await world.maya.slash("contact edit", contact="ana")
    for role, place, why in (
        ("Therapist", "Lakeside", "fixed"),
        ("Clinic lead", "Harbor Rehab", "moved"),
    ):
        form = await world.maya.click(shown.response, label="Their work")
        await world.maya.submit_modal(form, {"role": role, "organisation": place, "why": [why]})
        await world.maya.click(shown.response, label="Edit")
    now = await card(world)
    assert "Harbor Rehab · Clinic lead" in now
    assert "Before: Therapist, Lakeside, until Mon 5 January 2026" in now
    assert "Therapst" not in now


async def test_filling_in_what_was_missing_is_no_change_of_jobs(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", organisation="Lakeside")
    form = await world.maya.slash("contact edit", contact="ana", part="work")
    said = {"role": "Hand therapist", "organisation": "Lakeside", "why": ["moved"]}
    await world.maya.submit_modal(form, said)
    now = await card(world)
    assert "Lakeside · Hand therapist" in now
    assert "Before:" not in now


async def test_homework_archive_and_delete_are_a_tap_away_from_edit(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    shown = await world.maya.slash("contact edit", contact="ana")
    homework = await world.maya.click(shown.response, label="Homework")
    assert "### Homework: Ana Rivera" in texts(homework.response)
    asked = await world.maya.click(shown.response, label="Delete")
    assert "### Delete Ana Rivera?" in texts(asked.response)
    await world.maya.click(shown.response, label="Archive")
    assert "**In your archive.**" in texts(shown.response)
    again = await world.maya.slash("contact archive", contact="ana")
    assert "They are in your archive already." in texts(again.response)
    await world.maya.click(asked.response, label="Delete")
    late = await world.maya.slash("contact view", contact="ana")
    assert "I don't know “ana” yet." in late.response.content


async def test_keep_says_so_when_they_are_deleted_already(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    first, second = [await world.maya.slash("contact delete", contact="ana") for _ in range(2)]
    await world.maya.click(first.response, label="Delete")
    kept = await world.maya.click(second.response, label="Keep")
    assert "isn't in your network any more." in kept.response.content


async def test_another_cadence_moves_the_reminder_and_undo_moves_it_back(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="yesterday")
    before = await world.deliver()
    form = await world.maya.slash("contact edit", contact="ana", part="rhythm")
    shown = await world.maya.submit_modal(form, {"cadence": "2 weeks"})
    sooner = await world.deliver()
    assert before is not None
    assert sooner is not None
    assert sooner < before
    await world.restart()
    await world.maya.click(shown.response, label="Undo")
    assert "It is as it was before." in texts(shown.response)
    assert await world.deliver() == before


async def test_a_seat_is_taken_on_the_card_and_changes_the_reminder(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    before = await world.deliver()
    shown = await world.maya.slash("contact view", contact="ana")
    for seat, says in (("pit_stop", "about twice a year"), ("dropped_off", "No reminders")):
        labels = [part.get("label") for part in parts(shown.response)]
        label = next(each for each in ("Seat: aboard", "Seat: pit stop") if each in labels)
        await world.maya.click(shown.response, label=label)
        await world.maya.select(shown.response, [seat])
        assert says.lower() in texts(shown.response).lower()
    assert await world.deliver() is None
    await world.maya.click(shown.response, label="Seat: dropped off")
    await world.maya.select(shown.response, ["aboard"])
    assert await world.deliver() == before


async def test_the_archive_holds_whom_lists_and_suggestions_leave_out(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    away = await world.maya.slash("contact archive", contact="ana")
    assert "**In your archive.**" in texts(away.response)
    assert await world.deliver() is None
    assert await world.maya.autocomplete("log", "contact", "ana") == []
    assert "Nobody aboard yet" in texts((await world.maya.slash("contact list")).response)
    shown = await world.maya.slash("contact list", archived=True)
    assert "### Your archive · 1" in texts(shown.response)
    opened = await world.maya.select(shown.response, ["1"])
    await world.maya.click(opened.response, label="Bring back")
    assert "**Back in your network.**" in texts(opened.response)
    assert len(await world.maya.autocomplete("log", "contact", "ana")) == 1
    assert await world.deliver() is not None


async def test_deleting_asks_first_and_can_be_taken_back_for_ten_minutes(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", email="ana@lakeside.example")
    await world.maya.slash("log", contact="ana", how="call", note="Loves splints")
    before, due = await card(world), await world.deliver()

    asked = await world.maya.slash("contact delete", contact="ana")
    await world.maya.click(asked.response, label="Keep")
    assert await card(world) == before

    asked = await world.maya.slash("contact delete", contact="ana")
    await world.maya.click(asked.response, label="Delete")
    assert "Nobody aboard yet" in texts((await world.maya.slash("contact list")).response)
    assert await world.deliver() is None
    await world.restart()
    await world.pass_time(minutes=9)
    await world.maya.click(asked.response, label="Undo")
    assert "**They are back**" in texts(asked.response)
    assert await card(world) == before
    assert await world.deliver() == due

    asked = await world.maya.slash("contact delete", contact="ana")
    await world.maya.click(asked.response, label="Delete")
    await world.pass_time(minutes=11)
    await world.maya.click(asked.response, label="Undo")
    assert "Too late: Undo works once" in texts(world.dms(world.maya)[-1])
    assert "Nobody aboard yet" in texts((await world.maya.slash("contact list")).response)


async def test_adding_by_mistake_is_taken_back_once(world: World) -> None:
    await world.start(world.maya)
    added = await world.maya.slash("contact add", name="Ana", role="OT")
    await world.maya.click(added.response, label="Undo")
    assert "Taken back." in texts(added.response)
    assert "Nobody aboard yet" in texts((await world.maya.slash("contact list")).response)


async def test_somebody_added_by_mistake_stays_once_there_is_a_talk(world: World) -> None:
    await world.start(world.maya)
    added = await world.maya.slash("contact add", name="Ana", role="OT")
    await world.maya.slash("log", contact="ana", how="call")
    await world.maya.click(added.response, label="Undo")
    assert "changed again since" in texts(added.response)
    assert "Call" in await card(world)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            {"name": "Ana Rivera", "email": "ana@lakeside.example"},
            {"name": "A. Rivera", "email": "ANA@lakeside.example"},
        ),
        (
            {"name": "Ana Rivera", "link": "https://www.linkedin.com/in/ana/"},
            {"name": "Ana R.", "link": "linkedin.com/in/ana"},
        ),
        (
            {"name": "María Núñez", "organisation": "Harbor"},
            {"name": "maria nunez", "organisation": "harbor"},
        ),
        (
            {"name": "Ana Rivera", "organisation": "Lakeside Hand Clinic"},
            {"name": "Ana Riviera", "organisation": "Lakeside Hand Clinic"},
        ),
    ],
)
async def test_somebody_twice_is_noticed_and_merged_only_when_told_to(
    world: World, first: dict[str, str], second: dict[str, str]
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", **first)
    added = await world.maya.slash("contact add", **second)
    assert f"Is this the same person as **{first['name']}**" in texts(added.response)
    assert "Your people · 2" in texts((await world.maya.slash("contact list")).response)
    pair = await world.maya.click(added.response, label="Compare the two")
    await world.maya.click(pair.response, label="They are two people")
    assert "Your people · 2" in texts((await world.maya.slash("contact list")).response)
    pair = await world.maya.click(added.response, label="Compare the two")
    await world.maya.click(pair.response, label="Make them one")
    assert "**They are one now.**" in texts(pair.response)
    assert "Your people · 1" in texts((await world.maya.slash("contact list")).response)


async def test_two_become_one_as_the_student_chose_and_two_again_by_undo(world: World) -> None:
    await world.start(world.maya)
    await add(
        world, world.maya, "Ana Rivera", organisation="Lakeside", tags="one", when="5 weeks ago"
    )
    await add(world, world.maya, "Ana R.", organisation="Harbor", tags="two", through="Jo Park")
    await world.maya.slash("log", contact="Ana Rivera", how="call", note="First")
    await world.maya.slash("log", contact="Ana R.", how="coffee", note="Second")
    both = [await card(world, who) for who in ("contact:1", "contact:2")]

    shown = await world.maya.slash("contact merge", contact="contact:1", other="contact:2")
    assert "Organisation: **Lakeside** · ~~Harbor~~" in texts(shown.response)
    await world.restart()
    await world.maya.select(shown.response, ["organisation"])
    assert "Organisation: ~~Lakeside~~ · **Harbor**" in texts(shown.response)
    await world.maya.click(shown.response, label="Make them one")
    merged = texts(shown.response)
    for part in ("Ana Rivera", "Harbor", "through Jo Park", "#one #two", "First", "Second"):
        assert part in merged
    await world.maya.click(shown.response, label="Undo")
    assert "They are two people again." in texts(shown.response)
    assert [await card(world, who) for who in ("contact:1", "contact:2")] == both


async def test_merging_with_somebody_in_the_archive_brings_them_back(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", organisation="Lakeside")
    await world.maya.slash("contact archive", contact="ana")
    added = await world.maya.slash("contact add", name="Ana Rivera", organisation="Lakeside")
    assert "**Ana Rivera** (Lakeside, in your archive)?" in texts(added.response)
    pair = await world.maya.click(added.response, label="Compare the two")
    await world.maya.click(pair.response, label="Make them one")
    assert "archive" not in texts(pair.response)
    assert await world.deliver() is not None


async def test_two_with_too_much_between_them_are_told_what_to_take_away(world: World) -> None:
    await world.start(world.maya)
    for number, name in enumerate(("Ana Rivera", "Anna Rivera"), start=1):
        await add(world, world.maya, name)
        shown = await world.maya.slash("homework", contact=f"contact:{number}")
        form = await world.maya.click(shown.response, label="Write what you found")
        await world.maya.submit_modal(form, {"pointers": f"{name} 1\n{name} 2\n{name} 3"})
    pair = await world.maya.slash("contact merge", contact="contact:1", other="contact:2")
    refused = await world.maya.click(pair.response, label="Make them one")
    assert "Together they have more than 5 pointers" in refused.response.content


async def test_a_contact_is_not_merged_with_itself(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    shown = await world.maya.slash("contact merge", contact="ana", other="contact:1")
    assert "Both are the same contact already." in shown.response.content


async def test_a_member_is_saved_from_the_user_menu_and_known_the_next_time(world: World) -> None:
    await world.start(world.maya)
    form = await world.maya_member.context_menu(world.channel, "Save as contact", world.sam_member)
    second = await world.maya_member.context_menu(
        world.channel, "Save as contact", world.sam_member
    )
    sent = await world.maya_member.submit_modal(
        form, {"name": "Sam Okafor", "organisation": "Club"}
    )
    assert "### Sam Okafor" in texts(sent.response)
    assert sent.ephemeral
    again = await world.maya_member.context_menu(world.channel, "Save as contact", world.sam_member)
    assert "Sam Okafor is in your network already." in texts(again.response)
    assert again.ephemeral
    assert world.dms(world.sam) == []
    twice = await world.maya_member.submit_modal(second, {"name": "Sam Okafor"})
    assert "Sam Okafor is in your network already." in texts(twice.response)
    me = await world.maya_member.context_menu(world.channel, "Save as contact", world.maya_member)
    assert "That is you." in me.response.content


async def test_another_students_buttons_and_forms_reach_nobody(world: World) -> None:
    await world.start(world.maya)
    await world.start(world.sam, "Chicago")
    added = await world.maya.slash("contact add", name="Ana", role="Secret role")
    await world.sam.slash("contact add", name="Bo", role="OT")
    for custom_id in (
        "contact:edit:1",
        "contact:draft:1",
        "contact:delete:1",
        "contact:who:1",
        "contact:log:1",
        "contact:page:1:0",
        "twin:1:2",
        "merge:do:1:2:0",
        "merge:do:2:1:0",
        "undo:1",
    ):
        card_of_sam = await world.sam.slash("contact view", contact="Bo")
        stored = world.env.backend.get_message(
            card_of_sam.response.channel_id, card_of_sam.response.id
        )
        first = next(p for p in parts(stored) if p.get("type") == 2 and "custom_id" in p)
        first["custom_id"] = custom_id
        pressed = await world.sam.click(card_of_sam.response, custom_id=custom_id)
        assert pressed.response is not None, custom_id
        assert "Secret" not in texts(pressed.response), custom_id
    now = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "Secret role" in now
    assert added.response is not None
