"""Verifying a log from its first event to its last, against a witness outside the database.

Rules:
- One pass in the order of numbers, streamed: memory does not grow with the events. Bodies are hashed as stored.
- Checkpoints, the witness's and the database's, are checked at the moment when the tree has their size: origin, root,
  and the signature with the key that their desk had in the log at that point.
- The database's other claims (head, table of keys, rows of checkpoints) have to agree with the computed ones. Nothing
  is computed or compared by the database itself.
- One snapshot: on SQLite a read transaction is begun here unless one is under way. On another database the
  caller begins one that repeats its reads, and gives a connection whose cursors stream.
- After each batch it reports its progress, and asks whether to stop. A stopped verification has
  no report: half a log proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from desktop.verify import queries
from desktop.verify.authority import Authority
from desktop.verify.checkpoints import Checkpoints
from desktop.verify.clocks import Clocks
from desktop.verify.files import WitnessText, no_files
from desktop.verify.keys import KeyChain
from desktop.verify.last import Last, is_gone
from desktop.verify.milestone import Milestone
from desktop.verify.notes import Note
from desktop.verify.passing import Pass
from desktop.verify.receipts import Receipt
from desktop.verify.report import Findings, Report
from desktop.verify.rows import Row
from desktop.verify.witnesses import Witnesses, WitnessFile

FETCH = 250
"""Events that are fetched at once."""

Progress = Callable[[int, int], None]
Stop = Callable[[], bool]


class Stopped(Exception):  # noqa: N818 - nothing is wrong
    """The verification was not finished, because `stop` said so."""


def verify(
    connection: Any,
    witness_text: str | None = "",
    *,
    origin: str = "",
    on_progress: Progress | None = None,
    stop: Stop | None = None,
    witness_again: WitnessText | None = None,
    vault: Path | None = None,
    now: datetime | None = None,
    receipt: Receipt | None = None,
    witnesses: Sequence[WitnessFile] = (),
    since: Milestone | None = None,
    last: Last | None = None,
) -> Report:
    """Verify the log behind a DB-API (PEP 249) connection.

    `witness_text` is the witness file's, or None where it cannot be read. `origin` is the log's name where the
    caller knows it; else the witness gives it. `on_progress` receives how many events are done, of how many. `stop` is
    asked every `FETCH` events; where it says yes, Stopped is raised. `witness_again` reads the witness file once more:
    a desk writes it right after the database. `vault`: a folder in which only ordinary files may be; none is
    opened. `now`: this PC's time in UTC, where the desks' clocks are compared with it. `receipt`: a
    checkpoint that someone holds, which gets its outcome. `witnesses`: in place of `witness_text`, the files of an
    office with several. `since`: from where to go on, in
    place of the first event; without a receipt. `last`: the event that this PC wrote last, as it remembered before the
    connection was opened. Never raises for faults of the log: those are in the report.
    """
    files = list(witnesses) or [WitnessFile(witness_text, witness_again)]
    today = None if now is None else now.date()
    run = _Run(connection, Witnesses(files, origin), origin, today)
    run.on_progress, run.stop = on_progress or _nobody_hears, stop or _never
    run.checkpoints.receipt, run.last = receipt, last
    if since is not None:
        run.go_on(since)
    try:
        with _snapshot(connection), run.cursors:
            run.all()
    except connection.Error:
        run.findings.add("unreadable", run.passing.tree.count)
    run.look_outside(vault)
    return run.report()


def _nobody_hears(done: int, of: int) -> None:
    pass


def _never() -> bool:
    return False


@contextmanager
def _snapshot(connection: Any) -> Iterator[None]:
    begin = not getattr(connection, "in_transaction", True)
    if begin:
        connection.cursor().execute("BEGIN")
    try:
        yield
    finally:
        if begin:
            connection.rollback()


class _Run:
    """One verification under way."""

    on_progress: Progress
    stop: Stop
    last: Last | None

    def __init__(self, connection: Any, witnesses: Witnesses, origin: str, today: date | None) -> None:
        anchors = witnesses.anchors
        origin = origin or min(anchors.origins, default="")
        self.findings = Findings()
        self._connection = connection
        self.cursors = ExitStack()
        self._witnesses = witnesses
        self._lagging: list[str] = []
        self._since = 0
        self._clocks = Clocks(self.findings, today)
        keys = KeyChain(origin, anchors.first_keys)
        self.authority = Authority(origin, keys, self.findings)
        self.checkpoints = Checkpoints(witnesses, origin, self.authority, self.findings, self._clocks)
        self.passing = Pass(keys, self.authority, self.checkpoints, self.findings, self._clocks)

    def go_on(self, milestone: Milestone) -> None:
        """Go on from there, in place of the first event."""
        self._since = milestone.size
        self.passing.go_on(milestone)
        self.checkpoints.go_on(milestone)

    def all(self) -> None:
        """Run the whole pass."""
        heads = list(self._rows(queries.HEAD))
        total = heads[0][1] if heads and isinstance(heads[0][1], int) else 0
        if total < self._since:
            self.findings.add("log_shorter", self._since)
        self.checkpoints.begin(self._rows(queries.checkpoints(self._since)))
        self.passing.begin()
        for batch in self._batches(queries.events(self._since)):
            for row in batch:
                self.passing.take(row)
            self.on_progress(self.passing.tree.count, total)
            if self.stop():
                raise Stopped
        self.passing.finish()
        self.checkpoints.finish()
        self._clocks.finish()
        self._compare(heads)
        stated = {loss.at for loss in self.checkpoints.losses.stated}
        if self.last is not None and is_gone(self.last, self._rows, self._since, stated):
            self.findings.add("last_event_missing", self.last.seq)

    def look_outside(self, vault: Path | None) -> None:
        """Read witness files that lack something once more, and the vault's folder."""
        stored = self.checkpoints.newest_stored
        self._lagging = self._witnesses.without(stored)
        if stored is not None and self._witnesses.newest and len(self._lagging) == self._witnesses.count:
            self.findings.add("witness_behind", stored.size)
        for _ in range(no_files(vault) if vault else 0):
            self.findings.add("vault_not_a_file")

    def report(self) -> Report:
        """Return the findings."""
        newest, anchors = self._witnesses.newest, self._witnesses.anchors
        for _ in range(self._witnesses.damaged()):
            self.findings.add("witness_damaged")
        for size in self._witnesses.wrong_stamps:
            self.findings.add("stamp_wrong", size)
        for _ in range(0 if self._since else self._witnesses.stamps_left()):
            self.findings.add("stamp_without_checkpoint")
        if len(anchors.origins) > 1:
            self.findings.add("unknown_origin")
        if fewer := self._witnesses.fewer:
            self.findings.add("witnesses_fewer", None, **fewer)
        if self._witnesses.keys_differ:
            self.findings.add("witness_keys_differ")
        if newest is None:
            self.findings.add_first(self._witnesses.problem())
        return Report(
            ok=not self.findings.found,
            events=self.passing.tree.count,
            last_day=self.passing.last_day,
            anchored_events=newest.size if newest else 0,
            newest_anchor_at=newest.moment() if newest else None,
            unvouched_events=self.authority.unvouched,
            findings=tuple(self.findings.found),
            lagging=tuple(self._lagging) if newest and len(self._lagging) < self._witnesses.count else (),
            since=self._since,
            losses=tuple(self.checkpoints.losses.stated),
            milestone=None if self.findings.found or self._since or newest is None else self._milestone(newest),
        )

    def _milestone(self, newest: Note) -> Milestone:
        tree, keys, authority = self.passing.tree, self.passing.keys, self.authority
        return Milestone(
            origin=newest.origin,
            size=tree.count,
            edge=tree.edge().hex(),
            day=self.passing.last_day or "",
            anchor=newest.text,
            keys={desk: [day, key.hex()] for desk, (day, key) in keys.in_force.items()},
            days=keys.ahead(),
            clocks=self._clocks.latest,
            ahead=self._clocks.ahead,
            vouched=authority.vouched,
            loose={desk: count for desk, count in authority.loose.items() if count},
            spares={desk: key.hex() for desk, key in keys.spares.items()},
            cut=sorted(keys.cut),
            withdrawn=sorted(keys.withdrawn),
            lost=self.checkpoints.losses.lost,
            witnesses=self._witnesses.stated,
            kinds=keys.counters.kinds,
            roles=keys.counters.advisers.roles,
        )

    def _batches(self, query: str) -> Iterator[list[Row]]:
        cursor = self._connection.cursor()
        self.cursors.callback(cursor.close)
        cursor.execute(query)
        while rows := cursor.fetchmany(FETCH):
            yield rows

    def _rows(self, query: str) -> Iterator[Row]:
        for rows in self._batches(query):
            yield from rows

    def _compare(self, heads: list[Row]) -> None:
        tree = self.passing.tree
        head = (1, tree.count, tree.edge(), tree.root(), self.passing.last_day)
        if heads != ([head] if tree.count else []):
            self.findings.add("head_differs")
        rows, given = set(self._rows(queries.KEYS)), self.passing.keys.given
        if not (given <= rows if self._since else given == rows):
            self.findings.add("key_row_differs")
        if self._versions() > 1:
            self.findings.add("version_unclear")

    def _versions(self) -> int:
        """Return how many versions the database names; none where it has no table of them, which opening it reports."""
        try:
            return len(list(self._rows(queries.VERSION)))
        except self._connection.Error:
            return 0
