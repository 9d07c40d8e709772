"""Signatures checked ahead: the same verdicts, whatever was asked for before."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.verify import log as verify_log
from desktop.verify import signatures as verify_signatures
from desktop.verify import verify
from desktop.verify.notes import is_signed
from desktop.verify.signatures import Claim, Signatures
from tests.verify.conftest import Sample

KEY, OTHER = Ed25519PrivateKey.from_private_bytes(b"k" * 32), Ed25519PrivateKey.from_private_bytes(b"o" * 32)
PUBLIC, SIGNED = KEY.public_key().public_bytes_raw(), KEY.sign(b"said")
RIGHT: Claim = (PUBLIC, SIGNED, b"said")
WRONG: list[Claim] = [
    (OTHER.public_key().public_bytes_raw(), SIGNED, b"said"),
    (PUBLIC, OTHER.sign(b"said"), b"said"),
    (PUBLIC, SIGNED, b"said otherwise"),
    (b"no key", SIGNED, b"said"),
    (PUBLIC, b"", b"said"),
]


def test_what_is_asked_ahead_gets_the_same_verdict_as_on_the_spot() -> None:
    with Signatures() as signatures:
        signatures.ask([RIGHT, *WRONG])
        assert [signatures.is_signed(*claim) for claim in (RIGHT, *WRONG)] == [True, *[False] * len(WRONG)]


@pytest.mark.parametrize("asked", WRONG)
def test_a_verdict_is_of_one_key_signature_and_message_and_of_no_other(asked: Claim) -> None:
    with Signatures() as signatures:
        signatures.ask([RIGHT])
        assert not signatures.is_signed(*asked)
        signatures.ask([asked])
        assert signatures.is_signed(*RIGHT)


def test_nothing_is_checked_twice_and_nothing_ahead_outside_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[tuple[str, Claim]] = []

    def check(*claim: Any) -> bool:
        checked.append((threading.current_thread().name, claim))
        return is_signed(*claim)

    monkeypatch.setattr(verify_signatures, "is_signed", check)
    signatures = Signatures()
    signatures.ask([RIGHT])
    assert not checked
    with signatures:
        signatures.ask([])
        signatures.ask([RIGHT])
        assert signatures.is_signed(*RIGHT)
    assert [claim for _, claim in checked] == [RIGHT] and checked[0][0].startswith("signatures")
    assert signatures.is_signed(*RIGHT) and checked[1] == (threading.current_thread().name, RIGHT)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("signatures")]


def test_what_was_read_before_the_database_fails_is_still_taken(
    samples: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch at hand, when the one after it cannot be read, counts with all that is wrong in it."""
    monkeypatch.setattr(verify_log, "FETCH", 10)
    with samples[0].copy() as connection:
        for trigger in ("audit_event_no_update", "audit_event_no_delete"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE audit_event SET day = '2026-01-01' WHERE seq = 9")
        connection.execute("UPDATE audit_event SET day = CAST(x'ff' AS TEXT) WHERE seq = 15")
        report = verify(connection, samples[0].witness)
    found = [(finding.code, finding.seq) for finding in report.findings]
    assert found[:2] == [("column_differs", 9), ("unreadable", 10)] and report.events == 10
