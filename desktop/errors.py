"""Every error that this program raises on purpose, drawn once.

    ListeningRoomError
    ├── RefusedError                 a rule says no; the person is told why and what to do
    │   ├── NotAllowedError          this role, or this person, may not do it
    │   ├── WrongStateError          not now: the session, request or review is elsewhere in its life
    │   ├── AlreadySavedError        this very command was carried out before; it is not done twice
    │   ├── SignInRefusedError       name or password not right, or too many tries
    │   └── FieldsError              what was typed; one problem for each field
    ├── OutsideError                 what arrived from outside cannot be used and is refused whole
    │   ├── MediaRefusedError        a recording that is no recording, or not whole
    │   ├── PolicyRefusedError       a policy file that does not say what it must
    │   └── VaultDamagedError        a stored recording that was changed, cut, swapped or lost
    ├── SurroundingsError            the PC or the office's systems do not provide what is needed
    │   ├── KeyringError             no acceptable keyring, or it is locked, or its key is another's
    │   ├── DatabaseError            cannot be opened, written, or is from a newer version
    │   │   └── InDoubtError         the answer was lost: whether it was written is not known yet
    │   ├── NotWitnessedError        it is done, but the witness file could not be written
    │   ├── SoundError               no usable sound device, or the player stopped
    │   └── AlreadyRunningError      the application is open already
    └── LogBrokenError               the audit log does not follow from itself

Each carries a `code` from a closed set and named arguments, and no prose: `desktop.words.errors` has a sentence with
named places for each code. Never personal data in either.
Everything else that is raised is a bug: it ends the program loudly, and loses nothing that was committed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class ListeningRoomError(Exception):
    """Base of the tree. `code` names what happened; `arguments` fill the places of its sentence."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments


class RefusedError(ListeningRoomError):
    """A rule of the domain says no."""


class NotAllowedError(RefusedError):
    """This role, or this person, may not do this."""


class WrongStateError(RefusedError):
    """The action does not belong to the state that the thing is in."""


class SignInRefusedError(RefusedError):
    """Name or password not right, or too many tries: all three read the same but for the wait."""

    def __init__(self, code: str, *, wait_seconds: int = 0) -> None:
        super().__init__(code)
        self.wait_seconds = wait_seconds


class AlreadySavedError(RefusedError):
    """A command whose answer was lost had been carried out, and is not carried out again.

    `subjects` are those of its event, by their names, and `at` is when it happened. `not_witnessed`: its checkpoint did
    not reach the witness file.
    """

    def __init__(
        self, code: str, subjects: Mapping[str, str], at: datetime, not_witnessed: NotWitnessedError | None
    ) -> None:
        super().__init__(code)
        self.subjects, self.at = dict(subjects), at
        self.not_witnessed = not_witnessed


class FieldsError(RefusedError):
    """What was typed cannot be used; `problems` maps a field's name to a code of `domain`, shown beside it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("fields")
        self.problems = dict(problems)


class OutsideError(ListeningRoomError):
    """What came from outside is refused whole."""


class MediaRefusedError(OutsideError):
    """A file that is not a recording that we can use."""


class PolicyRefusedError(OutsideError):
    """A policy file that does not say what it must."""


class VaultDamagedError(OutsideError):
    """A stored recording that does not authenticate, is cut, swapped or missing."""


class SurroundingsError(ListeningRoomError):
    """The PC or the office's systems do not provide what is needed."""


class KeyringError(SurroundingsError):
    """No acceptable keyring, or it does not answer, or it holds another office's keys."""


class DatabaseError(SurroundingsError):
    """The database cannot be opened or written, or is from a newer version."""


class InDoubtError(DatabaseError):
    """The answer to a commit was lost, and could not be looked up. The same command again is not written twice."""


class NotWitnessedError(SurroundingsError):
    """What was done is committed, but its checkpoint did not reach the witness file. `checkpoint` is its text."""

    def __init__(self, code: str, checkpoint: str) -> None:
        super().__init__(code)
        self.checkpoint = checkpoint


class SoundError(SurroundingsError):
    """No usable sound device, or the player failed."""


class AlreadyRunningError(SurroundingsError):
    """The application is open already in this account."""


class LogBrokenError(ListeningRoomError):
    """The audit log does not follow from itself."""
