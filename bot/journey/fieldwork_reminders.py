"""What fieldwork says in DMs: a hello, the first day, halfway, thanks."""

from collections.abc import Collection, Mapping

from bot.database import Tx
from bot.journey.fieldwork import FieldworkService, SpanNotFound
from bot.journey.placements import STEPS, WHAT
from bot.nudges.letters import OwnButtons, Whose
from bot.nudges.model import FIELDWORK_BEGINS, Person
from bot.students.service import NotStarted


class OfFieldwork(OwnButtons):
    """Speaks for one kind of nudge about fieldwork; the subject is a placement."""

    def __init__(self, service: FieldworkService, kind: str) -> None:
        self._service = service
        self._kind = kind

    async def people(self, tx: Tx, subjects: Collection[Whose]) -> Mapping[Whose, Person]:
        """Return whom the notes are for; what is too late by now is left out."""
        found: dict[Whose, Person] = {}
        for student_id, span_id in subjects:
            try:
                placed = await self._service.placed(tx, student_id, span_id)
            except (SpanNotFound, NotStarted):
                continue
            if self._kind in placed.coming or STEPS[self._kind] in placed.span.done:
                name = WHAT[placed.span.what]
                if placed.educator is not None and self._kind != FIELDWORK_BEGINS:
                    name = placed.educator.titled
                found[student_id, span_id] = Person(name, of=placed)
        return found
