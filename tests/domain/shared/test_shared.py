"""Dates, spans, names, search terms, telephone numbers and hidden characters: the values that every wing shares."""

from __future__ import annotations

import itertools
import sys
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.sessions.document_numbers import spellings
from desktop.domain.shared.dates import Age, add_months, age_on, is_holiday, is_weekend, is_working_day, last_day_before
from desktop.domain.shared.search_term import FIELD, MOST_WORD, SearchTerm, TermKind, found_by, read_term
from desktop.domain.shared.spans import HeardTracker, Span, gaps, intersect, subtract, total, union
from desktop.domain.shared.typed_text import HIDDEN_CHARACTER, hidden_character, hidden_in
from desktop.domain.shared.written_numbers import dialled, is_untold
from desktop.errors import FieldsError
from tests.support.refusals import error_of

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_months_are_counted_by_the_calendar() -> None:
    for day, months, later in (
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ):
        assert add_months(day, months) == later


@given(DAYS, st.integers(0, 240))
def test_a_later_month_has_the_same_date_or_its_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(0, 5000))
def test_an_age_leads_back_to_the_day(since: date, days: int) -> None:
    today = since + timedelta(days=days)
    age = age_on(today, since)
    assert add_months(since, age.months) + timedelta(days=age.days) == today
    assert add_months(since, age.months + 1) > today


def test_an_age_of_less_than_a_month_is_days() -> None:
    assert age_on(date(2026, 3, 1), date(2026, 2, 2)) == Age(0, 27)


CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
AROUND_NEW_YEAR = st.dates(date(2026, 12, 1), date(2027, 1, 31))


def working_days_after(day: date, until: date) -> int:
    """Count the working days after `day` up to and including `until`."""
    days = (day + timedelta(days=n + 1) for n in range((until - day).days))
    return sum(is_working_day(each, CHRISTMAS) for each in days)


def test_a_table_can_be_a_set_or_a_question() -> None:
    assert is_holiday(date(2026, 12, 25), CHRISTMAS)
    assert is_holiday(date(2026, 12, 25), lambda day: day.day == 25)
    assert not is_holiday(date(2026, 12, 24), CHRISTMAS)


@given(AROUND_NEW_YEAR)
def test_a_working_day_is_neither_weekend_nor_holiday(day: date) -> None:
    assert is_working_day(day, CHRISTMAS) is not (is_weekend(day) or day in CHRISTMAS)
    assert is_weekend(day) is (day.strftime("%A") in ("Saturday", "Sunday"))


def test_five_whole_working_days_lie_between_a_monday_and_the_tuesday_after_the_next() -> None:
    nothing: frozenset[date] = frozenset()
    assert last_day_before(date(2026, 11, 24), 5, nothing) == date(2026, 11, 16)  # 17, 18, 19, 20, 23 lie between
    assert last_day_before(date(2026, 11, 23), 5, nothing) == date(2026, 11, 15)  # a Sunday: 16 to 20 lie between
    assert last_day_before(date(2026, 12, 31), 5, CHRISTMAS) == date(2026, 12, 21)  # 22, 23, 24, 29, 30


@given(AROUND_NEW_YEAR, st.integers(1, 40))
def test_it_is_the_last_day_with_so_many_whole_working_days_after_it(day: date, count: int) -> None:
    last, yesterday = last_day_before(day, count, CHRISTMAS), day - timedelta(days=1)
    assert working_days_after(last, yesterday) == count
    assert working_days_after(last + timedelta(days=1), yesterday) == count - 1


RATE = 8000
SPANS = st.lists(
    st.builds(lambda start, length: Span(start, start + length), st.integers(0, 60), st.integers(1, 20)),
    max_size=8,
)


def frames(spans: object) -> set[int]:
    return {frame for span in spans for frame in range(span.start, span.end)}  # type: ignore[attr-defined]


def is_normal(spans: tuple[Span, ...]) -> bool:
    return all(left.end < right.start for left, right in itertools.pairwise(spans))


def test_a_span_that_covers_nothing_or_starts_before_the_recording_cannot_be_made() -> None:
    for start, end in ((5, 5), (6, 5), (-1, 5)):
        with pytest.raises(ValueError, match="span"):
            Span(start, end)


def test_spans_that_touch_become_one() -> None:
    assert union([Span(5, 9), Span(0, 5)]) == (Span(0, 9),)


@given(SPANS)
def test_union_covers_the_same_frames_sorted_and_apart(spans: list[Span]) -> None:
    merged = union(spans)
    assert frames(merged) == frames(spans)
    assert is_normal(merged)
    assert union(merged) == merged


@given(SPANS, SPANS)
def test_intersect_and_subtract_are_those_of_sets_of_frames(some: list[Span], others: list[Span]) -> None:
    both, without = intersect(some, others), subtract(some, others)
    assert frames(both) == frames(some) & frames(others)
    assert frames(without) == frames(some) - frames(others)
    assert is_normal(both)
    assert is_normal(without)


@given(SPANS)
def test_total_counts_each_frame_once(spans: list[Span]) -> None:
    assert total(spans) == len(frames(spans))


@given(SPANS, st.integers(0, 100))
def test_heard_and_gaps_make_the_whole_copy(heard: list[Span], length: int) -> None:
    assert frames(gaps(heard, length)) == set(range(length)) - frames(heard)


def played(*updates: tuple[float, bool, float, float]) -> HeardTracker:
    """Return updates of (position in seconds, sounding, monotonic second, rate)."""
    tracker = HeardTracker(RATE)
    for position, sounding, at, rate in updates:
        tracker.update(round(position * RATE), sounding, at, rate)
    return tracker


def seconds(*spans: tuple[float, float]) -> tuple[Span, ...]:
    return tuple(Span(round(start * RATE), round(end * RATE)) for start, end in spans)


def test_what_is_played_without_a_jump_is_one_span() -> None:
    tracker = played((0, True, 10.0, 1.0), (0.25, True, 10.25, 1.0), (0.5, True, 10.5, 1.0))
    assert tracker.heard == seconds((0, 0.5))


def test_without_sound_nothing_is_heard_though_the_player_moves() -> None:
    assert played((0, True, 0.0, 1.0), (1, False, 1.0, 1.0), (2, False, 2.0, 1.0)).heard == ()


def test_a_first_position_says_nothing_about_what_came_before() -> None:
    assert played((7, True, 50.0, 1.0)).heard == ()


def test_a_seek_forward_starts_a_new_span() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0), (9, True, 1.2, 1.0), (10, True, 2.2, 1.0))
    assert tracker.heard == seconds((0, 1), (9, 10))


def test_a_seek_back_starts_a_new_span() -> None:
    tracker = played((5, True, 0.0, 1.0), (6, True, 1.0, 1.0), (2, True, 1.1, 1.0), (3, True, 2.1, 1.0))
    assert tracker.heard == seconds((2, 3), (5, 6))


def test_time_in_a_pause_does_not_make_a_seek_believable() -> None:
    tracker = played((0, True, 0.0, 1.0), (1, True, 1.0, 1.0), (1, False, 40.0, 1.0), (20, True, 40.2, 1.0))
    assert tracker.heard == seconds((0, 1))


def test_one_second_at_normal_speed_reaches_one_and_a_half_and_a_tenth() -> None:
    for step, is_heard in ((1.6 * RATE, True), (1.6 * RATE + 1, False)):
        tracker = HeardTracker(RATE)
        tracker.update(0, True, 0.0, 1.0)
        tracker.update(int(step), True, 1.0, 1.0)
        assert bool(tracker.heard) is is_heard


def test_twice_the_speed_reaches_twice_as_far() -> None:
    assert played((0, True, 0.0, 2.0), (2, True, 1.0, 2.0)).heard == seconds((0, 2))


def test_half_the_speed_reaches_half_as_far() -> None:
    assert played((0, True, 0.0, 0.5), (1.6, True, 1.0, 0.5)).heard == ()


def test_a_change_of_speed_between_two_positions_counts_the_faster() -> None:
    assert played((0, True, 0.0, 2.0), (2, True, 1.0, 1.0)).heard == seconds((0, 2))


def test_a_coarse_position_that_stands_still_and_then_steps_is_believed() -> None:
    tracker = played((0, True, 0.0, 1.0), (0, True, 0.2, 1.0), (0.25, True, 0.25, 1.0))
    assert tracker.heard == seconds((0, 0.25))


def test_a_clock_that_went_back_gives_no_time() -> None:
    assert played((0, True, 5.0, 1.0), (1, True, 4.0, 1.0)).heard == ()


UPDATES = st.lists(
    st.tuples(st.integers(0, 4 * RATE), st.booleans(), st.floats(0, 1), st.sampled_from([0.5, 1.0, 1.5, 2.0])),
    max_size=30,
)


@given(UPDATES)
def test_never_more_is_heard_than_the_time_that_passed_allows(updates: list[tuple[int, bool, float, float]]) -> None:
    tracker, at, reach = HeardTracker(RATE), 0.0, 0.0
    for frame, sounding, elapsed, rate in updates:
        at += elapsed
        reach += (elapsed * 2.0 * 1.5 + 0.1) * RATE
        tracker.update(frame, sounding, at, rate)
    assert total(tracker.heard) <= reach + 1
    assert is_normal(tracker.heard)


def test_a_name_has_the_spellings_that_documents_use() -> None:
    cases = [
        ("Morgan", {"MORGAN"}),
        ("O'Neill", {"ONEILL"}),
        ("D’Arcy-St. John", {"DARCYSTJOHN"}),
        ("Björk", {"BJORK", "BJOERK"}),
        ("Bjo\u0308rk", {"BJORK", "BJOERK"}),
        ("Weiß", {"WEISS"}),
        ("WEIẞ", {"WEISS"}),
        ("Łukasz", {"LUKASZ"}),
        ("Sørensen", {"SORENSEN", "SOERENSEN"}),
        ("Þór", {"THOR"}),
        ("Nguyễn", {"NGUYEN"}),
        ("Иванов", set()),
        ("", set()),
    ]
    assert [(name, expected, found) for name, expected in cases if (found := spellings(name)) != expected] == []


@given(st.text(max_size=20))
def test_only_capital_letters_are_left(name: str) -> None:
    assert all(set(each) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for each in spellings(name))


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20), st.sampled_from(["'", "-", " ", ".", "’"]))
def test_what_stands_between_letters_does_not_matter(name: str, between: str) -> None:
    assert spellings(between.join(name)) == {name.upper()}


def test_what_is_typed_says_itself_what_it_is() -> None:
    cases = [
        ("SAR-2026-0042", SearchTerm(TermKind.REFERENCE, "SAR-2026-0042")),
        ("sar 2026", SearchTerm(TermKind.REFERENCE, "SAR-2026")),
        ("sar-2026-0042/2", SearchTerm(TermKind.REFERENCE, "SAR-2026-0042/2")),
        ("01632 960733", SearchTerm(TermKind.NUMBER, "632960733")),
        ("+44 (1632) 960-733", SearchTerm(TermKind.NUMBER, "632960733")),
        ("14/8/2026", SearchTerm(TermKind.DATE, day=date(2026, 8, 14))),
        ("2026-08-14", SearchTerm(TermKind.DATE, day=date(2026, 8, 14))),
        ("14 August 2026", SearchTerm(TermKind.DATE, day=date(2026, 8, 14))),
        ("  Zoë  O’Brien ", SearchTerm(TermKind.NAME, words=("zoe", "o", "brien"))),
        ("李 明", SearchTerm(TermKind.NAME, words=("李", "明"))),
    ]
    assert [(typed, expected, found) for typed, expected in cases if (found := read_term(typed)) != expected] == []


def test_what_is_none_of_the_four_is_refused() -> None:
    for typed, problem in (
        ("  ", "term_missing"),
        ("q", "term_unclear"),
        ("%_*", "term_unclear"),
        ("a" * 101, "term_unclear"),
        ("0042", "term_number_short"),
        ("31/2/2026", "date_unreadable"),
    ):
        assert error_of(FieldsError, read_term, typed).problems == {FIELD: problem}


@given(st.text(max_size=60), st.text(max_size=20))
def test_whoever_has_a_name_is_found_by_it_and_by_its_beginning(name: str, number: str) -> None:
    words = found_by([name], number)
    assert all(0 < len(word) <= MOST_WORD for word in words)
    try:
        term = read_term(name)
    except FieldsError:
        return
    if term.by is TermKind.NAME:
        assert set(term.words) <= words


NUMBER = "+441632960733"


def test_a_number_in_any_of_its_written_forms_is_that_number() -> None:
    cases = [
        NUMBER,
        f" {NUMBER} ",
        f"'{NUMBER}",
        f'="{NUMBER}"',
        f"<{NUMBER}>",
        f'"Mrs Example" <{NUMBER}>',
        f"Mrs Example <sip:{NUMBER}@192.0.2.1:5060;user=phone>;tag=9",
        f'"{NUMBER}" <sip:trunk@192.0.2.1>',
        f"sips:{NUMBER}@example.org",
        "sip:%2B441632960733@example.org",
        "\u202a+441632960733\u202c",  # as an address book wraps it
        "\uff0b\uff14\uff141632960733",  # full width
        f"tel:{NUMBER};phone-context=example.org",
        f"callto://{NUMBER}",
        *(f"{NUMBER}{extension}" for extension in (" ext 123", " Ext. 7", "x7", " #7", ";ext=7", ",,7", " (extn 7)")),
        f'"Mrs Example" <sip:{NUMBER};ext=7@example.org>',
    ]
    assert [told for told in cases if not (dialled(told) == NUMBER and not is_untold(told))] == []


def test_what_has_no_number_stays_as_it_is() -> None:
    for told in ("Mrs Example", "sip:agent@example.org", "ext 123", "01632 96O733", "a" * 500):
        assert dialled(told) == told[:401] and not is_untold(told)


def test_a_number_that_is_withheld_or_not_known_says_so() -> None:
    cases = [
        *(
            "",
            "  ",
            "-",
            "?",
            "<>",
            "n/a",
            "Withheld",
            "Number withheld",
            "No Caller ID",
            "Out of area",
            "Not available",
        ),
        *("anonymous", '"Anonymous" <sip:anonymous@192.0.2.1>', "sip:x@anonymous.invalid"),
        f'"{NUMBER}" <sip:anonymous@anonymous.invalid>',
    ]
    assert [told for told in cases if not is_untold(dialled(told))] == []


def test_blanks_and_dashes_of_other_kinds_are_blanks_and_dashes() -> None:
    assert dialled("01632\u00a0960\u2011733") == "01632 960-733"
    assert dialled("01632\u2009960\u2013733 (ext 4)") == "01632 960-733"


@given(st.text())
@example("<" * 300)
@example("(" + "1" * 399)
def test_what_was_dialled_is_read_once(told: str) -> None:
    assert dialled(dialled(told)) == dialled(dialled(dialled(told)))


HIDDEN = (
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",  # the direction of writing
    *"\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e",  # no width
    *"\u206a\u206f\ufff9\ufffb\U000e0001\U000e0041",  # of no use to anybody
    *"\0\x07\x1b\x7f\x85\udcff",
)


def test_a_hidden_character_is_found_in_a_name() -> None:
    names = [(sign, name.format(sign)) for sign in HIDDEN for name in ("{}KREMLIN", "KREM{}LIN", "KREMLIN{}")]
    assert [each for each in names if hidden_character(each[1]) != each[0]] == []
    found = [(name, hidden_in(name=name, address="1 Example Street")) for _, name in names]
    assert [each for each in found if each[1] != {"name": HIDDEN_CHARACTER}] == []


STAYS = (
    "",
    "Zoë O’Brien-Nguyễn",
    "Zoe\u0308",  # a combining mark
    "1 Example Street\r\nExampleton\tZZ9 9ZZ",
    "می\u200cخواهم",  # Persian
    "ه\u200d",
    "क्\u200dष",  # Devanagari
    "ශ්\u200dරී",  # Sinhala
    "র\u200d্য",  # Bengali
    "ന്\u200d",  # Malayalam
    "ខ្មែរ\u200bភាសា",  # Khmer, which has no blanks between words
    "ᠬᠠᠭᠠᠨ\u180eᠠ",  # Mongolian
    "יִשְׂרָאֵל מُحَمَّد",
    "\u0661\u0662 \u0600\u0661",  # an Arabic sign before a number, which is seen
    "👍🏽",
)
DOES_NOT = ("می\u200c\u200cخواهم", "a\u200cb", "1\u200d", "مح\u202eمد", "ខ្មែរ\u200eភាសា", "\u200cمی")


def test_marks_that_scripts_need_stay() -> None:
    assert [text for text in STAYS if hidden_character(text) is not None] == []


def test_marks_that_no_script_needs_there_do_not() -> None:
    assert [text for text in DOES_NOT if hidden_character(text) is None] == []


def test_of_all_signs_of_format_only_those_that_are_seen_stand_anywhere() -> None:
    formats = {chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Cf"}
    alone = {sign for sign in formats if hidden_character(f"a{sign}b") is None}
    assert {unicodedata.name(sign).split()[0] for sign in alone} == {"ARABIC", "SYRIAC", "KAITHI"}
    assert len(alone) == 13
