"""Fixtures that do nothing but enter a context, and yield what it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

Make = Callable[[Path], AbstractContextManager[object]]


def made(make: Make) -> Any:
    """Return the fixture of what that makes in a test's own folder."""

    @pytest.fixture
    def one(tmp_path: Path) -> Iterator[object]:
        with make(tmp_path) as found:
            yield found

    return one


def made_in_each(places: Mapping[str, Make]) -> Any:
    """Return the fixture of the same, with which each test runs once for each place."""

    @pytest.fixture(params=places)
    def each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[object]:
        with places[request.param](tmp_path) as found:
            yield found

    return each
