"""The two places of a vault: the database of a server against a folder. Run it by `script/with-postgres script/bench`.

The server is the tests' own, on this machine, over TLS, and writes to the disk here (`fsync`), which tests spare it. A
server of an office's is in another room: what the network adds is not in these figures.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Result, side_by_side
from benchmarks.sound.copies import MINUTE, RATE, Stored, store
from benchmarks.sound.long_calls import open_file, write_call
from db.engines.server_database import prepare
from db.engines.vault import ServerVault
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.shared.ids import RecordingId, new_id
from desktop.media.strongroom import VaultStrongroom
from desktop.media.waveform import waveform_of
from desktop.playback.player import VaultSound
from desktop.vault.blobs import BlobKind
from desktop.vault.container import RangeReader
from desktop.vault.keys import new_identity
from desktop.vault.place import DatabaseVault, Vault
from tests.support.servers import postgres

TEN_MINUTES = 10 * MINUTE
SIZE = 64 << 20
SECONDS = 1800
AT_MOST = 2.0


def run(name: str) -> list[Result]:
    """Run `vault-place`: opening a copy of ten minutes and reading its first second; a seek; storing; importing."""
    if postgres.VARIABLE not in os.environ:
        print("vault-place is left out: script/with-postgres script/bench vault-place", file=sys.stderr)
        return []
    with tempfile.TemporaryDirectory() as scratch, _a_database() as database:
        folder = Path(scratch)
        stored = store(folder / "copy", TEN_MINUTES)
        with stored.reader() as reader:
            plain = reader.read(0, reader.size)
        database.store(BlobKind.APPROVED, stored.copy.id, [plain], stored.key)
        places: tuple[Vault, Vault] = database, stored.blobs
        return [
            _opening(f"{name}-open", places, stored),
            _seeking(f"{name}-seek", places, stored),
            _storing(f"{name}-store", places),
            _importing(f"{name}-import", places, folder),
        ]


class _Player:
    """Reads the first second of a copy, as when it is opened."""

    def load(self, reader: RangeReader, rate: int, frames: int) -> None:
        assert len(reader.read(44, 4 * RATE)) == 4 * RATE
        reader.close()


def _opening(name: str, places: tuple[Vault, Vault], stored: Stored) -> Result:
    def work(vault: Vault, copy: ApprovedCopy) -> None:
        VaultSound(_Player(), vault, lambda: stored.identity, waveform_of, b"").open(copy)  # type: ignore[arg-type]

    ours, peer = (lambda vault=vault: work(vault, stored.copy) for vault in places)
    return side_by_side(name, ours, peer, rounds=15, limit=AT_MOST)


def _seeking(name: str, places: tuple[Vault, Vault], stored: Stored) -> Result:
    """Measure ten seconds of sound, read in steps of a tenth, from somewhere else each time."""
    size = stored.plain.stat().st_size
    step = 4 * RATE // 10
    starts = [at * size // 11 for at in range(1, 11)]
    with (
        places[0].open(BlobKind.APPROVED, stored.copy.id, stored.key) as ours,
        places[1].open(BlobKind.APPROVED, stored.copy.id, stored.key) as peer,
    ):

        def work(reader: RangeReader) -> None:
            for start in starts:
                for at in range(10):
                    reader.read(start + at * step, step)

        found = side_by_side(name, lambda: work(ours), lambda: work(peer), rounds=15, limit=AT_MOST)
    return Result(found.name, found.ours / len(starts), found.peer / len(starts), "ms", None)


def _storing(name: str, places: tuple[Vault, Vault]) -> Result:
    block, key = os.urandom(1 << 20), os.urandom(32)

    def work(vault: Vault) -> None:
        id = new_id()
        vault.store(BlobKind.APPROVED, id, (block for _ in range(SIZE >> 20)), key)
        vault.destroy(BlobKind.APPROVED, id)

    ours, peer = (lambda vault=vault: work(vault) for vault in places)
    found = side_by_side(name, ours, peer, rounds=7, limit=AT_MOST)
    return Result(found.name, found.ours, found.peer, "ms", None)


def _importing(name: str, places: tuple[Vault, Vault], folder: Path) -> Result:
    """Measure an import as it is without the catalogue: decoded, shaped, hashed, encrypted, stored."""
    call, (identity, recipient) = write_call(folder, "mu_law", SECONDS), new_identity()

    def work(vault: Vault) -> None:
        room, id = VaultStrongroom(vault, lambda: identity), RecordingId(new_id())
        room.lock_away(id, open_file(call), room.new_retention_key([recipient]))
        room.remove("original", id)

    ours, peer = (lambda vault=vault: work(vault) for vault in places)
    found = side_by_side(name, ours, peer, rounds=7, limit=AT_MOST)
    return Result(found.name, found.ours, found.peer, "ms", None)


@contextmanager
def _a_database() -> Iterator[DatabaseVault]:
    """Yield the vault of a database prepared for an office, on a server that waits for its disk."""
    with _on_the_disk(), postgres.a_database() as database:
        prepare(database.address, postgres.DESKS_PASSWORD, postgres.OWNER, postgres.OWNER_PASSWORD)
        yield DatabaseVault(ServerVault(database.engine))


@contextmanager
def _on_the_disk() -> Iterator[None]:
    with postgres.the_server().superuser() as connection:
        connection.execute("ALTER SYSTEM SET fsync = on")
        connection.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            connection.execute("ALTER SYSTEM RESET fsync")
            connection.execute("SELECT pg_reload_conf()")
