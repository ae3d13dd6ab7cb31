"""The whole schema at a glance. A change here comes with a migration in ``migrations/versions/``.

No file is called as a table is, so that ``bot.tables.meetings`` can only be the table.

base        what all tables share
profile     students: their profile and their leave for DMs
            visits: when they were last here, and what they were told since
people      contacts: a person in one student's network
            interactions: one time a student and a contact were in touch
            changes: what can be taken back for a while
            uploads: a file that is to be imported
reminding   deliveries: one DM, from the moment it is claimed
            leases: which process delivers
            nudges: a reason to write to somebody, due at a moment
writing     signatures: how a student signs what leaves Discord
            drafts: a note to somebody
            templates: a student's own, for notes
            cleared_texts: texts that are not about a client, as digests
meeting     availabilities: when a student can meet
            blocked_days: days on which they meet nobody
            busy_times: when their own calendar has something
            meetings: a meeting with a contact, in every state
customs     fieldwork: placements and exam seasons
            habits: small ones, switched on
            shoutouts: words of thanks where others read them
mentoring   mentors: who agreed to be asked, and what they say of themselves
            series: sessions with one person, planned together
            sessions: one of them
            gains: what a mentor gained
            invitations: who was invited to be a mentor
journey     cars: how many people a student wants aboard
            goals: what a student wants to learn or to become
            goal_links: who helps with which
            reviews: a quarter's look at the whole network
            review_answers: what was decided about somebody
club        servers: what officers set for theirs
community   chats: those that a server has changed or added
            chat_channels: where posts before them go
            chat_posts: one post, from the moment it is claimed
            chat_visits: where a student has looked at chats
            chat_reminders: who wants to be reminded of which
itself      bot_facts: what the bot remembers of itself
"""
# All of it is handed on, in this order.
# ruff: noqa: F401, I001
# pyright: reportUnusedImport=false

from bot.tables.base import metadata
from bot.tables.profile import students, visits
from bot.tables.people import changes, contacts, interactions, uploads
from bot.tables.reminding import deliveries, leases, nudges
from bot.tables.writing import cleared_texts, drafts, signatures, templates
from bot.tables.meeting import availabilities, blocked_days, busy_times, meetings
from bot.tables.customs import fieldwork, habits, shoutouts
from bot.tables.mentoring import gains, invitations, mentors, series, sessions
from bot.tables.journey import cars, goal_links, goals, review_answers, reviews
from bot.tables.club import servers
from bot.tables.community import chat_channels, chat_posts, chat_reminders, chat_visits, chats
from bot.tables.itself import bot_facts

#: The newest migration. A test compares it with ``migrations/versions/``.
REVISION = "0013"
