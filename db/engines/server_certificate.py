"""The certificate by which an office's server proves itself, as the server shows it.

Rules:
- It is asked for over a connection of its own, by PostgreSQL's request for TLS: libpq does not give its peer's
  certificate away, nor says which of its checks failed. Name and authority are checked as for any other connection.
- Nobody signs in for it, and where the server does not answer nothing is known.
- Why a server did not let us in is found out in the same way: libpq says of a failed connection nothing but words, and
  of one that is cut off in the middle of its handshake the same ones.
"""

from __future__ import annotations

import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from db.engines.server_address import ServerAddress
from desktop.domain.shared.certificates import EXPIRED, OTHER_NAMES
from desktop.errors import DatabaseError

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
        if error.verify_code == EXPIRED:
            return _expired(address)
        if error.verify_code in OTHER_NAMES:
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
