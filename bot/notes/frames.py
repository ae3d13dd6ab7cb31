"""Names that are a client's by what is done with them, what is theirs and where they are.

"Worked with Tomás on dressing", "Mrs. Okafor's splint", "got Bernard up". What contacts do, teach and own
is spelled out as what does not count. No I/O, no clock.
"""

from bot.notes import identifiers as w
from bot.notes.rules import NAMED, Rule

#: What stands before a name on a ward, and hardly before a contact's.
_ROLE = (
    r"(?:(?:[Bb]aby|[Ll]ittle|[Ll]il|[Bb]ig|[Oo]ld|[Gg]randpa|[Gg]randma|[Aa]buel[ao]|[Mm]iss) )?"
)
#: Who it may be.
_WHO = rf"(?<![Dd]r )(?<![Dd]r\. )(?<![Pp]rof )(?P<who>{_ROLE}{w.WHOM})"
_WITH = r"(?:with|w/?)"
#: Parts of a body, and what is worn and held.
PART = w.any_case(
    r"""hands? arms? legs? thumbs? fingers? wrists? elbows? shoulders? knees? hips? ankles? foot feet toes?
    neck
    trunk fists? (?:left|right|weak|bad|good|affected|hemi|strong)(?:_side)? side teeth dentures hair
    nails? stump
    scars? wounds? stitches glasses hearing_aids? socks? shoes? shirts? pants trousers sleeves? buttons?
    zip(?:per)?s?
    (?:shoe)?laces bra belt brief diaper nappy balance grip pinch strength endurance posture tone rom prom
    arom extension flexion lag swelling o?edema pain handwriting scissors? meds medications? appetite swallow
    speech vision breathing mobility gait bladder bowels? skin pressure utensils cup spoon fork toothbrush
    razor catheter trach cast sling pegs"""
)
#: What is practised with a client.
CARING = w.any_case(
    r"""i?adls? (?:un)?dressing bathing showering grooming toileting feeding swallowing transfers?
    transferring
    bed_mobility prom arom rom stretching scar_massage massage positioning seating handwriting
    scissors?(?:_\w+)?
    cutting button(?:s|ing) zip(?:per|ping)s? tying (?:fine|gross|visual)_motor balance grip pinch
    strengthening coordination cooking meal_prep\w* making_\w+ tea_making laundry
    money_management budgeting med(?:ication)?_management brushing(?:_\w+)? toothbrushing shaving stairs
    sit_to_stand donning doffing tummy_time sensory\w* self_care self_feeding splint\w* casting
    cimt mirror_therapy edema taping e?_?stim desensiti\w+ safety_awareness attention sequencing
    problem_solving
    upper_extremity ue le wheelchair_(?:skills|mobility) mobility standing sitting reaching regulation
    transitions turn_taking social_skills drinking eating potty (?:his|her|their)_\w+"""
)
#: What is written, planned and done for one client.
_CARE_NOUN = w.any_case(
    r"""(?:re_?)?eval(?:uation)?s? re_?assessments? intakes? splint(?:_check)?s? orthos[ie]s
    home_(?:program\w*|visit|eval|setup)
    hep treatment_plan care_plan positioning seating handwriting transfers prom rom dressing bathing
    feeding toileting
    adls? discharge(?:_\w+)? (?:sensory_)?profile
    (?:daily|progress|soap|session|treatment|discharge|eval)_(?:note|report|summary)
    scar_massage massage visual_schedule sensory_diet tub_bench grip_strength mmt moca mmse copm kels fim
    kitchen_(?:task|assessment) cooking(?:_task)? kettle_(?:test|assessment) wheelchair(?:_eval)? walker
    cushion
    brace afos? stretching iep goals bed_mobility tummy_time swallow(?:_study)? shower tx treatment"""
)
#: What a contact has written, gives or leads, so it is not a client's.
PRO = w.any_case(
    r"""talk lecture class\w* course workshop webinar handouts? lab poster paper project research article
    book chapter blog podcast clinic program\w* slides notes? tips? advice team conference exam quiz
    presentation group_project capstone journal study thesis app guidelines? protocols? homework resume
    certif\w+ training forms? templates? skills_check practical interviews?"""
)
_NO_PRO = rf"(?!(?: [^\s,.!?]{{1,15}}){{0,4}}? {PRO}\b)"
#: What is done to a client.
DONE = w.any_case(
    r"""treat(?:ed|ing)? splint(?:ed|ing) bath(?:ed|ing) dressing fed feeding transferr(?:ed|ing)
    re_?assess(?:ed|ing)
    (?:re_?)?evaluat(?:ed|ing) re_?eval(?:['’]?e?d|ing) assess(?:ed|ing) discharg(?:ed|ing) d/?c['’]?d
    wheel(?:ed|ing)
    position(?:ed|ing) ambulat(?:ed|ing) hoist(?:ed|ing) toilet(?:ed|ing) shower(?:ed|ing) cast(?:ed|ing)?
    wrapp(?:ed|ing) stretch(?:ed|ing) reposition(?:ed|ing) fitt(?:ed|ing) taped debrid(?:ed|ing)
    redirect(?:ed|ing)
    calm(?:ed|ing)(?:_down)? co_?treat(?:ed|ing)?(?:_with|_w/?)? groom(?:ed|ing) chart(?:ed|ing)_on
    document(?:ed|ing)_on
    treat(?=_mr) splint(?=_mr) feed(?=_mr) dress(?=_mr) bathe(?=_mr) chart_on worked_up screened
    transfer(?=_mr)"""
)
#: What a client is or has, said of a name, and what is right behind it.
_STATE = (
    r"(?:(?:is|was|were|still|now|just|also|finally|has|had|have|who|who['’]s|already|never|so|he|she|they"
    r"|got|gets|been|being) ){0,4}"
    "(?:"
    + w.any_case(
        r"""nonverbal (?:min|mod|max|total|standby|contact_guard)(?:imal|imum|erate)?_a(?:ssist)?(?:\sx\d)?
        nwb wbat ttwb pwb bedbound
        (?:max|mod|min|cga|sba|dependent)_(?:for|with|w/?|x\d)
        on_(?:puree|thickened\w*|oxygen|hospice|precautions) incontinent
        impulsive_(?:with|and|during) (?:low|high)_tone no_(?:longer_needs|grip|longer_uses)
        met_(?:all_)?(?:his|her|their)_(?:goals|ot)
        bath(?:ed|es)(?:_on|_by|_him|_her) dressed_(?:on|by|him|her) fed_(?:him|her)self up_for_the_first_time
        neglect\w*_(?:his|her|the)_(?:left|right)
        had_(?:his|her|a|the)_(?:hip|knee|shoulder|wrist|hand|stroke|panic|fall|seizure)
        latched pocketing
        would_benefit_from_(?:an?_)?(?:\w+_)?(?:blanket|splint|walker|ot|chair|brace|vest|reacher|bench)
        (?:would_benefit|needs?|wants?)_(?:an?_|the_|his_|her_|some_)?(?:new_|better_|more_|raised_|longer?_|resting_|built_up_|weighted_|adaptive_|adapted_|long_handled_)?(?:splint|walker|wheelchair|reacher|bench|cushion|brace|commode|spoon|sponge|toilet_seat|rails?|glasses|hearing_aids?|toilet|grab_bars?|rest|ramp)
        winks_at cried cr(?:ies|ying)"""
    ).removesuffix(")")
    + r")\b)"
)
#: What is a client's own, behind "Mr. Hale's".
_OWNED = w.any_case(
    r"""home_(?:setup|program\w*|visit|eval) insurance(?:_denied) (?:power_)?chair
    session_(?:got|was|is|went|today|this|ran) tone
    contractures? (?:flexion_)?contracture hemi_side chart_(?:says?|shows?|has|notes?) swelling
    pain(?:_is|_was|_has) pain_level
    (?:hand_)?therapy_(?:is|was|has|goals?) tub toilet bed precautions diet swallow(?:_study|ing) posture
    rom arom prom strength balance sensory_(?:profile|processing|needs|diet) aide_(?:says|said) roommate
    legs? arms? shoulders?
    glasses dentures teeth stitches staples surgeon fine_motor(?:_\w+)? progress meltdowns? moods?
    ot_goals feeding_(?:goals?|tube) trach vent lawyer cimt(?:_\w+)? adls? bathing dressing toileting grooming
    low_vision tremors? vision left_side right_side weak_side g_?tube hearing_aids?
    (?:fine_motor|iep|feeding|dressing)_goals? hallucinations
    behaviou?r transfers?
    (?:mom|mum|dad|wife|husband|daughter|son)(?=_(?:brought|translates|helps?|visits?|thinks|will|can|reports|says|said|wants|came|comes|is_(?:here|coming|worried|upset|exhausted)|keeps|asked|cried|refuses|lives|does|did_not|didn|doesn))"""
)
#: Where a client is, said of a name.
_THERE = (
    r"(?:"
    + w.any_case(
        r"""(?:in|from|by)_(?:the_)?(?:corner|window|door|end|far|first|last|middle)_bed in_memory_care
        (?:from|on|in)_the_(?:ortho|stroke|neuro|rehab|burns?|acute|cardiac|psych)_(?:ward|unit|floor)(?=_(?:again|who|is|was|,|wants|needs|has))
        on_my_(?:unit|caseload|ward|floor|list|schedule)"""
    )
    + r"\b|(?:in|from) (?:rm|room|bed|bay|[Rr]oom|[Rr]m|[Bb]ed|[Bb]ay) ?\d{1,4}\b|in the (?:ADL|OT|therapy"
    r"|adl|ot) (?:kitchen|gym|apartment)\b|on [Uu]nit \d\b(?= (?:winks|has|is|wants|needs|who|keeps"
    r"|again)))"
)
#: Something behind a name or pronoun that shows that somebody is being cared for.
_CARED = rf"(?:{PART}|{CARING}|{w.AIDS}|{w.THINGS})\b"


def _name(pattern: str, unless: str = "", needs: tuple[str, ...] = (".",)) -> Rule:
    return Rule(pattern, NAMED, needs, unless)


RULES = (
    # What is done with them.
    _name(rf"\b{DONE} {_WHO}(?!['’]s (?:class|paper|talk))"),
    _name(rf"\b{DONE} {w.WHOM} (?:and|&) {_WHO}"),
    _name(
        rf"\b[Ww]ork(?:ed|ing|s)? {_WITH} {_WHO}(?: (?:today|again|this \w+|yesterday))?,? (?:on|at"
        rf"|to) (?!our\b|my\b){_NO_PRO}"
        rf"(?:\w+ ){{0,2}}?(?:{_CARED}|(?:his|her)\b)"
    ),
    _name(
        rf"\b[Ww]ork(?:ed|ing|s)? {_WITH} {_WHO},? (?:s/p|with|w/|who has|who had) (?:\w+ )?{w.ILLNESS}"
    ),
    _name(
        rf"\b(?:[Cc]an|[Cc]ould|[Ss]hould|[Ww]ould|[Dd]oes|[Dd]id|[Ii]s) {_WHO}(?= (?:\S+ ){{0,4}}?{_CARED})",
        w.JOB,
    ),
    _name(
        rf"\b(?:asked me to|[Ll]et me|[Ii]) (?:follow(?:ed)?|shower(?:ed)?"
        rf"|(?<=[Ii] )saw) (?P<who>{w.MR} {w.FAMILY})(?! at| on campus| in class)"
    ),
    _name(rf"\bsaw {w.MR} {w.FAMILY} and (?P<who>{w.MR} {w.FAMILY})(?! at)"),
    _name(
        rf"\b(?:for|during|before|after|in|at|to) {_WHO}['’]s (?:ot )?(?:sessions?|visits?|appointments?"
        rf"|evals?|therapy|treatments?)\b(?! on| about)"
    ),
    _name(
        rf"\b[Ii]nterview(?:ed|ing) {_WHO} (?:about (?:his|her|their) (?:roles|routines|habits|day)"
        rf"|(?:using|with) the [A-Z]{{3,}})"
    ),
    _name(
        rf"{_WHO} (?:did|does|is doing|was|has been) (?:\w+ ){{0,2}}?(?:good|great|well|amazing|better"
        rf"|awesome|terrible|fantastic)(?: job)? (?:today\b|with (?:his|her|{CARING})|(?:on|in"
        rf"|during) (?:the )?{CARING})"
    ),
    _name(
        rf"{_WHO} \((?:my |our |a |the )?(?:pt|client|patient|resident)\)"
        rf"|{_WHO.replace('who', 'whom')} \((?:\S+ ){{0,5}}{w.ILLNESS}"
    ),
    _name(
        rf"{_WHO} (?:did|made|managed|completed|lasted|tolerated|walked) (?:\S+ ){{0,4}}?(?:{CARING}|reps"
        rf"|steps|laps|mins?|minutes|feet)\b",
        w.JOB,
    ),
    _name(
        rf"{_WHO} (?!(?:show|teach|taught|said|says|told|lent|use|treat|gave|let|lead|led|run|ask(?!ing)"
        rf"|work|does|explain|demonstrat)\w*)(?:\w+ ){{1,7}}?(?:during|in) (?:the|our|his"
        rf"|her) (?:[Mm]o[Cc][Aa]|MMSE|SLUMS|eval|ADL|adl|therapy gym|OT gym|ot gym|dayroom|day room"
        rf"|kettle)\b",
        w.JOB,
    ),
    _name(
        rf"{_WHO} in (?:my|our) (?!study|lab|project|class)(?:\w+ )?group(?= (?:finally|spoke|cried|wants"
        rf"|keeps|said nothing|refused|is|was|has|never))"
    ),
    _name(
        rf"\b(?:hugged|bit|bitten|kicked|scratched|hit|punched|spat on|yelled at|bear hugged) by {_WHO}"
    ),
    _name(
        rf"(?<!study )(?<!project )\b[Gg]roup(?: today| yesterday| this \w+)?(?:: | w/? "
        rf"| with ){w.NAME}(?:, {w.NAME})*,? (?:and|&|n) {_WHO}"
    ),
    _name(rf"{_WHO}['’]s (?:graduation|discharge) from (?:ot|OT|therapy|rehab|services)"),
    _name(rf"\bcall(?:ed)? (?:him|her|them) {_WHO} since"),
    _name(
        rf"\b(?:read out|wrote|updated|update|met|reviewed|review|presented) {_WHO}['’]s (?:\w+ )?goals"
    ),
    _name(
        rf"(?P<who>{w.MR.replace('s|x|iss', 'rs')} {w.FAMILY})(?=['’]s (?!(?:\w+ )?(?:{PRO}|room|office"
        rf"|email|number|mantra|idea|method|approach|way|team|name|door|help|style|wife is|husband is"
        rf"|door)\b))",
        w.JOB,
    ),
    _name(rf"\b[Ww]ork(?:ed|ing|s)? on (?:\w+ ){{0,2}}?{_CARED} {_WITH} {_WHO}"),
    _name(
        rf"\b{_CARE_NOUN}(?: today| this \w+| is| was| starts| note)? (?:for|on|w/?|with) {_WHO}{_NO_PRO}"
    ),
    _name(
        rf"\b(?:[Ss]essions?|[Vv]isit|[Gg]roup|[Tt]herapy)(?: today| this \w+)?(?: is| was)? (?:{_WITH}"
        rf"|for) {_WHO}"
        rf"(?=(?: (?:today|this \w+))?,? (?:s?he|who)\b|,? (?:who )?{w.DOES}| (?:this morning|today)$)"
    ),
    _name(rf"\b[Hh]elp(?:ed|ing)? {_WHO} {_NO_PRO}(?:\S{{1,12}} ){{0,4}}?{_CARED}"),
    _name(
        rf"\b(?:[Gg]et(?:ting)?|[Gg]ot) {_WHO} (?:up\b|dressed|out of (?:bed|the)|to the (?:edge|chair"
        rf"|commode|toilet)|standing|walking|into (?:the|his|her))"
    ),
    _name(
        rf"\b(?:[Tt]ook|[Tt]ake|[Tt]aking|[Ww]alked|[Bb]rought) {_WHO} (?:to the (?:gym|kitchen|bath\w*"
        rf"|sensory|toilet|store|dining|day|shower|garden|playground|sink|swing)"
        r"|down to|outside|for a walk|back to (?:bed|the|his|her))"
    ),
    _name(
        rf"\b(?:[Gg]ave|[Bb]rought|[Mm]ade|[Oo]rdered|[Bb]uilt|[Ff]ound|[Gg]ot|[Gg]iving|[Hh]anded|[Bb]uy"
        rf"|[Mm]ake) {_WHO} (?:(?:his|her|an?|the|some|their) )?(?:\w+ ){{0,2}}?(?:{PART}|{w.AIDS}|putty"
        rf"|theraputty|hep|energy conservation|built up \w+|social story|visual schedule|fidget)\b"
    ),
    _name(
        rf"\b(?:[Hh]ad|[Ll]et(?=ting)?|[Hh]aving|[Aa]sked) {_WHO} (?:to )?(?:sort|try|stack|reach|stand"
        rf"|draw|button|trace|cut|fold|squeeze|pick|brush|wash|roll|lift|touch|string|pinch|tie|zip|catch"
        rf"|throw|transfer|hold)\b(?! (?:out|for|our|my))"
    ),
    _name(
        rf"\b(?:[Ss]how(?:ed|ing)|[Tt]aught|[Tt]each(?:ing)?|[Rr]emind(?:ed|ing)|[Cc]ue[ds]?|[Cc]ueing"
        rf"|[Cc]oached) {_WHO} (?:how )?(?:to|for) {_NO_PRO}(?:\w+ ){{0,3}}?{_CARED}"
    ),
    _name(
        rf"\b(?:[Ss]at|[Ss]tayed|[Ss]it) {_WITH} {_WHO} (?:while|during|as) (?:s?he|lunch|dinner|breakfast)"
    ),
    _name(
        rf"\b(?:[Ww]rote|[Mm]ade|[Cc]reated|[Bb]uilt) {_WHO} an? (?:social|sensory|visual|picture"
        rf"|communication)"
    ),
    _name(
        rf"\b(?:[Ww]rite up|[Ww]rote up|[Ww]orried about|[Pp]roud of|[Cc]oncerned about|[Ee]xcited for"
        rf"|[Ss]omeone like|[Pp]rogress {_WITH}|[Uu]pdate on|[Nn]ote I wrote on) {_WHO}"
        rf"(?=['’]s|[,:;]? (?:(?:and|but|now|s?he|who|she['’]s|he['’]s|hasn?t) ){{0,3}}(?:{w.DOES}|{_STATE}"
        rf"|hasn|has not|isn|won|hits|\w+ (?:his|her) |now )|$| before)"
    ),
    _name(
        rf"\b(?:[Ll]earned|[Pp]racti[cs]ed|[Tt]ried|[Dd]id|[Dd]oing|[Dd]o|[Ss]upervised|[Ww]atched"
        rf"|[Oo]bserved|[Ss]aw)(?: \w+){{0,3}}? (?:{CARING}|{_CARE_NOUN}|[A-Z]{{3,5}}) (?:on|with|w/?"
        rf"|for) {_WHO}{_NO_PRO}"
    ),
    _name(
        rf"\b(?:[Ww]atched|[Oo]bserved|[Ss]aw|[Hh]elped|[Ll]et me) (?:\w+ )?(?:splint|treat|feed|bathe"
        rf"|dress|transfer|evaluate|assess|position|cue) {_WHO}"
    ),
    # What they do, and what is true of them.
    _name(rf"{_WHO}(?!['’])(?:,|:|;| -)? {_STATE}", w.JOB),
    _name(
        rf"{_WHO}(?:,|:|;)? (?:who |now |he |she |they |he now |she now |and ){{1,2}}{w.DOES}",
        w.JOB,
    ),
    _name(
        rf"{_WHO}(?=(?: (?!(?:show|teach|taught|said|says|told|tells|lent|use|treat|gave|let|lead|led|run"
        rf"|ask|lov|like|know|think|work|has|speciali|wrote|mention|explain|demonstrat|me\b|my\b|us\b|our\b"
        rf"|is an?\b)\w*)\w[\w'’]*){{1,6}}? (?:his|her|their) (?:\w+ ){{0,2}}?{PART}\b{w.FIELD})",
        w.JOB,
    ),
    _name(rf"{_WHO} {_THERE}", w.JOB),
    _name(rf"{_WHO}(?=['’]s? (?:\w+ ){{0,1}}?{_OWNED}\b{w.FIELD})", w.JOB),
    _name(
        rf"\b(?:if|whether|why|that|how|when|think|hope|wish|bc|because) {_WHO}(?= (?:can|could|would"
        rf"|needs?|should|can['’]?t|won['’]?t|is|still|might|will|has|ever)\b(?: \S+){{0,6}}? (?:{_CARED}"
        rf"|go home|go back to|going home|home alone|drive again))",
        w.JOB,
    ),
)
