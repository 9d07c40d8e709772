"""Going on from where a whole verification ended: what is new is found as by a whole one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop.bootstrap.verifying import log_connection
from desktop.domain.log.events import EventKind
from desktop.verify import Report, verify
from desktop.verify.report import Milestone, read_milestone
from tests.db.logs import DESK, NOON, ORIGIN, Office, an_event
from tests.verify.conftest import Sample
from tests.verify.forgery import MUTATIONS, Mutation, cover_up, drop_guards, is_changed

OTHER = "b" * 32
FAR = timedelta(days=3650)
PER_MUTATION = settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Grown:
    """A log, and the milestones that it had while it grew."""

    sample: Sample
    milestones: tuple[Milestone, ...]


def whole_of(office: Office) -> Milestone:
    with log_connection(office.engine) as connection:
        report = verify(connection, office.witness.text(), origin=ORIGIN)
    assert report.milestone is not None, report.findings
    return report.milestone


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    """Build two desks over five days: a key of each day, signed events, and some that nobody has anchored."""
    office, milestones = Office(tmp_path_factory.mktemp("grown")), list[Milestone]()
    for day in range(5):
        for desk in (DESK, OTHER)[: 1 + (day > 0)]:
            at = NOON + timedelta(days=day, minutes=len(milestones))
            office.record(an_event(at, desk, EventKind.SIGNED_IN))
            office.record(an_event(at, desk, EventKind.REQUEST_APPROVED))
            office.anchor(at, desk)
            milestones.append(whole_of(office))
        office.record(an_event(at, desk))
        milestones.append(whole_of(office))
    office.anchor(at)  # else the last events could be cut, and nobody could tell
    office.engine.dispose()
    return Grown(Sample(office.folder / "office.db", office.witness.text()), tuple(milestones))


def comparable(report: Report) -> Report:
    return replace(report, since=0, milestone=None)


def test_from_every_milestone_on_the_report_is_that_of_the_whole_log(grown: Grown) -> None:
    with grown.sample.copy() as connection:
        whole = verify(connection, grown.sample.witness, origin=ORIGIN)
        assert whole.ok and whole.since == 0
        for milestone in grown.milestones:
            report = verify(connection, grown.sample.witness, origin=ORIGIN, since=milestone)
            assert report.findings == () and comparable(report) == comparable(whole)
            assert report.since == milestone.size and report.milestone is None


def test_it_reads_no_event_before_it(grown: Grown) -> None:
    """So a day's events cost a day's time; what was changed before is for the whole verification to find."""
    milestone = grown.milestones[3]
    with grown.sample.copy() as connection:
        drop_guards(connection)
        connection.execute("UPDATE audit_event SET body = x'00' WHERE seq < ?", (milestone.size,))
        assert verify(connection, grown.sample.witness, origin=ORIGIN, since=milestone).ok
        assert not verify(connection, grown.sample.witness, origin=ORIGIN).ok


def rows_since(connection: Any, size: int) -> dict[str, str]:
    """Return every row from there on, a text for each table's."""
    queries = {
        "audit_event": f"SELECT * FROM audit_event WHERE seq >= {size} ORDER BY 1, 2",
        "audit_head": "SELECT * FROM audit_head",
        "checkpoint": f"SELECT * FROM checkpoint WHERE size >= {size} ORDER BY 1, 2",
    }
    return {table: repr(connection.execute(query).fetchall()) for table, query in queries.items()}


@pytest.mark.against("rows")
@pytest.mark.parametrize("covered", [False, True], ids=["left so", "covered up"])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
@PER_MUTATION
@given(data=st.data())
def test_no_change_after_it_survives(grown: Grown, mutation: Mutation, covered: bool, data: st.DataObject) -> None:
    milestone = data.draw(st.sampled_from(grown.milestones[:6]))
    with grown.sample.copy() as connection:
        drop_guards(connection)
        before = rows_since(connection, milestone.size)
        mutation(connection, data)
        if covered:
            cover_up(connection)
        whole = verify(connection, grown.sample.witness, origin=ORIGIN, since=milestone).ok
        assert not (whole and is_changed(before, rows_since(connection, milestone.size)))


def test_a_log_that_became_shorter_is_found(grown: Grown) -> None:
    milestone = grown.milestones[4]
    with grown.sample.copy() as connection:
        drop_guards(connection)
        connection.execute("DELETE FROM audit_event WHERE seq >= ?", (milestone.size - 1,))
        connection.execute("DELETE FROM checkpoint WHERE size >= ?", (milestone.size,))
        cover_up(connection)
        found = verify(connection, grown.sample.witness, origin=ORIGIN, since=milestone).findings
    assert {finding.code for finding in found} >= {"log_shorter", "head_differs"}


def test_a_witness_that_lost_what_it_had_is_found(grown: Grown) -> None:
    """Also where later checkpoints are in it: a file that was made anew is not the one that was verified."""
    milestone = grown.milestones[2]
    assert milestone.anchor in grown.sample.witness
    shortened = grown.sample.witness.replace(f"{milestone.anchor}\n", "")
    with grown.sample.copy() as connection:
        report = verify(connection, shortened, origin=ORIGIN, since=milestone)
    assert [finding.code for finding in report.findings] == ["anchor_missing"]


def test_a_key_from_ahead_goes_on_signing_after_a_milestone(tmp_path: Path) -> None:
    """A day that had its key already gets no other, and the desk signs with the one from ahead."""
    office = Office(tmp_path)
    office.record(an_event(NOON))
    office.anchor(NOON)
    before = whole_of(office)
    for at in (NOON + FAR, NOON + timedelta(days=1)):
        office.record(an_event(at))
        office.anchor(at)
    with log_connection(office.engine) as connection:
        codes = {each.code for each in verify(connection, office.witness.text(), origin=ORIGIN, since=before).findings}
        assert codes == {each.code for each in verify(connection, office.witness.text(), origin=ORIGIN).findings}
    assert codes == {"clock_back"}


def test_a_log_with_a_finding_has_no_milestone(grown: Grown) -> None:
    with grown.sample.copy() as connection:
        drop_guards(connection)
        connection.execute("UPDATE audit_event SET body = CAST(body || ' ' AS BLOB) WHERE seq = 3")
        assert verify(connection, grown.sample.witness, origin=ORIGIN).milestone is None


def test_one_that_was_kept_is_read_back(grown: Grown) -> None:
    for milestone in grown.milestones:
        assert read_milestone(milestone.text()) == milestone
        assert "\n" not in milestone.text()


@example("")
@example("null")
@example("[]")
@example("{}")
@given(st.text())
def test_anything_else_is_none(text: str) -> None:
    assert read_milestone(text) is None


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_with_another_byte_is_none_or_written_as_one(grown: Grown, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(grown.milestones)).text()
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters(codec="ascii")) + text[at + 1 :]
    found = read_milestone(changed)
    assert found is None or found.text() == changed
