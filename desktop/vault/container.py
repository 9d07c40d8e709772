"""Recordings at rest: C2SP chunked-encryption (Cobblestone-256), written by the library, read in ranges by us.

Rules (the format's, see c2sp.org/chunked-encryption):
- header: 24 bytes of salt, 32 of commitment. Key, commitment and base nonce are expanded from the key given, bound
  to the salt and to a context that names what is stored. Another key or context is refused before anything is read.
- chunk k lies at 56 + k * 16400: 16384 bytes under AES-256-GCM and their tag; its nonce is the base nonce XOR k.
- the last chunk is shorter than the others (it may be empty). It is opened first: that authenticates the length.
- nothing leaves here that was not authenticated. What does not open is VaultDamagedError, with one of these codes:
  `vault_not_ours` (other key or identity), `vault_length` (no such length exists), `vault_changed`, `vault_unreadable`.

`RangeReader` can go when the library learns to read ranges.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from desktop.errors import VaultDamagedError

KEY_SIZE = 32
_SALT, _HEADER, _CHUNK, _TAG, _NONCE = 24, 56, 16384, 16, 12
_STORED_CHUNK = _CHUNK + _TAG
_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


@dataclass(frozen=True)
class Written:
    """What was stored: sizes in bytes, and the SHA-256 of the plaintext in hexadecimal."""

    plain_size: int
    stored_size: int
    sha256: str


def write(plain: Iterable[bytes], target: BinaryIO, key: bytes, context: bytes) -> Written:
    """Encrypt `plain`, block by block, into `target`. `key`: 32 bytes, used for this one recording."""
    encryptor = Cobblestone256Encryptor(key, context)
    digest = hashlib.sha256()
    plain_size = stored_size = 0
    for block in plain:
        digest.update(block)
        plain_size += len(block)
        stored_size += _put(target, encryptor.update(block))
    stored_size += _put(target, encryptor.finalize())
    return Written(plain_size, stored_size, digest.hexdigest())


def _put(target: BinaryIO, data: bytes) -> int:
    target.write(data)
    return len(data)


class RangeReader:
    """Any range of a stored recording, authenticated. Owns its source; may be used from several threads."""

    def __init__(self, source: BinaryIO, key: bytes, context: bytes) -> None:
        """Check key, context, length. `source`: seekable, buffered; it stays open if VaultDamagedError is raised."""
        self._source = source
        self._lock = threading.Lock()
        self._cached: tuple[int, bytes] = (-1, b"")
        stored = self._stored_size()
        self._last, self._last_stored = divmod(stored - _HEADER, _STORED_CHUNK)
        if stored < _HEADER + _TAG or self._last_stored < _TAG:
            raise VaultDamagedError("vault_length")
        self._cipher, self._base_nonce = self._expand(key, context)
        self.size = self._last * _CHUNK + len(self._chunk(self._last))
        """Length of the plaintext in bytes."""

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer at the end, as a file does. Raises VaultDamagedError."""
        if offset < 0 or length < 0:
            raise ValueError("offset and length are 0 or more")
        end = min(offset + length, self.size)
        parts = []
        with self._lock:
            while offset < end:
                index, skip = divmod(offset, _CHUNK)
                part = self._chunk(index)[skip : skip + end - offset]
                parts.append(part)
                offset += len(part)
        return b"".join(parts)

    def close(self) -> None:
        """Close the source and forget what was decrypted; reading afterwards is an error of ours (ValueError)."""
        with self._lock:
            self._cached = (-1, b"")
            self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _expand(self, key: bytes, context: bytes) -> tuple[AESGCM, int]:
        header = self._stored(0, _HEADER)
        salt, commitment = header[:_SALT], header[_SALT:]
        size = KEY_SIZE + _NONCE + len(commitment)
        material = HKDFExpand(hashes.SHA512(), size, _INFO + salt + context).derive(key)
        if not hmac.compare_digest(material[KEY_SIZE + _NONCE :], commitment):
            raise VaultDamagedError("vault_not_ours")
        return AESGCM(material[:KEY_SIZE]), int.from_bytes(material[KEY_SIZE : KEY_SIZE + _NONCE], "big")

    def _chunk(self, index: int) -> bytes:
        """The plaintext of one chunk. The last one opened is kept: players read in small steps."""
        if self._cached[0] == index:
            return self._cached[1]
        size = self._last_stored if index == self._last else _STORED_CHUNK
        stored = self._stored(_HEADER + index * _STORED_CHUNK, size)
        nonce = (self._base_nonce ^ index).to_bytes(_NONCE, "big")
        try:
            plain = self._cipher.decrypt(nonce, stored, None)
        except InvalidTag as error:
            raise VaultDamagedError("vault_changed") from error
        self._cached = (index, plain)
        return plain

    def _stored_size(self) -> int:
        try:
            return self._source.seek(0, 2)
        except OSError as error:
            raise VaultDamagedError("vault_unreadable") from error

    def _stored(self, offset: int, length: int) -> bytes:
        try:
            self._source.seek(offset)
            data = self._source.read(length)
        except OSError as error:
            raise VaultDamagedError("vault_unreadable") from error
        if len(data) != length:
            raise VaultDamagedError("vault_changed")
        return data
