"""Who may open or change a file: by its owner and mode, or on Windows by its access list.

- Windows is asked for the list as text (SDDL), whose rights are numbers or words of two letters. Administrators, the
  system and the installer's service may do anything anywhere: they are never counted as others.
- Entries that deny something are passed over: who is let in by another entry counts as let in.
- Entries that are for what lies in a folder, and not for the folder itself, are passed over too.

Source: Security Descriptor String Format and ACE Strings, Microsoft's reference of Win32.
"""

from __future__ import annotations

import ctypes
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_ON_WINDOWS = os.name == "nt"

ADMINISTRATORS = frozenset(
    {
        *("BA", "SY", "LA", "DA", "EA"),  # Administrators, the system, the administrators of PC, domain and forest
        "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",  # TrustedInstaller
    }
)
EVERYBODY = frozenset({"WD", "AU", "BU", "DU", "BG", "AN", "IU", "NU"})
"""Everyone, Authenticated Users, Users, Domain Users, Guests, Anonymous, Interactive and Network."""

_WORDS = {
    "GA": 0x1000_0000,
    "GX": 0x2000_0000,
    "GW": 0x4000_0000,
    "GR": 0x8000_0000,
    "FA": 0x1F_01FF,
    "FR": 0x12_0089,
    "FW": 0x12_0116,
    "FX": 0x12_00A0,
    "RC": 0x2_0000,
    "SD": 0x1_0000,
    "WD": 0x4_0000,
    "WO": 0x8_0000,
    "CC": 0x1,
    "DC": 0x2,
    "LC": 0x4,
    "SW": 0x8,
    "RP": 0x10,
    "WP": 0x20,
    "DT": 0x40,
    "LO": 0x80,
    "CR": 0x100,
}
_CHANGE = 0x2 | 0x4 | 0x10 | 0x40 | 0x1_0000 | 0x4_0000 | 0x8_0000 | _WORDS["GW"] | _WORDS["GA"]
"""To write or append, also in its further streams; to delete it, or what is in it; to alter its list or its owner."""
_READ = 0x1 | _WORDS["GR"] | _WORDS["GA"]

_OWNER_ITSELF = "OW"
"""Owner Rights: whoever owns the file."""

_OWNER = re.compile(r"O:(S-[0-9-]+|[A-Z]{2})")
_LIST = re.compile(r"D:[A-Z]*(.*)")
_ENTRY = re.compile(r"\((X?A|O?A|D|XD|OD);([A-Z]*);([0-9A-Za-z]*);[^;]*;[^;]*;(S-[0-9-]+|[A-Z]{2})[^)]*\)")
_FILE, _OWNER_AND_LIST, _FORM = 1, 0x1 | 0x4, 1
"""SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION with DACL_SECURITY_INFORMATION, SDDL_REVISION_1."""


class Access(NamedTuple):
    """Who owns a file of Windows, and who may do what with it; None where anybody may do anything."""

    owner: str
    entries: tuple[tuple[str, int], ...] | None

    def lets(self, rights: int, *, but: frozenset[str]) -> bool:
        """Return whether it gives any of these rights to anybody but those."""
        return self.entries is None or any(who not in but and given & rights for who, given in self.entries)

    def lets_everybody(self, rights: int) -> bool:
        """Return whether it gives any of these rights to whoever has an account."""
        return self.entries is None or any(who in EVERYBODY and given & rights for who, given in self.entries)


def access_of(text: str) -> Access:
    """Read an access list as Windows writes it. Raises ValueError."""
    owner, found = _OWNER.search(text), _LIST.search(text)
    if owner is None:
        raise ValueError("no owner")
    if found is None or "NO_ACCESS_CONTROL" in text:
        return Access(owner[1], None)
    return Access(owner[1], tuple(_entries(found[1])))


def _entries(text: str) -> Iterator[tuple[str, int]]:
    """Yield whom each entry lets in, and to what. Raises ValueError for one that is not understood."""
    if _ENTRY.sub("", text):
        raise ValueError("no entry")
    for kind, flags, rights, who in _ENTRY.findall(text):
        if "D" not in kind and "IO" not in re.findall("..", flags):
            yield who, _rights(rights)


def _rights(text: str) -> int:
    if text.startswith("0x"):
        return int(text, 16)
    given = 0
    for word in re.findall("..", text):
        if word not in _WORDS:
            raise ValueError("no right")
        given |= _WORDS[word]
    return given


def administrators_alone_change(path: Path, owner: int) -> bool:
    """Return whether nobody but an administrator may change it. Raises OSError where that cannot be known.

    `owner`: the number of the account whose it has to be, where accounts have numbers. On Windows this account is an
    administrator's too, where the program runs with such rights.
    """
    if not _ON_WINDOWS:
        found = path.stat()
        return found.st_uid == owner and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    access = _asked(path)
    trusted = ADMINISTRATORS | ({_own_account()} if _is_administrator() else set())
    return access.owner in trusted and not access.lets(_CHANGE, but=trusted)


def is_ours_alone(path: Path) -> bool:
    """Return whether nobody but this account and administrators may open it. Raises OSError."""
    if not _ON_WINDOWS:
        return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return not _asked(path).lets(_READ | _CHANGE, but=ADMINISTRATORS | {_own_account(), _OWNER_ITSELF})


def may_everybody_change(path: Path) -> bool:
    """Return whether anybody with an account may change it. Raises OSError."""
    if not _ON_WINDOWS:
        return bool(path.stat().st_mode & stat.S_IWOTH)
    return _asked(path).lets_everybody(_CHANGE)


def _asked(path: Path) -> Access:
    try:
        return access_of(_text_of(path))
    except ValueError:
        raise OSError("an access list that is not understood") from None


def _text_of(path: Path) -> str:
    """Return the access list of a file of Windows, as text. Raises OSError."""
    calls = _library("advapi32")
    found, text = ctypes.c_void_p(), ctypes.c_wchar_p()
    asked = (ctypes.c_wchar_p(str(path)), _FILE, _OWNER_AND_LIST, None, None, None, None, ctypes.byref(found))
    if calls.GetNamedSecurityInfoW(*asked):
        raise OSError("no access list")
    try:
        if not calls.ConvertSecurityDescriptorToStringSecurityDescriptorW(
            found, _FORM, _OWNER_AND_LIST, ctypes.byref(text), None
        ):
            raise OSError("no access list")
        return _taken(text)
    finally:
        _free(found)


_QUERY, _USER = 0x8, 1
"""TOKEN_QUERY and TokenUser. Source: winnt.h."""


def _own_account() -> str:
    """Return the identifier of this program's account. Raises OSError."""
    calls, kernel = _library("advapi32"), _library("kernel32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    token, size, text = ctypes.c_void_p(), ctypes.c_uint32(), ctypes.c_wchar_p()
    if not calls.OpenProcessToken(ctypes.c_void_p(kernel.GetCurrentProcess()), _QUERY, ctypes.byref(token)):
        raise OSError("no token")
    try:
        user = (ctypes.c_void_p * 64)()  # a pointer to the identifier, its attributes, and the identifier itself
        if not calls.GetTokenInformation(token, _USER, user, ctypes.sizeof(user), ctypes.byref(size)):
            raise OSError("no account")
        if not calls.ConvertSidToStringSidW(ctypes.c_void_p(user[0]), ctypes.byref(text)):
            raise OSError("no account")
        return _taken(text)
    finally:
        kernel.CloseHandle(token)


def _is_administrator() -> bool:
    return bool(_library("shell32").IsUserAnAdmin())


def _taken(text: ctypes.c_wchar_p) -> str:
    """Return a text of Windows, which is freed."""
    try:
        return text.value or ""
    finally:
        _free(text)


def _free(given: Any) -> None:
    _library("kernel32").LocalFree(given)


def _library(name: str) -> Any:
    load = getattr(ctypes, "WinDLL", None)
    if load is None:
        raise OSError(f"no {name} on {os.name}")
    return load(name, use_last_error=True)
