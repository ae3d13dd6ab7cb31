"""The chats of a server, as officers see and change them."""

from typing import Any, Self

import discord
from discord import ButtonStyle, ui

from bot.community.model import (
    HASHTAG_LENGTH,
    HOW_LENGTH,
    WARNING_LENGTH,
    ChatGone,
)
from bot.community.officers import Kept, Notices
from bot.community.officers import Said as Written
from bot.community.post_store import Post
from bot.community.service import Seen
from bot.contacts.words import LINK_LENGTH
from bot.rooms import Rooms
from bot.ui.answers import rooms, show_in_place
from bot.ui.card import BLUE, GREY, Card, row
from bot.ui.community import about, when_of
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, line, open_form, paragraph
from bot.ui.officers import NotOfficer, officers_server
from bot.ui.press import Button, Select
from bot.ui.text import ago, at, one_line

NOT_AN_OFFICER = "Only officers who may manage this server can set that."


def server_card(notices: Notices) -> Card:
    """Return the chats of a server, the posts before them, and what went wrong with the last."""
    lines = [_line(kept) for kept in notices.chats]
    if notices.channel_id is None:
        posts = "No posts. `/admin chats` with a channel says where one comes, an hour before each chat."
    else:
        posts = f"An hour before each, a post comes to <#{notices.channel_id}>. It mentions nobody."
    buttons: list[ui.Item[Any]] = [
        OfficerButton.of("chats:add:0", "Add a chat", ButtonStyle.success)
    ]
    if notices.channel_id is not None:
        buttons.append(OfficerButton.of("chats:silent:0", "No more posts"))
    return Card(
        BLUE,
        [
            "### Chats your students see",
            "\n".join(lines),
            posts,
            _trouble(notices.trouble) if notices.trouble else None,
            row(OpenSelect.among(notices)),
            row(*buttons),
        ],
    )


def _line(kept: Kept) -> str:
    name = f"**{one_line(kept.chat.name, 60)}** · {when_of(kept.chat)}"
    if kept.chat.hidden:
        return f"- {name} · hidden"
    if kept.occasion is None:
        return f"- {name}"
    return f"- {name} · {ago(kept.occasion.begins_at)}"


def _trouble(post: Post) -> str:
    match post.error:
        case "10003":
            why = "The channel is gone. Choose another: `/admin chats` with a channel."
        case "50001" | "50013":
            why = "I may not write there. Allow me **View Channel** and **Send Messages**."
        case "too late" | "unsure":
            why = "Discord didn't take it in time. The next one is tried as usual."
        case _:
            why = f"Discord refused it, code {one_line(post.error or '', 30)}."
    return f"**The last post didn't arrive** ({at(post.begins_at)}, number {post.id}). {why}"


def kept_card(kept: Kept, notices: Notices) -> Card:
    """Return one chat with what officers can do about it."""
    chat = kept.chat
    if chat.hidden or kept.occasion is None:
        state = "Hidden in this server. Reminders of it rest." if chat.hidden else "It never comes."
        text = f"{when_of(chat)}\n{state}"
    else:
        text = about(Seen(kept.occasion, None, notices.now), titled=True)
    hours = f", then open {chat.open_hours} hours" if chat.open_hours else ""
    whose = {True: "Comes with the bot", False: "Your server's own"}[chat.is_shipped]
    changed = ", changed for your server" if kept.changed else ""

    def each(action: str, label: str) -> OfficerButton:
        return OfficerButton.of(f"chats:{action}:{chat.number}", label)

    return Card(
        GREY if chat.hidden else BLUE,
        [
            f"### {one_line(chat.name, 60)}",
            text,
            f"-# {chat.minutes} minutes{hours}. {whose}{changed}.",
            row(
                each("what", "Change"),
                each("more", "Length, link, check"),
                each("show", "Restore") if chat.hidden else each("hide", "Hide"),
                *([each("reset", "As shipped")] if kept.changed else []),
                each("back", "Back"),
            ),
        ],
    )


async def refresh(interaction: discord.Interaction, server_id: int, number: int = 0) -> None:
    """Show the server's chats, or one of them, in place."""
    notices = await rooms(interaction).chat_officers.see(server_id)
    card = kept_card(notices.find(number), notices) if number else server_card(notices)
    await show_in_place(interaction, card)


class OpenSelect(Select, template=r"chats:open"):
    """Opens a chat."""

    @classmethod
    def among(cls, notices: Notices) -> Self:
        """Return a select to show."""
        options = [
            discord.SelectOption(
                label=kept.chat.name[:100],
                value=str(kept.chat.number),
                description="hidden" if kept.chat.hidden else when_of(kept.chat)[:100],
            )
            for kept in notices.chats
        ]
        return cls.of("chats:open", options, "Change, hide or restore one")

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Show it in place."""
        await refresh(interaction, officers_server(interaction), int(self.item.values[0]))


class OfficerButton(
    Button,
    template=r"chats:(?P<action>add|silent|what|more|hide|show|reset|back):(?P<number>\d{1,19})",
):
    """Every button of the officers' cards. Who may press is looked at each time."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Do it, and show what is now."""
        server_id, number = officers_server(interaction), self.number("number")
        officers = rooms(interaction).chat_officers
        match self.said("action"):
            case "add" | "what":
                await open_form(interaction, "chatwhat", server_id, number)
                return
            case "more":
                await open_form(interaction, "chatmore", server_id, number)
                return
            case "silent":
                await officers.post_in(server_id, None)
            case "hide":
                await officers.hide(server_id, number, hidden=True)
            case "show":
                await officers.hide(server_id, number, hidden=False)
            case "reset":
                await officers.reset(server_id, number)
            case _:
                number = 0
        await refresh(interaction, server_id, number)


class _ChatForm(Form):
    """Asks about a chat. The ids: the server, and the chat's number; 0 for a new one."""

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show it."""
        server_id, number = about
        if officers_server(interaction) != server_id:
            raise NotOfficer
        officers, written = rooms(interaction).chat_officers, cls._written(said)
        if number:
            await officers.change(server_id, number, **written)
        else:
            number = await officers.add(server_id, **written)
        await refresh(interaction, server_id, number)

    @classmethod
    def _written(cls, said: Said) -> Written:
        raise NotImplementedError


async def _known(services: Rooms, about: tuple[int, ...]) -> Kept | None:
    server_id, number = about
    return (await services.chat_officers.see(server_id)).find(number) if number else None


class WhatForm(_ChatForm, name="chatwhat"):
    """Asks what a chat is and when it comes."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        kept = await _known(services, about)
        chat = kept.chat if kept else None
        fields = [
            line("Name", "name", chat and chat.name, required=True, example="Hand therapy hour"),
            line(
                "Hashtag",
                "hashtag",
                chat and chat.hashtag,
                most=HASHTAG_LENGTH,
                example="#HandHour",
            ),
            line(
                "When it comes",
                "when",
                str(chat.when) if chat else None,
                hint="On the clock of the zone below",
                example="Tuesdays 3 pm, or first Sunday of the month 7 pm",
                required=True,
            ),
            line("Time zone", "time_zone", chat.zone if chat else "ET", required=True),
            paragraph(
                "How to take part",
                "how_to",
                chat and chat.how,
                most=HOW_LENGTH,
                hint=NO_CLIENTS,
                example="Search for the hashtag, read along, answer with it.",
            ),
        ]
        return cls("Change a chat" if chat else "Add a chat", about, fields)

    @classmethod
    def _written(cls, said: Said) -> Written:
        return Written(
            name=said.get("name") or "",
            hashtag=said.get("hashtag"),
            when=said.get("when") or "",
            time_zone=said.get("time_zone") or "",
            how_to=said.get("how_to"),
        )


class MoreForm(_ChatForm, name="chatmore"):
    """Asks how long a chat is, for its page, and what to check."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form with what is known."""
        kept = await _known(services, about)
        if kept is None:
            raise ChatGone
        chat = kept.chat
        fields = [
            line("Minutes", "minutes", str(chat.minutes), most=20, example="60"),
            line(
                "Open for answers, in hours",
                "open_hours",
                str(chat.open_hours),
                most=20,
                hint="After it has ended; 0 if it closes then",
            ),
            line(
                "Link", "link", chat.link, most=LINK_LENGTH, hint="The hosts' page, if there is one"
            ),
            paragraph(
                "What to check first",
                "warning",
                chat.warning,
                most=WARNING_LENGTH,
                hint="Shown as: Check before you rely on it",
            ),
        ]
        return cls("Length, link, check", about, fields)

    @classmethod
    def _written(cls, said: Said) -> Written:
        return Written(
            minutes=said.get("minutes") or "",
            open_hours=said.get("open_hours") or "",
            link=said.get("link"),
            warning=said.get("warning"),
        )


def may_post(interaction: discord.Interaction, channel_id: int) -> bool:
    """Say whether the bot may write in a channel, as far as it knows."""
    server = interaction.guild
    channel = server.get_channel(channel_id) if server else None
    if server is None or channel is None or server.me is None:  # pyright: ignore[reportUnnecessaryComparison]
        return True  # the first post will tell
    allowed = channel.permissions_for(server.me)
    return allowed.view_channel and allowed.send_messages


def refused(channel_id: int) -> str:
    """Return what an officer reads about a channel in which the bot may not write."""
    return (
        f"I may not write in <#{channel_id}>. Allow me **View Channel** and **Send Messages** "
        "there, then choose it again."
    )
