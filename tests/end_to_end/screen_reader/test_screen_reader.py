"""Orca's speech in a session and its review: the place, the changes, and nothing while sound plays but what the
listener asks. The walk (`reading_counter`) waits for the required words; here are the forbidden ones, and what
the speech is made of.
"""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.heard import Heard, walked
from tests.end_to_end.screen_reader.read_aloud import COUNTER
from tests.ui.elsewhere import WHY


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return walked(COUNTER, tmp_path_factory)


def test_every_page_says_where_one_is(heard: Heard) -> None:
    told = {
        "sign-in": "Sign in. Use your own name and password.",
        "today": "Today.",
        "check-in": "Step 1 of 5: Check in.",
        "id": "Step 2 of 5: Two forms of ID. Look at the originals.",
        "caller": "Step 2 of 5: About the call.",
        "brief": "Step 3 of 5: Read this aloud.",
        "opened": "Step 4 of 5: Your call of ",
        "note": "Note at 0:",
        "break": "On a break. Take as long as you like.",
        "back": "Step 4 of 5: Your call of ",
        "close": "Step 5 of 5: Close the session.",
        "closed": "Step 5 of 5: Closed: heard in part.",
        "locked": "This desk is locked.",
        "unlocked": "Step 2 of 5: Two forms of ID.",
        "reviews": "Reviews.",
    }
    assert {station for station, words in told.items() if words not in heard.at(station)} == set()
    assert re.search(r"Session: SAR-\d{4}-0001, ", heard.at("review"))


def test_the_script_and_the_facts_of_a_review_are_read(heard: Heard) -> None:
    assert "Please do not record. Hearing aids, medical devices and interpreters are welcome." in heard.at("brief")
    for station in ("review", "facts"):
        assert "UK photocard driving licence + Gas, electricity, water or telephone bill, confirmed in " in heard.at(
            station
        )
        assert "Heard in part, no copy wanted." in heard.at(station)


def test_the_two_slots_are_told_apart(heard: Heard) -> None:
    assert "One with a photo: Passport" in heard.at("slots")
    assert "Choose a document: One with the current address" in heard.at("slots")


def test_what_is_compared_is_said_at_the_press_that_answers_it(heard: Heard) -> None:
    assert "One with a photo: All details match" in heard.at("match")
    assert "Do these match, and is it their photo? Name: Demo Customer One" in heard.at("match")


def test_the_covered_answers_are_said_while_they_are_held(heard: Heard) -> None:
    assert "Number it came from: 01632 960147." in heard.at("held")


def test_a_lesser_check_that_is_asked_for_elsewhere_says_what_is_asked_and_what_came_of_it(heard: Heard) -> None:
    assert heard.at("asked").count("asks you to allow a lesser check. Press F8 to answer.") == 1
    said = heard.at("asked, opened")
    assert WHY in said and "Accepted so far: " in said and "you do not review this session" in said
    assert heard.at("asked, allowed").count("Allowed. The adviser goes on with the session.") == 1
    assert "Allowed" not in heard.at("asked, refused")


def test_what_changes_is_said(heard: Heard) -> None:
    assert "That doesn’t match the printed format. It has been cleared. Try again, or skip it." in heard.at("number")
    assert "There is a problem. Type why it is already clear who this is. Type a name." in heard.at("lesser check")
    assert re.search(r"months( and \d+ days?)? old[.] It can be up to 3 months old[.]", heard.at("too old"))
    assert "Problem" not in heard.at("playing")
    assert "No sound is coming out, so playing has stopped." in heard.at("stopped") + heard.at("note")


def test_while_sound_plays_only_a_removed_part_is_said_and_what_is_asked(heard: Heard) -> None:
    """The keyboard goes to the waveform and to Pause, then ten seconds forward, then it is paused."""
    said = heard.stations["playing"]
    removed, *asked, place, stopped = said
    assert removed == "A part is removed here, 4 s, about another person."
    assert re.fullmatch(r"3\d seconds of 44 seconds", place)
    assert re.fullmatch(r"Stopped at (3|4)\d seconds of 44 seconds[.]", stopped)
    allowed = (
        r"Your call horizontal slider \d+ \d+ percent[.]|Pause button[.]|Space[.]|\d+ seconds of 44 seconds[.] part .*"
    )
    assert [words for words in asked if not re.fullmatch(allowed, words)] == []
    assert heard.moves["playing"] == []


def test_a_window_behind_says_nothing(heard: Heard) -> None:
    assert heard.with_words("Said behind the window.") in ([], ["close"])


def test_what_goes_does_not_hand_its_keyboard_to_the_top_bar(heard: Heard) -> None:
    assert heard.with_words("Lock Ctrl+L") == []


def test_the_play_button_is_called_what_it_does(heard: Heard) -> None:
    assert "Pause button." in heard.stations["playing"]
    named = [words for words in heard.stations["stopped"] if words in ("Pause button.", "Play button.")]
    assert named[-1] == "Play button.", heard.stations["stopped"]
    wrong = {station: heard.stations[station] for station in ("opened", "back") if "Pause button" in heard.at(station)}
    assert not wrong


@pytest.mark.against("customer")
def test_no_letter_of_a_secret_comes_over_the_bus(heard: Heard) -> None:
    """Passwords at sign-in, unlocking, a break and the lesser check; the number of a document. The name at sign-in
    shows that letters would be seen."""
    secret = [(source, sent) for _, source, sent in heard.typed if source.startswith("password text")]
    for field in (
        "Password",
        "Adviser’s password, to continue",
        "Supervisor’s password",
        "Your password",
        "One with a photo: Number on it",
    ):
        assert [sent for source, sent in secret if source.startswith(f"password text: '{field}")], field
    assert {sign for _, sent in secret for sign in sent} == {"●"}
    names = "".join(sent for kind, source, sent in heard.typed if source == "text: 'Name'" and "insert" in kind)
    assert "adviser" in names
    assert [source for _, source, sent in heard.typed if set(sent) & {"9"} and "Number" in source] == []


def test_headings_are_headings(heard: Heard) -> None:
    told = dict(line.split(": ", 1)[::-1] for line in heard.roles)
    for heading in ("What happened", "What was heard", "Notes"):
        assert told[heading] == "Heading"
    assert [words for words in told if words.startswith("Session: SAR") and told[words] == "Heading"]
