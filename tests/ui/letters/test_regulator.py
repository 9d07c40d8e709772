"""The regulator's name and address are the policy's alone, on every paper that names it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.office.office_policy import Regulator
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from desktop.ui.letters.letter import letter_document
from tests.ui.letters.test_letter import ID_POLICY, LETTERS, LONDON, QUESTION
from tests.words.sources import ROOT

OTHER = Regulator("The Example Regulator", "01632 960 999", "regulator.example", ("1 Example Quay", "Exampleton"))
WHOLE = "The Example Regulator, 1 Example Quay, Exampleton, 01632 960 999, regulator.example"


@pytest.fixture(autouse=True)
def _app(qapp: object) -> None:
    """Start an application, which type needs."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_names_the_policys_with_its_address(kind: LetterKind, language: Language) -> None:
    letter = LETTERS[kind]
    letter = replace(letter, sender=replace(letter.sender, regulator=OTHER), language=language, welsh_unchecked=True)
    said = letter_document(letter, LONDON, ID_POLICY, QUESTION).toPlainText()
    assert said.count(WHOLE) == (2 if language is Language.BOTH else 1)


def test_no_module_names_it() -> None:
    for path in [*(ROOT / "desktop").rglob("*.py"), *(ROOT / "db").rglob("*.py")]:
        said = path.read_text("utf-8").casefold()
        assert "information commission" not in said and "ico.org" not in said, path
