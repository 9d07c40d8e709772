"""Telephone numbers as people and telephone systems write them, reduced to the digits dialled.

Rules:
- A display name, brackets, quotes, a scheme (`tel:`, `sip:`), a host, parameters, an extension, and the invisible
  characters with which address books wrap a number, are no part of it: `01632 960733 ext 4` is a number, and so is
  `"Name" <sip:+441632960733@host;user=phone>`.
- A number is withheld, or not known, where the words say so ("Number withheld") or the field is empty.
- Any other text is a number. One that cannot be read is `UNREADABLE`: neither withheld nor unknown.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

UNREADABLE = "unreadable"
"""The value of a recording's number that was given, but could not be read."""

LONGEST_WRITTEN = 400
_BRACKETS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>[^<>]*")
_SCHEME = re.compile(r"(?:sips?|tel|callto):(?://)?", re.IGNORECASE)
_DIGITS = re.compile(r"[+0-9() ./-]*[0-9][+0-9() ./-]*")
_WITH_EXTENSION = re.compile(
    r"(?P<number>[+0-9(][+0-9() ./-]{4,}?)[\s,;(\[]*(?:extension|extn\b|ext\b|ext(?=[0-9])|x|\#|,)"
    r"[\s.:=]*[0-9]{1,8}[)\]]?",
    re.IGNORECASE,
)
_NOT_TOLD = frozenset(
    (
        *("anonymous", "asserted", "available", "blocked", "hidden", "known", "none", "null", "private", "restricted"),
        *("suppressed", "unavailable", "undisclosed", "unknown", "withheld"),
        *("a", "area", "call", "caller", "cli", "id", "n", "no", "not", "number", "of", "out", "the"),
    )
)
"""The words by which systems say that a number is withheld or not known."""


def dialled(told: str) -> str:
    """Return the number within the text, without anything around it; text that has none is returned as it is."""
    if len(told) <= LONGEST_WRITTEN and told.isascii() and _DIGITS.fullmatch(told):
        return told.strip()  # as most tables have them, up to a million times
    text = _unquoted(_plain(told[: LONGEST_WRITTEN + 1]))
    found = _BRACKETS.fullmatch(text)
    if found is None:
        return _user(text)
    address, name = _user(found["address"]), _user(found["name"])
    by_name = not _DIGITS.fullmatch(address) and not is_untold(address) and _DIGITS.fullmatch(name)
    return name if by_name else address


def is_untold(told: str) -> bool:
    """Return whether the text says that the number is withheld or not known, or says nothing at all."""
    text = _unquoted(told).casefold()
    user, _, host = text.rpartition("@")
    if host.endswith("anonymous.invalid"):  # RFC 3323
        return True
    words = re.findall(r"\w+", _SCHEME.sub("", user or host, count=1))
    return set(words) <= _NOT_TOLD


def _user(text: str) -> str:
    """Return the number of an address, before the host and its parameters; an address of a name stays whole."""
    text = _unquoted(text)
    user = _SCHEME.sub("", text, count=1) if _SCHEME.match(text) else text
    user = re.split("[@;]", user, maxsplit=1)[0].replace("%2B", "+").replace("%2b", "+").strip()
    if found := _WITH_EXTENSION.fullmatch(user):
        user = found["number"].strip()
    return user if _DIGITS.fullmatch(user) else text


def _plain(text: str) -> str:
    """Return the text without hidden characters, its digits, blanks and dashes of other widths made plain."""
    if text.isascii():
        return text
    plain = normalize("NFKC", text)
    return "".join("-" if category(each) == "Pd" else each for each in plain if category(each) != "Cf")


def _unquoted(text: str) -> str:
    """Return the text without the blanks and quotes that tables put around it: also `="01632960733"`."""
    text = text.strip()
    text = text[1:] if text.startswith(('="', "='")) else text
    return text.strip("\"'").strip()
