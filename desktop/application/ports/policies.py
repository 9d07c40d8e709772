"""The ports for the office's policies: their versions in the database, and how their texts are read and written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from pathlib import Path

    from desktop.domain.office.policies import PolicyName, PolicyVersion
    from desktop.domain.office.policy import (
        AnswerTexts,
        Contact,
        DirectoryGroup,
        OfficePolicy,
        Opening,
        Regulator,
        Welsh,
    )
    from desktop.domain.recordings.keeping import KeepingPolicy, Source
    from desktop.domain.sessions.id_policy import Combination, DocumentKind, IdPolicy
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
    """How texts are read and written: TOML. Each method raises PolicyRefusedError for what is no policy."""

    def read(self, name: PolicyName, content: str) -> AnyPolicy:
        """Return the policy. It bears nothing of where it comes from."""
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

    def with_number(self, name: PolicyName, content: str, at: tuple[str | int, ...], value: int) -> str:
        """Return the text with another whole number there: keys, and places (from 0) in a list of tables."""
        ...

    def with_text(self, content: str, key: str, value: str) -> str:
        """Return the text of a policy with that as a text of its own (`name`, `zone`, ...); "": without it."""
        ...

    def without_holiday(self, content: str, day: date) -> str:
        """Return the text of the office's policy without the holiday by hand of that day."""
        ...

    def with_holiday(self, content: str, day: date, name: str) -> str:
        """Return the text of the office's policy with one more holiday."""
        ...

    def with_contact(self, content: str, contact: Contact) -> str:
        """Return the text of the office's policy with that in the place of how to reach the office."""
        ...

    def with_opening(self, content: str, week: tuple[Opening | None, ...]) -> str:
        """Return the text of the office's policy with those opening hours, from Monday to Sunday; None: closed."""
        ...

    def with_regulator(self, content: str, regulator: Regulator) -> str:
        """Return the text of the office's policy with that regulator."""
        ...

    def with_helplines(self, content: str, helplines: tuple[str, ...]) -> str:
        """Return the text of the office's policy with those helplines."""
        ...

    def with_answer(self, content: str, own: AnswerTexts | None, *, welsh: bool) -> str:
        """Return the text of the office's policy with what a response letter tells of recordings, in English or Welsh;
        None: the program's own words.
        """
        ...

    def with_welsh(self, content: str, welsh: Welsh, *, unchecked: bool) -> str:
        """Return the text of the office's policy with whether letters are in Welsh. `unchecked`: in words that no
        native reader has checked, too.
        """
        ...

    def with_directory_group(self, content: str, was: DirectoryGroup | None, becomes: DirectoryGroup | None) -> str:
        """Return the text of the office's policy with another group of the directory; `was` None: with one more;
        `becomes` None: with one fewer.
        """
        ...

    def with_kind(self, content: str, was: DocumentKind | None, becomes: DocumentKind | None, *, of_staff: bool) -> str:
        """Return the text of the identity policy with another kind of document; `was` None: with one more; `becomes`
        None: with one fewer. `of_staff`: of those for internal access alone.
        """
        ...

    def with_combination(
        self, content: str, was: Combination | None, becomes: Combination | None, *, of_staff: bool
    ) -> str:
        """Return the text of the identity policy with another combination; `was` None: with one more; `becomes`
        None: with one fewer. `of_staff`: of those for internal access.
        """
        ...

    def with_internal(self, content: str, enough: Combination | None) -> str:
        """Return the text of the identity policy with rules for internal access that begin with one combination;
        None: without any.
        """
        ...

    def with_source(self, content: str, source: Source) -> str:
        """Return the text of the keeping policy with that source added; or, where there is one of that name, with its
        zone and its table.
        """
        ...

    def with_reading(self, content: str, source: Source) -> str:
        """Return the text of the keeping policy with the zone, the names, the outside line, the channel and the
        system's days of the source of that name.
        """
        ...

    def with_table(self, content: str, source: Source) -> str:
        """Return the text of the keeping policy with the table of the source of that name, or without one."""
        ...

    def without_source(self, content: str, name: str) -> str:
        """Return the text of the keeping policy without the source of that name."""
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
