"""The vault: reading in sequence against reading and the bare cipher, and a random range against pread."""

from __future__ import annotations

import os
import random
import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import Result, in_turn, side_by_side, timed
from desktop.playback.player import BLOCK
from desktop.vault.blobs import BlobKind, Blobs

SIZE = 64 << 20
CHUNK = 16 << 10
RANGE = 4 << 10
SPEED = ("openssl", "speed", "-mr", "-elapsed", "-seconds", "1", "-bytes", str(CHUNK), "-aead", "-decrypt")
ID = "0" * 32


def run(name: str) -> Result:
    """Run `decrypt`: 64 MiB in sequence. `range`: 200 random ranges of 4 KiB."""
    with tempfile.TemporaryDirectory() as folder:
        key = os.urandom(32)
        blobs = Blobs(Path(folder) / "vault")
        plain = os.urandom(1 << 20)
        blobs.store(BlobKind.APPROVED, ID, (plain for _ in range(SIZE >> 20)), key)
        return _decrypt(blobs, key) if name == "decrypt" else _range(blobs, key, Path(folder) / "plain", plain)


def _decrypt(blobs: Blobs, key: bytes) -> Result:
    """Measure ours as opening reads a copy. Peer: reading the file, and `openssl speed`'s time for as many bytes."""
    memory = memoryview(bytearray(BLOCK))

    def ours() -> None:
        with blobs.open(BlobKind.APPROVED, ID, key) as reader:
            for at in range(0, reader.size, BLOCK):
                reader.read_into(at, memory)

    def reading() -> None:
        with blobs.path(BlobKind.APPROVED, ID).open("rb", buffering=0) as file:
            while file.readinto(memory):
                pass

    read = timed(reading)
    return Result("decrypt", *in_turn(timed(ours), lambda: read() + SIZE / _cipher_speed(), rounds=7), "ms", 2.0)


def _cipher_speed() -> float:
    """Return the bytes of AES-256-GCM a millisecond, by OpenSSL's own measure, in chunks of our size."""
    run = subprocess.run([*SPEED, "-evp", "aes-256-gcm"], check=True, capture_output=True, text=True)
    return float(run.stdout.strip().rpartition(":")[2]) / 1000


def _range(blobs: Blobs, key: bytes, plain_path: Path, plain: bytes) -> Result:
    with plain_path.open("wb") as file:
        for _ in range(SIZE >> 20):
            file.write(plain)
    chance = random.Random(7)
    places = [chance.randrange(SIZE - RANGE) for _ in range(200)]
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
