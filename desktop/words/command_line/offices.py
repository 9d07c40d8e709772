"""The output of the verbs that make, back up, restore and upgrade an office."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.upkeep import Noted
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.command_line import look, prompt
from desktop.words.formatting import grouped

if TYPE_CHECKING:
    from desktop.application.ports.upkeep import BackedUp


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
