"""Names of recordings, as systems of any kind write them into names and side files.

Only the last component of a path counts, whichever way its slashes lean, and where several recordings have one name the
folder before it. It is only ever compared with the name of a file that is there: it is never opened, joined to a folder
or shown as it came.
"""

from __future__ import annotations

import re
import unicodedata

from desktop.media.telephony.refusals import refused

LONGEST_PATH = 4096
LONGEST_NAME = 255
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)
_UNMARKED = re.compile(
    r"raw|pcm[ua]?|vox|slin|sln\d{0,3}|(?:u|mu|a)law|ul|al|g7[12]\d(?:sf)?|siren\d{1,2}|ilbc", re.IGNORECASE
)
"""Asterisk's endings, and those of recorders."""
_ENDING = re.compile(r"[A-Za-z][A-Za-z0-9]{1,4}")
_DRIVE = re.compile(r"[A-Za-z]:")


def last_component(told: str) -> str:
    """The name of the file that a path ends in: `D:\\calls\\a.wav` and `/calls/a.wav` are both `a.wav`.

    Dots and blanks at the end go, as Windows drops them. Raises MediaRefusedError if what is left could not be the
    name of a file: nothing, a device of Windows, control characters, or longer than a file system takes.
    """
    if len(told) > LONGEST_PATH:
        raise refused("side_media_name")
    name = re.split(r"[\\/]", told)[-1].strip()
    name = _DRIVE.sub("", name, count=1) if _DRIVE.match(name) else name
    name = unicodedata.normalize("NFC", name.strip().rstrip(". "))
    if not name or len(name) > LONGEST_NAME or not _printable(name) or _RESERVED.fullmatch(name.split(".")[0].strip()):
        raise refused("side_media_name")
    return name


def same_name(told: str, name: str) -> bool:
    """Whether a side file that tells of `told` means the file called `name`.

    Systems that cannot have a colon in a name write an underscore, and some file systems forget capitals.
    """
    return compared(told) == compared(name)


def stem(name: str) -> str:
    """A name without its last ending; a name that is all ending keeps it."""
    before, dot, _ = name.rpartition(".")
    return before if dot and before else name


def with_folder(told: str) -> str:
    """The last two components of a path, for comparing; the first of them is empty where there is one only."""
    *_, folder, name = ("", *re.split(r"[\\/]", told[-LONGEST_PATH:].strip()))
    return f"{folder}/{name}"


def bare(name: str) -> str:
    """A name without an ending that names a format: `call.1` has none, and `call.1.wav` is `call.1`.

    What a system calls `a.wav` may have been made `a.mp3` of when it was exported, or be told of as `a`.
    """
    before, _, ending = name.rpartition(".")
    return before if before and _ENDING.fullmatch(ending) else name


def is_unmarked(name: str) -> bool:
    """Whether a name is that of sound without a header, of which the bytes tell nothing. It is refused, whatever it is
    called; but nobody is told that it is no recording.
    """
    return _UNMARKED.fullmatch(name.rpartition(".")[2]) is not None


def compared(name: str) -> str:
    """A name as it is compared (`same_name`)."""
    return unicodedata.normalize("NFC", name).replace(":", "_").casefold()


def _printable(name: str) -> bool:
    """No control characters, and none of those that turn the direction of writing or cannot be seen."""
    return all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for character in name)
