"""Counts that more than one wing states."""

from __future__ import annotations

from desktop.words import counted


def parts_removed(count: int) -> str:
    """Return "1 part removed", "3 parts removed"."""
    return counted(count, "1 part removed", "{n} parts removed")
