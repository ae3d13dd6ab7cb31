"""Who may use what is for officers: whoever may manage the server, checked here as well."""

from typing import Any

import discord
from discord import app_commands


class NotOfficer(Exception):
    """Whoever did this may not manage the server, or was in none."""


def officers_server(interaction: discord.Interaction) -> int:
    """Return the server that the officer may manage.

    Raises:
        NotOfficer: they may not, or this is no server.
    """
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise NotOfficer
    return interaction.guild_id


class OfficerGroup(app_commands.Group):
    """Commands that Discord hides from others, as long as nobody changes that in the server.

    So the command tree asks itself, before it calls any of them; see `bot.client.Tree`.
    """

    def __init__(self, **how: Any) -> None:
        super().__init__(
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            **how,
        )
