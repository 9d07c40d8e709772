"""Attacks that others' tamper-evident logs let through, tried on our proofs, our verifier and the page's check."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.domain.log.checkpoint import Checkpoint, key_name, signed_text, verifier_key
from desktop.domain.log.events import Event, EventKind, FactValue, canonical
from desktop.domain.log.merkle import check_consistency, check_inclusion, consistency_proof, inclusion_proof, leaf_hash
from desktop.domain.shared.ids import DeskId
from desktop.verify import verify
from tests.db.logs import Office
from tests.domain.log import by_definition
from tests.domain.log.test_merkle import Stored, some
from tests.verify.conftest import opened
from tests.verify.verifying_page import Exported, holds, written

# immudb, CVE-2022-36111: the newest transactions were not in its tree yet but in a chain of hashes beside it. When two
# states were compared, only the first and the last link of the older state's chain were looked for in the newer tree.
# So a server could show a client one transaction in the middle of the chain, and put another into the tree: two
# histories, each with proofs that held against the state that the client had stored.
#
# Here no event is outside the tree, and a consistency proof leads from all of the old root to all of the new one. The
# forger below changes one event in the middle, keeps the first and the last, and may mix the hashes of both histories.


def forgeries(old: int, new: int, honest: list[bytes], forged: list[bytes]) -> Iterator[tuple[bytes, ...]]:
    """Yield every proof that is made of the hashes of both histories, place by place, and each without one of them."""
    pairs = zip(*(consistency_proof(old, new, Stored(bodies)) for bodies in (honest, forged)), strict=True)
    for mixed in set(itertools.product(*pairs)):
        yield mixed
        yield from (mixed[:at] + mixed[at + 1 :] for at in range(len(mixed)))
    yield ()


@pytest.mark.against("pc")
@pytest.mark.parametrize("old", range(3, 12))
def test_a_proof_whose_ends_are_right_and_whose_middle_was_changed_is_refused(old: int) -> None:
    for new in range(old, old + 5):
        honest = some(new)
        held = by_definition.mth(honest[:old])
        for middle in range(1, old - 1):
            forged = [*honest[:middle], b"another", *honest[middle + 1 :]]
            root = by_definition.mth(forged)
            for end in (0, old - 1):  # all that immudb's client looked at
                proof = inclusion_proof(end, new, Stored(forged))
                assert check_inclusion(leaf_hash(honest[end]), end, new, proof, root)
            for proof in forgeries(old, new, honest, forged):
                assert not check_consistency(old, held, new, root, proof)


def test_an_event_that_was_shown_once_cannot_become_another_under_a_root_that_grew_from_it() -> None:
    """The client's four reads of the proof of concept: event 2, then two larger logs, then event 2 again."""
    honest = some(5)
    roots = {size: by_definition.mth(honest[:size]) for size in (2, 3, 5)}
    for old, new in ((2, 3), (3, 5)):
        proof = consistency_proof(old, new, Stored(honest))
        assert check_consistency(old, roots[old], new, roots[new], proof)
    for proof in itertools.product(inclusion_proof(1, 5, Stored(honest)), repeat=3):
        assert not check_inclusion(leaf_hash(b"another"), 1, 5, proof, roots[5])


# immudb, CVE-2022-39199: its client kept the last state of each server under the identity that the server itself told.
# A server that told a new one was taken for another server, with no state to compare, and could begin a new history.
#
# Here the identity is the log's origin and its desks' first keys, which whoever checks has from the witness file. The
# forgers below write logs in which everything agrees with everything else.

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DESK = "d" * 32
OURS, THEIRS = "listening-room/ours", "listening-room/theirs"


@dataclass
class Forger:
    """Writes events and checkpoints of a log with any key, in the form that the program writes."""

    origin: str = OURS
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    bodies: list[bytes] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return key_name(self.origin, DESK)

    def begin(self) -> Forger:
        """Write a key event that begins a desk, a few events after it, and a checkpoint."""
        return self.gives_key().more().sign()

    def gives_key(self) -> Forger:
        return self.event(EventKind.LOG_STARTED, {"day": "2026-11-24", "public": base64_of(self.public)})

    def more(self, count: int = 5) -> Forger:
        for _ in range(count):
            self.event(EventKind.SIGNED_IN, {})
        return self

    def event(self, kind: EventKind, facts: dict[str, FactValue]) -> Forger:
        at = NOON + timedelta(seconds=len(self.bodies))
        self.bodies.append(canonical(Event(kind, at, DeskId(DESK), facts=facts), len(self.bodies)))
        return self

    def sign(self, root: bytes | None = None) -> Forger:
        head = Checkpoint(self.origin, len(self.bodies), root or by_definition.mth(self.bodies), NOON)
        self.notes.append(signed_text(head, self.name, self.public, self.key.sign))
        return self

    @property
    def public(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def export(self, folder: Path) -> Exported:
        """Return an export of it, with the key that this log's own witness file would have."""
        return Exported(written(folder, self.bodies, self.notes), (verifier_key(self.name, self.public),))


def base64_of(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


@pytest.mark.against("pc")
@pytest.mark.parametrize("origin", [OURS, THEIRS], ids=["our name and another key", "another name"])
def test_another_log_is_not_taken_for_ours_however_whole_it_is(tmp_path: Path, origin: str) -> None:
    ours, other = Forger().begin().export(tmp_path / "ours"), Forger(origin).begin().export(tmp_path / "other")
    assert ours.holds and other.holds
    assert not holds(other.folder, ours.keys)
    assert not holds(ours.folder, other.keys)


def test_the_verifier_asks_for_the_origin_and_the_keys_that_it_knows(tmp_path: Path) -> None:
    """The forger holds the database, and a witness file that vouches for all of it."""
    ours, theirs = a_log(tmp_path / "ours"), a_log(tmp_path / "theirs")
    connection = opened(theirs.folder / "office.db")
    try:
        known = ours.witness.text()
        assert verify(connection, theirs.witness.text()).ok  # to whoever takes what it says of itself
        assert not verify(connection, known).ok
        assert "wrong_day_key" in {finding.code for finding in verify(connection, known).findings}
        report = verify(connection, theirs.witness.text(), origin=OURS)
        assert not report.ok and report.findings[0].code == "witness_of_another"
    finally:
        connection.close()


def a_log(folder: Path) -> Office:
    folder.mkdir()
    office = Office(folder)
    office.run_days(2, (DESK,), 3)
    office.engine.dispose()
    return office


# What else a forger could try on the page's check, where every hash is right


def test_a_second_first_key_is_refused(tmp_path: Path) -> None:
    """The log goes on under a key of the forger's, given as if the desk began once more."""
    log = Forger().begin()
    known, log.key = log.export(tmp_path / "before").keys, Ed25519PrivateKey.generate()
    forged = log.gives_key().more().sign().export(tmp_path / "after")
    assert holds(tmp_path / "before", known) and not holds(forged.folder, known)


def test_a_next_key_that_the_one_before_did_not_sign_is_refused(tmp_path: Path) -> None:
    log = Forger().begin()
    known, stolen = log.export(tmp_path / "before").keys, Ed25519PrivateKey.generate()
    public = stolen.public_key().public_bytes_raw()
    said = f"listening-room/v1 next key\n{OURS}\n{DESK}\n2026-11-25\n".encode() + public
    facts: dict[str, FactValue] = {"day": "2026-11-25", "public": base64_of(public)}
    for signer, right in ((log.key, True), (stolen, False)):
        after = Forger(OURS, log.key, [*log.bodies], [*log.notes])
        after.event(EventKind.SIGNING_KEY_CHANGED, {**facts, "signature": base64_of(signer.sign(said))})
        after.key = stolen
        assert holds(after.sign().export(tmp_path / str(right)).folder, known) is right


def test_events_under_no_checkpoint_are_refused(tmp_path: Path) -> None:
    export = Forger().begin().more(1).export(tmp_path / "export")
    assert not export.holds


def test_a_checkpoint_over_other_events_or_over_more_than_there_are_is_refused(tmp_path: Path) -> None:
    assert not Forger().begin().sign(bytes(32)).sign().export(tmp_path / "other").holds
    longer = Forger().begin().more().sign()
    del longer.bodies[-1]
    assert not longer.export(tmp_path / "shorter").holds
