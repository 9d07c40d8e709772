"""Export the log for people who check it without this program, and make proofs from an export.

An export's folder holds `checkpoint` (the newest one), `tile/` with the tree and the events (C2SP tlog-tiles),
`events.jsonl` (each event's bytes, a line each) and `checkpoints.txt` (every checkpoint, an empty line after each).

Rules:
- It ends at the newest checkpoint: nothing in the export could prove later events.
- It is written whole or not at all, and only if the events match the newest checkpoint.
- It contains only events and checkpoints: no names, and no typed words.
- No more than one tile of each level is in memory. Nothing is changed in the office.
- A proof is made from an export, without an office, and is checked before it is returned.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop.bootstrap.exporting import StoredLog, stored_log
from desktop.bootstrap.opened import opened
from desktop.domain.log.checkpoint import Checkpoint, parse_note
from desktop.domain.log.merkle import leaf_hash
from desktop.domain.log.proofs import (
    Hashes,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    root_hash,
)
from desktop.domain.log.tiles import WIDTH, ReadTile, Tile, Tiling, bundle, event_in, hashes_in, tile_with
from desktop.environment.abandoned import give_up
from desktop.environment.lasting import make_folder, new_file, read_regular
from desktop.environment.whole_folder import Kind, whole_folder
from desktop.errors import LogBrokenError, SurroundingsError, begun

NEWEST, ALL, EVENTS = "checkpoint", "checkpoints.txt", "events.jsonl"
PROOF = "c2sp.org/tlog-proof@v1"

Progress = Callable[[int, int], None]


def export_log(office: Path, target: Path, on_progress: Progress) -> int:
    """Write the log into a new folder; return how many events are in it. The office may be open meanwhile. Long work.

    Raises SurroundingsError of each kind and LogBrokenError, and leaves no folder then.
    """
    if os.path.lexists(target):
        raise SurroundingsError("backup_exists")
    if target.resolve().is_relative_to(office.resolve()):
        raise SurroundingsError("backup_inside")
    with (
        opened(office, unattended=True) as here,
        whole_folder(target, Kind.EXPORT, give_up) as new,
        begun(),
        stored_log(here.parts) as log,
    ):
        newest = _write_checkpoints(log, new)
        _write_events(log.bodies(newest.size), newest.size, new, on_progress)
        root = root_hash(newest.size, hashes_in(_tiles_under(new), newest.size))
        if (newest.origin, newest.root) != (here.parts.file.origin, root):
            raise LogBrokenError("export_not_whole")
        return newest.size


def _write_checkpoints(log: StoredLog, folder: Path) -> Checkpoint:
    """Write all of them, and the newest by itself; return that."""
    newest = ""
    with new_file(folder / ALL) as file:
        for newest in log.checkpoints():
            parse_note(newest)
            file.write(f"{newest}\n".encode())
    if not newest:
        raise LogBrokenError("export_without_checkpoint")
    _write(folder / NEWEST, newest.encode())
    return parse_note(newest).checkpoint


def _write_events(bodies: Iterator[bytes], size: int, folder: Path, on_progress: Progress) -> None:
    tiling = Tiling(lambda tile, content: _write(folder / tile.path, content))
    with new_file(folder / EVENTS) as file:
        while some := list(islice(bodies, WIDTH)):
            file.writelines(body + b"\n" for body in some)
            _write(folder / Tile(0, tiling.size // WIDTH, len(some)).entries_path, bundle(some))
            for body in some:
                tiling.add(leaf_hash(body))
            on_progress(tiling.size, size)
    tiling.finish()


def _write(path: Path, content: bytes) -> None:
    make_folder(path.parent)
    with new_file(path) as file:
        file.write(content)


def proof_of(export: Path, event: int | None, old: int | None, size: int | None) -> str:
    """Return the proof about that event, or else about the growth since that size."""
    return prove_growth(export, old or 0, size) if event is None else prove_event(export, event, size)


def prove_event(export: Path, seq: int, size: int | None = None) -> str:
    """Return the proof that an event is in the log, as C2SP tlog-proof text with the event in it.

    `size`: under the checkpoint over that many events, else under the newest. Raises SurroundingsError
    (`export_unknown`, `export_no_checkpoint`, `export_no_event`), LogBrokenError (`export_damaged`, `tile_malformed`).
    """
    with _readable():
        under = _under(export, size)
        head = under.head
        if not 0 <= seq < head.size:
            raise SurroundingsError("export_no_event", seq=seq, size=head.size)
        tile, place = tile_with(0, seq, under.whole)
        body = event_in(read_regular(export / tile.entries_path), place)
        proof = inclusion_proof(seq, head.size, under.hashes)
    if not check_inclusion(leaf_hash(body), seq, head.size, proof, head.root):
        raise LogBrokenError("export_damaged")
    return "\n".join([PROOF, f"extra {_base64(body)}", f"index {seq}", *map(_base64, proof), "", under.note])


def prove_growth(export: Path, old: int, size: int | None = None) -> str:
    """Return the proof that the log over `old` events was only added to, as a C2SP tlog-witness is shown it.

    `size` and errors as in `prove_event`; `export_shrinks` where `old` is larger.
    """
    with _readable():
        under = _under(export, size)
        head = under.head
        if not 0 <= old <= head.size:
            raise SurroundingsError("export_shrinks", size=head.size)
        proof = consistency_proof(old, head.size, under.hashes)
        before = root_hash(old, under.hashes)
    if not check_consistency(old, before, head.size, head.root, proof):
        raise LogBrokenError("export_damaged")
    return "\n".join([f"old {old}", *map(_base64, proof), "", under.note])


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError):
        raise SurroundingsError("export_unknown") from None


@dataclass(frozen=True)
class _Under:
    """The basis of a proof: a checkpoint, and the hashes of the export's tree over `whole` events."""

    note: str
    head: Checkpoint
    whole: int
    hashes: Hashes


def _under(export: Path, size: int | None) -> _Under:
    newest = read_regular(export / NEWEST).decode()
    whole = parse_note(newest).checkpoint.size
    note = newest if size in (None, whole) else _checkpoint_over(export, size or 0)
    return _Under(note, parse_note(note).checkpoint, whole, hashes_in(_tiles_under(export), whole))


def _checkpoint_over(export: Path, size: int) -> str:
    blocks = read_regular(export / ALL).decode().split("\n\n")
    for body, signatures in zip(blocks[::2], blocks[1::2], strict=False):
        note = f"{body}\n\n{signatures}\n"
        if parse_note(note).checkpoint.size == size:
            return note
    raise SurroundingsError("export_no_checkpoint", size=size)


def _tiles_under(folder: Path) -> ReadTile:
    return lambda tile: read_regular(folder / tile.path)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
