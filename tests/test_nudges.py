"""Nudges: who comes when, what the buttons do, and what happens when Discord says no."""

from datetime import UTC, datetime, timedelta

import pytest
import simcord
from conftest import World, texts

from bot.nudges.ended import KEPT, Ended

CLOSED = {"code": 50007, "message": "Cannot send messages to this user"}


async def jump_to_next(world: World) -> None:
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=max(0, (upcoming - world.now()).total_seconds()))
    await world.deliver()


async def add(world: World, user: simcord.UserHandle, name: str, **options: str) -> None:
    await user.slash("contact add", name=name, **options)


async def nudged(world: World) -> None:
    """Maya has been sent one nudge about Ana."""
    await world.start(world.maya)
    await add(world, world.maya, "Ana Rivera", when="5 weeks ago", how_met="State conference")
    await jump_to_next(world)
    assert "Time to write to Ana Rivera" in texts(world.dms(world.maya)[-1])


def newest(world: World) -> str:
    return texts(world.dms(world.maya)[-1])


async def press(world: World, *labels: str) -> None:
    for label in labels:
        await world.maya.click(world.dms(world.maya)[-1], label=label)


async def test_a_nudge_comes_on_a_weekday_at_the_students_hour(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana", every="5 days")  # from Monday: due on Saturday
    before = len(world.dms(world.maya))
    await jump_to_next(world)
    local = f"{world.now():%A %H:%M} UTC"
    assert local == "Monday 17:00 UTC"  # 9 am Pacific
    assert len(world.dms(world.maya)) == before + 1


async def test_five_people_come_today_and_the_rest_tomorrow(world: World) -> None:
    await world.start(world.maya)
    for number in range(7):
        await add(world, world.maya, f"Person {number}", when=f"{50 - number} days ago")
    await jump_to_next(world)
    assert "Five people to write to today" in newest(world)
    assert "Two more people are due. I'll bring them next time." in newest(world)
    assert "Person 0" in newest(world)
    before = len(world.dms(world.maya))
    await world.deliver()
    assert len(world.dms(world.maya)) == before

    await jump_to_next(world)
    assert "Two people to write to today" in newest(world)
    assert "Person 5" in newest(world)
    assert len(world.dms(world.maya)) == before + 1


async def test_the_fullest_card_that_can_be_fits_discords_limits(world: World) -> None:
    await world.start(world.maya)
    for number in range(6):
        await add(
            world,
            world.maya,
            f"{number}{'*' * 99}",
            credentials="_" * 100,
            organisation="`" * 100,
            setting="community",
            how_met="~" * 1000,
            when="2 years ago",
        )
    await jump_to_next(world)
    await press_first(world, "Done")
    assert "Five people" in newest(world)
    assert len(newest(world)) <= 4000


async def press_first(world: World, label: str) -> None:
    message = world.dms(world.maya)[-1]
    row = next(c for c in message.components[0].children if c.type.value == 1)
    button = next(b for b in row.children if b.label == label)
    await world.maya.click(message, custom_id=button.custom_id)


async def test_a_snooze_into_a_pause_says_the_day_after_the_pause(world: World) -> None:
    await nudged(world)
    await world.maya_member.slash(world.channel, "nudges pause", until="Friday 30 January")
    await press(world, "Snooze", "1 week")
    friday = 1769792400  # 9 am in Los Angeles
    assert f"Snoozed until <t:{friday}:D>." in newest(world)
    assert await world.deliver() == datetime.fromtimestamp(friday, UTC)


@pytest.mark.parametrize(("label", "weeks"), [("1 week", 7), ("2 weeks", 14), ("1 month", 31)])
async def test_snooze_brings_the_nudge_back(world: World, label: str, weeks: int) -> None:
    await nudged(world)
    asked = world.now()
    await press(world, "Snooze", label)
    assert "Snoozed until" in newest(world)
    before = len(world.dms(world.maya))
    await jump_to_next(world)
    assert len(world.dms(world.maya)) == before + 1
    assert timedelta(days=weeks - 1) <= world.now() - asked <= timedelta(days=weeks + 2)
    assert "Time to write to Ana Rivera" in newest(world)


async def test_back_leaves_everything_as_it_was(world: World) -> None:
    await nudged(world)
    before = newest(world)
    await press(world, "Snooze", "Back", "Done", "Back")
    assert newest(world) == before


async def test_done_logs_and_starts_the_cadence_anew(world: World) -> None:
    await nudged(world)
    await press(world, "Done", "E-mail")
    assert "Logged. Next time:" in newest(world)
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "· E-mail" in card
    done = world.now()
    await jump_to_next(world)
    assert world.now() - done >= timedelta(weeks=6) - timedelta(hours=2)


async def test_a_pit_stop_rests_for_half_a_year(world: World) -> None:
    await nudged(world)
    await press(world, "Pit stop")
    assert "At a pit stop now. Next time:" in newest(world)
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert "At a pit stop: I bring them up about twice a year." in card
    pressed = world.now()
    await jump_to_next(world)
    assert timedelta(days=180) < world.now() - pressed < timedelta(days=190)


@pytest.mark.parametrize("labels", [("Pit stop",), ("Snooze", "1 month")])
async def test_an_older_talk_logged_later_undoes_no_pit_stop_and_no_snooze(
    world: World, labels: tuple[str, ...]
) -> None:
    await nudged(world)
    await press(world, *labels)
    before = await world.deliver()
    assert before is not None
    await world.maya.slash("log", contact="Ana", how="call", when="2 months ago")
    assert await world.deliver() == before
    await world.maya.slash("log", contact="Ana", how="email", when="yesterday")
    after = await world.deliver()
    assert after is not None
    assert after >= before


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (("Done", "Met"), "Logged."),
        (("Snooze", "1 week"), "Snoozed until"),
        (("Pit stop",), "At a pit stop now."),
        (("Not this person", "Back", "Not this person", "No more reminders"), "No more reminders."),
    ],
)
async def test_every_button_works_after_a_restart(
    world: World, labels: tuple[str, ...], says: str
) -> None:
    await nudged(world)
    for label in labels:
        await world.restart()
        await press(world, label)
    assert says in newest(world)


async def test_two_taps_on_an_old_card_change_nothing_the_second_time(world: World) -> None:
    await nudged(world)
    await press(world, "Done")
    card = world.dms(world.maya)[-1]
    how = [b for c in card.components[0].children if c.type.value == 1 for b in c.children]
    email = next(b.custom_id for b in how if b.label == "E-mail")
    rooms = world.app.rooms
    nudge_id, delivery_id = (int(part) for part in email.split(":")[-2:])
    await world.maya.click(card, custom_id=email)
    await rooms.nudges.done(world.maya.id, nudge_id, "email")
    await rooms.nudges.pit_stop(world.maya.id, nudge_id)
    letter = await rooms.nudges.letter(world.maya.id, delivery_id)
    assert letter.items[0].nudge.state == "done"
    card = texts((await world.maya.slash("contact view", contact="Ana")).response)
    assert card.count("E-mail") == 1
    assert "At a pit stop" not in card


async def test_logging_elsewhere_answers_the_card(world: World) -> None:
    await nudged(world)
    await world.maya.slash("log", contact="Ana", how="coffee")
    nudge = next(m for m in world.dms(world.maya) if "Time to write" in texts(m))
    await world.maya.click(nudge, label="Snooze")
    after = next(m for m in world.dms(world.maya) if m.id == nudge.id)
    assert "Logged. Next time:" in texts(after)


async def test_forged_buttons_reach_nobody_elses_nudges(world: World) -> None:
    await nudged(world)
    await world.start(world.sam, "Chicago")
    await add(world, world.sam, "Bob", when="5 weeks ago")
    await jump_to_next(world)
    maya_card, sam_card = world.dms(world.maya)[-1], world.dms(world.sam)[-1]
    assert "Time to write to Bob" in texts(sam_card)
    ids = [
        b.custom_id
        for c in maya_card.components[0].children
        if c.type.value == 1
        for b in c.children
    ]
    rooms = world.app.rooms
    stored = world.env.backend.get_message(world.sam.dm_channel.id, sam_card.id)
    for forged in (*ids, ids[0].replace("done", "how-email"), "nudge:pit:999999:999999"):
        rows = (c for c in stored.components[0]["components"] if c["type"] == 1)
        next(rows)["components"][0]["custom_id"] = forged
        answer = await world.sam.click(sam_card, custom_id=forged)
        about = "person" if forged.startswith("contact:") else "reminder"
        assert answer.response.content.startswith(f"That {about} isn't ")
        nudge_id, delivery_id = (int(part) for part in ids[0].split(":")[-2:])
    letter = await rooms.nudges.letter(world.maya.id, delivery_id)
    assert letter.items[0].nudge.id == nudge_id
    assert letter.items[0].nudge.state == "sent"


async def test_nothing_is_sent_at_night_or_at_the_weekend_when_the_bot_was_off(
    world: World,
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana", every="4 days")  # due on Friday at 9
    await world.pass_time(days=5, hours=12)  # the bot is back on Saturday at 22
    before = len(world.dms(world.maya))
    await jump_to_next(world)
    assert f"{world.now():%A %H:%M}" == "Monday 17:00"
    assert len(world.dms(world.maya)) == before + 1
    assert "Was due <t:" in newest(world)


async def test_a_closed_dm_keeps_the_nudge_and_the_next_command_says_so(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana", when="5 weeks ago")
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    world.env.inject_error("POST", "/channels/*/messages", status=403, **CLOSED)
    await world.deliver()
    posts = len([r for r in world.env.http_requests if r.path.endswith("/messages")])
    await world.pass_time(days=1, hours=2)
    await world.deliver()
    assert len([r for r in world.env.http_requests if r.path.endswith("/messages")]) == posts

    seen = await world.maya_member.slash(world.channel, "contact list")
    assert "### One person waits for you\nAna." in texts(seen.followups[0])
    await world.maya_member.click(seen.followups[0], label="Try a DM again")
    assert "You're set, Maya Chen" in newest(world)
    await world.deliver()
    assert "Time to write to Ana" in newest(world)
    after = await world.maya_member.slash(world.channel, "contact list")
    assert after.followups == []


async def test_a_students_trouble_stays_theirs(world: World) -> None:
    await world.start(world.maya)
    await world.start(world.sam)
    await add(world, world.maya, "Ana", when="5 weeks ago")
    await add(world, world.sam, "Bob", when="5 weeks ago")
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    path = f"/channels/{world.maya.dm_channel.id}/messages"
    world.env.inject_error("POST", path, status=403, **CLOSED)
    await world.deliver()
    assert "Time to write to Bob" in texts(world.dms(world.sam)[-1])


async def test_an_error_at_discord_is_tried_again_with_the_same_nonce(world: World) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana", when="5 weeks ago")
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())
    world.env.inject_error("POST", "/channels/*/messages", status=503, code=0, message="busy")
    again = await world.deliver()
    assert again is not None
    assert again - world.now() < timedelta(seconds=5)
    await world.pass_time(seconds=5)
    await world.deliver()
    assert "Time to write to Ana" in newest(world)
    sends = [r.json for r in world.env.http_requests if r.path.endswith("/messages")]
    nonces = [body["nonce"] for body in sends if str(body.get("nonce", "")).startswith("pitstop-")]
    assert len(nonces) == 2
    assert len(set(nonces)) == 1


async def test_a_delivery_that_a_crash_left_is_found_in_the_dm_and_not_sent_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.start(world.maya)
    await add(world, world.maya, "Ana", when="5 weeks ago")
    upcoming = await world.deliver()
    assert upcoming is not None
    await world.pass_time(seconds=(upcoming - world.now()).total_seconds())

    class Killed(BaseException):
        pass

    async def die(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("bot.nudges.deliveries.Deliveries.sent", die)
        with pytest.raises(Killed):
            await world.deliver()
    sent = len(world.dms(world.maya))
    assert "Time to write to Ana" in newest(world)

    await world.restart()
    await world.pass_time(minutes=10)  # past Discord's memory of the nonce
    await world.deliver()
    assert len(world.dms(world.maya)) == sent
    await press(world, "Done", "Call")
    assert "Logged." in newest(world)


async def test_a_button_of_years_ago_says_that_its_reminder_is_gone(world: World) -> None:
    await nudged(world)
    old = world.dms(world.maya)[-1]
    await world.maya.slash("log", contact="Ana", how="call")
    await add(world, world.maya, "Bo Park", every="6 weeks")
    await world.pass_time(days=50)
    await jump_to_next(world)
    await world.pass_time(days=KEPT.days)
    await Ended(world.app.database, world.now).tidy()
    listed = texts((await world.maya.slash("nudges list")).response)
    for label in ("Done", "Snooze", "Pit stop"):
        answer = await world.maya.click(old, label=label)
        assert answer.response.content == (
            "That reminder isn't there any more. `/nudges list` shows what is."
        )
    await world.restart()
    assert texts((await world.maya.slash("nudges list")).response) == listed
