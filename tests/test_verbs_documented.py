"""The manual page and the README name everything that the command line takes."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from desktop.arguments import parser

ROOT = Path(__file__).resolve().parents[1]


def _choices(of: ArgumentParser) -> dict[str, ArgumentParser]:
    return next((dict(action.choices) for action in of._actions if isinstance(action.choices, dict)), {})


VERBS = sorted((verb, list(_choices(choice))) for verb, choice in _choices(parser()).items())


def _missing(actions: list[str], text: str) -> list[str]:
    return [action for action in actions if not re.search(rf"\b{action}\b", text)]


@pytest.mark.parametrize(("verb", "actions"), VERBS)
def test_the_manual_page_names_every_verb_with_its_actions(verb: str, actions: list[str]) -> None:
    manual = (ROOT / "resources/installer/listening-room.1").read_text("utf-8")
    manual = re.sub(r"\\f[BIR]", "", manual.replace("\\-", "-"))
    entries = [entry for entry in manual.split(".TP\n") if re.match(rf"\.B {verb}\b", entry)]
    assert entries and _missing(actions, " ".join(entries)) == []


@pytest.mark.parametrize(("verb", "actions"), VERBS)
def test_the_readme_lists_every_verb_with_its_actions(verb: str, actions: list[str]) -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if re.match(rf"\| `listening-room {verb}\b", line)]
    assert rows and _missing(actions, " ".join(rows)) == []
