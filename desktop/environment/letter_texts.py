"""The text of the office's policy with what letters and pages say: the regulator, helplines, the answer, and whether
letters are in Welsh."""

from __future__ import annotations

import tomllib

from desktop.domain.office.policy import AnswerTexts, Regulator, Welsh
from desktop.environment.toml_edits import edited, with_key, with_lines, without_table, written


def with_regulator(content: str, regulator: Regulator) -> str:
    """Return the text with that regulator. Without an address there is no line of it."""
    wanted = tomllib.loads(content)
    said = vars(regulator) | {"address": list(regulator.address)}
    wanted["regulator"] = {name: value for name, value in said.items() if value}
    return edited(content, with_lines(content, "regulator", written(wanted["regulator"])), wanted)


def with_helplines(content: str, helplines: tuple[str, ...]) -> str:
    """Return the text with those helplines."""
    wanted = tomllib.loads(content) | {"helplines": list(helplines)}
    return edited(content, with_key(content, "helplines", list(helplines)), wanted)


def with_answer(content: str, own: AnswerTexts | None, *, welsh: bool) -> str:
    """Return the text with what a response letter tells of recordings; None: the program's own words."""
    wanted, name = tomllib.loads(content), "answer_welsh" if welsh else "answer"
    was_there = wanted.pop(name, None) is not None
    if own is None:
        return edited(content, (content, *without_table(content, name)), wanted)
    wanted[name] = dict(vars(own))
    lines = written(wanted[name])
    if was_there:
        return edited(content, with_lines(content, name, lines), wanted)
    return edited(content, [content.rstrip("\n") + f"\n\n[{name}]\n{lines}"], wanted)


def with_welsh(content: str, welsh: Welsh, *, unchecked: bool) -> str:
    """Return the text with whether letters are in Welsh, and in words that nobody has checked."""
    for key, value in (("welsh", welsh.value), ("welsh_unchecked", unchecked)):
        wanted = tomllib.loads(content) | {key: value}
        content = edited(content, with_key(content, key, value), wanted)
    return content
