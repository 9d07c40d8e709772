"""Two imports of one folder at the same moment, in every place where an office's data can be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from desktop.application.recordings.import_report import Outcome
from desktop.domain.log.events import EventKind
from tests.support.builders import Office
from tests.support.patience import PATIENCE
from tests.support.trees import Imports, Strongroom, held, name, put, recordings

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
