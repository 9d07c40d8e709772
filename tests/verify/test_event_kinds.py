"""The verifier's own file of the kinds of events is what the program's table says today."""

from __future__ import annotations

import runpy
from pathlib import Path

from desktop.domain.log.events import Trait, kinds
from desktop.verify import event_kinds

WRITER = Path(__file__).resolve().parents[2] / "script" / "event_kinds.py"


def test_it_was_written_after_the_table_changed() -> None:
    assert Path(event_kinds.__file__).read_text(encoding="utf-8") == runpy.run_path(str(WRITER))["text"]()


def test_a_counter_signs_nothing_that_is_not_signed() -> None:
    assert event_kinds.AT_A_COUNTER < event_kinds.SIGNED
    assert {kind.value for kind in kinds(Trait.SIGNED)} == event_kinds.SIGNED
