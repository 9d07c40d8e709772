"""The policies of one office: the PC's own where its administrator has one; a demo has the shipped ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.environment.office_file import DEMO, OfficeFile

if TYPE_CHECKING:
    from desktop.application.ports.directory import Directory
    from desktop.environment.directory.policy import DirectoryPolicy


def policy_path(file: OfficeFile | None, name: str) -> Path:
    """Return the policy file of that name: the PC's own where its administrator has one; a demo has the shipped ones.

    Raises PolicyRefusedError where others could have written it.
    """
    from desktop.environment.machine_policy import SHIPPED, policy_file

    return SHIPPED / name if file is None or file.kind == DEMO else policy_file(name)


def directory_of(file: OfficeFile | None = None) -> Directory | None:
    """Return this office's directory; None where this PC has no `directory.toml`. Raises PolicyRefusedError."""
    policy = directory_policy(file)
    if policy is None:
        return None
    from desktop.environment.directory.ldap_directory import LdapDirectory

    return LdapDirectory(policy)


def directory_policy(file: OfficeFile | None = None) -> DirectoryPolicy | None:
    """Return what this PC's `directory.toml` says; None where it has none. Raises PolicyRefusedError."""
    path = policy_path(file, "directory.toml")
    if not path.exists():
        return None
    from desktop.environment.directory.policy import load_directory_policy

    return load_directory_policy(path)
