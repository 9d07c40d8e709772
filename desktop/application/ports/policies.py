"""The ports for the office's policies: their versions in the database, and how their texts are read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from desktop.domain.office.policies import PolicyName, PolicyVersion
    from desktop.domain.office.policy import OfficePolicy
    from desktop.domain.recordings.keeping import KeepingPolicy
    from desktop.domain.sessions.id_policy import IdPolicy
    from desktop.domain.shared.ids import PersonId

    AnyPolicy = IdPolicy | OfficePolicy | KeepingPolicy


class Policies(Protocol):
    """The versions. Whoever acts on them compares them with the log first (`Proven.policies`)."""

    def versions(self) -> tuple[PolicyVersion, ...]:
        """Return all versions, by name and number."""
        ...

    def in_force(self) -> Mapping[PolicyName, tuple[int, str]]:
        """Return the number and the text of each policy in force. What was not begun is not there."""
        ...

    def add(self, version: PolicyVersion) -> None: ...

    def adopt(self, version: PolicyVersion, by: PersonId, at: datetime) -> None: ...

    def drop(self, version: PolicyVersion, at: datetime) -> None: ...


class PolicyTexts(Protocol):
    """How texts are read and written. Each method that reads raises PolicyRefusedError for what is no policy."""

    def read(self, name: PolicyName, content: str) -> AnyPolicy:
        """Return the policy. It bears nothing of where it comes from."""
        ...

    def write(self, policy: AnyPolicy) -> str:
        """Return a text that says the same, without comments."""
        ...

    def files(self) -> Mapping[PolicyName, str]:
        """Return the texts of this PC's files: what an office begins with."""
        ...

    def file_text(self, file: Path) -> str:
        """Return the text of a file that someone takes in."""
        ...

    def save(self, file: Path, content: str) -> None:
        """Write a text into a new file. Raises SurroundingsError (`policy_file_exists`, `policy_file_not_written`)."""
        ...


class InForcePolicies(Protocol):
    """The policies that a PC goes by at this moment. They are replaced together (`look_again`)."""

    @property
    def office(self) -> OfficePolicy: ...

    @property
    def identity(self) -> IdPolicy: ...

    @property
    def keeping(self) -> KeepingPolicy: ...

    @property
    def is_holiday(self) -> Callable[[date], bool]: ...

    @property
    def holidays_known(self) -> Callable[[date], bool]: ...

    def look_again(self) -> bool:
        """Read them again, as far as the log says the same; return whether anything changed. Not on the GUI thread.

        Raises RowRefusedError, PolicyRefusedError.
        """
        ...
