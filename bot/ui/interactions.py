"""One talk in full, with what came of it."""

from typing import Self

import discord
from discord import ButtonStyle

from bot.contacts.interactions import Spoken
from bot.contacts.model import ADVICE, INTERACTIONS, Interaction
from bot.contacts.words import NOTE_LENGTH
from bot.ui.answers import rooms
from bot.ui.card import GREEN, Card, fitted, row
from bot.ui.contact_buttons import UndoButton
from bot.ui.contacts import contact_card
from bot.ui.form import open_form
from bot.ui.press import Button
from bot.ui.text import date_of, day, one_line, typed


def talk_card(spoken: Spoken, title: str | None = None, undo: int | None = None) -> Card:
    """Return one talk in full.

    Args:
        spoken: the talk, and with whom.
        title: what has just happened, shown above.
        undo: the change that can be taken back.
    """
    talk = spoken.interaction
    texts = fitted(lambda room: (title, *_texts(spoken, room)))
    return Card(
        GREEN,
        [
            texts[0],
            row(UndoButton.to(undo)) if undo is not None else None,
            *texts[1:],
            row(*_buttons(talk)),
        ],
    )


def _texts(spoken: Spoken, room: float) -> list[str | None]:
    talk, most = spoken.interaction, int(NOTE_LENGTH * room)
    name = one_line(spoken.contact.name, 80)
    texts: list[str | None] = [
        f"### {INTERACTIONS[talk.kind]} with {name}\n{day(talk.happened_at)}",
        typed(talk.note, most) if talk.note else None,
    ]
    if talk.advice is not None:
        state = ADVICE[talk.advice_state or "open"].lower()
        texts.append(f"**They suggested** ({state}):\n{typed(talk.advice, most)}")
    if talk.promise is not None:
        due = f", due {date_of(talk.promise_due)}" if talk.promise_due else ""
        state = "kept" if talk.promise_kept_at else f"open{due}"
        texts.append(f"**You promised** ({state}):\n{typed(talk.promise, most)}")
    return texts


def _buttons(talk: Interaction) -> list["TalkButton"]:
    found: list[TalkButton] = []
    if talk.advice is not None and talk.advice_state == "open":
        found.append(TalkButton.about(talk.id, "tried", "I tried it", ButtonStyle.success))
    if talk.has_open_advice:
        found.append(TalkButton.about(talk.id, "told", "I told them", ButtonStyle.success))
    if talk.has_open_promise:
        found.append(TalkButton.about(talk.id, "kept", "I kept it", ButtonStyle.success))
    found.append(TalkButton.about(talk.id, "change", "Change"))
    found.append(TalkButton.about(talk.id, "remove", "Remove"))
    return found


class TalkButton(
    Button,
    template=r"talk:(?P<action>tried|told|kept|change|remove):(?P<talk>\d{1,19})",
):
    """Every button of a talk."""

    @classmethod
    def about(
        cls, talk_id: int, action: str, label: str, style: ButtonStyle = ButtonStyle.secondary
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"talk:{action}:{talk_id}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Note what came of it, change it, or remove it."""
        service = rooms(interaction).interactions
        student_id = interaction.user.id
        talk_id = self.number("talk")
        match action := self.said("action"):
            case "change":
                await open_form(interaction, "talk", talk_id)
                return
            case "remove":
                gone = await service.remove(student_id, talk_id)
                title = "**Removed.** The reminder follows what is left."
                await interaction.response.edit_message(
                    view=contact_card(gone.details, title, undo=gone.change)
                )
                return
            case "kept":
                done = await service.keep_promise(student_id, talk_id, kept=True)
                title = "**Promise kept.**"
            case _:
                done = await service.advance(student_id, talk_id, action)
                title = (
                    "**Good.** Tell them what came of it." if action == "tried" else "**Noted.**"
                )
        spoken = Spoken(done.details.contact, done.interaction)
        await interaction.response.edit_message(view=talk_card(spoken, title, done.change))
