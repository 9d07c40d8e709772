"""The code of a refusal, or the problems of its fields, for a test that asks nothing else of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import pytest

from desktop.errors import FieldsError, ListeningRoomError

E = TypeVar("E", bound=BaseException)
P = ParamSpec("P")


def refusal(act: Callable[..., object], *given: object, **more: object) -> str | None:
    """Return the code of the error that the call raises, or None. One that is not ours goes on to the test."""
    try:
        act(*given, **more)
    except ListeningRoomError as refused:
        return refused.code
    return None


def field_problems(act: Callable[..., object], *given: object, **more: object) -> dict[str, str]:
    """Return the problems of the fields that the call refuses, by their names; none where it refuses none."""
    try:
        act(*given, **more)
    except FieldsError as refused:
        return dict(refused.problems)
    return {}


def error_of(kind: type[E], act: Callable[P, object], *given: P.args, **more: P.kwargs) -> E:
    """Return the error of that kind that the call has to raise."""
    with pytest.raises(kind) as refused:
        act(*given, **more)
    return refused.value
