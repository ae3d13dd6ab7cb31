"""Logging, and what becomes of advice and promises."""

from datetime import timedelta

import pytest
from conftest import World, parts, texts
from test_contacts import add


async def card(world: World) -> str:
    return texts((await world.maya.slash("contact view", contact="ana")).response)


async def test_advice_and_a_promise_stay_on_the_card_until_they_are_done(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    logged = await world.maya.slash(
        "log",
        contact="ana",
        how="coffee",
        note="Loves splints",
        advice="Go to the webinar",
        promise="Send the poster by Friday",
    )
    for shown in (texts(logged.response), await card(world)):
        assert "To try: *Go to the webinar*" in shown
        assert "You promised: *Send the poster by Friday* (due Fri 9 January 2026)" in shown

    viewed = await world.maya.slash("contact view", contact="ana")
    talk = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    assert "### Coffee with Ana Rivera" in texts(talk.response)
    await world.restart()
    await world.maya.click(talk.response, label="I tried it")
    assert "Tried, to tell them: *Go to the webinar*" in await card(world)
    await world.maya.click(talk.response, label="I told them")
    await world.maya.click(talk.response, label="I kept it")
    assert "**You promised** (kept)" in texts(talk.response)
    assert "webinar" not in await card(world)
    assert "poster" not in await card(world)
    await world.maya.click(talk.response, label="Undo")
    assert "You promised: *Send the poster by Friday*" in await card(world)


@pytest.mark.parametrize(
    ("promise", "due", "shown"),
    [
        ("Send the poster by e-mail", None, "*Send the poster by e-mail*\n"),
        ("Send the poster", "in 2 weeks", "(due Mon 19 January 2026)"),
        ("Send the poster by Friday", "next Tue", "(due Tue 6 January 2026)"),
    ],
)
async def test_a_promise_is_due_when_it_says_so(
    world: World, promise: str, due: str | None, shown: str
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    options = {"due": due} if due else {}
    logged = await world.maya.slash("log", contact="ana", how="call", promise=promise, **options)
    assert shown in texts(logged.response)


@pytest.mark.parametrize(
    ("due", "says"),
    [("yesterday", "which is over."), ("some day", "I couldn't read “some day” as a date.")],
)
async def test_a_due_date_that_cannot_be_used_logs_nothing(
    world: World, due: str, says: str
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    shown = await world.maya.slash(
        "log", contact="ana", how="call", promise="Send the poster", due=due
    )
    assert says in shown.response.content
    assert "Send the poster" in shown.response.content
    assert "Call" not in await card(world)


async def test_a_promise_made_long_ago_was_due_long_ago(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="1 year ago")
    promise = "Send it by e-mail by Friday"
    logged = await world.maya.slash(
        "log", contact="ana", how="call", when="3 weeks ago", promise=promise
    )
    assert "(due Fri 19 December 2025)" in texts(logged.response)


async def test_a_due_day_without_a_promise_is_refused(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    shown = await world.maya.slash("log", contact="ana", how="call", due="Friday")
    assert "A promise needs a letter or two." in shown.response.content


async def test_talks_to_choose_from_have_the_students_own_day_and_year(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 years ago")
    await world.maya.slash("log", contact="ana", how="call", when="yesterday 8pm", promise="Write")
    shown = await world.maya.slash("contact view", contact="ana")
    [option] = [option for part in parts(shown.response) for option in part.get("options", ())]
    assert option["label"] == "Call, Sun 4 January 2026"  # in London it was Monday
    assert option["description"] == "Write"


async def test_what_happens_to_an_old_talk_leaves_a_reminder_that_is_out_alone(
    world: World,
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="1 year ago", every="6 weeks")
    await world.maya.slash("log", contact="ana", how="call", when="10 months ago", note="Old")
    await world.maya.slash("log", contact="ana", how="call", when="2 months ago", note="New")
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    again = await world.deliver()
    dms = len(world.dms(world.maya))
    viewed = await world.maya.slash("contact view", contact="ana")
    talk = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    form = await world.maya.click(talk.response, label="Change")
    await world.maya.submit_modal(form, {"how": ["coffee"], "when": "11 months ago"})
    await world.maya.click(talk.response, label="Remove")
    assert await world.deliver() == again
    assert again == world.now() + timedelta(weeks=1)
    assert "Done" in str(world.dms(world.maya)[dms - 1].components)


async def test_a_log_by_mistake_is_taken_back_and_the_reminder_with_it(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 weeks ago")
    before, due = await card(world), await world.deliver()
    logged = await world.maya.slash("log", contact="ana", how="coffee")
    assert await world.deliver() != due
    await world.restart()
    await world.maya.click(logged.response, label="Undo")
    assert "**Taken back.**" in texts(logged.response)
    assert await card(world) == before
    assert await world.deliver() == due
    again = await world.maya.click(logged.response, label="Log")
    assert again.modal is not None


async def test_a_talk_is_logged_from_the_card(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 weeks ago")
    shown = await world.maya.slash("contact view", contact="ana")
    form = await world.maya.click(shown.response, label="Log")
    await world.maya.submit_modal(
        form, {"how": ["video"], "when": "yesterday", "note": "Loves splints"}
    )
    assert "**Logged: video call, <t:" in texts(shown.response)
    assert "Video call: Loves splints" in await card(world)


async def test_a_talk_is_changed_and_the_change_taken_back(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 weeks ago")
    await world.maya.slash("log", contact="ana", how="call", note="Loves splnts")
    before, due = await card(world), await world.deliver()
    viewed = await world.maya.slash("contact view", contact="ana")
    talk = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    form = await world.maya.click(talk.response, label="Change")
    await world.maya.submit_modal(
        form, {"how": ["coffee"], "when": "2 weeks ago", "note": "Loves splints"}
    )
    assert "### Coffee with Ana Rivera" in texts(talk.response)
    assert "Coffee: Loves splints" in await card(world)
    assert await world.deliver() != due
    await world.maya.click(talk.response, label="Undo")
    assert await card(world) == before
    assert await world.deliver() == due


async def test_a_talk_is_removed_and_brought_back(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera")
    await world.maya.slash("log", contact="ana", how="call", note="Wrong person")
    before = await card(world)
    viewed = await world.maya.slash("contact view", contact="ana")
    talk = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    await world.maya.click(talk.response, label="Remove")
    assert "Wrong person" not in await card(world)
    gone = await world.maya.select(viewed.response, ["1"], custom_id="contact:talk:1")
    assert "That talk isn't in your log any more." in gone.response.content
    await world.maya.click(talk.response, label="Undo")
    assert "**The talk is back.**" in texts(talk.response)
    assert await card(world) == before


async def test_a_long_history_has_pages(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="1 year ago")
    for number in range(12):
        await world.maya.slash(
            "log", contact="ana", how="call", when=f"{12 - number} days ago", note=f"Talk {number}"
        )
    shown = await world.maya.slash("contact view", contact="ana")
    assert "Talk 11" in texts(shown.response)
    assert "page 1 of 3" in texts(shown.response)
    await world.restart()
    await world.maya.click(shown.response, label="Older")
    assert "Talk 6" in texts(shown.response)
    assert "Talk 11" not in texts(shown.response)
    await world.maya.click(shown.response, label="Older")
    assert "Talk 0" in texts(shown.response)
    await world.maya.click(shown.response, label="Newer")
    assert "page 2 of 3" in texts(shown.response)


async def test_the_longest_words_still_fit_a_card(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "*" * 99 + "a", how_met="_*~|" * 250, role="`" * 100)
    for _ in range(6):
        logged = await world.maya.slash(
            "log",
            contact="contact:1",
            how="call",
            note="*_~|`[<" * 142,
            advice="*_~|`[<" * 142,
            promise="*_~|`[<" * 142,
        )
        assert "**Logged" in texts(logged.response)
    viewed = await world.maya.slash("contact view", contact="contact:1")
    assert await world.maya.select(viewed.response, ["6"], custom_id="contact:talk:1")
    draft = await world.maya.click(viewed.response, label="Draft")
    assert "### Writing to" in texts(draft.response)


async def test_homework_takes_three_to_five_pointers(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", organisation="Lakeside Hand Clinic")
    shown = await world.maya.slash("homework", contact="ana")
    links = [part["url"] for part in parts(shown.response) if "url" in part]
    assert any("keywords=Ana+Rivera+Lakeside+Hand+Clinic" in url for url in links)
    await world.restart()
    form = await world.maya.click(shown.response, label="Write what you found")
    await world.maya.submit_modal(form, {"pointers": "Runs the webinar\n\nTaught in Kenya\n"})
    assert "- Runs the webinar\n- Taught in Kenya\nA good start." in texts(shown.response)
    form = await world.maya.click(shown.response, label="Change the pointers")
    refused = await world.maya.submit_modal(form, {"pointers": "\n".join("abcdef")})
    assert "5 pointers is the most I can keep." in refused.response.content
    form = await world.maya.click(shown.response, label="Change the pointers")
    await world.maya.submit_modal(form, {"pointers": "One thing\nTwo things\nThree things"})
    assert "A good start." not in texts(shown.response)
    card = await world.maya.slash("contact view", contact="ana")
    draft = await world.maya.click(card.response, label="Draft")
    assert "- Three things" in texts(draft.response)
