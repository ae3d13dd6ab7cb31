"""`/contact list` with its filters, and `/contact find`."""

import pytest
from conftest import World, texts
from test_contacts import add


async def listed(world: World, **options: object) -> list[str]:
    """The names on the first page, in order."""
    shown = texts((await world.maya.slash("contact list", **options)).response)
    return [line.split("**")[1] for line in shown.splitlines() if line.startswith("**")]


@pytest.fixture
async def network(world: World) -> World:
    """Ana is due, Bo is not, Cy never is and was never met."""
    await world.start(world.maya)
    people = (
        ("Ana Rivera", {"setting": "hand_therapy", "tags": "splinting", "when": "3 months ago"}),
        ("Bo Li", {"setting": "research", "tags": "Splinting, talk", "when": "3 weeks ago"}),
        ("Cy Park", {"every": "never", "when": "4 years ago", "organisation": "Lakeside Clinic"}),
    )
    for name, options in people:
        await add(world, world.maya, name, **options)
    await world.maya.slash(
        "log", contact="Cy", how="call", note="Runs a stroke study", when="2 days ago"
    )
    shown = await world.maya.slash("contact view", contact="Bo")
    await world.maya.click(shown.response, label="Seat: aboard")
    await world.maya.select(shown.response, ["pick_up"])
    return world


LISTS: tuple[tuple[dict[str, object], list[str]], ...] = (
    ({}, ["Ana Rivera", "Bo Li", "Cy Park"]),
    ({"setting": "research"}, ["Bo Li"]),
    ({"tag": "#Splinting"}, ["Ana Rivera", "Bo Li"]),
    ({"tag": "talk", "setting": "hand_therapy"}, []),
    ({"seat": "pick_up"}, ["Bo Li"]),
    ({"overdue": True}, ["Ana Rivera"]),
    ({"silent": "2 weeks"}, ["Ana Rivera", "Bo Li"]),
    ({"silent": "2 months"}, ["Ana Rivera"]),
    ({"sort": "name"}, ["Ana Rivera", "Bo Li", "Cy Park"]),
    ({"sort": "last"}, ["Ana Rivera", "Bo Li", "Cy Park"]),
    ({"sort": "met"}, ["Cy Park", "Ana Rivera", "Bo Li"]),
)


async def test_a_list_shows_who_was_asked_for(network: World) -> None:
    for options, names in LISTS:
        assert await listed(network, **options) == names, options


async def test_a_list_that_nobody_fits_says_so(network: World) -> None:
    shown = await network.maya.slash("contact list", setting="driving")
    assert "Nobody fits that." in texts(shown.response)
    wrong = await network.maya.slash("contact list", silent="ages")
    assert "I couldn't read “ages” as how often." in wrong.response.content


async def test_pages_keep_the_filters_also_after_a_restart(world: World) -> None:
    await world.start(world.maya)
    for number in range(20):
        tag = "wide tag with ünïcode: and more"[:30] if number % 2 else "other"
        await add(world, world.maya, f"Person {number:02}", tags=tag, setting="early_intervention")
    shown = await world.maya.slash(
        "contact list", tag="wide tag with ünïcode: and more"[:30], sort="name",
        setting="early_intervention", silent="1 day", seat="aboard",
    )  # fmt: skip
    assert "Nobody fits that." in texts(shown.response)
    await world.pass_time(days=260)
    shown = await world.maya.slash(
        "contact list", tag="wide tag with ünïcode: and more"[:30], sort="name", overdue=True,
        setting="early_intervention", silent="260 days", seat="aboard",
    )  # fmt: skip
    assert "Your people · 10" in texts(shown.response)
    await world.restart()
    await world.maya.click(shown.response, label="More")
    assert "page 2 of 2" in texts(shown.response)
    assert "Person 19" in texts(shown.response)
    assert "Person 18" not in texts(shown.response)


async def test_tags_are_suggested_the_most_used_first(network: World) -> None:
    suggested = await network.maya.autocomplete("contact list", "tag", "")
    assert [each["value"] for each in suggested] == ["splinting", "talk"]
    assert len(await network.maya.autocomplete("contact list", "tag", "#TA")) == 1


REMEMBERED = (
    ("rivera", "Ana Rivera", None),
    ("Ana Riviera", "Ana Rivera", None),
    ("lakeside", "Cy Park", None),
    ("talk", "Bo Li", r"\#talk"),
    ("stroke study", "Cy Park", "Runs a stroke study"),
    ("stroke stduy", "Cy Park", "Runs a stroke study"),
)


async def test_people_are_found_by_whatever_is_remembered(network: World) -> None:
    for words, name, shows in REMEMBERED:
        shown = texts((await network.maya.slash("contact find", words=words)).response)
        first = shown.split("**")[1]
        assert first == name, words
        assert (shows or "") in shown, words


async def test_what_nobody_wrote_is_not_found(network: World) -> None:
    for words in ("xqzw", "!!!", "🎉", "a stroke of luck in Jönköping"):
        shown = texts((await network.maya.slash("contact find", words=words)).response)
        assert "Nobody for" in shown, words


async def test_a_search_has_pages_and_opens_cards_also_after_a_restart(world: World) -> None:
    await world.start(world.maya)
    for number in range(11):
        await add(world, world.maya, f"Person {number:02}", how_met="At the spring: conference")
    shown = await world.maya.slash("contact find", words="spring: conference")
    assert "### 11 people for “spring: conference”" in texts(shown.response)
    await world.restart()
    await world.maya.click(shown.response, label="More")
    assert "Person 10" in texts(shown.response)
    opened = await world.maya.select(shown.response, ["11"])
    assert "### Person 10" in texts(opened.response)


async def test_nobody_else_is_found(network: World) -> None:
    await network.start(network.sam, "Chicago")
    for words in ("rivera", "stroke", "splinting"):
        shown = texts((await network.sam.slash("contact find", words=words)).response)
        assert "Nobody for" in shown
    assert await network.sam.autocomplete("contact list", "tag", "") == []
