"""The few words of the kit itself. A widget gets all others from its page."""

from __future__ import annotations

from desktop.words import counted, tr


def problems_title() -> str:
    """Return "There is a problem"."""
    return tr("There is a problem")


def search_people_label() -> str:
    """Return the label of a search for people."""
    return tr("Search by name")


def not_heard(start: str, end: str) -> str:
    """Return "not heard: {start} to {end}"."""
    return tr("not heard: {start} to {end}").format(start=start, end=end)


def fold() -> str:
    """Return "Show less"."""
    return tr("Show less")


def hidden_character() -> str:
    """Say what to do about a hidden character."""
    return tr(
        "There is a hidden character in this. It can make the words read as something else. Delete it, or type "
        "the words yourself."
    )


def play() -> str:
    """Return "Play"."""
    return tr("Play")


def pause() -> str:
    """Return "Pause"."""
    return tr("Pause")


def left(time: str) -> str:
    """Return "{time} left"."""
    return tr("{time} left").format(time=time)


def time_left(seconds: int) -> str:
    """Return "2 minutes left", or seconds below a minute."""
    if seconds > 60:
        return counted(-(-seconds // 60), "1 minute left", "{n} minutes left")
    return tr("1 minute left") if seconds == 60 else counted(seconds, "1 second left", "{n} seconds left")


def close() -> str:
    """Return "Close"."""
    return tr("Close")


def display() -> str:
    """Name the way to text size and colours, in the bar at the top."""
    return tr("Display")


def display_in_full() -> str:
    """Name the same way for a screen reader, and for someone who says what stands on the button."""
    return tr("Display: text size and colours")


def appearance() -> str:
    """Return "Text size and colours"."""
    return tr("Text size and colours")


def text_size() -> str:
    """Return "Text size"."""
    return tr("Text size")


def text_sizes() -> tuple[str, str]:
    """Return the words for smaller and larger text."""
    return tr("Smaller"), tr("Larger")


def percent(number: int) -> str:
    """Return "125%"."""
    return tr("{number}%").format(number=number)


def colours_label() -> str:
    """Return "Colours"."""
    return tr("Colours")


def kept_before() -> str:
    """Say that a secret, which is in its field no longer, is still known."""
    return tr("Leave it empty to keep what you typed before.")


def keys() -> str:
    """Name the way to the keys of a page, in the bar at the top."""
    return tr("Keys")


def main_key() -> str:
    """Return the key of a page's main action."""
    return tr("Ctrl + Enter")
