"""Meetings, as a student arranges them: asked, answered, moved, looked back on."""

from typing import Any

from conftest import World, parts, texts
from test_notes import choices, filled, labels

PURPOSE = "how you chose hand therapy"


async def begun(world: World) -> Any:
    """Maya has met Ana and asks her for a meeting; return the card with times to choose from."""
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", how_met="State conference")
    answer = await world.maya.slash("meet request", contact="Ana", purpose=PURPOSE)
    return answer.response


async def offered(world: World, card: Any, count: int = 3) -> list[str]:
    """Maya picks the first times; return how they are called."""
    times = list(choices(card).items())[:count]
    [select] = [part for part in parts(card) if part.get("type") == 3]
    await world.maya.select(card, [value for _, value in times], custom_id=select["custom_id"])
    return [label for label, _ in times]


async def asked(world: World) -> tuple[Any, list[str]]:
    """Maya has asked Ana and marked the note as sent; return the meeting's card and the times."""
    card = await begun(world)
    times = await offered(world, card)
    form = await world.maya.click(card, label="Write the note")
    note = await filled(world, form, detail="your talk on splinting")
    await world.maya.click(note, label="Mark as sent")
    listed = (await world.maya.slash("meet list")).response
    answer = await world.maya.select(listed, [choices(listed)["Ana Rivera"]])
    return answer.response, times


async def test_a_request_goes_from_times_to_a_note_to_a_meeting(world: World) -> None:
    card, times = await asked(world)
    assert texts(card).startswith(f"### Waiting for Ana Rivera\n20 minutes, by video · {PURPOSE}")
    assert texts(card).count("<t:") == 2 + len(times), "asked when, kept until when, and the times"
    await world.maya.click(card, label="They said yes")
    assert texts(card) == "### Which time with Ana Rivera?"
    assert labels(card) == [*times, "Another time", "Back"]
    await world.maya.click(card, label=times[1])
    assert texts(card).startswith("### 📅 Ana Rivera\n")
    assert "Get ready" in labels(card)
