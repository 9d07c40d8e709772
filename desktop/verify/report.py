"""The findings of a verification, losses that the log itself states, and the milestone from which a later one goes on.

A log is `ok` only if nothing was found and a checkpoint outside the database vouches for it; `unproved` is a log that
nothing vouches for. Codes are a closed set (`WORDS`), and at most `KEPT` findings are kept. Events after
`anchored_events` could have been changed by whoever holds the database; only a PC can tell, of the one it wrote last.
`events_lost` names checkpoints that the witness has and the log lacks: no findings. One that fits was not lost.
A milestone is one line of JSON, made by a whole verification that found nothing, and kept outside the database.
"""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from desktop.verify.notes import Note, read_note

LOST = "events_lost"


@dataclass(frozen=True)
class Loss:
    """One loss: event `at` states that what was recorded after `kept` events, up to `known` at least, is gone."""

    at: int
    kept: int
    known: int


class Losses:
    """The losses stated so far."""

    def __init__(self) -> None:
        self.stated: list[Loss] = []
        self._lost: set[tuple[int, bytes]] = set()

    def state(self, seq: int, body: bytes) -> bool:
        """Take a signed event that states one; return whether it is written as such an event is."""
        try:
            facts = json.loads(body)["facts"]
            loss = Loss(seq, int(facts["kept"]), int(facts["known"]))
            lost = {(int(size), base64.b64decode(root, validate=True)) for size, root in facts["lost"]}
        except (ValueError, OverflowError, KeyError, TypeError, RecursionError):
            return False
        if not lost or not loss.kept <= seq or any(not loss.kept < size <= loss.known for size, _ in lost):
            return False
        self.stated.append(loss)
        self._lost |= lost
        return True

    def names(self, note: Note) -> bool:
        """Return whether that checkpoint was lost."""
        return (note.size, note.root) in self._lost

    @property
    def lost(self) -> list[list[int | str]]:
        """The checkpoints that were lost, as events state them."""
        return [[size, base64.b64encode(root).decode("ascii")] for size, root in sorted(self._lost)]

    def go_on(self, lost: list[list[int | str]]) -> None:
        """Go on from what was stated before."""
        self._lost = {(int(size), base64.b64decode(str(root))) for size, root in lost}


KEY_BYTES = 32


@dataclass(frozen=True)
class Milestone:
    """The verified state of the first `size` events. Hashes and keys are in hexadecimal, days as in events (UTC).

    `edge`: the tree's right edge, in the stored form. `day`: that of the last event. `anchor`: the newest
    checkpoint that a witness file had. By desk: `keys`, the day and key in force; `days`, other days that had
    a key and are after that one; `clocks`, the latest day since the clock's last step; `last`, the hash of its last
    event, in base64; `spares`, the spare key.
    `ahead`: desks whose clock is ahead, which an administrator has confirmed. `cut`: desks that may sign a key with
    their spare key once, since events were lost. `withdrawn`: desks that were withdrawn. `lost`: sizes and roots of
    checkpoints that were lost (`losses`). `witnesses`: how many there are, where the log says it; else 0.
    `kinds`: of the PCs that are here (`desks`); `roles`: of the office's people (`desks`).
    """

    origin: str
    size: int
    edge: str
    day: str
    anchor: str
    keys: dict[str, list[str]] = field(default_factory=dict)
    days: dict[str, list[str]] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)
    ahead: list[str] = field(default_factory=list)
    last: dict[str, str] = field(default_factory=dict)
    spares: dict[str, str] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    lost: list[list[int | str]] = field(default_factory=list)
    witnesses: int = 0
    kinds: dict[str, str] = field(default_factory=dict)
    roles: dict[str, list[list[str]]] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as it is kept."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @property
    def note(self) -> Note | None:
        """The checkpoint that the witness had."""
        return read_note(self.anchor)


def read_milestone(text: str) -> Milestone | None:
    """Read one that was kept; None for anything that is not written as one."""
    try:
        found = Milestone(**json.loads(text))
        days = [found.day, *found.clocks.values(), *(day for days in found.days.values() for day in days)]
        days += [day for day, _ in found.keys.values()]
        keys = [bytes.fromhex(key) for key in [*(key for _, key in found.keys.values()), *found.spares.values()]]
        keys += [base64.b64decode(str(root), validate=True) for _, root in found.lost]
        keys += [base64.b64decode(leaf, validate=True) for leaf in found.last.values()]
        read = [date.fromisoformat(day) for day in days], bytes.fromhex(found.edge)[:8] == found.size.to_bytes(8, "big")
        sound = read[1] and {len(key) for key in keys} <= {KEY_BYTES} and found.note is not None
        return found if sound and found.text() == text else None
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None


KEPT = 200

WORDS = {
    "witness_missing": "There is no witness file, so nothing outside the database vouches for the log.",
    "witness_unreadable": "The witness file cannot be read, so nothing outside the database vouches for the log.",
    "witness_behind": "The newest checkpoint in the database is missing from the witness file.",
    "witnesses_fewer": "The log says that this office has {stated} witness files. This PC reads {files}.",
    "witness_keys_differ": "Two witness files have different first keys of one desk.",
    "stamp_wrong": "A time stamp over a checkpoint is not the authority's, or not over this checkpoint.",
    "stamp_of_another_time": "A checkpoint was stamped more than an hour before or after the time that it states: a "
    "clock was wrong, or it was made up later.",
    "stamp_without_checkpoint": "A time stamp is over a checkpoint that is not in this log.",
    "witness_of_another": "The witness file belongs to another office's log, so it vouches for nothing here.",
    "anchor_missing": "The witness file no longer has the checkpoint that it had when the log was last verified whole.",
    "witness_damaged": "A part of the witness file cannot be read.",
    "witness_without_checkpoint": "The witness file has no checkpoint yet, so nothing vouches for the log.",
    "unknown_origin": "A checkpoint or a first key belongs to another log.",
    "unreadable": "The database cannot be read to its end.",
    "row_malformed": "A row of the log does not have the form that the program writes.",
    "body_too_long": "An event is longer than a megabyte, or has no bytes. It was not read.",
    "number_gap": "Events are missing before this one.",
    "number_repeated": "This number is used more than once, or is out of order.",
    "body_differs": "The event is not what its row says: number, kind or form do not match.",
    "log_start": "The log does not begin with its first key.",
    "not_at_a_counter": "A counter signed what is decided at other PCs.",
    "password_at_a_counter": "A counter signed a password for somebody who does more than advise.",
    "withdrawn_desk": "An event is in the name of a PC that had been withdrawn.",
    "unknown_desk": "A desk has events, but the witness file does not have its first key.",
    "missing_day": "The log has no signing key of the desk for the day of an event.",
    "wrong_day_key": "A day's signing key does not follow from the key before it.",
    "head_differs": "The log's head does not match its events.",
    "checkpoint_malformed": "A checkpoint cannot be read.",
    "checkpoint_row_differs": "A checkpoint's row does not match its text.",
    "checkpoint_missing": "A checkpoint in the witness file is missing from the database.",
    "wrong_root": "The events are not the ones for which the checkpoint was signed.",
    "wrong_signature": "A checkpoint is not signed with its desk's key of the day.",
    "history_forked": "Two histories of this log are signed: the checkpoint over {one} events does not belong to the "
    "history of the one over {other} events.",
    "log_shorter": "The log is shorter than a checkpoint says it was.",
    "last_event_missing": "The event that this PC wrote last is not in the log. Someone may have taken away what was "
    "done at this PC and was not anchored yet.",
    "clock_back": "The clock of {desk} was set back by more than a day here, or had run ahead until here.",
    "checkpoint_clock_back": "A checkpoint of {desk} was signed by a clock more than a day behind its own events.",
    "clock_ahead": "The time of {desk} is more than a day ahead of the clock of this PC. One of the two is wrong.",
    "unsigned": "An event is not signed.",
    "wrong_event_signature": "An event is not signed with its desk's key of the day.",
    "chain_broken": "An event does not follow on its PC's event before it.",
    "version_unclear": "The database names more than one version of the program.",
    "vault_not_a_file": "Something in the vault is not an ordinary file.",
    "more": "There are more findings than these.",
}


NO_WITNESS = frozenset(
    {
        "witness_missing",
        "witness_unreadable",
        "witness_behind",
        "witness_of_another",
        "witness_without_checkpoint",
        "witnesses_fewer",
    }
)
"""Codes for something missing outside the database, which say nothing about its content."""

CLOCKS = frozenset({"clock_back", "checkpoint_clock_back", "clock_ahead"})
"""Codes for what a clock did, which changed no event."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `seq` is the event's number (for a checkpoint: how many events it covers), or None."""

    code: str
    seq: int | None
    words: str


@dataclass(frozen=True)
class Report:
    """The outcome. `last_day` is the last event's UTC date; `newest_anchor_at` is when the witness's newest checkpoint
    that holds was signed, in UTC. `lagging`: the names of witness files that lack the newest checkpoint or cannot be
    read, though another has it. `since`: how many events, from the first, were not looked at again. `milestone`: from
    where a later verification can go on; None where this one found anything, or did not begin with the first event.
    `losses`: what the log itself states to be lost. `unstamped`: how many checkpoints have no time stamp, of those
    since an event by which an authority began."""

    ok: bool
    events: int
    last_day: str | None
    anchored_events: int
    newest_anchor_at: datetime | None
    findings: tuple[Finding, ...]
    lagging: tuple[str, ...] = ()
    since: int = 0
    losses: tuple[Loss, ...] = ()
    unstamped: int = 0
    milestone: Milestone | None = field(default=None, repr=False)

    @property
    def changed(self) -> bool:
        """Whether the log, or something beside it, is not as it was written."""
        return bool({finding.code for finding in self.findings} - NO_WITNESS - CLOCKS)

    @property
    def unproved(self) -> bool:
        """Whether the only finding is that no witness vouches for the log."""
        return not self.ok and {finding.code for finding in self.findings} <= NO_WITNESS


@dataclass
class Findings:
    """Collects findings, within bounds."""

    found: list[Finding] = field(default_factory=list)

    def add(self, code: str, seq: int | None = None, **named: str) -> None:
        """Note one thing that is wrong. `named` is put into its words."""
        if len(self.found) < KEPT:
            self.found.append(Finding(code, seq, WORDS[code].format(**named)))
        elif len(self.found) == KEPT:
            self.found.append(Finding("more", None, WORDS["more"]))

    def add_first(self, code: str, **named: str) -> None:
        """Note a finding that has to be read before everything else, and is always listed."""
        self.found.insert(0, Finding(code, None, WORDS[code].format(**named)))
