"""Orca's speech at the supervisor's own PC when an adviser asks for a lesser check, and where a recovery key is
replaced. The walk (`reading_elsewhere`) waits for the required words; here are the forbidden ones, and the wording.
"""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.heard import Heard, walked
from tests.end_to_end.read_aloud import ELSEWHERE
from tests.gallery.first_start import made_up
from tests.ui.elsewhere import WHY


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return walked(ELSEWHERE, tmp_path_factory)


def test_who_asks_and_how_to_answer_is_said_once_when_it_comes_up(heard: Heard) -> None:
    said = heard.at("asked")
    assert len(re.findall(r"asks you to allow a lesser check[.] Press F8 to answer[.]", said)) == 1


def test_opened_it_says_why_what_is_there_and_what_follows(heard: Heard) -> None:
    said = heard.at("opened")
    assert WHY in said and "Accepted so far: " in said and "you do not review this session" in said


def test_what_came_of_it_is_said_once(heard: Heard) -> None:
    assert heard.at("allowed").count("Allowed. The adviser goes on with the session.") == 1
    assert "Allowed" not in heard.at("refused")


def test_every_page_of_keys_says_where_one_is_and_what_to_do(heard: Heard) -> None:
    told = {
        "keys": r"Keys[.]\s+A recovery key opens everything if all PCs are lost[.]",
        "one key": r"Ends in \S+[.] A recovery key since ",
        "whence": r"A new recovery key[.] It takes the place of the key that ends in ",
        "new key": r"New recovery key[.]",
        "replace": r"Replace a recovery key[.] The key that ends in \S+ opens nothing new any more[.]",
    }
    assert {station for station, words in told.items() if not re.search(words, heard.at(station))} == set()


def test_no_letter_of_a_password_or_of_a_key_is_spoken_or_comes_over_the_bus(heard: Heard) -> None:
    secret = [(source, sent) for _, source, sent in heard.typed if source.startswith("password text")]
    for field in ("Your password", "Last 8 characters of the key"):
        assert [sent for source, sent in secret if field in source], field
    assert {sign for _, sent in secret for sign in sent} == {"●"}
    spoken = "\n".join(heard.at(station) for station in heard.stations)
    assert made_up(1).secret[-8:] not in spoken and "AGE-SECRET" not in spoken
