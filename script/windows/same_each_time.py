"""Writes a package's code and times over, which wixl draws and reads anew each time:

python script/windows/same_each_time.py FILE.msi PRODUCT-CODE SECONDS
"""

from __future__ import annotations

import re
import struct
import sys
import uuid
from pathlib import Path

SUMMARY = re.compile(rb"(\{[0-9A-F-]{36}\})(\0\0@\0\0\0)(.{8})(@\0\0\0)(.{8})", re.DOTALL)
"""In the stream of the summary: the package's code, and when it was made and saved, with their type (VT_FILETIME)."""
BEGINNING = 11_644_473_600
"""Seconds from 1601, where Windows begins to count, to 1970."""


def written_over(content: bytes, product: str, seconds: int) -> bytes:
    """Return the package with a code that follows from its product's, as of that time. Raises ValueError."""
    code = f"{{{uuid.uuid5(uuid.UUID(product), 'package')}}}".upper().encode()
    time = struct.pack("<Q", (seconds + BEGINNING) * 10_000_000)
    made, count = SUMMARY.subn(lambda found: code + found[2] + time + found[4] + time, content)
    if count != 1:
        raise ValueError(f"{count} summaries in the package")
    return made


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.write_bytes(written_over(file.read_bytes(), sys.argv[2], int(sys.argv[3])))
