"""A program without any defence, for comparison: python -m tests.faults.built.victim [play CARD | choose FOLDER]

It loads what the built program loads (Python's modules, libvlc, Qt's windows), and waits for a line. Or it has ALSA
play to a card, or shows Qt's dialog to choose a file. An attack has to work here, or a loop has proved nothing.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress


def load() -> None:
    """Load everything that loads."""
    with suppress(Exception):
        import vlc

        vlc.Instance(["--quiet", "--no-video"])
    with suppress(Exception):
        from PySide6.QtWidgets import QApplication, QWidget

        app, window = QApplication([]), QWidget()
        window.show()
        app.processEvents()
        print("windows", app.platformName(), flush=True)
        sys.stdin.readline()


def play(card: str) -> None:
    """Have ALSA play half a second to that card, and PulseAudio connect, where they can be loaded."""
    with suppress(OSError):
        alsa, handle = ctypes.CDLL("libasound.so.2"), ctypes.c_void_p()
        if alsa.snd_pcm_open(ctypes.byref(handle), card.encode(), 0, 0) == 0:
            alsa.snd_pcm_set_params(handle, 2, 3, 1, 8000, 1, 500_000)  # 16 bits, interleaved, one channel
            alsa.snd_pcm_writei(handle, b"call" * 2000, ctypes.c_ulong(4000))
            alsa.snd_pcm_close(handle)
    print("played", flush=True)


def choose(folder: str) -> None:
    """Show Qt's own dialog to choose a file of a folder, as it is by default."""
    from PySide6.QtWidgets import QApplication, QFileDialog

    app = QApplication([])
    QFileDialog.getOpenFileName(None, "", folder, options=QFileDialog.Option.DontUseNativeDialog)
    app.quit()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["play", name]:
            play(name)
        case ["choose", place]:
            choose(place)
        case _:
            load()
