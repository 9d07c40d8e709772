"""Words under the data key of a recording or copy: a container in memory, which the database stores.

The format is the container's (`container`): bound to the identifier of what it belongs to, authenticated as a whole.
"""

from __future__ import annotations

import io

from desktop.domain.copies.transcript import SealedTranscript, Transcript, transcript_of
from desktop.errors import VaultDamagedError
from desktop.vault.container import RangeReader, write

LARGEST = 32 << 20
"""Bytes of ciphertext: more than any transcript that is accepted."""


def seal(transcript: Transcript, version: int, key: bytes, id: str) -> SealedTranscript:
    """Encrypt a transcript under the data key of the recording or copy `id`."""
    target = io.BytesIO()
    write([transcript.text.encode()], target, key, _context(id))
    return SealedTranscript(version, len(transcript.lines), target.getvalue())


def unseal(sealed: SealedTranscript, key: bytes, id: str) -> Transcript:
    """Decrypt a transcript. Raises VaultDamagedError."""
    if len(sealed.body) > LARGEST:
        raise VaultDamagedError("vault_length")
    with RangeReader(io.BytesIO(sealed.body), key, _context(id)) as reader:
        text = reader.read(0, reader.size)
    try:
        return transcript_of(text.decode())
    except (ValueError, TypeError, KeyError, RecursionError):
        raise VaultDamagedError("vault_changed") from None


def _context(id: str) -> bytes:
    return f"listening-room/v1|transcript|{id}".encode()
