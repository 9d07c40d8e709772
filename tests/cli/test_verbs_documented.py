"""Manual page, README and reference name all that the command line takes; no document names anything else."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path

import pytest

from desktop.cli.main import parser
from desktop.cli.terminal import there

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs/administrators/reference.md"
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *REFERENCE.parent.glob("*.md")])


def _choices(of: ArgumentParser) -> dict[str, ArgumentParser]:
    return next((dict(action.choices) for action in of._actions if isinstance(action.choices, dict)), {})


VERBS = sorted((verb, list(_choices(choice))) for verb, choice in _choices(parser()).items())
WORDS = [(verb, action) for verb, actions in VERBS for action in actions or [""]]


def _missing(actions: list[str], text: str) -> list[str]:
    return [action for action in actions if not re.search(rf"\b{action}\b", text)]


def test_the_manual_page_names_every_verb_with_its_actions() -> None:
    manual = (ROOT / "resources/installer/listening-room.1").read_text("utf-8")
    entries = re.sub(r"\\f[BIR]", "", manual.replace("\\-", "-")).split(".TP\n")
    own = {verb: " ".join(each for each in entries if re.match(rf"\.B {verb}\b", each)) for verb, _ in VERBS}
    assert [(verb, missing) for verb, actions in VERBS for missing in _missing([verb, *actions], own[verb])] == []


def test_every_verb_has_a_manual_page_of_its_own_that_the_first_one_names(tmp_path: Path) -> None:
    command = [sys.executable, "script/manual_pages.py", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    made = {page.stem.removeprefix("listening-room-"): page for page in tmp_path.glob("*/*.1")}
    assert sorted(made) == [verb for verb, _ in VERBS]
    first = (ROOT / "resources/installer/listening-room.1").read_text("utf-8").partition(".SH SEE ALSO")[2]
    named = re.findall(r"listening\\-room\\-([a-z]+) \(1\)", first)
    assert named == sorted(made)
    for verb, of in _choices(parser()).items():
        page = re.sub(r"\\f[BIR]", "", made[verb].read_text("utf-8").replace("\\-", "-"))
        assert _missing(list(_choices(of)), page) == []
        for part in [of, *_choices(of).values()]:
            shown = [each for each in part._actions if each.help != SUPPRESS]
            options = {option for each in shown for option in each.option_strings} - {"-h", "--help"}
            assert [option for option in sorted(options) if option not in page] == [], verb


def test_the_readme_lists_every_verb_with_its_actions() -> None:
    rows = (ROOT / "README.md").read_text("utf-8").splitlines()
    own = {verb: " ".join(row for row in rows if re.match(rf"\| `listening-room {verb}\b", row)) for verb, _ in VERBS}
    assert [(verb, missing) for verb, actions in VERBS for missing in _missing([verb, *actions], own[verb])] == []


def test_the_commands_in_the_reference_are_those_of_today(tmp_path: Path) -> None:
    written = REFERENCE.read_text("utf-8")
    made = tmp_path / REFERENCE.name
    made.write_text(written, "utf-8")
    command = [sys.executable, "script/manual_pages.py", "--reference", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert made.read_text("utf-8") == written, "python script/manual_pages.py --reference writes it anew"
    assert _missing([" ".join(words).strip() for words in WORDS], written) == []


def test_the_reference_says_of_every_command_which_page_it_is_or_why_none() -> None:
    section = REFERENCE.read_text("utf-8").partition("\n## Which command is a page\n")[2].partition("\n## ")[0]
    rows = [row.removeprefix("| ").split(" | ") for row in section.splitlines() if row.startswith("| `")]
    assert [row for row in rows if len(row) != 3 or len(row[1]) <= 5] == [], "none is no reason"
    said = {}
    for commands, page, _ in rows:
        verb = ""
        for command in re.findall(r"`([^`]+)`", commands):
            first, _, action = command.partition(" ")
            is_action = first in dict(VERBS).get(verb, [])
            verb, action = (verb, first) if is_action else (first, action)
            said[verb, action] = page
    assert {*said} == {*WORDS} - {("witness", "")} | {("witness", "begin")}


DAYS = {"DAY", "DATE"}
LEFT_OUT = {"--administrator", "--sign-in"}
"""Said once above a table, for all of its commands."""


def _mentioned(text: str) -> set[str]:
    """Return the commands that stand in sentences, as far as they are said there."""
    return {
        found for found in re.findall(r"`(listening-room [^`]+)`", " ".join(text.split())) if "witness v1" not in found
    }


def _commands(text: str) -> set[str]:
    """Return the commands of a document's examples, and those of its tables, which leave the program's name out.

    A drawing is none, nor the first line of a witness file.
    """
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    examples = {
        line.strip()
        for line in lines
        if re.match(r"\s+(sudo )?listening-room [a-z-]", line) and "──>" not in line and "witness v1" not in line
    }
    cells = {cell for line in lines if line.startswith("|") for cell in re.findall(r"`([^`]+)`", line)}
    return examples | {f"listening-room {cell}" for cell in cells if re.match("(people|policy) [a-z-]+ ", cell)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_every_command_of_a_document_is_one_that_the_program_takes(page: Path) -> None:
    text = page.read_text("utf-8")
    for command in sorted(_commands(text)):
        _parse(command, whole=True)
    for command in sorted(_mentioned(text)):
        _parse(command, whole=False)


def _parse(command: str, *, whole: bool) -> None:
    """Have the program read it. `whole`: it needs nothing more than it says, but for what is `LEFT_OUT`."""
    said = re.sub(r"\[[^\]]*\]| >.*", "", command).replace("--role ...", "--role adviser").replace("...", "WORD")
    words = ["2026-11-28" if word in DAYS else word for word in shlex.split(said)]
    rest = words[words.index("listening-room") + 1 :]
    if rest[0] == "--office":
        rest = rest[2:]
    of = _choices(parser())[rest.pop(0)] if rest and rest[0][0] != "-" else parser()
    if (actions := _choices(of)) and rest:
        of = actions[rest.pop(0)]
    if rest[:1] == ["WORD"]:  # "and the rest of it as above"
        rest.pop(0)
        whole = False
    needed = {option for action in of._actions if action.required for option in action.option_strings}
    rest += [part for option in sorted(needed & LEFT_OUT - set(rest)) for part in (option, "NAME")]
    for action in of._actions:
        action.required = action.required and whole
        action.type = None if action.type is there else action.type  # a document names files that are not here
        action.nargs = "?" if not whole and action.nargs is None else action.nargs
    of.parse_args(rest)
