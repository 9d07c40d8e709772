"""Importing recordings, as an office does: decoded, measured, hashed, encrypted, on the disk, in the catalogue, logged.

`python -m benchmarks.sound.importing FILE` imports one and prints the peak memory of its two processes.
"""

from __future__ import annotations

import itertools
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import Gauge, Result, in_turn
from benchmarks.sound.long_calls import Form, number, open_file, write_call
from benchmarks.sound.memory import peak_megabytes
from desktop.application.ports.recordings import CallMetadata
from desktop.application.recordings.folder_import import ImportSteps, Read, Wanted
from desktop.application.recordings.holding import Matching, RecordedCall
from desktop.application.recordings.importing import Stored
from desktop.domain.office.people import Role
from desktop.domain.recordings.retention import month_of
from desktop.domain.shared.ids import RecordingId, new_id
from desktop.environment.clock import SystemClock
from desktop.media.strongroom import VaultStrongroom
from desktop.showcase.demo import DemoMaker
from desktop.vault.blobs import Blobs
from desktop.vault.keys import new_identity

LONG, SHORT, CALL = 3 * 3600, 600, 300
CALLS = 16
LIMITS: dict[Form, float] = {"pcm": 0.5, "mu_law": 0.4, "mp3": 1.0, "gsm": 2.5}
TWO_FORMS: tuple[Form, ...] = ("mu_law", "pcm", "mp3", "gsm")
TWO_LIMIT = 0.6
ROUNDS, TWO_ROUNDS = 3, 5
_FFMPEG = ("ffmpeg", "-v", "quiet", "-nostdin", "-i")


def run(name: str) -> list[Result]:
    """Run each format of 3 hours against `ffmpeg`; memory of 3 hours against 10 minutes; two workers against one."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with _an_office(folder / "office") as office:
            results = [_format(name, office, folder, form, limit) for form, limit in LIMITS.items()]
            results += _workers(name, office, folder)
        results.append(_memory(name, folder))
    return results


@dataclass(frozen=True)
class _File:
    path: Path
    form: Form


@dataclass
class Office:
    """An office, one import under way in it, and unused file numbers."""

    steps: ImportSteps
    matching: Matching
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def read(self, path: Path) -> Read:
        """Do the part that can run on a thread of its own."""
        key = self.steps.ready_key(month_of(self.steps.clock.now(), self.matching.zone))
        incoming = open_file(path)
        try:
            imported = self.steps.strongroom.lock_away(RecordingId(new_id()), incoming, key.wrapped)
        finally:
            incoming.close()
        return Read(imported.digest, Stored(imported, key))

    def keep(self, read: Read) -> None:
        """Do the database's part, one after the other."""
        assert read.stored is not None
        metadata = CallMetadata(self.steps.clock.now() - timedelta(minutes=5))
        wanted = Wanted("", metadata, RecordedCall(metadata.call_at, None, None), read.stored.key)
        self.steps.keep(wanted, read, self.matching)

    def drop(self, read: Read) -> None:
        """Make room."""
        assert read.stored is not None
        self.steps.strongroom.remove("original", read.stored.imported.id)


@contextmanager
def _an_office(folder: Path) -> Iterator[Office]:
    maker = DemoMaker(folder, SystemClock())
    maker.make_office()
    with maker.office as office:
        assert office.strongroom is not None, "its front desk opens originals"
        keeping, actor = office.keeping, maker.actor(Role.INFORMATION_OFFICER)
        steps = ImportSteps(actor, keeping.sources[0], office.uow, office.clock, office.strongroom)
        yield Office(steps, Matching(office.numbers, steps.begin(keeping)))


def _format(name: str, office: Office, folder: Path, form: Form, limit: float) -> Result:
    path = write_call(folder, form, LONG)
    ours = _bringing_in(office, [_File(path, form)], workers=1)
    medians = in_turn(ours, _seconds(lambda: subprocess.run([*_FFMPEG, path, "-f", "null", "-"], check=True)), ROUNDS)
    path.unlink()
    return Result(f"{name}-{form.replace('_', '')}", *medians, "s", limit)


def _workers(name: str, office: Office, folder: Path) -> list[Result]:
    """Return two workers' time to one's: of calls in mu-law, and, without a limit of its own, of each other format."""
    results = []
    for form in TWO_FORMS:
        files = [_call(folder, form, at) for at in range(CALLS)]
        two, one = (_bringing_in(office, files, workers) for workers in (2, 1))
        which, limit = ("", TWO_LIMIT) if form == "mu_law" else (f"-{form}", None)
        results.append(Result(f"{name}-two{which}", *in_turn(two, one, TWO_ROUNDS), "s", limit))
    return results


def _call(folder: Path, form: Form, at: int) -> _File:
    own = folder / f"{form}-{at}"
    own.mkdir()
    return _File(write_call(own, form, CALL), form)


def _bringing_in(office: Office, files: Sequence[_File], workers: int) -> Gauge:
    """Import all of them, new each time; the numbering before and the clearing after do not count."""

    def gauge() -> float:
        for file in files:
            number(file.path, file.form, next(office.numbers))
        brought_in: list[Read] = []

        def work() -> None:
            with ThreadPoolExecutor(workers) as pool:
                for read in pool.map(office.read, [file.path for file in files]):
                    office.keep(read)
                    brought_in.append(read)

        taken = _seconds(work)()
        for read in brought_in:
            office.drop(read)
        return taken

    return gauge


def _seconds(work: Callable[[], object]) -> Gauge:
    def gauge() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return gauge


def _memory(name: str, folder: Path) -> Result:
    long, short = (write_call(folder, "mu_law", seconds) for seconds in (LONG, SHORT))
    return Result(f"{name}-memory", *in_turn(lambda: _peak(long), lambda: _peak(short), ROUNDS), "MB", 20.0, more=True)


def _peak(path: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.sound.importing", str(path)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def bring_in_alone(path: Path) -> float:
    """Import one, in this process; return the peak memory of it and its decoding child, in MB."""
    identity, recipient = new_identity()
    with tempfile.TemporaryDirectory() as folder:
        strongroom = VaultStrongroom(Blobs(Path(folder)), lambda: identity)
        wrapped = strongroom.new_retention_key([recipient])
        strongroom.lock_away(RecordingId(new_id()), open_file(path), wrapped)
    return peak_megabytes() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


if __name__ == "__main__":
    print(bring_in_alone(Path(sys.argv[1])))
