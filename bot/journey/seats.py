"""What a student wants to do with seats: see who sits where, give somebody another, say how many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.contacts.model import SEATS, which_page
from bot.journey.desk import Crowd, JourneyDesk, JourneyDesks
from bot.journey.model import Member, neediest, read_seats

PAGE_SIZE = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A page of those who have one kind of seat, whoever needs a decision most first.

    Attributes:
        seat: a key of `bot.contacts.model.SEATS`.
        members: the people of this page.
        number, pages: which page of how many, starting at 0.
        counts: how many people have each kind of seat.
        seats: how many the student wants aboard; None when they have not said.
        crowd: who could rest; None when there is room.
    """

    seat: str
    members: Sequence[Member]
    number: int
    pages: int
    counts: Mapping[str, int]
    seats: int | None
    crowd: Crowd | None


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody who has another seat now; ``change`` takes it back, None when nothing changed."""

    name: str
    seat: str
    change: int | None


class SeatService:
    """Keeps the seats of a student's car."""

    def __init__(self, desks: JourneyDesks) -> None:
        self._desks = desks

    async def see(self, student_id: int, seat: str = "aboard", number: int = 0) -> Row:
        """Return a page of who has this kind of seat; a number past the end is the last.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            return await _row(desk, seat, number)

    async def choose(self, student_id: int, typed: str) -> Row:
        """Keep how many people the student wants aboard.

        Raises:
            NotStarted: there is no profile.
            NoNumber: it is no such number.
        """
        async with self._desks.writing(student_id) as desk:
            await desk.car.choose(read_seats(typed))
            return await _row(desk, "aboard", 0)

    async def move(self, student_id: int, contact_id: int, seat: str) -> Moved:
        """Give somebody another seat, and with it their reminders; for ten minutes to be taken back.

        Raises:
            NotStarted: there is no profile.
            ContactNotFound: they are not in the network.
        """
        async with self._desks.writing(student_id) as desk:
            contact = await desk.network.contact(contact_id)
            if contact.seat == seat or seat not in SEATS:
                return Moved(contact.name, contact.seat, None)
            change = await self._desks.networks.seat(desk.network, contact, seat)
            return Moved(contact.name, seat, change)

    async def crowd(self, student_id: int) -> Crowd | None:
        """Return who could rest when more are aboard than there are seats; None when there is room.

        Raises:
            NotStarted: there is no profile.
        """
        async with self._desks.reading(student_id) as desk:
            return await desk.crowd()


async def _row(desk: JourneyDesk, seat: str, number: int) -> Row:
    members = await desk.members()
    counts = {each: sum(member.seat == each for member in members) for each in SEATS}
    seated = neediest((each for each in members if each.seat == seat), desk.today)
    number, pages = which_page(number, len(seated), PAGE_SIZE)
    shown = seated[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    seats, crowd = await desk.car.seats(), await desk.crowd(members)
    return Row(seat, shown, number, pages, counts, seats, crowd)
