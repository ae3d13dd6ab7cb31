"""Chats, places and etiquette, as students see them."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.community.etiquette import PLATFORMS, Rule
from bot.community.model import (
    HOW_LENGTH,
    LEADS,
    WARNING_LENGTH,
    Chat,
    ChatGone,
    Occasion,
    Place,
)
from bot.community.post_store import Post
from bot.community.service import Seen
from bot.contacts.model import RELATIONSHIPS, which_page
from bot.nudges.model import CHAT, Item
from bot.students.zones import zone_name
from bot.ui.answers import rooms, show
from bot.ui.card import AMBER, BLUE, GREEN, GREY, Card, divider, fitted, row
from bot.ui.nudges import CARDS
from bot.ui.press import Button
from bot.ui.text import ago, at, one_line, typed

#: Chats on one page; each takes up to five parts of the 40 that a card holds.
PAGE = 5
WHOSE = (
    "-# Times are on your own clock. Open this list in your club's server once, and its own chats "
    "show here too."
)


def server_of(interaction: discord.Interaction) -> int | None:
    """Return the server that somebody is in, if the bot is a member there; None in the DM."""
    number = interaction.guild_id
    return number if number and interaction.client.get_guild(number) else None


def when_of(chat: Chat) -> str:
    """Return when a chat comes in its own zone: "Tuesdays 3 pm, Eastern Time"."""
    said = str(chat.when)
    return f"{said[0].upper()}{said[1:]}, {zone_name(chat.zone)}"


# Chats


def chats_card(chats: Sequence[Seen], page: int = 0, asking: int = 0) -> Card:
    """Return the chats that are on or come next, with a way to be reminded of each.

    Args:
        chats: what is on first.
        page: from 0.
        asking: the chat for which it is asked how long before.
    """
    if not chats:
        return Card(GREY, [f"### No chats for now\nYour officers have hidden them all.\n{WHOSE}"])
    page, pages = which_page(page, len(chats), PAGE)
    shown = chats[page * PAGE : (page + 1) * PAGE]
    title, foot, *said = fitted(
        lambda room: ["### Chats of the profession", WHOSE, *(about(seen, room) for seen in shown)]
    )
    parts: list[str | ui.Item[Any] | None] = [title]
    for seen, text in zip(shown, said, strict=True):
        chat = seen.occasion.chat
        buttons = _buttons(seen, page + 1, 0, asking=asking == chat.number, named=True)
        parts += [text, row(*buttons)]
    if pages > 1:
        parts.append(
            row(
                ChatButton.to("page", 0, page, label="Sooner", off=page == 0),
                ChatButton.to("page", 0, page + 2, label="Later", off=page == pages - 1),
            )
        )
    return Card(BLUE, [*parts, divider(), foot])


def about(seen: Seen, room: float = 1.0, *, titled: bool = False) -> str:
    """Return what a chat is, when it comes, and how to take part.

    Args:
        seen: the chat.
        room: shortens it, see `bot.ui.card.fitted`.
        titled: its name stands above already.
    """
    name = "" if titled else f"**{one_line(seen.occasion.chat.name, 60)}** · "
    lines = [f"{name}{_comes(seen.occasion, seen)}", *_how(seen.occasion.chat, room)]
    if seen.lead is not None:
        lines.append(f"You get a DM {LEADS[seen.lead]} before, each time.")
    return "\n".join(lines)


def _comes(occasion: Occasion, seen: Seen) -> str:
    if not occasion.has_begun(seen.now):
        return f"{at(occasion.begins_at)} ({ago(occasion.begins_at)})"
    if seen.now < occasion.ends_at:
        later = f", open for answers until {at(occasion.closes_at)}"
        open_until = later if occasion.closes_at > occasion.ends_at else ""
        return f"**on now**, until {_hour(occasion)}{open_until}"
    return f"**open for answers** until {at(occasion.closes_at)}"


def _hour(occasion: Occasion) -> str:
    return discord.utils.format_dt(occasion.ends_at, "t")


def _how(chat: Chat, room: float = 1.0) -> Iterator[str]:
    if chat.how:
        yield one_line(chat.how, int(HOW_LENGTH * room))
    if chat.hashtag and chat.hashtag not in f"{chat.name} {chat.how}":
        yield f"Hashtag: {one_line(chat.hashtag, 60)}"
    if chat.link:
        yield typed(chat.link)
    said = one_line(chat.warning or "", int(WARNING_LENGTH * room))
    warning = f" Check before you rely on it: {said}" if said else ""
    yield f"-# {when_of(chat)}.{warning}"


def chat_card(seen: Seen, delivery: int = 0, *, asking: bool = False) -> Card:
    """Return one chat: the DM before it, or the answer to a press in a server's channel."""
    name = one_line(seen.occasion.chat.name, 60)
    on = seen.occasion.has_begun(seen.now)
    title = f"{name} is open" if on else f"{name} begins {ago(seen.occasion.begins_at)}"
    return Card(
        AMBER if delivery else BLUE,
        [
            f"### {'⏰ ' if delivery else ''}{title}",
            about(seen, titled=True),
            row(*_buttons(seen, 0, delivery, asking=asking)),
        ],
    )


def _buttons(
    seen: Seen, page: int, delivery: int, *, asking: bool, named: bool = False
) -> Iterator["ui.Item[Any]"]:
    of = f" of {seen.occasion.chat.name[:50]}" if named else ""
    number = seen.occasion.chat.number

    def each(action: str, label: str, lead: int = 0, *, good: bool = False) -> ChatButton:
        style = ButtonStyle.success if good else ButtonStyle.secondary
        return ChatButton.to(action, number, page, delivery, lead, label=label, style=style)

    if asking:
        for lead, label in LEADS.items():
            yield each("in", label, lead, good=lead == seen.lead)
    elif seen.lead is None:
        yield each("remind", f"Remind me{of}", good=True)
    else:
        yield each("when", "Earlier or later")
        yield each("stop", f"Stop reminding me{of}")


class ChatButton(
    Button,
    template=r"chat:(?P<action>remind|in|when|stop|page):(?P<lead>\d{1,4}):(?P<number>\d{1,19})"
    r":(?P<page>\d{1,4}):(?P<delivery>\d{1,19})",
):
    """Every button about a chat. On a list it names the page, from 1; elsewhere that is 0.

    The delivery's id comes last: recovery looks for it in a DM's history.
    """

    @classmethod
    def to(
        cls,
        action: str,
        number: int,
        page: int,
        delivery: int = 0,
        lead: int = 0,
        *,
        label: str,
        style: ButtonStyle = ButtonStyle.secondary,
        off: bool = False,
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"chat:{action}:{lead}:{number}:{page}:{delivery}", label, style, off=off)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Remind, or no more, or ask how long before; show the card as it is now."""
        chats, who, here = rooms(interaction).chats, interaction.user.id, server_of(interaction)
        number, page, delivery = (self.number(name) for name in ("number", "page", "delivery"))
        action = self.said("action")
        if action in {"remind", "in"}:
            lead = self.number("lead")
            await chats.remind(who, number, lead if lead in LEADS else None, here)
        elif action == "stop":
            await chats.stop(who, number)
        asking = action == "when"
        if page or action == "page":
            seen = await chats.coming(who, here)
            card = chats_card(seen, max(0, page - 1), number if asking else 0)
        else:
            try:
                card = chat_card(await chats.one(who, number, here), delivery, asking=asking)
            except ChatGone:
                card = Card(GREY, ["### That chat is gone\nIt won't come up again."])
        await interaction.response.edit_message(view=card)


def _letter(item: Item, delivery: int) -> Card:
    """Return the DM that comes before a chat."""
    seen = item.person.of
    if not isinstance(seen, Seen):
        raise TypeError
    return chat_card(seen, delivery)


CARDS[CHAT] = _letter


# Posts


def post_card(post: Post) -> Card:
    """Return the post that comes to a server's channel before a chat. It calls nobody."""
    if post.occasion is None:  # nothing is posted of a chat that isn't there
        raise ValueError
    chat = post.occasion.chat
    begins_at = post.occasion.begins_at
    text = "\n".join((at(begins_at), *_how(chat)))
    remind = PostButton.of(f"post:remind:{chat.number}:{post.id}", "Remind me", ButtonStyle.success)
    title = f"### {one_line(chat.name, 60)} begins {ago(begins_at)}"
    return Card(BLUE, [title, text, row(remind)])


class PostButton(Button, template=r"post:remind:(?P<number>\d{1,19}):(?P<post>\d{1,19})"):
    """Reminds whoever presses it. The post's id comes last: recovery looks for it."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Remind, and show the chat to this student alone."""
        seen = await rooms(interaction).chats.remind(
            interaction.user.id, self.number("number"), None, server_of(interaction)
        )
        await show(interaction, chat_card(seen))


# Places and etiquette


def places_card(places: Sequence[Place]) -> Card:
    """Return where the profession meets online."""
    return Card(
        BLUE,
        [
            "### Where OTs meet online\nOne or two are plenty. Read along first, then write.",
            *(_place(each) for each in places),
            "-# `/community etiquette` before you connect with anybody.",
        ],
    )


def _place(place: Place) -> str:
    where = place.link or f"Search for: {place.search}"
    return f"**{place.name}**\n{place.good_for}\n{where}"


def etiquette_card(
    rules: Sequence[Rule], platform: str | None = None, relationship: str | None = None
) -> Card:
    """Return how to behave, for a platform and a relationship or for all there are."""
    about = [PLATFORMS.get(platform or ""), RELATIONSHIPS.get(relationship or "")]
    title = " · ".join(part for part in about if part) or "Online, in short"
    return Card(GREEN, [f"### {title}", "\n".join(_rule(rule, platform) for rule in rules)])


def _rule(rule: Rule, platform: str | None) -> str:
    names = [name for key, name in PLATFORMS.items() if key in rule.platforms]
    where = f"**{' and '.join(names)}:** " if names and platform is None else ""
    return f"- {where}{rule.text}"
