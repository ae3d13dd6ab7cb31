"""Maya and Sam, who have lived with the bot for a while; Sam's every word has a mark."""

import asyncio
import inspect
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import World, open_world
from discord import Permissions
from simcord.builders import UserHandle

from bot.ui.form import Form

from .forging import BUTTON, send_form, send_press
from .words import MARKER

FILE = "Name,Organisation\n{0} Quill,{0} Clinic\nNew {0},Elsewhere\n"


def gather(world: World) -> dict[str, Any]:
    """Everybody who tries things: Maya in her DM and in the server, an officer, a newcomer."""
    guild: Any = world.channel.guild
    role = guild.create_role("Officer", permissions=Permissions.all())
    return {
        "maya": world.maya,
        "maya in the server": world.maya_member,
        "officer": guild.add_member(world.env.create_user("lee"), roles=[role]),
        "newcomer": world.env.create_user("kim"),
    }


async def live(world: World, user: UserHandle, mark: str) -> None:
    """Use everything that there is once."""
    await world.start(user)
    ana, bo = f"Ana {mark}", f"Bo {mark}"
    for who, every in ((ana, "6 weeks"), (bo, "never")):
        met = {"organisation": f"{mark} Clinic", "how_met": f"at {mark}", "tags": f"{mark}, hands"}
        await user.slash("contact add", name=who, every=every, **met)
    left = {"note": f"about {mark}", "advice": f"read {mark}", "promise": f"send {mark}"}
    await user.slash("log", contact=ana, how="coffee", **left)
    wish = f"your week at {mark}"
    for who in (ana, bo):
        await user.slash("meet request", contact=who, purpose=wish)
    await user.slash("mentor plan", contact=ana)
    await user.slash("thanks", contact=ana)
    await user.slash("shoutout", contact=ana)
    await user.slash("availability block", first="Friday")
    await user.slash(
        "fieldwork add", level="level_2", first="1 Feb", last="30 Mar", place=mark, educator=bo
    )
    await user.slash("mentor offer")
    await user.slash("contact import", file=(f"{mark}.csv", FILE.format(mark).encode()))
    await send_press(world, user, "custom:on:article", BUTTON, [])
    goal: dict[str, Any] = {"goal": f"find {mark}", "setting": [], "skill": mark, "day": ""}
    await send_form(world, user, "form:goal:0:0:0:0", goal)


async def _prepare(blank: Path, folder: Path) -> dict[str, dict[str, Any]]:
    shutil.copytree(blank, folder, dirs_exist_ok=True)
    async with open_world(folder) as world:
        gather(world)
        await live(world, world.maya, "Lakeside")
        await live(world, world.sam, MARKER)
        return {name: await _form(world, kind) for name, kind in sorted(Form.kinds.items())}


def _told(kind: type[Form]) -> str:
    return "".join(inspect.getsource(each) for each in kind.__mro__[: kind.__mro__.index(Form)])


def _many(kind: type[Form]) -> int:
    """How many ids a form is about, by what it reads of them."""
    places = [int(found) + 1 for found in re.findall(r"\babout\[(\d+)\]", _told(kind))]
    unpacked = re.findall(r"^ +(\w[\w, ]*) = about$", _told(kind), re.MULTILINE)
    return max([0, *places, *(found.count(",") + 1 for found in unpacked)])


def _read(kind: type[Form]) -> list[dict[str, Any]]:
    """The fields of a form that nobody can open here, by what it reads of them."""
    chosen = set(re.findall(r'one\(said, "(\w+)"\)', _told(kind)))
    names = chosen | set(re.findall(r'said(?:\.get\(|\[)"(\w+)"', _told(kind)))
    return [{"custom_id": name, "type": 3 if name in chosen else 4} for name in sorted(names)]


async def _form(world: World, kind: type[Form]) -> dict[str, Any]:
    """Open a form of Maya's, about whatever of hers it can be about."""
    many = _many(kind)
    for number in range(10 if many else 1):
        try:
            form = await kind.made(world.app.rooms, world.maya.id, *[number] * many)
        except Exception:  # noqa: BLE001, S112 - about something else then
            continue
        parts = form.to_dict()["components"]
        return {"many": many, "fields": [part.get("component", part) for part in parts]}
    return {"many": many, "fields": _read(kind)}


def prepared(blank: Path, folder: Path) -> dict[str, dict[str, Any]]:
    """Write a data folder in which both have lived; return every form, with ``many`` ids."""
    make: Callable[..., Any] = asyncio.run
    return make(_prepare(blank, folder))
