"""The server that the database of a new office may lie on."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Server:
    """A database server for a new office. The desks' password goes to the keyring; the owner's is not kept."""

    address: str
    password: str = field(repr=False)
    owner: str
    owner_password: str = field(repr=False)
