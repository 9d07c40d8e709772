"""Recordings come in once, are kept as long as they should, and go; in every place."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from desktop.application.recordings.import_report import Outcome
from desktop.application.recordings.retaining import RetainReport
from desktop.domain.log.events import EventKind
from desktop.domain.shared.ids import RecordingId
from tests.support.machine.patience import PATIENCE
from tests.support.offices.builders import ANOTHER_DAY, Office, a_call, aged
from tests.support.offices.trees import Imports, Strongroom, held, name, put, recordings


def test_what_is_due_goes_what_is_held_stays_and_the_log_is_whole(office: Office) -> None:
    gone, held = office.first_request, office.imported(office.a_request(call=ANOTHER_DAY), a_call(1, 500))
    office.released(gone)
    with office.uow().read_only() as uow:
        before = uow.recordings.get(office.recording(held))
    office.clock.pass_by(days=150)
    assert [each.recording for each in office.retain().warned_of] == [office.recording(gone)]
    office.clock.pass_by(days=34)
    report = office.retain()
    assert (report.destroyed, report.held, report.keys_destroyed, report.resealed) == (1, 1, 2, 1)
    with office.uow().read_only() as uow:
        assert uow.recordings.get(office.recording(gone)).destroyed_at is not None
        after = uow.recordings.get(office.recording(held))
        assert list(uow.keeping.living()) == [after.id] and uow.keeping.sources() == ["switchboard"]
        assert uow.recordings.by_digest(after.digest) == after
    assert after.destroyed_at is None and after.key.retention_key != before.key.retention_key
    office.prepared(held)
    aged(office.parts.paths.vault, at=time.time())
    assert office.retain() == RetainReport(held=1, holds_past_review=1, kept=1), "a second run has nothing left to do"
    assert office.released(held) and office.retain().destroyed == 1
    assert office.verify().whole


def test_which_holds_hold_a_recording_and_who_would_miss_what(office: Office) -> None:
    """A request that names it; one without a recording that has held it; and what telephone systems would delete."""
    own = office.recording(office.first_request)
    with office.uow().read_only() as uow:
        (hold,) = uow.keeping.holds_of(office.first_request)
        assert list(uow.keeping.holding(own)) == [hold.id] and own in uow.keeping.held_by(hold.id)
        assert list(uow.keeping.holding(RecordingId("0" * 32))) == []
    looked_for = office.a_request()
    named, looking = office.request(office.first_request).reference, office.request(looked_for).reference
    with office.uow().read_only() as uow:
        assert list(uow.keeping.asking(own)) == [named, looking]
        assert [(ref, task.request) for ref, task in uow.keeping.not_stopped()] == [(looking, looked_for)]
    office.imported(looked_for, a_call(1, 500))
    with office.uow().read_only() as uow:
        assert list(uow.keeping.asking(own)) == [named]
        assert list(uow.keeping.not_stopped()) == []


FILES = 8


def test_each_recording_comes_in_once_and_is_held_and_the_log_is_whole(place: Office, tmp_path: Path) -> None:
    asked = place.request(place.a_request())
    for number in range(FILES):
        put(tmp_path, f"{number}/{name(unique=number)}", b"call %d" % number)
    before = {row.id for row in recordings(place)}
    strongroom, together = Strongroom(), Barrier(2, timeout=PATIENCE)
    strongroom.before = lambda data: together.wait() if data == b"call 0" else None
    both = [Imports(place, strongroom=strongroom) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda imports: imports.run(tmp_path), both))
    came = [row for row in recordings(place) if row.id not in before]
    assert sum(report.counts[Outcome.CAME_IN] for report in reports) == len(came) == FILES
    assert sum(report.counts[Outcome.WAS_THERE] for report in reports) == FILES
    assert set(strongroom.kept) == {row.id for row in came}
    assert {(row.id, asked.reference) for row in came} <= held(place)
    assert len({row.retention_key for row in came}) == 1
    imported = [event for event in place.events() if event.kind is EventKind.RECORDING_IMPORTED]
    assert {event.subjects["recording"] for event in imported} >= {row.id for row in came}  # type: ignore[index]
    assert place.verify().whole
