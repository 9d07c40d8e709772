"""The time stamps (RFC 3161) of an authority outside the office, over the checkpoints of one log.

Rules:
- A line is a checkpoint's SHA-256 in hexadecimal, a space, and the authority's response in base64. Others are damage.
- A stamp vouches for the checkpoint with these bytes where its imprint is their SHA-256, its signature holds, and its
  signer's certificate is one for time stamps that leads to a certificate of the configured file, at the stamp's time.
- A checkpoint says when it was signed, and is stamped at once. One that was made up later can say any time, and gets
  none but late stamps: a stamp in time is within `APART` of it.
- A stamp over no checkpoint of the log is told: a checkpoint that was stamped is gone.
- A stamp has no first keys: who signed a checkpoint, the witness files say.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

if TYPE_CHECKING:
    from desktop.verify.notes import Note

APART = timedelta(hours=1)
"""How far the clocks of a PC and of the authority may differ."""
WRONG, LATE = "stamp_wrong", "stamp_of_another_time"

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

    def problem_of(self, note: Note) -> str | None:
        """Return why the stamps over a checkpoint do not vouch for it: "" where they do, None where there is none."""
        digest = sha256(note.text.encode()).digest()
        self.left.discard(digest.hex())
        given = self._stamps.get(digest.hex())
        if given is None:
            return None
        times = [self._time_of(stamp, digest) for stamp in given]
        if None in times:
            return WRONG
        return "" if any(time and abs(time - note.moment()) <= APART for time in times) else LATE

    def _time_of(self, stamp: str, digest: bytes) -> datetime | None:
        """Return when a stamp was made; None where it does not hold."""
        try:
            answer = decode_timestamp_response(base64.b64decode(stamp))
            VerifierBuilder(roots=self._roots).build().verify(answer, digest)
            return answer.tst_info.gen_time
        except (VerificationError, ValueError):
            return None
