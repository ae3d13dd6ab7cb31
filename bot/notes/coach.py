"""What the coach says of a note before it is sent: one function a rule. No I/O, no clock.

The numbers come from the design (section 7), and each rule says where that has them from: Boomerang's
study of 40 million e-mails ("7 Tips for Getting More Responses to Your Emails", 2016), Simon Fraser
University's career service ("Requesting an information interview") and Northeastern University's
("Informational Interviewing"). The findings advise; the student may send a note as it is.
"""

import re
from collections.abc import Callable

from bot.contacts.words import folded
from bot.notes.asks import job_request, meeting_request, minutes_asked, placement_request, requests
from bot.notes.greetings import slips, trouble
from bot.notes.marks import EMOJI, EXCLAMATION, PLACEHOLDER, in_a_row
from bot.notes.model import FIRST, KINDS, Brief, Finding, Note
from bot.notes.moments import common_zones, offers, zones_of
from bot.notes.reading import Letter, count_words, mentions, name_words, read
from bot.notes.substance import (
    EVERY_TEXT,
    HEART,
    INTRODUCED,
    NEXT_STEP,
    PURPOSE,
    concrete,
    facts,
    takes_up_log,
)

FEWEST_WORDS, MOST_WORDS, MOST_WORDS_FIRST = 50, 125, 99
SUBJECT_WORDS = range(3, 9)
MOST_MINUTES = 30
FEWEST_TIMES = 2
FEWEST_ZONES = 2
MOST_EXCLAMATIONS = 2

_QUOTED = 60  # characters of the student's words that an advice repeats


def review(kind: str, note: Note, brief: Brief) -> list[Finding]:
    """Return what the coach has to say of a note, the most pressing first.

    Args:
        kind: one of `KINDS`.
        note: as the student has it now, edited or not.
        brief: what was known when it was drafted.
    """
    letter = read(kind, note, brief)
    return [finding for rule, kinds in RULES if kind in kinds for finding in rule(letter)]


def placeholder_left(letter: Letter) -> list[Finding]:
    """Find what was still to be filled in, in subject and body.

    From the design: no leftover placeholder. What the student logged themselves is none.
    """
    known = " ".join(facts(letter.brief, EVERY_TEXT))
    return [
        Finding(
            "placeholder_left",
            where,
            *found.span(),
            f"{_quoted(found[0])} is still to be filled in; put in the real words or take it out.",
        )
        for where, text in (("subject", letter.subject), ("body", letter.body))
        for found in PLACEHOLDER.finditer(text)
        if found[0] not in known
    ]


def wrong_name(letter: Letter) -> list[Finding]:
    """Find a greeting that is not theirs, and their name misspelled further down.

    From the design: right name, credentials not mangled. A Mr or Ms is a guess unless it was logged.
    """
    brief = letter.brief
    if not (right := " ".join((brief.greeting or brief.name).split())):
        return []
    found: list[Finding] = []
    if wrong := trouble(letter, right):
        what, span = wrong
        advice = _GREETINGS[what].format(said=_quoted(letter.text(span)), right=right)
        found.append(Finding("wrong_name", "body", *span, advice))
    known = {*name_words(" ".join(facts(brief, EVERY_TEXT))), *name_words(right)}
    for where, span, name in slips(letter, known):
        said = (letter.subject if where == "subject" else letter.body)[span.start : span.end]
        advice = f"{_quoted(said)} looks like a slip: your log says “{name}”."
        found.append(Finding("wrong_name", where, *span, advice))
    return found


_GREETINGS = {
    "missing": "No name stands at the top; begin with “Dear {right},”.",
    "title": "{said} guesses at a person, so leave it out: “Dear {right},” is how your log has it.",
    "credentials": "{said} is not for a greeting: “Dear {right},” is how your log has it.",
    "other": "{said} may greet somebody else: “Dear {right},” is how your log has it.",
}


def placement_ask(letter: Letter) -> list[Finding]:
    """Find a request for a fieldwork placement, in subject and body.

    From the design: those are routed to the programme's fieldwork coordinator. To shadow somebody
    or to observe is no placement, and neither is the one that the student has already.
    """
    return [
        Finding(
            "placement_ask",
            where,
            *found,
            f"{_quoted(text[found.start : found.end])} asks for a placement, which your programme's "
            "fieldwork coordinator arranges; write to them, and ask here about the work instead.",
        )
        for where, text in (("subject", letter.subject), ("body", letter.body))
        if (found := placement_request(text, has_one=letter.kind.startswith("fieldwork_")))
    ]


def job_ask_in_first_message(letter: Letter) -> list[Finding]:
    """Find a request for a job, or a résumé sent along, in a first message.

    From the design; Simon Fraser University: no mention of jobs anywhere in a first request.
    """
    return [
        Finding(
            "job_ask_in_first_message",
            where,
            *found,
            f"{_quoted(text[found.start : found.end])} is a lot for a first note; ask how they found "
            "their way, and keep the job for a later talk.",
        )
        for where, text in (("subject", letter.subject), ("body", letter.body))
        if (found := job_request(text))
    ]


def no_self_intro(letter: Letter) -> list[Finding]:
    """Find a first note that does not say who the student is before the signature.

    From the design: says who you are.
    """
    said, brief = letter.said(), letter.brief
    words = f" {folded(said)} "
    if INTRODUCED.search(said) or any(
        f" {folded(fact)} " in words for fact in (brief.studies, brief.school, brief.me) if fact
    ):
        return []
    named = ", ".join(each for each in (brief.studies, brief.school) if each)
    who = f", such as {_quoted(named)}" if named else ""
    return [_whole("no_self_intro", f"Say who you are in the first sentence or two{who}.")]


def no_purpose(letter: Letter) -> list[Finding]:
    """Find a first note that does not say what the student hopes to learn.

    From the design: one purpose.
    """
    said, purpose = letter.said(), letter.brief.purpose
    if PURPOSE.search(said) or (purpose and mentions(said, purpose)):
        return []
    such = f", such as {_quoted(purpose)}" if purpose else ""
    return [_whole("no_purpose", f"Say in one sentence what you hope to learn{such}.")]


def no_ask(letter: Letter) -> list[Finding]:
    """Find a note that asks for nothing, or for more than half an hour.

    From the design: ask of 20 to 30 minutes. Northeastern University calls an informational
    interview "a 20-30 minute meeting". A follow-up may ask for whatever was asked before.
    """
    if letter.kind != "follow_up":
        for span, minutes in minutes_asked(letter):
            if minutes > MOST_MINUTES:
                advice = f"{_quoted(letter.text(span))} is much to give; ask for 20 to 30 minutes."
                return [Finding("no_ask", "body", *span, advice)]
    if requests(letter):
        return []
    name = " ".join(letter.brief.greeting.split()) or "them"
    ask = f"Ask {name} one thing that takes a yes, such as a call of 20 minutes."
    return [_whole("no_ask", ask)]


def times_missing(letter: Letter) -> list[Finding]:
    """Find a request to meet with fewer than two times to choose from.

    From the design: at least two times. A first note may ask without any; one time alone is flagged.
    """
    found = offers(letter)
    moments = sum(offer.moments for offer in found)
    if moments >= FEWEST_TIMES or (letter.kind == "outreach" and not moments):
        return []
    if any("://" in each and each in letter.body for each in letter.brief.times):
        return []  # a page with times to choose from
    if found:
        one = found[0].span
        advice = (
            f"{_quoted(letter.text(one))} is one time; a second or third makes it easy to say yes."
        )
        return [Finding("times_missing", "body", *one, advice)]
    more = "Two or three make it easy to say yes."
    about = meeting_request(letter)
    if about is None:
        return [_whole("times_missing", f"There are no times to choose from. {more}")]
    advice = f"{_quoted(letter.text(about))} has no times to choose from. {more}"
    return [Finding("times_missing", "body", *about, advice)]


def one_zone_only(letter: Letter) -> list[Finding]:
    """Find the first time that is not given in both zones.

    From the design: times in both zones. Where every time that was drafted has one zone, student and
    contact share it, and nothing is said.
    """
    drafted = letter.brief.times
    if drafted and all(len(zones_of(each)) < FEWEST_ZONES for each in drafted):
        return []
    common = common_zones(letter)
    found = offers(letter)
    # Where some have a zone, an hour without any is mostly no offer ("your talk at 3 pm").
    for offer in [each for each in found if each.zones] or found:
        zones = offer.zones | common
        if len(zones) < FEWEST_ZONES:
            said = _quoted(letter.text(offer.span))
            name = " ".join(letter.brief.greeting.split()) or "the reader"
            what = "names one zone" if zones else "names no zone"
            advice = f"{said} {what}; write the hour in yours and in {name}'s."
            return [Finding("one_zone_only", "body", *offer.span, advice)]
    return []


def no_specific_detail(letter: Letter) -> list[Finding]:
    """Find a note that could go to anybody although the log has something to say.

    From the design: at least one detail from the log. It may be in other words, and something
    concrete of the student's own will do as well: a quotation, a link, a name, "you said that …".
    """
    logged = facts(letter.brief, HEART)
    if not logged or takes_up_log(letter) or concrete(letter):
        return []
    name = " ".join(letter.brief.greeting.split()) or "them"
    advice = f"Put in one thing that only fits {name}: your log has {_quoted(logged[0])}."
    return [_whole("no_specific_detail", advice)]


def no_next_step(letter: Letter) -> list[Finding]:
    """Find a thank-you that ends with the thanks.

    From the design: a next step in a thank-you. What the student will do, has begun, or would like.
    """
    if NEXT_STEP.search(letter.said()):
        return []
    advice = (
        "Close with what comes next, such as what you will try and that you will write how it went."
    )
    return [_whole("no_next_step", advice)]


def too_long(letter: Letter) -> list[Finding]:
    """Find a note of more than 125 words, or of 100 and more when it is the first.

    From the design. Boomerang: mails of 50 to 125 words were answered most often. Simon Fraser
    University: a first request has fewer than 100, so it fits the screen of a phone.
    """
    first = letter.kind in FIRST
    words, most = letter.word_count(), MOST_WORDS_FIRST if first else MOST_WORDS
    if words <= most:
        return []
    limit = "under 100" if first else f"up to {MOST_WORDS}"
    advice = f"This has {words} words; {limit} get read on a phone, so keep what matters most."
    return [_whole("too_long", advice)]


def too_short(letter: Letter) -> list[Finding]:
    """Find a note of fewer than 50 words.

    From the design. Boomerang: mails of 50 to 125 words were answered most often.
    """
    words = letter.word_count()
    if words >= FEWEST_WORDS:
        return []
    advice = f"This has {words} words; one more concrete line brings it nearer to {FEWEST_WORDS}."
    return [_whole("too_short", advice)]


def subject_length(letter: Letter) -> list[Finding]:
    """Find a subject of fewer than 3 or more than 8 words, "Re:" and "Fwd:" not counted.

    From the design. Boomerang: subjects of 3 to 4 words were answered most often, and of mails
    without one only 14 in 100 were.
    """
    words = count_words(
        re.sub(r"^(?:\s*(?:re|fwd?|aw)\s*:)+", "", letter.subject, flags=re.IGNORECASE)
    )
    if words in SUBJECT_WORDS:
        return []
    if not words:
        advice = "Give it a subject of 3 to 8 words that says what it is about."
    elif words < SUBJECT_WORDS.start:
        advice = f"{_quoted(letter.subject)} says little; name the topic in 3 to 8 words."
    else:
        advice = f"The subject has {words} words; name the topic in 3 to 8."
    return [Finding("subject_length", "subject", 0, 0, advice)]


def too_many_exclamations(letter: Letter) -> list[Finding]:
    """Find two exclamation marks in a row, or the third one in subject and body together.

    From the design: few exclamation marks. Two is our measure of few; no study is behind it.
    """
    marks = [
        (where, found)
        for where, text in (("subject", letter.subject), ("body", letter.body))
        for found in EXCLAMATION.finditer(text)
    ]
    row = [each for each in marks if in_a_row(each[1][0])]
    for where, found in (row or marks[MOST_EXCLAMATIONS:])[:1]:
        advice = "Let the words carry the warmth: one or two exclamation marks are plenty."
        return [Finding("too_many_exclamations", where, *found.span(), advice)]
    return []


def emoji(letter: Letter) -> list[Finding]:
    """Find emoji in subject and body, the first run of them in each.

    From the design: no emoji. Accents, other scripts, "→", "✓" and "™" are none.
    """
    return [
        Finding(
            "emoji",
            where,
            *found.span(),
            "An emoji may look different or odd on their screen; the sentence is warm without it.",
        )
        for where, text in (("subject", letter.subject), ("body", letter.body))
        if (found := EMOJI.search(text))
    ]


def _quoted(words: str) -> str:
    """Return the student's words in quotation marks, on one line and cut where they run long."""
    words = " ".join(words.split())
    return f"“{words if len(words) <= _QUOTED else words[: _QUOTED - 1].rstrip() + '…'}”"


def _whole(rule: str, advice: str) -> Finding:
    return Finding(rule, "body", 0, 0, advice)


_ALL = frozenset(KINDS)
_MEETINGS = frozenset({"outreach", "meeting_request", "other_times"})
#: By nature a line or two, or an answer in a talk that is under way.
_MAY_BE_SHORT = frozenset(
    {"other_times", "follow_up", "thanks_anyway", "congratulations", "article"}
)

#: Which rule is for which kinds, the most pressing first.
RULES: tuple[tuple[Callable[[Letter], list[Finding]], frozenset[str]], ...] = (
    (placeholder_left, _ALL),
    (wrong_name, _ALL),
    (placement_ask, _ALL),
    (job_ask_in_first_message, FIRST),
    (no_self_intro, FIRST),
    (no_purpose, FIRST),
    (no_ask, _MEETINGS | {"follow_up"}),
    (times_missing, _MEETINGS),
    (one_zone_only, _MEETINGS),
    (no_specific_detail, _ALL - {"other_times", "thanks_anyway"}),
    (no_next_step, frozenset({"thank_you", "fieldwork_thanks"})),
    (too_long, _ALL),
    (too_short, _ALL - _MAY_BE_SHORT),
    (subject_length, _ALL),
    (too_many_exclamations, _ALL),
    (emoji, _ALL),
)
