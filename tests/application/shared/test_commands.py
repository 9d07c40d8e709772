"""Each command is declared beside the use case that carries it out, whose only argument it is, or one of its kind."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any, get_type_hints

import desktop.application
from desktop.application.shared.commands import Command

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
