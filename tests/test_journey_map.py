"""The map and the numbers of a network, as students see them."""

from typing import Any

import pytest
from conftest import World, parts, texts
from networks import fill
from test_availability import NOT_STARTED

from bot.ui.journey_map import MOST_ALT

NOBODY = (
    "### Your network is about to begin\n"
    "It starts with one person you met this month: `/contact add`."
)
HOSTILE = ("李小龍", "Zoë 🦄", "$\\frac{1}{0}$", "**@everyone**", "\u202egnihton", "x" * 100)


@pytest.fixture(autouse=True)
def patient(world: World) -> None:
    world.env.settle_timeout = 60  # a picture takes seconds on a busy machine


def shown(answer: Any) -> Any:
    """The message that is an answer at last."""
    return answer.followups[-1] if answer.followups else answer.response


def picture(message: Any) -> Any:
    """The one file of a message, which its card shows with the same words."""
    [file] = message.attachments
    assert file.filename == "network.png"
    [gallery] = [part for part in parts(message) if part.get("type") == 12]
    [item] = gallery["items"]
    assert item["description"] == file.description
    assert file.description
    assert len(file.description) <= MOST_ALT
    return file


async def test_before_the_start_and_with_nobody_in_it_there_is_a_kind_sentence(
    world: World,
) -> None:
    for command in ("journey map", "journey stats"):
        assert shown(await world.maya.slash(command)).content == NOT_STARTED
    await world.start(world.maya)
    for command in ("journey map", "journey stats"):
        message = shown(await world.maya.slash(command))
        assert texts(message) == NOBODY
        assert not message.attachments


async def test_a_map_has_its_picture_and_the_same_in_words_in_the_dm_and_in_a_server(
    world: World,
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", setting="hand_therapy")
    for name in HOSTILE:
        added = await world.maya.slash("contact add", name=name, setting="research")
        assert "**Added.**" in texts(added.response), name
    answer = await world.maya.slash("journey map", names="full")
    message = shown(answer)
    file = picture(message)
    assert not answer.ephemeral
    assert file.description == (
        "Map of a network. Seven people around the student. By practice setting: Research 6, "
        "Hand therapy 1. By seat: near you, aboard 7. "
        "By time since they were in touch: in touch lately 7."
    )
    assert "Full names are for your eyes." in texts(message)
    await world.restart()
    world.env.settle_timeout = 60
    answer = await world.maya_member.slash(world.channel, "journey map")
    message = shown(answer)
    picture(message)
    assert answer.ephemeral
    assert "Initials, so that you can post it." in texts(message)


async def test_past_300_people_the_nearest_are_shown_and_the_number_is_said(
    world: World,
) -> None:
    await world.start(world.maya)
    await fill(world.app, world.maya.id, 301, talks=0)
    message = shown(await world.maya.slash("journey map", names="none"))
    assert "The nearest 300 of your 301 people." in texts(message)
    assert "300 people of 301, the nearest, around the student" in picture(message).description
    assert "No names, so that you can post it." in texts(message)


async def test_a_picture_that_takes_too_long_is_one_sentence(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", setting="hand_therapy")
    world.app.rooms.overview.patience = 0.0
    message = shown(await world.maya.slash("journey map"))
    assert message.content == (
        "The picture didn't come out this time. Nothing is lost; try `/journey map` once more."
    )


async def test_numbers_come_with_one_next_step_each(world: World) -> None:
    await world.start(world.maya)
    add, log = "contact add", "log"
    await world.maya.slash(
        add, name="Ana *Rivera*", setting="hand_therapy", when="5 weeks ago", every="4 weeks"
    )
    await world.maya.slash(add, name="Bo Park", when="3 weeks ago")
    await world.maya.slash(log, contact="Bo", how="coffee", when="9 days ago")
    card = texts(shown(await world.maya.slash("journey stats")))
    assert card.split("\n")[:3] == [
        "### Your last 12 weeks, in numbers",
        "**1** due for a few lines",
        "→ **Ana \\*Rivera\\*** has waited longest. `/draft` begins a note.",
    ]
    assert "**1 of 3 weeks** in touch with somebody\n`■□□` the last is this week" in card
    assert "→ Two lines to **Bo Park** are enough. `/log` notes it." in card
    assert "**0 of 1 talks** thanked for within a day\n→ **Bo Park** would still" in card
    assert "**1 of 18 practice settings** with somebody\n-# Hand therapy 1\n-# Nobody yet" in card
    assert "**1** without a practice setting\n→ `/contact edit`" in card
    assert "asked" not in card, "nobody was asked, so there is no number"
    await world.maya.slash(log, contact="Ana", how="email")
    message = shown(await world.maya.slash("journey stats"))
    card = texts(message)
    assert "**1 of 1** who were due had word from you\n→ Nobody waits for you." in card
    assert "→ Have you met somebody this week? `/contact add` keeps them." in card
    [container] = [p for p in parts(message) if p.get("type") == 17]
    numbers = [p["content"] for p in container["components"] if p.get("type") == 10][1:]
    assert [number.count("\n→ ") for number in numbers] == [1] * len(numbers)


async def test_numbers_are_of_ones_own_network(world: World) -> None:
    for student in (world.maya, world.sam):
        await world.start(student)
    await world.maya.slash("contact add", name="Ana Rivera", setting="hand_therapy")
    for command in ("journey stats", "journey map"):
        answer = await world.sam_member.slash(world.channel, command)
        assert texts(shown(answer)) == NOBODY
        assert answer.ephemeral
