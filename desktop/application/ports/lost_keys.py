"""A PC whose keyring was lost while its office lives: what is typed to restore its keys, and the port that does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from desktop.application.ports.sound import Watcher
    from desktop.errors import NotWitnessedError


@dataclass(frozen=True)
class KeysBackupFacts:
    """The facts of a back-up that holds this PC's keys. `taken_at` is aware.

    `recipient`: the public half of the recovery key that opens it.
    """

    taken_at: datetime
    program: str
    recipient: str


@dataclass(frozen=True)
class KeysPlan:
    """The answers typed so far. `facts`: once the back-up was looked at.

    `in_file`: whether the recovery key is in the file `recovery`, or was typed as `recovery_key`. `given`: this PC's
    password on the server, where it was changed since the back-up.
    """

    backup: Path | None = None
    in_file: bool = True
    recovery: Path | None = None
    recovery_key: str = field(default="", repr=False)
    facts: KeysBackupFacts | None = None
    administrator: str = ""
    own_password: str = field(default="", repr=False)
    given: str = field(default="", repr=False)

    @property
    def key(self) -> Path | str | None:
        """The recovery key: its file, or as it was typed."""
        return self.recovery if self.in_file else self.recovery_key


@dataclass(frozen=True)
class KeysRestored:
    """The keys are restored: by whom (their sign-in name), and the public half of the recovery key.

    `not_witnessed`: why the log could not be anchored.
    """

    administrator: str
    recipient: str
    not_witnessed: NotWitnessedError | None = None


class LostKeys(Protocol):
    """The acts of the pages. Either may take seconds, and is not for the GUI thread."""

    @property
    def on_server(self) -> bool:
        """Whether the office's database is on a server."""
        ...

    def check(self, plan: KeysPlan) -> KeysPlan:
        """Look at the back-up, and try the recovery key; nothing is changed.

        Raises FieldsError by the plan's names, SurroundingsError.
        """
        ...

    def restore(self, plan: KeysPlan, watcher: Watcher) -> KeysRestored:
        """Restore the keys, whole or not at all, and let the log say so; `watcher` is told of steps.

        It may stop it (ListeningRoomError, `stopped`) before the log has it. Raises FieldsError, and as
        `lifecycle.keyring.put_back`.
        """
        ...
