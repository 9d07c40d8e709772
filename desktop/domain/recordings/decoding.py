"""Which recordings an earlier version of this program decoded wrongly, and which copies were made of them.

Rules:
- Every recording and every approved copy bears the revision of the decoder that it came from (`copy.DECODER`). Those of
  offices from before there were revisions have 0.
- Revision 0 lost part of an MP3 after each block of 65,536 frames, and the first 529 frames of one that counts
  nothing. To GSM in WAV with an odd number of blocks it added 320 frames. Nothing else is different in revision 1.
- What was made from such a recording is made again when it is next opened. An approved copy never changes by itself: it
  is named, and a person decides.
- The sound itself is not looked at for this. So a copy that may be wrong is named, also where it is not.
"""

from __future__ import annotations

from desktop.domain.copies.copy import DECODER, ApprovedCopy, Recording

_ODD_BLOCKS = 640
"""With the 320 frames too many, an odd number of blocks comes to a multiple of so many frames."""


def is_outdated(recording: Recording) -> bool:
    """Whether its length and what was made from it may be wrong until it is decoded again."""
    return recording.decoder < DECODER and recording.format in ("mp3", "mp3_wav", "gsm")


def may_be_wrong(copy: ApprovedCopy, recording: Recording) -> bool:
    """Whether a copy of that recording was made of sound that may have been decoded wrongly."""
    if copy.decoder >= DECODER:
        return False
    if recording.format == "gsm":
        again = recording.decoder >= DECODER
        return copy.frames != recording.frames if again else copy.frames % _ODD_BLOCKS == 0
    return recording.format in ("mp3", "mp3_wav")
