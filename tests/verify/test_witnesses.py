"""A log with several witness files: as many as are needed vouch for it, or it is not proved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from desktop.domain.log.checkpoint import key_name, verifier_key
from desktop.verify import Report, verify
from desktop.verify.report import WORDS
from desktop.verify.witnesses import WitnessFile
from tests.db.logs import DESK, ORIGIN
from tests.verify.conftest import Sample
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
    monkeypatch.setattr("desktop.verify.files.PATIENCE", 0.0)

    def verified(needed: int, *changes: Changed) -> Report:
        texts = [change(samples[0].witness) for change in changes]
        files = [WitnessFile(text, lambda text=text: text, f"/{n}/witness") for n, text in enumerate(texts, 1)]  # type: ignore[misc]
        with samples[0].copy() as connection:
            return verify(connection, witnesses=files, needed=needed, origin=ORIGIN)

    return verified


@pytest.mark.parametrize("change", [shorter, keys_only, missing, unreadable])
def test_where_enough_vouch_for_it_the_log_is_whole_and_the_others_are_named(
    run: Callable[..., Report], change: Changed
) -> None:
    report = run(2, whole, change, whole)
    assert (report.ok, report.anchored_events, report.lagging) == (True, 30, ("/2/witness",))
    report = run(1, change, change, whole)
    assert (report.ok, report.anchored_events, report.lagging) == (True, 30, ("/1/witness", "/2/witness"))
    assert run(3, whole, whole, whole).lagging == ()


def test_what_so_many_have_is_anchored_and_no_more(run: Callable[..., Report]) -> None:
    names = "/2/witness, /3/witness"
    report = run(2, whole, shorter, shorter)
    assert (report.ok, report.unproved, report.anchored_events, report.lagging) == (False, True, 25, ())
    [finding] = report.findings
    assert (finding.code, finding.seq) == ("witnesses_behind", 30)
    assert finding.words == WORDS["witnesses_behind"].format(needed=2, files=3, names=names)


@pytest.mark.parametrize("change", [keys_only, missing, unreadable, foreign])
def test_where_too_few_have_any_checkpoint_nothing_is_proved(run: Callable[..., Report], change: Changed) -> None:
    report = run(2, whole, change)
    assert (report.ok, report.unproved, report.anchored_events) == (False, True, 0)
    assert [finding.code for finding in report.findings] == ["witnesses_too_few"]
    assert report.findings[0].words == WORDS["witnesses_too_few"].format(needed=2, files=2)


def test_a_file_that_arrives_late_is_waited_for(samples: list[Sample]) -> None:
    text = samples[0].witness
    late = WitnessFile(shorter(text), lambda: text, "late")
    with samples[0].copy() as connection:
        report = verify(connection, witnesses=[WitnessFile(text, None, "first"), late], needed=2, origin=ORIGIN)
    assert report.lagging == () and [finding.code for finding in report.findings] == []


def test_a_changed_log_is_found_by_any_of_them(samples: list[Sample], spoilt: Any) -> None:
    spoilt.execute("UPDATE audit_event SET body = CAST(replace(body, '0,3]', '0,4]') AS BLOB) WHERE seq = 4")
    check = partial(verify, spoilt, origin=ORIGIN, needed=1)
    files = [WitnessFile(keys_only(samples[0].witness)), WitnessFile(samples[0].witness)]
    for several in (files, files[::-1]):
        codes = {finding.code for finding in check(witnesses=several).findings}
        assert "wrong_root" in codes


def test_files_that_begin_with_different_keys_are_found(samples: list[Sample]) -> None:
    text = samples[0].witness
    files = [WitnessFile(text), WitnessFile(a_first_key(DESK))]
    with samples[0].copy() as connection:
        report = verify(connection, witnesses=files, origin=ORIGIN)
    assert {finding.code for finding in report.findings} == {"witness_keys_differ"}
