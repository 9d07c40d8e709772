"""Recordings at rest: C2SP chunked-encryption (Cobblestone-256), written by the library, read in ranges by us.

Rules (the format's, see c2sp.org/chunked-encryption):
- header: 24 bytes of salt, 32 of commitment. Key, commitment and base nonce are expanded from the key given, bound
  to the salt and to a context that names the content. Another key or context is refused before anything is read.
- chunk k is at 56 + k * 16400: 16384 bytes under AES-256-GCM and their tag; its nonce is the base nonce XOR k.
- the last chunk is shorter than the others (it may be empty). It is opened first: that authenticates the length.
- nothing leaves here unauthenticated. Anything that does not open is VaultDamagedError, with one of these codes:
  `vault_not_ours` (other key or identity), `vault_length` (no such length exists), `vault_changed`, `vault_unreadable`.
- whole chunks are decrypted straight into the target memory, and fetched many at a time: copying them and
  asking for fresh memory cost several times what the cipher does.
- a transcript is a container in memory under the data key of its recording or copy, which the database stores: bound to
  the identifier of what it belongs to, authenticated as a whole.

`RangeReader` can go when the library learns to read ranges.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from cryptography.cobblestone import Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from desktop.domain.copies.transcript import SealedTranscript, Transcript, transcript_of
from desktop.errors import VaultDamagedError

KEY_SIZE = 32
_SALT, _HEADER, _CHUNK, _TAG, _NONCE = 24, 56, 16384, 16, 12
_STORED_CHUNK = _CHUNK + _TAG
_AT_ONCE = 16
"""Chunks fetched by one call: few enough to stay in the processor's cache until they are opened."""
_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0"


@dataclass(frozen=True)
class Written:
    """The stored sizes in bytes, and the SHA-256 of the plaintext in hexadecimal."""

    plain_size: int
    stored_size: int
    sha256: str


class Target(Protocol):
    """The file or rows that a container is written to."""

    def write(self, data: bytes, /) -> int:
        """Take all of these bytes."""
        ...


def write(plain: Iterable[bytes], target: Target, key: bytes, context: bytes) -> Written:
    """Encrypt `plain`, block by block, into `target`. `key`: 32 bytes, used for this one recording.

    A block is fetched and hashed by another thread while the one before it is encrypted and written.
    """
    encryptor = Cobblestone256Encryptor(key, context)
    digest = hashlib.sha256()
    plain_size = stored_size = 0
    blocks = iter(plain)
    with ThreadPoolExecutor(1, "vault-fetch") as other:
        coming = other.submit(_fetched, blocks, digest)
        while (block := coming.result()) is not None:
            coming = other.submit(_fetched, blocks, digest)
            plain_size += len(block)
            stored_size += _put(target, encryptor.update(block))
    stored_size += _put(target, encryptor.finalize())
    return Written(plain_size, stored_size, digest.hexdigest())


def _fetched(blocks: Iterator[bytes], digest: hashlib._Hash) -> bytes | None:
    block = next(blocks, None)
    if block is not None:
        digest.update(block)
    return block


def _put(target: Target, data: bytes) -> int:
    target.write(data)
    return len(data)


class RangeReader:
    """Any range of a stored recording, authenticated. Owns its source; may be used from several threads."""

    def __init__(
        self,
        source: io.RawIOBase | io.BufferedIOBase,
        key: bytes,
        context: bytes,
        must_be_there: Callable[[], None] = lambda: None,
    ) -> None:
        """Check key, context, length. `source`: seekable; it stays open if VaultDamagedError is raised.

        `must_be_there` is called where it cannot be read, and raises what is told in place of damage.
        """
        self._source, self._must_be_there = source, must_be_there
        self._lock = threading.Lock()
        self._sealed = memoryview(bytearray(_AT_ONCE * _STORED_CHUNK))
        self._kept = memoryview(bytearray(_CHUNK))
        self._kept_index = -1
        stored = self._stored_size()
        self._last, self._last_stored = divmod(stored - _HEADER, _STORED_CHUNK)
        if stored < _HEADER + _TAG or self._last_stored < _TAG:
            raise VaultDamagedError("vault_length")
        self._cipher, self._base_nonce = self._expand(key, context)
        self.size = self._last * _CHUNK + len(self._chunk(self._last))
        """Length of the plaintext in bytes."""

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; fewer at the end, as a file does. Raises VaultDamagedError."""
        if length < 0:
            raise ValueError("offset and length are 0 or more")
        data = bytearray(max(0, min(length, self.size - offset)))
        self.read_into(offset, data)
        return bytes(data)

    def read_into(self, offset: int, target: bytearray | memoryview) -> int:
        """Fill `target` from `offset`; return the bytes, fewer at the end. Raises VaultDamagedError.

        After an error `target` still holds nothing that was not authenticated.
        """
        if offset < 0:
            raise ValueError("offset and length are 0 or more")
        wanted = memoryview(target)[: max(0, self.size - offset)]
        done = 0
        with self._lock:
            while done < len(wanted):
                done += self._some(offset + done, wanted[done:])
        return done

    def close(self) -> None:
        """Close the source and wipe the decrypted memory; reading afterwards is our bug (ValueError)."""
        with self._lock:
            self._kept_index = -1
            _wipe(self._kept)
            self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _expand(self, key: bytes, context: bytes) -> tuple[AESGCM, int]:
        header = bytes(self._fetched(0, _HEADER))
        salt, commitment = header[:_SALT], header[_SALT:]
        size = KEY_SIZE + _NONCE + len(commitment)
        material = HKDFExpand(hashes.SHA512(), size, _INFO + salt + context).derive(key)
        if not hmac.compare_digest(material[KEY_SIZE + _NONCE :], commitment):
            raise VaultDamagedError("vault_not_ours")
        return AESGCM(material[:KEY_SIZE]), int.from_bytes(material[KEY_SIZE : KEY_SIZE + _NONCE], "big")

    def _some(self, offset: int, target: memoryview) -> int:
        """Fill the first bytes of `target`: as many whole chunks as can be had at once, or a part of one chunk."""
        index, skip = divmod(offset, _CHUNK)
        whole = 0 if skip else min(len(target) // _CHUNK, _AT_ONCE)
        if whole and index != self._kept_index:
            self._open(index, whole, target)
            return whole * _CHUNK
        part = self._chunk(index)[skip : skip + len(target)]
        target[: len(part)] = part
        return len(part)

    def _open(self, index: int, count: int, target: memoryview) -> None:
        """Open `count` full chunks from `index` on into `target`."""
        sealed = self._fetched(_HEADER + index * _STORED_CHUNK, count * _STORED_CHUNK)
        for number in range(count):
            at, to = number * _STORED_CHUNK, number * _CHUNK
            self._unseal(index + number, sealed[at : at + _STORED_CHUNK], target[to : to + _CHUNK])

    def _chunk(self, index: int) -> memoryview:
        """Return the plaintext of one chunk. The last one opened is kept: players read in small steps."""
        size = self._last_stored if index == self._last else _STORED_CHUNK
        plain = self._kept[: size - _TAG]
        if self._kept_index != index:
            self._kept_index = -1
            self._unseal(index, self._fetched(_HEADER + index * _STORED_CHUNK, size), plain)
            self._kept_index = index
        return plain

    def _unseal(self, index: int, sealed: memoryview, target: memoryview) -> None:
        nonce = (self._base_nonce ^ index).to_bytes(_NONCE, "big")
        try:
            self._cipher.decrypt_into(nonce, sealed, None, target)
        except InvalidTag as error:
            _wipe(target)  # the cipher writes before it knows
            raise VaultDamagedError("vault_changed") from error

    def _stored_size(self) -> int:
        try:
            return self._source.seek(0, 2)
        except OSError as error:
            self._must_be_there()
            raise VaultDamagedError("vault_unreadable") from error

    def _fetched(self, offset: int, length: int) -> memoryview:
        """Return that many stored bytes, until the next call."""
        sealed, done = self._sealed[:length], 0
        try:
            self._source.seek(offset)
            while done < length:
                got = self._source.readinto(sealed[done:])
                if not got:
                    raise VaultDamagedError("vault_changed")
                done += got
        except OSError as error:
            self._must_be_there()
            raise VaultDamagedError("vault_unreadable") from error
        return sealed


def _wipe(memory: memoryview) -> None:
    memory[:] = bytes(len(memory))


LARGEST_TRANSCRIPT = 64 << 20
"""Bytes of ciphertext: more than any transcript that is accepted."""


def seal_transcript(transcript: Transcript, version: int, key: bytes, id: str) -> SealedTranscript:
    """Encrypt a transcript under the data key of the recording or copy `id`."""
    target = io.BytesIO()
    write([transcript.text.encode()], target, key, _context_of_transcript(id))
    return SealedTranscript(version, len(transcript.lines), target.getvalue())


def unseal_transcript(sealed: SealedTranscript, key: bytes, id: str) -> Transcript:
    """Decrypt a transcript. Raises VaultDamagedError."""
    if len(sealed.body) > LARGEST_TRANSCRIPT:
        raise VaultDamagedError("vault_length")
    with RangeReader(io.BytesIO(sealed.body), key, _context_of_transcript(id)) as reader:
        text = reader.read(0, reader.size)
    try:
        return transcript_of(text.decode())
    except (ValueError, TypeError, KeyError, RecursionError):
        raise VaultDamagedError("vault_changed") from None


def _context_of_transcript(id: str) -> bytes:
    return f"listening-room/v1|transcript|{id}".encode()
