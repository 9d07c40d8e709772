"""The command line's verbs, one function each. Heavy imports stand inside them."""

from __future__ import annotations

import argparse
import dataclasses
import getpass
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from desktop.errors import FieldsError, ListeningRoomError, RefusedError, SurroundingsError

PROBLEMS = {
    "name_missing": "Give a sign-in name.",
    "name_taken": "Somebody has this sign-in name already. Choose another.",
    "password_missing": "Type a password.",
    "password_too_short": "A password has at least 12 characters.",
    "password_too_long": "A password has at most 256 characters.",
    "password_unusable": "This password has characters that cannot be used.",
    "recovery_not_a_recipient": "A recovery key is what age-keygen prints as the public key: age1...",
}
"""Words for what was typed on the command line, which does without the screens' own."""


def words_of(error: ListeningRoomError) -> str:
    """What went wrong, in words; for fields, a sentence for each."""
    if isinstance(error, FieldsError):
        return " ".join(PROBLEMS.get(code, code) for code in error.problems.values())
    return error.words


def run(arguments: argparse.Namespace) -> int:
    """Run the verb that was asked for; its exit code."""
    verbs: dict[str | None, Callable[[argparse.Namespace], int]] = {
        None: open_office,
        "office": create_office,
        "people": add_people,
        "demo": demo,
        "verify": verify,
        "doctor": doctor,
        "screens": screens,
    }
    return verbs[arguments.verb](arguments)


def data_folder() -> Path:
    """This account's folder for the program."""
    import platformdirs

    return Path(platformdirs.user_data_dir("listening-room", appauthor=False))


def office_folder(arguments: argparse.Namespace) -> Path:
    """The office that was named, or this account's own."""
    return arguments.office or data_folder() / "office"


def open_office(arguments: argparse.Namespace) -> int:
    """Open the office's screens."""
    return _open_screens(office_folder(arguments))


def _open_screens(folder: Path) -> int:
    from desktop.bootstrap import open_desk, read_office_file
    from desktop.environment.single_instance import SingleInstance
    from desktop.ui.app import run_screens

    _, paths = read_office_file(folder)
    instance = SingleInstance(paths.lock)
    instance.acquire()
    try:
        return run_screens(lambda: open_desk(folder), instance.raise_requested)
    finally:
        instance.release()


def create_office(arguments: argparse.Namespace) -> int:
    """Make a real office: keys in the keyring, recovery keys offline, the first administrator."""
    from desktop.office_making import NewOffice, make_office

    folder = office_folder(arguments)
    recovery = tuple(arguments.recovery or ())
    if len(recovery) < 2:
        print("Give two offline recovery keys: --recovery age1... --recovery age1...", file=sys.stderr)
        print("Make each with age-keygen, and keep what it prints away from this PC.", file=sys.stderr)
        return 2
    if arguments.witness is None:
        print("Give the witness file a place outside the office's folder: --witness FILE", file=sys.stderr)
        return 2
    password = getpass.getpass(f"A password for {arguments.administrator}: ")
    make_office(
        NewOffice(
            folder,
            arguments.name,
            arguments.place,
            arguments.desk,
            arguments.nation or "england_and_wales",
            arguments.witness,
            recovery,
            arguments.administrator,
            password,
        )
    )
    print(f"Made the office {arguments.name}. Open it with: listening-room")
    return 0


def add_people(arguments: argparse.Namespace) -> int:
    """An administrator signs in, and adds somebody who can sign in."""
    from desktop.office_making import NewPerson, add_to_office

    own = getpass.getpass(f"Password of {arguments.administrator}: ")
    password = getpass.getpass(f"A first password for {arguments.name}: ")
    new = NewPerson(arguments.name, arguments.shown, arguments.role, password)
    add_to_office(office_folder(arguments), arguments.administrator, own, new)
    print(f"Added {arguments.name}.")
    return 0


def demo(arguments: argparse.Namespace) -> int:
    """The demo office: open it, or conduct a whole session in it."""
    if arguments.guided is not None:
        return guided(arguments)
    from desktop.demo import DEMO_PASSWORD, SIGN_IN_NAMES, make_demo

    folder = arguments.folder or data_folder() / "demo-office"
    if arguments.fresh and folder.exists():
        _remove_demo(folder)
    if not (folder / "office.toml").exists():
        print("Making the demo office (once; some ten seconds) ...")
        make_demo(folder)
    print(f"Sign in as one of: {', '.join(SIGN_IN_NAMES)}. The password of each is: {DEMO_PASSWORD}")
    return _open_screens(folder)


def _remove_demo(folder: Path) -> None:
    from desktop.bootstrap import DEMO, read_office_file

    file, _ = read_office_file(folder)
    if file.kind != DEMO:
        raise RefusedError("not_a_demo", "This folder holds a real office. It is not removed.")
    shutil.rmtree(folder)


def guided(arguments: argparse.Namespace) -> int:
    """Conduct one whole session through the real windows; exit 0 only if all of it is true."""
    from desktop.guided import conduct

    account = conduct(arguments.guided)
    if arguments.json:
        print(json.dumps(account.as_json()))
    else:
        print(account.in_words())
    return 0 if account.all_true() else 1


def verify(arguments: argparse.Namespace) -> int:
    """Verify the log; exit 0 if it is whole, 1 if not."""
    from desktop.bootstrap import open_parts
    from desktop.verify import verify as verify_log

    parts = open_parts(office_folder(arguments))
    connection = parts.engine.raw_connection()
    try:
        report = verify_log(connection, parts.witness.text())
    finally:
        connection.close()
        parts.engine.dispose()
    if arguments.json:
        print(json.dumps(dataclasses.asdict(report), default=str))
        return 0 if report.ok else 1
    if report.ok:
        print(f"The log is whole. {report.anchored_events:,} of {report.events:,} events are anchored outside.")
        print("Every anchored event is unchanged since it was recorded. Events after the last anchor could be")
        print("removed by the database's administrator without a trace.")
        return 0
    print("The log is NOT whole:")
    for finding in report.findings:
        print(f"- {finding.words}")
    return 1


def doctor(arguments: argparse.Namespace) -> int:
    """Check what this PC provides, part by part; exit 1 if a part is missing."""
    from desktop.doctor import checks

    missing = 0
    for check in checks():
        print(f"{'ok     ' if check.ok else 'MISSING'} {check.name}: {check.words}")
        missing += not check.ok and check.needed
    return 1 if missing else 0


def screens(arguments: argparse.Namespace) -> int:
    """Render every screen, and every state of it that matters, to PNG."""
    from desktop.screens import render_all

    count = render_all(arguments.out)
    if count == 0:
        raise SurroundingsError("no_screens", "No screen was rendered.")
    print(f"{count} pictures in {arguments.out}")
    return 0
