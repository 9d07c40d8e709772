"""Commands and the ports that use cases ask for by the names that a desk has."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import desktop.application
from desktop import application
from desktop.application.log.integrity import log_state
from desktop.application.ports.desk import Desk
from desktop.application.shared.commands import Command, bound, ports_of
from desktop.bootstrap.wiring import wired
from tests.support.offices.builders import an_office

for _module in pkgutil.walk_packages(desktop.application.__path__, "desktop.application."):
    importlib.import_module(_module.name)


def commands(of: type[Command[Any]] = Command) -> Iterator[type[Command[Any]]]:
    """Yield what has no other below it: the others say what several have in common."""
    for each in of.__subclasses__():
        if each.__subclasses__():
            yield from commands(each)
        else:
            yield each


def fault(command: type[Command[Any]]) -> str:
    use_case = getattr(command, "use_case", None)
    if use_case is None:
        return "nothing carries it out"
    if use_case.__module__ != command.__module__:
        return f"{use_case.__name__} is in {use_case.__module__}"
    parameters = inspect.signature(use_case).parameters.values()
    given = [each.name for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    if len(given) != 1 or not issubclass(command, get_type_hints(inspect.unwrap(use_case))[given[0]]):
        return f"{use_case.__name__} takes {given}"
    return ""


def test_each_has_its_use_case_beside_it() -> None:
    found = {command.__name__: fault(command) for command in commands()}
    assert {name: words for name, words in found.items() if words} == {}
    assert len(found) > 70


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
