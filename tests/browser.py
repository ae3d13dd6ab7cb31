"""The demo's chat page in the system's Chromium, used as a person would."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Locator, Page, Response, async_playwright, expect
from playwright.async_api import TimeoutError as PageTimeoutError

CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)

# Headless, and nothing that asks the network for anything but the page.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

MESSAGE = "article.channel-message"
CHOICE = ".command-popup [role=option]"

# Ends as soon as the last element of a kind says something. Playwright alone looks now and then.
COMES = """([kind, text]) => new Promise((come) => {
    const look = () => {
        const said = [...document.querySelectorAll(kind)].at(-1)?.textContent ?? null;
        if (said?.replace(/\\s+/g, " ").includes(text)) {
            watch.disconnect();
            come();
        }
    };
    const watch = new MutationObserver(look);
    watch.observe(document, {childList: true, characterData: true, subtree: true});
    look();
})"""

# Ends as soon as the page shows more than it did, and is done with that.
CATCHES_UP = """(before) => new Promise((come) => {
    const look = () => {
        const {ready, publishedRevision} = window.simcordPreview;
        if (ready && publishedRevision > before) {
            watch.disconnect();
            come();
        }
    };
    const watch = new MutationObserver(look);
    watch.observe(document, {attributeFilter: ["aria-busy"], subtree: true});
    look();
})"""


class Chat:
    """One person at the page."""

    def __init__(self, page: Page, pictures: Path | None) -> None:
        self.page = page
        self._pictures = pictures

    @property
    def newest(self) -> Locator:
        """The newest message."""
        return self.page.locator(MESSAGE).last

    async def command(self, command: str, /, **options: str) -> None:
        """Pick a slash command, fill in its options, send it; again, if the page forgot it half-way.

        It does when a change of its own comes in between.
        """
        for _ in range(3):
            with suppress(PageTimeoutError):
                await self._write(command, options)
                return
            await self.page.reload()
        raise AssertionError(f"the page did not take /{command}")

    async def _write(self, command: str, options: dict[str, str]) -> None:
        page = self.page
        await page.fill("#channel-composer-input", f"/{command}")
        await self._choose_first()
        for option, value in options.items():
            field = page.locator(f"input[data-option={option}]")
            if not await field.count():
                await page.locator(".command-ghost").click(timeout=3_000)
                await page.locator(f".command-popup [data-value={option}]").click(timeout=3_000)
            await field.fill(value)
            if await field.get_attribute("role") == "combobox":
                await self._choose_first()
        await page.click("#send-message")

    async def _choose_first(self) -> None:
        """Take the first of the choices, as soon as there are any."""
        await self._comes(CHOICE)
        await self.page.locator(CHOICE).first.click(timeout=3_000)

    async def hand_in(self, command: str, option: str, file: Path) -> None:
        """Send a slash command with a file."""
        page = self.page
        await page.fill("#channel-composer-input", f"/{command}")
        await self._choose_first()
        choose = page.locator(f".command-file-choose[data-option={option}]")
        if not await choose.count():
            await page.locator(f".command-popup [data-value={option}]").click()
        await page.locator("input[type=file]").set_input_files(file)
        await page.click("#send-message")

    async def fill_in(self, **fields: str) -> None:
        """Fill in the form that is open, and send it. A field with choices takes one by its words."""
        form = self.page.get_by_role("dialog")
        await form.wait_for()
        for name, value in fields.items():
            field = form.locator(f"[data-custom-id={name}]")
            if await field.locator(".select-trigger").count():
                await field.locator(".select-trigger").click()
                await self.page.get_by_role("option", name=value, exact=True).click()
            else:
                await field.locator(".modal-input").fill(value)
        await form.get_by_role("button", name="Submit").click()
        await form.wait_for(state="detached")

    async def choose(self, hint: str, *positions: int) -> None:
        """Open the menu of the newest message that says this, and take what stands there."""
        await self.newest.get_by_text(hint).last.click()
        choices = self.page.locator(".select-option:visible")
        for position in positions:
            await choices.nth(position).click()
        if len(positions) > 1:
            await self.page.locator(".select-apply:visible").click()

    async def press(self, label: str) -> None:
        """Press a button of the newest message; again, like a person, if the page missed it.

        The page drops a press while it reports a change of its own, and the first one after the
        bot's restart.
        """
        button = self.newest.get_by_role("button", name=label, exact=True).first
        for turn in range(5):
            patience = 1_000 << turn  # ms; a busy machine answers late
            try:
                async with self.page.expect_response(_is_press, timeout=patience) as response:
                    await button.click()
                outcome = await (await response.value).json()
            except PageTimeoutError:
                continue
            if not outcome["rejected"]:
                return
        raise AssertionError(f"the page did not take the press on {label}")

    async def looks_again(self, refresh: Callable[[], Awaitable[None]]) -> None:
        """Wait until the page shows what has happened without it. Until then it would refuse us."""
        before = await self.page.evaluate("window.simcordPreview.publishedRevision")
        async with asyncio.timeout(5):
            await refresh()
            await self.page.evaluate(CATCHES_UP, before)

    async def reads(self, text: str) -> None:
        """Wait until the newest message says this."""
        await self._comes(MESSAGE, text)
        await expect(self.newest).to_contain_text(text)

    async def _comes(self, kind: str, text: str = "") -> None:
        """Wait until the last element of this kind says this; whoever asked says it if it doesn't."""
        with suppress(TimeoutError):
            async with asyncio.timeout(3):
                await self.page.evaluate(COMES, [kind, text])

    async def picture(self, name: str, *, whole: bool = False) -> None:
        """Keep a picture of the newest message, or of the whole window, when pictures are wanted."""
        if self._pictures is None:
            return
        path = self._pictures / f"{name}.png"
        await self.newest.scroll_into_view_if_needed()
        if whole:
            await self.page.screenshot(path=path)
        else:
            await self.newest.screenshot(path=path)
        _make_small(path)


def _make_small(picture: Path) -> None:
    """Keep fewer colours: a picture in the papers has at most 150 KB."""
    few = Image.open(picture).convert("RGB").quantize(160, Image.Quantize.MAXCOVERAGE)
    few.save(picture, optimize=True)


def _is_press(response: Response) -> bool:
    body = response.request.post_data or ""
    return response.url.endswith("/api/action") and "control_key" in body


@asynccontextmanager
async def open_browser() -> AsyncIterator[Browser]:
    """Start Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        await browser.close()


@asynccontextmanager
async def open_chat(
    browser: Browser, url: str, pictures: Path | None, width: int = 1100, height: int = 800
) -> AsyncIterator[Chat]:
    """Open the page in a window of this size, with nothing left from the window before."""
    page = await browser.new_page(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if pictures else 1,
        reduced_motion="reduce",
    )
    async with page:
        page.set_default_timeout(10_000)
        await page.goto(url)
        yield Chat(page, pictures)
