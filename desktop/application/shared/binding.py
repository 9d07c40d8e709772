"""Binding a use case to the ports of a desk, by the names of its parameters.

Rules:
- The caller's own arguments are positional: the command, or who asks and what for. Outside dependencies are
  keyword-only and bear the name of a port (`PORTS`). A test holds every use case to that.
- Each call has a unit of work of its own: two calls never share a transaction.
- Where a use case says that the policies of this PC are out of date (`under`), they are read again: the next call has
  those in force. One that shows nobody anything before (`goes_again`: signing in) is called with them at once.
- Some go on computing with rows after their unit of work has ended. An error of that is raised in one more, which
  refuses the row that led to it by its name (`db.unit_of_work`). Where there is none, it is a bug, and stays one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, partial
from typing import Any, TypeVar

from desktop.application.ports.desk import Desk
from desktop.errors import DatabaseError, ListeningRoomError, WrongStateError

PORTS: Mapping[str, Callable[[Desk], object]] = {
    "uow": lambda desk: desk.uow(),
    "units": lambda desk: desk.uow,
    "clock": lambda desk: desk.clock,
    "passwords": lambda desk: desk.passwords,
    "policy": lambda desk: desk.policy,
    "id_policy": lambda desk: desk.id_policy,
    "keeping": lambda desk: desk.keeping,
    "texts": lambda desk: desk.texts,
    "rules": lambda desk: desk.deadline_rules,
    "is_holiday": lambda desk: desk.is_holiday,
    "office": lambda desk: desk.office,
    "zone": lambda desk: desk.office.zone,
    "numbers": lambda desk: desk.numbers,
    "player": lambda desk: desk.player,
    "sound": lambda desk: desk.sound,
    "strongroom": lambda desk: desk.strongroom,
    "verifier": lambda desk: desk.verifier,
    "anchored": lambda desk: desk.anchored,
    "this_pc": lambda desk: desk.this_pc,
    "mail_program": lambda desk: desk.mail_program,
    "desk_keys": lambda desk: desk.desk_keys,
    "pcs": lambda desk: desk.pcs,
    "upkeep": lambda desk: desk.upkeep,
}
"""Where a desk has the value for a parameter of that name."""


_AGAIN: set[Callable[..., Any]] = set()
_UseCase = TypeVar("_UseCase", bound=Callable[..., Any])


def goes_again(use_case: _UseCase) -> _UseCase:
    """Have it called once more where this PC's policies were out of date: whoever asked has seen nothing of them."""
    _AGAIN.add(use_case)
    return use_case


class Bound(partial[Any]):
    """A use case with its arguments and its ports. `desk`: whose ports these are, but for those that were `given`."""

    desk: Desk
    given: Mapping[str, object]

    def __call__(self, /, *more: Any, **others: Any) -> Any:
        try:
            return super().__call__(*more, **others)
        except WrongStateError as error:
            changed = error.code == "policy_changed" and self.desk.policies.look_again()
            if not changed or self.func not in _AGAIN:
                raise
        except ListeningRoomError:
            raise
        except Exception as error:
            with suppress(DatabaseError), self.desk.uow().look():
                raise error
            raise
        return super(Bound, bound(self.func, self.desk, *self.args, **self.given)).__call__(*more, **others)


def bound(use_case: Callable[..., Any], desk: Desk, *given: object, **ports: object) -> Bound:
    """Bind `use_case` to its arguments and its ports; equal calls have equal parts but for `uow`.

    `ports`: instead of the desk's, which are not looked at.
    """
    of_desk = {name: PORTS[name](desk) for name in ports_of(use_case) if name not in ports}
    call = Bound(use_case, *given, **of_desk, **ports)
    call.desk, call.given = desk, ports
    return call


@cache
def ports_of(use_case: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of its keyword-only parameters, all of them ports."""
    kinds = inspect.signature(use_case).parameters.values()
    return tuple(each.name for each in kinds if each.kind is inspect.Parameter.KEYWORD_ONLY)
