"""Orca's speech at a first start: where one is, what is refused, the keys' pages, a restore. The walk
(`reading_first_start`) waits for the required words; here are the forbidden ones, and the wording.
"""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.heard import Heard, walked
from tests.end_to_end.screen_reader.read_aloud import FIRST_START
from tests.gallery.states.first_start import made_up


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return walked(FIRST_START, tmp_path_factory)


def test_every_page_says_where_one_is_and_what_to_do(heard: Heard) -> None:
    told = {
        "office": r"Your office[.] This is on every screen, letter and receipt[.]",
        "pc": r"This PC[.] It is the first one of the office[.]",
        "key": r"Recovery key 1 of 2[.]",
        "second key": r"Recovery key 2 of 2[.]",
        "restore": r"Restore an office from a back-up[.] For a PC that was lost, or an office that moves",
        "whose database": r"It is lost.*(radio button|option)",
        "back-up": r"Restore the office[.] Nothing has been restored yet[.]",
        "restored": r"Restored from the back-up[.] The office is restored[.] Its log has 4,182 events[.]",
        "request": r"This PC asks to join[.]",
        "answer": r"Open the answer[.] Only this PC can open it[.]",
    }
    assert {station for station, words in told.items() if not re.search(words, heard.at(station))} == set()


def test_a_card_says_what_it_means_and_what_it_takes(heard: Heard) -> None:
    assert "This is your first PC." in heard.at("card") and "About 15 minutes." in heard.at("card")
    assert "approved copies to customers too" in heard.at("kind")


def test_a_problem_is_said_once_with_its_words(heard: Heard) -> None:
    for station, words in (
        ("nothing typed", "Type the office’s name"),
        ("refused", "Check the role, its password, and the name of the database."),
        ("mistyped", "It has been cleared."),
    ):
        assert heard.at(station).count("There is a problem") == 1 and words in heard.at(station)
    assert heard.with_words("no other PC reaches it") == ["own disk"]


def test_what_may_be_lost_is_said_with_what_to_do(heard: Heard) -> None:
    assert heard.at("restored").count("An administrator and a supervisor now state that together") == 1


def test_no_letter_of_a_secret_is_spoken_or_comes_over_the_bus(heard: Heard) -> None:
    """A password of the server, and the end of a recovery key. The key itself is nowhere."""
    secret = [(source, sent) for _, source, sent in heard.typed if source.startswith("password text")]
    for field in ("Its password", "Last 8 characters of the key"):
        assert [sent for source, sent in secret if source.startswith(f"password text: '{field}")], field
    assert {sign for _, sent in secret for sign in sent} == {"●"}
    spoken = "\n".join(heard.at(station) for station in heard.stations)
    for number in (1, 2):
        assert made_up(number).secret[-8:] not in spoken and "AGE-SECRET" not in spoken
