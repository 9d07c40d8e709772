"""`tr` and `counted`, in English and in another language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop import words
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.words import counted, tr
from desktop.words.codes import or_list, within


@pytest.fixture
def shouted() -> Iterator[None]:
    """A language in which everything is in capitals, but for the places."""
    words.bind(lambda text: text.upper().replace("{N}", "{n}"))
    yield
    words.bind(None)


@pytest.mark.parametrize(("n", "said"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (4182, "4,182 files")])
def test_a_count_has_a_sentence_for_one_and_one_for_many(n: int, said: str) -> None:
    assert counted(n, "1 file", "{n} files") == said


def test_a_count_is_translated_before_its_place_is_filled(shouted: None) -> None:
    assert (counted(1, "1 file", "{n} files"), counted(4182, "1 file", "{n} files")) == ("1 FILE", "4,182 FILES")


def test_without_a_translator_everything_is_english() -> None:
    assert tr("Lock") == "Lock"


def test_words_within_a_sentence_are_translated_as_they_are(shouted: None) -> None:
    assert within(Outcome.HEARD_IN_FULL) == "HEARD IN FULL"


def test_somebody_of_the_office_is_a_listener_within_a_sentence_too() -> None:
    assert within(Party.CUSTOMER) == "customer" and within(Party.CUSTOMER, Kind.INTERNAL) == "listener"


@pytest.mark.parametrize(("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a or b"), ("abc", "a, b or c")])
def test_a_list_of_choices(items: list[str], said: str) -> None:
    assert or_list(list(items)) == said
