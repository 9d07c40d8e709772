"""The certificate by which an office's server proves itself, as the server shows it.

Rules:
- It is asked for over a connection of its own, by PostgreSQL's request for TLS: libpq does not give its peer's
  certificate away. Name and authority are checked as for any other connection.
- Nobody signs in for it, and where the server does not answer nothing is known.
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
        trusted = ssl.create_default_context(cafile=address.authority)
        trusted.verify_flags &= ~ssl.VERIFY_X509_STRICT  # libpq takes an authority without all of RFC 5280, too
        with socket.create_connection((address.host, address.port), CONNECT_SECONDS) as plain:
            plain.sendall(SSL_REQUEST)
            if plain.recv(1) != b"S":
                return None
            with trusted.wrap_socket(plain, server_hostname=address.host) as secured:
                shown = secured.getpeercert() or {}
    except OSError:
        return None
    ends = shown.get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if isinstance(ends, str) else None
