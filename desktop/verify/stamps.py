"""The time stamps (RFC 3161) of an authority outside the office, over the checkpoints of one log.

Rules:
- A line is a checkpoint's SHA-256 in hexadecimal, a space, and the authority's response in base64. Others are damage.
- A stamp vouches for the checkpoint with these bytes where its imprint is their SHA-256, its signature holds, and its
  signer's certificate is one for time stamps that leads to a certificate of the configured file, at the stamp's time.
- A stamp over no checkpoint of the log is told: a checkpoint that was stamped is gone.
- A stamp has no first keys: who signed a checkpoint, the witness files say.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

_LINE = re.compile(r"([0-9a-f]{64}) ([A-Za-z0-9+/]+={0,2})")


class Stamps:
    """The stamps of a file. `left`: the checkpoints (their SHA-256) of which none has come yet."""

    def __init__(self, text: str, roots: bytes) -> None:
        """`roots`: the authority's certificates in PEM. Raises ValueError where there are none."""
        self._pem = roots
        self._roots = x509.load_pem_x509_certificates(roots)
        *lines, rest = text.split("\n")
        found = [_LINE.fullmatch(line) for line in lines]
        self.damaged = sum(line is None for line in found) + bool(rest)
        self._stamps: dict[str, list[str]] = {}
        for line in found:
            if line is not None:
                self._stamps.setdefault(line[1], []).append(line[2])
        self.left = set(self._stamps)

    def read(self, text: str) -> Stamps:
        """Return the same authority's stamps of another text."""
        return Stamps(text, self._pem)

    def vouches(self, checkpoint: str) -> bool | None:
        """Return whether every stamp over that checkpoint holds; None where there is none."""
        digest = sha256(checkpoint.encode()).digest()
        self.left.discard(digest.hex())
        given = self._stamps.get(digest.hex())
        return None if given is None else all(self._holds(stamp, digest) for stamp in given)

    def _holds(self, stamp: str, digest: bytes) -> bool:
        verifier = VerifierBuilder(roots=self._roots).build()
        try:
            return verifier.verify(decode_timestamp_response(base64.b64decode(stamp)), digest)
        except (VerificationError, ValueError):
            return False
