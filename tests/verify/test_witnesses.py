"""Several witness files, an authority's time stamps, and two histories of one log."""

from __future__ import annotations

import base64
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from db.engines.sqlcipher import sqlcipher_engine
from desktop.domain.log.checkpoint import key_name, verifier_key
from desktop.domain.log.events import EventKind
from desktop.verify import Report, verify
from desktop.verify.notes import read_note
from desktop.verify.stamps import LATE, Stamps
from desktop.verify.witnesses import WitnessFile
from tests.db.logs import DESK, KEY, NOON, ORIGIN, Office, an_event
from tests.support.servers.time_stamping import Authority, make_authority
from tests.verify.conftest import OTHER, Sample, build, opened
from tests.verify.forgery import PUBLIC
from tests.verify.test_verify import a_first_key

Changed = Callable[[str], str | None]


def whole(text: str) -> str:
    return text


def shorter(text: str) -> str:
    """Leave the newest checkpoint out."""
    *blocks, _, _, rest = text.split("\n\n")
    return "\n\n".join([*blocks, rest])


def keys_only(text: str) -> str:
    blocks = [block for block in text.split("\n\n") if block.startswith("listening-room witness")]
    return "\n\n".join([*blocks, ""])


def missing(text: str) -> str:
    return ""


def unreadable(text: str) -> None:
    return None


def foreign(text: str) -> str:
    origin = "listening-room/another"
    return f"listening-room witness v1\n{origin}\n{verifier_key(key_name(origin, DESK), PUBLIC)}\n\n"


@pytest.fixture
def run(samples: list[Sample], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    monkeypatch.setattr("desktop.verify.witnesses.PATIENCE", 0.0)

    def verified(*changes: Changed) -> Report:
        texts = [change(samples[0].witness) for change in changes]
        files = [WitnessFile(text, lambda text=text: text, f"/{n}/witness") for n, text in enumerate(texts, 1)]  # type: ignore[misc]
        with samples[0].copy() as connection:
            return verify(connection, witnesses=files, origin=ORIGIN)

    return verified


@pytest.mark.against("pc")
@pytest.mark.parametrize("change", [shorter, keys_only, missing, unreadable])
def test_where_one_vouches_for_it_the_log_is_whole_and_the_others_are_named(
    run: Callable[..., Report], change: Changed
) -> None:
    report = run(whole, change, whole)
    assert (report.ok, report.anchored_events, report.lagging) == (True, 30, ("/2/witness",))
    report = run(change, change, whole)
    assert (report.ok, report.anchored_events, report.lagging) == (True, 30, ("/1/witness", "/2/witness"))
    assert run(whole, whole, whole).lagging == ()


def test_what_none_has_is_not_anchored(run: Callable[..., Report]) -> None:
    report = run(shorter, keys_only, shorter)
    assert (report.ok, report.unproved, report.anchored_events, report.lagging) == (False, True, 25, ())
    assert [(finding.code, finding.seq) for finding in report.findings] == [("witness_behind", 30)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((keys_only, missing), "witness_without_checkpoint"),
        ((missing, unreadable), "witness_missing"),
        ((unreadable, unreadable), "witness_unreadable"),
        ((foreign, missing), "witness_of_another"),
    ],
)
def test_where_none_has_a_checkpoint_nothing_is_proved(
    run: Callable[..., Report], changes: tuple[Changed, ...], code: str
) -> None:
    report = run(*changes)
    assert (report.ok, report.unproved, report.anchored_events) == (False, True, 0)
    assert [finding.code for finding in report.findings] == [code]


def test_a_file_that_arrives_late_is_waited_for(samples: list[Sample]) -> None:
    text = samples[0].witness
    late = WitnessFile(shorter(text), lambda: text, "late")
    with samples[0].copy() as connection:
        report = verify(connection, witnesses=[WitnessFile(text, None, "first"), late], origin=ORIGIN)
    assert report.lagging == () and [finding.code for finding in report.findings] == []


def test_a_changed_log_is_found_by_any_of_them(samples: list[Sample], spoilt: Any) -> None:
    spoilt.execute("UPDATE audit_event SET body = CAST(replace(body, '0,3]', '0,4]') AS BLOB) WHERE seq = 4")
    check = partial(verify, spoilt, origin=ORIGIN)
    files = [WitnessFile(keys_only(samples[0].witness)), WitnessFile(samples[0].witness)]
    for several in (files, files[::-1]):
        codes = {finding.code for finding in check(witnesses=several).findings}
        assert "wrong_root" in codes


@pytest.mark.against("pc")
def test_files_that_begin_with_different_keys_are_found(samples: list[Sample]) -> None:
    text = samples[0].witness
    files = [WitnessFile(text), WitnessFile(a_first_key(DESK))]
    with samples[0].copy() as connection:
        report = verify(connection, witnesses=files, origin=ORIGIN)
    assert {finding.code for finding in report.findings} == {"witness_keys_differ"}


Lines = list[str]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tsa") / "authority")


@pytest.fixture(scope="module")
def stamp(authority: Authority) -> Callable[[str], bytes]:
    """Return what stamps a text."""

    @cache
    def stamped(text: str) -> bytes:
        request = TimestampRequestBuilder().data(text.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
        return authority.stamp(request.as_bytes())

    return stamped


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Return a log of 26 events by the clock that the authority goes by."""

    def work(office: Office) -> None:
        for _ in range(3):
            office.run_days(1, (DESK, OTHER), 4, now)

    now = datetime.now(UTC).replace(microsecond=0)
    return build(tmp_path_factory.mktemp("today"), work)


def notes_of(sample: Sample) -> list[str]:
    with sample.copy() as connection:
        return [note for (note,) in connection.execute("SELECT note FROM checkpoint ORDER BY size").fetchall()]


@pytest.fixture
def notes(today: Sample) -> list[str]:
    return notes_of(today)


@pytest.fixture
def lines(notes: list[str], stamp: Callable[[str], bytes]) -> Lines:
    """Return a stamp over each checkpoint of the log."""
    return [line(note, stamp(note)) for note in notes]


def line(note: str, answer: bytes) -> str:
    return f"{sha256(note.encode()).hexdigest()} {base64.b64encode(answer).decode()}"


@pytest.fixture
def run_stamped(today: Sample, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    monkeypatch.setattr("desktop.verify.witnesses.PATIENCE", 0.0)

    def verified(lines: Lines, again: Lines | None = None, roots: Path | None = None, sample: Sample = today) -> Report:
        text, later = ("".join(f"{each}\n" for each in some) for some in (lines, again or lines))
        stamps = Stamps(text, (roots or authority.certificates).read_bytes())
        files = [WitnessFile(sample.witness, None, "file"), WitnessFile(text, lambda: later, "authority", stamps)]
        with sample.copy() as connection:
            return verify(connection, witnesses=files, origin=ORIGIN)

    return verified


def codes_stamped(report: Report) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.seq) for finding in report.findings]


def test_each_stamp_is_checked_and_vouches_for_its_checkpoint(run_stamped: Callable[..., Report], lines: Lines) -> None:
    report = run_stamped(lines)
    assert (report.ok, report.anchored_events, report.lagging) == (True, 26, ())


def test_where_a_stamp_is_missing_the_authority_is_named(run_stamped: Callable[..., Report], lines: Lines) -> None:
    for some in (lines[:-1], []):
        report = run_stamped(some)
        assert (report.ok, report.anchored_events, report.lagging) == (True, 26, ("authority",))


def test_a_stamp_that_arrives_late_is_waited_for_and_checked(run_stamped: Callable[..., Report], lines: Lines) -> None:
    assert run_stamped(lines[:-1], again=lines).lagging == ()
    wrong = f"{lines[-1].split(' ')[0]} {lines[0].split(' ')[1]}"
    assert run_stamped(lines[:-1], again=[*lines[:-1], wrong]).lagging == ("authority",)


@pytest.mark.against("pc")
def test_a_stamp_over_something_else_is_wrong(run_stamped: Callable[..., Report], lines: Lines) -> None:
    digests, answers = [each.split(" ")[0] for each in lines], [each.split(" ")[1] for each in lines]
    swapped = [f"{digests[0]} {answers[1]}", *lines[1:]]
    assert codes_stamped(run_stamped(swapped)) == [("stamp_wrong", 5)]


@pytest.mark.against("pc")
def test_a_stamp_of_an_authority_that_is_not_the_offices_is_wrong(
    run_stamped: Callable[..., Report], lines: Lines, tmp_path: Path
) -> None:
    other = make_authority(tmp_path / "other")
    report = run_stamped(lines, roots=other.certificates)
    assert {code for code, _ in codes_stamped(report)} == {"stamp_wrong"} and not report.ok


@pytest.mark.against("pc")
def test_a_history_that_was_made_up_afterwards_has_stamps_of_another_time(
    run_stamped: Callable[..., Report], samples: list[Sample], stamp: Callable[[str], bytes]
) -> None:
    """Its events and checkpoints can say any day; what the authority stamps, it stamps today."""
    notes = notes_of(samples[0])
    report = run_stamped([line(note, stamp(note)) for note in notes], sample=samples[0])
    assert codes_stamped(report) == [("stamp_of_another_time", size) for size in range(5, 31, 5)] and not report.ok


@pytest.mark.parametrize(("hours", "problem"), [(-1.1, LATE), (-0.9, ""), (0.9, ""), (1.1, LATE)])
def test_a_checkpoint_is_stamped_within_the_hour(
    authority: Authority, notes: list[str], stamp: Callable[[str], bytes], hours: float, problem: str
) -> None:
    first = read_note(notes[0])
    assert first is not None
    at = (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds").replace("+00:00", ".000000Z")
    note = read_note(notes[0].replace(first.at, at))
    assert note is not None and note.at == at
    stamps = Stamps(f"{line(note.text, stamp(note.text))}\n", authority.certificates.read_bytes())
    assert stamps.problem_of(note) == problem


def test_a_stamp_over_a_checkpoint_that_is_gone_is_found(
    run_stamped: Callable[..., Report], lines: Lines, notes: list[str], stamp: Callable[[str], bytes]
) -> None:
    later = notes[-1].replace("\n26\n", "\n27\n")
    assert codes_stamped(run_stamped([*lines, line(later, stamp(later))])) == [("stamp_without_checkpoint", None)]


@pytest.mark.parametrize("bad", ["", "nothing", "0" * 64, "0" * 64 + " AAA!", "G" * 64 + " AAAA"])
def test_a_line_that_is_no_stamp_is_damage(run_stamped: Callable[..., Report], lines: Lines, bad: str) -> None:
    assert codes_stamped(run_stamped([*lines, bad])) == [("witness_damaged", None)]


def test_whatever_its_bytes_it_is_a_finding_or_none_and_no_error(
    authority: Authority, notes: list[str], stamp: Callable[[str], bytes]
) -> None:
    answer, chance, outcomes = stamp(notes[0]), random.Random(1), set()
    for _ in range(400):
        changed = bytearray(answer)
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        cut = bytes(changed[: chance.choice([len(changed), chance.randrange(len(changed))])])
        stamps = Stamps(f"{line(notes[0], cut)}\n", authority.certificates.read_bytes())
        note = read_note(notes[0])
        assert note is not None
        outcomes.add(stamps.problem_of(note))
    assert outcomes >= {"stamp_wrong"}


@pytest.mark.against("pc")
def test_stamps_prove_nothing_without_the_first_keys(today: Sample, authority: Authority, lines: Lines) -> None:
    """Whoever writes database and stamps can make another log, and have the authority stamp its checkpoints."""
    text = "".join(f"{each}\n" for each in lines)
    files = [
        WitnessFile("", None, "file"),
        WitnessFile(text, None, "tsa", Stamps(text, authority.certificates.read_bytes())),
    ]
    with today.copy() as connection:
        report = verify(connection, witnesses=files, origin=ORIGIN)
    assert (report.ok, report.unproved, report.anchored_events) == (False, True, 0)


WORDS = (
    "Two histories of this log are signed: the checkpoint over {one} events does not belong to the history of the "
    "one over {other} events."
)


@pytest.fixture
def histories(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """Yield an office, and a copy of it with the same keys, as restored on a second PC: each goes its own way."""
    (tmp_path / "first").mkdir()
    first = Office(tmp_path / "first")
    first.run_days(1, (DESK,), 2)
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    second = Office(tmp_path / "second", sqlcipher_engine(tmp_path / "second" / "office.db", KEY))
    second.stores = first.stores
    yield first, second
    for office in (first, second):
        office.engine.dispose()


def goes_on(office: Office, kind: EventKind, *, events: int) -> None:
    for _ in range(events):
        office.record(an_event(kind=kind))
    office.anchor(NOON)


def fork_findings(office: Office, *witnesses: Office) -> list[tuple[str, int | None, str]]:
    """Verify that office against the witnesses of these, read one after the other."""
    connection = opened(office.folder / "office.db")
    try:
        report = verify(connection, "".join(each.witness.text() for each in witnesses))
    finally:
        connection.close()
    assert report.ok == (not report.findings)
    return [(finding.code, finding.seq, finding.words) for finding in report.findings]


@pytest.mark.against("pc")
@pytest.mark.parametrize("events", [1, 3], ids=["as many events", "fewer"])
def test_two_witnesses_that_tell_different_histories_are_named_with_both_sizes(
    histories: tuple[Office, Office], events: int
) -> None:
    first, second = histories
    goes_on(first, EventKind.SIGNED_OUT, events=events)
    goes_on(second, EventKind.HEARD, events=1)
    said = fork_findings(first, first, second)
    assert ("history_forked", 4, WORDS.format(one=4, other=3 + events)) in said
    assert ("wrong_root", 4) in {(code, seq) for code, seq, _ in said}


def test_one_that_has_the_beginning_of_the_others_history_is_no_second_one(histories: tuple[Office, Office]) -> None:
    first, second = histories
    goes_on(first, EventKind.SIGNED_OUT, events=2)
    assert fork_findings(first, first, second) == []


def test_an_event_that_was_changed_under_its_checkpoint_is_no_second_history(histories: tuple[Office, Office]) -> None:
    first, _ = histories
    goes_on(first, EventKind.HEARD, events=2)
    with first.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, '0]', '1]') AS BLOB) WHERE seq = 4"
        )
    codes = {code for code, _, _ in fork_findings(first, first)}
    assert "wrong_root" in codes and "history_forked" not in codes


def test_where_neither_history_is_that_of_the_database_two_over_as_many_events_are_enough(
    histories: tuple[Office, Office],
) -> None:
    first, second = histories
    for office, kind in ((first, EventKind.SIGNED_OUT), (second, EventKind.HEARD)):
        goes_on(office, kind, events=1)
    with first.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, '0]', '1]') AS BLOB) WHERE seq = 3"
        )
    assert ("history_forked", 4, WORDS.format(one=4, other=4)) in fork_findings(first, first, second)
