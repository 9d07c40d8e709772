"""The text of the identity policy with another document or combination.

A value that does not change keeps its line. A table does not name values that are the default.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date
from typing import Any

from desktop.domain.sessions.id_policy import Combination, DocumentKind
from desktop.environment.toml_edits import edited, with_lines, with_table, without_table, written

_ALWAYS = ("code", "name", "group", "photo", "address")
"""The keys of every table of a document."""


def with_kind(content: str, was: DocumentKind | None, becomes: DocumentKind | None, *, of_staff: bool) -> str:
    """Return the text with another kind of document; `was` None: with one more; `becomes` None: with one fewer."""
    wanted, kinds, name = _list(content, "kinds", of_staff)
    if was is None:
        kinds.append(_differing(None, becomes, {}))
        return edited(content, with_table(content, name, written(kinds[-1])), wanted)
    place = next(at for at, table in enumerate(kinds) if table["code"] == was.code)
    if becomes is not None:
        kinds[place] = _differing(was, becomes, kinds[place])
        return edited(content, with_lines(content, name, written(kinds[place])), wanted)
    del kinds[place]
    if of_staff and not kinds:
        del wanted["internal"]["kinds"]
    return edited(content, without_table(content, name), wanted)


def with_combination(content: str, was: Combination | None, becomes: Combination | None, *, of_staff: bool) -> str:
    """Return the text with another combination; `was` None: with one more; `becomes` None: with one fewer."""
    wanted, listed, name = _list(content, "combinations", of_staff)
    place = None if was is None else listed.index(_said(was))
    if becomes is None:
        assert place is not None, "it is there"
        del listed[place]
        return edited(content, without_table(content, name), wanted)
    lines = written(_said(becomes))
    if place is None:
        listed.append(_said(becomes))
        return edited(content, with_table(content, name, lines), wanted)
    listed[place] = _said(becomes)
    return edited(content, with_lines(content, name, lines), wanted)


def with_internal(content: str, enough: Combination | None) -> str:
    """Return the text with rules for internal access that begin with one combination; None: without any."""
    wanted = tomllib.loads(content)
    if enough is not None:
        wanted["internal"] = {"combinations": [_said(enough)]}
        return edited(content, with_table(content, "internal.combinations", written(_said(enough))), wanted)
    gone = content
    for name in ("combinations", "kinds"):
        while (shorter := next(without_table(gone, f"internal.{name}"), gone)) != gone:
            gone = shorter
    wanted.pop("internal", None)
    return edited(content, [gone], wanted)


def _said(combination: Combination) -> dict[str, Any]:
    return {"groups": list(combination.groups), "photo": combination.photo, "address": combination.address}


def _list(content: str, name: str, of_staff: bool) -> tuple[dict[str, Any], list[dict[str, Any]], str]:
    """Return the whole, the list in it, and the list's name."""
    wanted = tomllib.loads(content)
    table = wanted["internal"] if of_staff else wanted
    return wanted, table.setdefault(name, []), f"internal.{name}" if of_staff else name


def _differing(was: DocumentKind | None, becomes: DocumentKind | None, table: dict[str, Any]) -> dict[str, Any]:
    """Return the table with what differs: what it says of itself stays, such as an address nobody asks for."""
    said = dict(table)
    for field in fields(DocumentKind):
        value = getattr(becomes, field.name)
        if was is not None and getattr(was, field.name) == value:
            continue
        if value or field.name in _ALWAYS:
            said[field.name] = value if isinstance(value, (bool, int, date)) else str(value)
        else:
            said.pop(field.name, None)
    return said
