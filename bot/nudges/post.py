"""What goes out to Discord, and what can come back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from bot.nudges.model import Letter


class Unreachable(Exception):
    """Discord refuses DMs to this student."""


class TryLater(Exception):
    """Discord did not take the message now, or did not say whether it did.

    Args:
        reason: for the log and the officer.
        wait: how long Discord wants us to wait, if it said so.
    """

    def __init__(self, reason: str, wait: timedelta = timedelta()) -> None:
        super().__init__(reason)
        self.wait = wait


class NotTried(Exception):
    """The message was not sent, because it may not be now."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a letter arrived."""

    channel_id: int
    message_id: int


class Sender(Protocol):
    """The way out to Discord."""

    def closed_until(self) -> datetime | None:
        """Return until when nothing may be sent at all, None while it may."""
        ...

    async def send(
        self, student_id: int, channel_id: int | None, letter: Letter, until: datetime
    ) -> Receipt:
        """Send one DM, once for one nonce, and not after ``until``.

        Raises:
            Unreachable: the student's DMs are closed.
            TryLater: it may or may not have arrived.
            NotTried: it has not left.
        """
        ...

    async def find(
        self, student_id: int, channel_id: int | None, delivery_id: int, since: datetime
    ) -> Receipt | None:
        """Look in a DM's recent history for a delivery that may have arrived.

        Raises:
            Unreachable, TryLater, NotTried: the history could not be read.
        """
        ...


class Notice(Protocol):
    """A message for a server's channel; its id is the last part of one of its buttons' ids."""

    @property
    def id(self) -> int:
        """Names it for good."""
        ...

    @property
    def channel_id(self) -> int:
        """Where it goes."""
        ...

    @property
    def nonce(self) -> str:
        """The same for every attempt, at most 25 characters."""
        ...


NoticeT_contra = TypeVar("NoticeT_contra", bound=Notice, contravariant=True)


class Board(Protocol[NoticeT_contra]):
    """The way out to channels of servers."""

    def closed_until(self) -> datetime | None:
        """Return until when nothing may be sent at all, None while it may."""
        ...

    async def post(self, notice: NoticeT_contra, until: datetime) -> int:
        """Post once for one nonce, and not after ``until``; return the message's id.

        Raises:
            Unreachable: the channel is gone, or the bot may not write there.
            TryLater: it may or may not have arrived.
            NotTried: it has not left.
        """
        ...

    async def find(self, notice: NoticeT_contra, since: datetime) -> int | None:
        """Look in the channel's recent history for a notice that may have arrived.

        Raises:
            Unreachable, TryLater, NotTried: the history could not be read.
        """
        ...
