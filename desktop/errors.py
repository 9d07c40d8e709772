"""The tree of errors that this program raises on purpose.

    ListeningRoomError
    ├── RefusedError                 a rule forbids it; the person sees why and what to do
    │   ├── NotAllowedError          this role, or this person, may not do it
    │   ├── WrongStateError          not now: the session, request or review is in another state
    │   ├── AlreadySavedError        this very command was carried out before; it is not done twice
    │   ├── SignInRefusedError       wrong name or password, or too many attempts
    │   ├── ContradictionError       settings of a policy that do not go together
    │   └── FieldsError              invalid input; one problem for each field
    ├── InputDataError                 outside data that cannot be used and is refused whole
    │   ├── MediaRefusedError        a file that is no recording, or not whole
    │   ├── PolicyRefusedError       an incomplete or invalid policy file
    │   └── VaultDamagedError        a stored recording that was changed, cut, swapped or lost
    ├── ExternalSystemError            the PC or the office's systems do not provide what is needed
    │   ├── KeyringError             no acceptable keyring, or it is locked, or its key is another's
    │   ├── DatabaseError            it cannot be opened or written, or is from a newer version
    │   │   ├── InDoubtError         the answer was lost: it may or may not be written
    │   │   └── RoleRefusedError     the server answers, and does not let this role in
    │   ├── DirectoryError           the office's directory does not answer, or says neither yes nor no
    │   ├── CheckpointNotStoredError        it is committed, but the witness file could not be written
    │   ├── SoundError               no usable sound device, or the player stopped
    │   └── AlreadyRunningError      the application is open already
    └── LogBrokenError               the audit log contradicts itself
        └── RowRefusedError          a row is not what the log says of it, and is not acted on
            └── OtherLogError        the log is not the one that this PC has verified

Each has a `code` from a closed set and named arguments, and no prose: `desktop.words.errors` has a sentence with
named places for each code. Neither holds personal data.
Any other exception is a bug: it ends the program loudly, and loses nothing that was committed.

OpenSSL's codes for what is wrong with the certificate that a server shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import datetime


class ListeningRoomError(Exception):
    """The base of all errors. `code` names the error; `arguments` fill the places of its sentence."""

    begun = False
    """Whether the work had begun that it ended: a command then exits with 1, and with 2 where it could not begin."""

    def __init__(self, code: str, **arguments: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments


@contextmanager
def begun() -> Iterator[None]:
    """Mark an error that ends the work within as one of work that had begun."""
    try:
        yield
    except ListeningRoomError as error:
        error.begun = True
        raise


@contextmanager
def in_place_of(kind: type[Exception] | tuple[type[Exception], ...], error: Exception) -> Iterator[None]:
    """Raise `error` where one of that kind ends what is done within."""
    try:
        yield
    except kind:
        raise error from None
    finally:
        del error  # its traceback holds this frame


class RefusedError(ListeningRoomError):
    """A rule of the domain forbids it. `about`: identifiers of what someone else may have changed, by kind."""

    about: Mapping[str, str] = MappingProxyType({})

    def of(self, **about: str) -> Self:
        """Return it, with what it is about: identifiers of what an event is about, or codes among its facts."""
        self.about = about
        return self


class NotAllowedError(RefusedError):
    """This role, or this person, may not do this."""


class WrongStateError(RefusedError):
    """The action is not possible in the current state."""


class ContradictionError(RefusedError):
    """Settings of a policy that do not go together."""


class SignInRefusedError(RefusedError):
    """Wrong name or password, or too many attempts: all three read the same but for the wait."""

    def __init__(self, code: str, *, wait_seconds: int = 0) -> None:
        super().__init__(code)
        self.wait_seconds = wait_seconds


class AlreadySavedError(RefusedError):
    """A command whose answer was lost had been carried out, and is not carried out again.

    `subjects` are those of its event, by their names, and `at` is its time. `not_witnessed`: its checkpoint did not
    reach the witness file.
    """

    def __init__(
        self, code: str, subjects: Mapping[str, str], at: datetime, not_witnessed: CheckpointNotStoredError | None
    ) -> None:
        super().__init__(code)
        self.subjects, self.at = dict(subjects), at
        self.not_witnessed = not_witnessed


class FieldsError(RefusedError):
    """Invalid input; `problems` maps a field's name to a code of `domain`, shown beside it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("fields")
        self.problems = dict(problems)


def problems_where(*looked_at: tuple[str, str, object]) -> dict[str, str]:
    """Return problems for a FieldsError: the code of each field where it is so, the first of them where several are."""
    problems: dict[str, str] = {}
    for field, code, is_so in looked_at:
        if is_so:
            problems.setdefault(field, code)
    return problems


class InputDataError(ListeningRoomError):
    """Data from outside, refused whole."""


class MediaRefusedError(InputDataError):
    """A file that is no recording we can use."""


class PolicyRefusedError(InputDataError):
    """An incomplete or invalid policy file."""


class VaultDamagedError(InputDataError):
    """A stored recording that does not authenticate, is cut, swapped or missing."""


class ExternalSystemError(ListeningRoomError):
    """The PC or the office's systems do not provide what is needed."""


class KeyringError(ExternalSystemError):
    """No acceptable keyring, or it does not answer, or it holds another office's keys."""


class DeskCopiedError(KeyringError):
    """This desk's keys have been used elsewhere: this is a copy of its PC, or that is one."""


class DatabaseError(ExternalSystemError):
    """The database cannot be opened or written, or is from a newer version."""


class InDoubtError(DatabaseError):
    """The answer to a commit was lost, and could not be looked up. The same command again is not written twice."""

    begun = True


class RoleRefusedError(DatabaseError):
    """The database server answers, and does not let this role into this database."""


class DirectoryError(ExternalSystemError):
    """The directory cannot be reached, or its answer says neither yes nor no: nothing follows from it."""


class CheckpointNotStoredError(ExternalSystemError):
    """The change is committed, but its checkpoint did not reach the witness file. `checkpoint` is its text."""

    begun = True

    def __init__(self, code: str, checkpoint: str) -> None:
        super().__init__(code)
        self.checkpoint = checkpoint


class SoundError(ExternalSystemError):
    """No usable sound device, or the player failed."""


class AlreadyRunningError(ExternalSystemError):
    """The application is already open in this account."""


class LogBrokenError(ListeningRoomError):
    """The audit log contradicts itself."""


class RowRefusedError(LogBrokenError):
    """A row of the database is not what the log says of it: nothing was done.

    `table`, `key` and `column` name it; `column` is empty where the whole row is meant.
    """

    def __init__(self, code: str, *, table: str, key: str = "", column: str = "") -> None:
        super().__init__(code)
        self.table, self.key, self.column = table, key, column


class OtherLogError(RowRefusedError):
    """The log in the database is not the one that this PC has verified: event `seq` is missing, or another."""

    def __init__(self, code: str, *, seq: int) -> None:
        super().__init__(code, table="audit_event", key=str(seq))
        self.seq, self.arguments = seq, {"seq": seq}


CERTIFICATE_EXPIRED, CERTIFICATE_OTHER_NAMES = 10, frozenset({62, 64})
"""X509_V_ERR_CERT_HAS_EXPIRED; X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""
