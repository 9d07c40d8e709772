"""Fail every operation of every work once, and once more as a kill:  python -m tests.faults.operations.every_operation

`--sample N`: of each kind of operation N only, evenly spread over all works, and one more of each work.
`--only TEXT`: works whose name holds that. `--jobs N`: so many at once (one a processor).
`--replay WORK NUMBER failed|killed`: one alone, with all that it says. `--json FILE`: the summary, for a program.
Prints what it counts as it goes, and a summary; ends with 1 where an oracle has a finding.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.operations import oracles, trying
from tests.faults.operations.library_calls import pointers
from tests.faults.operations.oracles import Standing
from tests.faults.operations.trying import Tried
from tests.faults.operations.watching import Fault, How
from tests.faults.operations.works import TREE, Place, Work, works
from tests.support.machine.own_folder import own_folder_in_memory
from tests.support.offices.builders import an_office

HUNG_SECONDS = 120


@dataclass(frozen=True)
class Case:
    """One try: what to do in a child, and what to call it."""

    work: Work
    act: Callable[[Place], Tried]
    fault: Fault | None = None

    @classmethod
    def of(cls, work: Work, fault: Fault, stood: list[Standing]) -> Case:
        return cls(work, partial(trying.TRIES[fault.how], work, fault=fault, stood=stood), fault)


def in_children(base: Path, cases: Iterable[Case], jobs: int) -> Iterator[Tried]:
    """Try each case in a process of its own and a copy of what was made ready; yield what became of it."""
    running: dict[int, tuple[Case, Path]] = {}
    waiting, number = iter(cases), 0
    while True:
        while len(running) < jobs and (case := next(waiting, None)) is not None:
            folder = base / str(number)
            number += 1
            running[_begun(base, folder, case)] = (case, folder)
        if not running:
            return
        pid, status = os.wait()
        case, folder = running.pop(pid)
        yield _told(case, folder, os.waitstatus_to_exitcode(status))
        shutil.rmtree(folder, ignore_errors=True)


def _begun(base: Path, folder: Path, case: Case) -> int:
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.alarm(HUNG_SECONDS)
        ready = base / f"ready-{_named(case.work)}"
        shutil.copytree(ready, folder)
        (folder / "tmp").mkdir()
        tempfile.tempdir = os.environ["TMPDIR"] = os.environ["SQLITE_TMPDIR"] = str(folder / "tmp")
        facts = json.loads((base / f"{ready.name}.json").read_text("utf-8"))
        tried = case.act(Place(folder, facts))
        folder.with_suffix(".json").write_text(json.dumps(asdict(tried)), "utf-8")
        os._exit(0)
    except BaseException:
        folder.with_suffix(".trace").write_text(traceback.format_exc(), "utf-8")
    finally:
        os._exit(3)


def _told(case: Case, folder: Path, ended: int) -> Tried:
    told, trace = folder.with_suffix(".json"), folder.with_suffix(".trace")
    if ended == 0:
        tried = Tried(**json.loads(told.read_text("utf-8")))
        told.unlink()
        return tried
    what = "it hung" if ended == -signal.SIGALRM else f"it ended with {ended}"
    if trace.exists():
        what += f"\n{trace.read_text('utf-8')}"
        trace.unlink()
    how, number = ("", 0) if case.fault is None else (case.fault.how, case.fault.number)
    return Tried(case.work.name, how, number, findings=[what])


def _named(work: Work) -> str:
    return work.name.replace(" ", "-").replace(":", "")


def make_ready(base: Path, chosen: Iterable[Work]) -> None:
    """Make each work's folder ready, and learn the canaries."""
    office = an_office(base / "warm")
    oracles.learn_sounds(office)
    list(oracles.not_in_order(Place(base / "warm", {}, office)))
    pointers()
    gc.freeze()  # no child needs a copy of what is there already
    for work in chosen:
        folder = base / f"ready-{_named(work)}"
        child = os.fork()
        if not child:
            folder.mkdir()
            (base / f"{folder.name}.json").write_text(json.dumps(work.ready(folder)), "utf-8")
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{work.name}: could not be made ready")
        if (folder / TREE).exists():
            oracles.learn_tree(folder / TREE)


def spread(operations: dict[str, list[str]], sample: int) -> dict[str, list[int]]:
    """Return which operations of each work to meet: all, or so many of each kind over all works, evenly spread."""
    if not sample:
        return {work: list(range(len(found))) for work, found in operations.items()}
    chosen = {work: {len(found) // 2} for work, found in operations.items() if found}
    by_kind: dict[str, list[tuple[str, int]]] = {}
    for work, found in operations.items():
        for number, kind in enumerate(found):
            by_kind.setdefault(kind, []).append((work, number))
    for places in by_kind.values():
        for pick in range(min(sample, len(places))):
            work, number = places[(2 * pick + 1) * len(places) // (2 * sample)]
            chosen[work].add(number)
    return {work: sorted(numbers) for work, numbers in chosen.items()}


class Summary:
    """The operations counted and tried, and the findings."""

    def __init__(self) -> None:
        self.counted: Counter[str] = Counter()
        self.tried: Counter[tuple[str, str]] = Counter()
        self.outcomes: Counter[str] = Counter()
        self.missed = 0
        self.found: list[Tried] = []

    def add(self, tried: Tried, met: str) -> None:
        if not tried.met and not tried.findings:
            self.missed += 1  # with a thread that writes too, one run may have fewer than another
            return
        if tried.how == How.FAILED and tried.met:
            met = tried.met  # with threads the number can be another operation's
        self.tried[met, tried.how] += 1
        self.outcomes[tried.outcome] += 1
        if tried.findings:
            self.found.append(tried)
            say(f"{tried.work} {tried.how} {tried.number} ({met}; {tried.outcome}): {'; '.join(tried.findings)}")

    def lines(self) -> Iterator[str]:
        yield f"{'operation':24}{'counted':>9}{'failed':>9}{'killed':>9}"
        for kind in sorted(self.counted):
            yield f"{kind:24}{self.counted[kind]:9}{self.tried[kind, 'failed']:9}{self.tried[kind, 'killed']:9}"
        by_how = [sum(n for (_, each), n in self.tried.items() if each == how) for how in ("failed", "killed")]
        yield f"{'in all':24}{self.counted.total():9}{by_how[0]:9}{by_how[1]:9}"
        yield f"not reached: {self.missed}"
        yield "ended as: " + ", ".join(f"{outcome} {n}" for outcome, n in self.outcomes.most_common())
        yield f"findings: {len(self.found)}"

    def facts(self) -> dict[str, Any]:
        """Return it for a program."""
        tried = [[kind, how, number] for (kind, how), number in sorted(self.tried.items())]
        found = [f"{each.work} {each.how} {each.number}: {'; '.join(each.findings)}" for each in self.found]
        return {"counted": dict(self.counted), "tried": tried, "missed": self.missed, "found": found}


def say(words: str) -> None:
    print(words, flush=True)


def run(base: Path, chosen: tuple[Work, ...], sample: int, jobs: int) -> Summary:
    make_ready(base, chosen)
    summary = Summary()
    operations: dict[str, list[str]] = {}
    for tried in in_children(base, [Case(work, partial(trying.count, work)) for work in chosen], jobs):
        operations[tried.work] = tried.operations
        summary.counted.update(tried.operations)
        summary.found += [tried] if tried.findings else []
        wrong = "; ".join(tried.findings)
        say(f"{tried.work}: {len(tried.operations)} operations; {wrong or 'undisturbed, it is whole'}")
    stood = {
        tried.work: tried.stood
        for tried in in_children(base, [Case(work, partial(trying.stand, work)) for work in chosen], jobs)
    }
    numbers = spread(operations, sample)
    cases = [
        Case.of(work, Fault(number, how), stood[work.name])
        for work in chosen
        for number in numbers[work.name]
        for how in How
    ]
    for done, tried in enumerate(in_children(base, cases, jobs), 1):
        summary.add(tried, operations[tried.work][tried.number])
        if done % 200 == 0:
            say(f"{done} of {len(cases)} tried, {len(summary.found)} findings")
    return summary


def replay(base: Path, work: Work, number: int, how: How) -> None:
    make_ready(base, [work])
    [stood] = in_children(base, [Case(work, partial(trying.stand, work))], 1)
    for tried in in_children(base, [Case.of(work, Fault(number, how), stood.stood)], 1):
        say(json.dumps(asdict(tried), indent=1))


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--replay", nargs=3, metavar=("WORK", "NUMBER", "HOW"))
    chosen = parser.parse_args(words)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # and remove what was made
    base = own_folder_in_memory()
    try:
        if chosen.replay:
            name, number, how = chosen.replay
            [work] = [each for each in works() if each.name == name]
            replay(base, work, int(number), How(how))
            return 0
        picked = tuple(work for work in works() if chosen.only in work.name)
        summary = run(base, picked, chosen.sample, chosen.jobs)
        say("\n".join(summary.lines()))
        if chosen.json:
            chosen.json.write_text(json.dumps(summary.facts()), "utf-8")
        return int(bool(summary.found))
    finally:
        shutil.rmtree(base, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
