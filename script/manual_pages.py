"""The manual pages of the program's verbs, and those in the reference, from what its command line says of itself.

    python script/manual_pages.py OUT
    python script/manual_pages.py --reference FILE

The first writes `listening-room-VERB.1` for each verb, its actions within it, into OUT/listening-room; those of the
demonstration into OUT/listening-room-demo. `listening-room(1)` is written by hand. The second writes all verbs into
FILE, which is `docs/administrators/reference.md`, between its two marks; the rest of that is written by hand. The same
program gives the same pages.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OF_THE_DEMONSTRATION = frozenset({"demo"})
BEGIN, END = "<!-- from here: script/manual_pages.py --reference -->\n", "<!-- to here -->\n"
_SIGNS = {"\\": "\\e", "-": "\\-", "’": "\\(cq", "“": "\\(lq", "”": "\\(rq"}
_WIDTH = 100


class Given(NamedTuple):
    """An argument: its names (none of one that is given by its place), what follows them, and what it is."""

    names: list[str]
    takes: str
    said: str


class Part(NamedTuple):
    """A verb, or an action of one: its words, what it does, how it is typed, and what it takes."""

    words: str
    said: str
    synopsis: str
    given: list[Given]


class Verb(NamedTuple):
    """A verb, itself and its actions."""

    name: str
    itself: Part
    actions: list[Part]


def verbs() -> list[Verb]:
    """Return the program's verbs, by name."""
    from desktop.cli.main import parser

    found = _actions_of(parser())
    assert found is not None, "the program has verbs"
    return sorted(_verb(name, said, found.choices[name]) for name, said in _helps(found))


def _verb(name: str, said: str, of: argparse.ArgumentParser) -> Verb:
    actions = _actions_of(of)
    parts = (
        [_part(f"{name} {action}", said, actions.choices[action]) for action, said in _helps(actions)]
        if actions
        else []
    )
    return Verb(name, _part(name, said, of), parts)


def _part(words: str, said: str, of: argparse.ArgumentParser) -> Part:
    taken = sorted((each for each in of._actions if not _left_out(each)), key=lambda each: bool(each.option_strings))
    given = [Given(list(each.option_strings), _takes(each), _said_of(each)) for each in taken if not _fixed(each)]
    return Part(words, _sentence(said), f"{of.prog} {' '.join(_typed(of, taken))}".strip(), given)


def _left_out(action: argparse.Action) -> bool:
    kinds = argparse._HelpAction, argparse._SubParsersAction
    return isinstance(action, kinds) or action.help == argparse.SUPPRESS


def _fixed(action: argparse.Action) -> bool:
    """Return whether it is a word that is always the same."""
    return not action.option_strings and action.choices is not None and len(list(action.choices)) == 1


def _takes(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.metavar is None and action.choices is not None:
        said = "|".join(map(str, action.choices))
        return said if _fixed(action) else f"{{{said}}}"
    return str(action.metavar or action.dest.upper())


def _said_of(action: argparse.Action) -> str:
    return _sentence((action.help or "") + (" (needed)" if action.required and action.option_strings else ""))


def _typed(of: argparse.ArgumentParser, taken: list[argparse.Action]) -> Iterator[str]:
    """Yield what is typed after the verb. Options of which each excludes the others are one."""
    together = {each: group for group in of._mutually_exclusive_groups for each in group._group_actions}
    for action in taken:
        group = together.get(action)
        if group is None:
            said, needed = _word(action), action.required
        elif action is group._group_actions[0]:
            said, needed = " | ".join(_word(each) for each in group._group_actions), group.required
            said = f"({said})" if needed else said
        else:
            continue
        yield said if needed else f"[{said}]"


def _word(action: argparse.Action) -> str:
    return " ".join([*action.option_strings[:1], *filter(None, [_takes(action)])])


def _actions_of(of: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    return next((each for each in of._actions if isinstance(each, argparse._SubParsersAction)), None)


def _helps(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[tuple[str, str]]:
    return [(each.dest, each.help or "") for each in actions._choices_actions]


def _sentence(text: str) -> str:
    said = text.replace("%%", "%")
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def manual_page(verb: Verb) -> str:
    """Return the manual page of a verb."""
    from desktop import __version__

    version, name = os.environ.get("BUILD_VERSION", __version__), f"listening-room-{verb.name}"
    lines = [f'.TH {name.upper()} 1 "" "listening-room {version}" "User commands"']
    lines += [".SH NAME", f"{_roff(name)} \\- {_roff(verb.itself.said.rstrip('.'))}", ".SH SYNOPSIS", ".nf"]
    for part in verb.actions or [verb.itself]:
        lines += map(_roff, _wrapped(part.synopsis, 78))
    lines += [".fi", ".SH DESCRIPTION", _roff(verb.itself.said)]
    lines += [
        "It is a verb of",
        ".BR listening-room (1),",
        "which says what every verb takes: \\fB\\-\\-office\\fR and \\fB\\-\\-version\\fR.",
    ]
    if verb.itself.given:
        lines += [".SH OPTIONS", *_options(verb.itself)]
    if verb.actions:
        lines.append(".SH ACTIONS")
        for part in verb.actions:
            lines += [f".SS {_roff(part.words.removeprefix(f'{verb.name} '))}", _roff(part.said), *_options(part)]
    lines += [".SH EXIT STATUS", "As of", ".BR listening-room (1)."]
    return "\n".join([*lines, ".SH SEE ALSO", ".BR listening-room (1)", ""])


def _options(part: Part) -> Iterator[str]:
    for names, takes, said in part.given:
        named = ", ".join(f"\\fB{_roff(option)}\\fR" for option in names)
        yield from (".TP", f"{named} \\fI{_roff(takes)}\\fR".strip() if takes else named, _roff(said))


def _roff(text: str) -> str:
    """Return a text as roff has it."""
    said = "".join(_SIGNS.get(sign, sign) for sign in text)
    return f"\\&{said}" if said.startswith((".", "'")) else said


def _wrapped(synopsis: str, width: int) -> list[str]:
    return textwrap.wrap(synopsis, width, subsequent_indent="    ", break_on_hyphens=False)


def in_reference(page: str) -> str:
    """Return the reference with its commands as they are now. Raises ValueError where a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("it has no place for the commands: its two marks are missing")
    return "\n".join([before + BEGIN, *_all_commands(), END + after])


def _all_commands() -> Iterator[str]:
    for verb in verbs():
        yield from (f"### {verb.name}", "", verb.itself.said, "")
        if not verb.actions:
            yield from _taken(verb.itself)
        for part in verb.actions:
            yield from (f"#### {part.words}", "", part.said, "", *_taken(part))


def _taken(part: Part) -> Iterator[str]:
    yield from (*(f"    {line}" for line in _wrapped(f"usage: {part.synopsis}", _WIDTH)), "")
    if part.given:
        yield from ("| | |", "| --- | --- |")
        for names, takes, said in part.given:
            typed = " ".join(filter(None, [*names, takes]))
            yield "| `{}` | {} |".format(*(each.replace("|", "\\|") for each in (typed, said)))
        yield ""


def main(out: Path) -> None:
    """Write the manual pages."""
    for verb in verbs():
        package = "listening-room-demo" if verb.name in OF_THE_DEMONSTRATION else "listening-room"
        file = out / package / f"listening-room-{verb.name}.1"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(manual_page(verb), encoding="utf-8")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = asked.add_mutually_exclusive_group(required=True)
    where.add_argument("out", type=Path, nargs="?", metavar="OUT", help="the folder for the manual pages")
    where.add_argument("--reference", type=Path, metavar="FILE", help="the page whose commands are written anew")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    given = asked.parse_args()
    if given.reference is None:
        main(given.out)
    else:
        given.reference.write_text(in_reference(given.reference.read_text("utf-8")), "utf-8")
