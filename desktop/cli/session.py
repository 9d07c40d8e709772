"""Shared parts of the verbs at the terminal, around an office that is open (`bootstrap.opened`)."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from typing import Any

from desktop.bootstrap.opened import OpenOffice
from desktop.errors import NotWitnessedError
from desktop.words.command_line import look, password_for
from desktop.words.errors import words_of

Said = tuple[list[str], int]
"""The lines that a verb prints, and its exit code."""


def password_of(name: str) -> str:
    """Ask for that person's password. Raises EOFError where there is nobody to ask."""
    return getpass.getpass(password_for(name))


def done(office: OpenOffice, use_case: Callable[..., Any], command: object, lines: Sequence[str], **ports: Any) -> Said:
    """Carry the command out and say so; exit 1 where it is done, and the witness file does not have it."""
    try:
        office.run(use_case, command, **ports)
    except NotWitnessedError as error:
        return [*lines, *look(words_of(error))], 1
    return [*lines], 0
