"""A time-stamping authority as a witness: its stamps are checked, and vouch for what they are over."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from desktop.verify import Report, verify
from desktop.verify.stamps import Stamps
from desktop.verify.witnesses import WitnessFile
from tests.db.logs import ORIGIN
from tests.support.time_stamping import Authority, make_authority
from tests.verify.conftest import Sample

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


@pytest.fixture
def notes(samples: list[Sample]) -> list[str]:
    with samples[0].copy() as connection:
        return [note for (note,) in connection.execute("SELECT note FROM checkpoint ORDER BY size").fetchall()]


@pytest.fixture
def lines(notes: list[str], stamp: Callable[[str], bytes]) -> Lines:
    """Return a stamp over each checkpoint of the log."""
    return [line(note, stamp(note)) for note in notes]


def line(note: str, answer: bytes) -> str:
    return f"{sha256(note.encode()).hexdigest()} {base64.b64encode(answer).decode()}"


@pytest.fixture
def run(samples: list[Sample], authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    monkeypatch.setattr("desktop.verify.witnesses.PATIENCE", 0.0)

    def verified(lines: Lines, again: Lines | None = None, roots: Path | None = None) -> Report:
        text, later = ("".join(f"{each}\n" for each in some) for some in (lines, again or lines))
        stamps = Stamps(text, (roots or authority.certificates).read_bytes())
        files = [WitnessFile(samples[0].witness, None, "file"), WitnessFile(text, lambda: later, "authority", stamps)]
        with samples[0].copy() as connection:
            return verify(connection, witnesses=files, origin=ORIGIN)

    return verified


def codes(report: Report) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.seq) for finding in report.findings]


def test_each_stamp_is_checked_and_vouches_for_its_checkpoint(run: Callable[..., Report], lines: Lines) -> None:
    report = run(lines)
    assert (report.ok, report.anchored_events, report.lagging) == (True, 30, ())


def test_where_a_stamp_is_missing_the_authority_is_named(run: Callable[..., Report], lines: Lines) -> None:
    for some in (lines[:-1], []):
        report = run(some)
        assert (report.ok, report.anchored_events, report.lagging) == (True, 30, ("authority",))


def test_a_stamp_that_arrives_late_is_waited_for_and_checked(run: Callable[..., Report], lines: Lines) -> None:
    assert run(lines[:-1], again=lines).lagging == ()
    wrong = f"{lines[-1].split(' ')[0]} {lines[0].split(' ')[1]}"
    assert run(lines[:-1], again=[*lines[:-1], wrong]).lagging == ("authority",)


def test_a_stamp_over_something_else_is_wrong(run: Callable[..., Report], lines: Lines) -> None:
    digests, answers = [each.split(" ")[0] for each in lines], [each.split(" ")[1] for each in lines]
    swapped = [f"{digests[0]} {answers[1]}", *lines[1:]]
    assert codes(run(swapped)) == [("stamp_wrong", 5)]


def test_a_stamp_of_an_authority_that_is_not_the_offices_is_wrong(
    run: Callable[..., Report], lines: Lines, tmp_path: Path
) -> None:
    other = make_authority(tmp_path / "other")
    report = run(lines, roots=other.certificates)
    assert {code for code, _ in codes(report)} == {"stamp_wrong"} and not report.ok


def test_a_stamp_over_a_checkpoint_that_is_gone_is_found(
    run: Callable[..., Report], lines: Lines, notes: list[str], stamp: Callable[[str], bytes]
) -> None:
    later = notes[-1].replace("\n30\n", "\n31\n")
    assert codes(run([*lines, line(later, stamp(later))])) == [("stamp_without_checkpoint", None)]


@pytest.mark.parametrize("bad", ["", "nothing", "0" * 64, "0" * 64 + " AAA!", "G" * 64 + " AAAA"])
def test_a_line_that_is_no_stamp_is_damage(run: Callable[..., Report], lines: Lines, bad: str) -> None:
    assert codes(run([*lines, bad])) == [("witness_damaged", None)]


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
        outcomes.add(stamps.vouches(notes[0]))
    assert outcomes >= {False}


def test_stamps_prove_nothing_without_the_first_keys(samples: list[Sample], authority: Authority, lines: Lines) -> None:
    """Whoever writes database and stamps can make another log, and have the authority stamp its checkpoints."""
    text = "".join(f"{each}\n" for each in lines)
    files = [
        WitnessFile("", None, "file"),
        WitnessFile(text, None, "tsa", Stamps(text, authority.certificates.read_bytes())),
    ]
    with samples[0].copy() as connection:
        report = verify(connection, witnesses=files, origin=ORIGIN)
    assert (report.ok, report.unproved, report.anchored_events) == (False, True, 0)
