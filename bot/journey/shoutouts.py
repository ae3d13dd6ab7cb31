"""Thanks that a student posts where others read them: made of the log, within a platform's length."""

import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from bot.contacts.model import SETTINGS, Contact
from bot.contacts.network import Network
from bot.contacts.networks import Networks
from bot.contacts.words import UnusableText, clean_line, require_room
from bot.journey.customs import Shoutout, Shoutouts
from bot.journey.model import MOST_SHOUTOUTS
from bot.notes.facts import fitting
from bot.notes.model import FACT_LENGTH, KINDS, TONES


@dataclass(frozen=True, slots=True)
class Platform:
    """Where something is posted: its name, and the characters that a post holds there.

    Attributes:
        of_short: a post there is one or two sentences.
        wide: letters of some scripts count twice there.
    """

    name: str
    most: int
    of_short: bool = False
    wide: bool = False


#: From each platform's own help: LinkedIn "Post", Discord "Messages", X "Counting characters",
#: Bluesky's lexicon ``app.bsky.feed.post`` (graphemes, which are never more than characters).
PLATFORMS = MappingProxyType(
    {
        "linkedin": Platform("LinkedIn", 3000),
        "server": Platform("A Discord server", 2000),
        "x": Platform("X", 280, of_short=True, wide=True),
        "bluesky": Platform("Bluesky", 300, of_short=True),
    }
)
#: Characters that X counts once; every other counts twice (its library ``twitter-text``, version 3).
_NARROW = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


class ShoutoutNotFound(Exception):
    """This student has no such shout-out any more."""


class AlreadyPosted(Exception):
    """It was posted, so it stays as it is."""


@dataclass(frozen=True, slots=True)
class Post:
    """A shout-out as a card shows it.

    Attributes:
        kept: what was chosen for it.
        contact: whom it thanks.
        material: what the student logged that it could be about, for a start; may be empty.
        text: the post; empty while something is still to be answered.
        length: its characters, as the platform counts them.
        count: how many wordings there are.
        change: the change that takes the log entry back.
    """

    kept: Shoutout
    contact: Contact
    material: str
    text: str
    length: int
    count: int
    change: int | None = None

    @property
    def platform(self) -> Platform:
        """Where it is to be posted."""
        return PLATFORMS[self.kept.platform]


def wordings(platform: str, tone: str) -> tuple[str, ...]:
    """Return the wordings for a platform in a tone."""
    return _read()["short" if PLATFORMS[platform].of_short else "long"][tone]


@cache
def _read() -> dict[str, dict[str, tuple[str, ...]]]:
    text = (files("bot.journey") / "wordings" / "shoutout.toml").read_text(encoding="utf-8")
    return {
        size: {tone: tuple(each["text"].strip() for each in found) for tone, found in tones.items()}
        for size, tones in tomllib.loads(text).items()
    }


def compose(platform: str, tone: str, number: int, who: str, what: str) -> str:
    """Return a post; nothing gets into it but whom it thanks, and for what.

    Args:
        platform: a key of `PLATFORMS`.
        tone: a key of `bot.notes.model.TONES`.
        number: which wording; past the last one it starts over.
        who: a name, or words in place of one.
        what: as the student typed it, to follow "for".
    """
    choices = wordings(platform, tone)
    said = " ".join(what.split()).removeprefix("for ").rstrip(" .,;:!")
    parts = choices[number % len(choices)].split("{who}")
    text = who.join(part.replace("{what}", said) for part in parts)
    return text[:1].upper() + text[1:]


def length(platform: str, text: str) -> int:
    """Return the characters of a text, as a platform counts them."""
    if not PLATFORMS[platform].wide:
        return len(text)
    return sum(1 if any(a <= ord(each) <= b for a, b in _NARROW) else 2 for each in text)


def called(contact: Contact, *, named: bool) -> str:
    """Return how a post calls somebody: by name, or only by their field."""
    if named:
        return contact.name
    field = SETTINGS.get(contact.setting or "", "").lower()
    return f"someone in {field}" if field and field != "other" else "someone I learn from"


class ShoutoutService:
    """Drafts public thanks, and logs those that were posted."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    async def begin(self, student_id: int, typed: str, platform: str, tone: str = "warm") -> Post:
        """Begin one about somebody, or go on with the one that is not posted yet.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound, SeveralContacts: the contact is not clear.
            Full: there are as many as can be kept.
        """
        async with self._networks.writing(student_id) as network:
            contact = await network.pick(typed)
            store = Shoutouts(network.tx, student_id)
            first = zlib.crc32(f"{platform} {tone} {student_id} {contact.id}".encode())
            chosen = {
                "platform": platform,
                "tone": tone,
                "wording": first % len(wordings(platform, tone)),
            }
            known = await store.unposted(contact.id)
            if known is None:
                require_room("shout-outs", await store.count(), MOST_SHOUTOUTS)
                number = await store.add(network.now, contact_id=contact.id, **chosen)
            else:
                number = known.id
                await store.change(number, **chosen)
            return await _post(network, number)

    async def see(self, student_id: int, number: int) -> Post:
        """Return one.

        Raises:
            ShoutoutNotFound: it is not theirs, or gone.
        """
        async with self._networks.reading(student_id) as network:
            return await _post(network, number)

    async def name(self, student_id: int, number: int, *, named: bool) -> Post:
        """Say whether the person may be named."""
        return await self._change(student_id, number, named=named)

    async def say(self, student_id: int, number: int, what: str) -> Post:
        """Say what the thanks are for.

        Raises:
            UnusableText: it is empty, or too long.
        """
        said = clean_line(what, "answer", FACT_LENGTH)
        if said is None:
            raise UnusableText("answer", 0)
        return await self._change(student_id, number, what=said)

    async def reword(self, student_id: int, number: int) -> Post:
        """Take the next wording."""
        post = await self.see(student_id, number)
        return await self._change(student_id, number, wording=(post.kept.wording + 1) % post.count)

    async def retone(self, student_id: int, number: int) -> Post:
        """Take the next tone."""
        tones = list(TONES)
        tone = tones[(tones.index((await self.see(student_id, number)).kept.tone) + 1) % len(tones)]
        return await self._change(student_id, number, tone=tone)

    async def posted(self, student_id: int, number: int) -> Post:
        """Note that it was posted: it is logged as thanks. Once.

        Raises:
            ShoutoutNotFound: it is not theirs, or gone.
            AlreadyPosted: it was noted before.
        """
        async with self._networks.writing(student_id) as network:
            post = await _changeable(network, number)
            before: dict[Any, Any] = dict(await network.journal.rows(shoutouts=[number]))
            talk = await network.store.log(
                post.contact.id,
                network.now,
                kind="thanks",
                happened_at=network.now,
                note=f"Thanked in public: {post.platform.name}",
            )
            await Shoutouts(network.tx, student_id).change(
                number, posted_at=network.now, interaction_id=talk
            )
            await network.plan(post.contact, chosen_before=network.now, talked=True)
            change = await network.keep("posted", {**before, ("interactions", talk): None})
            return await _post(network, number, change)

    async def _change(self, student_id: int, number: int, **values: Any) -> Post:
        """Change one.

        Raises:
            ShoutoutNotFound: it is not theirs, or gone.
            AlreadyPosted: it can't be changed any more.
        """
        async with self._networks.writing(student_id) as network:
            await _changeable(network, number)
            await Shoutouts(network.tx, student_id).change(number, **values)
            return await _post(network, number)


async def _changeable(network: Network, number: int) -> Post:
    post = await _post(network, number)
    if post.kept.posted_at is not None:
        raise AlreadyPosted
    return post


async def _post(network: Network, number: int, change: int | None = None) -> Post:
    kept = await Shoutouts(network.tx, network.student_id).find(number)
    if kept is None:
        raise ShoutoutNotFound
    contact = await network.contact(kept.contact_id)
    text = ""
    if kept.named is not None and kept.what:
        who = called(contact, named=kept.named)
        text = compose(kept.platform, kept.tone, kept.wording, who, kept.what)
    talks = await network.store.timeline(contact.id, 10)
    written = {None, "", *KINDS.values()}  # what the bot logs itself, which says nothing
    logged = [
        fitting(said)
        for talk in talks
        if talk.kind != "thanks"
        for said in (talk.advice, talk.note)
        if said not in written
    ]
    return Post(
        kept,
        contact,
        next((each for each in logged if each), ""),
        text,
        length(kept.platform, text),
        len(wordings(kept.platform, kept.tone)),
        change,
    )
