"""Transcripts as files: WebVTT (W3C) and SubRip, read as files from outside.

Rules:
- A file is read whole or refused whole, with the number of the line at fault. No block is passed over but notes, styles
  and regions, which hold no words of the call.
- It is UTF-8. Its size, its cues, their length and the number of their speakers have limits.
- Markup is left out, but for voices: `<v Name>`, or "Name: " where every cue of the file begins so. A tag of WebVTT
  that is not known is refused; in SubRip, which has no rules for it, it stays as text.
- No hidden character (`hidden_characters`), also where it is written as `&#x202e;`.
- Nothing of the file is in an error: these are someone's words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from desktop.domain.copies.transcript import MOST_CHARACTERS, MOST_LINES, MOST_NAMES, Cue, names_of
from desktop.domain.shared.hidden_characters import hidden_character
from desktop.errors import MediaRefusedError

LARGEST = 4 << 20
"""Bytes: some hours of talk have a twentieth of that."""
LONGEST_NAME = 60
_VTT_TIME = r"(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_SRT_TIME = r"([0-9]{1,4}):([0-5][0-9]):([0-5][0-9])[,.]([0-9]{3})"
_VTT_TIMES = re.compile(rf"[ \t]*{_VTT_TIME}[ \t]+-->[ \t]+{_VTT_TIME}(?:[ \t].*)?")
_SRT_TIMES = re.compile(rf"[ \t]*{_SRT_TIME}[ \t]*-->[ \t]*{_SRT_TIME}[ \t]*(?:X[0-9].*)?")
_TAG = re.compile(r"<([^<>]*)>")
_KNOWN = re.compile(rf"/?(?:c|i|b|u|ruby|rt|lang|v)(?:[.\s].*)?|{_VTT_TIME}")
_VOICE = re.compile(r"v(?:\.[^\s]*)?\s+(.*)")
_SRT_TAG = re.compile(r"</?(?:i|b|u|font)(?:\s[^<>]*)?>|\{\\an?[0-9]\}", re.IGNORECASE)
_NAMED = re.compile(r"([^\W\d_][^:<>]{0,39}):\s+(\S.*)")
_BESIDE = ("NOTE", "STYLE", "REGION")

Block = tuple[int, list[str]]
"""The number of its first line, from 1, and its lines."""


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
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MediaRefusedError("transcript_not_utf8") from None
    blocks = list(_blocks(text.replace("\r\n", "\n").replace("\r", "\n")))
    is_vtt = bool(blocks) and _is_header(blocks[0][1][0])
    cues = tuple(_vtt(blocks[1:]) if is_vtt else _srt(blocks))
    if not cues:
        raise MediaRefusedError("transcript_empty")
    if len(cues) > MOST_LINES:
        raise MediaRefusedError("transcript_too_many_lines", most=MOST_LINES)
    cues = _with_names(cues)
    if len(names_of(cues)) > MOST_NAMES:
        raise MediaRefusedError("transcript_too_many_names", most=MOST_NAMES)
    return cues


def _blocks(text: str) -> Iterator[Block]:
    first, lines = 1, list[str]()
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if line.strip(" \t"):
            first = first if lines else number
            lines.append(line)
        elif lines:
            yield first, lines
            lines = []


def _is_header(line: str) -> bool:
    return line == "WEBVTT" or line.startswith(("WEBVTT ", "WEBVTT\t"))


def _vtt(blocks: list[Block]) -> Iterator[Cue]:
    for number, lines in blocks:
        if lines[0].split(" ")[0].rstrip(":") in _BESIDE and "-->" not in lines[0]:
            continue
        at = 0 if "-->" in lines[0] else 1
        start, end = _times(_VTT_TIMES, lines[at : at + 1], number + at)
        for name, words in _voices(" ".join(lines[at + 1 :]), number):
            yield from _cue(start, end, name, words, number)


def _srt(blocks: list[Block]) -> Iterator[Cue]:
    for number, lines in blocks:
        if not lines[0].strip().isdecimal():
            raise MediaRefusedError("transcript_line_not_read", line=number)
        start, end = _times(_SRT_TIMES, lines[1:2], number + 1)
        yield from _cue(start, end, "", _SRT_TAG.sub("", " ".join(lines[2:])), number)


def _times(form: re.Pattern[str], line: list[str], number: int) -> tuple[int, int]:
    found = form.fullmatch(line[0]) if line else None
    if found is None:
        raise MediaRefusedError("transcript_line_not_read", line=number)
    parts = [int(part or 0) for part in found.groups()]
    first, second = parts[:4], parts[4:8]
    start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (first, second))
    return start, end


def _voices(text: str, number: int) -> Iterator[tuple[str, str]]:
    """Yield the words of each voice of a cue, without markup."""
    name, words, at = "", "", 0
    for tag in _TAG.finditer(text):
        words += text[at : tag.start()]
        at = tag.end()
        inner = tag.group(1).strip()
        if _KNOWN.fullmatch(inner) is None:
            raise MediaRefusedError("transcript_line_not_read", line=number)
        if (voice := _VOICE.fullmatch(inner)) is not None:
            yield name, html.unescape(_plain(words, number))
            name, words = html.unescape(voice.group(1)), ""
    yield name, html.unescape(_plain(words + text[at:], number))


def _plain(words: str, number: int) -> str:
    if "<" in words or "-->" in words:
        raise MediaRefusedError("transcript_line_not_read", line=number)
    return words


def _cue(start: int, end: int, name: str, words: str, number: int) -> Iterator[Cue]:
    """Yield the cue, unless it has no words."""
    if hidden_character(words) is not None or hidden_character(name) is not None:
        raise MediaRefusedError("transcript_hidden_character", line=number)
    name, words = " ".join(name.split()), " ".join(words.split())
    if len(words) > MOST_CHARACTERS or len(name) > LONGEST_NAME:
        raise MediaRefusedError("transcript_line_too_long", line=number, most=MOST_CHARACTERS)
    if words:
        yield Cue(start, end, name, words)


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
