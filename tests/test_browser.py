"""Maya on the demo page, in a real browser, from `/start` to nudges answered after a restart."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import quick
from browser import CHROMIUM, open_browser, open_chat
from conftest import texts
from playwright.async_api import Browser

from demo.console import chat_page
from demo.people import OFFICER, STUDENT
from demo.world import World, open_world

SAMPLES = Path(__file__).parent / "formats" / "samples"

# One loop and one Chromium for all of them; each opens a window of its own.
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest.fixture(scope="module", autouse=True)
def parsers() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        quick.keep_parsers(patch)
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with open_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path) as world:
        yield world


@pytest.fixture
def pictures(request: pytest.FixtureRequest) -> Path | None:
    folder = request.config.getoption("--pictures")
    if folder is None:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


async def test_the_story_on_the_page(world: World, browser: Browser, pictures: Path | None) -> None:
    async with chat_page(world, STUDENT, 0) as page, open_chat(browser, page.url, pictures) as maya:
        await maya.command("start", time_zone="los ang", stage="programme", hour="9")
        await maya.reads("May I write to you by DM?")
        await maya.press("Yes, write to me")
        await maya.reads("You're set, Maya Chen")

        await maya.command(
            "contact add",
            name="Nora Lund",
            organisation="Fjord Rehab",
            setting="Physical",
            credentials="OTR/L",
            how_met="Poster session, through Kofi Mensah",
            when="yesterday",
            every="10 days",
        )
        await maya.reads("Nora Lund, OTR/L")
        await maya.command("contact view", contact="ana riv")
        await maya.reads("protecting motion, not preventing it")
        await maya.picture("contact")
        await maya.command("contact list")
        await maya.reads("Your people · 15")
        await maya.picture("list")
        await maya.press("More")
        await maya.reads("page 2 of 2")
        await maya.command(
            "log", contact="priya", how="Coffee", when="31 Feb 3pm", note="Long words"
        )
        await maya.reads("I couldn't read “31 Feb 3pm” as a date")
        await maya.reads("Long words")
        await maya.command(
            "log", contact="priya", how="Coffee", when="2 hours ago", note="Cheat sheet done"
        )
        await maya.reads("Logged: coffee, ")

        assert await world.jump_to_next() == 1
        await maya.looks_again(page.refresh)
        await maya.reads("to write to today")
        await maya.press("Done")
        await maya.press("E-mail")
        await maya.reads("Logged, and the promise is kept.")

        await world.restart()
        await maya.looks_again(page.refresh)
        await maya.press("Snooze")
        await maya.press("2 weeks")
        await maya.reads("Snoozed until")
        await maya.press("Pit stop")
        await maya.reads("At a pit stop now.")


async def test_people_come_in_from_a_file_and_leave_again_by_undo(
    world: World, browser: Browser, pictures: Path | None
) -> None:
    async with (
        chat_page(world, STUDENT, 0) as page,
        open_chat(browser, page.url, pictures, width=390, height=844) as maya,
    ):
        await maya.hand_in("contact import", "file", SAMPLES / "linkedin.csv")
        await maya.reads("Nothing is added yet.")
        await maya.reads("One person with news: Ana Rivera")
        await maya.picture("import")
        await maya.press("Choose what to add")
        await maya.fill_in(every="Every 6 weeks")
        await maya.reads("Three people added, one person brought up to date")
        await maya.command("contact view", contact="sam oka")
        await maya.reads("every 6 weeks")
        await maya.hand_in("contact import", "file", SAMPLES / "linkedin.csv")
        await maya.reads("Nothing new in this file, so nothing changes.")
        await maya.hand_in("contact import", "file", SAMPLES / "v40.vcf")
        await maya.press("Choose what to add")
        await maya.fill_in()
        await maya.reads("Undo takes all of it back")
        await world.restart()
        await maya.looks_again(page.refresh)
        await maya.press("Undo")
        await maya.reads("What the file brought is gone again.")


async def test_a_contact_is_added_changed_and_logged_in_forms(
    world: World, browser: Browser
) -> None:
    async with (
        chat_page(world, STUDENT, 0) as page,
        open_chat(browser, page.url, None, width=390, height=844) as maya,
    ):
        await maya.command("contact add", name="Nora Lund")
        await maya.fill_in(organisation="Fjord Rehab", relationship="Mentor", how_met="At the fair")
        await maya.reads("Fjord Rehab · mentor")
        await maya.reads("every 4 weeks")
        await world.restart()
        await maya.looks_again(page.refresh)
        await maya.press("Edit")
        await maya.press("How to reach them")
        await maya.fill_in(email="nora at fjord")
        await maya.reads("“nora at fjord” doesn't look like an e-mail address.")
        await maya.command("contact view", contact="nora")
        await maya.press("Edit")
        await maya.press("How to reach them")
        await maya.fill_in(email="nora@fjord.example", channel="LinkedIn")
        await maya.reads("nora@fjord.example")
        await maya.press("Log")
        await maya.fill_in(how="Coffee", note="Loves splints", promise="Send the poster by Friday")
        await maya.reads("Logged: coffee, ")
        await maya.reads("You promised: Send the poster by Friday")
        await maya.press("Seat: aboard")
        await maya.press("Back")
        width = await maya.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390


async def test_the_nudge_fits_a_phone(
    world: World, browser: Browser, pictures: Path | None
) -> None:
    async with (
        chat_page(world, STUDENT, 0) as page,
        open_chat(browser, page.url, pictures, width=390, height=844) as maya,
    ):
        await maya.command("start", time_zone="los ang", stage="programme")
        await maya.press("Yes, write to me")
        await maya.reads("You're set, Maya Chen")
        await world.jump_to_next()
        await maya.looks_again(page.refresh)
        await maya.reads("to write to today")
        await maya.picture("phone", whole=True)
        width = await maya.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        await maya.press("Draft")  # of the first person on the card
        await maya.fill_in(
            me="Maya Chen",
            who="second-year OT student, Westfield University",
            news="I start my Level II fieldwork in January",
        )
        await maya.reads("I start my Level II fieldwork in January")
        await maya.picture("draft")
        await maya.press("Another wording")
        await maya.press("Mark as sent")
        await maya.reads("Sent to")
        width = await maya.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 390
        await world.advance(timedelta(weeks=1))
        await maya.looks_again(page.refresh)
        await maya.command("contact view", contact="tom")
        await maya.reads("Last spoke last week")
        await maya.command("log", contact="ana", how="Coffee", note="Thanked her")
        await maya.reads("Logged: coffee, ")


async def test_the_journey_from_the_first_log_over_a_meeting_to_the_thanks(
    world: World, browser: Browser, pictures: Path | None
) -> None:
    async with (
        chat_page(world, STUDENT, 0) as page,
        open_chat(browser, page.url, pictures, width=390, height=844) as maya,
    ):
        await maya.command("start", time_zone="los ang", stage="programme", hour="9")
        await maya.press("Yes, write to me")
        await maya.reads("You're set, Maya Chen")
        await maya.command("log", contact="ana", how="Message", note="She has time for questions")
        await maya.reads("Logged: message, ")
        await maya.press("Meet")
        await maya.fill_in(purpose="how you chose hand therapy", city="Boston")
        await maya.choose("Pick two to four times", 0, 3, 6)
        await maya.reads("Kept free until")
        await maya.press("Write the note")
        await maya.fill_in(
            me="Maya Chen",
            who="second-year OT student, Westfield University",
            detail="your talk on splinting at the conference",
        )
        await maya.reads("10:30 am Pacific (1:30 pm Eastern)")
        await maya.press("Mark as sent")
        await maya.reads("Sent to Ana Rivera")
        await world.restart()
        await maya.looks_again(page.refresh)
        await maya.command("meet list")
        await maya.choose("Open a meeting", 0)
        await maya.reads("Waiting for Ana Rivera")
        await maya.press("They said yes")
        await maya.reads("Which time with Ana Rivera?")
        await maya.press("Wed 14 Oct, 10:30 am")
        await maya.reads("for them")
        await maya.press("Say where")
        await maya.fill_in(place="https://zoom.us/j/4242")
        await maya.reads("https://zoom.us/j/4242")
        await maya.picture("meeting")
        await maya.press("Get ready")
        await maya.choose("Questions to take along", 0, 1)
        await maya.reads("Your questions")
        for said in ("to write to today", "Get ready to meet", "You meet Ana Rivera soon"):
            assert await world.jump_to_next() == 1
            await maya.looks_again(page.refresh)
            await maya.reads(said)
        await maya.picture("ready")
        assert await world.jump_to_next() == 1
        await maya.looks_again(page.refresh)
        await maya.reads("How was it?")
        await maya.press("We met")
        await maya.fill_in(
            note="protecting motion, not preventing it",
            promise="send my splint photo by Friday",
            cadence="Every 6 weeks",
        )
        await maya.reads("rotecting motion, not preventing it")
        await maya.press("Mark as sent")
        await maya.reads("Sent to Ana Rivera")
        await maya.command("meet list")
        await maya.reads("Before")
        assert await maya.page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_the_rooms_of_a_newcomer_have_somebody_in_them(
    world: World, browser: Browser, pictures: Path | None
) -> None:
    async with (
        chat_page(world, STUDENT, 0) as page,
        open_chat(browser, page.url, pictures, width=390, height=1400) as maya,
    ):
        await maya.page.emulate_media(color_scheme="dark")
        await maya.command("mentor find", setting="Hand", topic="splinting")
        await maya.reads("Ask Jo Park")
        await maya.picture("mentors")
        await maya.command(
            "fieldwork add",
            level="Level II",
            first="4 Jan 2027",
            last="26 March 2027",
            place="Lakeside Hand Clinic",
            educator="ana",
        )
        await maya.reads("To come: a hello")
        await maya.picture("fieldwork")
        await maya.command("journey review")
        await maya.reads("Find out whether hand therapy is for me")
        await maya.press("Go on with these")
        await maya.reads("Stay aboard")
        await maya.picture("review")
        assert await maya.page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_the_officer_is_in_the_server_and_has_her_commands(world: World) -> None:
    async with chat_page(world, OFFICER, 0):
        shown = await world.officer.slash(world.channel, "admin setup")
        assert "Settings of this server" in texts(shown.response)
