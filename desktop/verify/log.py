"""Verifying a log from its first event to its last, in one streamed pass, against a witness outside the database.

Bodies are hashed as stored, and nothing is computed or compared by the database. Checkpoints are checked when the tree
has their size; the database's other claims have to agree with the computed ones. It is one snapshot: begun here on
SQLite, elsewhere by the caller, whose cursors stream. A stopped verification has no report: half a log proves nothing.
The event that a PC remembers as its last has to be under its number, unless the log states its loss.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from desktop.verify import stored_rows
from desktop.verify.checkpoints import Checkpoints, Receipt, Tree
from desktop.verify.desks import FIRST, NEXT, Authority, Clocks, KeyChain
from desktop.verify.notes import Note
from desktop.verify.report import LOST, Findings, Milestone, Report
from desktop.verify.stored_rows import Row, is_row, is_whole, kind_of, place_of
from desktop.verify.witnesses import Witnesses, WitnessFile, WitnessText, no_files

WITNESS, WITHDRAWN, RESTORED = "witness_begun", "desk_withdrawn", "keyring_restored"

_KEY_EVENTS = tuple((kind, f'}},"kind":"{kind}","n":'.encode()) for kind in (FIRST, NEXT))


class Pass:
    """Tree, keys and checkpoints after the rows taken so far."""

    def __init__(
        self, keys: KeyChain, authority: Authority, checkpoints: Checkpoints, findings: Findings, clocks: Clocks
    ) -> None:
        self.tree = Tree()
        self.keys = keys
        self.authority = authority
        self.last_day: str | None = None
        self._checkpoints = checkpoints
        self._findings = findings
        self._clocks = clocks
        self._last_seq = -1
        self._owing_since = 0

    def go_on(self, milestone: Milestone) -> None:
        """Go on from a milestone, in place of the first event."""
        self.tree = Tree(bytes.fromhex(milestone.edge))
        self.last_day = milestone.day
        self._last_seq = milestone.size - 1
        for part in (self.keys, self.authority, self._clocks):
            part.go_on(milestone)

    def begin(self) -> None:
        """Begin: with the checkpoints over the events before the first that is taken."""
        self._checkpoints.check(self.tree, self.keys)

    def finish(self) -> None:
        """Finish after the last event: a key that was to be followed by the statement of a loss, and was not."""
        if self.keys.owing:
            self._findings.add("wrong_day_key", self._owing_since)

    def take(self, row: Row) -> None:
        """Take the next row, in the order of their numbers."""
        if not is_row(row):
            code = "row_malformed" if row[1] is not None else "body_too_long"
            self._findings.add(code, row[0] if isinstance(row[0], int) else None)
            return
        seq, body = row
        if seq != self._last_seq + 1:
            self._findings.add("number_gap" if seq > self._last_seq else "number_repeated", seq)
        self._last_seq = seq
        place = place_of(body)
        fits = place is not None and is_whole(seq, body)
        self._note(None if fits else "body_differs", seq)
        if place is not None:
            named = [key for key, said in _KEY_EVENTS if said in body]
            follows = self._key(seq, named, *place, body)
            self._note(self.keys.problem_of(*place), seq)
            kind = kind_of(body)
            if follows:
                self._signed(seq, kind, place[1], body)
            self.last_day = place[0]
            self._clocks.take(seq, *place, kind if fits else "")
        self.tree.add(body)
        if self.tree.count >= self._checkpoints.due:
            self._checkpoints.check(self.tree, self.keys)

    def _signed(self, seq: int, kind: str, desk: str, body: bytes) -> None:
        """Follow an event that is signed."""
        signed = self.authority.check(seq, kind, desk, body)
        if signed and kind == WITHDRAWN:
            self.keys.withdraw(body)
        if signed and kind == WITNESS:
            self._checkpoints.witness_began(body)
        begins_anew = kind == RESTORED
        if signed and kind == LOST:
            if begins_anew := self._checkpoints.losses.state(seq, body):
                self.keys.lose()
            else:
                self._findings.add("body_differs", seq)
        if signed and begins_anew and (desk, seq) == (self.keys.owing, self._owing_since + 1):
            self.keys.owing = ""

    def _key(self, seq: int, named: list[str], day: str, desk: str, body: bytes) -> bool:
        """Follow the keys that an event gives, and return whether they follow; the log's first event gives one."""
        follows = True
        if self.tree.count == 0 and FIRST not in named:
            self._findings.add("log_start", seq)
        for name in named:
            before, self.keys.owing = self.keys.owing, ""
            problem = self.keys.take(name, day, desk, body)
            self._note(problem, seq)
            follows = follows and problem is None
            if before and self.keys.owing:
                self._findings.add("wrong_day_key", self._owing_since)
            if self.keys.owing:
                self._owing_since = seq
            self.keys.owing = self.keys.owing or before
        return follows

    def _note(self, problem: str | None, seq: int) -> None:
        if problem:
            self._findings.add(problem, seq)


Rows = Callable[[str], Iterator[Any]]
"""Returns the rows of a query."""


class Last(NamedTuple):
    """The PC, and its event's number and hash (RFC 6962, as of a leaf)."""

    desk: str
    seq: int
    leaf: bytes


def is_gone(last: Last, rows: Rows, since: int, stated: Collection[int]) -> bool:
    """Return whether it is gone. `stated`: the numbers of events that state a loss, among those that were verified."""
    if last.seq < since:
        return False
    bodies = [body for (body,) in rows(stored_rows.body(last.seq)) if body is not None]
    if last.leaf in [hashlib.sha256(b"\0" + bytes(body)).digest() for body in bodies]:
        return False
    is_stated = has_written = False
    for seq, body in filter(is_row, rows(stored_rows.events(0))):
        if kind_of(body) == LOST and seq <= last.seq and (seq < since or seq in stated):
            is_stated, has_written = True, False
        elif (place := place_of(body)) is not None and place[1] == last.desk:
            has_written = True
    return has_written or not is_stated


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
        self.checkpoints = Checkpoints(witnesses, origin, self.findings, self._clocks)
        self.passing = Pass(keys, self.authority, self.checkpoints, self.findings, self._clocks)

    def go_on(self, milestone: Milestone) -> None:
        """Go on from there, in place of the first event."""
        self._since = milestone.size
        self.passing.go_on(milestone)
        self.checkpoints.go_on(milestone)

    def all(self) -> None:
        """Run the whole pass."""
        heads = list(self._rows(stored_rows.HEAD))
        total = heads[0][1] if heads and isinstance(heads[0][1], int) else 0
        if total < self._since:
            self.findings.add("log_shorter", self._since)
        self.checkpoints.begin(self._rows(stored_rows.checkpoints(self._since)))
        self.passing.begin()
        for batch in self._batches(stored_rows.events(self._since)):
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
        for size, problem in self._witnesses.stamp_problems.items():
            self.findings.add(problem, size)
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
            findings=tuple(self.findings.found),
            lagging=tuple(self._lagging) if newest and len(self._lagging) < self._witnesses.count else (),
            since=self._since,
            losses=tuple(self.checkpoints.losses.stated),
            unstamped=self._witnesses.unstamped(),
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
            last=authority.last,
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
        head = (1, tree.count, tree.root())
        if heads != ([head] if tree.count else []):
            self.findings.add("head_differs")
        if self._versions() > 1:
            self.findings.add("version_unclear")

    def _versions(self) -> int:
        """Return how many versions the database names; none where it has no table of them, which opening it reports."""
        try:
            return len(list(self._rows(stored_rows.VERSION)))
        except self._connection.Error:
            return 0
