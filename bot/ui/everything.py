"""All rooms of the UI at once.

Forms, buttons, cards of nudges and sentences register themselves when their module is imported. They
may be asked for after a restart, before any command has led to their room.
"""

from importlib import import_module
from pkgutil import iter_modules

import bot.ui


def import_everything() -> None:
    """Import each module of `bot.ui`."""
    for module in iter_modules(bot.ui.__path__, "bot.ui."):
        import_module(module.name)
