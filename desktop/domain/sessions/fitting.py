"""Which kinds of document can fill a slot: only these are offered there.

Rules:
- A slot asks for a photo, or for the current address, where every accepted combination asks for it, until a document in
  another slot shows it.
- A kind that another slot has, and one that is accepted no more, cannot fill a slot.
- The last open slot takes only what makes a combination complete, as far as a kind can tell beforehand.
- A kind that is chosen stays offered, so that its page can say what is wrong with it. Where nothing fits, every kind is
  offered that no other slot has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.sessions.id_policy import AddressShown, DocumentKind, IdPolicy
from desktop.domain.sessions.identity import Slot, shortfall


class SlotFor(StrEnum):
    """The requirement that the document of a slot is to meet."""

    PHOTO = "photo"
    ADDRESS = "address"
    ANY = "any"


class Unfit(StrEnum):
    """Why a kind cannot fill a slot."""

    NO_PHOTO = "no_photo"
    NO_ADDRESS = "no_address"
    SHOWN_ALREADY = "shown_already"
    ENDED = "ended"
    NOT_TOGETHER = "not_together"


@dataclass(frozen=True)
class Fitting:
    """The kinds that can fill a slot, first those that have what it is for, and the others, each with its reason; both
    in the policy's order."""

    kinds: tuple[DocumentKind, ...]
    others: tuple[tuple[DocumentKind, Unfit], ...]


def slots_of(policy: IdPolicy) -> tuple[SlotFor, ...]:
    """Return what each slot of the policy is for."""
    if policy.slots == 1:
        return (SlotFor.ANY,)
    address = (SlotFor.ADDRESS,) if any(each.address for each in policy.combinations) else ()
    needs = (SlotFor.PHOTO, *address)
    return needs + (SlotFor.ANY,) * (policy.slots - len(needs))


def fitting(policy: IdPolicy, slots: Sequence[Slot], number: int, today: date) -> Fitting:
    """Return the kinds that can fill slot `number`, beside the others as they are assessed."""
    others = [slot for place, slot in enumerate(slots) if place != number]
    needs, chosen = slots_of(policy)[number], slots[number].kind
    last = sum(slot.accepted for slot in others) == policy.slots - 1
    judged = [(kind, _unfit(policy, kind, needs, others, today, last=last)) for kind in policy.kinds]
    if all(why is not None for _, why in judged):
        judged = [(kind, None if why is not Unfit.SHOWN_ALREADY else why) for kind, why in judged]
    kinds = [kind for kind, why in judged if why is None or kind.code == chosen]
    kinds.sort(key=lambda kind: not _shows(kind, needs))
    return Fitting(tuple(kinds), tuple((kind, why) for kind, why in judged if why is not None and kind.code != chosen))


def _shows(kind: DocumentKind, needs: SlotFor) -> bool:
    """Return whether a kind has what its slot is for; another may still do where a document elsewhere shows it."""
    if needs is SlotFor.PHOTO:
        return kind.photo
    return needs is SlotFor.ANY or kind.address is not AddressShown.NO


def _unfit(
    policy: IdPolicy, kind: DocumentKind, needs: SlotFor, others: Sequence[Slot], today: date, *, last: bool
) -> Unfit | None:
    accepted = [slot for slot in others if slot.accepted]
    combinations = policy.combinations
    photo = needs is SlotFor.PHOTO and all(each.photo for each in combinations)
    address = needs is SlotFor.ADDRESS and all(each.address for each in combinations)
    shows_address = kind.address is not AddressShown.NO
    as_good = Slot(kind.code, kind.group, True, kind.photo, shows_address)
    reasons = (
        (Unfit.SHOWN_ALREADY, any(slot.kind == kind.code for slot in others)),
        (Unfit.ENDED, kind.ended_on is not None and today > kind.ended_on),
        (Unfit.NO_PHOTO, photo and not kind.photo and not any(slot.photo for slot in accepted)),
        (Unfit.NO_ADDRESS, address and not shows_address and not any(slot.address for slot in accepted)),
        (Unfit.NOT_TOGETHER, last and bool(shortfall(policy, [*accepted, as_good]))),
    )
    return next((why for why, is_so in reasons if is_so), None)
