"""The certificate by which an office's server proves itself, as the server shows it.

Rules:
- It is asked for over a connection of its own, by PostgreSQL's request for TLS: libpq does not give its peer's
  certificate away. Name and authority are checked as for any other connection.
- Nobody signs in for it, and where the server does not answer nothing is known.
- Whether a server that did not let us in is another one is found out in the same way: libpq says of a failed connection
  nothing but words, and of one that is cut off in the middle of its handshake the same ones.
"""

from __future__ import annotations

import socket
import ssl
import struct
from datetime import UTC, datetime

from db.engines.postgresql import CONNECT_SECONDS
from db.engines.server_address import ServerAddress

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
"""Its length, and its code. Source: PostgreSQL, Frontend/Backend Protocol, SSLRequest."""


def ends_at(address: ServerAddress) -> datetime | None:
    """Return when it ends (aware, in UTC); None for a server on this PC, and where it does not show one."""
    if address.local:
        return None
    try:
        ends = _shown(address, _trusted(address)).get("notAfter")
    except OSError:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None


def is_another(address: ServerAddress) -> bool:
    """Return whether whoever answers there cannot prove to be that server: by its certificate, or without any.

    Also where the authority's certificate cannot be read: nobody could prove anything then. Not where none answers.
    """
    if address.local:
        return False
    try:
        trusted = _trusted(address)
    except OSError:
        return True
    try:
        return not _shown(address, trusted)
    except ssl.SSLCertVerificationError:
        return True
    except OSError:
        return False


def _trusted(address: ServerAddress) -> ssl.SSLContext:
    trusted = ssl.create_default_context(cafile=address.authority)
    trusted.verify_flags &= ~ssl.VERIFY_X509_STRICT  # libpq takes an authority without all of RFC 5280, too
    return trusted


def _shown(address: ServerAddress, trusted: ssl.SSLContext) -> dict[str, object]:
    """Return its certificate, checked; empty where it answers that it has no TLS. Raises OSError."""
    with socket.create_connection((address.host, address.port), CONNECT_SECONDS) as plain:
        plain.sendall(SSL_REQUEST)
        if (answer := plain.recv(1)) != b"S":
            if not answer:
                raise ConnectionResetError
            return {}
        with trusted.wrap_socket(plain, server_hostname=address.host) as secured:
            return dict(secured.getpeercert() or {})
