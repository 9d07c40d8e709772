"""The words about an office restored from a back-up, on the command line and at the first start."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.words import counted, tr


def restored(events: int | None) -> str:
    """Say that the office is restored. `events`: None where its server does not let this PC in yet."""
    if events is None:
        return tr("The office is restored on this PC, and could not be opened yet.")
    return counted(
        events,
        "The office is restored. Its log has 1 event.",
        "The office is restored. Its log has {n} events.",
    )


def goes_on_with(server: str, witnesses: Sequence[str]) -> list[str]:
    """Say with which server and witness files the restored PC goes on. `server`: "" where there is none."""
    on_server = [tr("Database: {server}").format(server=server)] if server else []
    return [*on_server, *(tr("Witness file: {file}").format(file=file) for file in witnesses)]


def go_on() -> str:
    """Ask whether these are the office's own."""
    return tr("Are these your office’s? Type yes to restore:")


def not_restored() -> str:
    """Say that nobody said yes."""
    return tr("Nothing was restored.")


def witness_not_read() -> str:
    """Say that nobody knows yet whether something is missing."""
    return tr("The witness file cannot be read. Connect its disk or share before you open the office.")


def events_lost(witnessed: int) -> list[str]:
    """Say that the witness file covers more than the back-up holds, and what to do."""
    return [
        counted(
            witnessed,
            "The witness file covers 1 event. What was done after the back-up is lost.",
            "The witness file covers {n} events. What was done after the back-up is lost.",
        ),
        tr("An administrator and a supervisor now state that together: listening-room log lost"),
        tr("Until then the log is not whole, nothing is destroyed, and other desks may be shut out."),
        tr("Keep this back-up and the witness file: together they show what is missing."),
    ]
