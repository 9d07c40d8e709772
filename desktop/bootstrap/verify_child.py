"""The process of `verifying_apart`: it opens an office, verifies its log, and tells the report."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.opening import engine_of
from desktop.bootstrap.verifying import log_connection, witness_files
from desktop.environment.office_file import read_office_file
from desktop.environment.witnesses import witness_of
from desktop.errors import ListeningRoomError
from desktop.verify import verify
from desktop.verify.last import Last
from desktop.verify.notes import read_note
from desktop.verify.receipts import Receipt

NO_REPORT = 1


def main(asked: TextIO | None = None, answers: TextIO | None = None) -> int:
    """Verify what is asked; return 1, and tell no report, where the office cannot be opened or read."""
    task, answers = json.load(asked or sys.stdin), answers or sys.stdout
    try:
        _tell(answers, _verified(task, answers))
    except (ListeningRoomError, BrokenPipeError):
        return NO_REPORT
    return 0


def _verified(task: dict[str, Any], answers: TextIO) -> object:
    folder = Path(task["folder"])
    file, paths = read_office_file(folder)
    note = None if task["receipt"] is None else read_note(task["receipt"])
    receipt = None if note is None else Receipt(note)
    files, needed = witness_files(witness_of(file, folder))
    last = task["last"]
    engine = engine_of(file, keystore_of(file, paths, unattended=True), paths)
    try:
        with log_connection(engine) as connection:
            report = verify(
                connection,
                witnesses=files,
                needed=needed,
                origin=task["origin"],
                on_progress=lambda done, total: _tell(answers, [done, total]),
                vault=None if task["vault"] is None else Path(task["vault"]),
                now=None if task["now"] is None else datetime.fromisoformat(task["now"]),
                receipt=receipt,
                last=None if last is None else Last(last[0], last[1], bytes.fromhex(last[2])),
                processes=1,
            )
    finally:
        engine.dispose()
    return {"report": dataclasses.asdict(report), "receipt": "" if receipt is None else receipt.outcome}


def _tell(answers: TextIO, told: object) -> None:
    answers.write(json.dumps(told, default=str) + "\n")
    answers.flush()
