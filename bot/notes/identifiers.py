"""The words by which a client is told from a contact, as pieces of patterns. No I/O, no clock.

Case counts except in what `any_case` makes, as a capital is what tells a name. Every repetition has
an upper bound, so that no text takes long.
"""

import re


def any_case(words: str) -> str:
    """Return an alternative of words in any case; ``_`` is a space or a hyphen.

    Letters are spelled out as ``[xX]`` and words put together by their first, which is several
    times faster than a flag in long alternatives.
    """
    groups: dict[str, list[str]] = {}
    for word in words.replace("_", "\0").split():
        first, rest = (word[0], word[1:]) if word[0].isalpha() and word[1:2] != "?" else ("", word)
        groups.setdefault(first, []).append(rest)
    alternative = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())
    cased = re.sub(
        r"(\\.|\[[^]a-z]*[^]a-z][^]]*\])|\[([a-z]+)\]|([a-z])",
        lambda each: each[1] or f"[{each[2] or each[3]}{(each[2] or each[3]).upper()}]",
        alternative,
    )
    return "(?:" + cased.replace("\0", "[ -]") + ")"


def word(words: str) -> str:
    """Return such an alternative of whole words."""
    return rf"\b{any_case(words)}\b"


COMPOUND = any_case(
    r"""care cent\w+ handl\w+ educat\w+ portal safety service relation experience advoca report factor
    population outcome liaison access engag manage assist advis physician director facing story stories"""
)
RELATIVE = any_case(
    r"""m[ou]m m[ou]mmy mama dada? mother father parents? wife husband spouse partner son daughter dtr
    brother sister uncle gran(?:dma|dpa|ny|dmother|dfather|dson|ddaughter) aunt niece nephew carer caregiver
    family guardian nana (?:son|daughter|brother|sister)_in_law"""
)
KIN = rf"(?:(?:[Tt]win |[Ff]oster |[Ss]tep)?{RELATIVE}|[Tt]eacher)"
HOME = any_case("house home flat apartment cabin farm trailer place address")
OWNED = f"{KIN}|{HOME}|chart|phone|cell|number|e-?mail|hands?|scar|wound|face|handwriting|drawings?|name"
ONE = (
    r"\b(?:[Pp]t|"
    + any_case(
        r"""clie?nt cleint clinet pat?ie?nt(?<!so.patient)(?<!be.patient)(?<!ry.patient) pateint patinet
        consumer resident(?<!medical.resident)(?<!surgical.resident)(?<!chief.resident) res\. inpatient
        outpatient pupil service_user participant kiddo"""
    )
    + ")"
)
NOT = rf"(?![a-z]|[ -]{COMPOUND}| (?:with|w/?) (?:me|my|us)\b)"
CLIENT = rf"{ONE}(?:['’]?s)?{NOT}"
#: "the client", "pt's", and "pts" as it is typed for "pt's", but "clients" only before what is theirs.
A_CLIENT = rf"{ONE}(?:['’]s|(?<=[Pp]t)s|s(?= (?:{OWNED})\b))?{NOT}"

NO_NAME = "|".join(
    re.findall(
        r"\S+",
        r"""I She He They It We You This That These Those There Who What When Where Why How If In On At By For
    With And But Or So As The A An My Her His Our Their Your One Some Every Everyone Someone Nobody All Both
    Any No Not Mom Mum Dad Mother Father Grandma Grandpa Brother Sister Today Yesterday Tomorrow Last Next
    Then Also Just Saw Met Had Has Is Was Were Did Does Can Could Will Would Should Thanks Thank Loved Great
    Sorry Please Mr Mrs Ms Miss Dr Prof\w* Client\w* Patient\w* Resident\w* Pts? Care\w* Servic\w+ Relat\w+
    Educat\w+ Experience Safety Advoca\w+ Factors? Access Manage\w* Cent\w+ed Rights Portal Reports?
    Advis\w+ Assistant Director Coordinat\w+ Engage\w* Fieldwork School Clinic Hospital Unit Student Level
    Spanish English Deaf Kessler Mercy Shriners Epic Montessori Berg Barthel Zoom Hoyer Velcro Facebook
    Veterans Lewy Medicaid Everyone Anyone \w{3,6}days? January February March April May June July August
    September October
    November December Christmas Medica\w+ Parkinson\w* Alzheimer\w*""",
    )
)
NAME = (
    r"\b(?=[A-ZÀ-Ž])(?<!\.)" + rf"(?!(?:{NO_NAME})\b)"
    r"(?:Ma?c|O['’])?[A-ZÀ-Ž][a-zß-ž]{1,20}(?:-[A-Za-z][a-z]{1,20})?(?!\w)"
)
FULL = rf"{NAME}(?: [A-Z]\b\.?| {NAME})?"
LETTERS = (
    r"\b(?:(?!U\.[SK]|D\.C|[OP]\.T|M\.[DS]|B\.[SA]|N\.[YZ]|L\.A|P\.S|e\.g|i\.e|[ap]\.m)[A-Za-z]\.\s?"
    r"[A-Za-z]\b\.?(?! ?[A-Z]\w)"
    r"|(?!OT|PT|ED|UE|LE|MS|CP|TV|DS|RA|OA|ID|HR|ER|OR|IV|LB|UB|DC|DX|TX|HX|[ESA]I|VA|U[KS]|[NL][YA]|CA|AT"
    r"|FW|GP|NP|MD|RN|PA|SP|TA|ST|DM|AM|PM|OK|OM|EF|SW|AC|VR|AR)[A-Z]{2}\b)"
)
WHO = rf"(?:{LETTERS}|{FULL})"
MR = r"(?:\b(?i:mrs?|mister)\b\.?|\bM(?:s|x|iss|aster)\b\.?|\bms\.)(?: (?:and|&) [Mm]r?s\b\.?)?"
FAMILY = r"(?:O['’]|Ma?c|[Dd]e |[Vv]an )?[A-ZÀ-Ža-z][a-zß-ž]{0,20}(?:-[A-Z][a-z]{1,20})?\b"
WHOM = rf"(?:{MR} {FAMILY}|{LETTERS}|{FULL})"
#: "a stroke clinic" is a place to work at, and "dementia care" a field.
FIELD = (
    r"(?!['’]?s?[ -](?:(?!during|while|before|after|in|at)\w{1,15} )?"
    + any_case(
        r"""clinics? units? groups? program\w* stud(?:y|ies) course class\w* wards? rehab\w* research team
        patients clients practice cert\w* care workshops? labs? talk lecture cent(?:re|er)s? camp protocol
        webinar background specialty specialists? experts? consultant advocate educator therapy equipment
        supplies planning handouts? books? blog paper slides notes tips? video chapter podcast guide
        template form thesis article poster reel"""
    )
    + r"\b)"
)
ILLNESS = (
    r"(?:\b(?:(?:C[1-8]|T1?\d|L[1-5]|(?:(?<=w/)|(?<=w )|(?<=ith )|(?<=ha[sd] )|(?<=, ))[Mm][Ss])\b|"
    + any_case(
        r"""cva strokes? tbi sci cp asd autis\w+ adhd dementia alzheimer\S* parkinson\S* als copd chf mv[ac]
        jia rsd crps c\.?_?diff arthrit\w+ fractur\w+ fx amput\w+ hemi\w* quad\w* para\w*pleg\w+ tetra\w*
        spina_bifida down_syndrome cerebral_palsy dysprax\w+ dyslex\w+ dysgraph\w+ schizo\w+ bipolar
        psycho(?:sis|tic) depression anxiety ptsd ocd spd eating_disorder anorex\w+ bulimi\w+ cancer tumou?r
        aphasi\w+ dysphagi\w+ delays? torticollis plagioceph\w+ guillain\S* shoulder rotator mallet
        boutonniere trigger_finger carpal cubital tendon\w* contractures? burns? concussion seizures?
        epilepsy diabet\w+ neuropath\w+ scoliosis dystroph\w+ sclerosis lupus plexus sensory_processing
        nonverbal th[ar] tk[ar] orif nof ctr gsw \w{3,9}(?:plasty|ectomy) thr cabg neglect tremors? mutism
        palsy spastic\w* pneumonia (?:o?edema|lymph\w*dema) ataxi\w+ numbness gout vertigo vision_loss
        sepsis uti delirium hallucinat\w+ suicidal catatoni\w+ tics tourette\S* fasd hydroceph\w+
        hyp(?:o|er)toni\w+ aprax\w+ hemianopia macular glaucoma dupuytren\S* quervain\S* epicondyl\w+
        scaphoid colles (?:ulnar|radial|median)_nerve lacerat\w+ ulcers? pressure_sore osteo\w+ gbs mnd
        huntington\S* covid overdose detox sober lithium pain swelling confused confusion bpd deaf blind
        preemie premature syndrome locked_in progeria low_vision
        broken_(?:hand|arm|leg|hip|wrist|neck|back|thumb|elbow|finger)s? coma ecmo
        hip_(?:precautions|replacement) one_(?:arm|leg|eye) trach g_tube feeding_tube"""
    )
    + rf"\b{FIELD})|# ?NOF|\bhip #)"
)
TREATED = (
    r"\b"
    + any_case(
        r"""(?:i|we)_treat treat(?:ed|ing) s/p p/o eval'?e?d evaluated tx'?d dx'?d? diagnosed admit(?:ted)?
        discharged d/?c'?e?d splint\w* fabricated orthos[ie]s surgery operation wounds? scars? wheelchair
        cushion cath\w* cga m(?:ax|od|in)_a(?:ssist)? sba adls? transfers? rom prom wbat nwb fell relapsed
        amputated caseload iep vent meds therapy thickened reacher session coded suicid\w+ abuse prosthe\w+
        home_(?:eval|visit) feeding fine_motor hospice refus(?:es|ed|ing) consent brace passed_away
        incontinent shower commode walker bedside (?:his|her)_own_teeth grooming toileting bathing showering
        sensory_diet in_ot donning doffing icu nicu wandering self_harm\w*
        (?:his|her)_(?:[rl]|right|left|bad|good|weak|affected)_(?:hand|arm|leg|side|wrist|knee|hip|shoulder)"""
    )
    + rf"\b{FIELD}"
)
#: Somebody is being cared for.
CARE = (CLIENT, ILLNESS, TREATED)
PERSON = any_case(
    r"""man woman male female lady gentleman gent chap lad lass guy boy girl kid kiddo child toddler baby
    infant teen\w* veteran widow\w* twins triplets"""
)
PUBLIC = word(
    r"""(?:(?:fire|police)_)?(?:chief|officer) mayor principal coach sher+if+ superintendent commissioner
    weather(?:man|lady|girl)
        astronaut organist judge senator congress\w+ governor pastor priest bishop deacon minister vicar
        rabbi imam nun celebrity actor actress singer player anchor newsreader librarian councillor gp
        olympi\w+ famous"""
)
MONTH = any_case(
    """jan(?:uary)? feb(?:ruary)? mar(?:ch)? apr(?:il)? may june? july? aug(?:ust)? sept?(?:ember)?
    oct(?:ober)? nov(?:ember)? dec(?:ember)?"""
)
DATE = (
    r"(?:\b(?:19|20)\d\d-\d\d-\d\d\b|(?<![\w/.-])\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?(?![\d/-])"
    r"|\b\d{1,2}(?:st|nd|rd|th)(?! grade)(?: of)?"
    rf"(?: {MONTH}\b)?|\b\d{{1,2}} {MONTH}\b(?:,? \d{{4}})?|\b{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?\b"
    r"(?:,? \d{4})?|\b(?i:christmas|new year['’]?s|thanksgiving|halloween|easter)(?: day| eve)?"
    rf"|\b(?:in|last|since) {MONTH}\b|\blast (?:[Mm]on|[Tt]ues|[Ww]ednes|[Tt]hurs|[Ff]ri|[Ss]atur"
    rf"|[Ss]un)day\b)"
)
NUMBER = (
    r"(?:(?<![\w.-])\d{1,3}|"
    + word(
        r"""(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:_(?:one|two|three|four|five|six|seven|eight|nine))?
        one two three four five six seven eight nine ten eleven twelve
        (?:thir|four|fif|six|seven|eigh|nine)teen"""
    )
    + ")"
)
CODE = r"[A-Z]{0,4}[- ]?\d[\dA-Z-]{2,20}(?: \d{3,4}){0,3}\b"
STREET = any_case(
    "st(?:reet)? ave(?:nue)? r(?:oa)?d ln lane dr(?:ive)? blvd c(?:our)?t close way terrace"
)
TO = r"[^!?\n]"
#: What a contact does, and a client hardly.
JOB = r"(?<!\bmy )" + word(
    r"""teach(?:es)? taught runs leads? coordinat\w+ wrote_(?:the|an?) chapter cota otr otr/l otd cht
        phd mentors? prof professor lecturer manager director supervis\w+ works_(?:in|at|for|with|on)
        worked_(?:in|at|for) treats sees serves specialises specializes showed recommended suggested
        introduced invited lecture conference career resumes? webinar hiring poster project research course
        workshop article school_ot an_ot the_ot(?!_gym|_room|_kitchen|_lab|_report|_eval|_goals)
        said_to_read lab cohort classmates? cell"""
)
ADMISSION = word(r"program\w* otd mot msot college university cohort dr prof conference aota")
OWN_AGE = (
    rf"\bI(?:['’]?m| am) \d|\b(?:[Mm]y|[Hh]er|[Hh]is)(?: \w{{1,10}})? (?:{KIN}|kids?|twins),?"
    r"(?: is| was| just)?"
    rf"(?: turned| age)? \d|\b(?:her|his) \d{{1,2}}[- ]\w{{2,6}}[- ]old (?:{KIN}|star|go|is)"
)
#: What is done with a client, what is theirs, and what happens to them.
TENDED = any_case(
    "treated treating eval'?e?d evaluated splinted bathed dressed seeing discharged assessed screened"
)
AIDS = any_case(
    r"""splints? wheelchair walker commode (?:\w+_)?rails? scissors reacher (?:\w+_)?(?:spoon|fork|knife)
    cushion braces? afos? weighted_\w+ sock_aid (?:\w+_)?sponge grab_bars? \w+_board \w+_grip stairlift ramp
    orthos[ie]s prosthe\w+ hoist slide_board chewelry headrest g-?_?tube chewy hip_protectors"""
)
THINGS = any_case(
    r"""iep wound scar dementia strokes? surgery discharge diagnosis fracture autism
        (?:re)?eval(?:uation)? seizures? meltdowns? (?:ot|care|behaviou?r)_plan
        home_(?:visit|eval|program\w*) kitchen bathroom sensory_diet (?:serial_)?casting cognition
        handwriting grip transfers feeding falls? parents hands? wrist elbow thumb fingers? knee hip o?edema
        spasticity behaviou?rs? caregiver hep power_chair helmet shoes aac_device blanket vest rom"""
)
#: What a client does or is, said of a name, and a contact hardly.
DOES = (
    r"(?:(?:"
    + any_case(
        r"""finally just now still can can(?:no|['’]?)t w(?:o|ould)n?['’]?t did(?:n['’]?t)? does(?:n['’]?t)?
        keeps? kept almost always only is was has had got gets will never so even also do to being been"""
    )
    + r" ){0,3}(?:"
    + any_case(
        r"""refus(?:es|ed|ing) cr(?:ied|ies|ying) scream\w* bit bites
        threw(?!_an?_(?:\w+_)?(?:party|shower|event)) throws hit(?!_it) fell falling relapsed attempted
        disclosed (?:ate|eats)(?!_lunch|_dinner|_with) vomit\w* drool\w* hoard\w* escaped eloped died
        passed_(?:away|out) (?:stood|sat|threw)_up use_the_(?:call|toilet|walker|switch)
        tie[sd]? zip(?:s|ped)? button(?:s|ed) outgr[eo]w\w*
        regress\w* made_(?:eye|progress) tolerat\w+ w(?:ears?|ore|earing)_(?:the|his|her|an?) wander(?:s|ed)
        choked aspirat\w+ swore hugged slept transferred spill\w* spat spits drove_(?:through|into)
        get(?:ting|s)?_up got_up (?:back_)?in_(?:hospital|rehab|bed|the_icu) n?wb(?:at)? non_weight
        on_(?:oxygen|hospice|thickened|puree|peg) off_(?:the|his|her)_(?:vent|feeding|ventilator)
        a_\w+_(?:\w+_)?assist m(?:in|od|ax)_a(?:ssist)? rubbing
        m[ae]e?ts?_(?:all_)?(?:of_)?(?:his|her|their)_(?:\w+_)?goals?
        a_(?:seizure|meltdown|fall|tantrum|trach|peg|g_tube) holds?_(?:his|her) held_my_hand \d_falls
        (?:by_)?(?:him|her)self on_(?:his|her)_own
        (?:tie|zip|button|brush|comb|wash|shave|dress|feed|wipe)\w*_(?:his|her|him|it)
        (?:his|her)_(?:zip\w*|shoes?|buttons?|socks?|laces|hair|teeth|shirt|pants|coat|name)
        (?:mov|lift|us|put|open)\w*_(?:on_)?(?:his|her)_(?:hands?|arms?|legs?|fingers?)
        (?:w(?:o|ould)n['’]?t|can['’]?t|refused?_to)_(?:touch|wear|hold|eat|sit|stand|walk|swallow|let_go)
        kicked pinched scratched lick(?:s|ed) giggl\w* tantrum\w* melt(?:s|ed|ing)_down stims? stimming
        crawl(?:s|ed|ing) roll(?:s|ed|ing)_over don(?:s|ned|ning) doff(?:s|ed|ing) propel\w* ambulat\w+
        pivot(?:s|ed) scoot\w* swallow\w* chew(?:s|ed|ing)? whispered
        walk(?:s|ed|ing)?_(?:to|w/|without|on|\d) (?:was|got|been)_(?:admitted|discharged|hospitali[sz]ed)
        dc['’]?d (?:in|ex)tubated go(?:es|ing)?_home_(?:\w+day|today|tomorrow|alone|with|w/|on)
        (?:fail|pass)(?:s|es|ed)?_(?:his|her|the)_(?:on_road|driving|swallow|drive) botox
        calls?_me_(?:by|his|her) (?:draws?|drew|painted|knit\w*)_me thinks?_i(?:_a|['’]?)m
        loves?_the_(?:swing|ball|trampoline|putty) combative agitated nonverbal bedbound"""
    )
    + rf"\b(?! me\b| us\b)|needs? (?:\S{{1,12}} ){{0,3}}?{AIDS}\b{FIELD}"
    rf"|(?:broke|lost|tried|uses|used|got|has|gets) (?:an?|the|his|her)? ?(?:new )?(?:{AIDS}|chair)\b"
    rf"{FIELD}))"
)
CARED = any_case(
    r"""admit(?:ted)? adm(?:ission_date)? dc['’]?e?d d/c(?:['’]?e?d)? discharged? s/p transferred_from onset
    los p/o post_?op do[bis] date_of_birth birth_?date"""
)
EVENT = any_case(
    r"""born birthday surger\w+ operat\w+ injur\w+ fell fall stroke cva ctr orif th[ar] tk[ar] fractur\w+
    repair\w* \w{2,12}ectomy \w{2,12}plasty discharged? died passed_away attempted overdosed relapsed
    stabbed shot burn(?:ed|t) assaulted crash accident"""
)
SURGERY = any_case(
    r"""surgery op operation stroke fracture overdose injury accident orif cabg th[ar] tk[ar] amputation
    \w{2,12}ectomy \w{2,12}plasty stitches_out"""
)
#: What a contact says and does.
SAYS = any_case(
    r"""said says told tells taught teach\w* show\w* showed thinks knows know does do uses used runs leads
    lets let gave
    wrote grades? graded checks? supervis\w+ sees treats wants_(?:me|us|my|the|a_(?:draft|copy|reflection))
    asked_(?:me|us) explain\w* recommend\w*
    invited offer\w* hires? is_(?:an?|the|my|our|on) will wants_a_video will_(?:quiz|grade|mark) read
    marks? marked builds built hosts? cover(?:s|ed)
    loves? likes? liked swears? reminded coaches lent rotates works worked helps orders ordered"""
)
NUMBERED = any_case(
    r"""medicaid medicare nhs ndis insurance member patient pt client hospital hosp beneficiary acct account
    policy claim case serial device chart file iep participant resident student"""
)
RECORDS = any_case("mrn medical_record ssn social_security")
PICTURES = any_case(
    "photos? pics? pictures? videos? selfies? recordings? footage clips? screenshots?"
)
FILMED = any_case("filmed recorded videoed photographed snapped")
HIS = (
    rf"(?:{A_CLIENT}|(?:his|her|their)) (?:\w{{1,12}} )?"
    rf"(?:{OWNED}|transfers?|session|gait|splint{FIELD})\b"
)
#: What is done with one client, such as "adls with".
ACTS = r"\b" + any_case(
    r"""adls? dressing transfers? rom bathing grooming feeding toileting splint orthosis eval(?:uation)?
    moca mmse slums kels copm acls berg goals? exercises iep discharge home_(?:visit|eval|plan|program\w*)
    cooking kettle shower meltdowns? (?:family|discharge|planning)_(?:meeting|mtg) play\w*(?:_\w+)?
    screening tests? treatment_plan (?:sessions?|activit\w+|visuals)(?=_for)"""
)
SCHOOL = any_case("elementary high middle primary academy kindergarten preschool school")
