"""A telephone system whose tables someone has explained: previewed, and written for an administrator."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.application.office.policy_edits import FileEdit, SourceEdit, export_with_source
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, SideTable
from desktop.errors import FieldsError, NotAllowedError
from tests.application.office.by_policies import KEEPING, begin, previewed, texts, view
from tests.support.builders import Office
from tests.support.refusals import refusal

TABLE = SideTable("calls-*.csv", ((Column.STARTED, "Start"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M")
LIBERTY = Source("liberty", ZoneInfo("Europe/London"), RetentionPeriod(months=6), table=TABLE)


def export(office: Office, source: Source, file: Path, who: str = "officer") -> None:
    export_with_source(office.actor(who), source, file, uow=office.uow(), texts=texts(office))


def in_force(office: Office) -> KeepingPolicy:
    found = view(office).state(KEEPING).policy
    assert isinstance(found, KeepingPolicy)
    return found


def test_a_source_more_needs_a_second_person_and_another_table_does_not(office: Office) -> None:
    begin(office)
    more = previewed(office, SourceEdit(LIBERTY))
    assert more.weaker and [change.setting for change in more.changes] == ["source"]
    known = in_force(office).sources[0]
    read = previewed(office, SourceEdit(replace(known, table=TABLE)))
    assert not read.weaker and [(change.setting, change.about) for change in read.changes] == [("read_as", known.name)]
    other = previewed(office, SourceEdit(replace(known, table=TABLE, zone=ZoneInfo("UTC"))))
    assert other.weaker and {change.setting for change in other.changes} == {"read_as", "zone"}


def test_a_name_with_a_hidden_character_is_refused_at_its_field(office: Office) -> None:
    begin(office)
    with pytest.raises(FieldsError) as refused:
        previewed(office, SourceEdit(replace(LIBERTY, name="liber\u200bty")))
    assert set(refused.value.problems) == {"source_name"}


def test_an_officer_previews_nothing_but_writes_a_file_that_an_administrator_takes_in(
    office: Office, tmp_path: Path
) -> None:
    begin(office)
    with pytest.raises(NotAllowedError):
        previewed(office, SourceEdit(LIBERTY), "officer")
    file, events = tmp_path / "keeping.toml", len(office.events())
    export(office, LIBERTY, file)
    assert len(office.events()) == events, "nothing is changed"
    taken = previewed(office, FileEdit(PolicyName.KEEPING, file))
    assert [(change.setting, change.becomes) for change in taken.changes] == [("source", "liberty")]
    assert refusal(export, office, LIBERTY, file) == "policy_file_exists"


def test_before_the_policies_are_begun_the_pcs_file_is_written_on(office: Office, tmp_path: Path) -> None:
    export(office, LIBERTY, tmp_path / "keeping.toml")
    assert "liberty" in (tmp_path / "keeping.toml").read_text("utf-8")
