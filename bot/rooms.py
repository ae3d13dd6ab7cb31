"""Every service, opened: what commands and buttons work with."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.community.officers import OfficerService
from bot.community.service import ChatService
from bot.contacts.interactions import InteractionService
from bot.contacts.lists import ListService
from bot.contacts.merging import MergeService
from bot.contacts.service import ContactService
from bot.contacts.transfer import TransferService
from bot.journey.fieldwork import FieldworkService
from bot.journey.goals import GoalService
from bot.journey.habits import HabitService
from bot.journey.overview import OverviewService
from bot.journey.review import ReviewService
from bot.journey.seats import SeatService
from bot.journey.shoutouts import ShoutoutService
from bot.meetings.asking import RequestService
from bot.meetings.availability import AvailabilityService
from bot.meetings.debrief import DebriefService
from bot.meetings.offers import OfferService
from bot.meetings.preparation import PreparationService
from bot.meetings.service import MeetingService
from bot.mentors.finding import FindService
from bot.mentors.gains import GainService
from bot.mentors.hours import HourService
from bot.mentors.series import SeriesService
from bot.mentors.service import MentorService
from bot.notes.library import TemplateService
from bot.notes.screening import ScreenService
from bot.notes.service import NoteService
from bot.nudges.agenda import AgendaService
from bot.nudges.service import NudgeService
from bot.privacy.figures import FigureService
from bot.privacy.keeping import RetentionService
from bot.privacy.service import PrivacyService
from bot.servers import ServerService
from bot.students.service import StudentService


@dataclass(frozen=True, slots=True)
class Rooms:
    """The services of one running bot, put together in `bot.app`."""

    clock: Clock
    students: StudentService
    contacts: ContactService
    interactions: InteractionService
    lists: ListService
    merging: MergeService
    transfer: TransferService
    nudges: NudgeService
    agenda: AgendaService
    notes: NoteService
    templates: TemplateService
    screen: ScreenService
    servers: ServerService
    availability: AvailabilityService
    meetings: MeetingService
    offers: OfferService
    preparation: PreparationService
    debriefs: DebriefService
    requests: RequestService
    mentors: MentorService
    finding: FindService
    series: SeriesService
    gains: GainService
    fieldwork: FieldworkService
    chats: ChatService
    chat_officers: OfficerService
    habits: HabitService
    shoutouts: ShoutoutService
    overview: OverviewService
    seats: SeatService
    goals: GoalService
    reviews: ReviewService
    hours: HourService
    privacy: PrivacyService
    retention: RetentionService
    figures: FigureService
