"""What officers see: the settings of their server, the club in counts, and how the bot does."""

from collections.abc import Mapping

import discord

from bot.backups.service import Report
from bot.privacy.figures import FEWEST, STEPS, Figures, Status, fives
from bot.privacy.retention import TERMS
from bot.servers import Setup
from bot.ui.answers import rooms
from bot.ui.card import AMBER, GREEN, Card, row
from bot.ui.officers import officers_server
from bot.ui.press import RoleSelect, Select
from bot.ui.text import ago, date_of, typed

FIGURE_NAMES: Mapping[str, str] = {
    "students": "Students",
    "contacts": "People in their networks",
    "nudges": "DMs with nudges, in 30 days",
    "meetings": "Meetings held, in 30 days",
    "thanked": "Thanked within a day",
}


async def shown_setup(interaction: discord.Interaction, note: str = "") -> Card:
    """Return the card with what is set for the officer's server."""
    server_id, services = officers_server(interaction), rooms(interaction)
    posts = (await services.chat_officers.see(server_id)).channel_id
    return setup_card(await services.servers.setup(server_id), posts, note)


def setup_card(setup: Setup, posts: int | None, note: str = "") -> Card:
    """Return what is set for a server, with what can be set right here.

    Args:
        setup: what is set.
        posts: the channel in which a post comes before each chat, if there is one.
        note: what was just done.
    """
    named = typed(setup.coordinator, 200) if setup.coordinator else "nobody named yet"
    role = f"<@&{setup.mentor_role_id}>" if setup.mentor_role_id else "everybody"
    terms = [
        discord.SelectOption(
            label=f"Data stays {months} months after the last use",
            value=str(months),
            default=months == setup.retention_months,
        )
        for months in TERMS
    ]
    lines = [
        f"**Placements** go through: {named}. `/admin coordinator` changes it.",
        f"**Chats:** {f'posts come to <#{posts}>' if posts else 'no posts'}. `/admin chats` changes it.",
        f"**Data** of somebody who does not come back stays **{setup.retention_months} months**.",
        f"**Mentors:** {role} may offer to be asked.",
    ]
    return Card(
        GREEN,
        [
            f"### Settings of this server{note}",
            "\n".join(lines),
            row(TermSelect.of("setup:term", terms)),
            row(MentorRoleSelect.of("setup:mentors", setup.mentor_role_id, "Everybody may mentor")),
            "-# Students in several servers: the longest time counts. Pick no role for everybody.",
        ],
    )


class TermSelect(Select, template=r"setup:term"):
    """Says how long data stays."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep it, and show the settings."""
        server_id, servers = officers_server(interaction), rooms(interaction).servers
        months = int(self.item.values[0])
        if months in TERMS:
            await servers.set_retention(server_id, months)
        await interaction.response.edit_message(view=await shown_setup(interaction, " · kept"))


class MentorRoleSelect(RoleSelect, template=r"setup:mentors"):
    """Says who may offer to be asked."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Keep it, and show the settings."""
        server_id, servers = officers_server(interaction), rooms(interaction).servers
        roles = self.item.values
        await servers.set_mentor_role(server_id, roles[0].id if roles else None)
        await interaction.response.edit_message(view=await shown_setup(interaction, " · kept"))


def stats_card(figures: Figures) -> Card:
    """Return the club in counts."""
    lines = [f"**{title}:** {_figure(name, figures)}" for name, title in FIGURE_NAMES.items()]
    return Card(
        GREEN,
        [
            "### The club in counts",
            "\n".join(lines),
            (
                f"-# Of {date_of(figures.taken_on)}, new every week. Rounded, and nobody with very "
                "many counts in full, so that nobody can be found in it."
            ),
        ],
    )


def _figure(name: str, figures: Figures) -> str:
    value = figures.values[name]
    if value is None:
        return f"fewer than {FEWEST}" + ("" if name == "students" else " students have any")
    return f"about {value:,}" if value else f"fewer than {STEPS[name]}"


def status_card(status: Status) -> Card:
    """Return how the bot does."""
    last = "none yet" if status.last_sent is None else ago(status.last_sent)
    lines = [
        f"**Version:** {status.version}, up since {ago(status.up_since)}",
        f"**Last DM:** {last}",
        f"**Waiting to be sent:** {_roughly(status.waiting)}",
        f"**Failed in seven days:** {_roughly(status.failed) if status.failed else 'none'}",
        f"**Students with closed DMs:** {_roughly(status.blocked)}",
        f"**Database:** {_size(status.size)}",
        f"**Last backup:** {_backup(status.backups)}",
    ]
    is_well = not status.failed and status.backups.trouble is None
    return Card(GREEN if is_well else AMBER, ["### How I am doing", "\n".join(lines)])


def _roughly(number: int) -> str:
    return f"about {fives(number):,}" if number >= FEWEST else f"fewer than {FEWEST}"


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1e9:.1f} GB"


def _backup(backups: Report) -> str:
    if backups.trouble:
        return f"**{typed(backups.trouble, 200)}**"
    if backups.last_at is None:
        return (
            "none yet" if backups.next_at else "not made by me; the README says how with PostgreSQL"
        )
    return f"{ago(backups.last_at)}, it can be restored"
