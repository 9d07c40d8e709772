"""Counts that more than one wing states."""

from __future__ import annotations

from desktop.words import counted


def parts_removed(count: int) -> str:
    """Return "1 part removed", "3 parts removed"."""
    return counted(count, "1 part removed", "{n} parts removed")


def up_to_months_old(kinds: str, months: int) -> str:
    """Return the documents with their greatest age: "Bank statement, up to 3 months old"."""
    return counted(months, "{kinds}, up to 1 month old", "{kinds}, up to {n} months old", kinds=kinds)
