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


@pytest.mark.parametrize("size", SIZES)
def test_what_we_write_the_library_reads(size: int) -> None:
    plain, target = plain_of(size), io.BytesIO()
    written = write((plain[at : at + 1000] for at in range(0, size, 1000)), target, KEY, CONTEXT)
    decryptor = Cobblestone256Decryptor(KEY, CONTEXT)
    assert decryptor.update(target.getvalue()) + decryptor.finalize() == plain
    assert written == Written(size, len(target.getvalue()), hashlib.sha256(plain).hexdigest())


@pytest.mark.parametrize("size", SIZES)
def test_what_the_library_writes_we_read(size: int) -> None:
    with reader_of(stored_of(plain_of(size))) as reader:
        assert reader.size == size
        assert reader.read(0, size + 100) == plain_of(size)
        assert reader.read(size, 1) == b""
        assert reader.read(size + 5, 10) == b""


@given(size=st.integers(0, 5 * CHUNK), data=st.data())
def test_any_range_is_that_range_of_the_plaintext(size: int, data: st.DataObject) -> None:
    plain = plain_of(size)
    with reader_of(stored_of(plain)) as reader:
        for _ in range(4):
            offset, length = data.draw(st.integers(0, size + 50)), data.draw(st.integers(0, size + 50))
            assert reader.read(offset, length) == plain[offset : offset + length]


@given(size=st.integers(0, 40 * CHUNK), data=st.data())
def test_any_range_can_be_read_into_memory_of_ones_own(size: int, data: st.DataObject) -> None:
    plain = plain_of(size)
    with reader_of(stored_of(plain)) as reader:
        for _ in range(3):
            offset, length = data.draw(st.integers(0, size + 50)), data.draw(st.integers(0, size + 50))
            target = bytearray(b"\xaa" * length)
            count = reader.read_into(offset, target)
            assert target[:count] == plain[offset : offset + length]
            assert target[count:] == b"\xaa" * (length - count)


@given(size=st.sampled_from(SIZES), data=st.data())
def test_every_truncation_is_refused_on_opening(size: int, data: st.DataObject) -> None:
    stored = stored_of(plain_of(size))
    cut = data.draw(st.integers(0, len(stored) - 1))
    with pytest.raises(VaultDamagedError):
        reader_of(stored[:cut])


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_a_cut_at_a_chunk_boundary_is_refused(chunks: int) -> None:
    stored = stored_of(plain_of(3 * CHUNK + 5))
    assert refusal_of(stored[: HEADER + chunks * STORED_CHUNK]) == "vault_length"


@given(size=st.sampled_from(SIZES), more=st.binary(min_size=1, max_size=2 * STORED_CHUNK))
def test_every_extension_is_refused_on_opening(size: int, more: bytes) -> None:
    with pytest.raises(VaultDamagedError):
        reader_of(stored_of(plain_of(size)) + more)


@given(size=st.sampled_from(SIZES), data=st.data())
def test_every_flipped_bit_is_refused(size: int, data: st.DataObject) -> None:
    stored = bytearray(stored_of(plain_of(size)))
    stored[data.draw(st.integers(0, len(stored) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert refusal_of(bytes(stored)) in {"vault_not_ours", "vault_changed"}


def test_every_byte_of_a_short_recording_counts() -> None:
    stored = stored_of(b"hello")
    for at in range(len(stored)):
        changed = stored[:at] + bytes([stored[at] ^ 0x80]) + stored[at + 1 :]
        assert refusal_of(changed) == ("vault_not_ours" if at < HEADER else "vault_changed")


def test_swapped_chunks_are_refused() -> None:
    stored = stored_of(plain_of(3 * CHUNK))
    first, second = stored[HEADER : HEADER + STORED_CHUNK], stored[HEADER + STORED_CHUNK :][:STORED_CHUNK]
    swapped = stored[:HEADER] + second + first + stored[HEADER + 2 * STORED_CHUNK :]
    assert refusal_of(swapped) == "vault_changed"


def test_a_chunk_of_another_recording_under_the_same_key_is_refused() -> None:
    one, other = stored_of(plain_of(2 * CHUNK)), stored_of(plain_of(2 * CHUNK))
    mixed = one[:HEADER] + other[HEADER : HEADER + STORED_CHUNK] + one[HEADER + STORED_CHUNK :]
    assert refusal_of(mixed) == "vault_changed"


@pytest.mark.parametrize("offset", [0, 100])
def test_what_was_refused_is_in_nobodys_memory(offset: int) -> None:
    """The cipher writes before it has seen the tag: those bytes must not stay."""
    stored, plain = bytearray(stored_of(plain_of(3 * CHUNK))), plain_of(3 * CHUNK)
    stored[HEADER + 2 * STORED_CHUNK - 1] ^= 1  # the tag of the second chunk: its plaintext would be right
    target = bytearray(3 * CHUNK - offset)
    with reader_of(bytes(stored)) as reader, pytest.raises(VaultDamagedError):
        reader.read_into(offset, target)
    first = CHUNK - offset
    assert target[:first] == plain[offset:CHUNK]
    assert not any(target[first:])


def test_a_refused_chunk_is_refused_again_and_the_one_before_it_still_opens() -> None:
    stored = bytearray(stored_of(plain_of(3 * CHUNK)))
    stored[HEADER + STORED_CHUNK] ^= 1
    with reader_of(bytes(stored)) as reader:
        for _ in range(2):
            assert reader.read(5, 10) == plain_of(15)[5:]
            with pytest.raises(VaultDamagedError):
                reader.read(CHUNK + 5, 10)
            assert reader.read(5, 10) == plain_of(15)[5:]


@pytest.mark.parametrize(
    ("key", "context"),
    [
        (bytes(32), CONTEXT),
        (KEY, b"listening-room/v1|approved|0123"),
        (KEY, b"listening-room/v1|original|0124"),
        (KEY, b""),
    ],
)
def test_another_key_or_identity_is_refused_on_opening(key: bytes, context: bytes) -> None:
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


@pytest.mark.parametrize(("offset", "length"), [(-1, 1), (0, -1)])
def test_a_negative_range_is_an_error_of_ours(offset: int, length: int) -> None:
    with reader_of(stored_of(b"hello")) as reader:
        with pytest.raises(ValueError, match="0 or more"):
            reader.read(offset, length)
        with pytest.raises(ValueError, match="0 or more"):
            reader.read_into(-1, bytearray(1))


def test_closing_wipes_what_was_decrypted() -> None:
    reader = reader_of(stored_of(b"hello"))
    assert reader.read(0, 5) == b"hello"
    kept = reader._kept
    assert bytes(kept[:5]) == b"hello"
    reader.close()
    assert not any(kept)


def test_a_closed_reader_reads_nothing_and_has_closed_its_source() -> None:
    source = io.BytesIO(stored_of(b"hello"))
    reader = RangeReader(source, KEY, CONTEXT)
    reader.close()
    assert source.closed
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


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_a_disk_that_fails_on_opening_is_told_as_unreadable(calls: int) -> None:
    assert refusal(RangeReader, Failing(stored_of(b"hello"), calls), KEY, CONTEXT) == "vault_unreadable"


def test_a_file_cut_while_it_is_open_is_refused() -> None:
    source = io.BytesIO(stored_of(plain_of(2 * CHUNK + 5)))
    with RangeReader(source, KEY, CONTEXT) as reader:
        source.truncate(HEADER + 100)
        with pytest.raises(VaultDamagedError) as refused:
            reader.read(0, 10)
    assert refused.value.code == "vault_changed"


def test_a_chunk_is_opened_once_for_many_small_reads() -> None:
    source = Failing(stored_of(plain_of(2 * CHUNK)), 1000)
    with RangeReader(source, KEY, CONTEXT) as reader:
        before = source.calls
        assert b"".join(reader.read(at, 100) for at in range(0, 1600, 100)) == plain_of(1600)
        assert before - source.calls == 1


def test_many_chunks_are_fetched_by_one_call() -> None:
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
