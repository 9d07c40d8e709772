"""Error messages of libvlc's sound output when it cannot put sound out.

These are the only sign: when a device goes away while playing, libvlc stays in *Playing*, its time advancing
and its count of buffers taken rising (measured with ALSA). So an output that complains is not believed: see
`progress.py`.

Rules:
- The callback is a one-line forward, kept as long as libvlc may call it. Of libvlc it calls only what names the
  sender, as libvlc allows. Nothing of a message is kept except that there was one.
- Only errors of an audio output count. Failing to report its delay for a moment is no complaint: it plays on.
"""

from __future__ import annotations

import ctypes
from typing import Any

ERROR = 4
"""libvlc's level of an error; below it are debug, notice and warning."""
SENDER = b"audio output"
HARMLESS = (b"cannot estimate delay",)


class Complaints:
    """Counts errors; `count` only ever grows. `listen` once for each instance, `leave` before it is released."""

    def __init__(self) -> None:
        self.count = 0
        self._callback: Any = None

    def listen(self, vlc: Any, instance: Any) -> None:
        """Subscribe to libvlc's log."""
        self._callback = vlc.CallbackDecorators.LogCb(
            lambda _data, level, context, words, _more: self.take(level, _sender(vlc, level, context), words)
        )
        instance.log_set(self._callback, None)

    def leave(self, instance: Any) -> None:
        """Unsubscribe; wait for a message in delivery."""
        instance.log_unset()
        self._callback = None

    def take(self, level: int, sender: bytes, words: bytes | None) -> None:
        """Count an error of the output. `words` is the message's form, without its values."""
        if level >= ERROR and sender == SENDER and not (words or b"").startswith(HARMLESS):
            self.count += 1


def _sender(vlc: Any, level: int, context: Any) -> bytes:
    """Return the kind of libvlc's object that speaks; only for errors, since there are many other messages."""
    if level < ERROR:
        return b""
    name, header, number = ctypes.c_char_p(), ctypes.c_char_p(), ctypes.c_uint()
    # The binding's own function of this name cannot be called: it cannot make its list types.
    vlc.dll.libvlc_log_get_object(context, ctypes.byref(name), ctypes.byref(header), ctypes.byref(number))
    return name.value or b""
