"""The words by which a client is told from a contact, as pieces of patterns. No I/O, no clock.

Case counts except in what `any_case` makes, as a capital is what tells a name. Every repetition has
an upper bound, so that no text takes long.
"""

import re


def _each(words: str) -> list[str]:
    return words.split()


def any_case(words: str) -> str:
    """Return an alternative of words in any case; ``_`` is a space or a hyphen.

    Letters are spelled out as ``[xX]`` and words put together by their first, which is several
    times faster than a flag in long alternatives.
    """
    groups: dict[str, list[str]] = {}
    for word in _each(words.replace("_", "\0")):
        first, rest = (word[0], word[1:]) if word[0].isalpha() and word[1:2] != "?" else ("", word)
        groups.setdefault(first, []).append(rest)
    alternative = "|".join(f"{first}(?:{'|'.join(rest)})" for first, rest in groups.items())
    cased = re.sub(r"\\.|\[[^]]*\]|[a-z]", _either, alternative)
    return "(?:" + cased.replace("\0", "[ -]") + ")"


def _either(piece: re.Match[str]) -> str:
    said = piece[0]
    if said[0] == "\\":
        return said
    letters = said.strip("[]")
    return f"[{letters}{letters.upper()}]" if letters.isalpha() else said


COMPOUND = any_case(
    r"""care cent\w+ handl\w+ educat\w+ portal safety service relation experience advoca report factor
    population outcome liaison access engag manage assist advis physician director facing story
    stories"""
)
ONE = (
    r"\b(?:[Pp]t|"
    + any_case(
        r"""clie?nt cleint clinet pat?ie?nt(?<!so.patient)(?<!be.patient)(?<!ry.patient) pateint
        patinet consumer resident(?<!medical.resident)(?<!surgical.resident)(?<!chief.resident)
        res\. inpatient outpatient service_user participant kiddo"""
    )
    + ")"
)
NOT = rf"(?![a-z]|[ -]{COMPOUND}| (?:with|w/?) (?:me|my|us)\b)"
CLIENT = rf"{ONE}(?:['’]?s)?{NOT}"
#: "the client", "pt's", and "pts" as it is typed for "pt's", but not "clients".
A_CLIENT = rf"{ONE}(?:['’]s|(?<=[Pp]t)s)?{NOT}"

NO_NAME = "|".join(
    _each(
        r"""I She He They It We You This That These Those There Who What When Where Why How If In On
        At By For With And But Or So As The A An My Her His Our Their Your One Some Every Everyone
        Someone Nobody All Both Any No Not Mom Mum Dad Mother Father Grandma Grandpa Brother
        Sister Today Yesterday Tomorrow Last Next Then Also Just Saw Met Had Has Is Was Were Did
        Does Can Could Will Would Should Thanks Thank Loved Great Sorry Please Mr Mrs Ms Miss Dr
        Prof\w* Client\w* Patient\w* Resident\w* Pts? Care\w* Servic\w+ Relat\w+ Educat\w+
        Experience Safety Advoca\w+ Factors? Access Manage\w* Cent\w+ed Rights Portal Reports?
        Advis\w+ Assistant Director Coordinat\w+ Engage\w* Fieldwork School Clinic Hospital Unit
        Student Level Spanish English Deaf \w{3,6}days? January February March April May June July
        August September October November December Christmas Medica\w+ Parkinson\w* Alzheimer\w*"""
    )
)
#: First names, so that one is seen without its capital. None is also a common word.
FIRST = frozenset(
    _each(
        """aaron abigail adam aiden alan albert alex alexis alice amanda amy andrea andrew angela
        anita anna anne anthony antonio arthur ashley barbara becky ben benjamin beth betty
        beverly bob bobby brandon brenda brian bruce caleb carl carla carlos carmen carol carolyn
        catherine charles charlie charlotte chloe chris christina christine christopher cindy
        claire clara craig cynthia dan daniel danny dave david deborah debra denise dennis derek
        diana diane diego donald donna doris dorothy douglas dylan ed eddie edith edward eileen
        elena elijah elizabeth ella ellen emily emma eric erica esther ethan eva evan evelyn
        fatima fiona florence fred gabriel gary george gerald gladys gloria gordon greg hannah
        harold harry hassan heather helen henry ian irene isaac isabella jackie jacob jake jamal
        james jamie jane janet janice jason javier jayden jean jeff jen jennifer jenny jeremy
        jerry jessica jim jimmy joan joe joel john johnny jonathan jordan jose joseph joshua josh
        juan judith judy julia julie justin karen kate kathleen kathy katie keith kelly ken
        kenneth kevin kim kyle larry laura lauren leah leo leon leroy leslie liam lillian linda
        lisa logan lois lorraine louis louise lucas lucy luis luke madison marcus margaret maria
        marie marilyn mario martha martin mary mason matt matthew maya megan melissa mia michael
        michelle miguel mike mildred mohammed monica nancy naomi nathan nicholas nicole noah norma
        oliver olivia omar oscar pamela patricia patrick paul paula pedro peggy peter phil philip
        priya rachel ralph ramon raymond rebecca richard rick ricky rita robert roger ronald rosa
        rosie russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sharon
        sheila shirley simon sofia sophia sophie stanley stella stephanie stephen steve steven
        stuart susan sylvia teresa terry theresa thomas tim timmy timothy tina todd tom tommy tony
        tracy tyler valerie vanessa veronica victor victoria vincent virginia walter wanda wayne
        wendy william willie yolanda yusuf yvonne zach zachary zoe"""
    )
)
NAME = (
    r"\b(?=[A-ZÀ-Þ])(?<!\.)" + rf"(?!(?:{NO_NAME})\b)"
    r"(?:Ma?c|O['’])?[A-ZÀ-Þ][a-zà-ÿ]{1,20}(?:-[A-Z][a-z]{1,20})?(?!\w)"
)
FULL = rf"{NAME}(?: [A-Z]\b\.?| {NAME})?"
LETTERS = (
    r"\b(?:[A-Za-z]\.\s?[A-Za-z]\b\.?"
    r"|(?!OT|PT|ED|UE|LE|MS|CP|TV|DS|RA|OA|ID|HR|ER|OR|IV|LB|UB|DC|DX|TX|HX)[A-Z]{2}\b)"
)
WHO = rf"(?:{LETTERS}|{FULL})"
MR = r"(?:\b(?i:mrs?|mister)\b\.?|\bM(?:s|x|iss|aster)\b\.?|\bms\.)(?: (?:and|&) [Mm]r?s\b\.?)?"
FAMILY = r"(?:O['’]|Ma?c|[Dd]e |[Vv]an )?[A-ZÀ-Þa-z][a-zà-ÿ]{0,20}(?:-[A-Z][a-z]{1,20})?\b"
#: "a stroke clinic" is a place to work at, and "dementia care" a field.
FIELD = (
    r"(?!['’]?s?[ -](?:\w{1,15} )?"
    + any_case(
        r"""clinics? units? groups? program\w* stud(?:y|ies) course class\w* wards? rehab\w* research
        team patients clients practice cert\w* care workshops? labs? talk lecture cent(?:re|er)s?
        camp protocol webinar background specialty specialists? experts? consultant advocate
        educator therapy equipment supplies planning"""
    )
    + r"\b)"
)
ILLNESS = (
    r"(?:\b(?:(?:C[1-8]|T1?\d|L[1-5]|(?:(?<=w/)|(?<=w )|(?<=ith )|(?<=ha[sd] )|(?<=, ))[Mm][Ss])\b|"
    + any_case(
        r"""cva strokes? tbi sci cp asd autis\w+ adhd dementia alzheimer\S* parkinson\S* als copd chf
        mv[ac] jia rsd crps c\.?_?diff arthrit\w+ fractur\w+ fx amput\w+ hemi\w* quad\w*
        para\w*pleg\w+ tetra\w* spina_bifida down_syndrome cerebral_palsy dysprax\w+ dyslex\w+
        dysgraph\w+ schizo\w+ bipolar psycho(?:sis|tic) depression anxiety ptsd ocd spd
        eating_disorder anorex\w+ bulimi\w+ cancer tumou?r aphasi\w+ dysphagi\w+ delays?
        torticollis plagioceph\w+ guillain\S* shoulder rotator mallet boutonniere trigger_finger
        carpal cubital tendon\w* contractures? burns? concussion seizures? epilepsy diabet\w+
        neuropath\w+ scoliosis dystroph\w+ sclerosis lupus plexus sensory_processing nonverbal
        th[ar] tk[ar] orif nof ctr gsw \w{3,9}(?:plasty|ectomy) thr cabg neglect tremors? mutism
        palsy spastic\w* pneumonia (?:o?edema|lymph\w*dema) ataxi\w+ numbness gout vertigo
        vision_loss sepsis uti delirium hallucinat\w+ suicidal catatoni\w+ tics tourette\S* fasd
        hydroceph\w+ hyp(?:o|er)toni\w+ aprax\w+ hemianopia macular glaucoma dupuytren\S*
        quervain\S* epicondyl\w+ scaphoid colles (?:ulnar|radial|median)_nerve lacerat\w+ ulcers?
        pressure_sore osteo\w+ gbs mnd huntington\S* covid overdose detox sober lithium pain
        swelling confused confusion bpd deaf blind coma ecmo hip_(?:precautions|replacement)"""
    )
    + rf"\b{FIELD})|# ?NOF|\bhip #)"
)
TREATED = (
    r"\b"
    + any_case(
        r"""(?:i|we)_treat treat(?:ed|ing) s/p p/o eval'?e?d evaluated tx'?d dx'?d? diagnosed
        admit(?:ted)? discharged d/?c'?e?d splint\w* fabricated orthos[ie]s surgery operation
        wounds? scars? wheelchair cushion cath\w* cga m(?:ax|od|in)_a(?:ssist)? sba adls?
        transfers? rom prom wbat nwb fell relapsed amputated caseload iep vent meds therapy
        thickened reacher session coded suicid\w+ abuse prosthe\w+ home_(?:eval|visit) feeding
        fine_motor hospice refus(?:es|ed|ing) consent brace passed_away incontinent shower commode
        walker bedside (?:his|her)_own_teeth grooming toileting bathing showering sensory_diet
        in_ot icu nicu wandering self_harm\w*
        (?:his|her)_(?:[rl]|right|left|bad|good|weak|affected)_(?:hand|arm|leg|side|wrist|thumb|knee|hip|shoulder)"""
    )
    + rf"\b{FIELD}"
)
#: Somebody is being cared for.
CARE = (CLIENT, ILLNESS, TREATED)
KIN = any_case(
    r"""m[ou]m m[ou]mmy mother dad father parents? wife husband spouse partner son daughter dtr
    brother sister uncle gran(?:dma|dpa|ny|dmother|dfather|dson|ddaughter) aunt niece nephew carer
    caregiver family guardian teacher"""
)
PERSON = any_case(
    r"man woman male female lady gentleman guy boy girl kid child toddler baby infant teen\w* veteran"
)
PUBLIC = (
    r"\b(?:(?i:fire|police) )?"
    + any_case(
        r"""mayor principal chief coach sheriff judge senator congress\w+ governor pastor priest
        bishop deacon minister vicar rabbi imam nun celebrity actor actress singer player anchor
        newsreader librarian councillor gp olympi\w+ famous"""
    )
    + r"\b"
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
    rf"|\b(?:in|last|since) {MONTH}\b)"
)
NUMBER = (
    r"(?:(?<![\w.-])\d{1,3}|\b(?:[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]ixty|[Ss]eventy|[Ee]ighty|[Nn]inety)"
    r"(?:[ -](?i:one|two|three|four|five|six|seven|eight|nine))?)"
)
CODE = r"[A-Z]{0,4}[- ]?\d[\dA-Z-]{2,20}(?: \d{3,4}){0,3}\b"
STREET = (
    any_case(
        "st street ave avenue rd road ln lane dr drive blvd court ct close way terrace crescent"
    )
    + r"\b\.?"
)
TO = r"[^!?\n]"
#: What a contact does, and a client hardly.
JOB = (
    r"\b(?<!\bmy )"
    + any_case(
        r"""teach(?:es)? taught runs leads? coordinat\w+ wrote_(?:the|an?) chapter cota otr otr/l otd
        cht phd mentors? prof professor lecturer manager director supervis\w+
        works_(?:in|at|for|with|on) worked_(?:in|at|for) treats sees serves specialises
        specializes showed recommended suggested introduced invited lecture conference career
        resumes? webinar hiring poster project research course workshop article school_ot an_ot
        the_ot said_to_read lab cohort classmates? cell"""
    )
    + r"\b"
)
ADMISSION = (
    r"\b"
    + any_case("program\\w* otd mot msot college university cohort dr prof conference aota")
    + r"\b"
)
OWN_AGE = (
    rf"\bI(?:['’]?m| am) \d|\b(?:[Mm]y|[Hh]er|[Hh]is)(?: \w{{1,10}})? (?:{KIN}|kids?|twins),?"
    r"(?: is| was| just)?"
    rf"(?: turned| age)? \d|\b(?:her|his) \d{{1,2}}[- ]\w{{2,6}}[- ]old (?:{KIN}|star|go|is)"
)
#: What is done with a client, what is theirs, and what happens to them.
TENDED = any_case(
    "treated treating eval'?e?d evaluated splinted bathed dressed seeing discharged assessed screened"
)
THINGS = any_case(
    """iep splint wound scar dementia stroke surgery discharge wheelchair diagnosis fracture autism
    eval"""
)
CARED = any_case(
    r"""admit(?:ted)? adm dc['’]?e?d d/c(?:['’]?e?d)? s/p p/o post_?op do[bis] date_of_birth
    birth_?date"""
)
EVENT = any_case(
    r"""born birthday surger\w+ operat\w+ injur\w+ fell fall stroke cva ctr orif th[ar] tk[ar]
    fractur\w+ repair\w* \w{2,12}ectomy \w{2,12}plasty discharged? died passed_away attempted
    overdosed relapsed stabbed shot burn(?:ed|t) assaulted crash accident"""
)
NUMBERED = any_case(
    """medicaid medicare nhs ndis insurance member patient client hospital beneficiary acct account
    policy claim case serial device chart"""
)
RECORDS = any_case("mrn medical_record ssn social_security")
PICTURES = any_case("photos? pics? pictures? videos? selfies? recordings? footage")
#: People of textbooks, studies and exams, unless the student's own client is there as well.
MADE_UP = re.compile(
    r"\b"
    + any_case(
        r"""textbook case_stud(?:y|ies) case_of in_class exam quiz standardi[sz]ed sim_lab
        sim(?:ulat\w+)?_(?:patient|client) role_?play\w* made_up practi[cs]e_(?:soap|note|case)
        movie documentary film novel book (?:his|her|this|['’]s)_study study_(?:of|about|on|with)
        trial vignette fictional example"""
    )
    + r"\b"
)
#: What is done with one client, such as "adls with".
ACTS = r"\b" + any_case(
    r"""adls? dressing transfers? rom bathing grooming feeding toileting splint orthosis eval
    home_(?:visit|eval)"""
)
SCHOOL = any_case("elementary high middle primary academy kindergarten preschool school")
MINE = re.compile(rf"\b(?i:my|our|i treat\w*) (?:own )?(?:{ONE}|caseload)")
#: Where a sentence ends.
END = re.compile(
    r"[.!?](?<!\b[Mm]r.)(?<!\b[Mm]rs.)(?<!\b[Mm]s.)(?<!\b[Dd]r.)(?<!\b[Ss]t.)(?<![Pp]rof.)"
    r"(?<!\b[A-Za-z].)\s+|\n"
)
#: What may stand between words that are quoted together.
JOINS = re.compile(r"[\s,;:()]{0,3}(?:(?:in|on|at|with|w/|and|is|was|who|has)\b)?[\s,;:(]{0,2}")
#: What may be a first name without its capital.
SMALL = re.compile(r"\b[a-z]{2,12}\b")
