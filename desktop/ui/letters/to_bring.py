"""The list of things to bring, in plain words, by the office's identity policy on the day of the visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy
from desktop.words import Texts, tr
from desktop.words.shared.counts import up_to_months_old

NUMBERS: Texts[int] = {2: "two", 3: "three", 4: "four"}


def accepted(policy: IdPolicy, day: date) -> tuple[DocumentKind, ...]:
    """Return the kinds accepted on that day: a kind that has ended is not asked for."""
    return tuple(kind for kind in policy.kinds if kind.ended_on is None or kind.ended_on >= day)


def how_many(policy: IdPolicy) -> tuple[str, ...]:
    """Return a sentence for each sufficient combination: how many documents, and what they must show between them."""
    return tuple(dict.fromkeys(_enough(each) for each in policy.combinations))


def with_photo(policy: IdPolicy, day: date) -> str:
    """Return the kinds with a photo, as a list in a sentence."""
    found = [kind for kind in accepted(policy, day) if kind.photo]
    dated = any(kind.asks is Asks.EXPIRY for kind in found)
    kinds = _listed(kind.name for kind in found)
    return tr("{kinds}, in date").format(kinds=kinds) if dated else kinds


def with_address(policy: IdPolicy, day: date) -> str:
    """Return the kinds that show an address, grouped by age; those that may show it come last."""
    kinds = accepted(policy, day)
    sure = [kind for kind in kinds if kind.address is AddressShown.YES]
    ages = dict.fromkeys(kind.max_age_months for kind in sure)
    parts = [_of_one_age([kind.name for kind in sure if kind.max_age_months == age], age) for age in ages]
    if maybe := [kind.name for kind in kinds if kind.address is AddressShown.ASK]:
        parts.append(tr("{kinds} if your current address is on it").format(kinds=_listed(maybe)))
    return "; ".join(parts)


def _enough(combination: Combination) -> str:
    count = tr(NUMBERS[len(combination.groups)])
    if combination.photo and combination.address:
        words = tr("Bring {count} different documents: one with a photo, and one with your current address.")
    elif combination.photo:
        words = tr("Bring {count} different documents, one of them with a photo.")
    elif combination.address:
        words = tr(
            "If you have nothing with a photo, bring {count} different documents, one of them with "
            "your current address."
        )
    else:
        words = tr("Bring {count} different documents.")
    return words.format(count=count)


def _of_one_age(names: Iterable[str], months: int | None) -> str:
    listed = _listed(names)
    return up_to_months_old(listed, months) if months else listed


def _listed(names: Iterable[str]) -> str:
    """Return a list of names: "passport, bus pass or PASS card"."""
    found = [_within(name) for name in names]
    return " or ".join((", ".join(found[:-1]), found[-1])) if len(found) > 1 else "".join(found)


def _within(name: str) -> str:
    """Return the name as used within a sentence: "Passport" is no proper name, "UK photocard" begins with one."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]
