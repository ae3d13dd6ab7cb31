"""The invented student, her server and her network. Nobody here exists."""

from dataclasses import dataclass

from bot.contacts.service import NewContact

SERVER = "Westfield OT Club"
STUDENT = "Maya Chen"
CLASSMATES = ("Sam Okafor", "Lena Fischer")
ZONE = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class Talk:
    """One time Maya and a contact were in touch after they had met."""

    how: str
    when: str
    note: str


def _met(
    name: str,
    credentials: str | None,
    organisation: str,
    role: str,
    setting: str,
    met: str,
    how_met: str,
    every: str,
) -> NewContact:
    return NewContact(name, organisation, role, setting, credentials, how_met, met, every)


#: Whom Maya has met, and what came after. Times are counted back from the day the demo begins.
NETWORK: tuple[tuple[NewContact, tuple[Talk, ...]], ...] = (
    (
        _met("Ana Rivera", "OTR/L, CHT", "Lakeside Hand Clinic", "Hand therapist", "hand_therapy",
             "5 months ago", "State conference, introduced by Jo Park", "6 weeks"),
        (Talk("coffee", "6 weeks ago", "Pointed me to the hand-therapy student webinar. "
              "Called splinting a tendon repair “protecting motion, not preventing it”."),),
    ),
    (
        _met("Tom Adeyemi", "PhD, OTR/L", "Westfield University", "Associate professor", "research",
             "8 months ago", "Taught our evidence course", "2 months"),
        (Talk("email", "9 weeks ago", "About the stroke study. I promised to send the poster."),),
    ),
    (
        _met("Grace Osei", "OTD, OTR/L", "Harbor Children's Center", "School OT", "paediatrics",
             "10 weeks ago", "Guest lecture on sensory-friendly classrooms", "8 weeks"),
        (Talk("video", "7 weeks ago", "Offered to show me how she writes goals with teachers."),),
    ),
    (
        _met("Priya Raman", "OTR/L", "St. Brendan Hospital", "Acute care OT", "acute_care",
             "4 months ago", "Level I fieldwork educator", "3 months"),
        (Talk("fieldwork", "11 weeks ago", "Said to keep a one-page cheat sheet of lines and leads."),),
    ),
    (
        _met("Daniel Brooks", "COTA/L", "Maple Grove Living", "OT assistant", "skilled_nursing",
             "3 months ago", "Volunteer day", "6 weeks"),
        (Talk("message", "5 weeks ago", "Sent me the activity kit list he uses for groups."),),
    ),
    (
        _met("Hannah Weiss", "OTR/L", "Riverside Community Mental Health", "Program lead",
             "mental_health", "6 months ago", "AOTA student conclave, same table at lunch", "10 weeks"),
        (Talk("call", "9 weeks ago", "Recommended reading Recovery Through Activity first."),),
    ),
    (
        _met("Miguel Santos", "OTR/L, CDRS", "Drive Again Rehab", "Driving specialist", "driving",
             "2 months ago", "Career panel in the spring seminar", "3 months"),
        (),
    ),
    (
        _met("Ruth Abramson", "OTR/L, SCLV", "Sightline Center", "Low vision OT", "low_vision",
             "7 weeks ago", "Through Hannah Weiss", "6 weeks"),
        (Talk("email", "4 weeks ago", "Happy to have me shadow her for a morning after finals."),),
    ),
    (
        _met("Kofi Mensah", "MS, OTR/L, ATP", "Able Labs", "Assistive technology lead",
             "assistive_technology", "3 months ago", "Maker night at the library", "8 weeks"),
        (Talk("event", "6 weeks ago", "We built switch-adapted toys together."),),
    ),
    (
        _met("Elaine Cho", "OTR/L", "Bright Start", "Early intervention OT", "early_intervention",
             "9 weeks ago", "Webinar chat, then an e-mail", "6 weeks"),
        (Talk("email", "3 weeks ago", "Coaching parents is most of the job, she says."),),
    ),
    (
        _met("Marcus Hill", "OTD, OTR/L", "State OT Association", "Advocacy chair", "leadership",
             "5 months ago", "Hill Day", "3 months"),
        (Talk("message", "8 weeks ago", "Asked whether our club would write to our senator."),),
    ),
    (
        _met("Sofia Lindqvist", "MSc", "Work & Wellbeing AB", "Ergonomics consultant",
             "work_industry", "4 months ago", "Exchange semester in Jönköping", "4 months"),
        (),
    ),
    (
        _met("Jo Park", None, "Westfield University", "OT student, third year", "academia",
             "1 year ago", "Peer mentor in my first week", "4 weeks"),
        (Talk("coffee", "2 weeks ago", "Level II placement stories. Owes me notes on hand splints."),),
    ),
    (
        _met("Walter Nguyen", "OTR/L", "Homeward Health", "Home health OT", "home_health",
             "6 weeks ago", "Ride-along arranged by Priya Raman", "never"),
        (),
    ),
)  # fmt: skip
