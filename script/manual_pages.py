"""The manual pages of the program's verbs, from what its command line says of itself.

    python script/manual_pages.py OUT

Writes `listening-room-VERB.1` for each verb, its actions within it, into OUT/listening-room; those of the demonstration
into OUT/listening-room-demo. `listening-room(1)` is written by hand. The same program gives the same pages.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

OF_THE_DEMONSTRATION = frozenset({"demo"})
_SIGNS = {"\\": "\\e", "-": "\\-", "’": "\\(cq", "“": "\\(lq", "”": "\\(rq"}
_WIDTH = "78"


def pages() -> dict[str, str]:
    """Return each verb's page, by the verb."""
    from desktop.cli.main import parser

    os.environ |= {"COLUMNS": _WIDTH, "NO_COLOR": "1"}  # argparse looks at both
    top = parser()
    verbs = _actions_of(top)
    assert verbs is not None, "the program has verbs"
    return {verb: _page(verb, what, verbs.choices[verb]) for verb, what in _helps(verbs)}


def _page(verb: str, what: str, of: argparse.ArgumentParser) -> str:
    from desktop import __version__

    version = os.environ.get("BUILD_VERSION", __version__)
    actions, name = _actions_of(of), f"listening-room-{verb}"
    parts = [(action, done, actions.choices[action]) for action, done in _helps(actions)] if actions else []
    lines = [f'.TH {name.upper()} 1 "" "listening-room {version}" "User commands"']
    lines += [".SH NAME", f"{_said(name)} \\- {_said(what)}", ".SH SYNOPSIS", ".nf"]
    for each in [part for *_, part in parts] or [of]:
        lines += map(_said, each.format_usage().removeprefix("usage: ").rstrip("\n").splitlines())
    lines += [".fi", ".SH DESCRIPTION", f"{_sentence(what)}"]
    lines += [
        "It is a verb of",
        ".BR listening-room (1),",
        "which says what every verb takes: \\fB\\-\\-office\\fR and \\fB\\-\\-version\\fR.",
    ]
    if own := [*_options(of)]:
        lines += [".SH OPTIONS", *own]
    if parts:
        lines.append(".SH ACTIONS")
        for action, done, part in parts:
            lines += [f".SS {_said(action)}", _sentence(done), *_options(part)]
    lines += [".SH EXIT STATUS", "As of", ".BR listening-room (1)."]
    lines += [".SH SEE ALSO", ".BR listening-room (1)", ""]
    return "\n".join(lines)


def _options(of: argparse.ArgumentParser) -> Iterator[str]:
    """Yield what a verb or an action takes, in its order; not its help, nor what nobody gives."""
    for action in of._actions:
        if isinstance(action, (argparse._HelpAction, argparse._SubParsersAction)) or action.help == argparse.SUPPRESS:
            continue
        takes = (
            of._get_formatter()._format_args(action, (action.metavar or action.dest).upper())
            if action.nargs != 0
            else ""
        )
        named = ", ".join(f"\\fB{_said(option)}\\fR" for option in action.option_strings)
        yield from (".TP", f"{named} \\fI{_said(takes)}\\fR".strip() if takes else named)
        yield _sentence((action.help or "") + (" (needed)" if action.required and action.option_strings else ""))


def _actions_of(of: argparse.ArgumentParser) -> argparse._SubParsersAction[argparse.ArgumentParser] | None:
    return next((each for each in of._actions if isinstance(each, argparse._SubParsersAction)), None)


def _helps(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> list[tuple[str, str]]:
    return [(each.dest, each.help or "") for each in actions._choices_actions]


def _sentence(text: str) -> str:
    said = _said(text.replace("%%", "%"))
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _said(text: str) -> str:
    """Return a text as roff has it."""
    said = "".join(_SIGNS.get(sign, sign) for sign in text)
    return f"\\&{said}" if said.startswith((".", "'")) else said


def main(out: Path) -> None:
    """Write the pages."""
    for verb, page in pages().items():
        package = "listening-room-demo" if verb in OF_THE_DEMONSTRATION else "listening-room"
        file = out / package / f"listening-room-{verb}.1"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", type=Path, metavar="OUT")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main(asked.parse_args().out)
