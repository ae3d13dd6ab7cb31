"""Who shares a server with whom. Asked of Discord one person at a time, and kept nowhere.

Listing a server's members would need a privileged intent; asking for one by their id does not.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

import discord

T = TypeVar("T")

#: A club's bot is in one server or a few. In more than this, only the first are looked through.
MOST_SERVERS = 20
#: So many people are asked for at once, and so many in all.
AT_ONCE, MOST_ASKED = 8, 40


async def in_company(
    interaction: discord.Interaction, some: Sequence[T], who: Callable[[T], int], most: int
) -> list[T]:
    """Return the first of some whose member is in a server together with whoever asks.

    Args:
        interaction: of whoever asks, anywhere.
        some: what is looked through, in order.
        who: the Discord user id of each.
        most: so many are enough.
    """
    servers = await _servers_of(interaction)
    found: list[T] = []
    for first in range(0, min(len(some), MOST_ASKED), AT_ONCE):
        if not servers or len(found) >= most:
            break
        part = some[first : min(first + AT_ONCE, MOST_ASKED)]
        there = await asyncio.gather(*(_in_any(servers, who(each)) for each in part))
        found += [each for each, is_there in zip(part, there, strict=True) if is_there]
    return found[:most]


async def _servers_of(interaction: discord.Interaction) -> list[discord.Guild]:
    """Return the bot's servers that this person is in."""
    servers = list(interaction.client.guilds)[:MOST_SERVERS]
    there = await asyncio.gather(*(_is_in(each, interaction.user.id) for each in servers))
    return [each for each, is_there in zip(servers, there, strict=True) if is_there]


async def _in_any(servers: Sequence[discord.Guild], member_id: int) -> bool:
    for each in servers:
        if await _is_in(each, member_id):
            return True
    return False


async def _is_in(server: discord.Guild, member_id: int) -> bool:
    """Ask Discord; who can't be asked for is not shown, which is the safe side."""
    if server.get_member(member_id) is not None:
        return True
    try:
        await server.fetch_member(member_id)
    except discord.HTTPException:
        return False
    return True
