"""The words for a judged document: why it cannot fill its slot, what can be used instead, what was found."""

from __future__ import annotations

from dataclasses import replace

from desktop.domain.sessions.fitting import Fitting, Unfit
from desktop.domain.sessions.id_policy import Asks, DocumentKind
from desktop.domain.sessions.identity import BirthComparison, IdProblem, NameComparison, ProblemCode, Shown
from desktop.domain.sessions.identity import Slot as Judged
from desktop.domain.shared.months import Age
from desktop.ui.kit.widgets.words import filled, strong
from desktop.words import Texts, tr
from desktop.words.codes import and_list
from desktop.words.formatting import days, months

SIMPLE: Texts[ProblemCode] = {
    ProblemCode.NOT_ACCEPTED_HERE: "This office does not accept this kind of document.",
    ProblemCode.SAME_KIND: "This is the same kind as the other one. Two different documents are needed.",
    ProblemCode.ENDED: "This kind of document is no longer accepted.",
    ProblemCode.ISSUED_IN_FUTURE: "This date is in the future.",
    ProblemCode.NOT_OPENED_HERE: "A picture or a print of an eVisa is not enough.",
    ProblemCode.NAME_DIFFERS: "The name differs from the request.",
    ProblemCode.BIRTH_DIFFERS: "The date of birth differs from the request.",
    ProblemCode.ADDRESS_DIFFERS: "It does not show the current address.",
}


NEARLY_DAYS = 25
"""From so many days on, an age is nearly that of a month more."""
UNFIT: Texts[Unfit] = {
    Unfit.NO_PHOTO: "Without a photo: {kinds}.",
    Unfit.NO_ADDRESS: "Without an address: {kinds}.",
    Unfit.SHOWN_ALREADY: "Shown already: {kinds}.",
    Unfit.ENDED: "No longer accepted: {kinds}. Ask a supervisor.",
    Unfit.NOT_TOGETHER: "Not enough with the other one: {kinds}.",
}


def problem_words(problem: IdProblem, kind: DocumentKind) -> str:
    """Say why a document cannot fill its slot."""
    if problem.code is ProblemCode.EXPIRED:
        ago = days(problem.days_over or 0)
        if problem.limit_months:
            return tr("It expired, and the {grace} of grace ended {ago} ago.").format(
                grace=months(problem.limit_months), ago=ago
            )
        return tr("It expired {ago} ago.").format(ago=ago)
    if problem.code is ProblemCode.TOO_OLD and problem.age is not None:
        return tr("It is {age} old. It can be up to {limit} old.").format(
            age=_age(problem.age), limit=months(problem.limit_months or 0)
        )
    return tr(SIMPLE[problem.code])


def lines_of(kind: DocumentKind, shown: Shown | None, judged: Judged) -> tuple[tuple[str, ...], ...]:
    """Return the findings on an accepted document, a line each; never a number."""
    assert shown is not None
    facts = [tr("In date.")] if kind.asks is Asks.EXPIRY else []
    if kind.asks is Asks.ISSUED:
        facts.append(tr("Recent enough."))
    if shown.opened_by_code:
        facts.append(tr("Opened with their share code."))
    if all_match(shown):
        return ((" ".join((*facts, tr("All details match."))),),)
    if shown.shows_current_address is False and all_match(replace(shown, shows_current_address=None)):
        return ((" ".join((*facts, tr("All matches but the address, which is not the current one."))),),)
    changed = shown.name is NameComparison.DIFFERS_WITH_EVIDENCE
    facts.append(tr("Name differs. Evidence of the change was seen.") if changed else tr("Name matches the request."))
    if shown.birth is BirthComparison.MATCH:
        facts.append(tr("Date of birth matches."))
    elif shown.birth is BirthComparison.NOT_SHOWN:
        facts.append(tr("No date of birth on it."))
    lines: list[tuple[str, ...]] = [(" ".join(facts),)]
    if shown.shows_current_address is not None:
        said = tr("the current one") if judged.address else tr("not the current one")
        lines.append((filled(tr("Address on it: {which}"), which=strong(said)),))
    return tuple(lines)


def all_match(shown: Shown) -> bool:
    """Return whether everything that was compared matches."""
    births, addresses = (None, BirthComparison.MATCH), (None, True)
    return shown.name is NameComparison.MATCH and shown.birth in births and shown.shows_current_address in addresses


def unfit_words(fitting: Fitting) -> str:
    """Say which kinds are not offered in a slot, each group with its reason; nothing where all are."""
    said = []
    for why, sentence in UNFIT.items():
        names = [kind.name for kind, unfit in fitting.others if unfit is why]
        if names:
            said.append(tr(sentence).format(kinds=and_list(names)))
    return " ".join(said)


def _age(age: Age) -> str:
    if age.days == 0:
        return months(age.months)
    if age.months == 0:
        return days(age.days)
    if age.days >= NEARLY_DAYS:
        return tr("nearly {months}").format(months=months(age.months + 1))
    return tr("{months} and {days}").format(months=months(age.months), days=days(age.days))
