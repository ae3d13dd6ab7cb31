"""Whatever is typed, pressed or sent, by whom ever: an answer, no fault, and nobody else's words.

Commands, options that are completed, buttons, selects and forms are found by themselves.
`--hypothesis-profile search` looks for a long time.
"""

import asyncio
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conftest import World, open_world
from discord import AppCommandOptionType, app_commands
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.contacts.model import SEATS, SETTINGS
from bot.notes.model import KINDS
from bot.ui.contact_buttons import SeatSelect
from bot.ui.form import Form
from bot.ui.journey_review import SettingSelect
from bot.ui.meeting_buttons import SlotSelect
from bot.ui.note_ways import KindSelect
from bot.ui.notes import TemplateSelect
from bot.ui.preparation import QuestionSelect
from bot.ui.press import Button, Press, RoleSelect, Select

from .forging import (
    BUTTON,
    is_answered,
    kind_of,
    send_command,
    send_form,
    send_press,
    send_typing,
)
from .people import gather, prepared
from .words import IDS, MARKER, TOKENS, words

#: So many kinds of things are tried in one example, each once.
AT_ONCE = 24
WHO = st.sampled_from(("maya", "maya", "maya in the server", "officer", "newcomer"))
IN_SERVER = {"maya in the server", "officer"}
CARD = f"BEGIN:VCARD\nVERSION:3.0\nFN:{'x' * 300}\nEND:VCARD\n".encode()
FILES = st.tuples(
    st.sampled_from(("a.csv", "a.ics", "\u202e.vcf", "x" * 200 + ".json")),
    st.one_of(st.binary(max_size=60), st.sampled_from((b"", CARD, b"Name\n\x00", b"[[[[", b"{}"))),
)

#: Selects of which several can be chosen, and those whose choices are no ids.
SEVERAL = {SlotSelect, QuestionSelect}
OF_WORDS: dict[type[Press[Any]], tuple[str, ...]] = {
    SeatSelect: (*SEATS, "gone"),
    KindSelect: (*KINDS, "gone"),
    SettingSelect: (*SETTINGS, "gone"),
    TemplateSelect: tuple(f"{do}-{n}" for do in ("use", "remove") for n in (0, 1, 2, 2**63 - 1)),
}

Found = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def lived(blank: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Found]:
    """A data folder in which Maya and Sam have used everything, and every form there is."""
    folder = tmp_path_factory.mktemp("lived")
    return folder, prepared(blank, folder)


# ---------------------------------------------------------------- what there is


def commands(world: World) -> dict[str, app_commands.Command[Any, Any, Any]]:
    walked = world.app.client.tree.walk_commands()
    return {c.qualified_name: c for c in walked if isinstance(c, app_commands.Command)}


def presses() -> list[type[Press[Any]]]:
    return [each for each in Press.kinds if each not in {Button, Select, RoleSelect}]


def options(
    draw: Any, world: World, who: str, command: app_commands.Command[Any, Any, Any]
) -> dict[str, Any]:
    """What is typed into the options of a command: some of them, or all."""
    given: dict[str, Any] = {}
    for each in command.parameters:
        if not each.required and not draw(st.booleans()):
            continue
        match each.type:
            case _ if each.choices:
                given[each.name] = draw(st.sampled_from([c.value for c in each.choices]))
            case AppCommandOptionType.string:
                least, most = int(each.min_value or 0), int(each.max_value or 6000)
                given[each.name] = draw(words(least, most))
            case AppCommandOptionType.attachment:
                given[each.name] = draw(FILES)
            case AppCommandOptionType.user:
                given[each.name] = draw(st.sampled_from((world.sam, world.maya)))
            case AppCommandOptionType.channel:
                if who in IN_SERVER:  # a DM has no channels to choose from
                    given[each.name] = world.channel
            case AppCommandOptionType.boolean:
                given[each.name] = draw(st.booleans())
            case _:
                least, most = each.min_value, each.max_value
                edge = 2**53 - 1
                least, most = int(-edge if least is None else least), int(most or edge)
                given[each.name] = draw(
                    st.one_of(st.sampled_from((least, most)), st.integers(least, most))
                )
    return given


def custom_id(draw: Any, press: type[Press[Any]]) -> str:
    """An id that a press answers to, of whatever its pattern allows; often about rows there are."""
    pattern = press.__discord_ui_compiled_template__
    said = draw(st.from_regex(pattern, fullmatch=True).filter(lambda each: len(each) <= 100))
    found = pattern.fullmatch(said)
    for name in sorted(pattern.groupindex, key=pattern.groupindex.__getitem__, reverse=True):
        begin, end = found.span(name)
        if found[name] and found[name].isdecimal() and draw(st.integers(0, 5)):
            other = f"{said[:begin]}{draw(IDS)}{said[end:]}"
            said = other if pattern.fullmatch(other) else said
    return said


def chosen(press: type[Press[Any]]) -> st.SearchStrategy[list[str]]:
    """What of a select can be chosen, as its cards have it, of rows there are and are not."""
    most = 4 if press in SEVERAL else 1
    each = IDS.map(str)
    if press in OF_WORDS:
        each = st.sampled_from(OF_WORDS[press])
    return st.lists(each, min_size=1, max_size=most, unique=True)


def typed(draw: Any, field: dict[str, Any]) -> Any:
    """What is typed or chosen in a field; what can be chosen may be of another day."""
    if field["type"] == 4:
        return draw(words(field.get("min_length") or 0, field.get("max_length") or 4000))
    if field["type"] == 19:
        return draw(FILES)
    known = [each["value"] for each in field.get("options") or ()]
    chosen = st.sampled_from(known) if known else TOKENS
    least, most = field.get("min_values") or 0, field.get("max_values") or 1
    most = min(most, len(known)) if known else most
    return draw(st.lists(chosen, min_size=least, max_size=most, unique=True))


# ---------------------------------------------------------------- what is done with it


class Attack:
    """A world in which somebody tries things, and what must be true of it all the time."""

    def __init__(self, world: World, draw: Any, forms: Found) -> None:
        self._world = world
        self._draw = draw
        self._forms = forms
        self._people = gather(world)
        self._seen = len(world.env.http_requests)

    async def command(self, command: app_commands.Command[Any, Any, Any]) -> None:
        who = self._who()
        name = command.qualified_name
        for each in command.parameters:
            if each.autocomplete:
                text = self._draw(words(0, 100))
                answer = await send_typing(self._world, self._people[who], name, each.name, text)
                assert answer.autocomplete_choices is not None, (who, name, each.name, text)
                self._look(who, name, each.name, text)
        said = options(self._draw, self._world, who, command)
        answer = await send_command(self._world, self._people[who], name, said)
        assert is_answered(answer), (who, name, said)
        self._look(who, name, said)

    async def press(self, press: type[Press[Any]]) -> None:
        who = self._who()
        said, kind = custom_id(self._draw, press), kind_of(press)
        values = self._draw(chosen(press)) if kind != BUTTON else []
        for _ in range(self._draw(st.integers(1, 2))):
            answer = await send_press(self._world, self._people[who], said, kind, values)
            assert is_answered(answer), (who, said, values)
            self._look(who, said, values)

    async def form(self, name: str) -> None:
        who, known = self._who(), self._forms[name]
        ids = [str(self._draw(IDS)) for _ in range(known["many"])]
        fields = {each["custom_id"]: typed(self._draw, each) for each in known["fields"]}
        said = ":".join(("form", name, *ids))
        answer = await send_form(self._world, self._people[who], said, fields)
        assert is_answered(answer), (who, said, fields)
        self._look(who, said, fields)

    def _who(self) -> str:
        return self._draw(WHO)

    def _look(self, *what: Any) -> None:
        """See that nothing went wrong, and that nothing of Sam's went to anybody else."""
        wrong = [each for each in self._world.logs if each["event"] == "incident"]
        assert not wrong, (what, wrong[0]["exc_info"])
        assert not self._world.env.errors, what
        new = self._world.env.http_requests[self._seen :]
        self._seen += len(new)
        to_sam = f"/channels/{self._world.sam.dm_channel.id}/"
        told = [each for each in new if not each.path.startswith(to_sam)]
        assert MARKER not in json.dumps([each.json for each in told], default=str), what


def attacked(lived: tuple[Path, Found], draw: Any, kind: str, batch: int) -> None:
    """Try each of a batch of things once, in a world of its own."""
    folder, forms = lived

    async def attack() -> None:
        with TemporaryDirectory() as place:
            shutil.copytree(folder, place, dirs_exist_ok=True)
            async with open_world(Path(place)) as world:
                world.env.settle_timeout = 60  # pictures are drawn in a process of their own
                await world.app.client.tree.sync()  # the folder says that it is done
                under = Attack(world, draw, forms)
                there: list[Any] = {
                    "command": list(commands(world).values()),
                    "press": presses(),
                    "form": list(forms),
                }[kind]
                for each in there[batch * AT_ONCE : (batch + 1) * AT_ONCE]:
                    await getattr(under, kind)(each)

    asyncio.run(attack())


@pytest.mark.parametrize(
    ("kind", "batch"),
    [
        (kind, batch)
        for kind, many in (("command", 3), ("press", 4), ("form", 2))
        for batch in range(many)
    ],
)
@settings(
    max_examples=max(2, settings().max_examples // 25),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_whatever_is_sent_is_answered_without_a_fault_and_without_anothers_words(
    lived: tuple[Path, Found], kind: str, batch: int, data: st.DataObject
) -> None:
    attacked(lived, data.draw, kind, batch)


async def test_the_batches_reach_all_there_is(world: World, lived: tuple[Path, Found]) -> None:
    assert len(commands(world)) <= 3 * AT_ONCE
    assert len(presses()) <= 4 * AT_ONCE
    assert len(lived[1]) == len(Form.kinds) <= 2 * AT_ONCE
