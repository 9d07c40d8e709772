"""The substitutes for a document read as one sentence, in any language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop import words
from desktop.domain.sessions.id_policy import Instead
from desktop.domain.sessions.identity import IdProblem, ProblemCode
from desktop.words.sessions import advice_words


def advice(*instead: Instead) -> str:
    return advice_words(IdProblem(ProblemCode.EXPIRED, instead))


@pytest.fixture
def backwards() -> Iterator[None]:
    """Translate into a language that puts the verb first."""
    words.bind(lambda text: {"{documents} will do instead.": "What would do: {documents}."}.get(text, f"<{text}>"))
    yield
    words.bind(None)


def test_one_document_is_a_sentence_of_its_own() -> None:
    assert advice(Instead.NEWER_ISSUE) == "A newer one will do instead."
    assert advice() == ""


def test_several_are_listed_in_one_sentence_and_what_else_can_be_done_follows() -> None:
    assert advice(Instead.IN_DATE_DOCUMENT, Instead.SUPERVISOR, Instead.ANOTHER_KIND) == (
        "One that is in date or another kind of document will do instead. Ask a supervisor."
    )
    assert advice(Instead.IN_DATE_DOCUMENT, Instead.NEWER_ISSUE, Instead.ANOTHER_KIND) == (
        "One that is in date, a newer one or another kind of document will do instead."
    )


def test_a_translation_is_never_cut(backwards: None) -> None:
    said = advice(Instead.IN_DATE_DOCUMENT, Instead.ANOTHER_KIND)
    assert said == "What would do: <<one that is in date> or <another kind of document>>."
