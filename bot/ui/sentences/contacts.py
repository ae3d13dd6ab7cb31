"""About people, what is typed of them, and files with them, see `bot.ui.sentences`."""

from bot.contacts.formats import MAX_BYTES, UnreadableFile
from bot.contacts.interactions import InteractionNotFound
from bot.contacts.merging import SameContact, TooMuchTogether
from bot.contacts.network import ContactNotFound, SeveralContacts
from bot.contacts.service import MOST_CONTACTS, NetworkFull
from bot.contacts.transfer import UploadGone
from bot.contacts.words import TooMany, UnusableAddress, UnusableText
from bot.ui.sentences.known import sentence
from bot.ui.text import one_line


@sentence.register
def _(error: UnusableText) -> str:
    if not error.limit:
        return f"A {error.field} needs a letter or two."
    commas = " Put commas between tags." if error.field == "tag" else ""
    return (
        f"The {error.field} is too long. {error.limit:,} characters is the most I can keep.{commas}"
    )


@sentence.register
def _(error: UnusableAddress) -> str:
    said = f"“{one_line(error.text, 60)}”"
    match error.field:
        case "email":
            return f"{said} doesn't look like an e-mail address. Try “ana@lakeside.example”."
        case "phone":
            return (
                f"{said} doesn't look like a phone number. It needs digits, 40 characters at most."
            )
        case _:
            return f"{said} doesn't lead to a web page. Try “linkedin.com/in/ana-rivera”."


@sentence.register
def _(error: TooMany) -> str:
    return f"{error.limit} {error.field} is the most I can keep. Leave some out, then try again."


@sentence.register
def _(error: TooMuchTogether) -> str:
    return (
        f"Together they have more than {error.limit} {error.field}, which is the most I can keep. "
        "Take some away from one of them, then merge."
    )


@sentence.register
def _(error: ContactNotFound) -> str:
    if not error.typed:
        return "That person isn't in your network any more. `/contact list` shows who is."
    if error.near:
        near = " or ".join(f"**{one_line(name, 50)}**" for name in dict.fromkeys(error.near))
        return f"I don't know “{one_line(error.typed, 60)}”. Did you mean {near}?"
    return f"I don't know “{one_line(error.typed, 60)}” yet. Add them with `/contact add`."


@sentence.register
def _(error: SeveralContacts) -> str:
    who = ", ".join(
        f"**{one_line(entry.name, 50)}** ({one_line(entry.about or 'no organisation', 40)})"
        for entry in error.entries[:3]
    )
    return f"“{one_line(error.typed, 60)}” could be {who}. Pick one from the list as you type."


@sentence.register
def _(_error: NetworkFull) -> str:
    return f"{MOST_CONTACTS:,} people is the most I can keep. Delete some, then try again."


@sentence.register
def _(_error: SameContact) -> str:
    return "Both are the same contact already. Pick two to make them one."


@sentence.register
def _(_error: InteractionNotFound) -> str:
    return "That talk isn't in your log any more. `/contact view` shows what is."


@sentence.register
def _(_error: UploadGone) -> str:
    return "I don't have that file any more. If it isn't imported yet, hand it in once more."


@sentence.register
def _(error: UnreadableFile) -> str:
    return _UNREADABLE[error.reason]


_USE = "Try a CSV or vCard file, as LinkedIn, Google, Outlook and phones export them."
_UNREADABLE = {
    "empty": f"That file is empty. {_USE}",
    "too_large": f"That file is larger than {MAX_BYTES // 2**20} MB. Split it, and send the parts.",
    "too_many": "That file has more than 10,000 people. Split it, and send the parts.",
    "binary": f"I can't read people from a file of that kind. {_USE}",
    "no_header": "I can't find a column with names in that table. Call one “Name” in its first line.",
    "no_people": f"I found nobody in that file. {_USE}",
    "broken": "That file breaks off or is damaged, so nothing was added. Export it once more.",
    "not_ours": f"I can read JSON only as Pitstop exports it. {_USE}",
}
