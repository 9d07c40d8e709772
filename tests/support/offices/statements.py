"""The SQL of each statement, compiled once in a test process.

SQLAlchemy keeps it for each engine. The program's engine lasts as long as the program; a test's lasts as long as the
test, and compiling was a fifth of that. All else of a statement happens as ever: its parameters, its running, its rows.
"""

from __future__ import annotations

from collections import UserDict
from typing import Any

from sqlalchemy import Connection, Engine, event


class _Compiled(UserDict[Any, Any]):
    """SQLAlchemy's cache, for all engines of one kind: each asks by its own dialect, and what is to be compiled."""

    def __contains__(self, key: Any) -> bool:
        return _of_any_engine(key) in self.data

    def __getitem__(self, key: Any) -> Any:
        return self.data[_of_any_engine(key)]

    def __setitem__(self, key: Any, compiled: Any) -> None:
        self.data[_of_any_engine(key)] = compiled


def _of_any_engine(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *what = key
    return (type(dialect), dialect.dbapi, dialect.server_version_info, *what)


_compiled = _Compiled()


def _share(connection: Connection) -> None:
    connection.execution_options(compiled_cache=_compiled)


def compile_once() -> None:
    """Have every engine of this process use what another has compiled."""
    if not event.contains(Engine, "engine_connect", _share):
        event.listen(Engine, "engine_connect", _share)
