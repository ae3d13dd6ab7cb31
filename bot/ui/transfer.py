"""Importing and exporting: what a file brings, the one question about it, and what came of it."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import discord
from discord import ButtonStyle, ui

from bot.contacts.formats import MAX_BYTES, Found, UnreadableFile
from bot.contacts.sorting import Sorted
from bot.contacts.transfer import Imported, UploadGone
from bot.rooms import Rooms
from bot.ui.answers import is_private, rooms, show
from bot.ui.card import GREEN, GREY, Card, row
from bot.ui.contact_buttons import CompareButton, UndoButton
from bot.ui.form import Form, Said, choice, one, open_form
from bot.ui.press import Button
from bot.ui.text import count, one_line

_SOURCES = {
    "linkedin": "LinkedIn connections",
    "google": "Google contacts",
    "outlook": "Outlook contacts",
    "vcard": "vCards",
    "pitstop_csv": "a Pitstop export",
    "csv": "a table",
    "json": "a Pitstop export",
}
_REASONS = {
    "no_name": "no name",
    "too_long": "a name too long",
    "unreadable": "unreadable",
    "twice": "twice in the file",
}
_CADENCES = ("4 weeks", "6 weeks", "2 months", "3 months", "6 months")
_FILE_SAYS = "file"
#: So many names are shown of each sort.
SHOWN = 5


def import_card(found: Sorted, name: str) -> Card:
    """Return what a file means for the network, with the question what to do."""
    sizes = (len(found.new), len(found.changed), len(found.like))
    if not any(sizes):
        return Card(
            GREY,
            [
                f"### {one_line(name, 60)}",
                _there(found),
                _skipped(found),
                "Nothing new in this file, so nothing changes.",
            ],
        )
    new = [each.fields.name for each in found.new]
    changed = [_news(found.names[number], each) for number, each in found.changed.items()]
    like = [each.fields.name for each, _number in found.like]
    says_how_often = any(each.fields.cadence for each in found.reading.found)
    ids = ":".join(map(str, (found.upload, *sizes, int(says_how_often))))
    return Card(
        GREEN,
        [
            f"### {one_line(name, 60)}",
            f"I read this as {_SOURCES[found.reading.source]}. Nothing is added yet.",
            _names(new, "new person", "new people"),
            _names(changed, "person with news", "people with news"),
            _names(like, "person may be somebody you have", "people may be somebody you have"),
            _there(found),
            _skipped(found),
            _left_out(found),
            _held(found),
            row(
                ImportButton.of(f"import:ask:{ids}", "Choose what to add", ButtonStyle.success),
                *([ImportButton.of(f"import:keep:{ids}", "Not clients")] if found.held else []),
                ImportButton.of(f"import:no:{ids}", "Forget this file"),
            ),
        ],
    )


def _news(name: str, found: Found) -> str:
    does = ", ".join(part for part in (found.fields.role, found.fields.organisation) if part)
    return f"{name} ({does})" if does else name


def _names(names: Sequence[str], one_of: str, many: str) -> str | None:
    if not names:
        return None
    shown = ", ".join(one_line(each, 70) for each in names[:SHOWN])
    rest = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f"**{count(len(names), one_of, many)}**: {shown}{rest}"


def _there(found: Sorted) -> str | None:
    if not found.there:
        return None
    return f"{count(found.there, 'is', 'are')} in your network already, with nothing new."


def _skipped(found: Sorted) -> str | None:
    skipped = found.reading.skipped
    if not skipped:
        return None
    each = [
        f"line {skip.where}{f' ({one_line(skip.who, 30)})' if skip.who else ''}: "
        f"{_REASONS.get(skip.reason, 'unreadable')}"
        for skip in skipped[:3]
    ]
    rest = f" and {len(skipped) - 3} more" if len(skipped) > 3 else ""
    return f"-# Skipped {'; '.join(each)}{rest}."


def _left_out(found: Sorted) -> str | None:
    parts = [name for each in found.reading.found for name in each.left_out]
    if not parts:
        return None
    words = {
        "email": "e-mail address",
        "phone": "phone number",
        "links": "link",
        "met_at": "day you met",
        "cadence": "how often",
    }
    kinds = ", ".join(dict.fromkeys(words.get(name, name.replace("_", " ")) for name in parts))
    return (
        f"-# {count(len(parts), 'detail', 'details')} I could not use ({kinds}); the people stay."
    )


def _held(found: Sorted) -> str | None:
    if not found.held:
        return None
    quoted = ", ".join(f"“{one_line(each, 60)}”" for each in found.held[:3])
    more = f" and {len(found.held) - 3:,} more" if len(found.held) > 3 else ""
    return (
        f"**Is this about a client?** {quoted}{more} could identify someone. The people come in "
        "without these words, unless you say that they are not about clients."
    )


def imported_card(imported: Imported) -> Card:
    """Say what an import did, with the way back."""
    done = [
        count(number, *words)
        for number, words in (
            (imported.added, ("person added", "people added")),
            (imported.updated, ("person brought up to date", "people brought up to date")),
        )
        if number
    ]
    if len(done) > 1:
        done[1] = done[1][0].lower() + done[1][1:]
    pairs = [
        CompareButton.between(kept, new, f"Compare {imported.names.get(new, '?')}"[:80])
        for kept, new in imported.pairs[:4]
    ]
    more = len(imported.pairs) - len(pairs)
    return Card(
        GREEN,
        [
            f"### {', '.join(done) or 'Nothing was added'}",
            "`/contact list` shows everybody. Undo takes all of it back, for ten minutes.",
            f"{more:,} more may be twice; `/contact merge` puts them side by side."
            if more
            else None,
            row(UndoButton.to(imported.change), *pairs),
        ],
    )


async def take_file(interaction: discord.Interaction, file: discord.Attachment) -> None:
    """Read a file that was handed in, and ask what to do with it."""
    if file.size > MAX_BYTES:
        raise UnreadableFile("too_large")
    await interaction.response.defer(ephemeral=not is_private(interaction), thinking=True)
    found = await rooms(interaction).transfer.upload(
        interaction.user.id, file.filename, await file.read()
    )
    await show(interaction, import_card(found, file.filename))


class FileForm(Form, name="file"):
    """Takes a file."""

    def __init__(self) -> None:
        file: ui.FileUpload[Any] = ui.FileUpload(custom_id="file")
        hint = "LinkedIn, Google or Outlook CSV, vCard, or a table with a header; up to 10 MB"
        super().__init__(
            "Import people", [], [ui.Label(text="File", description=hint, component=file)]
        )

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        return cls()

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Take the file that came along."""
        await take_file(interaction, _attachment(interaction, said["file"][0]))


def _attachment(interaction: discord.Interaction, number: str) -> discord.Attachment:
    data = cast("dict[str, Any]", interaction.data)
    found = data["resolved"]["attachments"][number]
    return discord.Attachment(data=found, state=interaction._state)  # pyright: ignore[reportPrivateUsage] # noqa: SLF001


class ImportForm(Form, name="import"):
    """Asks once: whom, and how often. About the upload, and how many there are of each sort."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form."""
        _upload, new, changed, like, ours = about
        sorts = {
            "new": count(new, "new person", "new people"),
            "changed": count(changed, "person with news", "people with news"),
            "like": count(like, "person who may be there", "people who may be there"),
        }
        sizes = {"new": new, "changed": changed, "like": like}
        whom = {key: text for key, text in sorts.items() if sizes[key]}
        if not whom:
            raise UploadGone
        chosen = [key for key in whom if key != "like"] or list(whom)
        none = "As the file says" if ours else "No reminders"
        often = {_FILE_SAYS: none} | {each: f"Every {each}" for each in _CADENCES}
        return cls(
            "Add people",
            about,
            [
                choice("Whom?", "which", whom, chosen, several=True, required=True),
                choice(
                    "How often shall I remind you of new people?",
                    "every",
                    often,
                    [_FILE_SAYS],
                    hint="The first time counts from today. You can change it for each person.",
                    required=True,
                ),
            ],
        )

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Import, showing how far it is."""
        every = one(said, "every")

        shown: list[asyncio.Task[Any]] = []

        def progress(done: int, of: int) -> None:
            card = Card(GREEN, [f"Adding people: {done:,} of {of:,} …"])
            shown.append(asyncio.create_task(interaction.edit_original_response(view=card)))

        await interaction.response.defer()  # the card stays as it is, should this be refused
        try:
            imported = await rooms(interaction).transfer.apply(
                interaction.user.id,
                about[0],
                said["which"],
                None if every in {None, _FILE_SAYS} else every,
                progress,
            )
        except Exception:
            await asyncio.gather(*shown, return_exceptions=True)
            if shown:
                await interaction.edit_original_response(view=Card(GREY, ["Nothing was added."]))
            raise
        await asyncio.gather(*shown, return_exceptions=True)
        await interaction.edit_original_response(view=imported_card(imported))


class ImportButton(
    Button,
    template=r"import:(?P<what>ask|no|keep):(?P<about>\d{1,19}(?::\d{1,6}){4})",
):
    """Asks what of a file is wanted, or forgets it."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Open the form, or forget the file."""
        about = [int(number) for number in self.said("about").split(":")]
        if self.said("what") == "ask":
            await open_form(interaction, "import", *about)
            return
        if self.said("what") == "keep":
            services, student_id = rooms(interaction), interaction.user.id
            found = await services.transfer.preview(student_id, about[0])
            await services.screen.clear(student_id, found.held)
            found = await services.transfer.preview(student_id, about[0])
            await interaction.response.edit_message(view=import_card(found, "Your file"))
            return
        await rooms(interaction).transfer.discard(interaction.user.id, about[0])
        await interaction.response.edit_message(view=Card(GREY, ["Forgotten. Nothing was added."]))
