"""`tr` and `counted`, in English and another language; numbers, days, advice; and what administrators look for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop import words
from desktop.domain.sessions.id_policy import Instead
from desktop.domain.sessions.identity import IdProblem, ProblemCode
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.words import counted, formatting, tr
from desktop.words.codes import or_list, within
from desktop.words.sessions import advice_words


@pytest.fixture
def shouted() -> Iterator[None]:
    """A language in which everything is in capitals, but for the places."""
    words.bind(lambda text: text.upper().replace("{N}", "{n}"))
    yield
    words.bind(None)


def test_a_count_has_a_sentence_for_one_and_one_for_many() -> None:
    for n, said in ((0, "0 files"), (1, "1 file"), (2, "2 files"), (4182, "4,182 files")):
        assert counted(n, "1 file", "{n} files") == said


def test_a_count_is_translated_before_its_place_is_filled(shouted: None) -> None:
    assert (counted(1, "1 file", "{n} files"), counted(4182, "1 file", "{n} files")) == ("1 FILE", "4,182 FILES")


def test_without_a_translator_everything_is_english() -> None:
    assert tr("Lock") == "Lock"


def test_words_within_a_sentence_are_translated_as_they_are(shouted: None) -> None:
    assert within(Outcome.HEARD_IN_FULL) == "HEARD IN FULL"


def test_somebody_of_the_office_is_a_listener_within_a_sentence_too() -> None:
    assert within(Party.CUSTOMER) == "customer" and within(Party.CUSTOMER, Kind.INTERNAL) == "listener"


def test_a_list_of_choices() -> None:
    for items, said in (([], ""), (["a"], "a"), (["a", "b"], "a or b"), ("abc", "a, b or c")):
        assert or_list(list(items)) == said


LONDON = ZoneInfo("Europe/London")


def test_a_moment_reads_in_the_offices_zone() -> None:
    assert formatting.moment(datetime(2026, 11, 24, 14, 30, tzinfo=UTC), LONDON) == "Tuesday 24 November 2026, 2:30pm"
    assert formatting.moment(datetime(2026, 6, 3, 9, 14, tzinfo=UTC), LONDON) == "Wednesday 3 June 2026, 10:14am"


def test_summer_time_can_change_the_day() -> None:
    assert formatting.moment(datetime(2026, 6, 30, 23, 5, tzinfo=UTC), LONDON) == "Wednesday 1 July 2026, 12:05am"


def test_noon_and_midnight() -> None:
    assert formatting.time_of_day(datetime(2026, 1, 1, 12, 0, tzinfo=UTC), LONDON) == "12:00pm"
    assert formatting.time_of_day(datetime(2026, 1, 1, 0, 0, tzinfo=UTC), LONDON) == "12:00am"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        formatting.moment(datetime(2026, 1, 1), LONDON)


def test_today_is_said_as_today() -> None:
    at = datetime(2026, 11, 24, 14, 31, tzinfo=UTC)
    assert formatting.moment_beside(at, date(2026, 11, 24), LONDON) == "2:31pm today"
    assert formatting.moment_beside(at, date(2026, 11, 25), LONDON) == "Tuesday 24 November 2026, 2:31pm"


def test_lengths_and_places() -> None:
    for seconds, length, clock, spoken in (
        (0, "0 s", "0:00", "0 seconds"),
        (1.99, "1 s", "0:01", "1 second"),
        (60, "1 min", "1:00", "1 minute"),
        (252, "4 min 12 s", "4:12", "4 minutes 12 seconds"),
        (3723, "1 h 2 min", "1:02:03", "1 hour 2 minutes 3 seconds"),
        (3600, "1 h", "1:00:00", "1 hour"),
    ):
        assert formatting.length(seconds) == length
        assert formatting.clock(seconds) == clock
        assert formatting.spoken(seconds) == spoken


def test_a_place_is_said_within_the_whole() -> None:
    assert formatting.place_of(108, 252) == "1 minute 48 seconds of 4 minutes 12 seconds"


def test_numbers_are_grouped_and_a_percentage_never_rounds_up_to_all() -> None:
    assert formatting.grouped(4182) == "4,182"
    assert formatting.percent(9999, 10000) == "99%"
    assert formatting.percent(1, 1) == "100%"
    assert formatting.percent(0, 0) == "0%"


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


ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/administrators/when-something-is-wrong.md"
SEEN = ("| It says |", "| They see |", "| Line |")
"""The heads of its tables whose first column is what the program shows."""


def _shown() -> str:
    files = sorted((ROOT / "desktop").rglob("*.py"))
    nodes = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return "\n".join(" ".join(text.split()) for text in texts)


def _symptoms() -> list[str]:
    """Return the sentences of the tables, or their parts where something is left out (…)."""
    found = []
    for table in PAGE.read_text("utf-8").split("\n\n"):
        if table.startswith(SEEN):
            cells = [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()[2:]]
            found += [part.strip(" .") for cell in cells for part in re.split(r" / |…", cell)]
    return [each for each in found if each]


def test_what_a_person_sees_is_what_the_program_shows() -> None:
    shown, symptoms = _shown(), _symptoms()
    assert len(symptoms) > 40
    assert [each for each in symptoms if each not in shown] == []
