"""Every use case asks for its ports by names that a desk has."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from desktop import application
from desktop.application.log.integrity import log_state
from desktop.application.ports.desk import Desk
from desktop.application.shared.commands import bound, ports_of
from desktop.bootstrap.wiring import wired
from tests.support.builders import an_office

WINGS = ("appointments", "copies", "log", "office", "recordings", "requests", "reviews", "sessions", "shared")


def functions() -> Iterator[Callable[..., Any]]:
    """Yield every public function of the wings."""
    for wing in WINGS:
        for file in sorted((Path(application.__path__[0]) / wing).glob("*.py")):
            module = importlib.import_module(f"desktop.application.{wing}.{file.stem}")
            for name, found in inspect.getmembers(module, inspect.isfunction):
                if not name.startswith("_") and found.__module__ == module.__name__:
                    yield found


def test_what_a_use_case_needs_of_the_outside_is_a_port_of_a_desk() -> None:
    called = {each: ports_of(each) for each in functions() if "uow" in ports_of(each)}
    assert len(called) > 70
    known = {*vars(Desk), *Desk.__dataclass_fields__, "units", "rules", "zone"}
    assert [(each.__module__, each.__name__, port) for each in called for port in {*called[each]} - known] == []


def test_a_call_has_a_unit_of_work_of_its_own(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    desk = wired(office.parts, None)
    try:
        one, other = (bound(log_state, desk, office.actor("supervisor")) for _ in range(2))
        assert one.keywords["uow"] is not other.keywords["uow"]
        assert one().events == other().events > 0
    finally:
        desk.close()
