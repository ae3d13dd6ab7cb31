"""What a note asks for: a talk, a job, a placement. No I/O, no clock."""

import re
from collections.abc import Iterator

from bot.notes.reading import Letter, Span


def _pattern(*choices: str) -> re.Pattern[str]:
    """Join choices; a blank stands for any, ``'`` for both apostrophes, ``…`` for a few words."""
    joined = "|".join(choices).replace("'", "['’]").replace("…", r"[^.?!\n]{0,40}?")
    return re.compile(joined.replace(" ", r"[ \t\n]+"), re.IGNORECASE)


_MEET = (
    r"(?:chat|talk|speak|meet|call|connect|conversation|coffee|zoom|video|visit|catch up|"
    r"pick your brain|(?:hour|minute)s?)"
)
_MEETING = _pattern(rf"\b{_MEET}(?:s|ing|ting)?\b")
_REQUEST = _pattern(
    r"\b(?:would|could|can|may|might) (?:you|we|I)\b",
    r"\b(?:would|'d) (?:really |very much |so )?(?:love|like|be (?:so |very )?(?:glad|happy|"
    rf"grateful|delighted|thankful)|welcome|appreciate|value)\b…\b(?:{_MEET}|ask|hear|learn|know|if)\b",
    r"\bI(?:'d| would| very much)? (?:really )?appreciate\b",
    r"\blet me know\b",
    r"\bplease\b",
    r"\bwonder(?:ed|ing)?\b…\b(?:if|whether)\b",
    rf"\bhop(?:e|ed|ing)\b…\b(?:we (?:can|could|might)|to {_MEET}|to hear|find (?:a|some) time)\b",
    rf"\b(?:happy|glad|free|open|available) (?:to {_MEET}|for an? )",
    r"\b(?:works?|suits?)…\bfor you\b",
)
_COURTESY = _pattern(
    r"^(?:and )?how(?: are|'s| is| have| has)\b", r"^(?:I )?hope\b", r"^remember me\b"
)


def requests(letter: Letter) -> list[Span]:
    """Return the sentences that ask for something; "How are you?" asks for nothing."""
    return [
        part
        for part in letter.sentences
        if not _COURTESY.search(text := letter.text(part))
        and ("?" in text[-3:] or _REQUEST.search(text))
    ]


def meeting_request(letter: Letter) -> Span | None:
    """Return the words that ask to talk or meet, without the mark at their end."""
    found = [part for part in requests(letter) if _MEETING.search(letter.text(part))]
    for part in found:
        return Span(part.start, part.start + len(letter.text(part).rstrip(".?!… ")))
    return None


_NUMBERS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
_HOURS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}
_ELSEWHERE = r"(?!'?s?\s+(?:away|ago|before|after|later|earlier|drive|ride|commute|walk|train|notice|from)\b)"
_MINUTES = _pattern(
    rf"\b(?:(\d{{1,3}})|({'|'.join(_NUMBERS)})(?:[-\s](five))?)[-\s]?min(?:ute)?s?\b{_ELSEWHERE}"
)
_AN_HOUR = _pattern(
    r"(?<!half\s)(?<!half-)\b(an?|one|two|three|\d(?:\.\d)?)(?: full| whole)?[-\s]?"
    rf"((?:and a half )?)(?:hour|hr)s?\b((?: and a half)?){_ELSEWHERE}"
)


def minutes_asked(letter: Letter) -> Iterator[tuple[Span, float]]:
    """Yield how many minutes a note asks for, wherever it names them in a request."""
    for part in requests(letter):
        for found in _MINUTES.finditer(letter.body, part.start, part.end):
            spelt = _NUMBERS.get((found[2] or "").lower(), 0) + (5 if found[3] else 0)
            yield Span(*found.span()), float(found[1] or spelt)
        for found in _AN_HOUR.finditer(letter.body, part.start, part.end):
            named = found[1].lower()
            hours = _HOURS[named] if named in _HOURS else float(named)
            more = 0.5 if found[2] or found[3] else 0.0
            yield Span(*found.span()), 60 * (hours + more)


#: "not", unless it is "I don't know if".
_NOT = re.compile(
    r"(?:\b(?:not|never|without|no)\b|n['’]t\b|\b(?:rather|other) than\b|\binstead of\b)"
    r"(?!\s+(?:know|sure|certain))[^.?!\n]{0,30}$",
    re.IGNORECASE,
)

_POST = r"(?:job (?:openings?|opportunit(?:y|ies))|jobs?|positions?|vacanc(?:y|ies)|employment|internships?)"
_RESUME = r"(?:r[ée]sum[ée]|cv|curriculum vitae)"
_SEEKS = (
    r"\b(?:looking|search\w*|hop(?:e|ing)|appl(?:y|ying)|ask(?:ing)?|interested|inquir\w+|consider(?:ed)?"
    r"|seek(?:ing)?|know of|offer|have|are there|is there|about)"
)
_JOB = _pattern(
    r"\b(?:are|is) (?:you|your \w+(?: \w+)?|the \w+|there \w+|lakeside|anyone)…\b(?:hiring|recruiting)\b",
    r"\b(?:if|whether|when) (?:you|your \w+|the \w+)…\b(?:hiring|hires?|recruit(?:s|ing)?)\b",
    r"\bcurrently hiring\b",
    rf"{_SEEKS}(?: (?:for|in|to|about|of|an?|any|get|find|some|the|open|new|first|full[-\s]time|"
    rf"part[-\s]time|paid|summer|future|possible|potential|an? \w+|OT|grad\w*)){{0,4}}"
    rf" {_POST}\b(?! (?:market|shadow|like))",
    r"\bjob (?:openings?|opportunit(?:y|ies)|applications?|offers?|leads?)\b",
    rf"\b(?:any|open) {_POST}\b",
    r"\b(?:any|job|staff) openings\b",
    r"\b(?:hope|hoping|like|love|want) to work (?:for you|(?:for|at) your)\b",
    rf"\b(?:attach\w*|enclos\w*|includ\w*|send\w*|forward\w*|share|here(?: is|'s))"
    rf" (?:you |is |with |a copy of |to this e-?mail |for you ){{0,2}}my (?:\w+ )?{_RESUME}",
    rf"\bmy (?:\w+ )?{_RESUME} (?:is |are )?(?:attached|enclosed|below|included)",
    rf"\b{_RESUME} attached\b",
)


def job_request(text: str) -> Span | None:
    """Return the first words that ask for a job; "how you got your job" asks for none."""
    return _first(_JOB, text)


_LEVEL = r"level[-\s](?:I{1,2}|1|2|one|two)\b"
#: A placement itself, not "fieldwork tips" or "placement stories".
_PLACE = (
    rf"(?:(?:{_LEVEL} )?(?:OT |student )?(?:fieldwork|clinical|practicum)(?: (?:level )?(?:I{{1,2}}|1|2)\b)?"
    r" (?:placement|rotation|site|spot|slot|position|affiliation|opportunit(?:y|ie))s?"
    rf"|(?:{_LEVEL} )?(?:student )?placements?|"
    rf"{_LEVEL}(?: (?:fieldwork|placement|rotation|site|spot|slot)s?)?"
    r"|fieldwork|practicum|clinical rotations?)"
    r"(?=\s*(?:[.?!,;:)–—-]|$)|\s+(?:at|with|in|for|by|on|from|or|and|this|next|here|there|during|"
    r"starting|available|open|near|close|so|because|that|as|I|you|we|if|to)\b)"
)
_STUDENTS = (
    rf"(?:(?:{_LEVEL}|OT|OTA|fieldwork|clinical|placement|more|any|new|a|an) ){{0,4}}students?\b"
)
_LET = r"\b(?:would|could|can|may|might|will|do|does|are|is|whether|if|possible|chance)\b"
_YOU = r"\b(?:(?:would|could|can|might|will) (?:you|your \w+)|(?:if|whether) you|please|hop(?:e|ing) you)\b"
_SEEK = (
    r"\b(?:looking for|search\w* for|seek(?:ing)?|need|appl(?:y|ying) for|request(?:ing)?|find|secure|get"
    r"|want|ask(?:ing)?(?: you)? (?:for|about)|inquir\w+ (?:for|about)|interested in)"
)
#: In any note: I am looking for a placement. Do you have room for one?
_PLACEMENT = _pattern(
    rf"{_LET}…\b(?:have|has|offers?|provide|accept|taking|arrange) "
    rf"(?:room for |space for |any |an? |open |another ){{1,3}}{_PLACE}",
    rf"{_SEEK} (?:doing )?(?:an?|another|any|my next|my second)(?: \w+)? {_PLACE}",
    rf"\b(?:any|open|available) {_PLACE}",
)
#: Only where the student has none with them yet: Do you take students? Could I do mine with you?
_MINE = _pattern(
    rf"{_LET}…\b(?:tak(?:e|es|ing)|accept(?:s|ing)?|host(?:s|ing)?|supervis(?:e|es|ing))"
    rf" (?:on )?{_STUDENTS}",
    rf"{_YOU}…\b(?:(?:accept|host|supervise) me|"
    r"take me(?: on\b(?! an?\b)|(?=\s*[?.]|\s+(?:as|for)\b)))"
    r"(?: (?:as|for) (?:an? |your |my )(?:[\w-]+ ){0,3}(?:student|intern|placement|fieldwork))?",
    r"\b(?:would|could|can|might|will|if) you…\bbe my (?:fieldwork |clinical )?"
    r"(?:supervisor|educator|preceptor|instructor)\b",
    r"\b(?:could|can|may|might) I…\bbe your (?:fieldwork |next )?student\b",
    r"\bis there (?:an? |any )?(?:spot|slot|space|room|opening|place) (?:\w+ ){0,4}?for (?:me\b|an? "
    r"(?:\w+ )?student\b|students\b)",
    rf"{_SEEK} (?:doing )?(?:(?:my|the|own) )?(?:\w+ )?{_PLACE}",
    r"\b(?:hop(?:e|ing)|like|love|want|could|can|may|might|possible(?: for me)?|wonder\w*|chance|opportunity)"
    rf"(?: (?:if|I|could|can|for|me|really|also)){{0,4}} (?:to )?(?:do|doing|complete|spend|have|of doing)"
    rf" (?:my|an?) (?:\w+ )?{_PLACE}…\b(?:with you\b|(?:at|in|with) (?:your|the)\b|at )",
)
_WATCHING = re.compile(r"\b(?:shadow|observ)", re.IGNORECASE)
_WATCHED = 25  # characters behind "take students" in which "for observation" may follow


def placement_request(text: str, *, has_one: bool) -> Span | None:
    """Return the first words that ask for a fieldwork placement.

    Args:
        text: what the student writes.
        has_one: the note is to an educator who has them, so "my fieldwork with you" is no request.
    """
    patterns = (_PLACEMENT,) if has_one else (_PLACEMENT, _MINE)
    found = [_first(pattern, text) for pattern in patterns]
    return min((each for each in found if each), default=None)


def _first(pattern: re.Pattern[str], text: str) -> Span | None:
    for found in pattern.finditer(text):
        watching = _WATCHING.search(text, found.start(), found.end() + _WATCHED)
        if not _NOT.search(text[: found.start()]) and not watching:
            return Span(*found.span())
    return None
