"""The address of a database server, stored in `office.toml`, and the certificate by which the server proves itself.

`postgresql://USER@HOST[:PORT]/DATABASE?sslrootcert=FILE` names the authority without which a server proves nothing;
`postgresql://USER@/DATABASE?host=/FOLDER` is a socket here. It holds no password and takes no other option.
The certificate is asked for over a connection of its own, where nobody signs in: libpq does not give it away, and says
of a failed connection nothing but words.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from desktop.errors import CERTIFICATE_EXPIRED, CERTIFICATE_OTHER_NAMES, DatabaseError

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
        raise DatabaseError("database_address_password")
    if set(query) - {"host", "sslrootcert"}:
        raise DatabaseError("database_address_word")
    host = query.get("host", "") if url.host is None else url.host
    folder = url.host is None and host.startswith("/")
    if url.drivername != "postgresql" or not (url.username and url.database) or "," in host:
        raise DatabaseError("database_address")
    if not host or (url.host is None) != folder or (url.host is not None and "host" in query):
        raise DatabaseError("database_address")
    authority = "" if folder else _authority(query.get("sslrootcert", ""))
    return ServerAddress(url.username, host, url.port or PORT, url.database, authority)


def _url(typed: str) -> URL:
    try:
        return make_url(typed.strip())
    except (ArgumentError, ValueError):
        failure = DatabaseError("database_address")
    raise failure  # outside the handler: SQLAlchemy's message repeats the address


def _authority(file: str) -> str:
    if not file or not Path(file).is_file():
        raise DatabaseError("database_address_authority")
    return str(Path(file).resolve())


ANSWER_SECONDS = 5
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""Its length, and its code. Source: PostgreSQL, Frontend/Backend Protocol, SSLRequest."""


class NoTlsError(OSError):
    """The server answers that it has no TLS."""


def ends_at(address: ServerAddress) -> datetime | None:
    """Return when it ends (aware, in UTC); None for a server on this PC, and where it does not show one."""
    if address.local:
        return None
    try:
        with _shown(address, _trusting(address)) as line:
            ends = (line.getpeercert() or {}).get("notAfter")
    except OSError:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None


def why_it_fails(address: ServerAddress) -> DatabaseError:
    """Return the error of a server to which no connection could be made, by what is wrong with its certificate.

    `database_certificate_expired`, `database_certificate_name`, `database_certificate_authority`; `database_untrusted`
    where it shows none, or the authority's cannot be read; `database_unreachable` where nothing is wrong with it, or
    the server is gone: it ended midway.
    """
    if address.local:
        return DatabaseError("database_unreachable")
    try:
        trusting = _trusting(address)
    except (OSError, ValueError):
        return DatabaseError("database_untrusted")
    try:
        with _shown(address, trusting):
            return DatabaseError("database_unreachable")
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == CERTIFICATE_EXPIRED:
            return _expired(address)
        if error.verify_code in CERTIFICATE_OTHER_NAMES:
            return DatabaseError("database_certificate_name")
        return DatabaseError("database_certificate_authority")
    except NoTlsError:
        return DatabaseError("database_untrusted")
    except OSError:
        return DatabaseError("database_unreachable")


def _expired(address: ServerAddress) -> DatabaseError:
    try:
        ended = _first_end(address)
    except (OSError, ValueError):  # gone meanwhile, or what it shows is no certificate
        return DatabaseError("database_untrusted")
    return DatabaseError("database_certificate_expired", ended_on=ended.date().isoformat())


def _first_end(address: ServerAddress) -> datetime:
    """Return when the first ends of the certificates that count: the server's own, and the authority's."""
    from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates

    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    with _shown(address, anybody) as line:
        own = load_der_x509_certificate(line.getpeercert(binary_form=True) or b"")
    authority = load_pem_x509_certificates(Path(address.authority).read_bytes())
    return min(each.not_valid_after_utc for each in (own, *authority))


def _trusting(address: ServerAddress) -> ssl.SSLContext:
    trusted = ssl.create_default_context(cafile=address.authority)
    trusted.verify_flags &= ~ssl.VERIFY_X509_STRICT  # libpq takes an authority without all of RFC 5280, too
    return trusted


@contextmanager
def _shown(address: ServerAddress, trusted: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    """Yield a line to the server, once it has shown its certificate. Raises OSError."""
    with socket.create_connection((address.host, address.port), ANSWER_SECONDS) as plain:
        plain.sendall(SSL_REQUEST)
        if (answer := plain.recv(1)) != b"S":
            raise NoTlsError if answer else ConnectionResetError
        with trusted.wrap_socket(plain, server_hostname=address.host) as secured:
            yield secured
