"""The things to bring, in plain words, by the office's identity policy on the day of the visit (letters, slips)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from desktop.domain.sessions.id_policy import AddressShown, Asks, Combination, DocumentKind, IdPolicy, SeenThrough
from desktop.words import Texts, counted, own, tr
from desktop.words.codes import or_list

NUMBERS: Texts[int] = {2: "two", 3: "three", 4: "four"}


AT_MOST = 7
"""How many kinds a letter names, which is to be one sheet; the slip at the counter lists them all."""


def accepted(policy: IdPolicy, day: date) -> tuple[DocumentKind, ...]:
    """Return the kinds accepted on that day: a kind that has ended is not asked for."""
    return tuple(kind for kind in policy.kinds if kind.ended_on is None or kind.ended_on >= day)


def how_many(policy: IdPolicy) -> tuple[str, ...]:
    """Return a sentence for each sufficient combination: how many documents, and what they must show between them."""
    return tuple(dict.fromkeys(_enough(each) for each in policy.combinations))


def with_photo(policy: IdPolicy, day: date) -> str:
    """Return a sentence of the kinds with a photo: the first few in the policy's order, and that there are others."""
    found = [kind for kind in accepted(policy, day) if kind.photo]
    dated = any(kind.asks is Asks.EXPIRY for kind in found)
    kinds = _listed(kind.name for kind in found[:AT_MOST])
    said = (tr("{kinds}, in date") if dated else "{kinds}").format(kinds=kinds)
    others = tr("Others are accepted too: ask us.") if len(found) > AT_MOST else ""
    return f"{said}. {others}".strip()


def by_share_code(policy: IdPolicy, day: date) -> str:
    """Say how to bring a kind that is seen through a share code; "" where the office accepts none."""
    found = [kind.name for kind in accepted(policy, day) if kind.seen_through is SeenThrough.SHARE_CODE]
    words = tr("For your {kinds}, bring a share code from GOV.UK.")
    return words.format(kinds=_listed(found)) if found else ""


def lines_with_photo(policy: IdPolicy, day: date) -> tuple[str, ...]:
    """Return the kinds with a photo, a line each."""
    return tuple(own(kind.name) for kind in accepted(policy, day) if kind.photo)


def lines_with_address(policy: IdPolicy, day: date) -> tuple[str, ...]:
    """Return the kinds that show an address, a line each; those that may show it come last."""
    kinds = accepted(policy, day)
    sure = [_with_age(own(kind.name), kind.max_age_months) for kind in kinds if kind.address is AddressShown.YES]
    maybe = [own(kind.name) for kind in kinds if kind.address is AddressShown.ASK]
    return *sure, *(tr("{kinds} if your current address is on it").format(kinds=name) for name in maybe)


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
    return _with_age(_listed(names), months)


def _with_age(kinds: str, months: int | None) -> str:
    """Return the documents with their greatest age: "Bank statement, up to 3 months old"."""
    if not months:
        return kinds
    return counted(months, "{kinds}, up to 1 month old", "{kinds}, up to {n} months old", kinds=kinds)


def _listed(names: Iterable[str]) -> str:
    """Return a list of names: "passport, bus pass or PASS card"."""
    found = [_within(own(name)) for name in names]
    return or_list(found)


def _within(name: str) -> str:
    """Return the name as used within a sentence; one with another capital than its first is or has a proper name."""
    return name if name[1:] != name[1:].lower() else name[:1].lower() + name[1:]
