"""Which recordings an earlier version of this program decoded wrongly, and which copies were made from them.

Rules:
- Every recording and every approved copy carries the revision of the decoder it came from (`copy.DECODER`). Those from
  before there were revisions have 0.
- Revision 0 lost part of an MP3 after each block of 65,536 frames, and the first 529 frames of one without a frame
  count. To GSM in WAV with an odd number of blocks it added 320 frames. Revision 1 changes nothing else.
- Audio derived from such a recording is rebuilt when it is next opened. An approved copy never changes by itself: it is
  reported, and a person decides.
- The sound itself is not examined for this. So a copy that may be wrong is reported even where it is right.
"""

from __future__ import annotations

from desktop.domain.copies.copy import DECODER, ApprovedCopy, Recording

_ODD_BLOCKS = 640
"""With the 320 extra frames, an odd number of blocks is a multiple of this many frames."""


def is_outdated(recording: Recording) -> bool:
    """Return whether its length and derived audio may be wrong until it is decoded again."""
    return recording.decoder < DECODER and recording.format in ("mp3", "mp3_wav", "gsm")


def may_be_wrong(copy: ApprovedCopy, recording: Recording) -> bool:
    """Return whether a copy of that recording was made from sound that may have been decoded wrongly."""
    if copy.decoder >= DECODER:
        return False
    if recording.format == "gsm":
        again = recording.decoder >= DECODER
        return copy.frames != recording.frames if again else copy.frames % _ODD_BLOCKS == 0
    return recording.format in ("mp3", "mp3_wav")
