"""The order of the pages that make an office: a function of what was typed so far, without widgets."""

from __future__ import annotations

from enum import StrEnum

from desktop.application.ports.first_start import OfficePlan


class Step(StrEnum):
    """A page, by what it asks for."""

    OFFICE = "office"
    PC = "pc"
    ROWS = "rows"
    SERVER = "server"
    RECORDINGS = "recordings"
    WITNESS = "witness"
    KEYS = "keys"
    FIRST_KEY = "first_key"
    SECOND_KEY = "second_key"
    OWN_KEYS = "own_keys"
    ADMINISTRATOR = "administrator"
    SUMMARY = "summary"


def steps(plan: OfficePlan, *, own_keys: bool) -> tuple[Step, ...]:
    """Return the pages of this plan, in order. `own_keys`: the recovery keys are there already."""
    server = (Step.SERVER, Step.RECORDINGS) if plan.on_server else ()
    keys = (Step.OWN_KEYS,) if own_keys else (Step.FIRST_KEY, Step.SECOND_KEY)
    before = Step.OFFICE, Step.PC, Step.ROWS
    return (*before, *server, Step.WITNESS, Step.KEYS, *keys, Step.ADMINISTRATOR, Step.SUMMARY)


def beside(step: Step, plan: OfficePlan, by: int, *, own_keys: bool) -> Step | None:
    """Return the page after (`by` 1) or before (-1) that one; None before the first."""
    order = steps(plan, own_keys=own_keys)
    at = order.index(step) + by
    return order[at] if at >= 0 else None
