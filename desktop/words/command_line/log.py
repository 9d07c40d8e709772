"""The output of the verbs about the log: verified (the verifier words its own findings), exported, stated as lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.domain.sessions.session import Outcome
from desktop.words import Texts, counted, tr
from desktop.words.codes import within
from desktop.words.formatting import ALIKE, grouped, length

RECEIPTS: Texts[str] = {
    "held": "The receipt holds: a desk of this office signed it over {size} events, and the log still begins with "
    "them.",
    "not_signed": "The receipt does NOT hold: no desk of this office signed this text over {size} events. One wrong "
    "letter is enough: scan the code on the receipt, or compare it letter by letter.",
    "other_history": "The receipt shows that the log was CHANGED: a desk of this office signed it over {size} events, "
    "and the log does not begin with those. Keep the receipt, and tell Information Governance.",
    "was_lost": "The receipt is genuine, and what it stands for is lost: the log itself states that an older database "
    "was put back. Keep the receipt, and tell Information Governance.",
    "log_shorter": "The receipt does NOT hold: it is over {size} events, and the log has only {events}. Either events "
    "are missing from the log, or no desk of this office signed this text.",
    "unreadable": "No checkpoint of this office can be read in this text. Scan the code on the receipt.",
    "several": "There are several codes in this text. Check each of them by itself.",
    "another_office": "This receipt is from another office.",
    "": "The receipt was not checked: the log cannot be read so far.",
}
"""By their outcomes in the verifier; nothing where there is none."""


def stopped(done: int, total: int) -> list[str]:
    """Say that there is no result."""
    return [
        counted(
            done,
            "Verifying was stopped after 1 of {total} events.",
            "Verifying was stopped after {n} of {total} events.",
            total=grouped(total),
        ),
        tr("Nothing is proven. Run it again, and let it finish."),
    ]


def receipt(outcome: str, size: int, events: int) -> str:
    """Say what became of a receipt over `size` events, in a log of `events`."""
    return tr(RECEIPTS[outcome]).format(size=grouped(size), events=grouped(events))


def whose_receipt(reference: str, outcome: Outcome | None) -> str:
    """Say at which session the code of a receipt was signed: its reference, "" where no session was closed then."""
    if not reference or outcome is None:
        return tr("But this code was signed when no session was closed, so it belongs to no receipt.")
    return tr(
        "It was signed as a session about {reference} was closed ({outcome}). Only the code is signed: compare what "
        "the paper says above it with that session, under Reviews."
    ).format(reference=reference, outcome=within(outcome))


def database_wrong(why: str) -> list[str]:
    """Say why the office would not be opened."""
    return [tr("The database is not as it should be:"), f"- {why}"]


def rows_differ(differences: Sequence[str]) -> list[str]:
    """Name what the database says and the log does not."""
    return [tr("The database is NOT what the log says:"), *(f"- {said}" for said in differences)]


def whole(anchored: int, events: int) -> list[str]:
    """Say what is proven, and what is not."""
    return [
        tr("The log is whole. {anchored} of {events} events are anchored in the witness file.").format(
            anchored=grouped(anchored), events=grouped(events)
        ),
        tr("Every anchored event is unchanged since it was recorded."),
        tr("Until they are anchored, an administrator of the database could remove later events without a trace."),
    ]


def new_is_whole(since: int, events: int) -> list[str]:
    """Say what is proven where only the newest events were looked at."""
    return [
        counted(
            events - since,
            "The log is whole as far as it is new: 1 event since it was last verified whole, at {since} events.",
            "The log is whole as far as it is new: {n} events since it was last verified whole, at {since} events.",
            since=grouped(since),
        ),
        tr(
            "Earlier events and the database’s rows were not checked. Each night listening-room retain checks them all."
        ),
    ]


def signed() -> str:
    """Say that the log is signed."""
    return tr("Each event is signed by the PC that it names, and follows on that PC’s event before it.")


def loss(at: int, kept: int, known: int) -> str:
    """Say what the log itself states to be lost: what followed the first `kept` events, up to `known` at least."""
    said = tr("Lost, as event number {at} states: the events from number {first} to {last} at least.")
    return said.format(first=grouped(kept), last=grouped(known - 1), at=grouped(at))


def unstamped(count: int) -> str:
    """Say how many checkpoints nobody outside the office has dated."""
    return counted(
        count,
        "1 checkpoint has no time stamp though the office had an authority: only a PC says when it was made.",
        "{n} checkpoints have no time stamp though the office had an authority: only PCs say when they were made.",
    )


def not_whole(*, unproved: bool) -> str:
    """Introduce the findings. `unproved`: nothing outside the database vouches for the log."""
    return tr("The log cannot be verified:") if unproved else tr("The log is NOT whole:")


def lagging(name: str) -> str:
    """Say that a witness file is not up to date, though enough others are."""
    return tr("The witness file {name} cannot be read, or lacks the newest checkpoint. Enough others have it.").format(
        name=name
    )


def findings(found: Sequence[tuple[str, int | None]]) -> list[str]:
    """Return the lines of the findings, with the number of the event at which each was found; many equal ones are one.

    `--json` has each of them.
    """
    events: dict[str, list[int | None]] = {}
    for words, event in found:
        events.setdefault(words, []).append(event)
    lines = []
    for words, at in events.items():
        if len(at) < ALIKE:
            lines += [_finding(words, event) for event in at]
        else:
            lines.append(f"{_finding(words, at[0])} {tr('({n} times)').format(n=grouped(len(at)))}")
    return lines


def _finding(words: str, event: int | None) -> str:
    return f"- {words}" if event is None else f"- {tr('At event number {n}:').format(n=grouped(event))} {words}"


def written(done: int, total: int, seconds_left: int | None) -> str:
    """Say how far it is, and about how long the rest takes."""
    said = tr("Wrote {done} of {total} events.").format(done=grouped(done), total=grouped(total))
    return said if seconds_left is None else f"{said} {tr('About {length} left.').format(length=length(seconds_left))}"


def exported(events: int, folder: Path) -> list[str]:
    """Say what was exported, how far, and what to do with it."""
    return [
        counted(
            events,
            "Exported 1 event to {folder}, as far as the newest checkpoint.",
            "Exported {n} events to {folder}, as far as the newest checkpoint.",
            folder=str(folder),
        ),
        tr("docs/verifying.md says how anyone can check it. The keys for that are in the witness file, not in here."),
    ]


def loss_stated(kept: int, known: int, checkpoints: int) -> list[str]:
    """Say what was stated to be lost."""
    return [
        tr("Stated as lost: the events from number {first} to {last} at least.").format(
            first=grouped(kept), last=grouped(known - 1)
        ),
        counted(
            checkpoints,
            "1 checkpoint of the witness file belongs to them.",
            "{n} checkpoints of the witness file belong to them.",
        ),
        tr("From now on the log is whole but for these. Every desk can go on."),
    ]
