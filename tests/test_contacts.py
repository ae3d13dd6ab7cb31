"""`/contact add`, `/contact view`, `/contact list` and `/log`, with good input and bad."""

import simcord
from conftest import World, texts


async def add(world: World, user: simcord.UserHandle, name: str, **options: str) -> str:
    options = options or {"how_met": "At the fair"}  # a name alone opens the form
    return texts((await user.slash("contact add", name=name, **options)).response)


async def test_one_line_is_enough(world: World) -> None:
    await world.start(world.maya)
    card = await add(world, world.maya, "Ana Rivera", relationship="mentor")
    assert "### Ana Rivera" in card
    assert "every 4 weeks" in card
    assert "every 6 weeks" in await add(world, world.maya, "Bo", organisation="Harbor")


async def test_a_name_alone_opens_a_form_that_asks_the_rest(world: World) -> None:
    await world.start(world.maya)
    form = await world.maya.slash("contact add", name="Ana Rivera")
    sent = await world.maya.submit_modal(
        form,
        {
            "name": "Ana Rivera",
            "organisation": "Lakeside",
            "relationship": ["professor"],
            "how_met": "At the fair",
            "met_at": "12 Oct",
        },
    )
    card = texts(sent.response)
    for part in ("**Added.**", "Lakeside · professor", "Met: At the fair", "every 8 weeks"):
        assert part in card


async def test_a_form_that_was_open_during_a_restart_still_arrives(world: World) -> None:
    await world.start(world.maya)
    form = await world.maya.slash("contact add", name="Ana Rivera")
    await world.restart()
    sent = await world.maya.submit_modal(form, {"name": "Ana Rivera", "how_met": "At the fair"})
    assert "**Added.**" in texts(sent.response)


async def test_a_form_that_cannot_be_used_hands_the_words_back(world: World) -> None:
    await world.start(world.maya)
    form = await world.maya.slash("contact add", name="Ana Rivera")
    long = "All of it. " * 90
    sent = await world.maya.submit_modal(
        form, {"name": "Ana Rivera", "how_met": long, "met_at": "soonish"}
    )
    assert "I couldn't read “soonish” as a date." in sent.response.content
    assert long.strip() in sent.response.content
    assert "Nobody aboard yet" in texts((await world.maya.slash("contact list")).response)


async def test_everything_that_was_typed_is_on_the_card(world: World) -> None:
    await world.start(world.maya)
    await add(
        world,
        world.maya,
        "Ana Rivera",
        organisation="Lakeside Hand Clinic",
        role="Hand therapist",
        setting="hand_therapy",
        credentials="OTR/L, CHT",
        how_met="State conference, through Jo Park",
        when="12 Oct",
        every="2 months",
    )
    card = texts((await world.maya.slash("contact view", contact="ana")).response)
    for part in (
        "Ana Rivera, OTR/L, CHT",
        "Hand therapy · Lakeside Hand Clinic · Hand therapist",
        "Met: State conference, through Jo Park",
        "every 2 months",
    ):
        assert part in card


REFUSED = (
    ({"when": "31 Feb 3pm"}, "I couldn't read “31 Feb 3pm” as a date."),
    ({"when": "next friday"}, "which hasn't come yet."),
    ({"when": "yesterday 25:00"}, "I couldn't read “yesterday 25:00” as a date."),
    ({"when": "12"}, "I couldn't read “12” as a date."),
    ({"every": "now and then"}, "I couldn't read “now and then” as how often."),
    ({"every": "0 days"}, "as how often."),
    ({"every": "99999 weeks"}, "as how often."),
    ({"email": "ana at lakeside"}, "“ana at lakeside” doesn't look like an e-mail address."),
    ({"link": "javascript:alert(1)"}, "doesn't lead to a web page."),
    ({"link": "lakeside"}, "“lakeside” doesn't lead to a web page."),
    ({"tags": ",".join("abcdefghijk")}, "10 tags is the most I can keep."),
    ({"tags": "x" * 31}, "The tag is too long."),
    ({"name": "!!!"}, "A name needs a letter or two"),
    ({"name": "\u202e\u200b "}, "A name needs a letter or two"),
)


async def test_what_cannot_be_used_gets_one_sentence_and_adds_nobody(world: World) -> None:
    await world.start(world.maya)
    for options, says in REFUSED:
        shown = await world.maya.slash("contact add", **{"name": "Ana", "role": "OT", **options})
        assert says in shown.response.content, options
    assert "Nobody aboard yet" in texts((await world.maya.slash("contact list")).response)


async def test_two_marias_are_told_apart(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "María Núñez", organisation="Harbor")
    await add(world, world.maya, "Maria Nunez", organisation="Lakeside")
    choices = await world.maya.autocomplete("log", "contact", "maria")
    assert [c["name"] for c in choices] == ["María Núñez · Harbor", "Maria Nunez · Lakeside"]
    shown = await world.maya.slash("contact view", contact="maria nunez")
    assert "Pick one from the list as you type." in shown.response.content
    picked = await world.maya.slash("contact view", contact=choices[0]["value"])
    assert "Harbor" in texts(picked.response)


async def test_typos_and_accents_are_forgiven_while_typing(world: World) -> None:
    await world.start(world.maya)
    for name in ("Jörg Sørensen", "Priya Raman", "Daniel Brooks"):
        await add(world, world.maya, name)
    for typed in ("jorg", "sorensen", "Jorg Sorenson"):
        choices = await world.maya.autocomplete("contact view", "contact", typed)
        assert choices[0]["name"] == "Jörg Sørensen", typed
    assert len(await world.maya.autocomplete("contact view", "contact", "")) == 3
    assert await world.maya.autocomplete("contact view", "contact", "zzzz") == []


async def test_a_name_nobody_has_brings_the_closest(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Priya Raman")
    shown = await world.maya.slash("contact view", contact="Pria Ramen")
    assert "Did you mean **Priya Raman**?" in shown.response.content
    nobody = await world.maya.slash("log", contact="Zed", how="call")
    assert "Add them with `/contact add`." in nobody.response.content


async def test_logging_moves_the_next_reminder(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 weeks ago")
    before = await world.deliver()
    logged = await world.maya.slash("log", contact="Ana", how="event", note="Loves splints")
    assert "**Logged: event, <t:" in texts(logged.response)
    assert "Ana Rivera comes up again on" in texts(logged.response)
    assert "Event: Loves splints" in texts(logged.response)
    after = await world.deliver()
    assert before is not None
    assert after is not None
    assert after > before


async def test_logging_something_older_does_not_move_the_reminder_back(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="yesterday")
    before = await world.deliver()
    await world.maya.slash("log", contact="Ana", how="event", when="3 weeks ago")
    assert await world.deliver() == before


async def test_a_note_is_handed_back_when_the_date_cannot_be_read(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    shown = await world.maya.slash(
        "log", contact="Ana", how="call", when="soonish", note="A long thought"
    )
    assert "Your words, to copy:\n```\nA long thought\n```" in shown.response.content


async def test_a_refused_contact_hands_back_everything_that_was_typed(world: World) -> None:
    await world.start(world.maya)
    shown = await world.maya.slash(
        "contact add", name="Ana", organisation="Lakeside", how_met="At the door", when="soonish"
    )
    for part in ("name: Ana", "organisation: Lakeside", "how_met: At the door", "when: soonish"):
        assert part in shown.response.content


async def test_what_is_logged_for_long_ago_is_said_with_its_day_and_moves_nothing(
    world: World,
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 weeks ago")
    await world.maya.slash("log", contact="Ana", how="email", when="yesterday")
    before = await world.deliver()
    logged = await world.maya.slash("log", contact="Ana", how="coffee", when="12 Oct")
    assert "**Logged: coffee, <t:" in texts(logged.response)
    assert await world.deliver() == before


async def test_a_contact_that_is_no_name_gets_a_sentence(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    for typed in ("🎉", " ", "contact:", "contact:0", "contact:²", "contact:" + "9" * 30):
        shown = await world.maya.slash("log", contact=typed, how="call", note="kept " * 190)
        assert "Did you mean" not in shown.response.content, typed
        assert "kept kept" in shown.response.content, typed
        assert len(shown.response.content) <= 2000, typed


async def test_never_means_no_reminder(world: World) -> None:
    await world.start(world.maya)
    card = await add(world, world.maya, "Ana Rivera", every="never", when="1 year ago")
    assert "no reminders" in card
    assert await world.deliver() is None


async def test_the_list_has_pages_and_opens_cards_also_after_a_restart(world: World) -> None:
    await world.start(world.maya)
    for number in range(11):
        await add(world, world.maya, f"Person {number:02}", when=f"{number + 1} days ago")
    shown = await world.maya.slash("contact list")
    assert "Your people · 11" in texts(shown.response)
    assert texts(shown.response).index("Person 10") < texts(shown.response).index("Person 09")
    await world.restart()
    await world.maya.click(shown.response, label="More")
    assert "page 2 of 2" in texts(shown.response)
    [first] = (await world.maya.autocomplete("contact view", "contact", "Person 00"))[:1]
    opened = await world.maya.select(shown.response, [first["value"].removeprefix("contact:")])
    assert "### Person 00" in texts(opened.response)


async def test_a_server_sees_nothing_and_the_dm_keeps_everything(world: World) -> None:
    await world.start(world.maya)
    for command, options in (
        ("contact add", {"name": "Ana Rivera", "role": "OT"}),
        ("contact view", {"contact": "Ana"}),
        ("contact list", {}),
        ("log", {"contact": "Ana", "how": "email"}),
        ("log", {"contact": "Ana", "how": "email", "when": "soonish"}),
    ):
        in_server = await world.maya_member.slash(world.channel, command, **options)
        assert in_server.ephemeral, command
        await world.maya.slash("contact list")
    in_dm = await world.maya.slash("contact list")
    assert not in_dm.ephemeral


async def test_two_students_never_see_each_others_people(world: World) -> None:
    await world.start(world.maya)
    await world.start(world.sam, "Chicago")
    await add(world, world.maya, "Ana Rivera", how_met="a secret place")
    [choice] = await world.maya.autocomplete("contact view", "contact", "ana")

    assert await world.sam.autocomplete("contact view", "contact", "ana") == []
    assert "Nobody aboard yet" in texts((await world.sam.slash("contact list")).response)
    for typed in ("Ana Rivera", choice["value"]):
        seen = await world.sam.slash("contact view", contact=typed)
        logged = await world.sam.slash("log", contact=typed, how="call")
        for result in (seen, logged):
            assert "secret" not in texts(result.response)
            assert "your network" in texts(result.response) or "I don't know" in texts(
                result.response
            )
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "Call" not in card


NASTY = "@everyone **bold** [link](https://x.example) <@1> `tick` \u202e# h"


async def test_what_people_type_is_shown_and_does_nothing(world: World) -> None:
    await world.start(world.maya)
    await add(
        world, world.maya, NASTY, organisation=NASTY, how_met=f"# head\n- list\n> quote\n{NASTY}"
    )
    await world.maya.slash("log", contact="everyone", how="call", note=NASTY)
    for command, options in (("contact list", {}), ("contact view", {"contact": "contact:1"})):
        shown = texts((await world.maya.slash(command, **options)).response)
        assert "everyone" in shown
        assert "@everyone" not in shown
        assert "**bold**" not in shown
        assert "\u202e" not in shown
        assert "\n# " not in shown
        assert "<@1>" not in shown.replace("\\<", "")
