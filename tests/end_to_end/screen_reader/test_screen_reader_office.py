"""Orca's speech for the office's own work: taking, finding, preparing, deciding, inviting, and the log. The walk
(`reading_office`) waits for the required words; here are the forbidden ones, and the wording.
"""

from __future__ import annotations

import re

import pytest

from tests.end_to_end.heard import Heard, walked
from tests.end_to_end.screen_reader.read_aloud import OFFICE


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    return walked(OFFICE, tmp_path_factory)


@pytest.fixture(scope="module")
def reference(heard: Heard) -> str:
    """The request's reference; on the night of 31 December it is the year's first."""
    told = re.search(r"Request (SAR-\d{4}-\d{4}) was taken[.]", heard.at("taken"))
    assert told is not None
    return told[1]


def test_every_page_says_where_one_is_and_what_is_there(heard: Heard, reference: str) -> None:
    told = {
        "requests": r"Requests[.]\s+Today is ",
        "form": r"Take a request[.] Ask the person, and type what they say[.]",
        "finding": r"between 8:45am and 9:45am[.] Searching is logged[.] Found: 1[.]",
        "found": f"{reference}, Demo Customer Spoken[.] You opened this request[.] That is in the log[.]",
        "preparing": f"Prepare the copy: {reference}[.]",
        "decisions": r"Decisions[.]\s+3 requests are waiting for your decision[.]",
        "internal": r"Decide on INT-\d{4}-0001[.] Internal access[.] Prepared by ",
        "original": r"The original, unchanged[.] 1 min 17 s[.]",
        "decision": r"1 part removed[.] You have not heard it[.] It lasts 2 min 55 s[.]",
        "copy": r"The copy, as the person would hear it[.] 2 min 55 s[.] 1 part removed[.] Space plays and pauses[.]",
        "appointments": r"Week of ",
        "whom": r"Who do you want to invite[?]",
        "booking": f"Invite: {reference}[.] Demo Customer Spoken[.]",
        "booked": f"Appointment: {reference}[.] Demo Customer Spoken, ",
        "letter": f"Invitation {reference}[.]",
        "due": r"Due on \w+day \d+ \w+ \d{4}[.]",
        "recordings": r"Import recordings[.] Say where they are[.]",
        "looked through": r"7 files in listening-room-export-",
        "columns": r"What the columns are[.] calls[.]csv has the columns Start, Sound[.]",
        "column chosen": r"Read as: 24 November 2026, 14:30:00",
        "brought in": r"Import report[.]",
        "log": r"Log[.]\s+The log has \d+ events[.]",
    }
    assert {station for station, words in told.items() if not re.search(words, heard.at(station))} == set()


def test_what_was_done_is_said_once_and_after_a_window_has_gone_too(heard: Heard, reference: str) -> None:
    for words, station in (
        (f"{reference} was taken. The answer is due on ", "taken"),
        ("The copy is ready. Someone else decides on it.", "made"),
        (f"{reference} is approved. It can be heard at an appointment.", "approved"),
        ("Next, make the invitation.", "booked"),
        ("Importing. You can do other things meanwhile.", "brought in"),
        ("No recordings were imported. Some files were refused. The reasons are below.", "brought in"),
        ("is unchanged since it was recorded.", "verified"),
    ):
        assert heard.at(station).count(words) == 1 and heard.with_words(words) == [station]


def test_a_list_that_is_read_afresh_says_no_old_count(heard: Heard) -> None:
    """On the way back to it, after something was done about one of its requests."""
    assert "9 open" not in heard.at("taken") and "3 requests are waiting" not in heard.at("approved")


def test_opening_a_hearing_goes_straight_to_its_window(heard: Heard) -> None:
    for station, button in (("original", "Hear the original button."), ("copy", "Hear the copy button.")):
        window = next(at for at, said in enumerate(heard.stations[station]) if said.endswith(" frame"))
        assert button not in heard.stations[station][window:]


def test_what_loses_the_keyboard_is_not_told_as_what_gets_it(heard: Heard) -> None:
    for station, button in (("original", "button: 'Hear the original'"), ("copy", "button: 'Hear the copy'")):
        assert heard.focused[station].count(button) == 1


def test_a_problem_is_said_once(heard: Heard) -> None:
    for station in ("nothing typed", "not chosen", "nothing decided"):
        assert heard.at(station).count("There is a problem") == 1
    assert heard.at("no reason").count("Choose why it must not be heard.") == 1
    assert "There is a problem" not in heard.at("due") + heard.at("found") + heard.at("removes") + heard.at("approves")


def test_a_page_that_goes_does_not_hand_its_keyboard_to_the_top_bar(heard: Heard) -> None:
    assert heard.with_words("Lock Ctrl+L") == []


def test_in_the_preparing_room_each_step_is_said_once(heard: Heard) -> None:
    assert heard.stations["goes"] == ["23 s"]
    assert heard.stations["selects"] == [f"{23 + n} s, selected {n} s" for n in range(1, 6)]
    assert "Removed. 28 s, selected 5 s, mark 1 of 1, about another person." in heard.stations["removes"]
    assert heard.stations["nudges"] == ["Start: 0:23.01, selected 4.99 s."]
    assert heard.stations["undoes"] == ["Undone. 28 s, selected 5 s, mark 1 of 1, about another person."]
    assert re.match(r"Shown: 0:\d\d[.]\d\d to 1:\d\d[.]\d\d[.]", heard.at("zooms"))
    assert re.fullmatch(r"Hold music, 1:\d\d[.]\d\d to 1:\d\d[.]\d\d[.]", heard.at("proposal"))
    assert re.fullmatch(r"Dismissed[.] Keypad tones, 2:\d\d[.]\d\d to .*", heard.at("dismissed"))


def test_while_an_original_plays_only_what_is_asked_is_said(heard: Heard) -> None:
    """One second forward, the keyboard to Pause and to the waveform, then it is paused. A marked part plays on."""
    place, *asked, stopped = heard.stations["playing there"]
    assert re.match(r"2\d([.]\d+)? s, selected ", place)
    assert re.fullmatch(r"Stopped at 2\d([.]\d+)? s[.]", stopped)
    allowed = r"Pause button[.]|The call horizontal slider \d+ \d+ percent[.]|2\d([.]\d+)? s, selected .*"
    assert [words for words in asked if not re.fullmatch(allowed, words)] == []
    assert heard.moves["playing there"] == []


def test_while_a_copy_is_heard_a_removed_part_is_said_and_what_is_asked(heard: Heard) -> None:
    removed, *asked, stopped, over = heard.stations["playing the copy"]
    assert removed == "A part is removed here, 5 s, about another person."
    assert re.fullmatch(r"Stopped at \d+ seconds of 2 minutes 55 seconds[.]", stopped)
    assert over == "That was the part. Press Play to continue from here."
    allowed = r"The copy horizontal slider \d+ \d+ percent[.]|\d+ seconds of 2 minutes 55 seconds[.] part removed, .*"
    assert [words for words in asked if not re.fullmatch(allowed, words)] == []
    assert heard.moves["playing the copy"] == []
    assert "That was the part" not in heard.at("stopped copy")


def test_removed_parts_are_announced_where_one_decides(heard: Heard) -> None:
    assert "Play around part 1: About another person, at 0:22, 5 s button." in heard.stations["removed parts"]
    assert "Hear around the removed part at 0:22, 5 s: About another person button." in heard.stations["part button"]
    assert re.search(r"You have heard \d+ s of 2 min 55 s[.]", heard.at("copy shut"))


def test_a_window_behind_speaks_when_it_is_in_front_again_and_not_before(heard: Heard) -> None:
    assert heard.with_words("Said behind the room.") == []
    assert heard.with_words("Said behind the copy.") == ["copy shut"]


def test_a_cell_of_the_calendar_says_day_desk_and_what_is_free(heard: Heard) -> None:
    assert re.search(r"\w+day \d+ \w+ \d{4}, Desk 2, \d+:\d\d[ap]m: free for \d+ minutes", heard.at("calendar"))
    assert heard.stations["next week"][-1].startswith("Week of ")


def test_no_letter_of_a_password_comes_over_the_bus(heard: Heard) -> None:
    """The officer, the approver and the administrator sign in. The surname shows that letters would be seen."""
    secret = "".join(sent for _, source, sent in heard.typed if source.startswith("password text"))
    assert set(secret) == {"●"}
    assert "Spoken" in "".join(sent for _, source, sent in heard.typed if source == "text: 'Surname'")
