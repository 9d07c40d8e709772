"""The output of the verbs about the office as a whole: made, moved, backed up, restored and upgraded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.office.setting_up import Stage
from desktop.application.ports.lifecycle import Noted
from desktop.application.ports.sound import VaultPlace
from desktop.errors import CheckpointNotStoredError
from desktop.words import Texts, counted, tr
from desktop.words.codes import words
from desktop.words.command_line import look, prompt
from desktop.words.errors import message_for
from desktop.words.formatting import length

if TYPE_CHECKING:
    from desktop.application.ports.lifecycle import BackedUp


def recovery_key() -> str:
    """Ask for a recovery key itself."""
    return prompt(tr("The recovery key, which begins with AGE-SECRET-KEY-1 (nothing shows):"))


def recovery_missing() -> list[str]:
    """Ask for two recovery keys."""
    return [
        tr("Name two offline recovery keys: --recovery age1... --recovery age1..."),
        tr("Make each with age-keygen, and keep the files it writes away from this PC."),
    ]


def witness_missing() -> str:
    """Ask for the witness file."""
    return tr("Name a witness file outside the office’s folder: --witness FILE")


def server_incomplete() -> str:
    """Ask for both options of a database server."""
    return tr("An office on a database server needs both: --database ADDRESS --database-owner ROLE")


def vault_place_missing() -> str:
    """Ask where recordings are kept."""
    return tr(
        "Say where recordings are kept: --vault FOLDER (a share of the office’s PCs) or --vault-in database. With "
        "--vault-in folder they are on this PC alone, and no other can join."
    )


def desks_password(role: str) -> str:
    """Ask for the password of the role that the desks have."""
    return prompt(tr("Password for {role} on the database server:").format(role=role))


def owners_password(role: str) -> str:
    """Ask for the password of the database's owner."""
    return prompt(tr("Password for {role} on the database server (it is not stored):").format(role=role))


def given_password() -> str:
    """Ask for the password that this PC's login was given on the server."""
    return prompt(tr("The password that this PC’s login was given on the database server:"))


def new_password_for(name: str) -> str:
    """Ask for the password of the first administrator."""
    return prompt(tr("Password for {name}, of at least 12 characters:").format(name=name))


def office_made(name: str) -> str:
    """Say that the office is there."""
    return tr("The office {name} is ready. Open it with: listening-room").format(name=name)


def witness_in_use(place: str) -> str:
    """Say that a witness file, or an authority, is in use."""
    return tr("The witness {place} is in use from now on.").format(place=place)


def witness_count(files: int) -> str:
    """Say how many witnesses there are."""
    return counted(
        files, "The office has one witness.", "The office has {n} witnesses. Each gets every checkpoint of the log."
    )


def upgraded() -> str:
    """Say that the database has this program's version."""
    return tr("The office’s database is up to date.")


def backed_up(folder: Path, made: BackedUp) -> list[str]:
    """Describe a new back-up."""
    lost = counted(
        made.missing,
        "1 recording or copy was not in the vault, so it is not in the back-up either. Import it again.",
        "{n} recordings and copies were not in the vault, so they are not in the back-up either. Import them again.",
    )
    return [
        counted(
            made.recordings,
            "The office is backed up in {folder}, with 1 recording or copy.",
            "The office is backed up in {folder}, with {n} recordings and copies.",
            folder=folder,
        ),
        counted(made.events, "The log in it has 1 event.", "The log in it has {n} events."),
        *(look(lost) if made.missing else ()),
        *(look(words(made.noted)) if made.noted is not Noted.IN_LOG else ()),
        tr("Keep the back-up on another disk. Only a recovery key opens it: keep that in yet another place."),
    ]


Said = tuple[list[str], int]

BEGINS: Texts[Stage] = {
    Stage.VERIFYING: "Verifying the office as it is.",
    Stage.ROWS: "Copying its log and its rows to the server, and reading them again there.",
    Stage.RECORDINGS: "Copying its recordings, and reading each again in its new place.",
    Stage.VERIFYING_AGAIN: "Verifying the office on the server.",
}


def begins(stage: Stage) -> str:
    """Say what is done now."""
    return tr(BEGINS[stage])


def how_far(done: int, total: int, seconds_left: int | None) -> str:
    """Say how far a stage is, and about how long the rest of it takes."""
    said = tr("{percent}%.").format(percent=100 * done // total if total else 100)
    return said if seconds_left is None else f"{said} {tr('About {length} left.').format(length=length(seconds_left))}"


def moved(
    events: int, recordings: VaultPlace, left: Path | None, not_witnessed: CheckpointNotStoredError | None
) -> Said:
    """Say that the office has moved, and what is still to be done by hand."""
    lines = [
        counted(
            events,
            "The office has moved, and is verified there. Its log has 1 event.",
            "The office has moved, and is verified there. Its log has {n} events.",
        ),
        tr("The database on this PC is deleted, and its key destroyed. Open the office with: listening-room"),
    ]
    if recordings is VaultPlace.DATABASE:
        lines.append(tr("Its recordings are in the database, too."))
    if left is not None:
        lines.append(
            tr("The recordings in {folder} are not used any more. Delete that folder when you like.").format(
                folder=left
            )
        )
    lines.append(tr("Make a back-up now. Those from before hold the office as it was on this PC."))
    if not_witnessed is None:
        return lines, 0
    return [*lines, *look(message_for(not_witnessed))], 1


def recordings_moved(
    files: int, left: Path, missing: int, not_witnessed: CheckpointNotStoredError | None, *, others: bool
) -> Said:
    """Say that the recordings have moved, and what is still to be done by hand."""
    lines = [
        counted(files, "1 file has moved into the database.", "{n} files have moved into the database."),
        tr("Every PC finds its recordings there, from the next time on that it opens the office."),
        tr("Make a back-up now. After that, delete the folder {folder} when you like.").format(folder=left),
    ]
    found = [] if not_witnessed is None else look(message_for(not_witnessed))
    if others:
        found += look(tr("Another PC opened the office just then. Close the program there, and open it again."))
    if missing:
        found += look(
            counted(
                missing,
                "1 recording or copy was not in the folder, and is not in the database either.",
                "{n} recordings and copies were not in the folder, and are not in the database either.",
            )
        )
    return [*lines, *found], 1 if found else 0


def recordings_stopped() -> Said:
    """Say that it was stopped, and where recordings are."""
    lines = [
        tr("You stopped the move. Recordings are where they were, unless listening-room status says otherwise."),
        tr("The same command goes on where it was."),
    ]
    return lines, 1


def missing_place() -> str:
    """Ask where to."""
    return tr("Name a server (--to ADDRESS --database-owner ROLE), or --vault-in database for an office on one.")


def stopped(*, moved: bool) -> Said:
    """Say that the move was stopped, and where the office is."""
    if moved:
        return look(
            tr("You stopped the move after its last step: the office is on the server."),
            tr("Give the same command again to finish it."),
        ), 1
    return [tr("You stopped the move. The office is where it was, and nothing in it was changed.")], 1
