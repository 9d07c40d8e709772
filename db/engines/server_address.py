"""The address of a database server: typed by an administrator, and stored in `office.toml`.

Rules:
- `postgresql://USER@HOST[:PORT]/DATABASE?sslrootcert=FILE` over the network. FILE holds the certificate of the
  authority that signed the server's; without it a server could not prove its identity.
- `postgresql://USER@/DATABASE?host=/FOLDER` for a socket of this machine.
- It holds no password: that goes to the keyring. Nor does it accept any other option, so that no word in an address can
  weaken the connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from desktop.errors import DatabaseError

PORT = 5432


@dataclass(frozen=True)
class ServerAddress:
    """A server's address. `host` is a name, or the folder of a local socket. `authority` is a file; "" for a socket."""

    user: str
    host: str
    port: int
    database: str
    authority: str

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.host.startswith("/")

    def __str__(self) -> str:
        """Return the text as typed and stored; `read_address` reads it back."""
        where: dict[str, Any] = {"query": {"host": self.host}} if self.local else {"host": self.host}
        if not self.local:
            where["query"] = {"sslrootcert": self.authority}
        url = URL.create("postgresql", self.user, port=self.port, database=self.database, **where)
        return url.render_as_string(hide_password=False).replace("'", "%27")


def read_address(typed: str) -> ServerAddress:
    """Read an address. Raises DatabaseError with a code for each reason; no part of the address is in the error."""
    url = _url(typed)
    query = {name: value if isinstance(value, str) else "" for name, value in url.query.items()}
    if url.password is not None or "password" in query:
        raise _error("database_address_password")
    if set(query) - {"host", "sslrootcert"}:
        raise _error("database_address_word")
    host = query.get("host", "") if url.host is None else url.host
    folder = url.host is None and host.startswith("/")
    if url.drivername != "postgresql" or not (url.username and url.database) or "," in host:
        raise _error("database_address")
    if not host or (url.host is None) != folder or (url.host is not None and "host" in query):
        raise _error("database_address")
    authority = "" if folder else _authority(query.get("sslrootcert", ""))
    return ServerAddress(url.username, host, url.port or PORT, url.database, authority)


def _url(typed: str) -> URL:
    try:
        return make_url(typed.strip())
    except (ArgumentError, ValueError):
        failure = _error("database_address")
    raise failure  # outside the handler: SQLAlchemy's message repeats the address


def _authority(file: str) -> str:
    if not file or not Path(file).is_file():
        raise _error("database_address_authority")
    return str(Path(file).resolve())


def _error(code: str) -> DatabaseError:
    return DatabaseError(code)
