"""The line about manners that goes with somebody's card and with a note to them."""

from bot.community.etiquette import line_for
from bot.contacts.model import Fields


def manners(contact: Fields) -> str:
    """Return what goes with writing to somebody the way they like it; empty when nothing does."""
    said = line_for(contact.channel, contact.relationship)
    return f"-# {said}" if said else ""
