"""`/nudges list`: what comes when, one nudge of it, and what waits because DMs are closed."""

from typing import Any

import pytest
from conftest import World, parts, texts

CLOSED = {"code": 50007, "message": "Cannot send messages to this user"}


async def listed(world: World) -> Any:
    return (await world.maya.slash("nudges list")).response


def people(message: Any) -> list[str]:
    """The lines of the list: who, below which day."""
    return [line.replace("**", "") for line in texts(message).splitlines() if line.startswith("**")]


def labels(message: Any) -> list[str]:
    return [part["label"] for part in parts(message) if part.get("type") == 2]


def choices(message: Any) -> dict[str, str]:
    """Whom the select offers, and what stands for them."""
    options = [option for part in parts(message) for option in part.get("options", ())]
    return {option["label"]: option["value"] for option in options}


async def opened(world: World, message: Any, name: str) -> None:
    await world.maya.select(message, [choices(message)[name]])


async def jump_to_next(world: World) -> None:
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=max(0, (upcoming - world.now()).total_seconds()))
    await world.deliver()


@pytest.fixture
async def network(world: World) -> World:
    """Ana waits for an answer; Bo comes in two weeks, Cy in six; Maya owes Cy a poster by Friday."""
    await world.start(world.maya)
    add = world.maya.slash
    await add("contact add", name="Ana Rivera", when="7 weeks ago", credentials="OTR/L")
    await jump_to_next(world)
    await add("contact add", name="Bo Li", when="4 weeks ago", every="6 weeks")
    await add("contact add", name="Cy Park", every="6 weeks")
    await add("log", contact="Cy", how="email", promise="Send the poster by Friday")
    return world


async def test_what_waits_comes_first_and_the_rest_by_day(network: World) -> None:
    shown = await listed(network)
    assert people(shown) == [
        "Ana Rivera, OTR/L · every 6 weeks",
        "Cy Park · you promised: Send the poster by Friday",
        "Bo Li · every 6 weeks",
        "Cy Park · every 6 weeks",
    ]
    days = [line for line in texts(shown).splitlines() if line.startswith("-# ")]
    assert days[0] == "-# Waits for your answer"
    friday = 1767978000  # 9 January 2026, 9 am in Los Angeles
    assert days[1] == f"-# <t:{friday}:D> · <t:{friday}:R>"
    assert "### What comes when · 4" in texts(shown)


async def test_an_empty_list_says_what_to_do(world: World) -> None:
    await world.start(world.maya)
    shown = await listed(world)
    assert "### Nobody to write to" in texts(shown)
    assert "`/contact add`" in texts(shown)


async def test_whoever_has_not_started_is_asked_to(world: World) -> None:
    for command in ("nudges list", "nudges pause", "nudges resume"):
        shown = await world.sam.slash(command)
        assert shown.response.content.startswith("We haven't met yet.")


async def test_the_list_is_for_the_students_eyes_only(network: World) -> None:
    shown = await network.maya_member.slash(network.channel, "nudges list")
    assert shown.ephemeral
    sam = await network.sam.slash("start", time_zone="PST", stage="new")
    assert sam.response
    assert "### Nobody to write to" in texts((await network.sam.slash("nudges list")).response)


async def test_one_nudge_opens_in_place_with_why_and_when(network: World) -> None:
    shown = await listed(network)
    await network.restart()
    await opened(network, shown, "Ana Rivera, OTR/L")
    card = texts(shown)
    assert "### Ana Rivera, OTR/L" in card
    assert "⏰ Waits for your answer" in card
    assert labels(shown) == [
        *("Done", "Draft", "Snooze", "Pit stop", "Not this person"),
        *("Change the day", "Back to the list"),
    ]
    await network.maya.click(shown, label="Back to the list")
    assert "### What comes when" in texts(shown)


@pytest.mark.parametrize(
    ("pressed", "says"),
    [
        (("Done", "Call"), "Logged. Next time: <t:"),
        (("Snooze", "2 weeks"), "Snoozed until <t:"),
        (("Pit stop",), "At a pit stop now. Next time: <t:"),
        (("Not this person", "No more reminders"), "No more reminders. They stay in your network"),
    ],
)
async def test_what_is_answered_on_the_list_says_what_is_now(
    network: World, pressed: tuple[str, ...], says: str
) -> None:
    shown = await listed(network)
    await opened(network, shown, "Bo Li")
    for label in pressed:
        await network.restart()
        await network.maya.click(shown, label=label)
    assert "### Bo Li" in texts(shown)
    assert says in texts(shown)
    undo = [] if "Snooze" in pressed else ["Undo"]
    assert labels(shown) == [*undo, "Back to the list"]


async def test_back_from_a_question_leaves_all_as_it_was(network: World) -> None:
    shown = await listed(network)
    await opened(network, shown, "Bo Li")
    before = texts(shown)
    for question in ("Done", "Snooze", "Not this person"):
        await network.maya.click(shown, label=question)
        assert "Change the day" not in labels(shown)
        await network.maya.click(shown, label="Back")
    assert texts(shown) == before


@pytest.mark.parametrize(
    ("typed", "says", "comes"),
    [
        ("14 Jan", "**Moved.**", "Wednesday 14 January 17:00"),
        ("Saturday", "Saturday isn't one of your days, so it comes on <t:", "Monday 12 January"),
        ("today", "Too late for Mon 5 January 2026, so it comes on <t:", "Tuesday 06 January"),
    ],
)
async def test_another_day_is_typed_and_the_card_says_which_it_is(
    world: World, typed: str, says: str, comes: str
) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Bo Li", every="6 weeks")
    shown = await listed(world)
    await opened(world, shown, "Bo Li")
    await world.restart()
    form = await world.maya.click(shown, label="Change the day")
    await world.restart()
    await world.maya.submit_modal(form, {"day": typed})
    upcoming = await world.deliver()
    assert upcoming is not None
    assert f"{upcoming:%A %d %B %H:%M}".startswith(comes)
    assert says in texts(shown)
    assert f"⏰ <t:{int(upcoming.timestamp())}:D>" in texts(shown)
    await jump_to_next(world)
    assert "Time to write to Bo Li" in texts(world.dms(world.maya)[-1])


async def test_a_day_can_be_changed_twice(network: World) -> None:
    shown = await listed(network)
    await opened(network, shown, "Bo Li")
    first = await network.maya.click(shown, label="Change the day")
    second = await network.maya.click(shown, label="Change the day")
    await network.maya.submit_modal(first, {"day": "13 Jan"})
    await network.maya.submit_modal(second, {"day": "15 Jan"})
    thursday = 1768496400
    assert f"<t:{thursday}:D>" in texts(shown)
    assert len([line for line in people(await listed(network)) if "Bo Li" in line]) == 1


async def test_a_day_during_a_pause_waits_for_its_end(network: World) -> None:
    await network.maya.slash("nudges pause", until="in 5 weeks")
    shown = await listed(network)
    assert "Paused until <t:" in texts(shown)
    await opened(network, shown, "Bo Li")
    form = await network.maya.click(shown, label="Change the day")
    await network.maya.submit_modal(form, {"day": "next Tuesday"})
    assert "Reminders are paused, so it waits until <t:" in texts(shown)


async def test_a_day_that_is_over_changes_nothing(network: World) -> None:
    shown = await listed(network)
    await opened(network, shown, "Bo Li")
    before = texts(shown)
    form = await network.maya.click(shown, label="Change the day")
    refused = await network.maya.submit_modal(form, {"day": "yesterday"})
    assert "which is over." in refused.response.content
    assert texts(shown) == before


async def test_a_list_that_lay_about_opens_what_is_planned_now(network: World) -> None:
    shown, other = await listed(network), await listed(network)
    await opened(network, other, "Bo Li")
    await network.maya.slash("log", contact="Bo", how="coffee")
    await opened(network, shown, "Bo Li")
    february = 1771347600  # six weeks later
    assert f"⏰ <t:{february}:D>" in texts(shown)
    await network.maya.click(other, label="Snooze")
    assert "Nothing to do here any more." in texts(other)


async def test_somebody_who_was_deleted_meanwhile_is_not_there_any_more(network: World) -> None:
    shown = await listed(network)
    confirm = await network.maya.slash("contact delete", contact="Bo")
    await network.maya.click(confirm.response, label="Delete")
    answer = await network.maya.select(shown, [choices(shown)["Bo Li"]])
    assert answer.response.content == (
        "That reminder isn't there any more. `/nudges list` shows what is."
    )


async def test_somebody_elses_nudge_does_not_open(network: World) -> None:
    await network.start(network.sam)
    await network.sam.slash("contact add", name="Dee", when="3 weeks ago")
    theirs = (await network.sam.slash("nudges list")).response
    stored = network.env.backend.get_message(network.sam.dm_channel.id, theirs.id)
    select = next(p for p in parts(stored) if p.get("type") == 3)
    mine = choices(await listed(network))["Bo Li"]
    select["options"][0]["value"] = mine
    answer = await network.sam.select(theirs, [mine])
    assert "That reminder isn't there any more." in answer.response.content


async def test_the_head_says_what_keeps_reminders_from_coming(world: World) -> None:
    await world.maya.slash("start", time_zone="PST", stage="new")
    shown = await listed(world)
    assert "You get no DMs from me, so none of this comes by itself." in texts(shown)
    await world.maya.click(shown, label="Send me DMs")
    await world.maya.slash("nudges pause")
    await world.maya.slash("settings", lighter_until="in 8 weeks")
    shown = await listed(world)
    assert "Paused until you resume." in texts(shown)
    assert "Lighter time until <t:" in texts(shown)
    assert labels(shown) == ["Resume"]
    await world.restart()
    await world.maya.click(shown, label="Resume")
    assert "Paused" not in texts(shown)


async def test_a_long_list_has_pages_and_says_that_five_come_at_a_time(world: World) -> None:
    await world.start(world.maya)
    for number in range(18):
        await world.maya.slash(
            "contact add", name=f"Person {number:02}", credentials="OT", when="1 year ago"
        )
    shown = await listed(world)
    assert len(people(shown)) == 8
    assert "page 1 of 3" in texts(shown)
    assert "I bring 5 people a day and 10 a week at most; the others come after them." in texts(
        shown
    )
    await world.restart()
    await world.maya.click(shown, label="Later")
    await world.maya.click(shown, label="Later")
    last = ["Person 16, OT · every 6 weeks", "Person 17, OT · every 6 weeks"]
    assert people(shown) == [*last, "Your review · stay, pit stop or drop off"]
    await opened(world, shown, "Person 17, OT")
    await world.maya.click(shown, label="Back to the list")
    assert "page 3 of 3" in texts(shown)
    await world.maya.click(shown, label="Sooner")
    assert "page 2 of 3" in texts(shown)


async def test_the_longest_words_still_fit_the_list_and_the_card(world: World) -> None:
    await world.start(world.maya)
    for number in range(9):
        name = f"{number}{'*_~|`[<' * 14}"
        await world.maya.slash(
            "contact add", name=name, credentials="_" * 100, organisation="`" * 100,
            setting="community", how_met="~" * 1000,
        )  # fmt: skip
        await world.maya.slash(
            "log", contact=f"contact:{number + 1}", how="call", note="*_~|`[<" * 142,
            advice="*_~|`[<" * 142, promise="*_~|`[<" * 142,
        )  # fmt: skip
    shown = await listed(world)
    assert len(texts(shown)) <= 4000
    assert len(list(parts(shown))) <= 40
    await world.maya.select(shown, [next(iter(choices(shown).values()))])
    assert len(texts(shown)) <= 4000


# What waits because DMs are closed


async def refused(world: World, people: int) -> None:
    """Discord has refused a DM to Maya, who was to write to some people."""
    await world.start(world.maya)
    for number in range(people):
        await world.maya.slash(
            "contact add", name=f"Person {number}", when=f"{90 - number} days ago"
        )
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    world.env.inject_error("POST", "/channels/*/messages", status=403, **CLOSED)
    await world.deliver()


async def test_what_waits_is_said_by_name_and_shown_here(world: World) -> None:
    await refused(world, 7)
    await world.pass_time(days=1)
    seen = await world.maya_member.slash(world.channel, "help")
    [waiting] = seen.followups
    assert "### Seven people wait for you" in texts(waiting)
    assert "Person 0, Person 1, Person 2, Person 3, Person 4 and 2 more." in texts(waiting)
    assert "Privacy Settings" in texts(waiting)
    await world.restart()
    here = await world.maya_member.click(waiting, label="Show them here")
    assert here.ephemeral
    assert "Five people to write to today" in texts(here.response)

    await world.restart()
    row = next(part for part in parts(here.response) if part.get("type") == 1)
    done = next(part["custom_id"] for part in row["components"] if part["label"] == "Done")
    await world.maya_member.click(here.response, custom_id=done)
    await world.maya_member.click(here.response, label="Call")
    assert "Logged. Next time: <t:" in texts(here.response)
    assert "Four people to write to today" in texts(here.response)

    rest = await world.maya_member.click(waiting, label="Show them here")
    assert "Two people to write to today" in texts(rest.response)
    none = await world.maya_member.click(waiting, label="Show them here")
    assert none.response.content == "Nothing is waiting any more."
    after = await world.maya_member.slash(world.channel, "help")
    assert after.followups == []


async def test_who_was_shown_here_does_not_wait_for_another_reason(world: World) -> None:
    await world.start(world.maya)
    await world.maya.slash("contact add", name="Ana Rivera", every="3 weeks")
    await world.maya.slash("log", contact="Ana", how="event", advice="Go to the webinar")
    await world.pass_time(days=15)
    world.env.inject_error("POST", "/channels/*/messages", status=403, **CLOSED)
    await world.deliver()
    await world.pass_time(days=8)  # keeping in touch falls due as well
    seen = await world.maya_member.slash(world.channel, "help")
    assert "### One person waits for you\nAna Rivera." in texts(seen.followups[0])
    here = await world.maya_member.click(seen.followups[0], label="Show them here")
    assert "They suggested: Go to the webinar" in texts(here.response)
    after = await world.maya_member.slash(world.channel, "help")
    assert after.followups == []


async def test_what_was_shown_here_is_not_brought_again_by_dm_the_same_week(world: World) -> None:
    await refused(world, 2)
    seen = await world.maya_member.slash(world.channel, "help")
    await world.maya_member.click(seen.followups[0], label="Show them here")
    await world.maya_member.click(seen.followups[0], label="Try a DM again")
    before = len(world.dms(world.maya))
    await world.deliver()
    await world.pass_time(days=3)
    await world.deliver()
    assert len(world.dms(world.maya)) == before
    await world.pass_time(days=5)
    await world.deliver()
    assert "Two people to write to today" in texts(world.dms(world.maya)[-1])


async def test_the_list_itself_and_forms_are_not_followed_by_it(world: World) -> None:
    await refused(world, 1)
    shown = await world.maya_member.slash(world.channel, "nudges list")
    assert shown.followups == []
    assert "Discord won't let me write to you." in texts(shown.response)
    assert "Due now" in texts(shown.response)
    assert labels(shown.response) == ["Try a DM again"]
    form = await world.maya_member.slash(world.channel, "contact add", name="Zoe")
    assert form.followups == []
    one = await world.maya_member.slash(world.channel, "contact list")
    assert "### One person waits for you\nPerson 0." in texts(one.followups[0])
    assert len(one.followups) == 1
    pressed = await world.maya_member.click(shown.response, label="Try a DM again")
    assert pressed.followups == []
    assert people(shown.response) == ["Person 0 · every 6 weeks"]
    assert "Discord won't let me" not in texts(shown.response)
    await world.maya_member.click(one.followups[0], label="Try a DM again")
    assert "You're set already." in texts(one.followups[0])


async def test_trying_a_dm_again_says_who_comes_there(world: World) -> None:
    await refused(world, 3)
    seen = await world.maya_member.slash(world.channel, "help")
    await world.maya_member.click(seen.followups[0], label="Try a DM again")
    assert "These come there next: Person 0, Person 1 and Person 2." in texts(seen.followups[0])


async def test_who_has_paused_or_wants_no_dms_is_not_told_that_they_are_closed(
    world: World,
) -> None:
    await refused(world, 1)
    paused = await world.maya_member.slash(world.channel, "nudges pause", until="in 2 weeks")
    assert paused.followups == []
    resumed = await world.maya_member.slash(world.channel, "nudges resume")
    assert "One person waits" in texts(resumed.followups[0])
    asked = await world.maya_member.slash(world.channel, "start", time_zone="PST", stage="new")
    await world.maya_member.click(asked.response, label="No DMs")
    after = await world.maya_member.slash(world.channel, "help")
    assert after.followups == []
