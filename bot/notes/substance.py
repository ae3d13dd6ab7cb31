"""What shows that a note was written by this student to this person. No I/O, no clock."""

import re

from bot.contacts.words import folded
from bot.notes.model import NEEDS, Brief
from bot.notes.moments import CALENDAR
from bot.notes.reading import CAPITALISED, Letter, key_words, mentions, name_words

#: Says who the student is. "A student webinar" does not.
INTRODUCED = re.compile(
    r"\b(?:an?|your) (?:[\w’'-]+ ){0,5}student\b(?=\s*(?:[,.;:!?()–—-]|$|\b(?:at|in|from|of|and|who|with|here"
    r"|on|finishing|heading|starting|beginning|interested|hoping|currently|getting|writing)\b))|"
    r"\bmy name is\b|\bI(?:['’]m| am) (?:currently )?(?:studying|training|in my \w+ (?:year|semester))|"
    r"\bI study\b|\bas an? \w+ student\b",
    re.IGNORECASE,
)

#: Says what the student hopes to learn.
PURPOSE = re.compile(
    r"\b(?:learn|understand|find out|know|hear|ask|read|curious|interested|question|thinking|wonder\w*) "
    r"(?:more )?(?:about|how|what|why|whether|in|from|of|if)\b|"
    r"\b(?:writing|reaching out) (?:to ask|because|about)\b|"
    r"\byour (?:advice|perspective|view|thoughts|insights?) (?:on|about|into)\b",
    re.IGNORECASE,
)

#: Says what the student will do, has begun, or would like to.
NEXT_STEP = re.compile(
    r"\bI(?:['’]ll| will| shall| plan| intend| aim| hope to|['’]m going| am going)\b|"
    r"\bI(?:['’]d| would) (?:love|like|be (?:so |very )?(?:glad|happy|delighted|grateful))\b|"
    r"\bI(?:['’]ve| have)? (?:already |just )?(?:signed up|registered|started|begun|ordered|booked|joined)\b|"
    r"\b(?:look(?:ing)? forward|(?:stay|keep|be|remain) in touch|keep you (?:posted|updated)|let you know|"
    r"(?:planning|going|hoping) to|my next|next (?:step|week|month|time|semester|term|year)|"
    r"(?:may|can|could) (?:I|we)|hope (?:we|our|that we)|until (?:then|we))\b",
    re.IGNORECASE,
)

HEART = ("detail", "advice", "outcome", "promise", "news", "article", "why")
_AROUND = ("how_met", "organisation", "setting")
#: What these kinds are about in place of a detail.
_NEEDED_TOO = {kind: NEEDS[kind] for kind in ("follow_up", "fieldwork_hello")}
EVERY_TEXT = (
    *("me", "name", "greeting", "studies", "school", "organisation", "role", "setting", "how_met"),
    *("spoke", "purpose", "detail", "advice", "outcome", "promise", "news", "article", "why"),
    *("how", "begins"),
)
_SHOWN = re.compile(r"[“\"][^“”\"\n]{6,}[”\"]|https?://\S|\bwww\.\S")
_YOU_SAID = re.compile(
    r"\b(?:you|your) (?:\w+ ){0,2}?(?:said|told|mention\w*|suggest\w*|describ\w*|explain\w*|recommend\w*|"
    r"show\w*|shar\w*|taught|advis\w*|advice|story|talk|lecture|article|paper|point\w*|wrote|tip|idea)\b"
    r"([^.?!\n]*)",
    re.IGNORECASE,
)
_ENOUGH = 2  # words that carry something, after "you said"


def facts(brief: Brief, names: tuple[str, ...]) -> list[str]:
    """Return the texts of a brief that are there."""
    return [text for name in names if (text := getattr(brief, name))]


def takes_up_log(letter: Letter) -> bool:
    """Say whether a note has anything in it that was logged of this person or their talk."""
    names = (*HEART, *_AROUND, *_NEEDED_TOO.get(letter.kind, ()))
    said = letter.said()
    return any(mentions(said, fact) for fact in facts(letter.brief, names))


def concrete(letter: Letter) -> bool:
    """Say whether a note has something of its own that fits one person only."""
    said = letter.said()
    if _SHOWN.search(said) or any(
        len(key_words(m[1])) >= _ENOUGH for m in _YOU_SAID.finditer(said)
    ):
        return True
    mine = {*name_words(" ".join(facts(letter.brief, ("me", "name", "greeting", "school"))))}
    mine |= {"i", "ot", "ota", "ii", "level", "occupational", "therapy", "university", "zoom"}
    return any(
        folded(word[0]) not in mine and not CALENDAR.fullmatch(word[0])
        for part in letter.sentences
        for word in CAPITALISED.finditer(letter.body, part.start + 1, part.end)
        if letter.body[word.start() - 1] == " " and letter.body[word.start() - 2] not in '.!?:…”"'
    )
