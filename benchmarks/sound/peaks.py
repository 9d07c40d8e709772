"""The waveform of 3 hours, from a file to its stored form, against a tool that reads through the same file.

The peer is BBC's `audiowaveform`, which computes a waveform of the same fineness, where it is installed; otherwise
`sox`, which reads the samples and throws them away.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, side_by_side
from benchmarks.sound.importing import LONG
from benchmarks.sound.long_calls import open_file, write_call
from desktop.media.formats.formats import BLOCK_FRAMES
from desktop.media.telephony.beside import FileBytes
from desktop.media.waveform import FRAMES_PER_PEAK, stored_peaks

_HEADER, _FRAME = 44, 4


def run(name: str) -> Result:
    """Run seven rounds."""
    with tempfile.TemporaryDirectory() as scratch:
        path, shape = write_call(Path(scratch), "pcm", LONG), Path(scratch) / "shape.dat"
        file = open_file(path)

        def ours() -> None:
            with shape.open("wb") as target:
                target.writelines(stored_peaks(_blocks(file), 2))

        try:
            return side_by_side(name, ours, lambda: _peer(path, shape), rounds=7, limit=0.8)
        finally:
            file.close()


def _blocks(file: FileBytes) -> Iterator[bytes]:
    end = _HEADER + LONG * 8000 * _FRAME
    for at in range(_HEADER, end, BLOCK_FRAMES * _FRAME):
        yield file.read(at, min(BLOCK_FRAMES * _FRAME, end - at))


def _peer(path: Path, shape: Path) -> None:
    if shutil.which("audiowaveform"):
        command = ["audiowaveform", "-q", "-i", path, "-o", shape, "-z", str(FRAMES_PER_PEAK), "--split-channels"]
    else:
        command = ["sox", path, "-n"]
    subprocess.run([*map(str, command)], check=True)
