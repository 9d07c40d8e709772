"""The command line's verbs, one function each. Heavy imports are inside them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from desktop.errors import NotWitnessedError, SurroundingsError
from desktop.words.errors import words_of

if TYPE_CHECKING:
    from desktop.application.ports.desk import Desk
    from desktop.environment.database_server import Server


def run(arguments: argparse.Namespace) -> int:
    """Run the given verb and return its exit code."""
    verbs: dict[str | None, Callable[[argparse.Namespace], int]] = {
        None: open_office,
        "office": create_office,
        "people": add_people,
        "demo": demo,
        "verify": verify,
        "log": log,
        "retain": retain,
        "import": import_folder,
        "upgrade": upgrade,
        "backup": backup,
        "restore": restore,
        "doctor": doctor,
        "screens": screens,
    }
    return verbs[arguments.verb](arguments)


def data_folder() -> Path:
    """Return this account's folder for the program."""
    import platformdirs

    return Path(platformdirs.user_data_dir("listening-room", appauthor=False))


def office_folder(arguments: argparse.Namespace) -> Path:
    """Return the named office, or this account's own."""
    return arguments.office or data_folder() / "office"


def open_office(arguments: argparse.Namespace) -> int:
    """Open the office's screens."""
    return _open_screens(office_folder(arguments))


def _open_screens(folder: Path, *, back_office: bool = False, demo_is_new: bool = False) -> int:
    from desktop.environment.office_file import DEMO, read_office_file
    from desktop.environment.single_instance import SingleInstance
    from desktop.ui.shell.app import run_screens

    def opened() -> Desk:
        from desktop.bootstrap.wiring import open_desk  # behind the window that has painted by then

        return open_desk(folder, back_office=back_office, alone=True)

    file, paths = read_office_file(folder)
    instance = SingleInstance(paths.lock)
    instance.acquire()
    try:
        return run_screens(
            opened,
            instance.raise_requested,
            demo=file.kind == DEMO,
            demo_is_new=demo_is_new,
        )
    finally:
        instance.release()


def create_office(arguments: argparse.Namespace) -> int:
    """Make a real office: keys in the keyring, recovery keys offline, the first administrator."""
    import getpass

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
    if (arguments.database is None) != (arguments.database_owner is None):
        print("A database server needs both: --database ADDRESS --database-owner ROLE", file=sys.stderr)
        return 2
    server = _server(arguments)
    password = getpass.getpass(f"A password for {arguments.administrator}: ")
    made = make_office(
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
            server,
            arguments.opens_originals,
        )
    )
    made.engine.dispose()
    print(f"Made the office {arguments.name}. Open it with: listening-room")
    return 0


def _server(arguments: argparse.Namespace) -> Server | None:
    """Return the named database server, with passwords prompted for; None for the embedded database."""
    import getpass

    from desktop.bootstrap.making import checked_address
    from desktop.environment.database_server import Server

    if arguments.database is None:
        return None
    address, user = checked_address(arguments.database)
    password = getpass.getpass(f"Password of {user} on the database server: ")
    owner = arguments.database_owner
    return Server(address, password, owner, getpass.getpass(f"Password of {owner} on it (it is not kept): "))


def add_people(arguments: argparse.Namespace) -> int:
    """Sign an administrator in and add a person who can sign in; exit 1 if the log could not be anchored."""
    import getpass

    from desktop.office_making import NewPerson, add_to_office

    own = getpass.getpass(f"Password of {arguments.administrator}: ")
    password = getpass.getpass(f"A first password for {arguments.name}: ")
    new = NewPerson(arguments.name, arguments.shown, arguments.role, password)
    try:
        add_to_office(office_folder(arguments), arguments.administrator, own, new)
    except NotWitnessedError as error:
        print(f"Added {arguments.name}.")
        print(f"LOOK: {words_of(error)}")
        return 1
    print(f"Added {arguments.name}.")
    return 0


def demo(arguments: argparse.Namespace) -> int:
    """Open the demo office, or conduct a whole session in it."""
    code: int = _showcase().demo(arguments, data_folder(), _open_screens)
    return code


def verify(arguments: argparse.Namespace) -> int:
    """Verify the log; exit 0 if it is whole, 1 if it is not or was stopped (Ctrl+C) before its end."""
    import dataclasses
    import json

    from desktop.bootstrap.opening import open_parts
    from desktop.bootstrap.verifying import log_connection
    from desktop.verify import verify as verify_log
    from desktop.verify.terminal import TerminalProgress

    progress = TerminalProgress(sys.stderr)
    parts = open_parts(office_folder(arguments), as_it_is=True)
    try:
        again, wrong = parts.witness.readable_text, words_of(parts.wrong) if parts.wrong else None
        told, origin, vault = again(), parts.file.origin, parts.paths.vault
        with progress, log_connection(parts.engine) as connection:
            report = verify_log(
                connection, told, origin=origin, on_progress=progress.report, witness_again=again, vault=vault
            )
    except KeyboardInterrupt:
        print(f"Not finished: stopped after {progress.done:,} of {progress.total:,} events.", file=sys.stderr)
        print("Nothing is proven. Run it again to the end.", file=sys.stderr)
        return 1
    finally:
        parts.engine.dispose()
    if arguments.json:
        print(json.dumps(dataclasses.asdict(report) | {"database": wrong}, default=str))
        return 0 if report.ok and wrong is None else 1
    if wrong is not None:
        print(f"The database is not as it should be:\n- {wrong}")
    if report.ok:
        print(f"The log is whole. {report.anchored_events:,} of {report.events:,} events are anchored outside.")
        print("Every anchored event is unchanged since it was recorded. Events after the last anchor could be")
        print("removed by the database's administrator without a trace.")
        return 0 if wrong is None else 1
    print("The log cannot be proved:" if report.unproved else "The log is NOT whole:")
    for finding in report.findings:
        print(f"- {finding.words}")
    return 1


def log(arguments: argparse.Namespace) -> int:
    """Export the log for people who check it without this program, or print a proof that is made of an export."""
    from desktop import log_export
    from desktop.verify.terminal import TerminalProgress

    if arguments.action == "prove":
        print(log_export.proof_of(arguments.folder, arguments.inclusion, arguments.consistency, arguments.size), end="")
        return 0
    with TerminalProgress(sys.stderr, words="Wrote {done:,} of {total:,} events.") as progress:
        done = log_export.export_log(office_folder(arguments), arguments.folder, progress.report)
    print(f"Exported {done:,} events into {arguments.folder}, as far as the newest checkpoint.")
    print("docs/verifying.md says how anyone can check it. The keys for that are in the witness file, not in here.")
    return 0


def retain(arguments: argparse.Namespace) -> int:
    """Destroy what is due and report it; exit 1 if someone has to look at something."""
    import dataclasses
    import json

    from desktop.nightly import open_nightly, words_of_report

    with open_nightly(office_folder(arguments)) as nightly:
        confirmed_by = arguments.confirm
        report = nightly.confirmed_run(confirmed_by) if confirmed_by else nightly.retaining.run()
    if arguments.json:
        print(json.dumps(dataclasses.asdict(report), default=str))
    else:
        print("\n".join(words_of_report(report, nightly.zone)))
    return 0 if report.all_is_well else 1


def import_folder(arguments: argparse.Namespace) -> int:
    """Import a folder as one person; exit 1 if a file was refused or left out, or the log could not be anchored."""
    from desktop.folder_import import Interrupts, may_report, open_import, words_of_import
    from desktop.verify.terminal import TerminalProgress

    progress = TerminalProgress(sys.stderr, words="Looked at {done:,} of {total:,} files.")
    interrupts = Interrupts(progress.report)
    with open_import(office_folder(arguments), arguments.path, arguments.source) as bringing_in:
        may_report(arguments.report)
        with interrupts.listening():
            files = bringing_in.survey(interrupts).files
        print(f"{files:,} files in it.", file=sys.stderr)
        name, password = _who(arguments.sign_in)
        with interrupts.listening(), progress:
            told = bringing_in.run(name, password, files, arguments.report, interrupts)
    print("\n".join(words_of_import(told)))
    return 0 if told.all_is_well else 1


def _who(name: str | None) -> tuple[str, str]:
    """Return a person's sign-in name and password. Raises SurroundingsError where nobody is there to ask."""
    import getpass

    try:
        name = name or input("Your sign-in name: ")
        return name, getpass.getpass(f"Password of {name}: ")
    except EOFError:
        raise SurroundingsError("nobody_to_ask") from None


def upgrade(arguments: argparse.Namespace) -> int:
    """Upgrade a database on a server, as its owner; an embedded one is upgraded when it is opened."""
    import getpass

    from desktop.bootstrap.upgrading import upgrade_on_server

    owner = arguments.database_owner
    password = getpass.getpass(f"Password of {owner} on the database server (it is not kept): ")
    upgrade_on_server(office_folder(arguments), owner, password)
    print("The office's database is up to date.")
    return 0


def backup(arguments: argparse.Namespace) -> int:
    """Copy the office into a new folder; it may be open meanwhile."""
    from desktop import backing_up

    done = backing_up.back_up(office_folder(arguments), arguments.folder)
    print(f"Backed up into {arguments.folder}: {done.recordings:,} recordings and copies.")
    if done.events is None:
        print("The database lies on its server and is NOT in it. Back it up there, before this.")
    else:
        print(f"The log in it has {done.events:,} events.")
    print("Keep it on another disk. Only a recovery key opens it: keep that in another place again.")
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Restore the office from a back-up; exit 1 if the witness file covers more than the back-up holds."""
    from desktop import backing_up

    done = backing_up.restore(arguments.folder, office_folder(arguments), arguments.recovery)
    print(f"Restored the office. Its log has {done.events:,} events.")
    if done.witnessed is None:
        print("LOOK: the witness file cannot be read. Connect its disk or share before the office is opened.")
    elif done.witnessed > done.events:
        print(f"LOOK: the witness file knows of {done.witnessed:,} events. What came after the back-up is lost, and")
        print("verifying will say from now on that the log is not whole. Keep this back-up and the witness file.")
    else:
        return 0
    return 1


def doctor(arguments: argparse.Namespace) -> int:
    """Check what this PC provides, part by part; exit 1 if a part is missing."""
    from desktop.doctor import checks

    missing = 0
    for check in checks():
        print(f"{'ok' if check.ok else check.mark:7} {check.name}: {check.words}")
        missing += not check.ok and check.needed
    return 1 if missing else 0


def screens(arguments: argparse.Namespace) -> int:
    """Render every screen, and every state of it that matters, to PNG."""
    code: int = _showcase().screens(arguments)
    return code


def _showcase() -> ModuleType:
    """Return the demonstration's verbs, a package of their own. Raises SurroundingsError (`demo_missing`)."""
    try:
        from desktop.showcase import verbs
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("desktop.showcase"):
            raise
        raise SurroundingsError("demo_missing") from None
    return verbs
