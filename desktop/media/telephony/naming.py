"""Names of recordings, as any system writes them into names and side files.

Only the last component of a path counts, whichever way its slashes lean, and where several recordings have one name its
parent folder. It is only ever compared with the name of an existing file: it is never opened, joined to a folder
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
    """Return the file name that a path ends in: `D:\\calls\\a.wav` and `/calls/a.wav` are both `a.wav`.

    Dots and blanks at the end are dropped, as on Windows. Raises MediaRefusedError if the rest could not be the
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
    """Return whether a side file's name `told` means the file called `name`.

    Systems that cannot have a colon in a name write an underscore, and some file systems ignore capitals.
    """
    return compared(told) == compared(name)


def stem(name: str) -> str:
    """Return a name without its last ending; a name that is all ending keeps it."""
    before, dot, _ = name.rpartition(".")
    return before if dot and before else name


def with_folder(told: str) -> str:
    """Return the last two components of a path, for comparing; the first is empty where there is only one."""
    *_, folder, name = ("", *re.split(r"[\\/]", told[-LONGEST_PATH:].strip()))
    return f"{folder}/{name}"


def bare(name: str) -> str:
    """Return a name without an ending that names a format: `call.1` has none, and `call.1.wav` is `call.1`.

    A system's `a.wav` may have been converted to `a.mp3` on export, or be called `a`.
    """
    before, _, ending = name.rpartition(".")
    return before if before and _ENDING.fullmatch(ending) else name


def is_unmarked(name: str) -> bool:
    """Return whether a name is that of headerless sound, whose bytes identify nothing. It is refused, whatever its
    name; but it is not reported as no recording.
    """
    return _UNMARKED.fullmatch(name.rpartition(".")[2]) is not None


def compared(name: str) -> str:
    """Return a name in its compared form (`same_name`)."""
    return unicodedata.normalize("NFC", name).replace(":", "_").casefold()


def _printable(name: str) -> bool:
    """Return whether it has no control characters, and none that turn the direction of writing or are invisible."""
    return all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for character in name)
