"""What a sentence is found by: the type of the error."""

from functools import singledispatch


@singledispatch
def sentence(_error: BaseException) -> str | None:
    """Return what to tell the student about a known error, or None for one that nobody foresaw."""
    return None
