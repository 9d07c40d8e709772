"""The log: verified here, exported for others to check, and what of it was lost is stated by two people together."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from desktop.application.office.recovery import StateLoss, state_loss
from desktop.application.office.signing_in import SignIn
from desktop.bootstrap.wiring import opened
from desktop.cli.terminal import Said, TerminalProgress, Verbs, password_of
from desktop.lifecycle.log_evidence import export_log, held_text, proof_of, verify_office
from desktop.words.command_line import log as messages


def add(verbs: Verbs) -> None:
    """Add the verbs that verify the log, and by which others can check it."""
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
    verify.set_defaults(run=_verify)
    log = verbs.add_parser("log", help="export the log for others to check, and make proofs out of an export")
    actions = log.add_subparsers(dest="action", metavar="ACTION", required=True)
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
    for act, run in ((lost, _lose), (export, _export), (prove, _prove)):
        act.set_defaults(run=run)


def _verify(folder: Path, given: argparse.Namespace) -> Said:
    """Verify the log; exit 0 if it is whole, 1 if it is not or was stopped (Ctrl+C) before its end."""
    progress = TerminalProgress(sys.stderr)
    held = None if given.receipt is None else held_text(given.receipt)
    try:
        with progress:
            verified = verify_office(folder, held, progress.report, since=given.since)
    except KeyboardInterrupt:
        print(*messages.stopped(progress.done, progress.total), sep="\n", file=sys.stderr)
        return [], 1
    return [verified.as_json()] if given.json else verified.lines(), 0 if verified.all_is_well else 1


def _export(folder: Path, given: argparse.Namespace) -> Said:
    """Export the log for people who check it without this program."""
    with TerminalProgress(sys.stderr, says=messages.written) as progress:
        done = export_log(folder, given.folder, progress.report)
    return messages.exported(done, given.folder), 0


def _prove(folder: Path, given: argparse.Namespace) -> Said:
    """Print a proof of an export. No office is opened."""
    print(proof_of(given.folder, given.inclusion, given.consistency, given.size), end="")
    return [], 0


def _lose(folder: Path, given: argparse.Namespace) -> Said:
    """State what was lost with an older database that was put back. Two people do, and each gives a password."""
    with opened(folder) as office:
        one, other = (SignIn(office.id, name, password_of(name)) for name in (given.administrator, given.supervisor))
        command = StateLoss(one, other, tuple(office.parts.witness.checkpoints()))
        with office.parts.known.anew():
            stated = [office.run(state_loss, command)]
            while stated[-1].left:
                stated.append(office.run(state_loss, command))
    return messages.loss_stated(stated[0].kept, stated[-1].known, sum(loss.checkpoints for loss in stated)), 0
