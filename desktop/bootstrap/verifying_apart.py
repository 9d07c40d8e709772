"""A verification in a process of its own, while this one compares the rows with the log.

Rules:
- The process opens the office by itself, from its folder and this PC's keyring, as `listening-room verify` does. No key
  and no password goes from one process to the other. It is secured as every process of the program is.
- It is told what is JSON: the folder, the log's name, the time, the vault's folder, a receipt, this PC's last event. It
  answers with how far it is, a line after each batch of events, and at last with the verifier's whole report.
- Where there is one core, few events, or the office's file says something else by now, there is none; one that ends
  without a report has found nothing out. Then the verifier runs here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.errors import SurroundingsError

if TYPE_CHECKING:
    from desktop.environment.office_file import OfficeFile
    from desktop.verify import Report

LOG_CHILD = "log-child"
"""How the process is started: the program's own door (`desktop.__main__`)."""
MANY = 100_000
"""Events that are worth a process: to open the office takes as long as verifying that many."""
_IMPORT_ROOT = Path(__file__).resolve().parents[2]
_A_MOMENT = 0.1
"""Seconds between two reports of its progress, while nothing is done but to wait for it."""


@dataclass(frozen=True)
class Task:
    """An office's log to verify. `now`: None where the desks' clocks are compared with none; `receipt`: its text.

    `last`: the event that this PC wrote last: its desk, its number, and its hash in hexadecimal.
    """

    folder: str
    origin: str
    vault: str | None
    now: str | None
    receipt: str | None
    last: tuple[str, int, str] | None = None

    def as_json(self) -> bytes:
        """Return it as the process reads it."""
        return json.dumps(vars(self)).encode()


class Apart:
    """The process. `done`, `total`: events so far, of how many. `receipt`: its outcome, once there is a report."""

    def __init__(self, task: Task, command: Sequence[str] = ()) -> None:
        """Start the process. Raises OSError."""
        self.done = self.total = 0
        self.receipt = ""
        self._report: Report | None = None
        self._process = subprocess.Popen(
            command or apart_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_IMPORT_ROOT,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._reader = threading.Thread(target=self._read, args=(task.as_json(),), name="verify-apart")
        self._reader.start()

    def report(self, meanwhile: Callable[[], None]) -> Report | None:
        """Wait for its report; None where it has none. `meanwhile` is called again and again, and may raise."""
        while self._reader.is_alive():
            meanwhile()
            self._reader.join(_A_MOMENT)
        return self._report

    def close(self) -> None:
        """End it, and leave no process, thread or pipe behind."""
        self._process.kill()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process.wait()

    def _read(self, task: bytes) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        with suppress(OSError), self._process.stdin as asked:
            asked.write(task)
        with suppress(ValueError, TypeError, KeyError):
            for line in self._process.stdout:
                match json.loads(line):
                    case [int(done), int(total)]:
                        self.done, self.total = done, total
                    case {"report": report, "receipt": str(receipt)}:
                        self._report, self.receipt = report_of(report), receipt


def apart_command() -> tuple[str, ...]:
    """Return the command that starts the process."""
    if getattr(sys, "frozen", False):
        return (sys.executable, LOG_CHILD)
    return (sys.executable, "-m", "desktop", LOG_CHILD)


def report_of(told: dict[str, Any]) -> Report:
    """Return the report that the process told, as `dataclasses.asdict` has it.

    Raises ValueError, TypeError, KeyError.
    """
    from desktop.verify.losses import Loss
    from desktop.verify.milestone import Milestone
    from desktop.verify.report import Finding, Report

    newest, milestone = told["newest_anchor_at"], told["milestone"]
    return Report(
        **told
        | {
            "newest_anchor_at": None if newest is None else datetime.fromisoformat(newest),
            "findings": tuple(Finding(**each) for each in told["findings"]),
            "losses": tuple(Loss(**each) for each in told["losses"]),
            "lagging": tuple(told["lagging"]),
            "milestone": None if milestone is None else Milestone(**milestone),
        }
    )


@contextmanager
def apart(task: Task, file: OfficeFile, events: Callable[[], int]) -> Iterator[Apart | None]:
    """Start the process where it is worth it, and end it. `file`: the office as it is open here."""
    process = _started(task) if _is_there(task, file) and (cpu_count() or 1) > 1 and events() >= MANY else None
    try:
        yield process
    finally:
        if process is not None:
            process.close()


def _is_there(task: Task, file: OfficeFile) -> bool:
    from desktop.environment.office_file import read_office_file

    try:
        return read_office_file(Path(task.folder))[0] == file
    except SurroundingsError:
        return False


def _started(task: Task) -> Apart | None:
    with suppress(OSError):
        return Apart(task)
    return None
