"""The facts of one call, whatever their source, and how their parts are written: parties, times, names, side files.

- A refusal carries a code, and nothing of the input: file names hold telephone numbers. It is raised outside of any
  `except`, so that no other exception is attached with the offending text.
- A call has the outside party's number, and not the extension that it reached or that dialled it: nothing asks for it.
- A local time comes twice, or does not exist, in two hours of the year. Of the two the first is taken, unless a unique
  id tells which it was.
- Of a path only the last component counts, whichever way its slashes lean, and where several recordings have one name
  its parent folder. It is only ever compared with the name of an existing file: it is never opened, joined to a folder
  or shown as it came.
- A side file is bounded, and in a known encoding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from desktop.domain.shared.written_numbers import UNREADABLE, dialled, is_untold
from desktop.errors import MediaRefusedError


def refused(code: str) -> MediaRefusedError:
    """Return the error of that code."""
    return MediaRefusedError(code)


_NUMBER = re.compile(r"[+0-9A-Za-z*#@._:()/ -]{1,80}")
_EXTENSION = re.compile(r"[0-9A-Za-z*#@._+-]{1,64}")
_CHOICE = re.compile(r"[*#0-9]{1,6}")
"""Digits dialled within the house: an extension, a choice in a menu ("1"), a feature code ("*98")."""
_WRITTEN = re.compile(r"[+0-9() ./-]+")
_DIGITS = re.compile(r"[0-9]{2,6}")
_LONG = 7


@dataclass(frozen=True)
class Parties:
    """As in `CallFacts`."""

    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None


def number_of(told: str) -> str | None:
    """Return the dialled digits of a number in any of its written forms, or a name's address as it was given.

    None if it is withheld or missing. UNREADABLE for anything else.
    """
    text = dialled(told)
    if is_untold(text):
        return None
    return text if _NUMBER.fullmatch(text) and re.search(r"[0-9@]", text) else UNREADABLE


def extension_of(told: str) -> str | None:
    """Return an extension or an agent's login as it was given; None if it is none."""
    text = dialled(told)
    return text if _EXTENSION.fullmatch(text) and not is_untold(text) else None


def is_extension(told: str) -> bool:
    """Return whether it has two to six digits. Some of the public's short numbers (999, 111) look the same."""
    return bool(_DIGITS.fullmatch(dialled(told)))


def is_outside(told: str) -> bool:
    """Return whether it is long enough for a number of the public network."""
    user = dialled(told)
    if not _WRITTEN.fullmatch(user):
        return False
    return user.startswith("+") or sum(map(str.isdigit, user)) >= _LONG


def parties(caller: str, called: str, outbound: bool | None = None) -> Parties:
    """Return the parties from both ends of a call. Without a direction, a number on one side alone decides it.

    Where neither end shows which is the outside party, its number was given and cannot be read.
    """
    outbound = _direction(caller, called) if outbound is None else outbound
    if outbound is None:
        return Parties(UNREADABLE if _is_someone(caller) else None)
    return Parties(number_of(called if outbound else caller), outbound)


def _direction(caller: str, called: str) -> bool | None:
    if is_outside(caller):
        return None if is_outside(called) else False
    return True if is_outside(called) and _is_ours(caller) else None


def _is_ours(told: str) -> bool:
    text = dialled(told)
    return bool(_CHOICE.fullmatch(text)) or ("@" in text and not is_untold(text))


def _is_someone(told: str) -> bool:
    """Return whether it is an outside party, of whom the number cannot be read or the side is not known."""
    return not is_untold(dialled(told)) and not _is_ours(told)


class EndedBecause(StrEnum):
    """The reason that a recording ends, or falls silent, before the call is over."""

    TRANSFER = "transfer"
    PAYMENT_PAUSE = "payment_pause"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The facts of one call. Personal data: `repr` leaves out who was on the telephone.

    `started_at` is aware and in UTC. `number` is the outside party's as it was given, or UNREADABLE; None if it is not
    known, withheld, or if there was no outside party. `outbound` is None where that is unknown. `agent_channel` is the
    channel of the member of staff, counted from 0.
    """

    started_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None
    ended_because: EndedBecause | None = None
    agent_channel: int | None = None
    unique_id: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.started_at.utcoffset() != timedelta(0):
            raise ValueError("the start of a call is kept in UTC")
        if self.agent_channel not in (None, 0, 1):
            raise ValueError("there are channels 0 and 1")


@dataclass(frozen=True)
class SideFile:
    """A side file: the facts, and the names of the recordings that it says it belongs to (perhaps none).

    `within`: such a name with its parent folder, where that is given.
    """

    facts: CallFacts
    media: tuple[str, ...] = field(default=(), repr=False)
    within: str = field(default="", repr=False)


_LEGS = timedelta(hours=1)
_LONGEST_CALL = timedelta(days=1)
_FILLED = ("number", "outbound", "ended_because", "agent_channel", "unique_id")


def may_share_a_name(some: CallFacts, others: CallFacts) -> bool:
    """Return whether facts under one recording's name could be of one call, such as before and after a transfer.

    A number of ours beside one from outside does not make it another call.
    """
    numbers = {facts.number for facts in (some, others) if facts.number and is_outside(facts.number)}
    return len(numbers) < 2 and abs(some.started_at - others.started_at) <= _LEGS


def may_share_an_id(some: CallFacts, others: CallFacts) -> bool:
    """Return whether facts under one unique id could be of one call: some systems restart their count."""
    return abs(some.started_at - others.started_at) <= _LONGEST_CALL


def joined(name: CallFacts, side: CallFacts) -> CallFacts:
    """Return the facts of the recording's name, completed from the side file.

    Raises MediaRefusedError if the two name different calls.
    """
    if name.unique_id and side.unique_id and name.unique_id != side.unique_id:
        raise refused("side_other_call")
    missing = {fact: getattr(side, fact) for fact in _FILLED if getattr(name, fact) is None}
    if name.number is not None and not is_outside(name.number) and is_outside(side.number or ""):
        missing["number"] = side.number  # the name's number may be unreadable
    return replace(name, **missing)


YEARS = range(1970, 2101)
_CLOCKS_DIFFER, _LONGEST_LOCAL_CALL = 60, 24 * 3600


def moment(told: datetime, zone: tzinfo) -> datetime:
    """Resolve a local time to UTC, to the first if it happened twice; `zone` counts where it has no offset of its own.

    Raises MediaRefusedError for a time in the hour skipped in spring, and for implausible years.
    """
    if told.year not in YEARS:
        raise refused("side_time_not_read")
    if told.tzinfo is not None and told.utcoffset() is not None:
        return told.astimezone(UTC)
    at = told.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None, fold=0) != told.replace(tzinfo=None, fold=0):
        raise refused("side_time_left_out")
    return at


def call(start: datetime, who: Parties, *, unique_id: str | None = None) -> CallFacts:
    """Return the facts of a call between these parties that began then."""
    return CallFacts(start, who.number, who.outbound, unique_id=unique_id)


def not_before(told: datetime, seconds: int, zone: tzinfo) -> datetime:
    """Resolve a time that happened twice, of which this is the first, to the one not before that second since 1970 (a
    minute for clocks that differ). Any other time is unchanged, and so is one where the second is of another day.
    """
    second = told.astimezone(zone).replace(fold=1).astimezone(UTC)
    return second if _CLOCKS_DIFFER < seconds - told.timestamp() <= _LONGEST_LOCAL_CALL else told


def from_digits(date: str, time: str, zone: tzinfo) -> datetime:
    """Read `YYYYMMDD` and `HHMMSS` or `HHMM`. Raises MediaRefusedError."""
    return moment(written(date + time, "%Y%m%d%H%M%S" if len(time) == 6 else "%Y%m%d%H%M"), zone)


def written(text: str, date_format: str) -> datetime:
    """Read a text in a format of `strptime`. Raises MediaRefusedError."""
    told = _parsed(text, date_format)
    if told is None:
        raise refused("side_time_not_read")
    return told


def iso_or_epoch(told: object) -> datetime:
    """Read ISO 8601 in UTC, or seconds since 1970, whole or with a fraction. Raises MediaRefusedError."""
    if isinstance(told, bool) or not isinstance(told, int | float):
        return iso(told, UTC)
    try:
        return moment(datetime.fromtimestamp(told, UTC), UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise refused("side_time_not_read")


def iso(text: object, zone: tzinfo) -> datetime:
    """Read ISO 8601, also with a space for the `T`. Raises MediaRefusedError, also if it is no text at all."""
    told = _parsed(text, None) if isinstance(text, str) else None
    if told is None:
        raise refused("side_time_not_read")
    return moment(told, zone)


def _parsed(text: str, date_format: str | None) -> datetime | None:
    try:
        if date_format is None:
            return datetime.fromisoformat(text.strip())
        return datetime.strptime(text.strip(), date_format)
    except (ValueError, OverflowError):
        return None


LARGEST_TABLE = 64 << 20
LARGEST_STREAM = 16 << 20
LARGEST_DOCUMENT = 4 << 20
ENCODINGS = ("utf-8-sig", "cp1252")
"""Tried in turn; the first takes UTF-8 with and without the mark at the start."""
NO_ENCODING = (*ENCODINGS, "latin-1")
"""For a file of no single encoding: the last takes whatever byte there is."""
_MARKS = (b"\xff\xfe", b"\xfe\xff")
"""Of UTF-16, which Windows calls "Unicode"."""

_ENDED = (
    (re.compile(r"transfer|refer\b", re.IGNORECASE), EndedBecause.TRANSFER),
    (re.compile(r"payment|\bpci\b|paus|suspend|card", re.IGNORECASE), EndedBecause.PAYMENT_PAUSE),
    (re.compile(r"\bhold|held|park", re.IGNORECASE), EndedBecause.HOLD),
)


def decoded(data: bytes, largest: int, encodings: tuple[str, ...] = ENCODINGS) -> tuple[str, str]:
    """Return the text, and its encoding. Raises MediaRefusedError."""
    if len(data) > largest:
        raise refused("side_too_large")
    for text, encoding in _readings(data, encodings):
        if "\0" not in text:
            return text, encoding
    raise refused("side_not_text")


def _readings(data: bytes, encodings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for encoding in ("utf-16",) if data.startswith(_MARKS) else encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield text, encoding


def ended_because(told: str) -> EndedBecause | None:
    """Return the reason behind a system's own word for the end of a recording; None if it is no such reason."""
    return next((reason for pattern, reason in _ENDED if pattern.search(told[:200])), None)


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
    """Return a name in its compared form: equal where a side file's name means the file called so.

    Systems that cannot have a colon in a name write an underscore, and some file systems ignore capitals.
    """
    return unicodedata.normalize("NFC", name).replace(":", "_").casefold()


def _printable(name: str) -> bool:
    """Return whether it has no control characters, and none that turn the direction of writing or are invisible."""
    return all(unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for character in name)
