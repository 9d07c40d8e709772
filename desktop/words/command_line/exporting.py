"""The output of `listening-room log export`."""

from __future__ import annotations

from pathlib import Path

from desktop.words import counted, tr
from desktop.words.formatting import grouped, length


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
