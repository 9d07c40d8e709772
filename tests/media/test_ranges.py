from __future__ import annotations

from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from desktop.media.formats import formats
from desktop.media.formats.formats import MemoryBytes, Window

FEW_BYTES = st.binary(max_size=60).map(lambda data: data.translate(bytes(value % 3 for value in range(256))))


@given(FEW_BYTES, st.integers(0, 60), st.integers(0, 60), st.integers(1, 9), st.data())
def test_a_part_seen_through_a_window_is_the_same_part_of_the_bytes(
    data: bytes, start: int, size: int, window: int, looks: st.DataObject
) -> None:
    start = min(start, len(data))
    size = min(size, len(data) - start)
    part = data[start : start + size]
    with mock.patch.object(formats, "_WINDOW", window):
        seen = Window(MemoryBytes(data)).part(start, size)
        assert seen.size == size
        for offset, length in looks.draw(st.lists(st.tuples(st.integers(0, 70), st.integers(0, 20)), max_size=12)):
            assert seen.at(offset, length) == part[offset : offset + length]
            assert seen.find(b"\1", offset) == part.find(b"\1", offset)


def test_looking_from_the_front_to_the_back_reads_each_byte_about_once() -> None:
    read: list[int] = []

    class Counting(MemoryBytes):
        def read(self, offset: int, length: int) -> bytes:
            read.append(length)
            return super().read(offset, length)

    window = Window(Counting(bytes(1_000_000)))
    for offset in range(0, 1_000_000, 100):
        window.at(offset, 4)
    assert sum(read) < 1_001_000
    assert max(read) <= 1 << 16
