"""The composition root: opens everything once, in order, and closes it in reverse."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from random import Random

import structlog

from bot.backups.service import BackupService
from bot.client import PitstopClient
from bot.clock import Clock, earliest
from bot.community.officers import OfficerService
from bot.community.posts import ChatPosts
from bot.community.reminders import ChatBegins
from bot.community.rounds import Rounds
from bot.community.service import ChatService
from bot.config import Settings
from bot.contacts.interactions import InteractionService
from bot.contacts.lists import ListService
from bot.contacts.merging import MergeService
from bot.contacts.networks import Networks
from bot.contacts.reminders import KeepInTouch, KeepPromise, SayThanks, TryAdvice
from bot.contacts.service import ContactService
from bot.contacts.transfer import TransferService
from bot.database import Database
from bot.journey.desk import JourneyDesks
from bot.journey.fieldwork import FieldworkService
from bot.journey.fieldwork_reminders import OfFieldwork
from bot.journey.goals import GoalService
from bot.journey.habits import KINDS as HABITS
from bot.journey.habits import HabitService, OfHabit
from bot.journey.overview import OverviewService
from bot.journey.placements import STEPS
from bot.journey.reminders import LookAgain, TakeStock
from bot.journey.review import ReviewService
from bot.journey.seats import SeatService
from bot.journey.shoutouts import ShoutoutService
from bot.keys import note_keys
from bot.meetings.asking import RequestService
from bot.meetings.availability import AvailabilityService
from bot.meetings.debrief import DebriefService
from bot.meetings.desk import MeetingDesks
from bot.meetings.farewell import Farewell, TellsFreed
from bot.meetings.news import News
from bot.meetings.offers import OfferService
from bot.meetings.preparation import PreparationService
from bot.meetings.reminders import Answer, AskAgain, Asks, GetReady, HasNews, LookBack
from bot.meetings.service import MeetingService
from bot.mentors.finding import FindService
from bot.mentors.gains import GainService
from bot.mentors.hours import HourService
from bot.mentors.reminders import AskGained, AskMentorGained, BeforeSession, InviteToMentor
from bot.mentors.series import SeriesService
from bot.mentors.series_desk import SeriesDesks
from bot.mentors.service import MentorService
from bot.notes.desk import Desks
from bot.notes.library import TemplateService
from bot.notes.reminders import FollowUp, SendDraft
from bot.notes.screening import ScreenService
from bot.notes.service import NoteService
from bot.nudges.agenda import AgendaService
from bot.nudges.courier import Courier
from bot.nudges.ended import Ended
from bot.nudges.gate import Gate
from bot.nudges.letters import Letters
from bot.nudges.model import (
    ADVICE,
    ASK_AGAIN,
    CHAT,
    DEBRIEF,
    DRAFT,
    GAINED,
    GIVE_BACK,
    GOAL,
    KEEP_IN_TOUCH,
    MEETING_ANSWER,
    MEETING_SOON,
    MEETING_TOMORROW,
    MENTOR_FREED,
    MENTOR_GAINED,
    MENTOR_NEWS,
    MENTOR_REQUEST,
    NO_REPLY,
    PROMISE,
    RETENTION,
    REVIEW,
    SESSION,
    THANK_YOU,
    THANKS_OVERDUE,
)
from bot.nudges.sender import ChannelSender, DiscordSender
from bot.nudges.service import NudgeService
from bot.nudges.wake import Wake
from bot.opening import data_keys, file_of, key_file, open_database
from bot.privacy.figures import FigureService
from bot.privacy.keeping import RetentionService, Warns
from bot.privacy.service import PrivacyService
from bot.rooms import Rooms
from bot.servers import ServerService
from bot.students.service import StudentService
from bot.ui.card import brings
from bot.ui.community import post_card
from bot.ui.nudges import nudge_card

#: Seconds for the deliveries under way, and for leaving Discord, when the bot is stopped.
DELIVERING, LEAVING = 4.5, 1.5

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class App:
    """A bot that is put together and not yet connected.

    Attributes:
        client: give it a token, or let SimCord run it.
        courier: delivers what is due, when asked.
        rounds: the courier and the reminders of chats.
        posts: goes to servers' channels before chats.
        wake, post_wake: ask for rounds and for posts, once started. A channel that Discord is slow
            to write to holds up no nudge.
        backups: makes them every night, and knows how they are.
        database: what all of it is over.
    """

    client: PitstopClient
    rooms: Rooms
    courier: Courier
    wake: Wake
    post_wake: Wake
    backups: BackupService
    posts: ChatPosts
    rounds: Rounds
    database: Database

    def start(self) -> None:
        """Send what is due, and from then on whatever becomes due. Needs a client that is ready."""
        self.wake.start()
        self.post_wake.start()

    async def deliver(self) -> datetime | None:
        """Send what is due and wait for all of it; return when to look again, None for never."""
        return earliest(
            await self.rounds.deliver(),
            await self.posts.dispatch(),
            await self.posts.next_wake(),
        )

    async def stop(self) -> None:
        """Finish the deliveries and answers that are under way, then leave Discord.

        All of it takes 9 seconds at most. A delivery that is cut off is taken up at the next start,
        as after a kill, and sent once.
        """
        async with AsyncExitStack() as rest:  # whatever goes wrong in one, the others follow
            rest.push_async_callback(_within, LEAVING, self.client.close)
            rest.push_async_callback(self.client.finish)  # 3 seconds at most
            rest.callback(self.courier.abandon)
            rest.push_async_callback(_within, DELIVERING / 4, self.courier.close)
            rest.push_async_callback(_within, DELIVERING / 4, self.posts.close)
            await _within(DELIVERING / 2, self._stop_waking)

    async def _stop_waking(self) -> None:
        await asyncio.gather(self.wake.stop(DELIVERING / 4), self.post_wake.stop(DELIVERING / 4))


async def _within(seconds: float, finish: Callable[[], Awaitable[None]]) -> None:
    try:
        async with asyncio.timeout(seconds):
            await finish()
    except TimeoutError:
        log.warning("stop.cut_short", what=finish.__qualname__)


def put_together(database: Database, clock: Clock, letters: Letters, random: Random) -> Rooms:
    """Return every service over an opened database. Rooms register the nudges they speak for.

    Args:
        database: opened.
        clock: tells the time.
        letters: filled with who speaks for what.
        random: decides where the steps of figures begin.
    """
    nudges = NudgeService(database, clock, letters)
    students = StudentService(database, clock, nudges)
    networks = Networks(database, clock, students, nudges)
    letters.register(KeepInTouch(networks), KEEP_IN_TOUCH)
    letters.register(TryAdvice(networks), ADVICE)
    letters.register(KeepPromise(networks), PROMISE)
    letters.register(SayThanks(networks), THANK_YOU, THANKS_OVERDUE)
    desks, screen = Desks(networks, nudges), ScreenService(networks)
    letters.register(SendDraft(desks), DRAFT)
    letters.register(FollowUp(networks), NO_REPLY)
    meetings, news = MeetingDesks(networks, desks, nudges), News(nudges, students)
    letters.register(GetReady(meetings), MEETING_TOMORROW, MEETING_SOON)
    letters.register(LookBack(meetings), DEBRIEF)
    letters.register(Answer(meetings), MEETING_ANSWER)
    letters.register(AskAgain(meetings), ASK_AGAIN)
    letters.register(Asks(meetings), MENTOR_REQUEST)
    letters.register(HasNews(meetings), MENTOR_NEWS)
    series = SeriesDesks(meetings, nudges)
    letters.register(BeforeSession(series), SESSION)
    letters.register(AskGained(series), GAINED)
    letters.register(AskMentorGained(), MENTOR_GAINED)
    letters.register(InviteToMentor(), GIVE_BACK)
    fieldwork = FieldworkService(networks, students, nudges, desks)
    for kind in STEPS:
        letters.register(OfFieldwork(fieldwork, kind), kind)
    chats = ChatService(database, clock, students, nudges)
    letters.register(ChatBegins(clock), CHAT)
    habits = HabitService(networks, nudges)
    letters.register(OfHabit(habits), *HABITS.values())
    journeys = JourneyDesks(networks, nudges)
    letters.register(TakeStock(journeys), REVIEW)
    letters.register(LookAgain(journeys), GOAL)
    letters.register(TellsFreed(), MENTOR_FREED)
    servers, transfer = ServerService(database), TransferService(networks, screen.stopped)
    agreeing = MeetingService(meetings, news)
    # Rooms in which others have to do with a student: each cancels that when a student leaves.
    leaving = [Farewell(meetings, nudges, students)]
    privacy = PrivacyService(database, clock, students, transfer, agreeing, servers, leaving)
    retention = RetentionService(database, clock, students, servers, nudges, privacy)
    letters.register(Warns(retention), RETENTION)
    return Rooms(
        clock=clock,
        students=students,
        contacts=ContactService(networks),
        interactions=InteractionService(networks),
        lists=ListService(networks),
        merging=MergeService(networks),
        transfer=transfer,
        nudges=nudges,
        agenda=AgendaService(database, clock, letters),
        notes=NoteService(desks),
        templates=TemplateService(desks),
        screen=screen,
        servers=servers,
        availability=AvailabilityService(meetings),
        meetings=agreeing,
        offers=OfferService(meetings, news),
        preparation=PreparationService(meetings),
        debriefs=DebriefService(meetings),
        requests=RequestService(meetings, news),
        mentors=MentorService(database, clock, students),
        finding=FindService(meetings),
        series=SeriesService(series),
        gains=GainService(series, nudges),
        fieldwork=fieldwork,
        chats=chats,
        chat_officers=OfficerService(database, clock, chats),
        habits=habits,
        shoutouts=ShoutoutService(networks),
        overview=OverviewService(networks, students),
        seats=SeatService(journeys),
        goals=GoalService(journeys),
        reviews=ReviewService(journeys),
        hours=HourService(series),
        privacy=privacy,
        retention=retention,
        figures=FigureService(database, clock, random),
    )


@asynccontextmanager
async def open_app(settings: Settings, clock: Clock, random: Random) -> AsyncGenerator[App]:
    """Put a bot together over an opened database.

    Args:
        settings: from the front door.
        clock: tells the time.
        random: picks incident codes and spreads retries.

    Raises:
        StartProblem: the data folder or the database can't be used.
    """
    keys = data_keys(settings)
    async with open_database(settings.database, keys, follow=key_file(settings)) as database:
        await note_keys(database, keys)
        letters, gate = Letters(), Gate(clock)
        rooms = put_together(database, clock, letters, random)
        client = PitstopClient(database, rooms, random, gate.trace)
        sender = DiscordSender(client, gate, nudge_card, brings)
        courier = Courier(database, clock, rooms.nudges, letters, sender, random)
        backups = BackupService(database, clock, file_of(settings.database), settings.backups)
        chores = [
            rooms.contacts.tidy,
            rooms.meetings.tidy,
            rooms.fieldwork.tidy,
            rooms.habits.tidy,
            rooms.retention.tidy,
            Ended(database, clock).tidy,
            backups.nightly,
        ]
        posts = ChatPosts(database, clock, ChannelSender(client, gate, post_card), random)
        rounds = Rounds(courier, rooms.chats, clock)
        wake, post_wake = Wake(rounds, clock, chores), Wake(posts, clock)
        rooms.figures.backups = backups

        def left(student_id: int, others: Collection[int]) -> None:
            rooms.retention.forget(student_id)
            courier.hold_back([student_id, *others])

        rooms.privacy.on_left = left
        rooms.nudges.on_planned = wake.pull_forward
        rooms.chat_officers.on_changed = post_wake.pull_forward
        rooms.nudges.on_changed = courier.look_again
        app = App(client, rooms, courier, wake, post_wake, backups, posts, rounds, database)
        try:
            yield app
        finally:
            await app.stop()
