from __future__ import annotations

import hashlib
import io
import secrets
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import VaultDamagedError
from desktop.vault.container import RangeReader, Written, write
from tests.support.refusals import refusal

KEY = bytes(range(32))
CONTEXT = b"listening-room/v1|original|0123"
CHUNK, STORED_CHUNK, HEADER = 16384, 16400, 56
# Lengths around each edge of the format: empty, one byte, a chunk and its neighbours, several chunks.
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]


def plain_of(size: int) -> bytes:
    return hashlib.shake_128(b"speech").digest(size)


def stored_of(plain: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> bytes:
    """Return the stored form, written by the library alone."""
    encryptor = Cobblestone256Encryptor(key, context)
    return encryptor.update(plain) + encryptor.finalize()


def reader_of(stored: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> RangeReader:
    return RangeReader(io.BytesIO(stored), key, context)


def refusal_of(stored: bytes, key: bytes = KEY, context: bytes = CONTEXT) -> str:
    with pytest.raises(VaultDamagedError) as refused, reader_of(stored, key, context) as reader:
        reader.read(0, reader.size)
    return refused.value.code


def test_what_we_write_the_library_reads_and_what_it_writes_we_read() -> None:
    for size in SIZES:
        plain, target = plain_of(size), io.BytesIO()
        written = write((plain[at : at + 1000] for at in range(0, size, 1000)), target, KEY, CONTEXT)
        decryptor = Cobblestone256Decryptor(KEY, CONTEXT)
        assert decryptor.update(target.getvalue()) + decryptor.finalize() == plain
        assert written == Written(size, len(target.getvalue()), hashlib.sha256(plain).hexdigest())
        with reader_of(stored_of(plain)) as reader:
            assert reader.size == size
            assert reader.read(0, size + 100) == plain
            assert reader.read(size, 1) == reader.read(size + 5, 10) == b""


@given(size=st.integers(0, 40 * CHUNK), data=st.data())
def test_any_range_is_that_range_of_the_plaintext_also_in_memory_of_ones_own(size: int, data: st.DataObject) -> None:
    plain = plain_of(size)
    with reader_of(stored_of(plain)) as reader:
        for _ in range(4):
            offset, length = data.draw(st.integers(0, size + 50)), data.draw(st.integers(0, size + 50))
            assert reader.read(offset, length) == plain[offset : offset + length]
            target = bytearray(b"\xaa" * length)
            count = reader.read_into(offset, target)
            assert target[:count] == plain[offset : offset + length]
            assert target[count:] == b"\xaa" * (length - count)


@given(size=st.sampled_from(SIZES), data=st.data(), more=st.binary(min_size=1, max_size=2 * STORED_CHUNK))
def test_every_truncation_and_extension_is_refused_on_opening(size: int, data: st.DataObject, more: bytes) -> None:
    stored = stored_of(plain_of(size))
    for wrong in (stored[: data.draw(st.integers(0, len(stored) - 1))], stored + more):
        with pytest.raises(VaultDamagedError):
            reader_of(wrong)


@given(size=st.sampled_from(SIZES), data=st.data())
def test_every_flipped_bit_is_refused(size: int, data: st.DataObject) -> None:
    stored = bytearray(stored_of(plain_of(size)))
    at = data.draw(st.integers(0, len(stored) - 1))
    stored[at] ^= 1 << data.draw(st.integers(0, 7))
    assert refusal_of(bytes(stored)) == ("vault_not_ours" if at < HEADER else "vault_changed")


def test_chunks_that_are_missing_swapped_or_of_another_recording_under_the_same_key_are_refused() -> None:
    stored, other = stored_of(plain_of(3 * CHUNK)), stored_of(plain_of(3 * CHUNK))
    first, second = stored[HEADER : HEADER + STORED_CHUNK], stored[HEADER + STORED_CHUNK :][:STORED_CHUNK]
    swapped = stored[:HEADER] + second + first + stored[HEADER + 2 * STORED_CHUNK :]
    mixed = stored[:HEADER] + other[HEADER : HEADER + STORED_CHUNK] + stored[HEADER + STORED_CHUNK :]
    assert refusal_of(swapped) == refusal_of(mixed) == "vault_changed"
    for chunks in range(3):
        assert refusal_of(stored[: HEADER + chunks * STORED_CHUNK]) == "vault_length"


def test_what_was_refused_is_in_nobodys_memory() -> None:
    """The cipher writes before it has seen the tag: those bytes must not stay."""
    stored, plain = bytearray(stored_of(plain_of(3 * CHUNK))), plain_of(3 * CHUNK)
    stored[HEADER + 2 * STORED_CHUNK - 1] ^= 1  # the tag of the second chunk: its plaintext would be right
    for offset in (0, 100):
        target, first = bytearray(3 * CHUNK - offset), CHUNK - offset
        with reader_of(bytes(stored)) as reader, pytest.raises(VaultDamagedError):
            reader.read_into(offset, target)
        assert target[:first] == plain[offset:CHUNK] and not any(target[first:])


def test_a_refused_chunk_is_refused_again_and_the_one_before_it_still_opens() -> None:
    stored = bytearray(stored_of(plain_of(3 * CHUNK)))
    stored[HEADER + STORED_CHUNK] ^= 1
    with reader_of(bytes(stored)) as reader:
        for _ in range(2):
            assert reader.read(5, 10) == plain_of(15)[5:]
            with pytest.raises(VaultDamagedError):
                reader.read(CHUNK + 5, 10)
            assert reader.read(5, 10) == plain_of(15)[5:]


def test_another_key_or_identity_is_refused_on_opening() -> None:
    others = (b"listening-room/v1|approved|0123", b"listening-room/v1|original|0124", b"")
    for key, context in ((bytes(32), CONTEXT), *((KEY, other) for other in others)):
        assert refusal(reader_of, stored_of(b"hello"), key, context) == "vault_not_ours"


@given(st.binary(max_size=200))
def test_what_is_no_recording_is_refused(stored: bytes) -> None:
    assert refusal_of(stored) in {"vault_length", "vault_not_ours"}


def test_two_recordings_of_the_same_sound_do_not_look_alike() -> None:
    targets = io.BytesIO(), io.BytesIO()
    for target in targets:
        write([b"hello"], target, KEY, CONTEXT)
    assert targets[0].getvalue() != targets[1].getvalue()


def test_an_error_of_the_source_of_sound_passes_through() -> None:
    def broken() -> Iterator[bytes]:
        yield b"hello"
        raise LookupError

    with pytest.raises(LookupError):
        write(broken(), io.BytesIO(), KEY, CONTEXT)


def test_closing_wipes_what_was_decrypted_closes_the_source_and_ends_reading() -> None:
    source = io.BytesIO(stored_of(b"hello"))
    reader = RangeReader(source, KEY, CONTEXT)
    for read in (lambda: reader.read(-1, 1), lambda: reader.read(0, -1), lambda: reader.read_into(-1, bytearray(1))):
        with pytest.raises(ValueError, match="0 or more"):
            read()
    assert reader.read(0, 5) == b"hello"
    kept = reader._kept
    assert bytes(kept[:5]) == b"hello"
    reader.close()
    assert not any(kept) and source.closed
    with pytest.raises(ValueError, match="closed"):
        reader.read(0, 5)


class Failing(io.BytesIO):
    """A disk that fails from the n-th call on."""

    def __init__(self, stored: bytes, calls: int) -> None:
        super().__init__(stored)
        self.calls = calls

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.calls -= 1
        if self.calls < 0:
            raise OSError(5, "input/output error")
        return super().seek(offset, whence)


def test_a_disk_that_fails_on_opening_is_told_as_unreadable() -> None:
    for calls in range(3):
        assert refusal(RangeReader, Failing(stored_of(b"hello"), calls), KEY, CONTEXT) == "vault_unreadable"


def test_a_file_cut_while_it_is_open_is_refused() -> None:
    source = io.BytesIO(stored_of(plain_of(2 * CHUNK + 5)))
    with RangeReader(source, KEY, CONTEXT) as reader:
        source.truncate(HEADER + 100)
        with pytest.raises(VaultDamagedError) as refused:
            reader.read(0, 10)
    assert refused.value.code == "vault_changed"


def test_a_chunk_is_opened_once_for_many_small_reads_and_many_are_fetched_by_one_call() -> None:
    source = Failing(stored_of(plain_of(33 * CHUNK)), 1000)
    with RangeReader(source, KEY, CONTEXT) as reader:
        before = source.calls
        assert b"".join(reader.read(at, 100) for at in range(0, 1600, 100)) == plain_of(1600)
        assert before - source.calls == 1
    source = Failing(stored_of(plain_of(33 * CHUNK)), 1000)
    with RangeReader(source, KEY, CONTEXT) as reader:
        before = source.calls
        assert reader.read(0, 32 * CHUNK) == plain_of(32 * CHUNK)
        assert before - source.calls == 2


class InBits(io.BytesIO):
    """A share that returns less than was asked for."""

    def readinto(self, buffer: Any, /) -> int:
        return super().readinto(memoryview(buffer)[:1000])


def test_a_share_that_hands_over_bits_is_read_whole() -> None:
    plain = plain_of(3 * CHUNK + 5)
    with RangeReader(InBits(stored_of(plain)), KEY, CONTEXT) as reader:
        assert reader.read(0, reader.size) == plain


class Yielding(io.BytesIO):
    """A file that lets other threads in between a seek and the read that it was for."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        position = super().seek(offset, whence)
        time.sleep(0)
        return position


def test_threads_share_a_reader() -> None:
    plain = plain_of(8 * CHUNK)
    offsets = [secrets.randbelow(len(plain)) for _ in range(400)]
    source = Yielding(stored_of(plain))
    with RangeReader(source, KEY, CONTEXT) as reader, ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda offset: reader.read(offset, 5000), offsets))
    assert results == [plain[offset : offset + 5000] for offset in offsets]
