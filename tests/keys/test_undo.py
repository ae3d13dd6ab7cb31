"""What was changed before a new key came can be taken back after it, and while it comes."""

from typing import Any

import pytest
from conftest import World, texts

import bot.keys
from bot.keyring import KeyFile
from bot.keys import rotate
from bot.tables import changes

from .test_rotate import settings_of


async def changed(world: World) -> Any:
    """Ana has another address than before; return the card, which has an Undo."""
    await world.start(world.maya)
    met = {"how_met": "at the state conference", "email": "ana@lakeside.example"}
    await world.maya.slash("contact add", name="Ana Rivera", every="6 weeks", **met)
    form = await world.maya.slash("contact edit", contact="Ana", part="reach")
    shown = await world.maya.submit_modal(form, {"email": "rivera@new.example"})
    assert "rivera@new.example" in texts(shown.response)
    return shown.response


async def address(world: World) -> str:
    return texts((await world.maya.slash("contact view", contact="Ana")).response)


async def test_after_a_new_key_a_change_from_before_is_taken_back(world: World) -> None:
    card = await changed(world)
    assert "Done" in await rotate(settings_of(world.folder))
    await world.maya.click(card, label="Undo")
    assert "ana@lakeside.example" in await address(world)
    KeyFile(world.folder).old_path.unlink()
    await world.restart()
    assert "ana@lakeside.example" in await address(world), "and it is encrypted with the new key"


async def test_after_a_new_key_what_was_changed_since_stays(world: World) -> None:
    card = await changed(world)
    form = await world.maya.slash("contact edit", contact="Ana", part="reach")
    await world.maya.submit_modal(form, {"email": "third@new.example"})
    await rotate(settings_of(world.folder))
    await world.maya.click(card, label="Undo")
    assert "third@new.example" in await address(world)


@pytest.mark.parametrize("moment", ["its journal has the old key still", "all has the new key"])
async def test_while_a_new_key_comes_a_change_is_taken_back_and_has_the_new_key_at_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    card = await changed(world)
    look, wait = bot.keys._look, bot.keys._until_others_are_done
    pressed: list[str] = []

    async def press(now: str) -> None:
        if now == moment and not pressed:
            pressed.append(now)
            await world.maya.click(card, label="Undo")

    async def looking(tx: Any, table: Any, *rest: Any) -> Any:
        if table is changes:
            await press("its journal has the old key still")
        return await look(tx, table, *rest)

    async def waiting(database: Any) -> None:
        await press("all has the new key")
        await wait(database)

    monkeypatch.setattr(bot.keys, "_look", looking)
    monkeypatch.setattr(bot.keys, "_until_others_are_done", waiting)
    await rotate(settings_of(world.folder))
    assert pressed
    assert "ana@lakeside.example" in await address(world)
    KeyFile(world.folder).old_path.unlink()
    await world.restart()
    assert "ana@lakeside.example" in await address(world)
