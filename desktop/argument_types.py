"""How the command line reads a word that is typed: a date, and the name of something that has to be there."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path


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
