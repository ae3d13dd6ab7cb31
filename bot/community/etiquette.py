"""How to behave on a platform, towards somebody. No clock, no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from bot.community.shipped import table

#: Where people write to each other. Those that a contact may prefer have the keys of
#: `bot.contacts.model.CHANNELS`.
PLATFORMS: Mapping[str, str] = MappingProxyType(
    {
        "facebook": "Facebook",
        "instagram": "Instagram",
        "linkedin": "LinkedIn",
        "x": "X and other public chats",
        "discord": "Discord",
        "text": "Text message",
        "phone": "Phone",
    }
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        text: as it is said in full.
        platforms: keys of `PLATFORMS`; empty for all of them.
        relationships: keys of `bot.contacts.model.RELATIONSHIPS`; empty for everybody.
        line: what a card says where the rule fits; empty for nothing.
    """

    text: str
    platforms: frozenset[str] = frozenset()
    relationships: frozenset[str] = frozenset()
    line: str = ""

    def fits(self, platform: str | None, relationship: str | None) -> bool:
        """Say whether the rule is about this; None stands for all there are."""
        return (platform is None or not self.platforms or platform in self.platforms) and (
            relationship is None or not self.relationships or relationship in self.relationships
        )


@cache
def rules() -> Sequence[Rule]:
    """Return every rule, as the file has them."""
    return [
        Rule(
            each["text"],
            frozenset(each.get("platforms", ())),
            frozenset(each.get("relationships", ())),
            each.get("line", ""),
        )
        for each in table("etiquette")["rule"]
    ]


def line_for(
    channel: str | None, relationship: str | None, among: Sequence[Rule] | None = None
) -> str:
    """Return what a card says about writing to somebody; empty when no rule asks for it.

    Args:
        channel: how they like to be written to.
        relationship: what they are to the student; None when nobody said, then only rules for
            everybody fit.
        among: the rules; None for those that are shipped.
    """
    fitting = [
        rule
        for rule in (rules() if among is None else among)
        if rule.line
        and channel in rule.platforms
        and (not rule.relationships or relationship in rule.relationships)
    ]
    best = max(fitting, key=lambda rule: bool(rule.relationships), default=None)
    return best.line if best else ""


def rules_for(platform: str | None, relationship: str | None) -> Sequence[Rule]:
    """Return the rules about a platform and a relationship, in the order of the file."""
    return [rule for rule in rules() if rule.fits(platform, relationship)]
