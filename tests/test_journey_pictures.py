"""The map and the numbers of small and large networks on a phone, as pictures for the papers."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from browser import CHROMIUM, open_browser, open_chat
from networks import fill

from bot.journey.map import LETTERS, WIDTH
from demo.console import chat_page
from demo.people import ZONE
from demo.world import open_world

LOADED = """() => [...document.querySelectorAll("img.gallery-image")].at(-1)?.naturalWidth > 0"""


async def test_the_map_and_the_numbers_on_a_phone(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Taken by `make pictures` alone: the page is looked at by people, and the rest by other tests."""
    folder = request.config.getoption("--pictures")
    if folder is None or CHROMIUM is None:
        pytest.skip("no pictures are wanted, or there is no Chromium")
    async with open_world(tmp_path) as world, open_browser() as browser:
        for people, names in ((3, "Full"), (30, "Initials"), (300, "Initials")):
            who = f"Student {people}"
            user = world.env.create_user(f"student{people}", global_name=who)
            world.people[who] = user
            await world.app.rooms.students.start(user.id, ZoneInfo(ZONE), "programme", 9)
            await fill(world.app, user.id, people)
            async with (
                chat_page(world, who, 0) as page,
                open_chat(browser, page.url, Path(folder), 390, 1500) as student,
            ):
                await student.page.emulate_media(color_scheme="dark")
                await student.command("journey map", names=names)
                image = student.newest.locator("img.gallery-image")
                await image.wait_for(timeout=30_000)
                await student.page.wait_for_function(LOADED, timeout=10_000)
                shown = await image.bounding_box()
                assert shown is not None
                assert shown["width"] / WIDTH * LETTERS >= 11
                await student.picture(f"map-{people}")
                await student.command("journey stats")
                await student.reads("in numbers")
                await student.picture(f"stats-{people}")
