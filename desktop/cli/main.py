"""The command line: its parser, and the way from the words to a verb.

The verbs of a family are one module here, and only that of the verb is loaded; all of them where the words begin with
none. The everyday start loads not even this (`__main__`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from desktop import __version__
from desktop.application.ports.sound import SoundEngine
from desktop.cli import screens
from desktop.cli.qt_libraries import load_ahead
from desktop.cli.terminal import TYPED, Verbs, secret
from desktop.environment.own_log import own_log


def run(words: Sequence[str]) -> int:
    """Run the verb that the words name and return its exit code: 2 where it could not begin."""
    given = parser(words).parse_args(words)
    if getattr(given, "recovery", None) == TYPED:
        _ask_for_key(given)
    with own_log("commands").run(str(given.verb), __version__):
        if given.verb is None:
            return screens.open_office(given.office)
        lines, code = given.run(given.office or screens.data_folder() / "office", given)
        if lines:
            print(*lines, sep="\n")
        return int(code)


def _ask_for_key(given: argparse.Namespace) -> None:
    """Have the recovery key itself typed. Nothing shows of it."""
    from desktop.words.command_line.office import recovery_key

    given.recovery = secret(recovery_key())


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Build the parser, with the verbs of the family of the one that the words name; with all where they name none."""
    top = argparse.ArgumentParser(
        prog="listening-room",
        description="Play an approved call recording, in the office, to the person it is about.",
    )
    top.add_argument("--version", action="version", version=f"listening-room {__version__}")
    top.add_argument(
        "--office", type=Path, metavar="FOLDER", help="the folder of the office (default: this account's office)"
    )
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    first = words[2:3] if words[:1] == ["--office"] else words[:1]
    named = [family for family, its in FAMILIES.items() if its.issuperset(first) and first]
    for family in named or FAMILIES:
        _add(family, verbs)
    return top


def _add(family: str, verbs: Verbs) -> None:
    """Add the verbs of that family. Each module is named in an import: no module of the built program may load another
    by a name that it makes up.
    """
    match family:
        case "office":
            from desktop.cli.office import add
        case "people":
            from desktop.cli.people import add
        case "policy":
            from desktop.cli.policy import add
        case "pcs":
            from desktop.cli.pcs import add
        case "demonstration":
            add = _add_demonstration
        case "log":
            from desktop.cli.log import add
        case "recordings":
            from desktop.cli.recordings import add
        case "copies":
            from desktop.cli.office import add_copies as add
        case _:
            from desktop.cli.status import add
    add(verbs)


def _add_demonstration(verbs: Verbs) -> None:
    """Add the demonstration's verb; it is a package of its own."""
    demo = verbs.add_parser("demo", help="open the demo office, which is made first if there is none")
    demo.add_argument("--folder", type=Path, help="the folder of the demo office (default: one of this account's)")
    demo.add_argument(
        "--fresh", action="store_true", help="make a new demo office; what was done in the old one is lost"
    )
    demo.add_argument(
        "--guided",
        type=Path,
        metavar="OUT",
        help="show a whole session by itself, and leave pictures of it in this folder",
    )
    demo.add_argument(
        "--from-intake",
        action="store_true",
        help="with --guided: begin with a customer's letter and a folder of recordings",
    )
    demo.add_argument(
        "--sound",
        choices=[each.value for each in SoundEngine],
        help="with --guided: what plays the call (default: libvlc where it is there)",
    )
    demo.add_argument("--json", action="store_true", help="with --guided: print what happened as one line of JSON")
    demo.set_defaults(run=_demo)


def _demo(folder: Path, given: argparse.Namespace) -> tuple[list[str], int]:
    """Open the demo office, or conduct a whole session in it."""
    load_ahead()
    return [], screens.showcase().demo(given, screens.data_folder(), screens.open_screens)


FAMILIES = {
    "office": frozenset({"office", "witness"}),
    "people": frozenset({"people", "password"}),
    "policy": frozenset({"policy"}),
    "pcs": frozenset({"pc", "keys", "server"}),
    "demonstration": frozenset({"demo"}),
    "log": frozenset({"verify", "log"}),
    "recordings": frozenset({"retain", "import"}),
    "copies": frozenset({"upgrade", "backup", "restore"}),
    "status": frozenset({"doctor", "status", "complaints"}),
}
"""The verbs in the order of `--help`."""
