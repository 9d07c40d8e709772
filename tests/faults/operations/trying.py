"""One work with one fault, in a folder of its own, and what every oracle says of it afterwards.

`count` does the work undisturbed. `fail` meets one operation with an error; `kill` ends a child at it. Each is called
in a process that is thrown away afterwards: what it redirects stays redirected.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from db.unit_of_work import SqlUnitOfWork
from desktop.errors import AlreadySavedError, CheckpointNotStoredError, InDoubtError, ListeningRoomError
from tests.faults.operations.oracles import Standing, left_behind, not_in_order, standing, unlike_its_witness
from tests.faults.operations.watching import Fault, How, Watch
from tests.faults.operations.works import NotWholeError, Place, Work

DONE, BUG, KILLED = "done", "bug", "killed"
UNCLEAR = {InDoubtError.__name__, CheckpointNotStoredError.__name__, AlreadySavedError.__name__}
"""Errors after which it is, or may be, written: each says so."""


@dataclass
class Commits:
    """The commits of this process that were acknowledged: counted, and told to a file before anything follows."""

    told: Path | None = None
    number: int = 0

    def watch(self, look: Callable[[], object] = lambda: None) -> None:
        """Count from now on, and look after each."""
        commit = SqlUnitOfWork.commit

        def watched(unit: SqlUnitOfWork, *arguments: Any, **more: Any) -> Any:
            before = unit._command
            try:
                return commit(unit, *arguments, **more)
            finally:
                if unit._command != before:  # it is written, whatever became of its witness
                    self._one_more()
                    look()

        SqlUnitOfWork.commit = watched  # type: ignore[assignment,method-assign]

    def _one_more(self) -> None:
        self.number += 1
        if self.told is not None:
            self.told.write_text(str(self.number), "utf-8")


@dataclass
class Tried:
    """The outcome of one try. `met`: the operation; empty where there were fewer. `outcome`: `done` or an error."""

    work: str
    how: str = ""
    number: int = 0
    met: str = ""
    outcome: str = ""
    findings: list[str] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    stood: list[Standing] = field(default_factory=list)


def count(work: Work, place: Place) -> Tried:
    """Do it undisturbed; return its operations, in order."""
    tried, unsynced = Tried(work.name), set[str]()
    watch = Watch(place.folder)
    if work.exact:  # otherwise another thread may be writing at that moment what comes next
        Commits().watch(lambda: unsynced.update(watch.not_synced()))
    _ready(work, place)
    watch.begin()
    tried.outcome = _attempt(work, place)
    watch.end()
    tried.operations = [str(operation) for operation in watch.counted]
    tried.findings = [] if tried.outcome == DONE else [f"undisturbed, it ended as {tried.outcome}"]
    tried.findings += sorted(unsynced.union(watch.not_synced()))
    tried.findings += not_in_order(place)
    return tried


def stand(work: Work, place: Place) -> Tried:
    """Do it undisturbed; return how the office stood before it, and after each commit."""
    tried = Tried(work.name)
    Commits().watch(lambda: tried.stood.append(standing(place.office)) if place.office else None)
    _ready(work, place)
    tried.stood = [] if work.opens else [standing(place.opened())]
    tried.outcome = _attempt(work, place)
    if work.opens:
        place.shut()
        tried.stood = [standing(place.opened())]
    place.shut()
    return tried


def fail(work: Work, place: Place, fault: Fault, stood: list[Standing]) -> Tried:
    """Meet one operation with an error, look, and do it again: in the same process, as a person would."""
    watch, commits = Watch(place.folder), Commits()
    commits.watch()
    _ready(work, place)
    watch.begin(fault)
    outcome = _attempt(work, place)
    watch.end()
    if watch.met is None:
        return Tried(work.name, fault.how, fault.number)
    findings = list(_judged(work, place, stood, outcome, commits.number))
    return Tried(work.name, fault.how, fault.number, str(watch.met), outcome, findings)


def kill(work: Work, place: Place, fault: Fault, stood: list[Standing]) -> Tried:
    """End a child at one operation; look, and do it again after the next start."""
    told = place.folder.with_name(f"{place.folder.name}.commits")
    child = os.fork()
    if not child:
        _act_until_killed(work, place, fault, told)
        os._exit(0)
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    tried = Tried(work.name, fault.how, fault.number)
    if ended == -signal.SIGKILL:
        tried.met, tried.outcome = "met", KILLED
        acknowledged = int(told.read_text("utf-8")) if told.exists() else 0
        tried.findings = list(_judged(work, place, stood, tried.outcome, acknowledged))
    elif ended:
        tried.findings = [f"the child ended with {ended}"]
    told.unlink(missing_ok=True)
    return tried


def _act_until_killed(work: Work, place: Place, fault: Fault, told: Path) -> None:
    watch = Watch(place.folder)
    Commits(told).watch()
    _ready(work, place)
    watch.begin(fault)
    _attempt(work, place)


def _ready(work: Work, place: Place) -> None:
    if not work.opens:
        place.opened()


def _attempt(work: Work, place: Place) -> str:
    """Do the work once; return `done`, or the name and code of its error. Anything but an error of ours is a bug."""
    try:
        work.act(place)
    except ListeningRoomError as error:
        return f"{type(error).__name__} {error.code}"
    except NotWholeError as error:
        return f"not whole: {error}"
    except Exception as error:
        return f"{BUG} {_where(error)}"
    return DONE


def _where(error: BaseException) -> str:
    trace, last = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/desktop/" in code.co_filename or "/db/" in code.co_filename:
            last = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {last}: {str(error)[:120]}"


def _judged(work: Work, place: Place, stood: list[Standing], outcome: str, acknowledged: int) -> Iterator[str]:
    if outcome.startswith(BUG):
        yield f"no plain error: {outcome}"
    killed = outcome == KILLED
    if place.office is not None and not killed:
        yield from unlike_its_witness(place.office, told=outcome != DONE)
    again = outcome != DONE
    if work.opens:
        place.shut()
        yield from work.half_done(place)
        again = again and not work.is_there(place)
    else:
        try:
            now = standing(place.opened())
        except SQLAlchemyError as error:
            yield f"it cannot be read without a new start: {error.orig if isinstance(error, DBAPIError) else error}"
            place.shut()
            now = standing(place.opened())
        if work.exact:
            yield from _out_of_step(stood, now, outcome, acknowledged)
            again = now != stood[-1]
    if again and (second := _attempt(work, place)) != DONE:
        yield f"not possible again: {second}"
    if work.opens and not work.exact:
        yield from work.half_done(place)
    if not _same(work, standing(place.opened()), stood[-1]):
        yield "done again, it stands otherwise than undisturbed"
    if work.tidies or not killed:  # what a killed program leaves, the nightly run clears away
        yield from left_behind(place.opened())
    place.shut()
    yield from not_in_order(place)


def _out_of_step(stood: list[Standing], now: Standing, outcome: str, acknowledged: int) -> Iterator[str]:
    """Yield what is lost, half-done, or other than its error said."""
    if now not in stood:
        yield "half-done: as no commit leaves it"
        return
    done = stood.index(now)
    if done < acknowledged or (outcome == DONE and now != stood[-1]):
        yield "lost: it was acknowledged"
    said = outcome.split(" ")[0]
    if outcome not in (DONE, KILLED) and said not in UNCLEAR and not said.startswith(BUG) and done > acknowledged:
        yield f"written, though it said {outcome}"


def _same(work: Work, now: Standing, then: Standing) -> bool:
    return now == then if work.exact else now[1:] == then[1:]


TRIES = {How.FAILED: fail, How.KILLED: kill}
