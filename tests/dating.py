"""What people type for a day or a time, and when. It is Tuesday 13 October 2026, 2:20 pm, in Seattle."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

SEATTLE = ZoneInfo("America/Los_Angeles")
TUESDAY = datetime(2026, 10, 13, 21, 20, tzinfo=UTC)
ZONES = [
    ZoneInfo(name)
    for name in (
        *("UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago"),
        *("Asia/Kathmandu", "Australia/Lord_Howe", "Europe/London", "Asia/Tokyo"),
    )
]

PIECES = (
    *("yesterday", "today", "tue", "mon", "last", "ago", "week", "weeks", "months", "hour"),
    *("12", "3pm", "10", "2026", "0", "31", "-1", "+05:00", "oct", "feb", "dec", ":", "/", "."),
    *("at", "on", "noon", "midnight", "utc", "a", "\x00", "\u202e", "💀", "99999999999"),
)
nearly_dates = st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join)
