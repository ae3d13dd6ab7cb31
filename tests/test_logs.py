"""Nothing that people type gets into the logs, at DEBUG level too, whatever there will be to type."""

import inspect
import io
import json
import logging
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
import test_agenda
import test_community_officers
import test_editing
import test_fieldwork
import test_find_mentor
import test_habits
import test_journey
import test_journey_review
import test_lists
import test_meetings
import test_meetings_more
import test_mentors
import test_mentors_more
import test_notes
import test_retention
import test_sessions
import test_transfer
from conftest import World, open_world
from discord import AppCommandType
from hostile.people import gather, live
from hostile.test_hostile_use import commands
from hostile.walking import Reached, Walk, presses

from bot.logs import configure_logs
from bot.ui.form import Form

#: A name that nobody has, so that each of its places is found.
PLANTED = "Zyxwarbler"
#: What comes only in its time, or from somebody else: these go there.
STORIES = (
    test_agenda.test_the_head_says_what_keeps_reminders_from_coming,
    test_agenda.test_what_waits_is_said_by_name_and_shown_here,
    test_community_officers.test_whoever_presses_a_post_is_reminded_for_themselves,
    test_editing.test_two_become_one_as_the_student_chose_and_two_again_by_undo,
    test_fieldwork.test_an_educators_name_may_be_typed_and_one_that_nobody_has_is_handed_back,
    test_fieldwork.test_removed_or_moved_days_end_with_it_and_undo_brings_them_back,
    test_find_mentor.test_a_mentor_has_a_list_of_what_waits_what_is_agreed_on_and_what_was,
    test_find_mentor.test_somebody_of_the_mentors_name_is_asked_about_rather_than_added_twice,
    test_find_mentor.test_what_students_will_see_is_shown_before_and_after_and_one_change_keeps_the_rest,
    test_habits.test_an_article_goes_to_somebody_who_is_suggested_or_picked,
    test_journey.test_who_helps_with_a_goal_stands_on_both_cards,
    test_journey_review.test_with_a_network_the_review_comes_by_dm_each_quarter,
    test_lists.test_pages_keep_the_filters_also_after_a_restart,
    test_meetings.test_a_request_goes_from_times_to_a_note_to_a_meeting,
    test_meetings_more.test_other_times_keep_their_words_and_are_offered_in_a_note,
    test_meetings_more.test_whatever_somebody_is_called_and_typed_fits_the_cards,
    test_mentors.test_one_request_at_a_time_leaves_room_for_others,
    test_mentors_more.test_what_sam_types_is_looked_at_for_clients_before_maya_sees_it,
    test_notes.test_an_own_template_is_kept_used_for_somebody_else_and_removed,
    partial(
        test_notes.test_what_is_marked_as_sent_is_in_the_log_once,
        kind="thank_you",
        channel=None,
        logged="Thanks sent: Thank you",
    ),
    test_retention.test_who_stays_away_is_warned_twice_and_then_everything_goes,
    test_sessions.test_a_series_begins_from_the_outline_of_the_stage_and_there_is_one,
    test_sessions.test_maya_finds_a_mentor_plans_sessions_and_both_keep_what_they_gained,
    test_transfer.test_whoever_may_be_known_is_offered_for_merging,
)
#: Shorter words are looked for by nobody: they come up by chance.
LEAST = 8


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as it is written in earnest, with every library told to say all it can."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    configure_logs("DEBUG", "json")
    structlog.configure(cache_logger_on_first_use=False)
    yield written
    structlog.configure(**before)
    logging.basicConfig(level=level, handlers=handlers, force=True)
    for name in ("bot", "cogs"):
        logging.getLogger(name).setLevel(logging.NOTSET)


async def walk_everywhere(world: World, reached: Reached) -> Walk:
    """Type each command and what it leads to, as Maya, and as an officer what is for officers."""
    officer = gather(world)["officer"]
    people = {"maya": world.maya, "sam": world.sam, "officer": officer}
    walk = Walk(world, people, PLANTED, reached)
    await live(world, world.maya, PLANTED)
    await world.maya.slash("contact add", name=f"Eda {PLANTED}")
    for _ in range(6):
        await world.maya.slash("log", contact=f"Ana {PLANTED}", how="call", note=PLANTED)
    menus = world.app.client.tree.get_commands(type=AppCommandType.user)
    for menu in menus:
        saved = await officer.context_menu(world.channel, menu.name, world.sam_member)
        await walk.take("officer", saved)
    assert not world.app.client.tree.get_commands(type=AppCommandType.message)
    for name, command in commands(world).items():
        wanted = {"contact", "other"} & {each.name for each in command.parameters}
        meant = {each: f"{name} {each} {PLANTED}" for each in wanted}
        for person in meant.values():
            await world.maya.slash("contact add", name=person, every="6 weeks")
        await walk.command("officer" if name.startswith("admin ") else "maya", command, **meant)
    await walk.go_on(to_the_end=True)
    return walk


async def test_no_word_that_was_typed_anywhere_is_in_the_logs(
    log: io.StringIO, blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, said = Reached(monkeypatch), ""
    for number, story in enumerate((walk_everywhere, *STORIES)):
        folder = tmp_path / str(number)
        shutil.copytree(blank, folder)
        async with open_world(folder) as world:
            world.env.settle_timeout = 60  # pictures are drawn in a process of their own
            if story is walk_everywhere:
                walk = await walk_everywhere(world, reached)
                everything = commands(world)
            else:
                wants: Any = {"officer": lambda: gather(world)["officer"]}
                others = inspect.signature(story).parameters.keys() & wants.keys()
                await story(world, **{each: wants[each]() for each in others})
        said += json.dumps(world.logs, default=str)
        shutil.rmtree(folder)
    missing = {each.__name__ for each in presses()} - {
        each.__name__ for each in reached.presses if isinstance(each, type)
    }
    assert not missing, "let the walk or a story get there"
    assert set(Form.kinds) - reached.forms == set(), "let the walk or a story get there"
    options = {(n, p.name) for n, c in everything.items() for p in c.parameters if p.autocomplete}
    assert walk.completed == options
    for library in ("aiosqlite", "asyncio", "discord.http", "discord.gateway", "sqlalchemy.engine"):
        assert not logging.getLogger(library).isEnabledFor(logging.INFO)
    structlog.get_logger("bot").info("the.end")
    said += log.getvalue()
    assert "the.end" in said
    words = {each for each in reached.words if len(each) >= LEAST}
    assert len(words) > 200, len(words)
    assert [each for each in {PLANTED, *words} if each in said] == []
