"""The client-information screen: does a free text say who a client is? No I/O, no clock.

It looks for the identifiers of HIPAA's Safe Harbor (45 CFR 164.514(b)(2)) as a student would type
them. It asks, it proves nothing: a text that passes may still be about a client.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.notes.identifiers import (
    A_CLIENT,
    ACTS,
    ADMISSION,
    CARE,
    CARED,
    CLIENT,
    CODE,
    DATE,
    END,
    EVENT,
    FAMILY,
    FIELD,
    FIRST,
    FULL,
    ILLNESS,
    JOB,
    JOINS,
    KIN,
    MADE_UP,
    MINE,
    MR,
    NAME,
    NUMBER,
    NUMBERED,
    ONE,
    OWN_AGE,
    PERSON,
    PICTURES,
    PUBLIC,
    RECORDS,
    SCHOOL,
    SMALL,
    STREET,
    TENDED,
    THINGS,
    TO,
    TREATED,
    WHO,
)
from bot.notes.model import Finding

#: Said of words of several kinds that stand together.
TOGETHER = "could identify someone."


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that say who a client is.

    Attributes:
        pattern: the words.
        reason: what is said of them, ready to follow them on a card.
        needs: the sentence, or the one before, must have one of these as well.
        unless: what in the sentence makes it about somebody or something else.
        near: the sentence before does not count.
        always: it asks about people of textbooks, studies and exams too.
    """

    pattern: str
    reason: str
    needs: tuple[str, ...]
    unless: str = ""
    near: bool = True
    always: bool = False


_NAMED = "could be a client's name."
_AGED = "is an age that could identify someone."
_WHERE = "says where a client is."
_WHEN = "is a date in somebody's care."
_RECORD = "looks like a record number."
_RARE = "could point to one person."
_HOME = "says where a client lives."
_REACH = "looks like a way to reach a client."
_PICTURE = "is a picture or recording of a client."
_THE_ONE = rf"\b{PERSON} [iI]\b"

RULES = (
    # Names and initials.
    Rule(rf"{CLIENT}(?:[:(]| \()? ?{WHO}", _NAMED, (CLIENT,)),
    Rule(
        rf"{CLIENT}(?: \w{{1,10}}){{0,2}}, {WHO}(?=\s?[,.;?)]|\s*$| (?:is|has|was|had)\b)",
        _NAMED,
        (CLIENT,),
    ),
    Rule(
        rf"(?:{CLIENT}|\b{PERSON}){TO}{{0,20}}? (?:named|called|(?:sur)?name(?: is| was)?|initials(?: are)?)"
        rf":? (?:{WHO}|(?<=named )\w{{2,20}}|(?<=name is )(?!not |on |the )\w{{2,20}})",
        _NAMED,
        (*CARE, r"\b[iI] (?:see|treat|saw|had)\b"),
    ),
    Rule(rf"\b(?i:his|her|their) name(?: is|['’]s|:) {FULL}", _NAMED, (A_CLIENT,), near=False),
    Rule(
        rf"{CLIENT}(?: \w{{1,15}}){{0,2}} (?:is|was|were) {NAME}(?<!an)(?<!ish)(?=[,.]|\s*$| and)",
        _NAMED,
        (CLIENT,),
    ),
    Rule(
        rf"{FULL}(?:,?(?: is| was| as)?,? (?:my|our|a) {A_CLIENT}| (?:on|from|in) (?:my|our) caseload)",
        _NAMED,
        (A_CLIENT, "caseload"),
    ),
    Rule(
        rf"(?:\b(?:{PERSON}|twin|sibling)s? (?i:i|we) (?:treat|see|saw|work with)\b|\b(?:my|our) caseload)"
        rf"{TO}{{0,20}}?[,:] {FULL}(?: and {FULL})?",
        _NAMED,
        (r"\b(?:[Ii]|[Ww]e|[Mm]y|[Oo]ur)\b",),
    ),
    Rule(rf"{MR} [A-Za-z]\b\.?(?!['’]s class)", _NAMED, (MR,), JOB),
    Rule(
        rf"{MR} {FAMILY}(?!['’]s class)",
        _NAMED,
        (*CARE, r"\b[Hh]ad M[rs]", rf"{MR} {FAMILY}(?:,| is) \d\d\b"),
        JOB,
    ),
    Rule(
        rf"{FULL}(?=,? (?:who |s?he |they )?(?:ha[sd]|have|got|is|was|w/|with)(?: \S{{1,15}}){{0,3}}? "
        rf"{ILLNESS}"
        rf"|,? \(?(?:is |aged )?\d{{1,3}}(?:\)|,| ?y| and)| \((?:{ILLNESS})"
        rf"|, (?:\S{{1,15}} ){{0,4}}{ILLNESS})",
        _NAMED,
        (ILLNESS, TREATED),
        rf"\b(?:herself|himself|themsel\w+|open about)\b|{JOB}",
    ),
    Rule(
        rf"\b(?:{TENDED}|[Ww]ork(?:ed|ing) (?:on \w{{1,15}} )?(?:with|w/)|{ACTS} (?:with|for|w/?)) {FULL}"
        rf"|\b[Ss]aw {FULL}(?= for \w{{1,6}} (?:{ILLNESS}|{TREATED}))",
        _NAMED,
        (CLIENT, ILLNESS, r"\b\d+ ?y/?o\b", rf"\b{ACTS} (?:with|for|w)\b", r"\b[Ss]aw [A-Z]"),
        JOB,
    ),
    Rule(
        rf"{FULL} (?:disclosed|attempted|relapsed|refused|fell|cried|threw|bit|hit)\b",
        _NAMED,
        (*CARE, r"\b[Ii]n group\b"),
        JOB,
    ),
    Rule(
        rf"{FULL}['’]s? {THINGS}\b{FIELD}",
        _NAMED,
        CARE,
        JOB,
    ),
    # Relatives.
    Rule(
        rf"{FULL}['’]s? {KIN}\b|\b{KIN} of {FULL}",
        _NAMED,
        CARE,
        rf"\b(?:why|inspired|became|(?:was|is) an OT)\b|{JOB}",
    ),
    Rule(rf"\b{KIN} of (?:my|a|the) {A_CLIENT}|{A_CLIENT} {KIN} {NAME}", _RARE, (A_CLIENT,)),
    # Ages.
    Rule(
        rf"{NUMBER}[ -]?(?i:y/o|y\.o\b\.?|yo[mf]?\b)(?!s)(?: {PERSON}\b)?",
        _AGED,
        (r"\d",),
        rf"{OWN_AGE}|{JOB}",
    ),
    Rule(
        rf"{NUMBER}[ -]?(?i:years?|yrs?|months?|mos?|mths?)[ -]?old(?!s| building| clinic| program)"
        rf"(?: {PERSON}\b)?"
        r"|\b(?i:aged|age|turned) \d{1,3}\b(?! (?:to|and|or)\b|-|\+)|(?<=is )\d{2,3}(?= and (?:has|needs))"
        r"|\b(?:[Ss]?[Hh]e)(?:['’]?s| is) \d{1,3}\b(?! (?:years in|weeks|months|hours))"
        r"|(?<=, )\d{2,3}(?=,|$)|(?<![\w/.-])\d{2} ?[MmFf]\b(?!\.)",
        _AGED,
        (*CARE, _THE_ONE, r"\b(?:boy|girl|male|female|hx)\b"),
        rf"{OWN_AGE}|{JOB}",
    ),
    # Where somebody is, and when something happened to them.
    Rule(
        r"\b(?i:room|rm|bed|bay|ward|unit|apartment) ?#?\d{1,4}(?: ?[A-Z]\b)?"
        r"(?: (?:west|east|north|south)\b)?",
        _WHERE,
        (*CARE, MR, rf"\b{PERSON}\b", r"\b\d+ ?y/?o\b|\b(?:ICU|icu|psych|[Bb]ed \d)"),
        rf"\b(?:office|meet|supplies|ours|floor|chapter|based|works|class)\b|{JOB}",
    ),
    Rule(rf"(?:{A_CLIENT}|\b{PERSON}) in \d{{2,4}}[A-D]?\b", _WHERE, (r"\d",)),
    Rule(
        rf"\b{CARED}\b{TO}{{0,40}}?{DATE}",
        _WHEN,
        (r"\d",),
        ADMISSION,
    ),
    Rule(
        rf"\b{EVENT}\b{TO}{{0,40}}?(?:{DATE}|(?<=born )(?:19|20)\d\d)",
        _WHEN,
        (CLIENT, MR, _THE_ONE, r"\bmy kids\b"),
        rf"{ADMISSION}|{JOB}",
        near=False,
    ),
    # Numbers.
    Rule(
        rf"\b(?:{NUMBERED} ?(?:(?i:id|no|number)\b|#)|{RECORDS}\b){TO}{{0,15}}?[ :#]{CODE}"
        r"|(?<!\d)\d{3}-\d\d-\d{4}\b",
        _RECORD,
        (r"\d",),
        r"\b(?i:aota|nbcot|membership|conference)\b",
        always=True,
    ),
    Rule(
        rf"\b(?:[Pp]late|[Ss]erial|VIN)\b{TO}{{0,40}}?\b(?=\w*\d)[\dA-Z-]{{5,17}}\b", _RECORD, CARE
    ),
    # Homes, ways to reach somebody, pictures.
    Rule(
        r"\b(?i:lives?|living|address is|home is) (?:(?i:at|on|in|near) )?(?:the )?"
        rf"(?:\d{{1,5}} \w{{2,20}}(?: \w{{2,20}})?|zip \d{{5}}|{FULL}(?: {STREET})?"
        rf"|(?<=in )(?!an?\b|the|h\w\w\b)[a-z]{{4,15}})|{A_CLIENT},? (?:who |is |was )?from (?:the )?{NAME}"
        rf"|\b(?:goes to|attends|from|at) {FULL} {SCHOOL}",
        _HOME,
        (A_CLIENT, _THE_ONE, ILLNESS),
        JOB,
        near=False,
    ),
    Rule(
        rf"\b(?:[Hh]ouse|[Pp]lace|[Hh]ome|{PERSON}) (?:on|at) (?:\d{{1,5}} )?{NAME} {STREET}",
        _HOME,
        CARE,
    ),
    Rule(
        r"\b[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}|\(?(?<![\d-])\d{3,5}\)?[ .-]\d{3}[ .-]?\d{3,4}\b"
        r"|\b(?i:instagram|facebook|tiktok|snapchat)\b",
        _REACH,
        (A_CLIENT,),
    ),
    Rule(
        rf"\b{PICTURES}\b{TO}{{0,20}}?\bof "
        rf"(?:(?:my|a|the|her|his|our|this) )?(?:{A_CLIENT}|{MR} {FAMILY})"
        rf"|{ONE}['’]?s (?:{PICTURES}|face)\b",
        _PICTURE,
        (A_CLIENT, MR),
    ),
    # What is true of few people.
    Rule(
        rf"{PUBLIC}(?:['’]s {KIN})?|\b(?:(?:on|in) the (?:local )?(?:news|paper)|local paper|homecoming)\b"
        rf"|\b(?:in|from|of) the {NAME}(?: \w{{2,15}})? (?:bombing|fire|shooting|crash|flood|tornado)\b"
        r"|\bonly \w{3,15} (?:\w{3,15} )?in (?:the |our )?(?:town|county|village|state)\b|\bchannel \d",
        _RARE,
        (A_CLIENT, TREATED, ILLNESS, _THE_ONE, r"\bmy clients\b|\b[iI] see\b"),
        JOB,
    ),
    Rule(
        rf"{A_CLIENT} is (?:the|that) (?:(?:{PERSON}|one|person) (?:who|that)|\w{{2,15}}['’]s {KIN})\b",
        _RARE,
        (A_CLIENT,),
    ),
)
_COMPILED = tuple(
    (rule, re.compile(rule.pattern), re.compile(rule.unless or "(?!)")) for rule in RULES
)
_NEEDS = {each: re.compile(each) for rule in RULES for each in rule.needs}


def screen(text: str, *, where: str = "body") -> list[Finding]:
    """Return the words of a text, typed in the field ``where``, that may say who a client is.

    They are in order and apart.
    """
    found: list[Finding] = []
    for start, end, reason in sorted(_hits(text), key=lambda hit: hit[:2]):
        first, last, why = start, end, reason
        if found and (start <= found[-1].end or JOINS.fullmatch(text, found[-1].end, start)):
            before = found.pop()
            first, last = before.start, max(end, before.end)
            why = before.advice if end <= before.end or reason == before.advice else TOGETHER
        found.append(Finding("client_info", where, first, last, why))
    return found


def _hits(text: str) -> Iterator[tuple[int, int, str]]:
    text = SMALL.sub(_with_capital, text)
    start, before = 0, frozenset[str]()
    for end in (*(each.end() for each in END.finditer(text)), len(text)):
        said = frozenset(each for each, needs in _NEEDS.items() if needs.search(text, start, end))
        made_up = said and MADE_UP.search(text, start, end) and not MINE.search(text, start, end)
        for rule, pattern, unless in _COMPILED:
            there = said if rule.near else said | before
            if there.isdisjoint(rule.needs) or (made_up and not rule.always):
                continue
            for number, match in enumerate(pattern.finditer(text, start, end)):
                if not number and unless.search(text, start, end):
                    break
                yield match.start(), match.start() + len(match.group().rstrip()), rule.reason
        start, before = end, said


def _with_capital(word: re.Match[str]) -> str:
    """Return a first name with its capital, and another word as it is."""
    return word[0].capitalize() if word[0] in FIRST else word[0]
