"""Copies: what a decision lets be heard, what is weighed before, and the parts where nobody speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies import copy as copies
from desktop.domain.copies.decision import (
    FACTORS,
    Asked,
    Capable,
    Confidence,
    Consent,
    Decision,
    Information,
    Weighing,
    is_weighed,
    unheard_of,
    was_heard,
    weighing_of,
)
from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span, intersect

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
COPY = copies.ApprovedCopy(
    id=CopyId("c" * 32),
    request=RequestId("e" * 32),
    recording=RecordingId("d" * 32),
    prepared_by=PersonId("a" * 32),
    prepared_at=AT,
    rate=8000,
    channels=2,
    frames=80_000,
    digest="f" * 64,
    key=copies.SealedKey(b"", RetentionKeyId("b" * 32), b""),
    version=3,
)
APPROVAL = Decision("1" * 32, COPY.request, COPY.id, COPY.digest, PersonId("b" * 32), AT, approved=True, version=3)


def test_an_approval_lets_its_own_copy_be_heard_and_no_other() -> None:
    assert APPROVAL.lets_hear(COPY)
    for other in (  # another copy, another sound, marks made since, no marks
        replace(COPY, id=CopyId("0" * 32)),
        replace(COPY, digest="0" * 64),
        replace(COPY, version=4),
        replace(COPY, version=0),
    ):
        assert not APPROVAL.lets_hear(other)
    for none in (
        replace(APPROVAL, approved=False),
        replace(APPROVAL, approved=False, sent_back=True),
        replace(APPROVAL, copy=None, copy_digest=None),
        replace(APPROVAL, version=None),
    ):
        assert not none.lets_hear(COPY) and not none.lets_hear(replace(COPY, version=0))


def test_a_part_was_heard_where_less_than_a_second_of_it_is_left() -> None:
    part, rate = Span(8_000, 32_000), 8_000
    assert was_heard(part, [Span(0, 40_000)], rate)
    assert was_heard(part, [Span(0, 20_000), Span(21_000, 32_000)], rate)
    assert not was_heard(part, [Span(0, 20_000)], rate)
    assert not was_heard(Span(0, 10), [], rate)
    assert unheard_of([Span(4_000, 12_000)], 12_000, rate) == ()


def test_what_was_not_heard_is_counted_from_a_second_on() -> None:
    assert unheard_of((), 8000, 8000) == (Span(0, 8000),)
    assert unheard_of([Span(0, 7_900), Span(8_000, 24_000)], 24_500, 8000) == ()
    assert unheard_of([Span(0, 8_000)], 16_000, 8000) == (Span(8_000, 16_000),)
    assert unheard_of((), 0, 8000) == ()


WEIGHED = Weighing(Information.PRIVATE, Confidence.DUTY, Asked.ASKED, Capable.YES, Consent.REFUSED)


def test_one_answer_is_enough_where_nobody_else_can_be_heard_or_all_of_it_is_removed() -> None:
    for answer in (Information.NOBODY_ELSE, Information.ALL_REMOVED):
        weighing = Weighing(answer)
        assert weighing.missing == () and not weighing.others_can_be_heard
        assert weighing.codes == (("information", answer.value),)


def test_the_other_four_are_asked_where_something_is_left() -> None:
    for answer in (Information.KNOWN_TO_THEM, Information.EVERYDAY, Information.PRIVATE):
        assert Weighing(answer).missing == ("confidence", "asked", "capable", "consent")
        assert Weighing(answer).others_can_be_heard


def test_nothing_answered_asks_for_the_first_alone() -> None:
    assert Weighing().missing == ("information",) and Weighing().codes == ()


def test_no_combination_of_answers_decides_anything_but_a_refusal_asks_for_words() -> None:
    for answers in product(*FACTORS.values()):
        weighing = Weighing(*answers)  # type: ignore[arg-type]
        assert weighing.missing == ()
        left = answers[0] not in (Information.NOBODY_ELSE, Information.ALL_REMOVED)
        assert weighing.against_their_will == (left and answers[4] is Consent.REFUSED)


def test_codes_say_all_that_was_answered_and_can_be_read_back() -> None:
    assert WEIGHED.codes == (
        ("information", "private"),
        ("confidence", "duty"),
        ("asked", "asked"),
        ("capable", "yes"),
        ("consent", "refused"),
    )
    assert weighing_of(dict(WEIGHED.codes)) == WEIGHED
    assert weighing_of({"information": "everyday", "asked": None}) == Weighing(Information.EVERYDAY)


def test_answers_that_no_longer_belong_to_the_question_are_not_recorded() -> None:
    weighing = Weighing(Information.ALL_REMOVED, Confidence.DUTY, consent=Consent.REFUSED)
    assert weighing.codes == (("information", "all_removed"),) and not weighing.against_their_will


def test_it_is_asked_where_somebody_from_outside_listens() -> None:
    assert is_weighed(Kind.SUBJECT_ACCESS) and not is_weighed(Kind.INTERNAL)


RATE = 100
MUSIC, SILENCE, ANSWER = copies.ChapterKind.HOLD_MUSIC, copies.ChapterKind.SILENCE, copies.ChapterKind.BEFORE_ANSWER


def test_hold_music_and_the_time_before_the_answer_are_chapters_and_keys_are_not() -> None:
    found = [("before_answer", 0, 900, None), ("keypad_tones", 1000, 3000, None), ("hold_music", 4000, 9000, None)]
    assert copies.chapters_of(found, (), RATE) == (copies.Chapter(0, 900, ANSWER), copies.Chapter(4000, 9000, MUSIC))


def test_what_is_on_one_voice_alone_is_none() -> None:
    assert copies.chapters_of([("silence", 0, 9000, 0)], (), RATE) == ()


def test_a_short_one_is_not_worth_passing_over() -> None:
    assert copies.chapters_of([("silence", 0, copies.SHORTEST_CHAPTER_SECONDS * RATE - 1, None)], (), RATE) == ()
    assert len(copies.chapters_of([("silence", 0, copies.SHORTEST_CHAPTER_SECONDS * RATE, None)], (), RATE)) == 1


def test_a_removed_part_is_cut_out_of_it() -> None:
    found = copies.chapters_of([("hold_music", 0, 3000, None)], (Span(1000, 1500),), RATE)
    assert found == (copies.Chapter(0, 1000, MUSIC), copies.Chapter(1500, 3000, MUSIC))
    assert copies.chapters_of([("hold_music", 0, 3000, None)], (Span(0, 4000),), RATE) == ()


def test_of_two_that_overlap_the_earlier_is_whole() -> None:
    found = [("silence", 500, 3000, None), ("hold_music", 0, 1000, None), ("silence", 200, 900, None)]
    assert copies.chapters_of(found, (), RATE) == (copies.Chapter(0, 1000, MUSIC), copies.Chapter(1000, 3000, SILENCE))


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, 20_000))
    return start, start + draw(st.integers(1, 5_000))


@given(
    st.lists(st.tuples(st.sampled_from(["silence", "hold_music", "keypad_tones"]), places(), st.none() | st.just(1))),
    st.lists(places().map(lambda place: Span(*place)), max_size=5),
)
def test_chapters_are_in_order_apart_long_enough_and_never_in_a_removed_part(
    found: list[tuple[str, tuple[int, int], int | None]], removed: list[Span]
) -> None:
    chapters = copies.chapters_of([(kind, start, end, channel) for kind, (start, end), channel in found], removed, RATE)
    assert all(chapter.end - chapter.start >= copies.SHORTEST_CHAPTER_SECONDS * RATE for chapter in chapters)
    assert all(one.end <= other.start for one, other in pairwise(chapters))
    assert not intersect([Span(chapter.start, chapter.end) for chapter in chapters], removed)
