"""The conditions that hold of an office after any fault, and the state that it is in.

The five: nothing acknowledged is lost, nothing is half-done, the log verifies, no canary is in any file, and the office
opens again, where the same work succeeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop.application.office.signing_in import sign_out
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.verifying import VerifierOver
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from tests.builders import ASKER, Office, a_call
from tests.faults.operations.works import CANARY, RECOVERY, TREE, Place

Standing = list[list[str]]
"""The kinds of all events in order, the rows of each table, and where sessions and requests stand."""

LOGS = {"audit_event", "audit_head", "checkpoint", "command", "signing_key"}
SLICE = 48


def standing(office: Office) -> Standing:
    """Return how the office stands: equal for two runs of one work, whatever their identifiers and times."""
    from db.schema.tables import metadata

    with office.parts.engine.connect() as connection:

        def asked(query: str) -> list[str]:
            return [str(value) for value in connection.exec_driver_sql(query).scalars()]

        counts = [
            f"{table.name} {asked(f'SELECT count(*) FROM {table.name}')[0]}"
            for table in metadata.sorted_tables
            if table.name not in LOGS
        ]
        sessions = asked("SELECT state || ' ' || coalesce(at_frame, '') FROM session ORDER BY id")
        requests = sorted(asked("SELECT status FROM request"))
    return [[event.kind.value for event in office.events()], counts, [*sessions, *requests]]


def not_in_order(place: Place) -> Iterator[str]:
    """Yield what is wrong with an office that has been opened again and left: its log, or a canary in a file."""
    office = place.opened()
    office.do(sign_out, office.actor())
    parts = office.parts
    proof = VerifierOver(parts.engine, parts.witness, parts.file.origin, parts.paths.vault).verify()
    if not proof.whole or proof.anchored != proof.events:
        yield f"the log does not verify: {'; '.join(proof.findings)}"
    place.shut()
    for file in sorted(place.folder.rglob("*")):
        if file.is_file() and file.relative_to(place.folder).parts[0] not in (TREE, RECOVERY):
            content = file.read_bytes()
            yield from (f"a canary in {file.name}" for canary in canaries() if canary in content)


def canaries() -> tuple[bytes, ...]:
    """Return words that were typed, and sound that was imported or rendered."""
    words = (ASKER.surname, ASKER.given_names, ASKER.address)
    return (CANARY, *(text.encode() for text in words), *_sounds)


_sounds: list[bytes] = []


def learn_sounds(office: Office) -> None:
    """Take slices of the call, and of the copy that is rendered of it, as canaries."""
    recording = office.request(office.first_request)
    assert recording.copy is not None
    identity = identity_of(office.parts.store, office.front)
    key = open_key(office.copy(recording.copy).key, identity, recording.copy)
    with closing(Blobs(office.parts.paths.vault).open(BlobKind.APPROVED, recording.copy, key)) as read:
        rendered = read.read(0, read.size)
    for sound in (a_call(), rendered):
        _sounds.extend(sound[at : at + SLICE] for at in (2000, len(sound) - 2000))


def learn_tree(tree: Path) -> None:
    """Take a slice of each recording of that folder as a canary."""
    _sounds.extend(file.read_bytes()[1000 : 1000 + SLICE] for file in tree.glob("*.wav"))
