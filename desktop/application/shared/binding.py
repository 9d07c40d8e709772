"""A use case, bound to the ports of a desk by the names of its parameters.

Rules:
- What somebody asks for is given by position: the command, or who asks and what for. What a use case needs of the
  outside is keyword-only and bears the name of a port (`PORTS`). A test holds every use case to that.
- A unit of work is made for each call: two calls never share a transaction.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from desktop.application.ports.desk import Desk

PORTS: Mapping[str, Callable[[Desk], object]] = {
    "uow": lambda desk: desk.uow(),
    "clock": lambda desk: desk.clock,
    "passwords": lambda desk: desk.passwords,
    "policy": lambda desk: desk.policy,
    "id_policy": lambda desk: desk.id_policy,
    "keeping": lambda desk: desk.keeping,
    "rules": lambda desk: desk.clock_rules,
    "is_holiday": lambda desk: desk.is_holiday,
    "office": lambda desk: desk.office,
    "zone": lambda desk: desk.office.zone,
    "numbers": lambda desk: desk.numbers,
    "player": lambda desk: desk.player,
    "sound": lambda desk: desk.sound,
    "strongroom": lambda desk: desk.strongroom,
    "verifier": lambda desk: desk.verifier,
}
"""Where a desk has what a parameter of that name asks for."""


def bound(use_case: Callable[..., Any], desk: Desk, *given: object) -> partial[Any]:
    """The call of `use_case` with what was given, and with its ports; equal calls have equal parts but for `uow`."""
    return partial(use_case, *given, **{name: PORTS[name](desk) for name in ports_of(use_case)})


@cache
def ports_of(use_case: Callable[..., Any]) -> tuple[str, ...]:
    """The names of its keyword-only parameters, all of them ports."""
    kinds = inspect.signature(use_case).parameters.values()
    return tuple(each.name for each in kinds if each.kind is inspect.Parameter.KEYWORD_ONLY)
