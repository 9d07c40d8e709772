"""A catalogue for Qt Linguist holds every text that people read: none is passed to `tr` that it does not know."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.words.codes import FOR_INTERNAL, WITHIN, WITHIN_FOR_INTERNAL, WORDS
from desktop.words.errors import SAVED_ALL_THE_SAME
from desktop.words.errors.sentences import PROBLEMS, SENTENCES
from desktop.words.events import PLAIN
from tests.words.sources import ROOT, TOOL

catalogue: Callable[[], dict[str, str]] = TOOL["catalogue"]
untraced: Callable[[], list[str]] = TOOL["untraced"]
write: Callable[[Path], int] = TOOL["write"]


@pytest.fixture(scope="module")
def known() -> set[str]:
    return set(catalogue())


def texts_of(source: str) -> set[str]:
    return {text for text, _ in TOOL["texts"](ast.parse(source))}


def is_traced(source: str) -> bool:
    module = ast.parse(source)
    tables = set(TOOL["_tables"](module))
    return not [said for part in module.body for said in TOOL["_untraced_in"](part, tables)]


def after_tr(source: str) -> Iterator[str]:
    """Yield the literals that follow `tr(`, found without a tree: by characters alone."""
    signs = [sign for sign in tokenize.generate_tokens(io.StringIO(source).readline) if sign.type != tokenize.NL]
    for at, sign in enumerate(signs):
        if sign.string == "tr" and signs[at + 1].string == "(":
            joined = at + 2
            while signs[joined].type == tokenize.STRING:
                joined += 1
            if joined > at + 2:
                yield ast.literal_eval("(" + " ".join(each.string for each in signs[at + 2 : joined]) + ")")


def test_texts_are_found_in_every_way_that_they_are_written() -> None:
    source = (
        'tr("one" " and more")\n'
        'text("two")\n'
        'counted(n, "three", "four")\n'
        'A: Texts[str] = {"key": "five"}\n'
        'B: Pairs = ((Code.X, "six"),)\n'
        'C: Lines = ("seven", "eight")\n'
        'tr("nine" if x else "ten")\n'
        'D = {"key": "no text"}\n'
        'other("no text")\n'
    )
    found = {"one and more", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
    assert texts_of(source) == found
    assert texts_of('from sqlalchemy import text\ntext("SELECT 1")') == set()


def test_what_comes_out_of_a_table_is_traced_to_it() -> None:
    for source in (
        'A: Texts[str] = {"key": "said"}\ndef f(code):\n    return tr(A[code])',
        'A = {"key": Says(text("said"), "name")}\ndef f(code):\n    says = A[code]\n    return tr(says.label)',
        'A: Lines = ("said",)\nB = [tr(line) for line in A]',
        'A = (("yes", text("Yes")),)\nB = [Choice(key, tr(said)) for key, said in A]',
        'A: Texts[str] = {"key": "said"}\ndef f(code):\n    one, two = 1, A.get(code)\n    return tr(two)',
    ):
        assert is_traced(source)


def test_what_comes_from_elsewhere_is_not() -> None:
    cases = [
        "def f(said):\n    return tr(said)",
        'A = {"key": "said"}\ndef f(code):\n    return tr(A[code])',
        'def f(name):\n    return tr(f"{name} is there")',
        'def f(name):\n    return tr("There is " + name)',
        'A: Lines = ("said",)\ndef f(x):\n    line = A[0]\n    line = x.words\n    return tr(line)',
        "def f(one, many):\n    return counted(2, one, many)",
    ]
    assert [source for source in cases if is_traced(source)] == []


def test_everything_that_is_translated_is_in_the_catalogue() -> None:
    assert untraced() == []


def test_the_catalogue_has_what_follows_tr_wherever_it_stands(known: set[str]) -> None:
    for path in sorted((ROOT / "desktop").rglob("*.py")):
        assert set(after_tr(path.read_text("utf-8"))) <= known, path


def printed(module: ast.Module) -> Iterator[str]:
    """Yield the letters that a module prints, or asks with, without `tr`."""
    calls = (node for node in ast.walk(module) if isinstance(node, ast.Call))
    for call in (each for each in calls if ast.unparse(each.func) in {"print", "input", "secret", "getpass.getpass"}):
        for given in call.args:
            pieces = given.values if isinstance(given, ast.JoinedStr) else [given]
            said = [each.value for each in pieces if isinstance(each, ast.Constant)]
            yield from (text for text in said if isinstance(text, str) and any(sign.isalpha() for sign in text))


def test_the_command_line_prints_nothing_that_the_catalogue_does_not_know() -> None:
    """Before anything is loaded only the program's own name is printed as it is."""
    found = {path: said for path, module in TOOL["modules"]().items() if (said := set(printed(module)))}
    assert found == {
        "desktop/__main__.py": {"listening-room: "},
        "desktop/lockdown/at_start.py": {"listening-room: ", ". [variables]"},
    }


def test_the_catalogue_has_every_table(known: set[str]) -> None:
    for table in (SENTENCES, SAVED_ALL_THE_SAME, PROBLEMS, PLAIN, WORDS, FOR_INTERNAL, WITHIN, WITHIN_FOR_INTERNAL):
        assert set(table.values()) - {""} <= known


def test_a_catalogue_keeps_what_is_translated_already(tmp_path: Path, known: set[str]) -> None:
    path = tmp_path / "cy.ts"
    assert write(path) == len(known) > 1500
    before = path.read_text("utf-8")
    path.write_text(
        before.replace(
            '<source>Lock</source>\n      <translation type="unfinished" />',
            "<source>Lock</source>\n      <translation>Cloi</translation>",
        ),
        "utf-8",
    )
    write(path)
    found = {each.findtext("source"): each.find("translation") for each in ET.parse(path).getroot().iter("message")}
    assert set(found) == known
    lock, sign_out = found["Lock"], found["Sign out"]
    assert lock is not None and lock.text == "Cloi" and sign_out is not None and sign_out.get("type") == "unfinished"


def test_the_list_in_reading_order_has_every_text_once_and_letters_first() -> None:
    lines = list(TOOL["in_reading_order"]())
    assert lines[0].startswith("\ndesktop/ui/letters/")
    assert sorted(line[4:] for line in lines if line.startswith("    ")) == sorted(TOOL["catalogue"]())


def test_every_text_is_whole_and_none_is_made_by_adding_pieces(known: set[str]) -> None:
    """A language that orders words otherwise needs the whole sentence; what is between two is one space."""
    assert [said for said in known if said[0] in " ,.;:" or said[-1] in " ,;"] == []


def test_sentences_keep_to_one_style(known: set[str]) -> None:
    """A typographic apostrophe, "someone" (the glossary), and "For example" where an example stands alone."""
    off = re.compile(r"[A-Za-z]'[a-z]|s' |[Ss]omebody|^Such as ")
    assert sorted(said for said in known if off.search(said)) == []
