"""Which rule of etiquette goes with whom, and that the files say nothing that isn't there."""

from hypothesis import given
from hypothesis import strategies as st

from bot.community.etiquette import PLATFORMS, Rule, line_for, rules, rules_for
from bot.community.model import FIRST_OWN
from bot.community.shipped import places, shipped_chats
from bot.contacts.model import CHANNELS, RELATIONSHIPS

SUBSETS = st.frozensets(st.sampled_from(sorted(PLATFORMS)))
WHO = st.frozensets(st.sampled_from(sorted(RELATIONSHIPS)))


def test_a_line_comes_only_where_channel_and_relationship_call_for_it() -> None:
    assert "professors connect only after" in line_for("linkedin", "professor")
    assert "when the fieldwork is graded" in line_for("linkedin", "fieldwork_educator")
    assert "where you met" in line_for("linkedin", "peer")
    assert "where you met" in line_for("linkedin", None)
    assert "working hours" in line_for("phone", "employer")
    for channel, relationship in (("email", "professor"), (None, "professor"), ("phone", "peer")):
        assert line_for(channel, relationship) == ""
    assert line_for("phone", None) == "", "a rule for some is not for who knows whom"


@given(
    st.lists(st.builds(Rule, st.just("text"), SUBSETS, WHO, st.sampled_from(["", "a", "b", "c"]))),
    st.sampled_from([*CHANNELS, None]),
    st.sampled_from([*RELATIONSHIPS, None]),
)
def test_the_line_is_of_a_rule_that_fits_and_of_one_for_these_people_if_there_is_any(
    among: list[Rule], channel: str | None, relationship: str | None
) -> None:
    fitting = [
        rule
        for rule in among
        if rule.line
        and channel in rule.platforms
        and (relationship in rule.relationships or not rule.relationships)
    ]
    for_them = [rule.line for rule in fitting if rule.relationships]
    for_all = [rule.line for rule in fitting if not rule.relationships]
    assert line_for(channel, relationship, among) == next(iter([*for_them, *for_all]), "")


def test_rules_name_platforms_and_relationships_that_there_are_and_fit_a_card() -> None:
    for rule in rules():
        assert rule.platforms <= set(PLATFORMS)
        assert rule.relationships <= set(RELATIONSHIPS)
        assert len(rule.line) <= 90
        assert "!" not in rule.text + rule.line
        if rule.line:
            assert rule.platforms <= set(CHANNELS)
    for platform in (None, *PLATFORMS):
        for who in (None, *RELATIONSHIPS):
            said = rules_for(platform, who)
            assert sum(len(rule.text) + 60 for rule in said) < 3000
            assert any("Never a client" in rule.text for rule in said)


def test_the_shipped_chats_are_as_the_guides_give_them_and_say_what_to_check() -> None:
    chats = shipped_chats().values()
    assert {each.name: (str(each.when), each.minutes, each.open_hours) for each in chats} == {
        "#OTalk": ("Tuesdays 3 pm", 60, 24),
        "#OTalk2US": ("first Sunday of the month 7 pm", 60, 0),
    }
    for number, chat in shipped_chats().items():
        assert number == chat.number < FIRST_OWN
        assert chat.zone == "America/New_York"
        assert chat.warning
        assert chat.how


def test_every_place_has_a_page_or_words_to_search_for_and_not_both() -> None:
    for place in places():
        assert bool(place.link) != bool(place.search), place
        assert not place.link or place.link.startswith("https://")
