"""The output of `listening-room verify` around its findings, which the verifier words itself."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.words import counted, tr
from desktop.words.formatting import grouped


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


def not_whole(*, unproved: bool) -> str:
    """Introduce the findings. `unproved`: nothing outside the database vouches for the log."""
    return tr("The log cannot be verified:") if unproved else tr("The log is NOT whole:")


def finding(words: str, event: int | None) -> str:
    """Return one line of the findings, with the number of the event at which it was found."""
    return f"- {words}" if event is None else f"- {tr('At event number {n}:').format(n=grouped(event))} {words}"
