from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from desktop.application.reviews.reviewing import TimelineRow
from desktop.config import RESOURCES
from desktop.domain.log.events import Event, EventKind, FactValue
from desktop.domain.shared.ids import DeskId, PersonId
from desktop.domain.shared.spans import Span
from desktop.environment.policies import load_identity_policy
from desktop.ui.reviews.session_page import every_line, folded_lines, line_at
from desktop.words.events import Timeline
from tests.support.fakes import TUESDAY

RATE = 8000
WORDING = Timeline(RATE, load_identity_policy(Path(RESOURCES) / "policies" / "identity.toml"))


def row(seq: int, kind: EventKind, **facts: FactValue) -> TimelineRow:
    event = Event(kind, TUESDAY + timedelta(seconds=seq), DeskId("desk"), PersonId("adviser"), {}, facts)
    return TimelineRow(seq, event, "Demo adviser")


def heard(seq: int, kind: EventKind, *seconds: tuple[int, int]) -> TimelineRow:
    pairs = [[start * RATE, end * RATE] for start, end in seconds]
    return row(seq, kind, frame=seconds[-1][1] * RATE if seconds else 0, heard=pairs)


PLAYED = (
    row(1, EventKind.RECORDING_OPENED, frame=0),
    row(2, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
    heard(3, EventKind.HEARD, (0, 5)),
    row(4, EventKind.NOTE_TAKEN, frame=4 * RATE, note_kind="question", correction_wanted=False),
    heard(5, EventKind.HEARD, (5, 10)),
    heard(6, EventKind.PLAY_STOPPED, (10, 12)),
    row(7, EventKind.PLAY_STARTED, frame=10 * RATE, rate_percent=100),
    heard(8, EventKind.HEARD, (10, 15)),
    heard(9, EventKind.LISTENING_FINISHED, (15, 20)),
)


def test_playing_is_one_row_however_often_it_was_saved_and_nothing_that_was_heard_is_lost() -> None:
    folded, every = folded_lines(PLAYED, WORDING, RATE), every_line(PLAYED, WORDING)
    assert [line.key for line in every] == list(range(1, 10))
    for lines in (folded, every):
        heard = {n for line in lines for span in line.heard for n in range(span.start, span.end)}
        assert heard == set(range(20 * RATE))
    assert [line.words for line in folded] == [
        "Recording opened",
        "Played 0:00 to 0:12",
        "Question noted at 0:04",
        "Played 0:10 to 0:20",
        "Listening finished",
    ]


def test_a_row_says_its_place_and_a_place_its_newest_row() -> None:
    lines = folded_lines(PLAYED, WORDING, RATE)
    assert lines[1].place() == (0, 12 * RATE) and lines[2].place() == (4 * RATE, 4 * RATE)
    at_eleven = line_at(lines, 11 * RATE)
    assert at_eleven is not None and at_eleven.key == 7
    assert line_at(lines, 25 * RATE) is None


def test_jumps_are_told_as_the_parts_that_were_heard() -> None:
    rows = (
        row(1, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
        heard(2, EventKind.HEARD, (0, 5), (60, 61)),
        heard(3, EventKind.PLAY_STOPPED, (61, 70)),
    )
    (line,) = folded_lines(rows, WORDING, RATE)
    assert line.words == "Played 0:00 to 0:05 and 1:00 to 1:10"
    assert line.heard == (Span(0, 5 * RATE), Span(60 * RATE, 70 * RATE))


def test_what_is_to_be_looked_at_is_marked() -> None:
    rows = (
        row(1, EventKind.IDENTITY_CONFIRMED, caller="near_enough"),
        row(2, EventKind.IDENTITY_CONFIRMED, caller="matches"),
        row(3, EventKind.SESSION_INTERRUPTED, was="listening", frame=8000),
        row(4, EventKind.LISTENING_FINISHED, frame=8000, heard=[], because="fault"),
        row(5, EventKind.LISTENING_FINISHED, frame=8000, heard=[], because="asked"),
        row(6, EventKind.IDENTITY_CONFIRMED, caller="matches", exceptions=["answers_not_seen"]),
    )
    lines = every_line(rows, WORDING)
    assert [line.marked for line in lines] == [True, False, True, True, False, True]
    assert lines[-1].words == "Identity confirmed, call matched. Nobody looked at the answers"


def test_what_is_saved_after_the_sound_has_stopped_is_a_row_of_its_own() -> None:
    rows = (
        row(1, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
        heard(2, EventKind.PLAY_STOPPED, (0, 5)),
        heard(3, EventKind.PLAY_STOPPED, (5, 6)),
    )
    lines = folded_lines(rows, WORDING, RATE)
    assert [(line.words, line.heard) for line in lines] == [
        ("Played 0:00 to 0:05", (Span(0, 5 * RATE),)),
        ("Paused at 0:06", (Span(5 * RATE, 6 * RATE),)),
    ]


def test_a_lesser_check_asked_for_says_what_became_of_it_and_where() -> None:
    asked: dict[str, Any] = {"kinds": ["passport"], "missing": ["current_address"]}
    answered: dict[str, Any] = {"asked_check": "0" * 32}
    rows = (
        row(1, EventKind.LESSER_CHECK_ASKED, **asked),
        replace(row(2, EventKind.LESSER_CHECK_ALLOWED, **asked, **answered), elsewhere="Back office"),
        replace(row(3, EventKind.LESSER_CHECK_DECLINED, **answered), elsewhere="Back office"),
        row(4, EventKind.LESSER_CHECK_WITHDRAWN, asked_check="0" * 32, because="given_up"),
        row(5, EventKind.LESSER_CHECK_WITHDRAWN, asked_check="0" * 32, because="away"),
    )
    lines = every_line(rows, WORDING)
    assert [line.words for line in lines] == [
        "A supervisor was asked, at their own PC, to allow a lesser check. Seen: Passport. Missing: one document with "
        "the current address",
        "Lesser check allowed by a supervisor at their own PC. Seen: Passport",
        "Lesser check declined by a supervisor at their own PC",
        "Lesser check withdrawn: the adviser gave up waiting",
        "Lesser check withdrawn: the desk was locked, or the page was left",
    ]
    assert [line.who for line in lines[:3]] == ["Demo adviser", *["Demo adviser, at Back office"] * 2]
    assert [line.marked for line in lines] == [False, True, True, False, False]


def test_each_event_is_told_in_its_words_with_what_was_seen_compared_or_moved() -> None:
    allowed, sighted = EventKind.LESSER_CHECK_ALLOWED, EventKind.DOCUMENTS_SIGHTED
    kinds, checks = ["passport", "council_tax_bill"], [["expiry_fine", "birth_not_shown"], ["current_address"]]
    files = [f"original-{'a' * 32}", f"waveform-{'a' * 32}"]
    short = "Identity confirmed by the short check: the person of an earlier session. Shown then: Passport"
    compared = "Documents seen: Passport (in date, no date of birth on it); Council tax bill (current address)"
    rows = {
        "Lesser check allowed by a supervisor. Seen: Passport": row(1, allowed, kinds=["passport"], missing=[]),
        "Lesser check allowed by a supervisor. Seen: no document": row(2, allowed, kinds=[], missing=[]),
        short: row(3, EventKind.SHORT_CHECK_MADE, earlier="0" * 32, kinds=["passport"]),
        "Played from 0:00 on plughw:0": row(4, EventKind.PLAY_STARTED, frame=0, rate_percent=100, device="plughw:0"),
        compared: row(5, sighted, kinds=kinds, checks=checks),
        "Documents seen: Passport and Council tax bill": row(6, sighted, kinds=kinds),
        "Quarantined: 2 files that the database does not name": row(7, EventKind.QUARANTINE_STARTED, files=files),
        "Restored from quarantine: 2 files": row(8, EventKind.QUARANTINE_RETURNED, files=files),
        "Deleted from quarantine: 2 files": row(9, EventKind.QUARANTINE_ENDED, files=files),
        "Nightly run": row(10, EventKind.RETENTION_RUN, destroyed=0, held=0, keys=0),
        "An administrator confirmed this PC’s clock": row(11, EventKind.CLOCK_CONFIRMED, doubts=[], due=0, kept=9),
        "A missing file was imported again": row(12, EventKind.RECORDING_BROUGHT_BACK),
    }
    lines = every_line(rows.values(), WORDING)
    assert [line.words for line in lines] == list(rows)
    assert [line.marked for line in lines[:3]] == [True, True, False]


def test_that_the_program_stopped_the_sound_by_itself_is_a_row_of_its_own_and_marked() -> None:
    rows = (
        row(1, EventKind.PLAY_STARTED, frame=0, rate_percent=100),
        row(2, EventKind.PLAY_STOPPED, frame=5 * RATE, heard=[[0, 5 * RATE]], because="minimised"),
    )
    lines = folded_lines(rows, WORDING, RATE)
    assert [(line.words, line.marked) for line in lines] == [
        ("Played 0:00 to 0:05", False),
        ("Paused automatically at 0:05: the listening window was minimised", True),
    ]
