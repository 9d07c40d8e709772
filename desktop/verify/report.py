"""The findings of a verification, in codes and in words.

Rules:
- A log is `ok` only if nothing at all was found, and at least one checkpoint outside the database vouches for it.
- Codes are a closed set (`WORDS`). At most `KEPT` findings are kept, so that a log that is wrong
  throughout costs no memory; one more then says so.
- `anchored_events` is how many events, from the first, are under the newest witness checkpoint. Later events are
  consistent among themselves, but could have been removed, changed or added by whoever holds the database. Only a PC
  can tell, of the event that it wrote last (`last`).
- `unproved` distinguishes a log that nothing vouches for from a changed one: nothing was found in the log itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from desktop.verify.losses import Loss
from desktop.verify.milestone import Milestone

KEPT = 200

WORDS = {
    "witness_missing": "There is no witness file, so nothing outside the database vouches for the log.",
    "witness_unreadable": "The witness file cannot be read, so nothing outside the database vouches for the log.",
    "witness_behind": "The newest checkpoint in the database is missing from the witness file.",
    "witnesses_fewer": "The log says that this office has {stated} witness files. This PC reads {files}.",
    "witness_keys_differ": "Two witness files have different first keys of one desk.",
    "stamp_wrong": "A time stamp over a checkpoint is not the authority's, or not over this checkpoint.",
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
    "column_differs": "A copied column (day, session or request) does not match the event.",
    "log_start": "The log does not begin with its first key.",
    "not_at_a_counter": "A counter signed what is decided at other PCs.",
    "password_at_a_counter": "A counter signed a password for somebody who does more than advise.",
    "withdrawn_desk": "An event is in the name of a PC that had been withdrawn.",
    "unknown_desk": "A desk has events, but the witness file does not have its first key.",
    "missing_day": "The log has no signing key of the desk for the day of an event.",
    "wrong_day_key": "A day's signing key does not follow from the key before it.",
    "key_row_differs": "The table of signing keys does not match the log.",
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
    "unsigned": "An event that gives authority is not signed.",
    "wrong_event_signature": "An event is not signed with its desk's key of the day.",
    "not_vouched": "A desk did not vouch for the events in its name: it did not write all of them.",
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
    that holds was signed, in UTC. `unvouched_events`: how many events their desks have not vouched for yet. `lagging`:
    the names of witness files that lack the newest checkpoint or cannot be read, though another has it. `since`:
    how many events, from the first, were not looked at again. `milestone`: from where a later verification can go on;
    None where this one found anything, or did not begin with the first event. `losses`: what the log itself states to
    be lost."""

    ok: bool
    events: int
    last_day: str | None
    anchored_events: int
    newest_anchor_at: datetime | None
    findings: tuple[Finding, ...]
    unvouched_events: int = 0
    lagging: tuple[str, ...] = ()
    since: int = 0
    losses: tuple[Loss, ...] = ()
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
