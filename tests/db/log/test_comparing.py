"""The database against its log: a lived-in office agrees with it, and no edit of what is bound goes unnamed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from db.log.comparing import Expected, Names, compare, compare_table, expected_rows, key_columns
from db.schema import office_tables, request_tables, session_tables
from db.schema.audit_tables import audit_event
from db.schema.tables import TABLES, Free, Proved, Rule, metadata
from desktop.application.recordings.finding import UnlinkRecording
from desktop.application.requests.deadlines import (
    AskClarification,
    AskProof,
    ClarificationAnswered,
    CorrectDay,
    ProofArrived,
    TellExtension,
)
from desktop.application.requests.follow_ups import AnswerFollowUp
from desktop.domain.copies.marking import Draft
from desktop.domain.log.differences import Difference
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.log.replay.ledger import Facts, Finding
from desktop.domain.requests.deadline import DeadlineRules, ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.deadline_days import DayOf, NotedDay
from desktop.domain.requests.follow_ups import FollowUpAnswer
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Call
from desktop.domain.shared.ids import RequestId, SessionId
from tests.application.copies import test_preparing as marking
from tests.application.log.test_personal_data import whole_life
from tests.application.recordings import test_finding as finding
from tests.application.requests import test_deadlines as clock
from tests.application.requests.test_follow_ups import tell
from tests.attacks.forging import guards_of
from tests.db.logs import facts_in
from tests.faults.lost import every_commit as every
from tests.support.offices.builders import NUMBER, Office, a_call
from tests.support.offices.places import PLACES, owners

FOR_AUDITORS = (Path(__file__).resolve().parents[3] / "docs" / "security.md").read_text("utf-8")


def test_every_column_of_every_table_is_bound_derived_words_or_free() -> None:
    schema = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    said = {(name, column) for name, bindings in TABLES.items() for column in bindings.columns}
    assert schema - said == set(), "columns that nothing is said of"
    assert said - schema == set(), "entries without a column"


def test_whatever_is_free_or_proved_says_why() -> None:
    rules = [rule for bindings in TABLES.values() for rule in bindings.columns.values()]
    assert all(len(rule.why) > 20 for rule in rules if isinstance(rule, Free))
    assert all(rule.how for rule in rules if isinstance(rule, Proved))


def lived_in(office: Office, folder: Path) -> None:
    """Go through every use case that changes a row, and leave at least one row in each table."""
    whole_life(office)
    every.at_the_door(office)
    every.tending(office)
    every.preparing_a_copy(office)
    every.at_the_counter(office)
    every.bringing_in(office, folder)
    every.follow_up(office)
    looking_for_a_recording(office)
    answering(office)
    asking(office)
    every.destroying(office)
    every.changing_policies(office)


def looking_for_a_recording(office: Office) -> None:
    """Choose one that is there, and unlink it; say of another that nothing is left."""
    request = office.a_request()
    finding.choose(office, request, finding.find(office, request).rows[0].id)
    office.do(
        UnlinkRecording(office.actor("officer", office.back), request),
        desk=office.back,
        strongroom=office.strongroom,
    )
    nothing = office.a_request(call=Call(office.clock.now() - timedelta(days=80), "01632 960744"))
    finding.say(office, nothing, "switchboard")


def answering(office: Office) -> None:
    """Answer a correction that arose, and mark a copy with a chapter for the listener."""
    [gone] = [event.subjects for event in office.events() if event.kind is EventKind.ANSWER_TAKEN_BACK]
    of, on, day = SessionId(gone[Subject.SESSION]), RequestId(gone[Subject.REQUEST]), office.clock.now().date()
    tell(office, of, LetterKind.CORRECTION_MADE)
    answer = AnswerFollowUp(office.actor("officer"), on, of, FollowUpAnswer.CORRECTED, day)
    office.do(answer)
    draft = Draft(0, (marking.MARK, marking.OTHER), (), "bleep", ("silence:3000:19000:all",))
    marked = office.imported(office.a_request(), a_call(20.0, 640))
    marking.made(office, marked, marking.saved(office, marked, draft).version)


def asking(office: Office) -> None:
    """Take a request for two calls, whose clock waits for everything there is, and is corrected."""
    at = office.clock.now() - timedelta(days=60)
    taken = office.a_request(calls=(Call(at, NUMBER), Call(at - timedelta(days=1), NUMBER)), reason="Heard at once.")
    officer, day = office.actor("officer", office.back), office.request(taken).received_on
    clock.note(office, AskProof(officer, taken, ProofOf.IDENTITY, day, clock.WHY))
    clock.note(office, ProofArrived(officer, taken, ProofOf.IDENTITY, day))
    clock.note(office, AskProof(officer, taken, ProofOf.AUTHORITY, day, clock.WHY))
    clock.note(office, AskClarification(officer, taken, day, QuestionAbout.WHICH_CALL))
    clock.note(office, ClarificationAnswered(officer, taken, day))
    clock.note(office, TellExtension(officer, taken, day, ExtensionReason.COMPLEX))
    later = day + timedelta(days=1)
    for of, position, proof in CORRECTED:
        correction = CorrectDay(officer, taken, NotedDay(of, day, position, proof), later, clock.WHY)
        office.do(correction, desk=office.back, rules=DeadlineRules(frozenset()))


CORRECTED = (
    (DayOf.PROOF_ARRIVED, 0, ProofOf.IDENTITY),
    (DayOf.PROOF_ASKED, 0, ProofOf.IDENTITY),
    (DayOf.QUESTION_ANSWERED, 0, None),
    (DayOf.QUESTION_ASKED, 0, None),
    (DayOf.EXTENSION_TOLD, 0, None),
)


@pytest.fixture(params=PLACES, scope="module")
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("lived")
    with PLACES[request.param](folder) as made:
        lived_in(made, folder)
        yield made


@contextmanager
def an_editor(office: Office) -> Iterator[Connection]:
    """Yield a connection that may edit every row, and whose edits are all gone at its end."""
    with owners(office) as engine, engine.connect() as connection:
        connection.begin()
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            for table in metadata.tables.values():
                for key in table.foreign_key_constraints:
                    connection.execute(text(f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{key.name}"'))
        yield connection
        connection.rollback()


def test_an_office_that_was_lived_in_is_what_its_log_says(office: Office) -> None:
    with office.parts.engine.connect() as connection:
        facts = facts_in(connection)
        assert facts.findings == ()
        assert list(compare(connection, facts)) == []
    with office.uow().read_only() as uow:
        assert list(uow.proven.everything()) == []


def test_each_thing_in_it_is_what_the_log_says_of_that_thing_alone(office: Office) -> None:
    """As it is compared before someone acts on it: with the few events about it."""
    tables = (office_tables.person, request_tables.request, session_tables.session)
    for table in tables:
        with office.parts.engine.connect() as connection:
            ids = connection.execute(select(table.c.id)).scalars().all()
        assert len(ids) > 4
        for id in ids:
            with office.uow().read_only() as uow:
                getattr(uow.proven, table.name)(id)


@pytest.mark.against("rows")
def test_every_edit_of_what_is_bound_is_named(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    tried, missed = 0, []
    with an_editor(office) as connection:
        facts = facts_in(connection)
        for name, bindings in TABLES.items():
            for column in (column for column, rule in bindings.columns.items() if isinstance(rule, Rule)):
                if (name, column) == ("office", "one"):
                    continue  # the database refuses any other value
                with connection.begin_nested() as edit:
                    _edit(connection, facts, metadata.tables[name], column)
                    found = list(compare_table(connection, facts, name))
                    edit.rollback()
                tried += 1
                if not any(_names(each, column) for each in found):
                    missed.append((name, column, found))
    with capsys.disabled():
        print(f"\nEdits tried {tried}, named {tried - len(missed)}, missed {len(missed)}")
    assert missed == []
    assert tried > _said(r"\| Edits tried on each database, .*; missed \| More than (\d+); 0 \|")


@pytest.mark.against("rows")
def test_a_finding_about_an_event_is_named_by_what_its_bytes_say_and_by_nothing_where_they_say_none(
    office: Office,
) -> None:
    kinds = [event.kind for event in office.events()]
    seq = kinds.index(EventKind.REQUEST_TAKEN)
    with an_editor(office) as connection:
        assert Names(connection).of(Finding(seq, "wrong_order")).startswith("SAR-")
        for guard in guards_of(connection):
            connection.exec_driver_sql(guard)
        for body in (b"", b"{}", b"[" * 50_000, b'{"kind":"heard"}'):
            connection.execute(update(audit_event).where(audit_event.c.seq == seq).values(body=body))
            assert Names(connection).of(Finding(seq, "wrong_order")) == ""


def test_the_page_for_auditors_counts_the_columns_as_they_are() -> None:
    rules = [rule for bindings in TABLES.values() for rule in bindings.columns.values()]
    assert len(rules) > _said(r"\| Columns of the database \| More than (\d+):")
    assert sum(isinstance(rule, Free) for rule in rules) == _said(r"all but (\d+), which are free")


def _said(pattern: str) -> int:
    found = re.search(pattern, FOR_AUDITORS)
    assert found is not None, pattern
    return int(found[1])


def _names(found: Difference, column: str) -> bool:
    return found.column == column or found.code in ("row_without_event", "row_missing")


def _edit(connection: Connection, facts: Facts, table: Table, column: str) -> None:
    """Edit one row in which that column is bound to something."""
    here, stored = _a_row(connection, facts, table, column)
    changed = _another(table.c[column], stored)
    assert connection.execute(update(table).where(here).values({column: changed})).rowcount == 1, (table.name, column)


def _a_row(connection: Connection, facts: Facts, table: Table, column: str) -> tuple[Any, Any]:
    for expected in expected_rows(facts, table.name):
        here = _here(table, expected)
        return here, connection.execute(select(table.c[column]).where(here)).scalar_one()
    raise AssertionError(f"no row of {table.name} says {column}")


def _here(table: Table, expected: Expected) -> Any:
    return and_(*(table.c[key] == value for key, value in zip(key_columns(table.name), expected.key, strict=True)))


def _another(column: Column[Any], stored: Any) -> Any:
    kind = column.type
    if isinstance(kind, Boolean):
        return not stored
    if isinstance(kind, Integer):
        return (stored or 0) + 1001
    if isinstance(kind, LargeBinary):
        return b"" if stored else b"made up"
    if isinstance(kind, Text):
        return "made up"
    assert isinstance(kind, String)
    of_length = {32: "f" * 32, 27: "2031-01-01T10:00:00.000000Z", 10: "2031-01-01", 64: "e" * 64}
    return of_length.get(kind.length or 0, "made_up")


def test_a_row_under_another_key_is_one_that_no_event_tells_of_and_one_that_is_gone(office: Office) -> None:
    with an_editor(office) as connection:
        facts = facts_in(connection)
        for name, bindings in TABLES.items():
            if bindings.type is None or name == "office":
                continue
            with connection.begin_nested() as edit:
                _edit(connection, facts, metadata.tables[name], key_columns(name)[-1])
                found = {each.code for each in compare_table(connection, facts, name)}
                edit.rollback()
            assert found == {"row_without_event", "row_missing"}, name


def test_a_row_that_is_gone_is_named(office: Office) -> None:
    with an_editor(office) as connection:
        facts = facts_in(connection)
        for name, bindings in TABLES.items():
            if bindings.type is None:
                continue
            table = metadata.tables[name]
            expected = next(iter(expected_rows(facts, name)))
            with connection.begin_nested() as edit:
                connection.execute(table.delete().where(_here(table, expected)))
                gone = list(compare_table(connection, facts, name))
                edit.rollback()
            assert [(each.code, each.table, each.event) for each in gone] == [("row_missing", name, expected.since)]


HOSTILE = ("x'ff00'", "CAST(x'ff00' AS TEXT)", "'x'", "replace(hex(zeroblob(50000)), '0', '[')", "9e999", "-7")


def test_whatever_stands_in_a_column_is_named_and_raises_nothing(office: Office) -> None:
    """SQLite keeps any value in any column. Of a yes or no it says yes to all but 0; of a key, that there is one."""
    if office.parts.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL refuses a value of another type")
    tried = 0
    with an_editor(office) as connection:
        facts = facts_in(connection)
        for name, bindings in TABLES.items():
            for column in (column for column, rule in bindings.columns.items() if isinstance(rule, Rule)):
                here, _ = _a_row(connection, facts, metadata.tables[name], column)
                yes_or_no = isinstance(metadata.tables[name].c[column].type, Boolean) or column == "data_key"
                for value in HOSTILE:
                    with connection.begin_nested() as edit:
                        changed = update(metadata.tables[name]).where(here).values({column: text(value)})
                        with suppress(IntegrityError):  # the office is one, and a date of a slot is unique
                            connection.execute(changed)
                            tried += 1
                            found = list(compare_table(connection, facts, name))
                            assert found or yes_or_no, (name, column, value)
                        edit.rollback()
    assert tried > 1000
