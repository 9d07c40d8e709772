from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db.engines.sqlcipher import sqlcipher_engine
from db.schema.audit_tables import audit_event
from desktop.domain.log.checkpoint import Checkpoint, key_name, signed_text, verifier_key
from desktop.domain.log.events import Event, EventKind, canonical
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.domain.log.sealing import signed_message, with_signature
from desktop.verify import Report, Stopped, verify
from desktop.verify.report import KEPT, NO_WITNESS, WORDS
from desktop.verify.stored_rows import MOST_BODY
from tests.db.logs import DESK, KEY, NOON, ORIGIN, Office, an_event, of_kind
from tests.verify.conftest import OTHER, Sample, opened
from tests.verify.forgery import ATTACKER, PUBLIC, cover_up

DAY = timedelta(days=1)


def codes(report: Report) -> set[str]:
    assert report.ok == (not report.findings)
    return {finding.code for finding in report.findings}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.engine.dispose()


def verified(office: Office, witness: str | None = None) -> Report:
    connection = opened(office.folder / "office.db")
    try:
        return verify(connection, office.witness.text() if witness is None else witness)
    finally:
        connection.close()


def test_a_whole_log_says_how_far_it_is_vouched_for(office: Office) -> None:
    office.run_days(2, (DESK,), 3)
    office.record(an_event(NOON + 2 * DAY))
    report = verified(office)
    at = datetime(2026, 11, 25, 12, 2, 0, 1, UTC)
    expected = Report(True, 10, "2026-11-26", 8, at, ())
    assert replace(report, milestone=None) == expected


@pytest.mark.against("pc")
def test_events_after_the_last_checkpoint_can_be_cut_and_the_report_does_not_claim_otherwise(office: Office) -> None:
    office.run_days(2, (DESK,), 3)
    before = verified(office)
    office.record(an_event(NOON + DAY + timedelta(hours=1)))
    longer = verified(office)
    with office.engine.begin() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("DROP TRIGGER audit_event_no_delete")
        raw.execute("DELETE FROM audit_event WHERE seq = 8")
        tree = Frontier()
        for (body,) in raw.execute("SELECT body FROM audit_event ORDER BY seq").fetchall():
            tree = tree.append(leaf_hash(body))
        raw.execute("UPDATE audit_head SET size = 8, root = ?", (tree.root(),))
    assert (longer.events, longer.anchored_events) == (9, 8)
    assert verified(office) == before


def test_a_clock_that_was_set_back_breaks_nothing(office: Office) -> None:
    office.record(an_event(NOON + DAY))
    office.record(an_event(NOON))
    office.anchor(NOON)
    assert codes(verified(office)) == set()


def test_a_witness_that_lacks_the_newest_checkpoint_is_found_and_the_next_one_makes_up_for_it(office: Office) -> None:
    office.run_days(1, (DESK,), 2)
    office.record(an_event())
    office.anchor(NOON, witnessed=False)
    report = verified(office)
    assert [(finding.code, finding.seq) for finding in report.findings] == [("witness_behind", 4)]
    assert (report.ok, report.unproved, report.events, report.anchored_events) == (False, True, 4, 3)
    office.record(an_event())
    office.anchor(NOON)
    assert codes(verified(office)) == set()


def test_a_witness_whose_last_two_entries_were_cut_is_found(samples: list[Sample]) -> None:
    *blocks, _, _, _, _, rest = samples[0].witness.split("\n\n")
    with samples[0].copy() as connection:
        report = verify(connection, "\n\n".join([*blocks, rest]))
    assert codes(report) == {"witness_behind"} and report.unproved


def test_a_checkpoint_that_reaches_the_witness_just_after_the_database_is_no_finding(samples: list[Sample]) -> None:
    *blocks, _, _, rest = samples[0].witness.split("\n\n")
    before = "\n\n".join([*blocks, rest])
    said = iter((None, before, samples[0].witness))
    with samples[0].copy() as connection:
        report = verify(connection, before, witness_again=lambda: next(said))
    assert codes(report) == set() and next(said, "") == ""


def test_one_that_never_reaches_it_is_waited_for_a_little(
    samples: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.verify.witnesses.PATIENCE", 0.1)
    *blocks, _, _, rest = samples[0].witness.split("\n\n")
    before, asked = "\n\n".join([*blocks, rest]), []
    with samples[0].copy() as connection:
        report = verify(connection, before, witness_again=lambda: asked.append(1) or before)  # type: ignore[func-returns-value]
    assert codes(report) == {"witness_behind"} and len(asked) > 1


def test_a_witness_that_cannot_be_read_is_found_and_the_log_is_verified_all_the_same(spoilt: Any) -> None:
    report = verify(spoilt, None, origin=ORIGIN)
    assert codes(report) == {"witness_unreadable"} and report.unproved and report.events == 30
    spoilt.execute("UPDATE audit_event SET body = CAST(body || ' ' AS BLOB) WHERE seq = 4")
    assert not verify(spoilt, None, origin=ORIGIN).unproved


@pytest.mark.against("database")
@pytest.mark.parametrize("opened", [b"[", b'{"a":', b'["\\u0041",'], ids=["lists", "objects", "texts"])
@pytest.mark.parametrize("kind", ["log_started", "signing_key_changed", "heard"])
def test_a_body_that_is_nested_100_000_deep_is_found(spoilt: Any, kind: str, opened: bytes) -> None:
    seq, body = spoilt.execute(f"SELECT seq, body FROM audit_event WHERE {of_kind(kind)} ORDER BY seq").fetchone()
    start, end = body.split(b'"facts":{', 1)[0], body[body.index(b'},"kind":') :]
    deep = start + b'"facts":{"a":' + 100_000 * opened + end
    spoilt.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (deep, seq))
    report = verify(spoilt, "x\n\n", origin=ORIGIN)
    assert not report.ok and report.events == 30
    if kind != "heard":  # no other body is parsed
        assert ("wrong_day_key", seq) in {(finding.code, finding.seq) for finding in report.findings}


@pytest.mark.against("database")
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_event SET body = zeroblob(50000000) WHERE seq = 4", "body_too_long"),
        ("UPDATE checkpoint SET note = CAST(zeroblob(50000000) AS TEXT) WHERE size = 10", "checkpoint_malformed"),
    ],
)
def test_what_is_far_too_long_is_found_by_its_length_and_never_fetched(
    spoilt: Any, witness: str, statement: str, code: str
) -> None:
    spoilt.execute(statement)
    tracemalloc.start()
    report = verify(spoilt, witness)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code in codes(report) and peak < 4_000_000  # bytes, of 50 MB


def test_a_body_as_long_as_is_read_is_read(spoilt: Any, witness: str) -> None:
    for length, code in ((MOST_BODY, "body_differs"), (MOST_BODY + 1, "body_too_long")):
        spoilt.execute("UPDATE audit_event SET body = zeroblob(?) WHERE seq = 4", (length,))
        assert (code, 4) in [(finding.code, finding.seq) for finding in verify(spoilt, witness).findings]


def test_a_database_that_names_two_versions_is_found(samples: list[Sample]) -> None:
    with samples[0].copy() as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        assert verify(connection, samples[0].witness).ok
        connection.execute("INSERT INTO alembic_version VALUES ('0002')")
        assert codes(verify(connection, samples[0].witness)) == {"version_unclear"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_is_no_file_in_the_vault_is_found_and_not_opened(samples: list[Sample], tmp_path: Path) -> None:
    vault = tmp_path / "vault" / "original"
    vault.mkdir(parents=True)
    (vault / ("a" * 32)).write_bytes(b"a recording")
    with samples[0].copy() as connection:
        look = partial(verify, connection, samples[0].witness, vault=tmp_path / "vault")
        assert look().ok
        os.mkfifo(vault / ("b" * 32))
        (vault / ("c" * 32)).symlink_to("nowhere")
        found = [finding.code for finding in look().findings]
    assert found == ["vault_not_a_file"] * 2


def test_both_desks_may_sign_the_same_head(office: Office) -> None:
    office.run_days(1, (DESK, OTHER), 2)
    office.anchor(NOON, DESK)
    assert codes(verified(office)) == set()


def test_two_witness_files_of_the_log_are_read_one_after_the_other(samples: list[Sample]) -> None:
    blocks = samples[0].witness.split("\n\n")[:-1]
    genesis = [block for block in blocks if block.startswith("listening-room witness")]
    others = [block for block in blocks if block not in genesis]
    text = "\n\n".join([*genesis, *others, *genesis, *others]) + "\n\n"
    with samples[0].copy() as connection:
        assert codes(verify(connection, text)) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: "", "witness_missing"),
        (lambda text: "\n\n".join(text.split("\n\n")[:1]) + "\n\n", "witness_without_checkpoint"),
        (lambda text: text[:-20], "witness_damaged"),
        (lambda text: text + "anything else\n\n", "witness_damaged"),
        (lambda text: text.replace("witness v1", "witness v2", 1), "witness_damaged"),
        (lambda text: text.replace("\ntime 2026-11-24", "\ntime 2026-11-23", 1), "wrong_signature"),
        (lambda text: text.replace("\ntime 2026-11-24", "\ntime 2026-13-24", 1), "witness_damaged"),
        (lambda text: text.replace(ORIGIN, "another.example"), "witness_damaged"),
        (lambda text: text.replace(f"\n\n{ORIGIN}\n", "\n\nanother.example\n"), "unknown_origin"),
        (lambda text: text + text.replace(ORIGIN, "another.example"), "unknown_origin"),
        (lambda text: text[text.index("\n\nlistening-room witness v1") + 2 :], "unknown_desk"),
        (lambda text: with_key(text, DESK), "wrong_day_key"),
        (lambda text: text + a_first_key(DESK), "witness_damaged"),
        (lambda text: text + a_first_key("f" * 32, name="f" * 32), "witness_damaged"),
        (lambda text: text + a_forged_checkpoint(), "wrong_root"),
        (lambda text: text + a_forged_checkpoint(1000), "log_shorter"),
        (lambda text: text + a_forged_checkpoint(0), "wrong_root"),
    ],
)
def test_a_witness_that_does_not_fit_is_found(samples: list[Sample], change: Callable[[str], str], code: str) -> None:
    with samples[0].copy() as connection:
        report = verify(connection, change(samples[0].witness))
    assert code in codes(report)


def a_first_key(desk: str, public: bytes = PUBLIC, name: str = "") -> str:
    return f"listening-room witness v1\n{ORIGIN}\n{verifier_key(name or key_name(ORIGIN, desk), public)}\n\n"


def with_key(text: str, desk: str) -> str:
    blocks = text.split("\n\n")
    return "\n\n".join(a_first_key(desk).rstrip("\n") if f"/{desk}+" in block else block for block in blocks)


def a_forged_checkpoint(size: int = 30) -> str:
    head = Checkpoint(ORIGIN, size, bytes(32), NOON)
    return signed_text(head, key_name(ORIGIN, DESK), PUBLIC, ATTACKER.sign) + "\n"


@pytest.mark.against("database")
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_event SET body = replace(body, 'heard', 'HEARD') WHERE seq = 4", "row_malformed"),
        ("UPDATE audit_event SET body = CAST(replace(body, ':3]', ':9]') AS BLOB) WHERE seq = 4", None),
        ("UPDATE audit_event SET body = CAST(replace(body, '0,3]', '0,4]') AS BLOB) WHERE seq = 4", "wrong_root"),
        (
            "UPDATE audit_event SET body = CAST(replace(body, '\"n\":4', '\"n\":5') AS BLOB) WHERE seq = 4",
            "body_differs",
        ),
        ("UPDATE audit_event SET body = CAST(body || ' ' AS BLOB) WHERE seq = 4", "body_differs"),
        ("UPDATE audit_event SET body = CAST(' ' || body AS BLOB) WHERE seq = 4", "body_differs"),
        ("UPDATE audit_event SET body = CAST(x'ff' AS TEXT) WHERE seq = 4", "unreadable"),
        ("DELETE FROM audit_event WHERE seq = 4", "number_gap"),
        ("DELETE FROM audit_event WHERE seq >= 28", "log_shorter"),
        ("DELETE FROM audit_event", "log_shorter"),
        ("UPDATE audit_event SET seq = -5 WHERE seq = 4", "number_repeated"),
        ("UPDATE audit_head SET root = x'00'", "head_differs"),
        ("DELETE FROM audit_head", "head_differs"),
        ("DELETE FROM checkpoint WHERE size = 10", "checkpoint_missing"),
        ("UPDATE checkpoint SET at = '2026-11-24T12:13:00.000001Z' WHERE size = 10", "checkpoint_row_differs"),
        ("UPDATE checkpoint SET desk = 'f' WHERE size = 10", "checkpoint_row_differs"),
        ("UPDATE checkpoint SET size = 11 WHERE size = 10", "checkpoint_row_differs"),
        ("UPDATE checkpoint SET note = 'anything' WHERE size = 10", "checkpoint_malformed"),
        ("UPDATE checkpoint SET note = x'00' WHERE size = 10", "checkpoint_malformed"),
        ("UPDATE checkpoint SET note = replace(note, '12:13:00', '12:14:00') WHERE size = 10", "wrong_signature"),
        ("UPDATE audit_event SET body = CAST(replace(body, '=\"}', '=*\"}') AS BLOB) WHERE seq = 0", "wrong_day_key"),
        (
            "UPDATE audit_event SET body = CAST(replace(body, '\"v\":1}', '\"v\":1') AS BLOB) WHERE seq = 0",
            "wrong_day_key",
        ),
        ("DROP TABLE checkpoint", "unreadable"),
    ],
)
def test_each_change_is_called_by_its_name(spoilt: Any, witness: str, statement: str, code: str | None) -> None:
    spoilt.execute(statement)
    found = codes(verify(spoilt, witness))
    assert code in found if code else not found


OTHER_DESK = f"CAST(replace(body, '{DESK}', '{'f' * 32}') AS BLOB)"
LAST_KEY = f"SELECT max(seq) FROM audit_event WHERE {of_kind('signing_key_changed')}"
FIRST_AGAIN = "INSERT INTO audit_event SELECT 0, body FROM audit_event WHERE seq = 1"


@pytest.mark.against("database")
@pytest.mark.parametrize(
    ("statements", "code"),
    [
        ("UPDATE audit_event SET body = (SELECT body FROM audit_event WHERE seq = 2) WHERE seq = 0", "log_start"),
        (f"DELETE FROM audit_event WHERE seq = ({LAST_KEY})", "missing_day"),
        ('DELETE FROM audit_event WHERE instr(body, \'"at":"2026-11-25\') > 0', "wrong_day_key"),
        (f"UPDATE audit_event SET body = {OTHER_DESK} WHERE seq = 4", "unknown_desk"),
        (
            "UPDATE audit_event SET seq = seq + 1000; UPDATE audit_event SET seq = seq - 999; " + FIRST_AGAIN,
            "wrong_day_key",
        ),
    ],
)
def test_a_change_that_is_covered_up_is_called_by_its_name_too(
    spoilt: Any, witness: str, statements: str, code: str
) -> None:
    for statement in statements.split("; "):
        spoilt.execute(statement)
    cover_up(spoilt)
    found = codes(verify(spoilt, witness))
    assert code in found
    assert found & {"wrong_root", "log_shorter"}
    assert not found & {"body_differs", "number_gap", "head_differs", "row_malformed"}


def test_without_any_witness_that_is_all_that_is_said_however_long_the_log(office: Office) -> None:
    office.run_days(1, (DESK, OTHER), 2)
    write_many(office, KEPT + 10)
    connection = opened(office.folder / "office.db")
    report = verify(connection, "", origin=ORIGIN)
    connection.close()
    assert (report.ok, report.unproved, report.events) == (False, True, KEPT + 16)
    assert [finding.code for finding in report.findings] == ["witness_missing"]


def test_the_witness_of_another_office_is_called_that(spoilt: Any) -> None:
    origin = "another.example"
    other = f"listening-room witness v1\n{origin}\n{verifier_key(key_name(origin, DESK), PUBLIC)}\n\n"
    report = verify(spoilt, other, origin=ORIGIN)
    assert (report.ok, report.unproved, report.events) == (False, True, 30)
    assert [finding.code for finding in report.findings] == ["witness_of_another"]


@pytest.mark.parametrize("text", ["", "nothing of ours\n\n"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET body = CAST(body || ' ' AS BLOB) WHERE seq = 4",
        "UPDATE audit_event SET body = CAST(replace(body, '0,3]', '0,4]') AS BLOB) WHERE seq = 4",
        "DELETE FROM audit_event WHERE seq >= 28",
        "UPDATE audit_head SET root = x'00'",
    ],
)
def test_without_a_witness_what_is_wrong_inside_is_still_found(spoilt: Any, statement: str, text: str) -> None:
    spoilt.execute(statement)
    report = verify(spoilt, text, origin=ORIGIN)
    assert not report.ok and not report.unproved
    assert {finding.code for finding in report.findings} - {"witness_damaged", *NO_WITNESS}


def test_an_empty_log_vouches_for_nothing(office: Office) -> None:
    report = verified(office, a_first_key(DESK))
    assert codes(report) == {"witness_without_checkpoint"}
    assert (report.events, report.last_day, report.anchored_events) == (0, None, 0)


def test_a_head_without_events_is_found(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO audit_head VALUES (1, 'x', x'')")
    assert "head_differs" in codes(verified(office))


def test_what_is_found_is_bounded(spoilt: Any, witness: str) -> None:
    for number in range(KEPT + 5):
        spoilt.execute("INSERT INTO checkpoint VALUES (?, 'd', 'x', 'anything')", (1000 + number,))
    report = verify(spoilt, witness)
    assert len(report.findings) == KEPT + 1
    assert report.findings[-1].code == "more"


def test_every_finding_has_its_words(spoilt: Any, witness: str) -> None:
    spoilt.execute("DELETE FROM audit_event WHERE seq = 4")
    [gap] = [finding for finding in verify(spoilt, witness).findings if finding.code == "number_gap"]
    assert (gap.seq, gap.words) == (5, WORDS["number_gap"])


def test_the_connection_is_left_as_it_was(spoilt: Any, witness: str) -> None:
    verify(spoilt, witness)
    assert not spoilt.in_transaction
    spoilt.execute("BEGIN")
    verify(spoilt, witness)
    assert spoilt.in_transaction


def test_events_that_are_added_meanwhile_belong_to_the_next_verification(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.verify.log.FETCH", 3)
    office.run_days(1, (DESK,), 8)
    connection, progress = opened(office.folder / "office.db"), []

    def on_progress(done: int, of: int) -> None:
        progress.append((done, of))
        office.record(an_event(NOON + timedelta(hours=1)))

    report = verify(connection, office.witness.text(), on_progress=on_progress)
    connection.close()
    assert (report.ok, report.events) == (True, 9)
    assert progress == [(3, 9), (6, 9), (9, 9)]
    assert verified(office).events == 12


def test_a_verification_that_is_stopped_has_no_report(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.verify.log.FETCH", 3)
    office.run_days(1, (DESK,), 8)
    connection, progress = opened(office.folder / "office.db"), []
    with pytest.raises(Stopped):
        verify(
            connection,
            office.witness.text(),
            on_progress=lambda done, of: progress.append(done),
            stop=lambda: len(progress) == 2,
        )
    assert progress == [3, 6]  # of nine: it stopped there
    assert not connection.in_transaction
    connection.close()


PEAK = """
import sys, tracemalloc
from pathlib import Path
from desktop.verify import verify
from tests.verify.conftest import opened
connection = opened(Path(sys.argv[1]))
tracemalloc.start()
report = verify(connection, Path(sys.argv[2]).read_text("utf-8"))
print(report.events, len(report.findings), tracemalloc.get_traced_memory()[1])
"""


def test_memory_does_not_grow_with_the_log(office: Office) -> None:
    """In a process of its own: what other tests have left in this one is no part of it."""
    office.run_days(1, (DESK,), 1)
    write_many(office, 6000)
    files = office.folder / "office.db", office.folder / "witness"
    files[1].write_bytes(office.witness.text().encode())
    done = subprocess.run([sys.executable, "-c", PEAK, *map(str, files)], capture_output=True, text=True, check=True)
    events, found, peak = map(int, done.stdout.split())
    assert (events, found) == (6002, 0)
    assert peak < 4_000_000  # bytes, of 12 MB of events


def write_many(office: Office, count: int) -> None:
    """Write events of 2 kB each, as the log would have written them."""
    rows, tree, signer, before = [], Frontier(), office.signer(), b""
    with office.engine.begin() as connection:
        for (body,) in connection.exec_driver_sql("SELECT body FROM audit_event ORDER BY seq"):
            tree = tree.append(leaf_hash(body))
            before = leaf_hash(body) if f'"desk":"{DESK}"'.encode() in body else before
        for seq in range(tree.size, tree.size + count):
            event = Event(EventKind.HEARD, NOON, an_event().desk, facts={"padding": "x" * 2000})
            plain = canonical(event, seq, before)
            body = with_signature(plain, signer.sign(NOON.date(), signed_message(ORIGIN, plain)))
            before = leaf_hash(body)
            tree = tree.append(before)
            rows.append({"seq": seq, "body": body})
        connection.execute(audit_event.insert(), rows)
        head = (tree.size, tree.root())
        connection.exec_driver_sql("UPDATE audit_head SET size = ?, root = ?", head)


@pytest.mark.against("pc")
def test_it_imports_nothing_of_ours() -> None:
    code = (
        "import sys, desktop.verify; print(*(name for name in sys.modules if name.split('.')[0] in ('desktop', 'db')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in found if not name.startswith("desktop.verify")} == {"desktop"}


def test_it_reads_through_the_programs_own_engine(samples: list[Sample]) -> None:
    engine = sqlcipher_engine(samples[0].database, KEY)
    raw = engine.raw_connection()
    assert codes(verify(raw.driver_connection, samples[0].witness)) == set()
    raw.close()
    engine.dispose()
