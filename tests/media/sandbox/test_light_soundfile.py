"""The decoding process loads soundfile without numpy, and with it where a soundfile should want more of it."""

from __future__ import annotations

import subprocess
import sys

from desktop.config import RESOURCES

LOADED = "import sys; from desktop.media.sandbox import light_soundfile; s = light_soundfile.load(); "
READ = """
import io, wave
out = io.BytesIO()
with wave.open(out, "wb") as file:
    file.setparams((1, 2, 8000, 0, "NONE", ""))
    file.writeframes(bytes(range(200)))
block = bytearray(200)
with s.SoundFile(io.BytesIO(out.getvalue())) as sound:
    assert sound.buffer_read_into(block, dtype="int16") == 100
assert block == bytes(range(200))
"""


def ran(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=RESOURCES.parent, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_it_reads_samples_and_numpy_is_not_there() -> None:
    assert ran(LOADED + READ + "print(hasattr(sys.modules['numpy'], '__version__'))") == "False"


def test_where_numpy_is_there_already_it_is_left_alone() -> None:
    assert ran("import numpy; " + LOADED + READ + "print(sys.modules['numpy'] is numpy)") == "True"


def test_a_soundfile_that_wants_more_gets_numpy_itself() -> None:
    wants = "from desktop.media.sandbox import light_soundfile; light_soundfile._TYPES = ('ndarray',); "
    assert ran(wants + LOADED + READ + "print(hasattr(sys.modules['numpy'], '__version__'))") == "True"
