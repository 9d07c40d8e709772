"""One run of the tests, shared by several processes: `pytest -p tests.plugins.sharing --share FOLDER`.

Rules:
- Each process collects all tests, and runs the files that it is the first to take. A file is taken by making its mark
  in FOLDER, which the processes have in common.
- None is idle while there is a file left: so they end together, however long a file takes and however many processes
  there are, and nobody keeps a list.
- A file is never divided: its fixtures are made once. Only a test that is marked `apart` is taken by itself, and before
  all others: it takes minutes, and nobody should begin it last.
- Where FOLDER is gone, the run was given up: each process ends after the file that it is in.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--share", type=Path, metavar="FOLDER", required=True, help="run the files that no other has taken"
    )


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run as pytest does, but for what others have taken."""
    if session.testsfailed or session.config.option.collectonly:
        return None
    ours = _taken(session)
    item = next(ours, None)
    while item is not None:
        following = next(ours, None)  # a test's teardown needs to know it
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def _taken(session: pytest.Session) -> Iterator[pytest.Item]:
    """Yield the tests of each file that is still to be had; it is taken when its first test is asked for."""
    folder: Path = session.config.getoption("share")
    ours: dict[str, bool] = {}
    for item in sorted(session.items, key=lambda item: not _is_apart(item)):
        name = "-".join(item.path.relative_to(session.path).parts)
        if _is_apart(item):
            name = f"{name}-{sha256(item.name.encode()).hexdigest()[:16]}"
        if name not in ours:
            ours[name] = _take(folder / f"{name}.taken")
        if ours[name]:
            yield item


def _is_apart(item: pytest.Item) -> bool:
    return item.get_closest_marker("apart") is not None


def _take(mark: Path) -> bool:
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return False
    except FileNotFoundError:
        raise pytest.Session.Interrupted("the run was given up") from None
    return True
