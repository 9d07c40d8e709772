"""Commands: each knows the use case that carries it out, so that whoever has one needs nothing else.

    @dataclass(frozen=True)
    class CloseRequest(Command[Request]):
        ...

    @carries_out(CloseRequest)
    def close_request(command: CloseRequest, *, uow: UnitOfWork, ...) -> Request:
        ...

Rules:
- A command is declared in the module of its use case, its only positional argument. A test holds both to that.
- A use case that only reads has no command: it is called by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, ParamSpec, TypeVar

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
P = ParamSpec("P")


class Command(Generic[R_co]):
    """Something that a person wants done. `R_co`: what its use case returns."""

    use_case: ClassVar[Callable[..., Any]]


def carries_out(command: type[Command[R]]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare the use case that carries out a command."""

    def declared(use_case: Callable[P, R]) -> Callable[P, R]:
        command.use_case = staticmethod(use_case)
        return use_case

    return declared
