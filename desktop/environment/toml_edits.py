"""Edits of a TOML text that leave as much of it as can be, with its comments.

Each function that yields texts tries one way; `edited` takes the first that says what is wanted.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any


def written(values: Mapping[str, Any], under: str = "") -> str:
    """Return values as TOML: first those of the table itself, then its tables, then its lists of tables."""
    own, tables, lists = [], [], []
    for key, value in values.items():
        if isinstance(value, dict):
            tables.append(f"\n[{under}{key}]\n{written(value, f'{under}{key}.')}")
        elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
            lists += [f"\n[[{under}{key}]]\n{written(each, f'{under}{key}.')}" for each in value]
        else:
            own.append(f"{key} = {_value(value)}\n")
    return "".join((*own, *tables, *lists))


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def with_lines(content: str, table: str, more: str) -> Iterator[str]:
    """Yield the text with these lines in the place of all of a table's, or of one of a list's: its own comments go."""
    lines = content.split("\n")
    for head, last in _tables(lines, rf"\[?\[\s*{table}\s*\]\]?"):
        yield "\n".join((*lines[: head + 1], more.strip("\n"), *lines[last + 1 :]))


def lines_with(content: str, key: str, value: int) -> Iterable[str]:
    """Yield the text with that number in one line, for each line that gives the key a number."""
    for found in re.finditer(rf"^(\s*{re.escape(key)}\s*=\s*)\d+", content, re.MULTILINE):
        yield content[: found.end(1)] + str(value) + content[found.end() :]


def with_key(content: str, key: str, value: str | bool | list[str]) -> Iterator[str]:
    """Yield the text with that in the place of what a line gives the key; or with a line more before the tables."""
    for found in re.finditer(rf'^({re.escape(key)}\s*=\s*)("[^"]*"|true|false|\[.*\])', content, re.MULTILINE):
        yield content[: found.end(1)] + _value(value) + content[found.end() :]
    line = f"{key} = {_value(value)}\n"
    head = re.search(r"^\[", content, re.MULTILINE)
    at = head.start() if head is not None else len(content)
    while content[:at].endswith("\n") and content[:at].rstrip("\n").rpartition("\n")[2].startswith("#"):
        at = content[: at - 1].rindex("\n") + 1 if "\n" in content[: at - 1] else 0  # comments are the table's
    yield f"{content[:at]}{line}\n{content[at:]}"


def without_key(content: str, key: str) -> Iterator[str]:
    """Yield the text without a line that gives the key a text."""
    for found in re.finditer(rf'^{re.escape(key)}\s*=\s*"[^"]*"[^\n]*\n?', content, re.MULTILINE):
        yield content[: found.start()] + content[found.end() :]


def edited(content: str, tries: Iterable[str], wanted: Mapping[str, Any]) -> str:
    """Return the first of these texts that says what is wanted, or else that file written again."""
    for text in (*tries, written(wanted)):
        if _says(text, wanted):
            return text
    raise ValueError("no text says that")


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def with_table(content: str, table: str, more: str) -> Iterator[str]:
    """Yield the text with one more table of a list after the last of them, or else at the end."""
    lines = content.split("\n")
    for _, last in reversed([*_tables(lines, rf"\[\[\s*{table}\s*\]\]")]):
        yield "\n".join((*lines[: last + 1], "", f"[[{table}]]", more.strip("\n"), *lines[last + 1 :]))
    yield f"{content.rstrip(chr(10))}\n\n[[{table}]]\n{more}"


def without_table(content: str, table: str) -> Iterator[str]:
    """Yield the text without one of the tables, or of the tables of a list, with the comment above it."""
    lines = content.split("\n")
    for head, last in _tables(lines, rf"\[?\[\s*{table}\s*\]\]?"):
        begins, ends = head, last + 1
        while begins and lines[begins - 1].startswith("#"):
            begins -= 1
        while ends < len(lines) and not lines[ends].strip():
            ends += 1
        yield "\n".join((*lines[:begins], *lines[ends:]))


def _tables(lines: list[str], pattern: str) -> Iterator[tuple[int, int]]:
    """Yield the line of each such table's head, and the last one of its own: comments behind it are the next one's."""
    heads = [at for at, line in enumerate(lines) if line.startswith("[")]
    for head in (at for at in heads if re.fullmatch(rf"{pattern}\s*(#.*)?", lines[at])):
        ends = next((at for at in heads if at > head), len(lines))
        yield head, max(at for at in range(head, ends) if lines[at].strip() and not lines[at].startswith("#"))
