"""The port of the office's directory (LDAP, or another kind): it checks passwords, and says who is there.

Rule: nothing of a password is kept, on either side of this port.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.domain.office.people import Role
    from desktop.domain.office.policy import DirectoryGroup

    Groups = tuple[DirectoryGroup, ...]


@dataclass(frozen=True)
class DirectoryAccount:
    """Someone who is in the directory, and may sign in there.

    `identifier`: never given to another account, whatever happens to names. `name`: what they type to sign in.
    `roles`: those of the groups that they are in; none where they are in no group that has a role here.
    """

    identifier: str
    name: str
    shown_name: str
    roles: frozenset[Role]


class Directory(Protocol):
    """The directory. Every question may take seconds, and raises DirectoryError where there is no clear answer.

    `groups`: those that the office's policy names; where it names none, those of this PC's own file count.
    """

    @property
    def offline_minutes(self) -> int:
        """How long someone who is signed in keeps working while it cannot be asked about them."""
        ...

    def sign_in(self, name: str, password: str, groups: Groups, *, stays: bool = False) -> DirectoryAccount | None:
        """Return the account with that name and password; None for every other name, password or account.

        Raises NotAllowedError (`directory_disabled`) where both are right, and the account is disabled.

        `stays`: they sign in at this desk, and `still_here` will be asked about them.
        """
        ...

    def still_here(self, identifier: str, groups: Groups) -> DirectoryAccount | None:
        """Return the account of the person who signed in at this desk as it is now; None where it is gone."""
        ...

    def has(self, identifier: str) -> bool:
        """Return whether that account is there. Raises DirectoryError where it tells that to nobody unknown."""
        ...

    def sign_out(self, identifier: str) -> None:
        """Forget that person, if it is they who signed in at this desk."""
        ...

    def close(self) -> None:
        """Close whatever is open."""
        ...
