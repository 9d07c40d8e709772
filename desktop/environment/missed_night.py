"""A note of this account's that the nightly run could not begin, since the keyring could not be used.

Nobody is there at night to unlock it, or to see to one that does not answer. The program tells when it is next opened
(`office.reporting`).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from desktop.environment.own_log import log_folder

NOTE = "night-missed"


def note_missed() -> None:
    """Note that a run could not begin. What cannot be written is lost, as in the program's own log."""
    with suppress(OSError):
        _note().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _note().touch(mode=0o600)


def note_begun() -> None:
    """Note that one has begun."""
    with suppress(OSError):
        _note().unlink(missing_ok=True)


def was_missed() -> bool:
    """Return whether the last run could not begin."""
    return _note().exists()


def _note() -> Path:
    return log_folder() / NOTE
