"""Invented networks of any size, for pictures and figures. Nobody here exists."""

from datetime import timedelta
from random import Random
from typing import Any

from bot.app import App
from bot.contacts.model import SETTINGS, Fields
from bot.journey.map import Person
from bot.notes.store import Notes

FIRST = (
    "Ana", "Tom", "Grace", "Priya", "Daniel", "Hannah", "Miguel", "Ruth", "Kofi", "Elaine",
    "Marcus", "Sofia", "Jo", "Walter", "Amara", "Chen", "Leila", "Diego", "Yuki", "Omar",
    "Nadia", "Felix", "Ingrid", "Rosa", "Malik", "Hugo", "Mei", "Tariq", "Elif", "Noor",
)  # fmt: skip
LAST = (
    "Rivera", "Adeyemi", "Osei", "Raman", "Brooks", "Weiss", "Santos", "Abramson", "Mensah",
    "Cho", "Hill", "Lindqvist", "Park", "Nguyen", "Okafor", "Haddad", "Kowalski", "Tanaka",
    "Silva", "Dubois", "Novak", "Ferrari", "Jensen", "Murphy", "Costa", "Schmidt", "Ali",
    "Kim", "Lopez", "Patel",
)  # fmt: skip
SEATS = {"aboard": 12, "pit_stop": 4, "pick_up": 3, "dropped_off": 1}
HOW = ("email", "message", "coffee", "call", "event", "video")


def person(number: int, random: Random) -> Fields:
    """Return somebody; no two of the first 900 have one name."""
    [seat] = random.choices(list(SEATS), list(SEATS.values()))
    few = [*SETTINGS][:: 2 if random.random() < 0.7 else 1]
    return Fields(
        name=f"{FIRST[number % 30]} {LAST[(number * 7 + number // 30) % 30]}",
        setting=random.choice(few) if random.random() < 0.95 else None,
        seat="aboard" if number == 0 else seat,
        cadence=random.choice(("4 weeks", "6 weeks", "8 weeks", "3 months")),
    )


def on_map(count: int, seed: int = 1) -> list[Person]:
    """Return people as a map has them."""
    random = Random(seed)
    people = [person(number, random) for number in range(count)]
    shares = (None, 0.1, 0.3, 0.6, 0.8, 0.9, 1.2, 1.6, 2.4)
    return [
        Person(each.name, each.setting or "", each.seat, random.choice(shares)) for each in people
    ]


async def fill(app: App, student_id: int, count: int, talks: int = 4, seed: int = 1) -> None:
    """Give a student so many contacts, each with up to so many talks of the last four months."""
    random = Random(seed)
    people = [person(number, random) for number in range(count)]
    async with app.rooms.overview._networks.writing(student_id) as network:
        ids = await network.store.add(people, network.now - timedelta(days=130))
        logged: list[dict[str, Any]] = []
        for number in ids:
            for _ in range(random.randint(talks // 2, talks)):
                when = network.now - timedelta(hours=random.randint(20, 120 * 24))
                how = random.choice(HOW)
                logged.append({"contact_id": number, "kind": how, "happened_at": when})
                if how in {"coffee", "call", "video"} and random.random() < 0.7:
                    soon = when + timedelta(hours=random.choice((3, 20, 40)))
                    if soon < network.now:
                        logged.append({"contact_id": number, "kind": "thanks", "happened_at": soon})
        await network.store.log_all(logged, network.now)
        notes = Notes(network.tx, student_id)
        for number in ids[: 3 + count // 20]:
            sent = network.now - timedelta(days=random.randint(5, 60))
            draft = await notes.add(number, "outreach", "warm", 0, None, sent)
            await notes.change(draft, state="sent", settled_at=sent)
        there = await network.store.some(ids)
        if count <= 300:
            await network.plan(*there.values())
