"""Shared parts of the verbs' arguments: how a typed word is read, and help that is given in several places."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TypeAlias

Verbs: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""The parser's verbs, or a verb's actions."""
RECOVERY_KEY = "a recovery key's file, or - to type the key from its paper"
TYPED = Path("-")
"""In the place of a recovery key's file: it is typed."""


def as_day(text: str) -> date:
    """Read a date, as in 2026-11-28."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date: give it as in 2026-11-28") from None


def there(text: str) -> Path:
    """Read the name of a file or folder that is read. A mistyped one would otherwise be called a wrong file."""
    if text != "-" and not Path(text).exists():
        raise argparse.ArgumentTypeError(f"there is no file or folder called {text}")
    return Path(text)


def by_administrator(*acts: argparse.ArgumentParser) -> None:
    """Have these acts name the administrator who does them."""
    for act in acts:
        act.add_argument("--administrator", required=True, metavar="NAME", help="your own sign-in name")
