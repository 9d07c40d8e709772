"""A time-stamping authority (RFC 3161) as a witness: it signs a checkpoint's SHA-256 and when it saw it.

Rules:
- The authority is asked over HTTP or HTTPS for each checkpoint, and told nothing but its SHA-256. What it answers is
  checked (imprint, nonce, signature, certificates up to those of the office's file) before it is kept.
- The answers are kept in a file beside the first witness file, a line each; they are only ever added.
- It is asked without a proxy, follows no redirection, and has `PATIENCE` for its whole answer.
- A link in the place of the file is not followed: others may write in its folder.
"""

from __future__ import annotations

import base64
import errno
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import FileIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from desktop.errors import ExternalSystemError, in_place_of
from desktop.files.durable import NO_LINK, locked, make_folder, open_regular, read_regular, sync_folder

PATIENCE = 5.0
"""Seconds that the authority has to be reached, and again for its whole answer."""
PAUSE = 60.0
"""Seconds for which one that could not be reached is not asked again: someone waits for each checkpoint."""

MOST_ANSWER = 1 << 16
MOST_FILE = 1 << 30
"""Bytes."""


class TimeStamps:
    """The authority at `address`; `path` is the file of its stamps, `roots` that of its certificates (PEM)."""

    def __init__(self, address: str, roots: Path, path: Path) -> None:
        self.address = address
        self.path = path
        self._roots = roots
        self._not_before = float("-inf")

    def begin(self, origin: str, name: str, public: bytes) -> None:
        """Do nothing: an authority knows no first keys."""

    def add(self, checkpoint: str) -> None:
        """Have a signed checkpoint stamped, and keep the stamp. Raises ExternalSystemError."""
        digest = sha256(checkpoint.encode()).digest()
        line = f"{digest.hex()} {base64.b64encode(self._stamped(checkpoint.encode(), digest)).decode('ascii')}\n"
        try:
            make_folder(self.path.parent, 0o777)
            with open_regular(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT | NO_LINK) as file, locked(file.fileno()):
                size = os.fstat(file.fileno()).st_size
                file.truncate(_end_of_lines(file, size))
                rest = line.encode()
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            if size == 0:
                sync_folder(self.path.parent)
        except TimeoutError:
            raise ExternalSystemError("witness_busy") from None
        except OSError:
            raise ExternalSystemError("stamps_unusable") from None

    def certificates(self) -> bytes:
        """Return the authority's certificates. Raises ExternalSystemError (`stamp_certificates`)."""
        from cryptography import x509

        with in_place_of((OSError, ValueError), ExternalSystemError("stamp_certificates")):
            content = read_regular(self._roots)
            x509.load_pem_x509_certificates(content)
        return content

    def readable_text(self) -> str | None:
        """Return all stamps; None where they cannot be read, empty where there is no file in its folder."""
        try:
            with open_regular(self.path, os.O_RDONLY) as file:
                if os.fstat(file.fileno()).st_size > MOST_FILE:
                    return None
                return file.readall().decode("utf-8", "replace")
        except FileNotFoundError:
            return "" if self.path.parent.is_dir() else None
        except OSError:
            return None

    def _stamped(self, data: bytes, digest: bytes) -> bytes:
        """Return the authority's answer over the data, whose SHA-256 that is, after checking it."""
        from cryptography import x509
        from rfc3161_client import (
            HashAlgorithm,
            TimestampRequestBuilder,
            VerificationError,
            VerifierBuilder,
            decode_timestamp_response,
        )

        roots = x509.load_pem_x509_certificates(self.certificates())
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        answer = self._asked(request.as_bytes())
        with in_place_of((VerificationError, ValueError), ExternalSystemError("stamp_refused")):
            VerifierBuilder(roots=roots, nonce=request.nonce).build().verify(decode_timestamp_response(answer), digest)
        return answer

    def _asked(self, request: bytes) -> bytes:
        if time.monotonic() < self._not_before:
            raise ExternalSystemError("stamp_unreachable")
        try:
            return _asked(self.address, request)
        except ExternalSystemError:
            self._not_before = time.monotonic() + PAUSE
            raise


def _asked(address: str, request: bytes) -> bytes:
    """Return the answer to a request. Raises ExternalSystemError (`stamp_unreachable`)."""
    try:
        parts = urlsplit(address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        with closing(kind(parts.hostname or "", parts.port, timeout=PATIENCE)) as connection:
            connection.connect()
            with _in_time(connection.sock):
                target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
                connection.request("POST", target, request, {"Content-Type": "application/timestamp-query"})
                with connection.getresponse() as answer:
                    content = answer.read(MOST_ANSWER + 1)
            if answer.status == HTTPStatus.OK and len(content) <= MOST_ANSWER:
                return content
    except (OSError, HTTPException, ValueError):
        pass
    raise ExternalSystemError("stamp_unreachable")


@contextmanager
def _in_time(connection: socket.socket) -> Iterator[None]:
    """Shut the connection once `PATIENCE` is over, however slowly something still comes. Raises TimeoutError then."""
    over = threading.Event()

    def shut() -> None:
        over.set()
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(PATIENCE, shut)
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
        clock.join()
    if over.is_set():
        raise TimeoutError


def _end_of_lines(file: FileIO, size: int) -> int:
    """Return where the last whole line ends: one that was cut off by a crash is no stamp.

    Raises OSError where the end of the file is no line at all.
    """
    start = max(0, size - 2 * MOST_ANSWER)
    file.seek(start)
    end = file.readall().rfind(b"\n") + 1
    if start and not end:
        raise OSError(errno.EINVAL, "no file of time stamps")
    return start + end
