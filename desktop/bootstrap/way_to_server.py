"""A PC's way to its server: the address with its authority here, the certificates, whether this PC has begun there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from desktop.bootstrap.opening import Parts
from desktop.domain.shared.ids import DeskId
from desktop.errors import DatabaseError


def with_authority(address: str, file: Path) -> str:
    """Return a server's address, with the file of its authority on this PC."""
    from sqlalchemy.engine import make_url

    return make_url(address).update_query_dict({"sslrootcert": str(file)}).render_as_string(hide_password=False)


def authority_of(address: str) -> Path | None:
    """Return the file of the authority that a server's address names, whether it is there or not."""
    from sqlalchemy.engine import make_url

    named = make_url(address).query.get("sslrootcert")
    return Path(named) if isinstance(named, str) else None


def another_way(address: str, typed: str, authority: Path | None) -> str:
    """Return a server's address with another host (HOST or HOST:PORT; "" where it stays) or authority.

    Raises DatabaseError (`database_address_host`, `database_authority_unused`, `database_address_authority`).
    """
    from db.engines.server_address import PORT, read_address

    way = read_address(address)
    if typed:
        try:
            found = urlsplit(f"//{typed}")
            host, port = found.hostname or "", found.port or PORT
        except ValueError:
            host, port = "", 0
        if not host or found.netloc != typed or "@" in typed:
            raise DatabaseError("database_address_host")
        way = replace(way, host=host, port=port)
    if authority is not None:
        if way.local:
            raise DatabaseError("database_authority_unused")
        way = replace(way, authority=str(authority))
    return str(read_address(str(way)))


def are_certificates(content: bytes) -> bool:
    """Return whether these are certificates, in PEM."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return bool(load_pem_x509_certificates(content))
    except ValueError:
        return False


def authority_ends(parts: Parts) -> datetime | None:
    """Return when the first certificate of the authority ends by which the server is trusted; None without one."""
    from db.engines.server_address import read_address

    file = read_address(parts.file.database).authority if parts.file.database else ""
    if not file:
        return None
    from cryptography.x509 import load_pem_x509_certificates

    return min(each.not_valid_after_utc for each in load_pem_x509_certificates(Path(file).read_bytes()))


def server_ends(parts: Parts, now: datetime) -> datetime | None:
    """Return when the certificate ends by which the server proves itself; None where it is not known.

    The server is asked once an hour at the most.
    """
    return None if parts.file.database is None else _server_ends(parts.file.database, f"{now:%Y-%m-%dT%H}")


@lru_cache(maxsize=2)
def _server_ends(address: str, _hour: str) -> datetime | None:
    from db.engines.server_address import read_address
    from db.engines.server_certificate import ends_at

    return ends_at(read_address(address))


def has_begun(parts: Parts, desk: DeskId) -> bool:
    """Return whether that desk has written its first event."""
    from db.log.audit_log import first_key

    with parts.engine.connect() as connection:
        return first_key(connection, desk) is not None
