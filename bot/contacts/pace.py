"""How much of what takes a while is done for one student in an hour."""

from datetime import datetime, timedelta

from cachetools import LRUCache

from bot.contacts.words import require_room

HOUR = timedelta(hours=1)
#: As many students are remembered.
REMEMBERED = 5000


class Pace:
    """How much each student had done lately of what takes a while. It begins anew with the bot.

    Args:
        what: it is, by which its sentence is found, see `bot.contacts.words.Full`.
        most: as many are done for one student in an hour.
    """

    def __init__(self, what: str, most: int) -> None:
        self._what = what
        self._most = most
        self._lately = LRUCache[int, list[datetime]](REMEMBERED)

    def take(self, student_id: int, now: datetime) -> None:
        """Note that a student wants one more.

        Raises:
            Full: they had as many in the hour that is past.
        """
        lately = [each for each in self._lately.get(student_id, ()) if each > now - HOUR]
        require_room(self._what, len(lately), self._most)
        self._lately[student_id] = [*lately, now]
