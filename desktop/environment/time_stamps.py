"""A time-stamping authority (RFC 3161) as a witness: it signs a checkpoint's SHA-256 and when it saw it.

Rules:
- The authority is asked over HTTP or HTTPS for each checkpoint, and told nothing but its SHA-256. What it answers is
  checked (imprint, nonce, signature, certificates up to those of the office's file) before it is kept.
- The answers are kept in a file beside the first witness file, a line each; they are only ever added.
- It is asked without a proxy, follows no redirection, and has `PATIENCE` to answer.
"""

from __future__ import annotations

import base64
import os
import time
from contextlib import closing
from hashlib import sha256
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from io import FileIO
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from desktop.environment.files import locked, make_folder, open_regular, read_regular, sync_folder
from desktop.errors import ExternalSystemError, in_place_of

PATIENCE = 5.0
"""Seconds that the authority has for each step of its answer."""
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
            with open_regular(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as file, locked(file.fileno()):
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
            target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            connection.request("POST", target, request, {"Content-Type": "application/timestamp-query"})
            with connection.getresponse() as answer:
                if answer.status == HTTPStatus.OK:
                    return _whole(answer)
    except (OSError, HTTPException, ValueError):
        pass
    raise ExternalSystemError("stamp_unreachable")


def _whole(answer: HTTPResponse) -> bytes:
    """Return all of an answer. Raises OSError where it is too long, or comes too slowly."""
    until, content = time.monotonic() + PATIENCE, b""
    while piece := answer.read1(MOST_ANSWER):
        content += piece
        if len(content) > MOST_ANSWER or time.monotonic() > until:
            raise OSError("no answer of a time-stamping authority")
    return content


def _end_of_lines(file: FileIO, size: int) -> int:
    """Return where the last whole line ends: one that was cut off by a crash is no stamp."""
    start = max(0, size - 2 * MOST_ANSWER)
    file.seek(start)
    return start + file.readall().rfind(b"\n") + 1
