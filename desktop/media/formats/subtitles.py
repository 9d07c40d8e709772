"""Transcripts as files: WebVTT (W3C), SubRip and what Contact Lens writes, read as files from outside.

Rules:
- A file is read whole or refused whole, with the number of the line at fault. No block is passed over but notes, and
  styles and regions before the first cue, which hold no words of the call.
- Words stand under the time at which they were said, or the file is refused: words of a removed part could stay in a
  copy under another time. So no words hold a time or an arrow, however it is written, as they do where the line between
  two cues is lost; a time within a cue is one of that cue's; numbers of cues count up by one, as they do not where a
  cue has lost more of its beginning.
- Times within a cue of WebVTT say when each of its words may be said: from the time before it up to the next one.
- Contact Lens (Amazon Connect) writes JSON: turns of those who took part, with times from the start of the call. It
  adds fields over the years; unknown ones are skipped. A turn longer than a line becomes several, as long as their
  words, of which each may be said at any time of the turn.
- It is UTF-8, or UTF-16 with its mark, or Windows-1252 where nothing in it is UTF-8: a file of two encodings is a
  damaged one. Its size, its cues, their length and the number of their speakers have limits.
- Markup is left out, but for voices: `<v Name>`, or "Name: " where every cue of the file begins so. A tag of WebVTT
  that is not known is refused; in SubRip, which has no rules for it, it stays as text.
- No hidden character (`domain.shared.typed_text`), also where it is written as `&#x202e;`.
- Nothing of the file is in an error: these are someone's words.
"""

from __future__ import annotations

import codecs
import html
import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, pairwise
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from desktop.domain.copies.transcript import MOST_CHARACTERS, MOST_LINES, MOST_NAMES, Cue, Times, names_of
from desktop.domain.shared.typed_text import hidden_character
from desktop.errors import MediaRefusedError

LARGEST = 4 << 20
"""Bytes: some hours of talk have a twentieth of that."""
LONGEST_NAME = 60
_VTT_TIME = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_SRT_TIME = r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])[,.]([0-9]{3})"
_SETTINGS = r"(?:[ \t]+(?:vertical|line|position|size|align|region):\S+)*[ \t]*"
_VTT_TIMES = re.compile(rf"[ \t]*{_VTT_TIME}[ \t]+-->[ \t]+{_VTT_TIME}{_SETTINGS}")
_SRT_TIMES = re.compile(rf"[ \t]*{_SRT_TIME}[ \t]*-->[ \t]*{_SRT_TIME}(?:[ \t]+[XY][12]:[0-9]+)*[ \t]*")
_ARROW = "-->"
_A_TIME = re.compile(r"[0-9]:[0-9]{2}[.,][0-9]{3}")
"""A time in milliseconds, which only a cue has: nobody says one."""
_NUMBER = re.compile(r"\s*[0-9]{1,9}\s*")
_TAG = re.compile(r"<([^<>]*)>")
_KNOWN = re.compile(r"/?(?:c|i|b|u|ruby|rt|lang|v)(?:\.\S*)?|lang(?:\.\S*)?\s+\S+|v(?:\.\S*)?\s+.*")
_VOICE = re.compile(r"v(?:\.\S*)?\s+(.*)")
_TIME_TAG = re.compile(_VTT_TIME)
_SRT_TAG = re.compile(r"</?(?:i|b|u|font)>|<font\s[^<>]*>|\{\\an?[0-9]\}", re.IGNORECASE)
_NAMED = re.compile(r"([^\W\d_][^:<>]{0,39}):\s+(\S.*)")
_METADATA = re.compile(r"(?:Kind|Language):.*|X-TIMESTAMP-MAP=.*", re.IGNORECASE)
_NOTE = re.compile(r"NOTE(?:[ \t].*)?")
_BEFORE_CUES = ("STYLE", "REGION")

_WORD = re.compile(r"\S+")
_IS_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")

Block = tuple[int, list[str]]
"""The number of its first line, from 1, and its lines."""


Said = list[tuple[int, str]]
"""The words of one voice, in parts, each with the time from which it may be said."""


class _Stored(NamedTuple):
    """A cue as it stands in a file: the number of its first line, its identifier or "", its times, and its rows."""

    number: int
    identifier: str
    start: int
    end: int
    rows: list[str]


def read_subtitles(path: Path) -> tuple[Cue, ...]:
    """Return the cues of a file, in its order. Raises MediaRefusedError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        raise MediaRefusedError("transcript_unreadable") from None
    return subtitles_of(data)


def subtitles_of(data: bytes) -> tuple[Cue, ...]:
    """Return the cues of a file's bytes, in their order. Raises MediaRefusedError."""
    if len(data) > LARGEST:
        raise MediaRefusedError("transcript_too_large")
    text = _decoded(data)
    cues = _of_lens(text) if text.lstrip().startswith("{") else _of_blocks(text)
    if not cues:
        raise MediaRefusedError("transcript_empty")
    if len(cues) > MOST_LINES:
        raise MediaRefusedError("transcript_too_many_lines", most=MOST_LINES)
    cues = _with_names(cues)
    if len(names_of(cues)) > MOST_NAMES:
        raise MediaRefusedError("transcript_too_many_names", most=MOST_NAMES)
    return cues


def _decoded(data: bytes) -> str:
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ["utf-16"] if is_utf16 else ["utf-8-sig"] if _IS_UTF8.search(data) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise MediaRefusedError("transcript_not_text")


def _of_blocks(text: str) -> tuple[Cue, ...]:
    blocks = list(_blocks(text.replace("\r\n", "\n").replace("\r", "\n")))
    is_vtt = bool(blocks) and _is_header(blocks[0][1][0])
    stored = list(_vtt(blocks) if is_vtt else _srt(blocks))
    cues = tuple(cue for each in stored for cue in (_of_vtt(each) if is_vtt else _of_srt(each)))
    _must_count(stored)
    return cues


def _blocks(text: str) -> Iterator[Block]:
    first, lines, every = 1, list[str](), [*text.split("\n"), ""]
    for number, line in enumerate(every, start=1):
        if line.strip():
            first = first if lines else number
            lines.append(line)
        elif lines and not (line and _goes_on(every[number : number + 2])):
            yield first, lines
            lines = []


def _goes_on(after: list[str]) -> bool:
    """Return whether a row that only looks empty is a cue's own, as WebVTT has it: nothing begins behind it."""
    begins = any(_ARROW in line for line in after) or after[0].strip() == ""
    return not begins and _NOTE.fullmatch(after[0]) is None and after[0].strip() not in _BEFORE_CUES


def _is_header(line: str) -> bool:
    return line == "WEBVTT" or line.startswith(("WEBVTT ", "WEBVTT\t"))


def _vtt(blocks: list[Block]) -> Iterator[_Stored]:
    _must_be_header(*blocks[0])
    are_cues = False
    for number, lines in blocks[1:]:
        if _is_beside(lines, are_cues=are_cues):
            continue
        are_cues = True
        at = 0 if _ARROW in lines[0] else 1
        start, end = _times(_VTT_TIMES, lines[at : at + 1], number + at)
        yield _Stored(number, lines[0].strip() if at else "", start, end, lines[at + 1 :])


def _must_be_header(number: int, lines: list[str]) -> None:
    """Raise MediaRefusedError where it holds anything else: a cue that follows it without an empty line."""
    for at, line in enumerate(lines):
        if _ARROW in line or (at and _METADATA.fullmatch(line) is None):
            raise MediaRefusedError("transcript_line_not_read", line=number + at)


def _is_beside(lines: list[str], *, are_cues: bool) -> bool:
    """Return whether it is a note, a style or a region. A cue may be named like one: it has a time."""
    if any(_ARROW in line for line in lines) or any(_A_TIME.search(line) for line in lines[1:]):
        return False
    return _NOTE.fullmatch(lines[0]) is not None or (not are_cues and lines[0].strip() in _BEFORE_CUES)


def _srt(blocks: list[Block]) -> Iterator[_Stored]:
    for number, lines in blocks:
        if not _is_number(lines[0]):
            raise MediaRefusedError("transcript_line_not_read", line=number)
        start, end = _times(_SRT_TIMES, lines[1:2], number + 1)
        yield _Stored(number, lines[0], start, end, lines[2:])


def _is_number(line: str) -> bool:
    return _NUMBER.fullmatch(line) is not None


def _must_count(stored: list[_Stored]) -> None:
    """Raise MediaRefusedError where cues are not numbered one by one, or a row of one is the number of the next.

    Where none is a number, it is enough that all have an identifier, or none has.
    """
    if any(_is_number(each.identifier) for each in stored):
        first = stored[0].identifier
        for expected, each in enumerate(stored, start=int(first) if _is_number(first) else 1):
            if not _is_number(each.identifier) or int(each.identifier) != expected or expected + 1 in _numbers(each):
                raise MediaRefusedError("transcript_not_numbered", line=each.number)
    for each in stored:
        if bool(each.identifier) is not bool(stored[0].identifier):
            raise MediaRefusedError("transcript_line_not_read", line=each.number)


def _numbers(stored: _Stored) -> list[int]:
    return [int(row) for row in stored.rows if _is_number(row)]


def _times(form: re.Pattern[str], line: list[str], number: int) -> tuple[int, int]:
    found = form.fullmatch(line[0]) if line else None
    if found is None:
        raise MediaRefusedError("transcript_line_not_read", line=number)
    return _milliseconds(*found.groups()[:4]), _milliseconds(*found.groups()[4:])


def _milliseconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


def _of_vtt(stored: _Stored) -> Iterator[Cue]:
    for name, said in _voices(stored):
        yield from _cue(stored, html.unescape(name), [(time, html.unescape(words)) for time, words in said])


def _of_srt(stored: _Stored) -> Iterator[Cue]:
    yield from _cue(stored, "", [(stored.start, _SRT_TAG.sub("", " ".join(stored.rows)))])


def _voices(stored: _Stored) -> Iterator[tuple[str, Said]]:
    """Yield what each voice of a cue says, without markup."""
    text, at = " ".join(stored.rows), 0
    name, said, time = "", Said(), stored.start
    for tag in _TAG.finditer(text):
        said.append((time, _plain(text[at : tag.start()], stored)))
        at = tag.end()
        inner = tag.group(1).strip()
        if (told := _TIME_TAG.fullmatch(inner)) is not None:
            before, time = time, _milliseconds(*told.groups())
            if not before <= time <= stored.end:
                raise MediaRefusedError("transcript_time_misplaced", line=stored.number)
        elif _KNOWN.fullmatch(inner) is None:
            raise MediaRefusedError("transcript_line_not_read", line=stored.number)
        if (voice := _VOICE.fullmatch(inner)) is not None:
            yield name, said
            name, said = voice.group(1), []
    yield name, [*said, (time, _plain(text[at:], stored))]


def _plain(words: str, stored: _Stored) -> str:
    if "<" in words:
        raise MediaRefusedError("transcript_line_not_read", line=stored.number)
    return words


def _cue(stored: _Stored, name: str, said: Said) -> Iterator[Cue]:
    """Yield the cue, unless it has no words."""
    words = "".join(part for _, part in said)
    if hidden_character(words) is not None or hidden_character(name) is not None:
        raise MediaRefusedError("transcript_hidden_character", line=stored.number)
    if _ARROW in html.unescape(words) or _A_TIME.search(words):
        raise MediaRefusedError("transcript_time_misplaced", line=stored.number)
    name, words = " ".join(name.split()), " ".join(words.split())
    if len(words) > MOST_CHARACTERS or len(name) > LONGEST_NAME:
        raise MediaRefusedError("transcript_line_too_long", line=stored.number, most=MOST_CHARACTERS)
    if words:
        yield Cue(stored.start, stored.end, name, words, _times_of_words(stored, said))


def _times_of_words(stored: _Stored, said: Said) -> Times:
    """Return when each word may be said; nothing where no time stands among them.

    A word across a time may be said on either side of it. One at the very end of its cue: anywhere in it.
    """
    changes = sorted({time for time, _ in said if stored.start < time < stored.end})
    if not changes:
        return ()
    begins = list(accumulate((len(part) for _, part in said), initial=0))
    found = []
    for word in _WORD.finditer("".join(part for _, part in said)):
        first, last = (said[bisect_right(begins, at) - 1][0] for at in (word.start(), word.end() - 1))
        ends = [*changes[bisect_right(changes, last) :], stored.end]
        found.append((first, ends[0]) if last < stored.end else (stored.start, stored.end))
    return tuple(found)


def _of_lens(text: str) -> tuple[Cue, ...]:
    """Return the turns of a conversation, in the order of their beginnings."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise MediaRefusedError("transcript_not_as_expected") from None
    names = {str(each.get("ParticipantId")): each.get("ParticipantRole") for each in _entries(told, "Participants")}
    turns = enumerate(_entries(told, "Transcript"), start=1)
    cues = [cue for number, turn in turns for cue in _turn(number, turn, names)]
    return tuple(sorted(cues, key=lambda cue: cue.start_ms))


def _entries(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise MediaRefusedError("transcript_not_as_expected")
    return found


def _turn(number: int, turn: Mapping[str, Any], names: Mapping[str, object]) -> Iterator[Cue]:
    start, end = turn.get("BeginOffsetMillis"), turn.get("EndOffsetMillis")
    who, words = turn.get("ParticipantId"), turn.get("Content")
    if not (type(start) is type(end) is int and 0 <= start <= end and isinstance(who, str) and isinstance(words, str)):
        raise MediaRefusedError("transcript_entry_not_read", number=number)
    name = " ".join(str(names.get(who) or who).split())
    if hidden_character(words) is not None or hidden_character(name) is not None:
        raise MediaRefusedError("transcript_entry_not_read", number=number)
    lines = wrap(" ".join(words.split()), MOST_CHARACTERS, break_long_words=False, break_on_hyphens=False)
    if any(len(line) > MOST_CHARACTERS for line in lines) or len(name) > LONGEST_NAME:
        raise MediaRefusedError("transcript_entry_not_read", number=number)
    shares = list(accumulate(map(len, lines), initial=0))
    borders = [start + (end - start) * share // shares[-1] for share in shares] if lines else []
    for line, (begin, until) in zip(lines, pairwise(borders), strict=True):
        yield Cue(begin, until, name, line, () if len(lines) == 1 else ((start, end),) * len(line.split()))


def _with_names(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return the cues with the names that every one of them begins with as its voice."""
    found = [_NAMED.fullmatch(cue.words) for cue in cues]
    if any(cue.name for cue in cues) or None in found:
        return cues
    return tuple(
        replace(cue, name=" ".join(each.group(1).split()), words=each.group(2))
        for cue, each in zip(cues, found, strict=True)
        if each is not None
    )
