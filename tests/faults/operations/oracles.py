"""The conditions that hold of an office after any fault, and the state that it is in.

Nothing acknowledged is lost, nothing is half-done, the log verifies, each stored sound is whole, no canary is in any
file, and the office opens again, where the same work succeeds. After an error the witness has no half entry, a
checkpoint that it lacks was told, and the vault has no file that no row names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from db.schema.tables import metadata
from desktop.application.office.signing_in import sign_out
from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.verifying import VerifierOver
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key
from desktop.verify.notes import read_witness
from tests.application.copies.transcripts import LINES
from tests.faults.operations.works import CANARY, RECOVERY, TREE, Place
from tests.support.offices.builders import ASKER, Office, a_call

Standing = list[list[str]]
"""The kinds of all events in order, the rows of each table, and where sessions and requests stand."""

LOGS = {"audit_event", "audit_head", "checkpoint", "command"}
SLICE = 48
MOST_SOUNDS = 100
SHORT = 10
"""Characters of words that may be anywhere by chance."""


def standing(office: Office) -> Standing:
    """Return how the office stands: equal for two runs of one work, whatever their identifiers and times."""

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
    with office.uow().read_only() as uow:
        sounds = uow.keeping.sounds_after("", MOST_SOUNDS)
    yield from (f"{sound.file.kind}: {flaw}" for sound in sounds if (flaw := office.strongroom.flaw_of(sound)))
    place.shut()
    for file in sorted(place.folder.rglob("*")):
        if file.is_file() and file.relative_to(place.folder).parts[0] not in (TREE, RECOVERY):
            content = file.read_bytes()
            yield from (f"a canary in {file.name}" for canary in canaries() if canary in content)


def unlike_its_witness(office: Office, *, told: bool) -> Iterator[str]:
    """Yield what is wrong with the witness before anything is added to it. `told`: that something failed."""
    text = office.parts.witness.text()
    if read_witness(text).damaged:
        yield "half an entry in the witness"
    with office.parts.engine.connect() as connection:
        signed = connection.exec_driver_sql("SELECT note FROM checkpoint").scalars()
        if not told and not all(note in text for note in signed):
            yield "the witness lacks a checkpoint, and nobody was told"


def left_behind(office: Office) -> Iterator[str]:
    """Yield each file of the vault that no row names."""
    vault = office.parts.paths.vault
    with office.uow().read_only() as uow:
        living = {*uow.keeping.living()}
    files = (file.relative_to(vault) for file in sorted(vault.rglob("*")) if file.is_file())
    yield from (f"left behind: {file}" for file in files if file.name not in living)


def canaries() -> tuple[bytes, ...]:
    """Return words that were typed, and sound that was imported or rendered."""
    words = (ASKER.surname, ASKER.given_names, ASKER.address)
    lines = (line.words.encode() for line in LINES.lines if len(line.words) > SHORT)
    return (CANARY, *(text.encode() for text in words), *lines, *_sounds)


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
