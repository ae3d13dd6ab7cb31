"""The rules of the client-information screen: what is looked for, and what is said of it.

They follow the identifiers of HIPAA's Safe Harbor (45 CFR 164.514(b)(2)) as a student would type them.
Names by what is done with a client are in `bot.notes.frames`. No I/O, no clock.
"""

from dataclasses import dataclass

from bot.notes import identifiers as w


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


NAMED = "could be a client's name."
#: The student's own place of care.
OURS = r"\b(?:[Oo]ur|[Mm]y) (?:\w+ )?(?:unit|ward|floor|caseload)\b"
#: Somebody else treats them, or it is not to be said who they are.
_THEM = (
    r"\b(?:treat(?:s|ed)?|sees|drove to|evals?|adjusts) (?:him|her|them)\b|\b(?:does|did|made|measured"
    r"|fixe[sd]) (?:his|her) "
    r"|\b(?:be|very|so) (?:discreet|careful|quiet)|say nothing|act normal|\bNDA\b|can['’]?t (?:say|name"
    r"|tell)|[Hh]e knows|so (?:he|she) knows|\bfamily training|at therapy\b|at my program"
)
_LEARNING = r"\b(?:due|deadline|webinar|course|training|talk|presentation|register|lecture)\b"
_AGED = "is an age that could identify someone."
_WHERE = "says where a client is."
_WHEN = "is a date in somebody's care."
_RECORD = "looks like a record number."
_RARE = "could point to one person."
_HOME = "says where a client lives."
_REACH = "looks like a way to reach a client."
_PICTURE = "is a picture or recording of a client."
_THE_ONE = rf"\b{w.PERSON} [iI]\b"

#: Before the name of a contact, where another's name was said: "Kim's out of bed, tell Jo".
_SPOKE = (
    r"(?:(?:told|ask|tell|thanks?|thx|ty|promised|remind|text|let) [A-Z]"
    r"|(?:[A-Z][a-z]{1,9}\.? )?[A-Z]\w{1,15} "
    r"(?:said|says|showed|helped|supervis|checked|trained|thinks|watched|wants me|asked me|let me|taught me))"
)
#: What comes before the name of a client, while another person's was there already or is to come.
_SHARED = (
    r"\b(?:[Ll]et(?:ting)? me (?:see|help|do|treat|feed|dress|bathe|co-?treat|work|sit)(?: with| w/?| on)?"
    r"|[Cc]o-?treat(?:ed|ing)?(?: with| w/?)?|[Hh]elp(?:ed|ing)? \w{2,15} (?:with|w/?)"
    r"|(?:[Tt]old|[Tt]alk(?:ed)? (?:to|with|w/?)|[Aa]sk(?:ed)?) [A-Z]\w{2,15} about(?! \S{1,20}['’]s)"
    r"|(?:[Hh]ow|[Ww]hether|[Ii]f)(?= \S{2,15} (?:is (?:doing|managing|coping)|can |went|will tolerate))"
    r"|[Cc]aseload (?:includes|has)|[Ff]itted|[Ff]ed|[Bb]athed|[Ss]plinted|[Tt]reated|[Ee]valuated"
    r"|[Hh]elp(?:ed)? (?:feed|dress|bathe|wash|walk|transfer)"
    r"|(?:[Ww]alked|[Ss]at|[Ww]orked) (?:with|w/?)(?= [Mm]r)"
    r"|[Aa]sked me to (?:play|work|cook|sit|walk|stay|practi[cs]e)(?: \w+)? (?:with|w/?)"
    r"|\b(?:[Mm]y|[Oo]ur|[Hh]er|[Hh]is|[Tt]he)(?: \w{2,8})? " + w.PERSON + r"(?<!baby)"
    r"|\b(?:clients|pts|patients|residents|kids):?(?= [A-Z]\w{2,15}(?:,| and| &) [A-Z])"
    r"|[Ii]nitials(?: are)?|[Ss]tudent(?= [A-Z]\.?[A-Z]\b)"
    r"|(?:the |[Oo]ur |[Mm]y |[Aa] )?(?:[Ll]ittle|[Ll]il|[Oo]ld(?= [Mm])|[Ww]ee|[Pp]oor))"
)

SAFE_HARBOR = (
    # Names and initials.
    Rule(rf"{w.CLIENT}(?:[:(]| \()? ?{w.WHO}|{w.CLIENT}(?: \w{{1,10}}){{0,2}}, {w.WHO}(?=\s?[,.;?)]|\s*$"
         rf"| (?:is|has|was|had)\b)|{w.CLIENT}(?: \w{{1,15}}){{0,2}} (?:is|was"
         rf"|were) {w.NAME}(?<!an)(?<!ish)(?=[,.]|\s*$| and)",
         NAMED, (w.CLIENT,)),
    Rule(rf"(?:{w.CLIENT}|\b{w.PERSON}){w.TO}{{0,20}}? (?:named|called|(?:sur)?name(?: is| was)?"
         rf"|initials(?: are)?):? (?:{w.WHO}|(?<=named )\w{{2,20}}|(?<=name is )(?!not |on |the )\w{{2,20}})",
         NAMED, (*w.CARE, r"\b[iI] (?:see|treat|saw|had)\b")),
    Rule(rf"\b(?i:his|her|their) name(?: is|['’]s|:) {w.FULL}", NAMED, (w.A_CLIENT, w.ILLNESS, w.TREATED),
         near=False),
    Rule(rf"{w.FULL}(?:,?(?: is| was| as)?,? (?:my|our|a) {w.A_CLIENT}|,? (?:my"
         rf"|our) (?:\w+ ){{0,2}}{w.PERSON}\b| (?:on|from|in) (?:my|our) caseload)",
         NAMED, (w.A_CLIENT, "caseload", w.PERSON)),
    Rule(rf"(?:\b(?:{w.PERSON}|twin|sibling)s? (?i:i|we) (?:treat|see|saw|work with)\b|\b(?:my"
         rf"|our) caseload){w.TO}{{0,20}}?[,:] {w.FULL}(?: and {w.FULL})?",
         NAMED, (r"\b(?:[Ii]|[Ww]e|[Mm]y|[Oo]ur)\b",)),
    Rule(rf"{w.MR} [A-Za-z]\b\.?(?!['’]s class)", NAMED, (w.MR,), w.JOB),
    Rule(rf"(?<![Tt]old )(?<![Tt]ell )(?<![Aa]sk )(?<!sked )(?<!hank )(?<!\bw )(?<!with )(?<!show )(?<!,"
         rf" ){w.MR} {w.FAMILY}"
         rf"(?!['’]s (?:class|mantra|tip|advice)| {w.SAYS}\b|\s*$)",
         NAMED, (*w.CARE, OURS, r"\b[Hh]ad M[rs]", rf"{w.MR} {w.FAMILY}(?:,| is) \d\d\b"), w.JOB),
    Rule(rf"{w.FULL}(?=,? (?:who |s?he |they )?(?:ha[sd]|have|got|is|was|w/"
         rf"|with)(?: \S{{1,15}}){{0,3}}? {w.ILLNESS}|,? \(?(?:is |aged )?\d{{1,3}}(?:\)|,| ?y| and)"
         rf"| \((?:{w.ILLNESS})|, (?:\S{{1,15}} ){{0,4}}{w.ILLNESS})",
         NAMED, (w.ILLNESS, w.TREATED), rf"\b(?:herself|himself|themsel\w+|open about)\b|{w.JOB}"),
    Rule(rf"\b(?:{w.TENDED}|[Ww]ork(?:ed|ing) (?:on \w{{1,15}} )?(?:with|w/)|(?:{w.ACTS}|{w.AIDS}) (?:with"
         rf"|for|on|w/?)) {w.WHOM}|\b[Ss]aw {w.FULL}(?= for \w{{1,6}} (?:{w.ILLNESS}|{w.TREATED}))",
         NAMED, (w.CLIENT, w.ILLNESS, r"\b\d+ ?y/?o\b", r"\b[Ss]aw [A-Z]",
                  rf"\b(?:{w.ACTS}|{w.AIDS}) (?:with|for|on|w)\b"), w.JOB),
    Rule(rf"(?:^|\b[Bb]c |: |[Ss]o |[Tt]hat ){w.WHOM}(?=(?:['’]s)? (?!is an?\b|said|says|told"
         rf"|asked)[^,.!?\n]{{2,80}}(?:,|\.|!{{1,3}}) {_SPOKE})",
         NAMED, (_SPOKE,), rf"{w.JOB}|\b(?:out|away|leave|office|email|free|back|wedding|birthday)\b"),
    Rule(rf"{w.WHOM}(?=(?:['’]s)?,? {w.DOES})|{w.LETTERS}(?= [–-])", NAMED, (w.DOES,), w.JOB),
    Rule(rf"{_SHARED} {w.WHOM}|\b[Ss]aw {w.WHOM}(?= at home| in (?:bed|rehab|hospital)| (?:with|w/?) [A-Z])"
         rf"|{w.WHOM}(?:,? \(?aged? \d{{1,3}}\b| \(\d{{1,3}}(?=[),]))|{w.LETTERS}(?=,? {w.ILLNESS})",
         NAMED, (_SHARED, r"\b[Ss]aw [A-Z]", r"\d", w.ILLNESS)),
    Rule(rf"(?:{w.LETTERS}|{w.MR} {w.FAMILY}|{w.FULL})(?=['’]s? (?:(?!on |about |for |of |in |with |from |is "
         rf"|was |and |to )\w{{1,12}} ){{0,2}}?(?:(?:{w.THINGS}|{w.AIDS})\b{w.FIELD}|{w.ILLNESS}"
         rf"|{w.KIN} (?:said|says|want|asked|lost|needs|report|worr|call|email|won|picked|brought|came|died"
         rf"|is (?:here|upset|worried|crying)|declined|again)\w*))",
         NAMED, (r"['’]s? ",)),
    # Relatives.
    Rule(rf"\b{w.KIN} of {w.MR} {w.FAMILY}|\b(?:[Ss]/w|[Ss]poke (?:to|w/?|with)|[Cc]alled|[Pp]honed"
         rf"|[Ee]mailed|[Tt]alked (?:to|with|w/?)|[Mm]et(?: with| w/?)?|[Gg]ave) {w.WHOM}['’]s {w.KIN}\b",
         NAMED, (w.KIN,), w.JOB),
    Rule(rf"{w.FULL}['’]s? {w.KIN}\b|\b{w.KIN} of {w.FULL}",
         NAMED, w.CARE, rf"\b(?:why|inspired|became|(?:was|is) an OT)\b|{w.JOB}"),
    Rule(rf"\b{w.KIN} of (?:my|a|the) (?:{w.A_CLIENT}|{w.PERSON}\b)|{w.A_CLIENT} {w.KIN} {w.NAME}",
         _RARE, (w.A_CLIENT, w.PERSON)),
    # Ages.
    Rule(rf"{w.NUMBER}[ -]?(?i:y/o|y\.o\b\.?|yo[mf]?\b|(?:years?|yrs?|mos?|months?|weeks?)[ -]?old(?= who"
         rf"| w/?| {w.PERSON})|y\d{{0,2}}m?\b)(?!s)(?: {w.PERSON}\b)?|(?:{w.ONE}"
         rf"|\b{w.PERSON}),? \(?\d{{1,3}}(?=[,)])|{w.A_CLIENT} is (?:nearly |almost )?\d\d\d?\b(?! ?(?:%"
         rf"|\w+s\b|min|feet))|(?:{w.ONE}|\b{w.PERSON})(?: is|['’]?s) {w.NUMBER}(?: months| weeks| yrs?"
         rf"| mos?)?\b(?! ?(?:%|min|feet|hours))|\b(?:{w.PERSON}|{w.ONE}|\b[Ee]x-\w+) of (?:\d\d"
         rf"|1[01]\d)\b|\b(?:[Tt]he|[Oo]ur"
         rf"|(?<!\b[Aa]s )(?<!has )(?<!have )[Aa]n?) {w.NUMBER}[ -]?(?:years?|yrs?|mo|month"
         rf"|week)s?[ -]?old\b(?! building| clinic| prog| study| policy| law| rule| compan| school| house"
         rf"| car)|\b\d(?:st|nd|rd|th) grader\b|\b\d0(?:ish|[ -]something) (?:year old )?{w.PERSON}\b"
         rf"|\b[Hh]e(?:['’]?s| is) an? \d0ish\b",
         _AGED, (r"\d", w.NUMBER), rf"{w.OWN_AGE}|{w.JOB}"),
    Rule(rf"{w.NUMBER}[ -]?(?i:years?|yrs?|months?|mos?|mths?|weeks?|wks?|days?)[ -]?old(?!s| building"
         rf"| clinic"
         rf"| program)(?: {w.PERSON}\b)?|\b(?i:aged|age|turned) \d{{1,3}}\b(?! (?:to|and|or)\b|-|\+)"
         rf"|(?<=is )\d{{2,3}}(?= (?:and|&) (?:has|had|needs|lives alone|going home))"
         rf"|\b(?:[Ss]?[Hh]e)(?:['’]?s| is) {w.NUMBER}\b(?! (?:of"
         rf"|years in|weeks|months|hours))|\b[MF] \d\d\b(?! ?[-%:])|(?<=, )\d{{2,3}}(?=,|$)"
         rf"|(?<![\w/.-])\d{{2}} ?[MmFf]\b(?!\.)",
         _AGED, (*w.CARE, _THE_ONE, r"\bgoing home|home alone|lives alone|cord injury",
         r"\b(?:boy|girl|male|female|hx)\b"), rf"{w.OWN_AGE}|{w.JOB}"),
    # Where somebody is, and when something happened to them.
    Rule(r"\b(?i:room|rm\.?|bed|bay|ward|unit|apartment|apt) ?#?\d{1,4}(?: ?[A-Z]\b)?(?![-–]\d)(?: (?:west"
         r"|east|north|south)\b)?",
         _WHERE, (*w.CARE, w.MR, rf"\b{w.PERSON}\b", r"\b\d+ ?y/?o\b|\b(?:ICU|icu|psych|[Bb](?:ed|ay) \d)",
                  r"\bprecautions|\d(?:['’]s)? (?:\w+ )?(?:wants?|refus|needs|won|hoyer|gown)"),
         rf"\b(?:office|head of|desk|strict|hours|meet|supplies|ours|floor|chapter|based|works"
         rf"|class)\b|{w.JOB}"),
    Rule(rf"(?:{w.A_CLIENT}|\b{w.PERSON}) in \d{{1,4}}[A-D]?\b|\bin \d{{1,3}}[A-D]? (?:is|was|won|refuse"
         rf"|needs|has|thinks|wants|only|keeps|asked|still|never|hoards|sings)\w*"
         rf"|\b\d{{1,4}}[A-D]? (?:window|door|corner)(?: bed)?\b|\b(?:do|did|start w(?:ith)?|see"
         rf"|eval) (?:rm|room) \d+|\b(?:[Rr]oom|[Rr]m|[Bb]ed|[Bb]ay) \d+ (?=(?:(?:was|is) \w+ing|keeps|cried"
         rf"|fell|scream|vomit|code)\w*)|\b(?:[Hh]ouse|[Cc]ottage|[Vv]illa|[Ll]odge"
         rf"|[Ff]lat) \d+\b(?=.{{0,60}}\b(?:resident|gent|lady|man|woman|client|pt|boy|girl)\b)"
         rf"|(?:{w.A_CLIENT}|\b{w.PERSON}) (?:in|by|at|next to"
         rf"|across from) the (?:\w{{1,8}} ){{0,3}}(?:room|bed|window|gym|nurses)\b|\btake \d{{3}}\b",
         _WHERE, (r"\d", w.PERSON, w.A_CLIENT), r"\b(?:supplies|kit|class|office|book)\b"),
    Rule(rf"\b(?:{w.CARED}|[Dd]ate of (?:injury|onset|surgery)|[Aa]dmission date|[Oo]nset|DOI|LOS|(?:[Hh]is"
         rf"|[Hh]er|{w.A_CLIENT}) (?!birthday)(?:\w{{1,12}} )?{w.EVENT}|(?:^|\b(?:[Ss]?[Hh]e(?:['’]?s)?|is"
         rf"|{w.ONE}) )[Gg](?:oing|oes|ets) home|\b(?:[Ss]?[Hh]e|{w.A_CLIENT}) (?:came in"
         rf"|(?<!he )had(?= a )|broke (?:his|her)|fractured|had (?:\w+ ){{0,2}}?{w.EVENT})"
         rf"|[Tt]ransferred from|^[Ff]ell(?= on))\b{w.TO}{{0,40}}?{w.DATE}",
         _WHEN, (r"\d",), w.ADMISSION),
    Rule(rf"\b{w.EVENT}\b{w.TO}{{0,40}}?(?:{w.DATE}|(?<=born )(?:19|20)\d\d)",
         _WHEN, (w.CLIENT, w.MR, _THE_ONE, r"\bmy kids\b"), rf"{w.ADMISSION}|{w.JOB}", near=False),
    Rule(rf"{w.CLIENT}(?!s){w.TO}{{0,60}}?(?P<who>{w.DATE})", _WHEN, (r"\d", w.MONTH),
         rf"{w.ADMISSION}|{_LEARNING}|{w.JOB}"),
    Rule(rf"^[Bb]orn {w.DATE}|\b(?:s?he|pt|[Hh]e|[Ss]he) (?:was"
         rf"|got) (?:re)?(?:admitted|discharged|transferred|moved)\b{w.TO}{{0,30}}?{w.DATE}"
         rf"|\b(?:[Ss]?[Hh]e) (?:went|came|moved|was taken|starts?|started) (?:in|w us|with us|to us"
         rf"|to the (?:psych|icu|unit|ward)){w.TO}{{0,30}}?{w.DATE}",
         _WHEN, (r"\d", r"\b(?:psych|rehab|unit|ward|client|pt|patient)\b"), rf"{w.ADMISSION}|\b(?:due"
         rf"|deadline|webinar|course|training|talk|presentation|register|lecture)\b|{w.JOB}"),
    Rule(rf"\b(?:{w.SURGERY})\b{w.TO}{{0,25}}?{w.DATE}", _WHEN, (r"\d",),
         rf"\b(?:[Ii]|[Mm]y|flowers|card|leave|course|month|awareness|webinar)\b|{w.ADMISSION}|{w.JOB}"),
    # Numbers.
    Rule(rf"\b(?<!\b[Mm]y )(?:{w.NUMBERED} ?(?:(?i:id|no|number|file)\b\.?|(?=#\d))"
         rf"|{w.RECORDS}\b){w.TO}{{0,15}}?[ :#]{w.CODE}|(?<!\d)\d{{3}}-\d\d-\d{{4}}\b|\b(?i:his"
         rf"|her) (?:\w+ )?plate\b.{{0,9}} \b(?=\w*\d)[A-Z\d-]{{5,9}}\b",
         _RECORD, (r"\d",), r"\b(?i:aota|nbcot|membership|conference)\b", always=True),
    Rule(rf"\b(?:[Pp]late|[Ss]erial|VIN)\b{w.TO}{{0,40}}?\b(?=\w*\d)[\dA-Z-]{{5,17}}\b", _RECORD, w.CARE),
    # Homes, ways to reach somebody, pictures.
    Rule(rf"\b(?i:lives?|living|stays|address is|home is) (?:(?i:at|on|in|near|above|behind|over|next to"
         rf"|across from) )?(?:the )?(?:\d{{1,5}} \w{{2,20}}(?: \w{{2,20}})?|zip \d{{5}}"
         rf"|{w.FULL}(?: {w.STREET})?|(?<=in )(?!an?\b|the|h\w\w\b)[a-z]{{4,15}}|{w.FULL} \d{{1,4}})"
         rf"|{w.A_CLIENT},? (?:who "
         rf"|is |was )?from (?:the )?{w.NAME}|\b(?:goes to|attends|from"
         rf"|at) (?:St\.? )?{w.FULL}(?:['’]s)? {w.SCHOOL}",
         _HOME, (w.A_CLIENT, _THE_ONE, w.ILLNESS,
         r"\b(?:ramp|rails?|stairs|steps|bathtub|tub|home health)\b",
         r"\bkid at\b|\b(?:boy|girl|kid) (?:goes|attends|from)",
         r"\b[Ss]?[Hh]e (?:goes|attends)|\bonly (?:child|kid|one)"),
         w.JOB, near=False),
    Rule(rf"\b(?:{w.HOME}(?: (?:visit|eval))?|{w.PERSON}) (?:on|at) (?:\d{{1,5}}\w? )?{w.NAME} {w.STREET}"
         rf"|{w.A_CLIENT} {w.HOME}(?: is|:| (?:up )?(?:at|on|in|near|outside|by|off|behind|over|above))"
         rf"|\b(?i:zip)(?: code)? \d{{5}}|\b(?:{w.HOME} (?:visit|eval)"
         rf"|{w.A_CLIENT}|(?:drove|went|going) to|[Vv]isit(?:ed"
         rf"|s)?)(?: [^\n!?]{{1,25}}?)? \d{{1,5}}\w? (?:[A-Z]\w{{0,15}} ){{1,2}}{w.STREET}",
         _HOME, (*w.CARE, _THE_ONE, w.PERSON, w.HOME)),
    Rule(r"\b[\w.+-]{1,40}@[\w-]{1,40}\.[\w.]{2,20}|\(?(?<![\d-])\d{3,5}\)?[ .-]\d{3}[ .-]?\d{3,4}\b"
         r"|\b(?i:instagram|insta|facebook|tiktok|snapchat)\b",
         _REACH, (w.A_CLIENT, rf"(?<!\b[Mm]y )\b{w.RELATIVE}(?:['’]?s)?\b")),
    Rule(rf"\b{w.PICTURES}\b{w.TO}{{0,20}}?\bof (?:(?:my|a|the|her|his|our|this) )?(?:{w.A_CLIENT}"
         rf"|{w.MR} {w.FAMILY})|{w.ONE}['’]?s (?:{w.PICTURES}|face)\b|\b(?:{w.PICTURES}"
         rf"|{w.FILMED})\b{w.TO}{{0,20}}? (?:with |of )?(?:{w.HIS}|(?:my|our|the"
         rf"|a) (?:\w{{1,12}} )?(?:{w.ONE}|{w.PERSON})\b)",
         _PICTURE, (w.A_CLIENT, w.MR, w.PICTURES, w.FILMED)),
    Rule(rf"\b{w.PICTURES} (?:of|with) (?:him|her|them) (?:doing|using|walking|standing|on|in|trying"
         rf"|eating|dressing|after|before|with)\b|\bhave (?:him|her|them) on (?:video|camera|film|tape)"
         rf"|\b(?:his|her) (?:face|name|tattoos?)(?: is| was)? (?:in|on|showing"
         rf"|visible)\b[^.!?]{{0,30}}?\b(?:{w.PICTURES}|video|top)|\b{w.FILMED} (?:the|a|our"
         rf"|my) (?:\w+ ){{0,2}}(?:session|eval|transfer)\b",
         _PICTURE, (r"\b(?:him|her|them|his|session|eval|transfer)\b",), w.JOB),
    # What is true of few people.
    Rule(rf"{w.PUBLIC}(?:['’]s {w.KIN})?|\b(?:(?:on|in) the (?:local )?(?:news|paper)|local paper"
         rf"|homecoming)\b|\b(?:in|from|of) the {w.NAME}(?: \w{{2,15}})? (?:bombing|fire|shooting|crash"
         rf"|flood|tornado)\b|\b(?:over the news|(?:on|in) the (?:telly|papers)|survived the|(?:attacked"
         rf"|struck|mauled|hit) by (?:an?|the|lightning))\b|\b(?:ex|former|retired)[ -](?!ot\b"
         rf"|OT\b)[A-Za-z]{{3,12}}|\bused to be my|\bonly \w{{3,15}} (?:\w{{3,15}} )?in (?:the "
         rf"|our )?(?:town|county|village|state)\b|\bchannel \d",
         _RARE, (w.A_CLIENT, w.TREATED, w.ILLNESS, _THE_ONE, r"\bmy clients\b|\b[iI] see\b"), w.JOB),
    Rule(rf"{w.A_CLIENT} (?:is|was) (?:the|that) (?:(?:{w.PERSON}|one|person) (?:who|that)"
         rf"|\w{{2,15}}['’]s {w.KIN})\b|{w.A_CLIENT} (?:was the |(?:is|was) an? (?:ex|former|retired|famous"
         rf"|local)\b|used to be )\S+|{w.A_CLIENT} {w.KIN} (?:is|was|owns|plays|works|runs|coaches)\b"
         rf"|{w.PERSON} whose {w.KIN} (?:is|was|owns)\b|\b(?:only|first|oldest"
         rf"|youngest) (?:\w{{1,10}} )?(?:{w.PERSON}|{w.ONE})(?! (?:OT|COTA|therap|nurse|prof|faculty"
         rf"|student))(?: \w{{1,12}}){{0,2}} (?:in|at|on|with|w)\b|\bonly (?:one|case) in (?:the"
         rf"|our) (?:county|state|province|country|town|region)",
         _RARE, (w.A_CLIENT, w.PERSON, "only")),
    Rule(rf"\b(?:{w.PERSON}|one|twins) (?:we saw )?(?:who|that) (?:was|were|got|is|had) (?:all )?(?:pulled"
         rf"|shot|stabbed|hit|attacked|burne?d|struck|kidnapped|rescued|trapped|separated|on the"
         rf"|in the (?:news|paper|accident)|mauled|run over)\b"
         rf"|\b(?:in|from|of|after|survived) (?:that|the) (?:\w+ ){{0,3}}(?:crash|fire|shooting|bombing"
         rf"|explosion|flood|tornado|collapse)\b|\bwon the lottery\b"
         rf"|\b(?:{w.PERSON}|(?<!\w )vet|one) (?:\([^)]{{0,30}}\) )?lost (?:his|her) \w+ (?:to|in|at)\b",
         _RARE, (w.PERSON, OURS, _THEM, r"\b[Hh]e(?:['’]s| was)\b|\b[Ss]he(?:['’]s| was)\b",
         r"\blost (?:his|her)"), w.JOB),
    Rule(rf"(?:^|\b(?:the|a|an|our|my|that) )(?:\w+ )?{w.PERSON} (?:w/?|with) (?:the |a "
         rf"|an )?(?:\w+ ){{0,2}}?(?:{w.ILLNESS}|tattoo|scar on|eye patch|glass eye|\w+ syndrome)"
         rf"|\b(?:\d ?(?:ft|feet|foot)|\d['’]\d+\S?) (?:tall )?{w.PERSON}|\b(?:tallest|oldest|youngest"
         rf"|biggest|heaviest|shortest|smallest|richest) (?:{w.PERSON}|{w.ONE}|person) (?:in|at|on) (?:the"
         rf"|our) (?!cohort|class|program)"
         rf"|{w.CLIENT} has (?:\d+|{w.NUMBER}) (?:siblings|brothers|sisters|kids|children|cats|dogs|wives)"
         rf"|\bonly \d+ (?:people|patients|cases|kids) (?:have|with|in)|\bnever seen (?:\w+ )?(?:at"
         rf"|in) our\b|\b(?:first|only) case (?:in|at)|\bone of (?:two|three|four|five|\d) in (?:the|our)\b",
         _RARE, (".",), rf"{w.JOB}|\b(?:book|essay|film|story)\b"),
    Rule(rf"(?:{w.PERSON}|{w.ONE}) is (?:the )?\w+['’]?s {w.KIN}\b|\b(?:[Hh]is|[Hh]er) (?:{w.KIN}"
         rf"|ex)(?:['’]s| is| was| owns| runs| coaches| teaches| works)\b[^.!?]{{0,60}}",
         _RARE, (rf"{w.PERSON} is|{w.ONE} is", _THEM, rf"{w.CLIENT}")),
    Rule(rf"{w.CLIENT} (?:is|was) an? (?:(?:very |really )?(?:well[- ]known|prominent|popular|professional"
         rf"|celebrity|retired|former) )",
         _RARE, (w.CLIENT,)),
)  # fmt: skip
