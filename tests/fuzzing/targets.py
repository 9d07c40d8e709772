"""The targets of fuzzing: each takes bytes, and raises where something is wrong (`FoundError`, or any error by itself).

- `decoder`: what the decoding child does with a recording (`decode_into`), without its confinement. Nothing but a
  refusal is raised, and what is told is what is there.
- `telephony`: names, side files and tables. Nothing but a refusal.
- `subtitles`: transcripts as files. Nothing but a refusal, and what is read can be shown.
- `notes`: signed notes, as the writer of the log reads them and as the verifier does. No note holds under a key that
  says anything else than what was signed.
- `verify`: see `forged_logs`.
"""

from __future__ import annotations

import io
import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.copies.transcript import problem_of_words
from desktop.domain.log.checkpoint import Checkpoint, key_name, parse_note, parse_verifier_key, signed_text
from desktop.errors import LogBrokenError, MediaRefusedError
from desktop.media.formats.subtitles import LONGEST_NAME, subtitles_of
from desktop.media.sandbox.decode_child import decode_into
from desktop.media.telephony import tables
from desktop.media.telephony.amazon_connect import amazon_json, amazon_name, amazon_records
from desktop.media.telephony.asterisk_cdr import master_csv
from desktop.media.telephony.names import facts_of_name
from desktop.media.telephony.verba import verba_xml
from desktop.verify.notes import HEADER, read_note, read_witness
from tests.fuzzing import forged_logs
from tests.media.formats import test_subtitles
from tests.media.telephony import test_side_files as side
from tests.media.telephony import test_table
from tests.support.machine.speech import KINDS, prompt_gsm, transcode
from tests.support.offices.builders import a_call

LONDON = ZoneInfo("Europe/London")


class FoundError(AssertionError):
    """A finding: something was accepted, or told, that must not be."""


@dataclass(frozen=True)
class Target:
    """One target. `seeds` are made once; `words` are what its format knows."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    words: Sequence[bytes] = ()
    tells: Callable[[], str] = lambda: ""
    """Its counts."""


FACTS = re.compile(rb'\{"format": "\w+", "rate": (\d+), "channels": (\d+), "samples": (null|\[\d+, \d+\])\}\n')


def decoder(data: bytes) -> None:
    told = io.BytesIO()
    try:
        decode_into(io.BufferedReader(io.BytesIO(data)), len(data), told)
    except MediaRefusedError:
        return
    head = FACTS.match(told.getvalue())
    if head is None:
        raise FoundError("accepted, and no facts are told")
    at, content = head.end(), told.getvalue()
    frame = 2 * int(head[2])
    while at < len(content):
        piece = re.compile(rb"pcm (\d+)\n").match(content, at)
        if piece is None or int(piece[1]) % frame or not int(piece[1]):
            raise FoundError("what is told is not whole frames")
        at = piece.end() + int(piece[1])
    if at != len(content):
        raise FoundError("a piece is shorter than it says")


def recordings() -> list[bytes]:
    """Return a short call in each format, and bare GSM frames."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "call.wav")
        source.write_bytes(a_call(0.1))
        coded = [transcode(source, kind, Path(folder)).read_bytes() for kind in KINDS]
    return [*coded, prompt_gsm().read_bytes()[:660]]


RIFF = (b"RIFF", b"WAVE", b"fmt ", b"data", b"fact", b"LIST", b"JUNK", b"RF64", b"ds64", b"ID3", b"\xff\xfb", b"Xing")


def telephony(data: bytes) -> None:
    """Read it as the first byte says."""
    which, rest = data[:1] or b"\0", data[1:]
    try:
        READERS[which[0] % len(READERS)](rest)
    except MediaRefusedError:
        return


READERS: tuple[Callable[[bytes], object], ...] = (
    lambda data: facts_of_name(data.decode("utf-8", "surrogateescape"), LONDON),
    lambda data: amazon_name(data.decode("utf-8", "surrogateescape")),
    amazon_json,
    amazon_records,
    lambda data: verba_xml(data, LONDON),
    lambda data: master_csv(data, LONDON),
    lambda data: [*tables.read_table(data, test_table.MAP)],
    lambda data: tables.preview("", data, test_table.MAP),
    tables.sample,
)


def beside() -> list[bytes]:
    """Return a name, or a side file, for each reader."""
    contact = json.dumps(side.contact_record()).encode()
    names = (
        b"external-2001-01632960733-20261025-013000-1761355800.1.wav",
        b"out-01632960733-2001-20260715-143000-1784122198.4711.wav",
        b"e81b7b4d-20ac-472d-8aad-0d848ce7c9b4_20260715T13:30_UTC.wav",
        b"[Example, Mrs]_2001-01632960733_20260715143000(12).wav",
        b"20260715-143000_302_(202)555-0123_Outgoing_Auto_2243071124051.mp3",
        b"auto-1784122198-2001-01632960733.wav",
    )
    table = test_table.table(test_table.ROW)
    found: list[tuple[int, bytes]] = [(reader, name) for reader in (0, 1) for name in names]
    found += [(2, contact), (3, contact + b"\n" + contact), (4, side.verba()), (5, side.cdr(side.cdr_row()))]
    return [bytes([reader]) + data for reader, data in [*found, (6, table), (7, table), (8, table)]]


SIDE = (
    b"null",
    b"{",
    b"}",
    b"[",
    b'"',
    b"\\u0000",
    b"]]>",
    b"<!DOCTYPE",
    b"&#0;",
    b"sep=;",
    b";",
    b"\xef\xbb\xbf",
    b"2026",
)

ORIGIN, DESK_NAME = "listening-room.example/office-1", "d" * 32
SIGNER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = SIGNER.public_key().public_bytes_raw()


@cache
def a_note() -> str:
    said = Checkpoint(ORIGIN, 7, bytes(range(32)), datetime(2026, 11, 24, 12, tzinfo=UTC))
    return signed_text(said, key_name(ORIGIN, DESK_NAME), PUBLIC, SIGNER.sign)


def notes(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    found, ours = read_note(text), None
    read_witness(text)
    try:
        ours = parse_note(text).checkpoint
        parse_verifier_key(text.partition("\n")[0])
    except LogBrokenError:
        pass
    said = read_note(a_note())
    assert said is not None
    if found is None:
        return
    holds = found.signed_by(DESK_NAME, PUBLIC)
    if holds and (found.origin, found.size, found.root, found.at) != (said.origin, said.size, said.root, said.at):
        raise FoundError("another note holds under the key")
    if ours is not None and (found.origin, found.size, found.root) != (ours.origin, ours.size, ours.root):
        raise FoundError("writer and verifier read one note differently")


def some_notes() -> list[bytes]:
    genesis = forged_logs.witness()
    other = a_note().replace("office-1", "office-2")
    return [a_note().encode(), (a_note() + a_note().rpartition("\n\n")[2]).encode(), other.encode(), genesis.encode()]


NOTE = ("— ".encode(), b"\n", b"\n\n", b" ", b"+", b"=", HEADER.encode(), "\u2028".encode(), b"\r", b"\x00", b"time ")


def subtitles(data: bytes) -> None:
    try:
        cues = subtitles_of(data)
    except MediaRefusedError:
        return
    if not cues or any(problem_of_words(cue.words) is not None or len(cue.name) > LONGEST_NAME for cue in cues):
        raise FoundError("words that cannot be shown")


def some_subtitles() -> list[bytes]:
    texts = (test_subtitles.VTT, test_subtitles.SRT, test_subtitles.TIMED, test_subtitles.lens({}, {}))
    return [text.encode() for text in texts]


SUBTITLES = (
    b"WEBVTT",
    b"\n\n",
    b" --> ",
    b"<v ",
    b"</v>",
    b"&#x202e;",
    b"&lt;",
    b"NOTE\n",
    b"00:00:01,000",
    b"\r",
    b"{",
    b"}",
)

TARGETS = {
    "decoder": Target(decoder, recordings, RIFF),
    "subtitles": Target(subtitles, some_subtitles, SUBTITLES),
    "telephony": Target(telephony, beside, SIDE),
    "notes": Target(notes, some_notes, NOTE),
    "verify": Target(forged_logs.run, forged_logs.seeds, forged_logs.WORDS, forged_logs.told),
}
