"""Every difference between the database and its log, and every finding of the replay, has a sentence."""

from __future__ import annotations

import ast
from dataclasses import asdict
from pathlib import Path

from db.log import comparing, proven
from desktop.domain.log import replay
from desktop.domain.log.differences import Difference
from desktop.domain.log.replay.replaying import NOT_SIGNED
from desktop.words.log import DIFFERENCES, FINDINGS, difference_words, finding_words

MAKERS = {"OutOfOrderError": 0, "note_finding": 1, "Finding": 1, "Difference": 0}
"""The makers of a finding or a difference, and which argument is its code."""


def codes(*files: Path) -> set[str]:
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
    said = codes(*Path(replay.__path__[0]).glob("*.py")) | {"fact_malformed", NOT_SIGNED}
    assert said == set(FINDINGS)


def test_every_difference_has_a_sentence_and_none_is_left_over() -> None:
    assert codes(Path(str(comparing.__file__)), Path(str(proven.__file__))) == set(DIFFERENCES)


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
