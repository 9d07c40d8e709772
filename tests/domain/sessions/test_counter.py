"""Notes, and the record of a document."""

from __future__ import annotations

import hmac
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.session import Outcome, SightedDocument
from desktop.domain.shared.ids import NoteId
from desktop.domain.shared.typed_text import Note

ID = NoteId("1" * 32)


@given(st.binary(min_size=32, max_size=32), st.text())
def test_the_digest_of_a_note_is_over_its_words_and_keyed_by_its_salt(salt: bytes, words: str) -> None:
    assert Note(ID, salt, words).digest == hmac.new(salt, words.encode(), "sha256").hexdigest()


@given(st.binary(max_size=64).filter(lambda salt: len(salt) != 32))
def test_a_salt_of_another_length_is_none(salt: bytes) -> None:
    """Else the beginning of the words could be moved into it."""
    with pytest.raises(ValueError, match="another length"):
        _ = Note(ID, salt, "words").digest


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_the_same_words_with_another_salt_cannot_be_told_by_their_digest(one: bytes, other: bytes) -> None:
    note = Note(ID, one, "the same words")
    assert (note.digest == replace(note, salt=other).digest) is (one == other)


def test_of_a_document_no_number_and_no_image_has_a_place() -> None:
    assert {field.name for field in fields(SightedDocument)} == {
        "slot",
        "kind",
        "group",
        "in_date",
        "age_months",
        "checks",
        "sighted_by",
        "sighted_at",
    }


def test_an_outcome_that_a_supervisor_looks_at_first_has_the_same_code_as_its_exception() -> None:
    shared = {mark.value for mark in Exceptional} & {outcome.value for outcome in Outcome}
    assert shared == {"not_enough_evidence", "stopped_by_staff", "technical_fault", "opened_by_mistake"}
