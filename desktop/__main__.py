"""The program's entry point: arguments, exit code. Everything else is imported once it is needed.

`start` runs the program, from source and built: it secures the process first. `main` alone is for tests.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from desktop import __version__

DECODE_CHILD = "decode-child"
"""Internal: how a built program starts its decoding child (see `desktop.media.sandbox.decode.child_command`)."""
ROLES = ("adviser", "information_officer", "approver", "supervisor", "administrator")


def parser() -> argparse.ArgumentParser:
    """Build the command line's parser: without a verb, the office's screens open."""
    top = argparse.ArgumentParser(
        prog="listening-room",
        description="Play an approved call recording, in the office, to the person it is about.",
    )
    top.add_argument("--version", action="version", version=f"listening-room {__version__}")
    top.add_argument(
        "--office", type=Path, metavar="FOLDER", help="the folder of the office (default: this account's office)"
    )
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    for add in (_making, _demonstration, _daily, _looking_after):
        add(verbs)
    return top


def _read(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line. The everyday one, which has no verb, does not wait for the words of all others."""
    match words:
        case []:
            return argparse.Namespace(verb=None, office=None)
        case ["--office", folder] if not folder.startswith("-"):
            return argparse.Namespace(verb=None, office=Path(folder))
        case _:
            return parser().parse_args(words)


def _making(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs that make an office and add people to it."""
    office = verbs.add_parser("office", help="make an office on this PC")
    office.add_argument("action", choices=["create"])
    office.add_argument("--name", required=True, help="its name, as screens and receipts show it")
    office.add_argument("--place", default="", help="where it is, such as Town Hall")
    office.add_argument("--desk", default="Desk 1", help="the name of this desk (default: Desk 1)")
    office.add_argument(
        "--opens-originals", action="store_true", help="recordings are imported and prepared at this desk"
    )
    nations = ["england_and_wales", "scotland", "northern_ireland"]
    office.add_argument("--nation", choices=nations, help="whose public holidays count (default: england_and_wales)")
    office.add_argument("--witness", type=Path, metavar="FILE", help="the witness file, outside the office's folder")
    office.add_argument(
        "--recovery", action="append", metavar="AGE_RECIPIENT", help="an offline recovery key; name two"
    )
    office.add_argument(
        "--database", metavar="ADDRESS", help="the address of a PostgreSQL database, without a password"
    )
    office.add_argument("--database-owner", metavar="ROLE", help="the role that owns the database, which no desk uses")
    office.add_argument(
        "--administrator", default="administrator", metavar="NAME", help="the first administrator's sign-in name"
    )
    witness = verbs.add_parser("witness", help="begin a further witness, or one in the place of another")
    witness.add_argument("action", choices=["begin"])
    place = "the new witness file, outside the office's folder, or the address of a time-stamping authority"
    witness.add_argument("place", metavar="FILE|ADDRESS", help=place)
    witness.add_argument("--administrator", required=True, help="your own sign-in name")
    reasons = ["one_more", "moved", "lost", "damaged"]
    witness.add_argument("--reason", required=True, choices=reasons, help="why; the log says so")
    witness.add_argument("--replaces", metavar="OLD", help="the witness whose place it takes")
    witness.add_argument("--certificates", type=Path, metavar="FILE", help="an authority's root certificates (PEM)")
    witness.add_argument(
        "--needed", type=int, metavar="N", help="how many of the files have to have a checkpoint (default: as before)"
    )
    people = verbs.add_parser("people", help="add a person who can sign in; an administrator does this")
    people.add_argument("action", choices=["add"])
    people.add_argument("--administrator", required=True, help="your own sign-in name")
    people.add_argument("--name", required=True, help="the new person's sign-in name")
    people.add_argument("--shown", required=True, help="their name as screens show it")
    people.add_argument("--role", required=True, choices=ROLES, help="what they do")


def _demonstration(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the demonstration's verbs; it is a package of its own."""
    demo = verbs.add_parser("demo", help="open the demo office, which is made first if there is none")
    demo.add_argument("--folder", type=Path, help="the folder of the demo office (default: one of this account's)")
    demo.add_argument(
        "--fresh", action="store_true", help="make a new demo office; what was done in the old one is lost"
    )
    demo.add_argument("--back-office", action="store_true", help="open its back-office desk, where copies are prepared")
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
    demo.add_argument("--json", action="store_true", help="with --guided: print what happened as one line of JSON")
    screens = verbs.add_parser("screens", help="render every screen as a PNG picture")
    screens.add_argument("out", type=Path, metavar="OUT", help="the folder for the pictures")
    screens.add_argument("--size", help=argparse.SUPPRESS)  # how it starts itself for each size


def _daily(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the everyday verbs."""
    verify = verbs.add_parser(
        "verify", help="verify the log; exit 0 if it is whole, 1 if it is not, or if you stopped it"
    )
    verify.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    part = verify.add_mutually_exclusive_group()
    part.add_argument(
        "--since", action="store_true", help="only what is new since the last whole verification on this PC"
    )
    part.add_argument(
        "--receipt",
        metavar="FILE|TEXT",
        help="check a receipt's checkpoint too: its text, or a file with it (- to read)",
    )
    _log(verbs)
    retain = verbs.add_parser("retain", help="destroy recordings past their retention period; run it every night")
    retain.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    retain.add_argument(
        "--confirm", metavar="NAME", help="an administrator, who confirms that this PC's clock is right"
    )
    bring_in = verbs.add_parser("import", help="import a folder of recordings; exit 1 if a file was refused")
    bring_in.add_argument("path", type=Path, metavar="PATH", help="the folder, or a single recording")
    bring_in.add_argument(
        "--source", required=True, metavar="NAME", help="the source in the keeping policy that they come from"
    )
    bring_in.add_argument(
        "--report", type=Path, metavar="FILE", help="write the result for each file into this CSV file"
    )
    bring_in.add_argument("--sign-in", metavar="NAME", help="who imports them (you are asked if you leave it out)")


def _log(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs by which others can check the log."""
    log = verbs.add_parser("log", help="export the log for others to check, and make proofs out of an export")
    actions = log.add_subparsers(dest="action", metavar="ACTION", required=True)
    sign = actions.add_parser("sign", help="begin to sign an older office's log; two people do this together")
    sign.add_argument("--administrator", required=True, metavar="NAME", help="an administrator's sign-in name")
    sign.add_argument("--supervisor", required=True, metavar="NAME", help="a supervisor's sign-in name")
    lost = actions.add_parser("lost", help="state which events were lost, after an older database was put back")
    lost.add_argument("--administrator", required=True, metavar="NAME", help="an administrator's sign-in name")
    lost.add_argument("--supervisor", required=True, metavar="NAME", help="a supervisor's sign-in name")
    export = actions.add_parser("export", help="write the log and its tree into a new folder")
    export.add_argument("folder", type=Path, metavar="FOLDER", help="the new folder")
    prove = actions.add_parser("prove", help="print a proof that is made of an export; no office is opened")
    prove.add_argument("folder", type=Path, metavar="EXPORT", help="an export's folder")
    about = prove.add_mutually_exclusive_group(required=True)
    about.add_argument("--inclusion", type=int, metavar="SEQ", help="that the event of this number is in the log")
    about.add_argument("--consistency", type=int, metavar="SIZE", help="that the log was only added to since that size")
    prove.add_argument("--size", type=int, help="under the checkpoint over so many events (default: the newest)")


def _looking_after(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs that maintain an office."""
    upgrade = verbs.add_parser("upgrade", help="upgrade a database on a server to this version, as its owner")
    upgrade.add_argument("--database-owner", metavar="ROLE", required=True, help="the role that owns the database")
    backup = verbs.add_parser("backup", help="back the office up into a new folder; it may be open")
    backup.add_argument("folder", type=Path, metavar="FOLDER", help="the new folder, on another disk if you can")
    restore = verbs.add_parser("restore", help="restore the office from a back-up")
    restore.add_argument("folder", type=Path, metavar="FOLDER", help="the back-up's folder")
    restore.add_argument(
        "--recovery", type=Path, required=True, metavar="FILE", help="the file of a recovery key, from age-keygen"
    )
    verbs.add_parser("doctor", help="check what this PC provides")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a verb and return its exit code: 2 where the environment lacks what it needs."""
    words = sys.argv[1:] if argv is None else list(argv)
    if words[:1] == [DECODE_CHILD]:
        from desktop.media.sandbox import decode_child

        return decode_child.main(words[1:])
    arguments = _read(words)
    if arguments.verb is None:
        gc.disable()  # the screens collect on their own thread (`ui.shell.collecting`); imports are no garbage
    from desktop import commands
    from desktop.errors import ListeningRoomError
    from desktop.words.errors import words_of

    try:
        return commands.run(arguments)
    except ListeningRoomError as error:
        print(f"listening-room: {words_of(error)} [{error.code}]", file=sys.stderr)
        return 2


def start() -> NoReturn:
    """Secure the process, run the verb, and exit with its code."""
    from desktop.lockdown import at_start

    at_start.secure()
    sys.exit(main())


if __name__ == "__main__":
    start()
