"""A session at the counter in words: the adjustments someone needs, and what will do instead of a document."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.domain.sessions.id_policy import Instead
from desktop.domain.sessions.identity import IdProblem
from desktop.domain.sessions.needs import Need
from desktop.words import Texts, tr
from desktop.words.codes import or_list, words


def adjustment_lines(needs: Iterable[Need], adjustments: Iterable[str]) -> tuple[str, ...]:
    """Return a line for each."""
    return (*map(words, needs), *adjustments)


ONE_OF_SEVERAL: Texts[Instead] = {
    Instead.IN_DATE_DOCUMENT: "one that is in date",
    Instead.NEWER_ISSUE: "a newer one",
    Instead.ANOTHER_KIND: "another kind of document",
    Instead.CURRENT_ADDRESS_DOCUMENT: "one with the current address",
}
"""The documents that can be brought instead, worded for a list."""


def advice_words(problem: IdProblem) -> str:
    """Return what can be used instead: the documents in one sentence, then anything else that can be done."""
    documents = [instead for instead in problem.instead if instead in ONE_OF_SEVERAL]
    others = [words(instead) for instead in problem.instead if instead not in ONE_OF_SEVERAL]
    if len(documents) < 2:
        return " ".join([*map(words, documents), *others])
    listed = or_list([tr(ONE_OF_SEVERAL[instead]) for instead in documents])
    said = tr("{documents} will do instead.").format(documents=listed)
    return " ".join([said[:1].upper() + said[1:], *others])
