"""Every code of an error, a problem, a finding or a wait has a sentence, every sentence a code; no error has prose."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from db.log import comparing, proven
from desktop import errors, words
from desktop.application.ports.sound import PlayFailure
from desktop.application.recordings.folder_import import NUMBER_NOT_READ
from desktop.bootstrap import verifying
from desktop.domain.copies.decision import FACTORS
from desktop.domain.log import replay
from desktop.domain.log.differences import Difference
from desktop.domain.log.replay.replaying import NOT_SIGNED
from desktop.environment import passwords
from desktop.media.formats import formats
from desktop.showcase.hands import StuckError
from desktop.words.errors import SAVED_ALL_THE_SAME, message_for, problems_of, sentence
from desktop.words.errors.sentences import AWAITED, ERRORS, OF_FIELDS, PROBLEMS, SENTENCES
from desktop.words.log import DIFFERENCES, FINDINGS, difference_words, finding_words
from tests.words.sources import literals, texts_in, trees

CLASSES = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.ListeningRoomError) and kind is not errors.FieldsError
} | {"StuckError"}
FACTORIES = {"refused", "refuse", "_error"}
"""Functions of a module that make the error of a code."""
MORE_THAN_A_CODE = {"AlreadySavedError": 4, "CheckpointNotStoredError": 2}
BY_TABLE = {*formats.CODES, *PlayFailure, NUMBER_NOT_READ}
"""Codes passed on as a value before they become an error or a line of a report."""
HANDED_ON = {
    "db/unit_of_work.py": "error.code",
    "db/schema/protection.py": "code",
    "desktop/media/sandbox/decoding.py": "formats.code_of(status)",
    "desktop/media/telephony/folder.py": "code",
    "desktop/ui/copies/preparing/sounding.py": "status.failure",
    "desktop/ui/kit/printing/paper.py": "otherwise",
    "desktop/ui/player/control.py": "failure.value",
}
"""Places where a code is no literal: its expression."""
SOURCE = "source.py"


@dataclass(frozen=True)
class Raised:
    """One place where an error is made."""

    where: str
    code: str
    named: frozenset[str]


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call that makes an error, and its name. Those within a factory pass on its own code."""
    makers = {
        id(node)
        for maker in ast.walk(tree)
        if isinstance(maker, ast.FunctionDef) and maker.name in FACTORIES
        for node in ast.walk(maker)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and id(node) not in makers:
            name = _name(node)
            if name in CLASSES | FACTORIES:
                yield name, node


def _name(call: ast.Call) -> str:
    """Return the called name, where that makes errors. Methods called `error` and `_failed` are other things, and so is
    the `refuse` of a page, which shows one."""
    called = call.func
    if isinstance(called, ast.Name):
        return called.id
    if not isinstance(called, ast.Attribute) or called.attr == "_failed":
        return ""
    if called.attr == "refuse" and not isinstance(call.args[0], ast.Constant):
        return ""
    is_code = called.attr != "error" or (
        isinstance(call.args[0], ast.Constant) and "log" not in ast.unparse(called.value).lower()
    )
    return called.attr if is_code else ""


def raised(where: str, tree: ast.Module) -> Iterator[Raised]:
    for name, call in calls(tree):
        named = {keyword.arg for keyword in call.keywords if keyword.arg} | ({"where"} if name == "refuse" else set())
        for code in texts_in(call.args[0]):
            yield Raised(f"{where}:{call.lineno}", code, frozenset(named))


def not_literal(where: str, tree: ast.Module) -> Iterator[str]:
    for _, call in calls(tree):
        code = call.args[0]
        if not list(texts_in(code)) and HANDED_ON.get(where) != ast.unparse(code):
            yield f"{where}:{call.lineno}: {ast.unparse(code)}"


def prose(where: str, tree: ast.Module) -> Iterator[str]:
    """Yield the arguments of an error that are no code and no plain argument."""
    for name, call in calls(tree):
        if len(call.args) > MORE_THAN_A_CODE.get(name, 1):
            yield f"{where}:{call.lineno}: more than a code"
        for code in texts_in(call.args[0]):
            if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
                yield f"{where}:{call.lineno}: {code}"
        for keyword in call.keywords:
            if isinstance(keyword.value, ast.JoinedStr) or any(" " in text for text in texts_in(keyword.value)):
                yield f"{where}:{call.lineno}: {keyword.arg}"


@cache
def everything_raised() -> tuple[Raised, ...]:
    return tuple(each for where, tree in trees().items() for each in raised(where, tree))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_code_that_is_raised_has_a_sentence() -> None:
    assert len(everything_raised()) > 250
    assert sorted(f"{each.where} {each.code}" for each in everything_raised() if each.code not in SENTENCES) == []
    assert sorted(BY_TABLE - set(SENTENCES)) == []


def test_every_code_is_a_literal_where_it_is_raised() -> None:
    assert [found for where, tree in trees().items() for found in not_literal(where, tree)] == []


def test_every_sentence_has_a_code_that_is_raised() -> None:
    known = {each.code for each in everything_raised()} | BY_TABLE | literals()
    assert sorted(set(SENTENCES) - known) == []


def test_no_error_is_raised_with_prose() -> None:
    assert [found for where, tree in trees().items() for found in prose(where, tree)] == []


def test_every_place_of_a_sentence_is_filled_where_it_is_raised() -> None:
    said = [each for each in everything_raised() if each.code in SENTENCES]
    assert [each for each in said if not places(SENTENCES[each.code]) <= each.named] == []


def test_no_code_has_two_sentences() -> None:
    assert sum(map(len, ERRORS)) == len(SENTENCES)


def test_every_sentence_is_whole() -> None:
    def is_whole(said: str) -> bool:
        ends = said.rstrip().endswith((".", "?", "}")) or (said.split()[-1].isascii() and ": " in said)
        return (said[0].isupper() or said.startswith("{")) and ends and "  " not in said

    assert {code: said for code, said in SENTENCES.items() if not is_whole(said)} == {}


def test_the_places_are_filled() -> None:
    error = errors.PolicyRefusedError("out_of_range", where="office.toml", key="days", low=1, high=9)
    assert message_for(error) == "office.toml: days must be from 1 to 9."


def test_fields_read_as_a_sentence_for_each() -> None:
    error = errors.FieldsError({"name": "name_missing", "day": "day_missing"})
    assert message_for(error) == "Type a name. Type the day."


def test_a_sign_in_says_how_long_to_wait() -> None:
    assert (
        message_for(errors.SignInRefusedError("sign_in_refused", wait_seconds=30))
        == "That did not work. Try again in 30 s."
    )
    assert "do not match" in message_for(errors.SignInRefusedError("sign_in_refused"))


def test_what_was_saved_without_a_witness_says_that_it_was_saved() -> None:
    for code in ("witness_unusable", "witness_busy", "keyring_locked"):
        said = message_for(errors.CheckpointNotStoredError(code, "checkpoint"))
        assert said.startswith("What you did is saved") and "The next checkpoint makes up for it." in said
        assert not message_for(errors.ExternalSystemError(code)).startswith("What you did is saved")
        assert set(SAVED_ALL_THE_SAME) <= set(SENTENCES)


def test_a_code_that_nobody_knows_is_named() -> None:
    assert (
        message_for(errors.NotAllowedError("not_known_here"))
        == "This did not work (not_known_here). Tell an administrator."
    )


def test_sentences_are_translated_before_their_places_are_filled() -> None:
    words.bind({"{file} cannot be read.": "Ni ellir darllen {file}."}.__getitem__)
    try:
        assert sentence("not_readable", file="office.toml") == "Ni ellir darllen office.toml."
    finally:
        words.bind(None)


ROOT = Path(__file__).parents[2] / "desktop"
RAISES = [path for folder in ("application", "domain", "environment") for path in sorted((ROOT / folder).rglob("*.py"))]


def codes_in(source: str) -> Iterator[str]:
    """Yield the codes that a module passes to FieldsError: in its call, by a name assigned before, gathered in a
    mapping called `problems`, or in the rows of `problems_where`."""
    tree = ast.parse(source)
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "FieldsError":
            yield from _values(node.args[0], named)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "problems_where":
            for looked_at in node.args:
                assert isinstance(looked_at, ast.Tuple)
                yield from _values(looked_at.elts[1], named)
        elif isinstance(node, ast.Assign) and _is_problems(node.targets[0]):
            yield from _values(node.value, named)


def _is_problems(target: ast.expr) -> bool:
    named = target.value if isinstance(target, ast.Subscript) else target
    return isinstance(named, ast.Name) and named.id == "problems"


def _values(node: ast.expr, named: dict[str, list[ast.expr]]) -> Iterator[str]:
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _values(value, named)
    elif isinstance(node, ast.IfExp):
        yield from _values(node.body, named)
        yield from _values(node.orelse, named)
    elif isinstance(node, ast.Name):
        for value in named.pop(node.id, []):
            yield from _values(value, named)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def every_code() -> dict[str, str]:
    """Return each code, and its module."""
    return {code: path.stem for path in RAISES for code in codes_in(path.read_text("utf-8"))}


def test_every_problem_that_a_rule_can_find_has_words() -> None:
    assert len(every_code()) > 90
    missing = {code: module for code, module in every_code().items() if code not in PROBLEMS}
    assert missing == {}


def test_every_password_that_cannot_be_used_has_words() -> None:
    for password in ("short", "x" * 257, "\ud800" * 12):
        refused = passwords.problem(password)
        assert refused is not None
        assert problems_of(errors.FieldsError({"password": refused}))["password"].startswith(("Use ", "This password"))


OF_THE_WEIGHING = {f"{name}_missing" for name in FACTORS}
"""`deciding` makes these codes of the names of the questions."""


def test_every_problem_with_words_is_one_that_something_finds() -> None:
    assert set(PROBLEMS) >= OF_THE_WEIGHING
    assert sorted(set(PROBLEMS) - literals() - OF_THE_WEIGHING) == []


def test_no_problem_has_words_twice() -> None:
    assert sum(map(len, OF_FIELDS)) == len(PROBLEMS)


def test_words_are_sentences_without_blame() -> None:
    for said in PROBLEMS.values():
        assert said[0].isupper() and said.endswith((".", "?"))
        assert not any(blame in said.lower() for blame in ("invalid", "error", "fraud", "illegal", "wrong"))


MAKERS = {"OutOfOrderError": 0, "note_finding": 1, "Finding": 1, "Difference": 0}
"""The makers of a finding or a difference, and which argument is its code."""


def codes_of_makers(*files: Path) -> set[str]:
    """Return the codes that these modules write out."""
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                given = node.args[MAKERS[name] :][:1] if name in MAKERS else []
                found |= {each.value for one in given for each in ast.walk(one) if isinstance(each, ast.Constant)}
    return {code for code in found if isinstance(code, str)}


def test_every_finding_of_the_replay_has_a_sentence_and_none_is_left_over() -> None:
    said = codes_of_makers(*Path(replay.__path__[0]).glob("*.py")) | {"fact_malformed", NOT_SIGNED}
    assert said == set(FINDINGS)


def test_every_difference_has_a_sentence_and_none_is_left_over() -> None:
    assert codes_of_makers(*(Path(str(each.__file__)) for each in (comparing, proven, verifying))) == set(DIFFERENCES)


def test_what_stands_is_said_where_it_may_be() -> None:
    found = Difference("row_differs", "request", "42", "status", 7, "approved")
    assert difference_words(**asdict(found)) == (
        "request 42: status is approved in the database, and event 7 does not say so."
    )
    hidden = Difference("row_differs", "draft", "42", "body", 7)
    assert difference_words(**asdict(hidden)) == "draft 42: body is not what event 7 says."
    spy = Difference("row_without_event", "desk", "5")
    assert difference_words(**asdict(spy)) == "desk 5 is in the database, and no event says so."


def test_every_finding_names_its_event() -> None:
    assert [code for code in FINDINGS if "4,182" not in finding_words(code, 4182, "heard")] == []


def awaited() -> set[str]:
    """Return what the demonstration waits for, by code."""
    calls = [
        call.args[0]
        for where, tree in trees().items()
        if where.startswith("desktop/showcase/")
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "until"
    ]
    return {text for call in calls for text in texts_in(call)}


def test_everything_that_is_waited_for_has_words_and_no_words_are_left_over() -> None:
    assert awaited() == set(AWAITED)


def test_a_stuck_demonstration_says_what_it_waited_for() -> None:
    assert message_for(StuckError("guided_stuck", what="office_open")) == (
        "The demonstration waited for: the office to open"
    )
    assert message_for(StuckError("guided_stuck", what="ClosePage")) == "The demonstration waited for: ClosePage"
