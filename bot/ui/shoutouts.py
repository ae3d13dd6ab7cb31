"""Thanks to post: who may be named, what for, and the words to copy."""

from typing import Self

import discord
from discord import ButtonStyle

from bot.journey.shoutouts import PLATFORMS, Post
from bot.notes.model import FACT_LENGTH, TONES
from bot.rooms import Rooms
from bot.ui.answers import rooms, say, show_in_place
from bot.ui.card import AMBER, GREEN, GREY, Card, divider, row
from bot.ui.contact_buttons import UndoButton
from bot.ui.contact_forms import NO_CLIENTS
from bot.ui.form import Form, Said, line, open_form
from bot.ui.press import Button
from bot.ui.text import one_line, typed


def post_card(post: Post) -> Card:
    """Return a shout-out: a question that is still open, or the words to copy."""
    name, number = one_line(post.contact.name, 60), post.kept.id
    head = f"### Thank {name} on {one_line(post.platform.name, 40)}"
    if post.kept.posted_at is not None:
        undo = None if post.change is None else row(UndoButton.to(post.change))
        return Card(GREY, [f"### ✅ Posted\nThe thanks to {name} are in your log.", undo])
    if post.kept.named is None:
        return Card(
            GREEN,
            [
                head,
                (
                    f"Is {name} fine with being named? If you aren't sure, ask first, or leave the "
                    "name out. A thank-you without a name still does good."
                ),
                row(
                    ShoutButton.to(number, "named", "Yes, by name", ButtonStyle.success),
                    ShoutButton.to(number, "unnamed", "Without the name"),
                ),
            ],
        )
    if not post.text:
        return Card(
            GREEN,
            [
                head,
                "What do you thank them for? I only write what you tell me.",
                row(ShoutButton.to(number, "say", "Say it", ButtonStyle.success)),
            ],
        )
    most = post.platform.most
    over = post.length - most
    length = f"{post.length:,} of {most:,} characters"
    if over > 0:
        length = f"**{over} characters too long for {post.platform.name}.** Say it shorter."
    other = ("unnamed", "Without the name") if post.kept.named else ("named", "With the name")
    return Card(
        AMBER if over > 0 else GREEN,
        [
            head,
            divider(),
            typed(post.text, 3000),
            divider(),
            f"-# {length} · wording {post.kept.wording % post.count + 1} of {post.count}",
            row(
                ShoutButton.to(number, "posted", "I posted it", ButtonStyle.success),
                ShoutButton.to(number, "copy", "Copy"),
                ShoutButton.to(number, "next", "Another wording"),
                ShoutButton.to(number, "tone", f"Tone: {TONES[post.kept.tone].lower()}"),
            ),
            row(
                ShoutButton.to(number, "say", "Change what for"),
                ShoutButton.to(number, other[0], other[1]),
            ),
        ],
    )


class ShoutButton(
    Button,
    template=r"shout:(?P<action>named|unnamed|say|next|tone|copy|posted):(?P<number>\d{1,19})",
):
    """Every button of a shout-out."""

    @classmethod
    def to(
        cls, number: int, action: str, label: str, style: ButtonStyle = ButtonStyle.secondary
    ) -> Self:
        """Return a button to show."""
        return cls.of(f"shout:{action}:{number}", label, style)

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Take the answer, change the words, or log that it was posted."""
        shoutouts, student_id = rooms(interaction).shoutouts, interaction.user.id
        number = self.number("number")
        match action := self.said("action"):
            case "say":
                await open_form(interaction, "shoutout", number)
                return
            case "copy":
                post = await shoutouts.see(student_id, number)
                await say(interaction, f"```\n{post.text.replace('`', chr(0x2CB))}\n```")
                return
            case "next":
                post = await shoutouts.reword(student_id, number)
            case "tone":
                post = await shoutouts.retone(student_id, number)
            case "posted":
                post = await shoutouts.posted(student_id, number)
            case _:
                post = await shoutouts.name(student_id, number, named=action == "named")
        await interaction.response.edit_message(view=post_card(post))


class ShoutForm(Form, name="shoutout"):
    """Asks what the thanks are for."""

    @classmethod
    async def made(cls, services: Rooms, student_id: int, *about: int) -> Form:
        """Return the form, with what was logged to begin from."""
        post = await services.shoutouts.see(student_id, about[0])
        field = line(
            "Thank you for …",
            "detail",
            (post.kept.what or post.material)[:FACT_LENGTH],
            most=FACT_LENGTH,
            hint=f"Others will read it. {NO_CLIENTS}",
            example="showing me how a splint protects motion",
            required=True,
        )
        return cls(f"Thank {post.contact.name}", about, [field])

    @classmethod
    async def submitted(cls, interaction: discord.Interaction, said: Said, *about: int) -> None:
        """Keep it, and show the words."""
        post = await rooms(interaction).shoutouts.say(
            interaction.user.id, about[0], said["detail"] or ""
        )
        await show_in_place(interaction, post_card(post))


PLATFORM_NAMES = {key: platform.name for key, platform in PLATFORMS.items()}
