"""libsndfile, and a recording that it reads from beginning to end.

The library and its declarations are those of the soundfile package (`_soundfile_data`, `_soundfile`). The package's own
reader is not used:

- it loads numpy, which the decoding child does not need, and which takes longer than the rest of its start;
- it seeks to where it already is after each read. libmpg123 takes that for a jump and drops its bit reservoir, so each
  block of an MP3 would begin with noise. Nothing here ever seeks.

Importing this module loads the library: import it before the process gives up opening files.
"""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO, Self

from _soundfile import ffi

from desktop.media.formats.formats import refused

WAV, RAW, WAVEX, MP3 = 0x010000, 0x040000, 0x130000, 0x230000
"""Containers (`SF_FORMAT_...` in sndfile.h)."""
PCM_16, PCM_24, PCM_32, PCM_U8, MU_LAW, A_LAW, GSM610, LAYER_III = 0x02, 0x03, 0x04, 0x05, 0x10, 0x11, 0x20, 0x82
"""Encodings of the samples."""
_SAMPLE_BYTES = 2


def _library() -> str:
    """Return the path of the library in the package; where the package has none, the name of the system's.

    Raises OSError where there is neither.
    """
    try:
        import _soundfile_data
    except ImportError:
        from ctypes.util import find_library

        if name := find_library("sndfile"):
            return name
        raise OSError("There is no libsndfile") from None
    folder: str = os.path.dirname(_soundfile_data.__file__)  # noqa: PTH120 - pathlib takes a while to load
    name = next(name for name in os.listdir(folder) if name.startswith("libsndfile"))  # noqa: PTH208
    return os.path.join(folder, name)  # noqa: PTH118


_sf = ffi.dlopen(_library())


class SoundFile:
    """An open recording. Raises MediaRefusedError (`media_not_audio`) where libsndfile cannot read it."""

    def __init__(self, file: BinaryIO, *, raw: int = 0, rate: int = 0, channels: int = 0) -> None:
        """`file` has to be seekable, and stays open. Without a header it is `RAW` with the encoding given by `raw`."""
        given = {"format": RAW | raw, "samplerate": rate, "channels": channels} if raw else {}
        info = ffi.new("SF_INFO *", given)
        self._callbacks = _callbacks(file)  # libsndfile keeps their addresses
        self._handle = _sf.sf_open_virtual(ffi.new("SF_VIRTUAL_IO *", self._callbacks), _sf.SFM_READ, info, ffi.NULL)
        if not self._handle:
            raise refused("media_not_audio")
        _sf.sf_command(self._handle, _sf.SFC_SET_CLIPPING, ffi.NULL, _sf.SF_TRUE)
        self.container = info.format & _sf.SF_FORMAT_TYPEMASK
        self.coding = info.format & _sf.SF_FORMAT_SUBMASK
        self.rate, self.channels, self.frames = info.samplerate, info.channels, info.frames

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_into(self, block: bytearray) -> int:
        """Fill `block` with the next samples, 16-bit and interleaved; return the frames, 0 at the end."""
        most = len(block) // (_SAMPLE_BYTES * self.channels)
        frames: int = _sf.sf_readf_short(self._handle, ffi.from_buffer("short[]", block), most)
        if _sf.sf_error(self._handle):
            raise refused("media_not_audio")
        return frames

    def close(self) -> None:
        """Close it; once or more often."""
        if self._handle:
            _sf.sf_close(self._handle)
            self._handle = ffi.NULL


def _callbacks(file: BinaryIO) -> dict[str, Any]:
    """Return libsndfile's callbacks for `file`. Where one of them raises, cffi returns 0: the end of the file."""

    def size(_: object) -> int:
        at = file.tell()
        end = file.seek(0, io.SEEK_END)
        file.seek(at)
        return end

    def read(target: object, count: int, _: object) -> int:
        return file.readinto(ffi.buffer(target, count))  # type: ignore[attr-defined, no-any-return]

    def seek(offset: int, whence: int, _: object) -> int:
        return file.seek(offset, whence)

    return {
        "get_filelen": ffi.callback("sf_vio_get_filelen", size),
        "seek": ffi.callback("sf_vio_seek", seek),
        "read": ffi.callback("sf_vio_read", read),
        "tell": ffi.callback("sf_vio_tell", lambda _: file.tell()),
    }
