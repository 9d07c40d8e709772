"""A log with several witness files: one vouches for it, or it is not proved; those that lag are named."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from desktop.domain.log.checkpoint import key_name, verifier_key
from desktop.verify import Report, verify
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
    monkeypatch.setattr("desktop.verify.witnesses.PATIENCE", 0.0)

    def verified(*changes: Changed) -> Report:
        texts = [change(samples[0].witness) for change in changes]
        files = [WitnessFile(text, lambda text=text: text, f"/{n}/witness") for n, text in enumerate(texts, 1)]  # type: ignore[misc]
        with samples[0].copy() as connection:
            return verify(connection, witnesses=files, origin=ORIGIN)

    return verified


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


def test_files_that_begin_with_different_keys_are_found(samples: list[Sample]) -> None:
    text = samples[0].witness
    files = [WitnessFile(text), WitnessFile(a_first_key(DESK))]
    with samples[0].copy() as connection:
        report = verify(connection, witnesses=files, origin=ORIGIN)
    assert {finding.code for finding in report.findings} == {"witness_keys_differ"}
