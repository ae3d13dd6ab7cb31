"""What chats say on DMs."""

from collections.abc import Collection, Mapping

from bot.clock import Clock
from bot.community.service import Seen
from bot.community.store import Calendars, EveryReminder
from bot.database import Tx
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import Person


class ChatBegins(OwnButtons):
    """Speaks for nudges of the kind ``chat``; the subject is a reminder."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return the chats that are to begin, or on; what is hidden, moved or over is left out."""
        now = self._clock()
        reminders = await EveryReminder(tx).some({number for _, number in subjects})
        calendars = await Calendars(tx).of_students({student_id for student_id, _ in subjects})
        found: dict[Whose, Person] = {}
        for student_id, number in subjects:
            each = reminders.get(number)
            if each is None or each.student_id != student_id or each.begins_at is None:
                continue
            chat = calendars[student_id].get(each.chat)
            if chat is None or not chat.starts_at(each.begins_at):
                continue
            occasion = chat.at(each.begins_at)
            if occasion.closes_at > now:
                seen = Seen(occasion, each.lead, now)
                found[student_id, number] = Person(chat.name, of=seen)
        return found
