"""What a student reads when there is no room for more of something: see `bot.ui.sentences`."""

from bot.contacts.words import Full
from bot.ui.sentences.known import sentence

#: What to do, by what there is too much of.
INSTEAD = {
    "talks": "{} entries with one person is the most I can keep. `/contact view` lets you remove old ones.",
    "entries": "{} entries in your log is the most I can keep. `/contact view` lets you remove old ones.",
    "calendars": "{} calendars an hour is the most I can read. Nothing is lost; try again in an hour.",
    "maps": "{} maps an hour is the most I can draw. Nothing is lost; try again in an hour.",
    "exports": "{} exports an hour is the most I can make. Nothing is lost; try again in an hour.",
    "reviews": "{} reviews is the most I can keep. `/journey seats` shows your people without one.",
    "imports": "{} files an hour is the most I can read. Nothing is lost; try again in an hour.",
    "open notes": "{} unsent notes is the most I can keep. Send some or drop some, then try again.",
    "notes": "{} notes is the most I can keep. They go when you delete the person they were for.",
    "goals": "{} goals is the most I can keep. Open one of yours again, and change it.",
    "shout-outs": "{} shout-outs is the most I can keep. They go when you delete the person.",
    "series": "{} plans of sessions is the most I can keep. They go when you delete the person.",
    "open meetings": "{} meetings under way is the most I can keep. `/meet cancel` closes one.",
    "meetings": "{} meetings is the most I can keep. They go when you delete the person.",
}


@sentence.register
def _(error: Full) -> str:
    return INSTEAD[error.what].format(f"{error.limit:,}")
