"""The one card that explains the rest."""

from bot.ui.card import GREEN, Card, divider

STORED = (
    "Only what you type here about your contacts, and I show it to nobody but you. "
    "Your notes are encrypted on the club's machine. What you type passes through Discord first, "
    "so keep client information out of it."
)


def help_card() -> Card:
    """Return what there is to do, and what is stored."""
    return Card(
        GREEN,
        [
            "### What you can do",
            (
                "`/contact add` someone you met, or `/contact import` a file of them\n"
                "`/log` whenever you are in touch; it moves their next reminder\n"
                "`/contact list` who is due; `/contact find` whoever you half remember\n"
                "`/contact view` one person, with your notes and everything to change\n"
                "`/nudges list` what comes when, and to move it\n"
                "`/nudges pause` when you need quiet; `/nudges resume` ends it\n"
                "`/journey seats` who sits where, `/journey goals` what for\n"
                "`/journey review` each quarter: stay, pit stop, drop off, whom to pick up\n"
                "`/homework` before you write to somebody new\n"
                "`/outreach` a first note, `/thanks` afterwards, `/draft` any other\n"
                "`/meet request` asks for twenty minutes, `/meet list` what is agreed on\n"
                "`/availability show` when you can meet; `/mentor offer` if you may be asked\n"
                "`/fieldwork add` your placements and `/fieldwork exams`, for fewer reminders then\n"
                "`/community chats` the profession's chats on your clock, with reminders\n"
                "`/community places` where OTs meet online; `/community etiquette` how to behave\n"
                "`/habits` one small step now and then; `/shoutout` a thank-you that others read\n"
                "`/journey map` your network as a picture, `/journey stats` in numbers\n"
                "`/mentor find` who fits; `/mentor plan` a few sessions with somebody\n"
                "`/settings` when I may write to you, and whether at all\n"
                "`/privacy about` what I keep of you, `/privacy export`, `/privacy delete`"
            ),
            divider(),
            "### What is stored",
            STORED,
        ],
    )
