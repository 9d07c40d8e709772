"""The one transaction, with a Protocol for each aggregate, and the clock, which every use case asks for beside it;
the desk's lock, and changes that other programs make.

- `UnitOfWork.commit` is the only commit there is, and it takes the event of the change. Leaving rolls back the rest.
- Where a unit of work ends with RowRefusedError or DeskCopiedError, the log says so.
- A method that takes an identifier expects it to exist; a result that may be missing says so in its type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime
    from types import TracebackType

    from desktop.application.ports.log import Proven, Times
    from desktop.application.ports.office import LoggedTries, Offices, People, Policies, Turns
    from desktop.application.ports.reading import Reading, Statistics
    from desktop.application.ports.recordings import Drafts, Keeping, Recordings, RetentionKeys, Transcripts
    from desktop.application.ports.requests import Complaints, Disclosures, Requests, Sessions
    from desktop.domain.log.events import Event


class Clock(Protocol):
    """The clock, passed as a parameter."""

    def now(self) -> datetime:
        """Return the time, aware, in UTC."""

    def monotonic(self) -> float:
        """Return the seconds since the PC was started, whatever its clock is set to."""


@dataclass
class DeskGate:
    """The gate of one open desk. `lock` closes it; unlocking and signing in open it.

    `asked`, `answered`: when the directory was last asked about whoever is signed in, and when it last answered; in
    seconds since the PC was started.
    """

    locked: bool = False
    asked: float = 0.0
    answered: float = 0.0


@dataclass(frozen=True)
class Recorded:
    """A commit's entry in the log: the event's number, and the checkpoint's text if one was asked for."""

    seq: int
    checkpoint: str | None = None


class UnitOfWork(Protocol):
    """One transaction. See the module's rules."""

    @property
    def gate(self) -> DeskGate: ...

    @property
    def offices(self) -> Offices: ...

    @property
    def turns(self) -> Turns: ...

    @property
    def people(self) -> People: ...

    @property
    def policies(self) -> Policies: ...

    @property
    def requests(self) -> Requests: ...

    @property
    def complaints(self) -> Complaints: ...

    @property
    def disclosures(self) -> Disclosures: ...

    @property
    def recordings(self) -> Recordings: ...

    @property
    def drafts(self) -> Drafts: ...

    @property
    def transcripts(self) -> Transcripts: ...

    @property
    def keeping(self) -> Keeping: ...

    @property
    def keys(self) -> RetentionKeys: ...

    @property
    def sessions(self) -> Sessions: ...

    @property
    def reading(self) -> Reading: ...

    @property
    def statistics(self) -> Statistics: ...

    @property
    def times(self) -> Times: ...

    @property
    def tries(self) -> LoggedTries: ...

    @property
    def proven(self) -> Proven: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self, event: Event, *, checkpoint: bool = False) -> Recorded:
        """Append the event, and sign the log's head if asked, in the one transaction; then commit it.

        Raises CheckpointNotStoredError where all of that succeeded, and only the witness file could not be written.
        """

    def pause(self) -> AbstractContextManager[None]:
        """Leave the transaction for an answer that takes seconds, and begin another.

        What was not committed in it is undone: call it before anything is written.
        """

    def read_only(self) -> Self:
        """Use the transaction for reading alone (it does not block writers)."""

    def ahead(self, page: str, *about: str) -> None:
        """Read at once what that page or act reads about these identifiers: on a server each question costs a trip."""


Units = Callable[[], UnitOfWork]
"""Returns a fresh unit of work, for what takes several."""


class Changes(Protocol):
    """Changes by other programs. There are none in an office on one PC."""

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each, on any thread; return what ends that."""
