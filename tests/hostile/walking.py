"""Goes through everything that the bot shows, as deep as it goes, and notes what was reached."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from conftest import World
from discord import AppCommandOptionType, Interaction, app_commands

from bot.client import PitstopClient
from bot.ui.form import Form
from bot.ui.press import Button, Press, RoleSelect, Select
from bot.ui.privacy import LeaveButton

from .forging import Actor, send_command, send_form, send_press, send_typing

#: With so many other rows each press, and each form, is tried until it is not refused.
PRESSED, SENT = 2, 8
#: What options and fields want that take no free words; some forms want something of their own.
FITTING = {
    "day": "tomorrow",
    "when": "next Tue 3pm",
    "met_at": "last week",
    "due": "in 2 weeks",
    "first": "in 2 weeks",
    "last": "in 10 weeks",
    "until": "in 2 weeks",
    "lighter_until": "in 2 weeks",
    "every": "6 weeks",
    "cadence": "6 weeks",
    "silent": "1 week",
    "email": "{}@club.example",
    "phone": "+1 555 0100",
    "link": "https://{}.example/ana",
    "links": "https://{}.example/ana",
    "booking_page": "https://{}.example/book",
    "place": "https://{}.example/room",
    "time_zone": "America/Los_Angeles",
    "city": "Chicago",
    "days": "weekdays",
    "hours": "9-12, 1pm-5pm",
    "language": "English",
    "languages": "English, Spanish",
    "seats": "12",
    "minutes": "60",
    "open_hours": "2",
    "contact": "Ana {}",
    "educator": "Eda {}",
    "log:when": "yesterday",
    "talk:when": "yesterday",
    "chatwhat:when": "Tuesdays 3 pm",
}

Command = app_commands.Command[Any, Any, Any]


class Reached:
    """What got through without a refusal, and every word that was typed, in all worlds.

    Attributes:
        presses: kinds of buttons and selects; and each with its words, as in its ``custom_id``.
        forms: the names of forms.
        words: what was typed into options, completed or not, and into fields, and names of files.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.presses: set[Any] = set()
        self.forms: set[str] = set()
        self.words: set[str] = set()
        for kind in presses():
            self._listen_to_press(kind, patch)
        for name, form in Form.kinds.items():
            self._listen_to_form(name, form, patch)
        self._listen_to_words(patch)

    def _listen_to_press(self, kind: type[Press[Any]], patch: pytest.MonkeyPatch) -> None:
        pressed = kind.pressed

        async def heard(press: Press[Any], interaction: Interaction) -> None:
            await pressed(press, interaction)
            self.presses |= {kind, without_rows(press.custom_id)}

        patch.setattr(kind, "pressed", heard)

    def _listen_to_form(self, name: str, form: type[Form], patch: pytest.MonkeyPatch) -> None:
        submitted = form.submitted

        async def heard(interaction: Interaction, said: Any, *about: int) -> None:
            await submitted(interaction, said, *about)
            self.forms.add(name)

        patch.setattr(form, "submitted", staticmethod(heard))

    def _listen_to_words(self, patch: pytest.MonkeyPatch) -> None:
        answer = PitstopClient.on_interaction

        async def heard(client: PitstopClient, interaction: Interaction) -> None:
            self.words |= set(_typed(interaction.data))
            await answer(client, interaction)

        patch.setattr(PitstopClient, "on_interaction", heard)


class Walk:
    """One world, and what there still is to try in it.

    Args:
        world: the bot, and its people.
        people: who there is to try things, by name; Maya is the first.
        planted: stands in every text that is typed.
        reached: notes what got through.
    """

    def __init__(
        self, world: World, people: Mapping[str, Actor], planted: str, reached: Reached
    ) -> None:
        self.completed: set[tuple[str, str]] = set()
        self._world = world
        self._people = people
        self._planted = planted
        self._reached = reached
        self._tried: defaultdict[Any, int] = defaultdict(int)
        self._known: set[tuple[str, str]] = set()
        self._waiting: deque[tuple[str, dict[str, Any]]] = deque()
        self._at_last: list[tuple[str, dict[str, Any]]] = []
        self._seen = len(world.env.http_requests)

    async def command(self, who: str, command: Command, **meant: str) -> None:
        """Type a command: all options with words, then as few as it takes, then what they want.

        Args:
            who: types it.
            command: found in the tree.
            meant: people who are there, by the options that want some.
        """
        actor, name = self._people[who], command.qualified_name
        for each in command.parameters:
            if each.autocomplete:
                answer = await send_typing(self._world, actor, name, each.name, self._planted)
                assert answer.autocomplete_choices is not None, (name, each.name)
                self.completed.add((name, each.name))
        needed = [each for each in command.parameters if each.required]
        ways = [(command.parameters, False), (needed, True), (command.parameters, True)]
        if len(needed) == len(command.parameters):
            ways.pop()
        for some, fitting in ways if command.parameters else ways[:1]:
            given = {each.name: self._option(who, each, fitting=fitting) for each in some}
            given |= {each: name for each, name in meant.items() if each in given and fitting}
            said = {each: value for each, value in given.items() if value is not None}
            await self.take(who, await send_command(self._world, actor, name, said))
        await self.go_on()

    async def take(self, who: str, answer: Any) -> None:
        """Note what can be pressed now; fill in the form that was opened, if one was."""
        self._look(who)
        modal = answer.modal if answer else None
        if not modal:
            return
        name = modal["custom_id"].split(":")[1]
        for fitting in (False, True):
            key = ("form", name, fitting)
            if self._tried[key] < SENT and not (fitting and name in self._reached.forms):
                self._tried[key] += 1
                said = dict(self._fields(name, modal, fitting=fitting))
                actor = self._people[who]
                sent = await send_form(self._world, actor, modal["custom_id"], said)
                await self.take(who, sent)

    async def go_on(self, *, to_the_end: bool = False) -> None:
        """Press, choose and fill in whatever was shown, until nothing is new; leaving comes last."""
        self._look("maya")
        if to_the_end:
            self._waiting += self._at_last
        while self._waiting:
            who, part = self._waiting.popleft()
            key = without_rows(part["custom_id"])
            if key in self._reached.presses or self._tried[key] >= PRESSED:
                continue
            if key[0] is LeaveButton and not to_the_end:
                self._at_last.append((who, part))
                continue
            self._tried[key] += 1
            for each in dict.fromkeys((who, *self._people)):
                await self._press(each, part)
                if key in self._reached.presses:
                    break

    async def _press(self, who: str, part: dict[str, Any]) -> None:
        options = [each["value"] for each in part.get("options", ())]
        many = max(1, part.get("min_values", 1))
        for begin in range(0, min(3, len(options)), many) or (0,):
            actor, values = self._people[who], options[begin : begin + many]
            pressed = await send_press(self._world, actor, part["custom_id"], part["type"], values)
            await self.take(who, pressed)

    def _option(self, who: str, each: app_commands.Parameter, *, fitting: bool) -> Any:
        match each.type:
            case _ if each.choices:
                return each.choices[0].value
            case AppCommandOptionType.string if fitting and each.name in FITTING:
                return FITTING[each.name].format(self._planted)
            case AppCommandOptionType.string:
                return f"{self._planted} {each.name}"[: int(each.max_value or 100)]
            case AppCommandOptionType.attachment:
                return self._file()
            case AppCommandOptionType.user:
                return self._world.sam
            case AppCommandOptionType.channel:
                return self._world.channel if who == "officer" else None
            case AppCommandOptionType.boolean:
                return fitting
            case _:
                return int(each.min_value or 1)

    def _fields(
        self, form: str, modal: dict[str, Any], *, fitting: bool
    ) -> Iterator[tuple[str, Any]]:
        for field in fields_of(modal):
            name = field["custom_id"]
            wanted = FITTING.get(f"{form}:{name}", FITTING.get(name)) if fitting else None
            match field["type"]:
                case 4 if wanted:
                    yield name, wanted.format(self._planted)
                case 4:
                    yield name, f"{self._planted} {name}"[: field.get("max_length", 100)]
                case 19:
                    yield name, self._file()
                case _:
                    yield name, [each["value"] for each in field.get("options", ())][:1]

    def _file(self) -> tuple[str, bytes]:
        card = f"BEGIN:VCARD\nVERSION:3.0\nFN:{self._planted} Quill\nEND:VCARD\n"
        return f"{self._planted}.vcf", card.encode()

    def _look(self, who: str) -> None:
        """Note every button and select that the bot has sent since."""
        requests = self._world.env.http_requests
        for request in requests[self._seen :]:
            for part in parts_of(request.json):
                if (who, part["custom_id"]) not in self._known:
                    self._known.add((who, part["custom_id"]))
                    self._waiting.append((who, part))
        self._seen = len(requests)


def presses() -> list[type[Press[Any]]]:
    """Every kind of button and select."""
    return [each for each in Press.kinds if each not in {Button, Select, RoleSelect}]


def without_rows(custom_id: str) -> tuple[Any, ...]:
    """What a press is, without the rows that it is about."""
    for kind in presses():
        if found := kind.__discord_ui_compiled_template__.fullmatch(custom_id):
            words = (
                each
                for each in found.groupdict(default="").items()
                if not each[1].replace(":", "").isdecimal()
            )
            return kind, *sorted(words)
    raise AssertionError(custom_id)


def parts_of(sent: Any) -> Iterator[dict[str, Any]]:
    """Every button and select in what was sent that can be pressed; what is in a form cannot."""
    match sent:
        case {"type": 9}:
            return
        case {"type": 2 | 3 | 6, "custom_id": _} if not sent.get("disabled"):
            yield sent
        case dict():
            for each in sent.values():
                yield from parts_of(each)
        case list():
            for each in sent:
                yield from parts_of(each)
        case _:
            pass


def fields_of(modal: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for row in modal["components"]:
        yield from (each for each in (row.get("component"), *row.get("components", ())) if each)


def _typed(sent: Any) -> Iterator[str]:
    """Every text that was typed in what Discord sends of a command or a form."""
    match sent:
        case {"type": 3 | 4, "value": str(text)}:
            yield text
        case {"filename": str(text)}:
            yield text
        case dict():
            for each in sent.values():
                yield from _typed(each)
        case list():
            for each in sent:
                yield from _typed(each)
        case _:
            pass
