"""`/contact`: the people in a student's network."""

from collections.abc import Sequence
from contextlib import suppress

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import PitstopClient
from bot.contacts.lists import SORTS, Filters
from bot.contacts.model import RELATIONSHIPS, SEATS, SETTINGS
from bot.contacts.service import Said
from bot.contacts.words import EMAIL_LENGTH, LINK_LENGTH, NAME_LENGTH, NOTE_LENGTH, clean_tag
from bot.nudges.rhythm import Cadence, UnreadableCadence
from bot.students.service import NotStarted
from bot.ui.answers import answered, hand_over, is_private, keep, say, show
from bot.ui.contact_buttons import ARCHIVED
from bot.ui.contact_forms import AddForm
from bot.ui.contacts import (
    PARTS,
    added_card,
    confirm_card,
    contact_card,
    known_card,
    suggest_people,
)
from bot.ui.form import open_form
from bot.ui.journey import crowd_word
from bot.ui.lists import found_card, list_card
from bot.ui.merging import merge_card
from bot.ui.text import count
from bot.ui.transfer import FileForm, take_file

SETTING_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in SETTINGS.items()]
RELATIONS = [app_commands.Choice(name=name, value=key) for key, name in RELATIONSHIPS.items()]
SEAT_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in SEATS.items()]
SORT_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in SORTS.items()]
PART_CHOICES = [app_commands.Choice(name=name, value=key) for key, name in PARTS.items()]
FILE_CHOICES = [
    app_commands.Choice(name="A table (CSV), for spreadsheets", value="csv"),
    app_commands.Choice(name="vCards, for address books", value="vcf"),
    app_commands.Choice(name="JSON, with everything you logged", value="json"),
]
# Discord stops what is longer while it is typed.
Short = app_commands.Range[str, 1, NAME_LENGTH]
Long = app_commands.Range[str, 1, NOTE_LENGTH]
#: Options of `/contact add` that are called by another word than the field.
FIELDS = {"through": "met_through", "when": "met_at", "link": "links", "every": "cadence"}
EVERY = ("2 weeks", "4 weeks", "6 weeks", "3 months", "6 months")


class Contacts(commands.Cog):
    """Adds people, shows them, changes them, and carries them in and out."""

    contact = app_commands.Group(name="contact", description="The people in your network.")

    def __init__(self, client: PitstopClient) -> None:
        self.rooms = client.rooms

    @contact.command(description="Add someone you met. With a name alone, a form asks the rest.")
    @app_commands.describe(
        name="Their name, as you would greet them in full",
        organisation="Where they work or study",
        role="What they do there",
        setting="Their practice setting",
        relationship="What they are to you; sets how often I remind you",
        credentials="Such as OTR/L, CHT",
        how_met="Where and how you met. No client information.",
        through="Who introduced you",
        when="When you met, such as “Tue” or “12 Oct”; today if you leave it out",
        email="Their e-mail address",
        link="Their LinkedIn page, or another",
        tags="Your own words for them, with commas between",
        every="How often to be in touch, such as “6 weeks” or “never”",
    )
    @app_commands.choices(setting=SETTING_CHOICES, relationship=RELATIONS)
    @answered
    async def add(
        self,
        interaction: discord.Interaction,
        name: Short,
        organisation: Short | None = None,
        role: Short | None = None,
        setting: str | None = None,
        relationship: str | None = None,
        credentials: Short | None = None,
        how_met: Long | None = None,
        through: Short | None = None,
        when: str | None = None,
        email: app_commands.Range[str, 1, EMAIL_LENGTH] | None = None,
        link: app_commands.Range[str, 1, LINK_LENGTH] | None = None,
        tags: Long | None = None,
        every: str | None = None,
    ) -> None:
        """Add a contact and plan the first reminder."""
        options = {
            "organisation": organisation,
            "role": role,
            "setting": setting,
            "relationship": relationship,
            "credentials": credentials,
            "how_met": how_met,
            "through": through,
            "when": when,
            "email": email,
            "link": link,
            "tags": tags,
            "every": every,
        }
        given = {option: text for option, text in options.items() if text is not None}
        if not given:
            await self.rooms.students.get(interaction.user.id)
            await interaction.response.send_modal(AddForm.about(name))
            return
        keep(
            interaction,
            "\n".join(f"{each}: {text}" for each, text in [("name", name), *given.items()]),
        )
        new = Said(name=name, **{FIELDS.get(each, each): text for each, text in given.items()})  # type: ignore[typeddict-item]
        added = await self.rooms.contacts.add(interaction.user.id, new)
        await show(interaction, added_card(added, await crowd_word(interaction)))

    @contact.command(description="Show one person, with your notes.")
    @app_commands.describe(contact="Who")
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def view(self, interaction: discord.Interaction, contact: str) -> None:
        """Show a contact's card."""
        details = await self.rooms.contacts.view(interaction.user.id, contact)
        await show(interaction, contact_card(details))

    @contact.command(name="list", description="Show your people, whoever is due first.")
    @app_commands.describe(
        setting="Only this practice setting",
        tag="Only this tag of yours",
        seat="Only this seat",
        overdue="Only who is due now",
        silent="Only who you have not spoken to for so long, such as “3 months”",
        sort="In which order",
        archived="Your archive instead",
    )
    @app_commands.choices(setting=SETTING_CHOICES, seat=SEAT_CHOICES, sort=SORT_CHOICES)
    @answered
    async def list_(
        self,
        interaction: discord.Interaction,
        setting: str | None = None,
        tag: str | None = None,
        seat: str | None = None,
        overdue: bool = False,  # noqa: FBT001, FBT002 - an option of the command
        silent: str | None = None,
        sort: str = "due",
        archived: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Show the first page of the network."""
        filters = Filters(
            setting=setting,
            tag=clean_tag(tag) if tag else None,
            seat=seat,
            overdue=overdue,
            silent=Cadence.read(silent) if silent else None,
            sort=sort,
            archived=archived,
        )
        page = await self.rooms.lists.page(interaction.user.id, filters)
        await show(interaction, list_card(page, filters))

    @contact.command(description="Find people by name, organisation, tag or your notes.")
    @app_commands.describe(words="What you remember of them; typos are fine")
    @answered
    async def find(
        self, interaction: discord.Interaction, words: app_commands.Range[str, 1, 60]
    ) -> None:
        """Show the first page of what was found."""
        typed = " ".join(words.split())
        found = await self.rooms.lists.find(interaction.user.id, typed)
        await show(interaction, found_card(found, typed))

    @contact.command(description="Change what you noted about someone.")
    @app_commands.describe(contact="Who", part="What to change; leave it out to choose on the card")
    @app_commands.choices(part=PART_CHOICES)
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def edit(
        self, interaction: discord.Interaction, contact: str, part: str | None = None
    ) -> None:
        """Open the form of one part, or the card with all of them."""
        details = await self.rooms.contacts.view(interaction.user.id, contact)
        if part in PARTS:
            await open_form(interaction, part, details.contact.id)
        else:
            await show(interaction, contact_card(details, asking="edit"))

    @contact.command(description="Put someone away: no reminders, not in lists, nothing deleted.")
    @app_commands.describe(contact="Who")
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def archive(self, interaction: discord.Interaction, contact: str) -> None:
        """Archive a contact."""
        details = await self.rooms.contacts.view(interaction.user.id, contact)
        if details.contact.archived:
            await show(interaction, contact_card(details, "They are in your archive already."))
            return
        done = await self.rooms.contacts.edit(interaction.user.id, contact, Said(archived=True))
        await show(interaction, contact_card(done.details, ARCHIVED, undo=done.change))

    @contact.command(description="Delete someone, with everything you logged.")
    @app_commands.describe(contact="Who")
    @app_commands.autocomplete(contact=suggest_people)
    @answered
    async def delete(self, interaction: discord.Interaction, contact: str) -> None:
        """Ask whether it is meant."""
        details = await self.rooms.contacts.view(interaction.user.id, contact)
        await show(interaction, confirm_card(details))

    @contact.command(description="Make one contact of two that are the same person.")
    @app_commands.describe(contact="Who stays", other="Who is the same person")
    @app_commands.autocomplete(contact=suggest_people, other=suggest_people)
    @answered
    async def merge(self, interaction: discord.Interaction, contact: str, other: str) -> None:
        """Show both side by side."""
        pair = await self.rooms.merging.compare(interaction.user.id, contact, other)
        await show(interaction, merge_card(pair))

    @contact.command(name="import", description="Bring people in from LinkedIn, Google, a phone …")
    @app_commands.describe(file="A CSV or vCard file; leave it out for a form to drop it in")
    @answered
    async def import_(
        self, interaction: discord.Interaction, file: discord.Attachment | None = None
    ) -> None:
        """Read a file and say what it means."""
        await self.rooms.students.get(interaction.user.id)
        if file is None:
            await interaction.response.send_modal(FileForm())
        else:
            await take_file(interaction, file)

    @contact.command(description="Take all your people out as a file.")
    @app_commands.describe(kind="For a spreadsheet, an address book, or everything")
    @app_commands.choices(kind=FILE_CHOICES)
    @answered
    async def export(self, interaction: discord.Interaction, kind: str) -> None:
        """Hand over a file."""
        await interaction.response.defer(ephemeral=not is_private(interaction), thinking=True)
        name, data, people = await self.rooms.transfer.export(interaction.user.id, kind)
        if not people:
            await say(interaction, "There is nobody to export yet. `/contact add` starts it.")
            return
        text = f"{count(people, 'person', 'people')}. This file is not encrypted: keep it safe."
        await hand_over(interaction, text, name, data)

    @list_.autocomplete("tag")
    async def tags(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest the student's tags, the most used first."""
        try:
            tags = await self.rooms.lists.tags(interaction.user.id)
        except NotStarted:
            return []
        wanted = typed.strip().lstrip("#").lower()
        return [app_commands.Choice(name=f"#{tag}", value=tag) for tag in tags if wanted in tag][
            :25
        ]

    @list_.autocomplete("silent")
    async def spans(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest for how long somebody was not spoken to."""
        return _spans(typed, EVERY)

    @add.autocomplete("every")
    async def cadences(
        self, _interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        """Suggest how often to be in touch."""
        return _spans(typed, (*EVERY, "never"))

    @answered
    async def save(
        self, interaction: discord.Interaction, member: discord.User | discord.Member
    ) -> None:
        """Add a Discord member, or show who they are in the network already."""
        if member.bot or member.id == interaction.user.id:
            who = "That is a bot." if member.bot else "That is you."
            await say(interaction, f"{who} Pick somebody you would like to keep in touch with.")
            return
        known = await self.rooms.contacts.on_discord(interaction.user.id, member.id)
        if known is None:
            form = AddForm.about(member.display_name[:NAME_LENGTH], member.id)
            await interaction.response.send_modal(form)
        else:
            await show(interaction, known_card(known))


def _spans(typed: str, usual: Sequence[str]) -> list[app_commands.Choice[str]]:
    """Return what was typed, if it can be read, and the usual ones that fit."""
    fits = [each for each in usual if each.startswith(typed.strip().lower())]
    with suppress(UnreadableCadence):
        fits = list(dict.fromkeys([str(Cadence.read(typed)), *fits]))
    return [app_commands.Choice(name=each, value=each) for each in fits]


async def setup(client: PitstopClient) -> None:
    """Add the cog and the user menu."""
    cog = Contacts(client)
    await client.add_cog(cog)
    client.tree.add_command(app_commands.ContextMenu(name="Save as contact", callback=cog.save))
