"""What registers itself when it is imported has been imported when the bot starts."""

import ast
import subprocess
import sys
from pathlib import Path

from bot.ui.form import Form
from bot.ui.press import Press

ROOT = Path(__file__).parent.parent
#: Dictionaries that modules add their cards and names to.
REGISTERS = {"CARDS", "PARTS", "TAKEN_BACK_CARDS"}
STARTED = """
import sys
from importlib import import_module
from bot.client import COGS
for cog in COGS:
    import_module(cog)
print(*sys.modules)
"""


def registers(path: Path) -> bool:
    """Say whether importing a module adds something that is found by name later."""
    for each in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match each:
            case ast.ClassDef(keywords=[ast.keyword(arg="template" | "name"), *_]):
                return True
            case ast.Attribute(value=ast.Name(id="sentence"), attr="register"):
                return True
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))]) if name in REGISTERS:
                return True
            case _:
                pass
    return False


def test_all_that_registers_itself_is_there_when_the_bot_starts() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in ("bot", "cogs")
        for path in (ROOT / folder).rglob("*.py")
        if registers(path)
    }
    kinds = {kind.__module__ for kind in (*Form.kinds.values(), *Press.kinds)}
    assert {"bot.ui.note_forms", "bot.ui.sentences.journey", "bot.ui.preparation"} <= modules
    assert {name for name in kinds if name.startswith(("bot.", "cogs."))} <= modules
    there = subprocess.run(  # noqa: S603
        [sys.executable, "-c", STARTED], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert modules - set(there) == set()
