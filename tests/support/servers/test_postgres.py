"""No test that needs PostgreSQL is skipped unnoticed (`tests.support.servers.postgres`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.servers import postgres

ROOT = Path(__file__).resolve().parents[3]


def test_in_a_whole_run_a_missing_server_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(postgres.VARIABLE, postgres.REQUIRED)
    with pytest.raises(pytest.fail.Exception, match="needs PostgreSQL"):
        postgres.the_server()


def test_a_developer_without_a_server_is_told_why_the_test_was_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgres.VARIABLE, raising=False)
    with pytest.raises(pytest.skip.Exception, match="script/with-postgres"):
        postgres.the_server()


def test_the_whole_run_requires_a_server_and_starts_one() -> None:
    script = (ROOT / "script" / "test").read_text("utf-8")
    assert f"export {postgres.VARIABLE}={postgres.REQUIRED}" in script
    for line in script.splitlines():
        assert "script/with-desktop" not in line or "script/with-postgres" in line
