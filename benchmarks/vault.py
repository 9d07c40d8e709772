"""The vault: reading in sequence against the bare cipher over the same bytes, and a random range against pread."""

from __future__ import annotations

import os
import random
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benchmarks.measure import Result, side_by_side
from desktop.vault.blobs import BlobKind, Blobs

SIZE = 64 << 20
CHUNK = 16 << 10
RANGE = 4 << 10
ID = "0" * 32


def run(name: str) -> Result:
    """`decrypt`: 64 MiB in sequence. `range`: 200 random ranges of 4 KiB."""
    with tempfile.TemporaryDirectory() as folder:
        key = os.urandom(32)
        blobs = Blobs(Path(folder) / "vault")
        plain = os.urandom(1 << 20)
        blobs.store(BlobKind.APPROVED, ID, (plain for _ in range(SIZE >> 20)), key)
        return _decrypt(blobs, key) if name == "decrypt" else _range(blobs, key, Path(folder) / "plain", plain)


def _decrypt(blobs: Blobs, key: bytes) -> Result:
    """Peer: reading the file and opening 16 KiB of AES-256-GCM at a time, the most that the cipher itself gives."""
    cipher, nonce = AESGCM(key), bytes(12)
    sealed = cipher.encrypt(nonce, os.urandom(CHUNK), None)

    def ours() -> None:
        with blobs.open(BlobKind.APPROVED, ID, key) as reader:
            for at in range(0, reader.size, 1 << 20):
                reader.read(at, 1 << 20)

    def peer() -> None:
        with blobs.path(BlobKind.APPROVED, ID).open("rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
        for _ in range(SIZE // CHUNK):
            cipher.decrypt(nonce, sealed, None)

    return side_by_side("decrypt", ours, peer, rounds=7, limit=2.0)


def _range(blobs: Blobs, key: bytes, plain_path: Path, plain: bytes) -> Result:
    with plain_path.open("wb") as file:
        for _ in range(SIZE >> 20):
            file.write(plain)
    places = [random.Random(7).randrange(SIZE - RANGE) for _ in range(200)]
    descriptor = os.open(plain_path, os.O_RDONLY)
    try:
        with blobs.open(BlobKind.APPROVED, ID, key) as reader:
            return side_by_side(
                "range",
                lambda: [reader.read(at, RANGE) for at in places],
                lambda: [os.pread(descriptor, RANGE, at) for at in places],
                rounds=9,
                limit=5.0,
            )
    finally:
        os.close(descriptor)
