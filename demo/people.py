"""The invented student, her server and her network. Nobody here exists."""

from bot.contacts.interactions import Talk
from bot.contacts.service import Said
from bot.journey.goals import Wish
from bot.mentors.service import Offer

SERVER = "Westfield OT Club"
STUDENT = "Maya Chen"
CLASSMATES = ("Sam Okafor", "Lena Fischer")
#: Who may manage the server. She is seen there, since officers' commands work in a server only.
OFFICER = "Rosa Marin"
ZONE = "America/Los_Angeles"

#: Members who agreed to be asked: their stage, and what students see of them.
MENTORS: dict[str, tuple[str, Offer]] = {
    "Jo Park": (
        "level_2",
        Offer(
            settings=("academia", "hand_therapy"),
            topics="Choosing a Level II placement, splinting lab",
            languages="English, Korean",
        ),
    ),
    "Ines Moreau": (
        "new",
        Offer(
            settings=("paediatrics", "early_intervention"),
            topics="The first job, studying for the exam",
            languages="English, French",
        ),
    ),
    "Bill Hartley": (
        "practitioner",
        Offer(a_month=1, settings=("hand_therapy",), topics="How a hand clinic runs, splinting"),
    ),
}

#: What Maya wants, and who helps.
GOAL = Wish("Find out whether hand therapy is for me", setting="hand_therapy", skill="splinting")
HELPS = "Ana Rivera"


def _talk(
    how: str, when: str, note: str, *, advice: str | None = None, promise: str | None = None
) -> Talk:
    """Return one time Maya and a contact were in touch after they had met."""
    return Talk(how=how, when=when, note=note, advice=advice, promise=promise)


def _met(
    name: str,
    credentials: str | None,
    organisation: str,
    role: str,
    setting: str,
    met: str,
    how_met: str,
    every: str,
    more: Said | None = None,
) -> Said:
    known = Said(
        name=name,
        organisation=organisation,
        role=role,
        setting=setting,
        credentials=credentials,
        how_met=how_met,
        met_at=met,
        cadence=every,
    )
    return known | (more or Said())


#: Whom Maya has met, and what came after. Times are counted back from the day the demo begins.
NETWORK: tuple[tuple[Said, tuple[Talk, ...]], ...] = (
    (
        _met("Ana Rivera", "OTR/L, CHT", "Lakeside Hand Clinic", "Hand therapist", "hand_therapy",
             "5 months ago", "State conference", "6 weeks",
             Said(relationship="clinician", met_through="Jo Park", tags="splinting, webinar",
                  email="ana.rivera@lakeside.example", channel="email")),
        (_talk("coffee", "6 weeks ago",
               "Called splinting a tendon repair “protecting motion, not preventing it”.",
               advice="Go to the hand-therapy student webinar"),),
    ),
    (
        _met("Tom Adeyemi", "PhD, OTR/L", "Westfield University", "Associate professor", "research",
             "8 months ago", "Taught our evidence course", "2 months",
             Said(relationship="professor")),
        (_talk("email", "9 weeks ago", "About the stroke study.",
               promise="Send him the poster by Friday"),),
    ),
    (
        _met("Grace Osei", "OTD, OTR/L", "Harbor Children's Center", "School OT", "paediatrics",
             "10 weeks ago", "Guest lecture on sensory-friendly classrooms", "8 weeks"),
        (_talk("video", "7 weeks ago", "Offered to show me how she writes goals with teachers."),),
    ),
    (
        _met("Priya Raman", "OTR/L", "St. Brendan Hospital", "Acute care OT", "acute_care",
             "4 months ago", "Level I fieldwork educator", "3 months"),
        (_talk("fieldwork", "11 weeks ago", "Said to keep a one-page cheat sheet of lines and leads."),),
    ),
    (
        _met("Daniel Brooks", "COTA/L", "Maple Grove Living", "OT assistant", "skilled_nursing",
             "3 months ago", "Volunteer day", "6 weeks"),
        (_talk("message", "5 weeks ago", "Sent me the activity kit list he uses for groups."),),
    ),
    (
        _met("Hannah Weiss", "OTR/L", "Riverside Community Mental Health", "Program lead",
             "mental_health", "6 months ago", "AOTA student conclave, same table at lunch", "10 weeks"),
        (_talk("call", "9 weeks ago", "Recommended reading Recovery Through Activity first."),),
    ),
    (
        _met("Miguel Santos", "OTR/L, CDRS", "Drive Again Rehab", "Driving specialist", "driving",
             "2 months ago", "Career panel in the spring seminar", "3 months"),
        (),
    ),
    (
        _met("Ruth Abramson", "OTR/L, SCLV", "Sightline Center", "Low vision OT", "low_vision",
             "7 weeks ago", "Through Hannah Weiss", "6 weeks"),
        (_talk("email", "4 weeks ago", "Happy to have me shadow her for a morning after finals."),),
    ),
    (
        _met("Kofi Mensah", "MS, OTR/L, ATP", "Able Labs", "Assistive technology lead",
             "assistive_technology", "3 months ago", "Maker night at the library", "8 weeks"),
        (_talk("event", "6 weeks ago", "We built switch-adapted toys together."),),
    ),
    (
        _met("Elaine Cho", "OTR/L", "Bright Start", "Early intervention OT", "early_intervention",
             "9 weeks ago", "Webinar chat, then an e-mail", "6 weeks"),
        (_talk("email", "3 weeks ago", "Coaching parents is most of the job, she says."),),
    ),
    (
        _met("Marcus Hill", "OTD, OTR/L", "State OT Association", "Advocacy chair", "leadership",
             "5 months ago", "Hill Day", "3 months"),
        (_talk("message", "8 weeks ago", "Asked whether our club would write to our senator."),),
    ),
    (
        _met("Sofia Lindqvist", "MSc", "Work & Wellbeing AB", "Ergonomics consultant",
             "work_industry", "4 months ago", "Exchange semester in Jönköping", "4 months"),
        (),
    ),
    (
        _met("Jo Park", None, "Westfield University", "OT student, third year", "academia",
             "1 year ago", "Peer mentor in my first week", "4 weeks"),
        (_talk("coffee", "2 weeks ago", "Level II placement stories. Owes me notes on hand splints."),),
    ),
    (
        _met("Walter Nguyen", "OTR/L", "Homeward Health", "Home health OT", "home_health",
             "6 weeks ago", "Ride-along arranged by Priya Raman", "never"),
        (),
    ),
)  # fmt: skip
