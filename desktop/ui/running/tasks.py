"""Use cases off the GUI thread: four workers, and results delivered through bound slots.

The rules:
- `database` has one worker, so use cases run one at a time and in the order of request. `long` has another, for work
  that touches no database and passes each finished item to `Tasks.hand_over`. `sight` has a third, for the part in
  view: milliseconds of work that must not wait behind minutes of it. `outside` has a fourth, for questions to the
  office's directory, which may take seconds to answer.
- `then` and `otherwise` run on the GUI thread. They leave the worker as a queued signal to a slot of this object: a
  lambda connected across threads would run in the worker.
- A known error (`ListeningRoomError`) goes to `otherwise`; only that someone's access has ended is emitted instead,
  whatever they were doing. Anything else is a bug: it goes to `sys.excepthook`, and to `otherwise` as `unexpected`,
  so that no page waits for ever.
- Whoever was put out may have asked for several things. What the rest of them say of their access (`gone`) is
  dropped: it is not about whoever types a name by then, or has signed in.
- Nothing is delivered to an owner that has been destroyed, to a cancelled handle, or after `close`.
- A call that ended in doubt (InDoubtError) is kept, with its unit of work, which knows its command. The same press
  makes an equal call, and the kept one runs instead: it is looked up first, so that nothing is saved twice. A call
  with a password is not kept: to sign in, unlock or allow something, the user does so again. Once its result is known
  it is forgotten: the same press after that is a new command.
- A worker knows a number and the call, never the handle: releasing the last reference to a widget deletes it, and
  deleting a widget on a worker ends the program. For the same reason a call holds no widget.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, Self, TypeVar, cast, get_args

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from desktop.errors import InDoubtError, ListeningRoomError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from desktop.ui.kit.progress import Progress


_FRESH = "uow"
"""The argument that is new on each press."""
_SECRET = "passwords"
"""The argument of use cases that take a typed password."""

_AnyCall = Callable[[], Any]


class UnconfirmedCommands:
    """The calls not yet known to be saved or not."""

    def __init__(self) -> None:
        self._calls: list[_AnyCall] = []

    def same_as(self, call: _AnyCall) -> _AnyCall:
        """Return the call in doubt that this one repeats; else this one."""
        return next((kept for kept in self._calls if _equal(kept, call)), call)

    def settle(self, call: _AnyCall, error: BaseException | None) -> None:
        """Record how a call ended: in doubt, or known one way or the other."""
        self._calls = [kept for kept in self._calls if kept is not call]
        secret = isinstance(call, partial) and _SECRET in call.keywords
        if isinstance(error, InDoubtError) and not secret:
            self._calls.append(call)


def _equal(one: Any, other: Any) -> bool:
    if not isinstance(one, partial) or not isinstance(other, partial):
        return one is other or (type(one) is type(other) and (one == other) is True)
    if len(one.args) != len(other.args) or one.keywords.keys() != other.keywords.keys():
        return False
    pairs = [(one.func, other.func), *zip(one.args, other.args, strict=True)]
    pairs += [(one.keywords[name], other.keywords[name]) for name in one.keywords if name != _FRESH]
    return all(_equal(*pair) for pair in pairs)


ENDED = frozenset({"has_left", "desk_withdrawn", "desk_login_ended"})
"""The errors of someone whose access, or whose PC, an administrator has ended, whatever they were doing. A PC that is
withdrawn reads so itself, or is not let in by the server any more."""

T = TypeVar("T")
Call = Callable[[], T]
Lane = Literal["database", "long", "sight", "outside"]


Noted = Callable[[str, int, "BaseException | None"], None]
"""Is told of a task: the name of its use case, how long it took (ms), and its error."""


class _Outcome(NamedTuple):
    """The outcome of a worker: a result or the error raised, and the call; None where it never started."""

    ticket: int
    result: object = None
    error: BaseException | None = None
    call: Call[object] | None = None


class Running(Generic[T]):
    """A requested task. `then` and `otherwise` say what follows, before the GUI thread continues.

    A known error without a handler is a bug. `cancel` drops the result, and stops the task if it has not begun or
    checks its progress.
    """

    def __init__(self, owner: QObject | None, progress: Progress | None) -> None:
        self._then: Callable[[T], object] | None = None
        self._otherwise: Callable[[ListeningRoomError], object] | None = None
        self._owner, self._progress = owner, progress
        self._future: Future[None] | None = None
        self.cancelled = False
        self.finished = False
        self.outlived = False
        """Whether whoever asked for it has gone."""

    def then(self, told: Callable[[T], object]) -> Self:
        """Set the GUI-thread callback for the result. Its object owns the task, unless an owner was given."""
        self._then, self._owner = told, self._owner or _owner_of(told)
        return self

    def otherwise(self, told: Callable[[ListeningRoomError], object]) -> Self:
        """Set the GUI-thread callback for a known error."""
        self._otherwise = told
        return self

    def begin(self, future: Future[None]) -> None:
        self._future = future

    def cancel(self) -> None:
        """Drop the result. Safe at any time, even after it was delivered."""
        self.cancelled = True
        if self._progress is not None:
            self._progress.cancel()
        if self._future is not None:
            self._future.cancel()

    def wanted(self) -> bool:
        """Return whether the result is still wanted: not cancelled, and its owner exists."""
        return not self.cancelled and (self._owner is None or shiboken6.isValid(self._owner))

    def tell(self, outcome: _Outcome) -> None:
        if outcome.error is None:
            if self._then is not None:
                self._then(cast("T", outcome.result))
        elif not isinstance(outcome.error, ListeningRoomError):
            if self._otherwise is not None:
                self._otherwise(ListeningRoomError("unexpected"))
        elif self._otherwise is not None:
            self._otherwise(outcome.error)
        else:
            sys.excepthook(type(outcome.error), outcome.error, outcome.error.__traceback__)


class Tasks(QObject):
    """The task runner. Create it on the GUI thread, and `close` it before the application ends."""

    access_ended = Signal(ListeningRoomError)
    _settled = Signal(_Outcome)

    def __init__(self, parent: QObject | None = None, noted: Noted | None = None, ends: frozenset[str] = ENDED) -> None:
        """`ends`: the errors that end the access of whoever has signed in; none, where nobody signs in."""
        super().__init__(parent)
        self._noted, self._ends = noted, ends
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._open: dict[int, Running[Any]] = {}
        self._calls: dict[int, Call[object]] = {}
        self._tickets = count()
        self._closed = False
        self._doubts = UnconfirmedCommands()
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def busy(self) -> bool:
        return bool(self._open)

    def run(
        self,
        call: Callable[[], T],
        *,
        lane: Lane = "database",
        owner: QObject | None = None,
        progress: Progress | None = None,
    ) -> Running[T]:
        """Run `call` on a worker; the handle takes callbacks for its result."""
        if self._closed:
            raise RuntimeError("a task was asked for after close")
        handle = Running[T](owner, progress)
        ticket = next(self._tickets)
        self._open[ticket], self._calls[ticket] = handle, self._doubts.same_as(call)
        future = self._lane(lane).submit(self._work, ticket)
        handle.begin(future)
        future.add_done_callback(partial(self._if_never_begun, ticket))
        return handle

    def hand_over(self, call: Callable[[], T]) -> T:
        """From the `long` worker only: run `call` on the `database` worker, and wait for its result or error."""
        return self._lane("database").submit(call).result()

    def gone(self) -> None:
        """Say no more that the access of whoever asked for what is pending has ended: they are not here any more."""
        for handle in self._open.values():
            handle.outlived = True

    def close(self) -> None:
        """Cancel pending tasks, ask long work to stop, wait for the workers. Nothing is delivered afterwards."""
        self._closed = True
        for handle in tuple(self._open.values()):
            handle.cancel()
        for lane in ("outside", "sight", "long", "database"):
            self._lane(lane).shutdown(wait=True, cancel_futures=True)
        self._open.clear()
        self._calls.clear()

    def _lane(self, lane: Lane) -> ThreadPoolExecutor:
        """Return a worker; all are created on first use: the sign-in window paints without their imports."""
        if not self._lanes:
            from concurrent.futures import ThreadPoolExecutor

            self._lanes = {name: ThreadPoolExecutor(1, thread_name_prefix=name) for name in get_args(Lane)}
        return self._lanes[lane]

    def _work(self, ticket: int) -> None:
        call, began = self._calls.pop(ticket), time.monotonic()
        try:
            outcome = _Outcome(ticket, call(), call=call)
        except BaseException as error:
            outcome = _Outcome(ticket, error=error, call=call)
        if self._noted is not None:
            self._noted(_name_of(call), int(1000 * (time.monotonic() - began)), outcome.error)
        self._settled.emit(outcome)

    def _if_never_begun(self, ticket: int, future: Future[None]) -> None:
        if future.cancelled():
            self._settled.emit(_Outcome(ticket))

    @Slot(object)
    def _deliver(self, outcome: _Outcome) -> None:
        self._calls.pop(outcome.ticket, None)
        handle = self._open.pop(outcome.ticket, None)
        if handle is not None:
            handle.finished = True
        error = outcome.error
        if outcome.call is not None:
            self._doubts.settle(outcome.call, error)
        if error is not None and not isinstance(error, ListeningRoomError):
            sys.excepthook(type(error), error, error.__traceback__)
        if self._closed:
            return
        if isinstance(error, ListeningRoomError) and error.code in self._ends:
            if handle is None or not handle.outlived:
                self.access_ended.emit(error)
        elif handle is not None and handle.wanted():
            handle.tell(outcome)


def _name_of(call: object) -> str:
    """Return the name of the function that is called in the end."""
    while isinstance(call, partial):
        call = call.func
    return str(getattr(call, "__name__", type(call).__name__))


def _owner_of(told: Callable[[Any], object]) -> QObject | None:
    owner = getattr(told.func if isinstance(told, partial) else told, "__self__", None)
    return owner if isinstance(owner, QObject) else None
