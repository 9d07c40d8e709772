"""The output of the command line: one sentence a line, in reading order.

Rules:
- What someone has to act on begins with LOOK, and says what to do; the lines after it that belong to it are indented.
  A timer's mail is searched for that word, so it is the same in every language.
- Names of commands, options and parts stay as they are typed.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import PurePath
from zoneinfo import ZoneInfo

from desktop.words import tr

LOOK = "LOOK"
MISSING = "MISSING"
NONE = "none"
"""The mark of a part that is missing, and that nobody needs at this PC."""
_BESIDE = " " * len(f"{LOOK}: ")


def as_json(told: object) -> str:
    """Return one line of JSON, as every command prints it: times and days in ISO 8601, times in UTC."""
    return json.dumps(told, default=_plain, sort_keys=True)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PurePath | ZoneInfo):
        return str(value)
    raise TypeError(type(value).__name__)


def look(first: str, *more: str) -> list[str]:
    """Return the lines of something that someone has to act on."""
    return [f"{LOOK}: {first}", *(f"{_BESIDE}{line}" for line in more)]


def not_anchored() -> list[str]:
    """Say that the witness file lacks the newest checkpoint."""
    return look(tr("The witness file could not be written. The next checkpoint makes up for it."))


def prompt(question: str) -> str:
    """Return the question as it stands before what is typed."""
    return f"{question} "


def sign_in_name() -> str:
    """Ask who it is."""
    return prompt(tr("Your sign-in name:"))


def password_for(name: str) -> str:
    """Ask for a person's password."""
    return prompt(tr("Password for {name}:").format(name=name))
