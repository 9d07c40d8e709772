"""The few words of the kit itself. A widget gets all others from its page."""

from __future__ import annotations

from desktop.words import tr


def problems_title() -> str:
    """The words "There is a problem"."""
    return tr("There is a problem")


def problem_prefix() -> str:
    """The words "Problem:"."""
    return tr("Problem:")


def show_more() -> str:
    """The words "Show more"."""
    return tr("Show more")


def date_parts() -> tuple[str, str, str]:
    """The labels of the three boxes of a date."""
    return tr("Day"), tr("Month"), tr("Year")


def lock() -> str:
    """The words "Lock"."""
    return tr("Lock")


def sign_out() -> str:
    """The words "Sign out"."""
    return tr("Sign out")


def cancel() -> str:
    """The words "Cancel"."""
    return tr("Cancel")


def places() -> str:
    """The words "Places"."""
    return tr("Places")


def waiting(count: int) -> str:
    """The words "{count} waiting"."""
    return tr("{count} waiting").format(count=count)


def step(number: int, total: int, name: str, state: str) -> str:
    """The words "Step {number} of {total}: {name}, {state}"."""
    return tr("Step {number} of {total}: {name}, {state}").format(number=number, total=total, name=name, state=state)


def step_states() -> tuple[str, str, str]:
    """Done, current, to come."""
    return tr("done"), tr("now"), tr("to come")


def here() -> str:
    """The words "you are here"."""
    return tr("you are here")


def not_heard(start: str, end: str) -> str:
    """The words "not heard: {start} to {end}"."""
    return tr("not heard: {start} to {end}").format(start=start, end=end)


def seconds_left(length: str) -> str:
    """The words "About {length} left"."""
    return tr("About {length} left").format(length=length)


def show_whole() -> str:
    """The words "Show all of it"."""
    return tr("Show all of it")


def fold() -> str:
    """The words "Show less"."""
    return tr("Show less")


def hidden_character() -> str:
    """Say what to do about a hidden character."""
    return tr(
        "There is a hidden character in this. It can make the words read as something else. Delete it, or type "
        "the words yourself."
    )


def show_password() -> str:
    """The words "Show"."""
    return tr("Show")


def hide_password() -> str:
    """The words "Hide"."""
    return tr("Hide")


def choose() -> str:
    """The words "Choose"."""
    return tr("Choose")


def play() -> str:
    """The words "Play"."""
    return tr("Play")


def pause() -> str:
    """The words "Pause"."""
    return tr("Pause")
