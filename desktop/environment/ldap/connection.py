"""One connection to the directory: bound, asked, closed. Loaded only where an office has a directory (ldap3).

TLS comes first, and the standard library verifies the certificate against the office's own authority.
A password is sent as typed, in UTF-8: ldap3 would prepare a text (RFC 4013), and a server says yes to an empty one
(RFC 4513, 5.1.2). So whoever is bound is asked for, too. It is kept no longer than it is sent.
Referrals and aliases are not followed, waits are short, and an answer that is neither yes nor no is a DirectoryError.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ldap3 import ANONYMOUS, BASE, DEREF_NEVER, NONE, SIMPLE, SUBTREE, SYNC, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from pyasn1.error import PyAsn1Error

from desktop.errors import CERTIFICATE_EXPIRED, CERTIFICATE_OTHER_NAMES, DirectoryError, in_place_of

CONNECT_S = 4
ANSWER_S = 5
SUCCESS, SIZE_LIMIT, NO_SUCH_OBJECT = 0, 4, 32
WRONG = frozenset({32, 48, 49, 50})
"""Results of a bind that say no: no such object, no password there, wrong name or password, not allowed to."""
NO_ANSWER = (LDAPException, PyAsn1Error, OSError, ValueError, LookupError, TypeError, AttributeError)
"""The errors of ldap3 where nothing comes, or no LDAP does."""


@dataclass(frozen=True)
class Found:
    """An entry: its DN as the server writes it, and its attributes' values by their names in small letters."""

    dn: str
    values: Mapping[str, list[bytes]]

    def texts(self, attribute: str) -> list[str]:
        """Return the values of that attribute as texts. Raises DirectoryError where they are none."""
        with in_place_of(UnicodeDecodeError, DirectoryError("directory_unclear", result=attribute)):
            return [value.decode("utf-8") for value in self.values.get(attribute.lower(), [])]


class _Verified(Tls):  # type: ignore[misc]  # ldap3 has no types
    """TLS, verified by the standard library; `refused` says what was wrong with a certificate."""

    def __init__(self, authority: Path) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self.refused: DirectoryError | None = None
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # the default one heeds SSLKEYLOGFILE
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.load_verify_locations(cafile=str(authority))

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        try:
            connection.socket = self._context.wrap_socket(connection.socket, server_hostname=connection.server.host)
        except ssl.SSLCertVerificationError as error:
            self.refused = _refusal(error.verify_code)
            raise


def _refusal(code: int) -> DirectoryError:
    if code == CERTIFICATE_EXPIRED:
        return DirectoryError("directory_certificate_expired")
    if code in CERTIFICATE_OTHER_NAMES:
        return DirectoryError("directory_certificate_name")
    return DirectoryError("directory_certificate")


class Link:
    """An open connection. Raises DirectoryError wherever the directory does not answer."""

    def __init__(self, host: str, port: int, authority: Path, user: str = "", password: bytes = b"") -> None:
        """Connect, and prepare to bind as that user; without one as nobody."""
        if user and not password:
            raise ValueError("an empty password is never sent")
        with in_place_of((OSError, ssl.SSLError), DirectoryError("directory_certificate")):
            tls = _Verified(authority)
        server = Server(host, port, use_ssl=True, tls=tls, get_info=NONE, connect_timeout=CONNECT_S)
        self._user = user
        self._connection = Connection(
            server,
            user=user or None,
            password=password or None,
            authentication=SIMPLE if user else ANONYMOUS,
            client_strategy=SYNC,
            auto_referrals=False,
            read_only=True,
            check_names=False,
            auto_escape=False,
            receive_timeout=ANSWER_S,
        )
        try:
            self._connection.open()
        except NO_ANSWER:
            self.close()
            raise (tls.refused or DirectoryError("directory_unreachable")) from None

    @property
    def certificate_ends(self) -> datetime:
        """When the certificate ends by which the directory proved itself (aware, in UTC)."""
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(self._connection.socket.getpeercert()["notAfter"]), UTC)

    def bind(self) -> bool:
        """Bind; return whether name and password were right. As nobody it is always right."""
        with _answering():
            try:
                self._connection.bind()
            finally:
                self._connection.password = None
            result = self._result()
            if result in WRONG and self._user:
                return False
            if result != SUCCESS:
                raise DirectoryError("directory_unclear", result=result)
            if self._user and not self._connection.extend.standard.who_am_i():
                raise DirectoryError("directory_unclear", result="whoami")
        return True

    def entry(self, dn: str, fits: str, attributes: Iterable[str] = ()) -> Found | None:
        """Return the entry of that DN, if that filter fits it. Raises DirectoryError where there is none."""
        found = self._found(dn, fits, BASE, attributes)
        return found[0] if found else None

    def one(self, base: str, fits: str, attributes: Iterable[str] = ()) -> Found | None:
        """Return the one entry below `base` that the filter fits. Raises DirectoryError where there are several."""
        found = self._found(base, fits, SUBTREE, attributes)
        if len(found) > 1:
            raise DirectoryError("directory_unclear", result="several")
        return found[0] if found else None

    def close(self) -> None:
        """Close it, whatever state it is in."""
        line = self._connection.socket
        with suppress(*NO_ANSWER):
            self._connection.unbind()
        with suppress(*NO_ANSWER):  # which ldap3 leaves open where it cannot say good-bye, and then forgets
            line.close()

    def _found(self, base: str, fits: str, scope: str, attributes: Iterable[str]) -> list[Found]:
        limits = {"size_limit": 2, "time_limit": ANSWER_S, "dereference_aliases": DEREF_NEVER}
        with _answering():
            self._connection.search(base, fits, scope, attributes=list(attributes) or ["1.1"], **limits)
            result = self._result()
            if result == NO_SUCH_OBJECT and scope == BASE:
                raise DirectoryError("directory_entry_missing", dn=base)
            if result not in (SUCCESS, SIZE_LIMIT):
                raise DirectoryError("directory_unclear", result=result)
            entries = [each for each in self._connection.response if each["type"] == "searchResEntry"]
            return [Found(each["dn"], _values(each["raw_attributes"])) for each in entries]

    def _result(self) -> int:
        return int(self._connection.result["result"])


def _answering() -> AbstractContextManager[None]:
    """Raise DirectoryError in place of whatever ldap3 raises."""
    return in_place_of(NO_ANSWER, DirectoryError("directory_unreachable"))


def _values(raw: Mapping[str, list[bytes]]) -> dict[str, list[bytes]]:
    return {name.lower(): list(values) for name, values in raw.items()}
