"""The demo's export reads like a real telephone system's."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.errors import MediaRefusedError
from desktop.media.sandbox.decoding import decode
from desktop.media.telephony.asterisk_cdr import master_csv
from desktop.media.telephony.names import facts_of_name
from desktop.showcase.demo import demo_calls
from desktop.showcase.from_intake import write_export

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(tmp_path_factory.mktemp("export"), demo_calls(), TODAY, LONDON)


def test_each_call_is_told_by_its_name_and_by_the_table_alike(export: Path) -> None:
    table = master_csv((export / "Master.csv").read_bytes(), LONDON)
    assert not table.problems and len(table.calls) == len(demo_calls())
    told = {facts.unique_id: facts for facts in (facts_of_name(str(path), LONDON) for path in export.rglob("*.wav"))}
    for call in demo_calls():
        start = call.call_at(TODAY, LONDON)
        (facts,) = [found for found in told.values() if found.started_at == start]
        row = table.calls[facts.unique_id or ""]
        assert (facts.number, facts.outbound) == (call.number.replace(" ", ""), call.outbound)
        assert (row.number, row.outbound, row.started_at) == (facts.number, facts.outbound, facts.started_at)
        assert row.length_seconds == call.seconds


def test_they_lie_in_folders_by_day(export: Path) -> None:
    days = {"/".join(path.relative_to(export).parts[:3]) for path in export.rglob("*.wav")}
    assert days == {(TODAY - timedelta(days=call.days_ago)).strftime("%Y/%m/%d") for call in demo_calls()}


def test_two_files_are_no_recordings(export: Path) -> None:
    refused = []
    for path in sorted(export.rglob("*.wav")):
        try:
            decode(path.read_bytes())
        except MediaRefusedError as error:
            refused.append(error.code)
    assert sorted(refused) == ["media_cut", "media_not_audio"]
