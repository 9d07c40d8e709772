"""Helpers of several of these tests: a zone with summer time, and the check of a refusal."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from desktop.errors import MediaRefusedError
from desktop.words.errors.sentences import SENTENCES

LONDON = ZoneInfo("Europe/London")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def refusal(act: Callable[[], object]) -> str | None:
    """Return the code with which `act` is refused, if it is. Any other error goes on to the test."""
    try:
        act()
    except MediaRefusedError as error:
        assert error.code in SENTENCES
        assert error.__context__ is None, "another error hangs on it, and may hold what was read"
        assert "".join(traceback.format_exception_only(error)).count(error.code) == 1
        return error.code
    return None
