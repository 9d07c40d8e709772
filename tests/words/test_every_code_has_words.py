"""Every event, and every member of a set that people are shown, has words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Set
from enum import StrEnum

import desktop.application
import desktop.domain
from desktop.application.office.directory import Presence
from desktop.application.office.setting_up import Change, Stage
from desktop.application.ports.sound import Ear, PlayFailure, PlayState
from desktop.application.recordings.retaining import Turn
from desktop.application.requests.listing import RequestFilter
from desktop.domain.appointments import AppointmentStatus, Closed, Unusual
from desktop.domain.log.checkpoint import WitnessReason
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.office_policy import HolidayRegion, Welsh
from desktop.domain.office.people import Permission
from desktop.domain.recordings.finding import Left
from desktop.domain.recordings.retention import Fate, NightTask, Protection, RetentionState
from desktop.domain.recordings.sources import Column, Names
from desktop.domain.requests.deadline import DeadlineState, Rule
from desktop.domain.requests.deadline_days import DayOf
from desktop.domain.requests.intake import Competence
from desktop.domain.requests.request import StageState
from desktop.domain.sessions.document_numbers import Comparison
from desktop.domain.sessions.id_policy import AddressShown, Asks, SeenThrough
from desktop.domain.sessions.identity import BirthComparison, CallKind, NameComparison, ProblemCode, SlotFor, Unfit
from desktop.domain.sessions.lesser_check import Standing, Withdrawn
from desktop.domain.sessions.session import Action, WhyFinished
from desktop.domain.shared.paper import PaperList, Way
from desktop.domain.shared.search_term import TermKind
from desktop.media.telephony.facts import EndedBecause
from desktop.ui.requests.request_fields import COMPETENCE
from desktop.ui.sessions.identity.document_slot import PROBLEMS, UNFIT
from desktop.words import codes
from desktop.words.command_line.office import BEGINS
from desktop.words.copies import ENDINGS, WHY_IT_ENDS, ending_words
from desktop.words.errors.sentences import SENTENCES
from desktop.words.events import PLAIN, Timeline
from desktop.words.policies import ADDRESS, NAMES
from desktop.words.recordings import COLUMN_HEADINGS, COLUMN_HINTS, COLUMN_MEANINGS
from desktop.words.requests import NOTED, RULES, STOPPED

OF_ITS_OWN: dict[type[StrEnum], Set[object]] = {
    EventKind: {*PLAIN, *Timeline.BY_FACTS},
    PlayFailure: set(SENTENCES),
    Rule: set(RULES),
    DayOf: set(NOTED),
    DeadlineState: {*STOPPED, DeadlineState.RUNNING},
    ProblemCode: {*PROBLEMS, ProblemCode.EXPIRED, ProblemCode.TOO_OLD},
    Unfit: set(UNFIT),
    Competence: set(COMPETENCE),
    Stage: set(BEGINS),
    AddressShown: set(ADDRESS),
    Names: set(NAMES),
    Column: set(COLUMN_MEANINGS) & set(COLUMN_HINTS) & set(COLUMN_HEADINGS),
}
"""Sets whose words are sentences with places, in a table of their own."""

SAID_OTHERWISE = {
    Closed,
    Unusual,
    AppointmentStatus,
    Left,
    Protection,
    Ear,
    Standing,
    Withdrawn,
    NightTask,
    Welsh,
    WhyFinished,
}
"""A page says each of these in a sentence of its own."""

NEVER_SHOWN = {
    *(Subject, Permission, HolidayRegion, RetentionState, Fate, Way, PaperList, CallKind),
    *(WitnessReason, Presence, Change, RequestFilter, TermKind, Turn, SlotFor, StageState),
    *(Comparison, Asks, SeenThrough, NameComparison, BirthComparison, Action, PlayState),
}
"""Codes that stay within the rules and their files."""


def every_set() -> Iterator[type[StrEnum]]:
    """Yield each set of codes of the rules and the use cases, once."""
    seen: set[type[StrEnum]] = set()
    for package in (desktop.domain, desktop.application):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for found in vars(importlib.import_module(module.name)).values():
                if isinstance(found, type) and issubclass(found, StrEnum) and found not in {StrEnum, *seen}:
                    seen.add(found)
                    yield found


ALL = frozenset(every_set())


def test_every_member_of_a_set_has_words() -> None:
    of_their_own = [member for codes_of, has in OF_ITS_OWN.items() for member in codes_of if member not in has]
    others = [member for codes_of in ALL - {*OF_ITS_OWN, *SAID_OTHERWISE, *NEVER_SHOWN} for member in codes_of]
    without = [member for member in others if (type(member), member.value) not in codes.WORDS]
    assert [repr(member) for member in (*of_their_own, *without)] == []


def test_what_a_page_says_otherwise_or_never_shows_has_none() -> None:
    assert [each for each in codes.WORDS if each[0] in SAID_OTHERWISE | NEVER_SHOWN] == []


def test_no_member_has_words_twice() -> None:
    assert len(codes.WORDS) == len(codes.CODES)
    assert not set(PLAIN) & set(Timeline.BY_FACTS)


def test_words_within_a_sentence_are_there_for_every_member_of_their_set_and_read_alike() -> None:
    sets = {codes_of for codes_of, _ in codes.WITHIN}
    assert len(sets) == 6 and {(of, member.value) for of in sets for member in of} == set(codes.WITHIN)
    for member, said in codes.WITHIN.items():
        assert said.casefold() == codes.WORDS[member].casefold() and said[0].islower()
    assert set(codes.WITHIN_FOR_INTERNAL) == set(codes.FOR_INTERNAL)


def test_the_lists_name_sets_that_there_are() -> None:
    assert {*OF_ITS_OWN, *SAID_OTHERWISE, *NEVER_SHOWN} <= ALL


def test_a_line_that_needs_no_facts_is_a_plain_sentence() -> None:
    for said in PLAIN.values():
        assert said[0].isupper() and not said.endswith(".") and "_" not in said and "{" not in said


def test_every_reason_why_a_recording_ends_has_words_and_no_reason_has_none() -> None:
    assert set(ENDINGS) == set(WHY_IT_ENDS) == {because.value for because in EndedBecause}
    assert ending_words(None) == ending_words("") == ""
