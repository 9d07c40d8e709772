"""The command line's verbs, one function each. Heavy imports are inside them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import opening
from desktop.environment.qt_libraries import load_ahead
from desktop.errors import NotWitnessedError, SurroundingsError
from desktop.words.command_line import look, password_for, sign_in_name, verifying
from desktop.words.command_line import offices as said
from desktop.words.errors import words_of

if TYPE_CHECKING:
    import argparse


TYPED = Path("-")
"""In the place of a recovery key's file: it is typed."""


def with_typed_key(arguments: argparse.Namespace) -> argparse.Namespace:
    """Return the arguments with the recovery key itself, where it is to be typed. Nothing shows of it."""
    if getattr(arguments, "recovery", None) == TYPED:
        import getpass

        arguments.recovery = getpass.getpass(said.recovery_key())
    return arguments


def run(arguments: argparse.Namespace) -> int:
    """Run the given verb and return its exit code."""
    verbs: dict[str | None, Callable[[argparse.Namespace], int]] = {
        None: lambda given: opening.open_office(given.office),
        "office": office,
        "people": people,
        "pc": pc,
        "keys": pc,
        "server": pc,
        "policy": policy,
        "status": status,
        "complaints": complaints,
        "password": change_password,
        "witness": begin_witness,
        "demo": demo,
        "verify": verify,
        "log": log,
        "retain": retain,
        "import": import_folder,
        "upgrade": upgrade,
        "backup": backup,
        "restore": restore,
        "doctor": doctor,
    }
    return verbs[arguments.verb](arguments)


def office_folder(arguments: argparse.Namespace) -> Path:
    """Return the named office, or this account's own."""
    return arguments.office or opening.data_folder() / "office"


def office(arguments: argparse.Namespace) -> int:
    """Make an office, or move the one on this PC to a server; exit 1 if someone has to look at something."""
    if arguments.action == "create":
        return create_office(arguments)
    from desktop.moving.acts import move
    from desktop.office_making import server_at
    from desktop.words.command_line.moving import missing_place

    into = arguments.vault_in == "database" and arguments.vault is None
    if (arguments.to is None) != (arguments.database_owner is None) or not (arguments.to or into):
        print(missing_place(), file=sys.stderr)
        return 2
    server = arguments.to and server_at(arguments.to, arguments.database_owner)
    return _printed(move(office_folder(arguments), server, arguments))


def create_office(arguments: argparse.Namespace) -> int:
    """Make a real office: keys in the keyring, recovery keys offline, the first administrator."""
    from desktop import office_acts

    return office_acts.create_office(office_folder(arguments), arguments)


def people(arguments: argparse.Namespace) -> int:
    """Look after the office's people; exit 1 if the log could not be anchored."""
    from desktop import people_acts

    return _printed(people_acts.looked_after(office_folder(arguments), arguments))


def pc(arguments: argparse.Namespace) -> int:
    """Look after PCs, recovery keys and the way to the server; exit 1 if something is still to be looked at."""
    from desktop.joining.acts import ACTS

    return _printed(ACTS[arguments.verb, arguments.action](office_folder(arguments), arguments))


def policy(arguments: argparse.Namespace) -> int:
    """Look after the office's policies; exit 1 if the log could not be anchored."""
    from desktop import policy_acts

    return _printed(policy_acts.acted(office_folder(arguments), arguments))


def change_password(arguments: argparse.Namespace) -> int:
    """Change one's own password; exit 1 if the log could not be anchored."""
    from desktop import people_acts

    return _printed(people_acts.changed_own(office_folder(arguments), arguments.name))


def status(arguments: argparse.Namespace) -> int:
    """Tell how the office does; exit 1 if someone has to look at something."""
    from desktop import office_status

    return _printed(office_status.status(office_folder(arguments), as_json=arguments.json))


def complaints(arguments: argparse.Namespace) -> int:
    """Count the complaints of a period."""
    from desktop import complaint_figures

    return complaint_figures.told(office_folder(arguments), arguments)


def _printed(said: tuple[list[str], int]) -> int:
    print(*said[0], sep="\n")
    return said[1]


def begin_witness(arguments: argparse.Namespace) -> int:
    """Sign an administrator in and begin a witness file; exit 1 if the log could not be anchored."""
    import getpass

    from desktop import witness_beginning
    from desktop.domain.log.witness_files import WitnessReason

    place, certificates, reason = arguments.place, arguments.certificates, WitnessReason(arguments.reason)
    new = witness_beginning.NewWitness(place, reason, arguments.replaces, certificates)
    password = getpass.getpass(password_for(arguments.administrator))
    try:
        begun = witness_beginning.begin(office_folder(arguments), arguments.administrator, password, new)
    except NotWitnessedError as error:
        print(said.witness_in_use(place), *look(words_of(error)), sep="\n")
        return 1
    print(said.witness_in_use(place), said.witness_count(begun.files), sep="\n")
    return 0


def demo(arguments: argparse.Namespace) -> int:
    """Open the demo office, or conduct a whole session in it."""
    load_ahead()
    return int(opening.showcase().demo(arguments, opening.data_folder(), opening.open_screens))


def verify(arguments: argparse.Namespace) -> int:
    """Verify the log; exit 0 if it is whole, 1 if it is not or was stopped (Ctrl+C) before its end."""
    from desktop import log_verifying
    from desktop.verify.terminal import TerminalProgress

    progress = TerminalProgress(sys.stderr)
    held = None if arguments.receipt is None else log_verifying.held_text(arguments.receipt)
    try:
        with progress:
            verified = log_verifying.verify_office(
                office_folder(arguments), held, progress.report, since=arguments.since
            )
    except KeyboardInterrupt:
        print(*verifying.stopped(progress.done, progress.total), sep="\n", file=sys.stderr)
        return 1
    print(*([verified.as_json()] if arguments.json else verified.lines()), sep="\n")
    return 0 if verified.all_is_well else 1


def log(arguments: argparse.Namespace) -> int:
    """Export the log for people who check it without this program, print a proof of an export, or do an act of two."""
    from desktop import log_export
    from desktop.log_acts import lose
    from desktop.verify.terminal import TerminalProgress
    from desktop.words.command_line import exporting

    if arguments.action == "lost":
        return _printed(lose(office_folder(arguments), arguments.administrator, arguments.supervisor))
    if arguments.action == "prove":
        print(log_export.proof_of(arguments.folder, arguments.inclusion, arguments.consistency, arguments.size), end="")
        return 0
    with TerminalProgress(sys.stderr, says=exporting.written) as progress:
        done = log_export.export_log(office_folder(arguments), arguments.folder, progress.report)
    print(*exporting.exported(done, arguments.folder), sep="\n")
    return 0


def retain(arguments: argparse.Namespace) -> int:
    """Destroy what is due and report it; exit 1 if someone has to look at something."""
    from desktop import nightly

    folder, confirm = office_folder(arguments), arguments.confirm
    return _printed(nightly.retain(folder, confirm=confirm, asked=not arguments.if_due, as_json=arguments.json))


def import_folder(arguments: argparse.Namespace) -> int:
    """Import a folder as one person; exit 1 if a file was refused or left out, or the log could not be anchored."""
    from desktop.folder_import import Interrupts, may_report, open_import
    from desktop.verify.terminal import TerminalProgress
    from desktop.words.command_line.importing import import_words, looked_at, surveyed

    progress = TerminalProgress(sys.stderr, says=looked_at)
    interrupts = Interrupts(progress.report)
    with open_import(office_folder(arguments), arguments.path, arguments.source) as importing:
        may_report(arguments.report)
        with interrupts.listening():
            files = importing.survey(interrupts).files
        print(surveyed(files), file=sys.stderr)
        name, password = _who(arguments.sign_in)
        with interrupts.listening(), progress:
            told = importing.run(name, password, files, arguments.report, interrupts)
    print(*import_words(told.report, told.reasons), sep="\n")
    return 0 if told.all_is_well else 1


def _who(name: str | None) -> tuple[str, str]:
    """Return a person's sign-in name and password. Raises SurroundingsError where nobody is there to ask."""
    import getpass

    try:
        name = name or input(sign_in_name())
        return name, getpass.getpass(password_for(name))
    except EOFError:
        raise SurroundingsError("nobody_to_ask") from None


def upgrade(arguments: argparse.Namespace) -> int:
    """Upgrade a database on a server, as its owner; an embedded one is upgraded when it is opened."""
    import getpass

    from desktop.bootstrap.upgrading import upgrade_on_server

    owner = arguments.database_owner
    upgrade_on_server(office_folder(arguments), owner, getpass.getpass(said.owners_password(owner)))
    print(said.upgraded())
    return 0


def backup(arguments: argparse.Namespace) -> int:
    """Copy the office into a new folder; exit 1 if its vault lacks files, or if the log does not have it."""
    from desktop import backing_up
    from desktop.application.ports.upkeep import Noted

    done = backing_up.back_up_and_note(office_folder(arguments), arguments.folder)
    print(*said.backed_up(arguments.folder, done), sep="\n")
    return 1 if done.missing or done.noted is not Noted.IN_LOG else 0


def restore(arguments: argparse.Namespace) -> int:
    """Restore the office from a back-up; exit 1 if the witness file covers more than the back-up holds."""
    from desktop import office_acts

    return office_acts.restore(office_folder(arguments), arguments)


def doctor(arguments: argparse.Namespace) -> int:
    """Check what this PC provides, part by part, and how the office is; exit 1 if someone has to look at something."""
    from desktop.doctor import report

    return _printed(report(arguments.bundle, office_folder(arguments)))
