"""The database server of a new office."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Server:
    """A database server for a new office. The desks' password goes into the keyring; the owner's is not stored."""

    address: str
    password: str = field(repr=False)
    owner: str
    owner_password: str = field(repr=False)
