"""The source code as trees, for the tests of this folder and no longer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.words import sources


@pytest.fixture(autouse=True, scope="package")
def _trees_are_let_go() -> Iterator[None]:
    yield
    sources.let_go()
