"""A checkpoint that a customer holds, in every form in which it is handed on, against the log."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from desktop.verify import checkpoints, verify
from tests.db.logs import ORIGIN
from tests.verify.conftest import Sample
from tests.verify.forgery import cover_up
from tests.verify.test_verify import a_forged_checkpoint

OTHER = "listening-room/" + "0" * 32


@pytest.fixture
def held(spoilt: Any) -> str:
    """Return a checkpoint out of the middle of the first sample's log."""
    return str(spoilt.execute("SELECT note FROM checkpoint WHERE size = 10").fetchone()[0])


def outcome(connection: Any, text: str, witness: str) -> str:
    read = checkpoints.read_receipt(text, ORIGIN)
    if isinstance(read, str):
        return read
    receipt = checkpoints.Receipt(read)
    verify(connection, witness, receipt=receipt)
    return receipt.outcome


def test_each_checkpoint_of_the_log_holds(samples: list[Sample], witness: str) -> None:
    with samples[0].copy() as connection:
        notes = [note for (note,) in connection.execute("SELECT note FROM checkpoint").fetchall()]
        assert {outcome(connection, note, witness) for note in notes} == {checkpoints.HELD} and len(notes) == 6


@pytest.mark.parametrize(
    "handed_on",
    [
        lambda text: text,
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", " "),
        lambda text: text.replace("—", "-"),
        lambda text: text.replace("—", "--"),
        lambda text: "\n".join(textwrap.wrap(text, 30)),
        lambda text: f"Receipt of a listening appointment\n{ORIGIN}, and so on\n\n  {text}\nKeep it.",
    ],
    ids=[
        "as it is",
        "no last line end",
        "Windows",
        "one line",
        "hyphen",
        "two hyphens",
        "wrapped",
        "with words around",
    ],
)
def test_it_is_read_however_it_is_handed_on(spoilt: Any, held: str, witness: str, handed_on: Any) -> None:
    assert outcome(spoilt, handed_on(held), witness) == checkpoints.HELD


@pytest.mark.against("pc")
@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda text: "", checkpoints.UNREADABLE),
        (lambda text: text.replace("time", "tide"), checkpoints.UNREADABLE),
        (lambda text: text[:-9], checkpoints.UNREADABLE),
        (lambda text: text.replace(ORIGIN, OTHER), checkpoints.ANOTHER_OFFICE),
        (lambda text: text.replace("\n10\n", "\n11\n"), checkpoints.NOT_SIGNED),
        (lambda text: text.replace("T12", "T13"), checkpoints.NOT_SIGNED),
        (lambda text: text.replace("\n10\n", "\n31\n"), checkpoints.LOG_SHORTER),
        (lambda text: a_forged_checkpoint(10), checkpoints.NOT_SIGNED),
    ],
)
def test_what_is_no_receipt_of_this_log_is_called_what_it_is(
    spoilt: Any, held: str, witness: str, change: Any, wanted: str
) -> None:
    assert outcome(spoilt, change(held), witness) == wanted


@pytest.mark.against("pc")
@pytest.mark.parametrize("seq", [3, 9])
def test_a_log_that_was_changed_under_it_and_covered_up_does_not_have_it(
    spoilt: Any, held: str, witness: str, seq: int
) -> None:
    spoilt.execute("UPDATE audit_event SET body = CAST(replace(body, ':[[0,', ':[[1,') AS BLOB) WHERE seq = ?", (seq,))
    cover_up(spoilt)
    assert outcome(spoilt, held, witness) == checkpoints.OTHER_HISTORY


def test_what_was_changed_after_it_is_for_the_verification_to_say(spoilt: Any, held: str, witness: str) -> None:
    spoilt.execute("UPDATE audit_event SET body = CAST(replace(body, ':[[0,', ':[[1,') AS BLOB) WHERE seq = 12")
    assert outcome(spoilt, held, witness) == checkpoints.HELD


def test_the_databases_own_checkpoints_have_no_part_in_it(spoilt: Any, held: str, witness: str) -> None:
    spoilt.execute("DELETE FROM checkpoint")
    assert outcome(spoilt, held, witness) == checkpoints.HELD


def test_where_the_log_cannot_be_read_that_far_nothing_is_said(spoilt: Any, held: str, witness: str) -> None:
    spoilt.execute("UPDATE audit_event SET body = CAST(x'ff' AS TEXT) WHERE seq = 4")
    assert outcome(spoilt, held, witness) == ""
