"""The few words of the kit itself. A widget gets all others from its page."""

from __future__ import annotations

from desktop.words import counted, tr


def problems_title() -> str:
    """Return "There is a problem"."""
    return tr("There is a problem")


def problem_prefix() -> str:
    """Return "Problem:"."""
    return tr("Problem:")


def show_more() -> str:
    """Return "Show more"."""
    return tr("Show more")


def search_label() -> str:
    """Return the label of a search."""
    return tr("Search by reference, name, number or date")


def with_key(words: str, key: str) -> str:
    """Return the words with the key that leads there: "{words} ({key})"."""
    return tr("{words} ({key})").format(words=words, key=key)


def search_people_label() -> str:
    """Return the label of a search for people."""
    return tr("Search by name")


def search() -> str:
    """Return "Search"."""
    return tr("Search")


def whole_list() -> str:
    """Return "Show the whole list"."""
    return tr("Show the whole list")


def date_parts() -> tuple[str, str, str]:
    """Return the labels of the three boxes of a date."""
    return tr("Day"), tr("Month"), tr("Year")


def choose_path() -> str:
    """Return "Choose", for a button that opens the dialog of a file or a folder."""
    return tr("Choose")


def choose_path_for(label: str) -> str:
    """Return that button's name for a screen reader."""
    return tr("Choose: {label}").format(label=label)


def lock() -> str:
    """Return "Lock"."""
    return tr("Lock")


def sign_out() -> str:
    """Return "Sign out"."""
    return tr("Sign out")


def cancel() -> str:
    """Return "Cancel"."""
    return tr("Cancel")


def places() -> str:
    """Return "Places"."""
    return tr("Places")


def menu() -> str:
    """Return "Menu"."""
    return tr("Menu")


def close_menu() -> str:
    """Return "Close the menu"."""
    return tr("Close the menu")


def named(name: str, value: str) -> str:
    """Return "{name}: {value}", a cell with the heading of its column."""
    return tr("{name}: {value}").format(name=name, value=value)


def waiting(count: int) -> str:
    """Return "{count} waiting"."""
    return tr("{count} waiting").format(count=count)


def step(number: int, total: int, name: str, state: str) -> str:
    """Return "Step {number} of {total}: {name}, {state}"."""
    return tr("Step {number} of {total}: {name}, {state}").format(number=number, total=total, name=name, state=state)


def step_states() -> tuple[str, str, str, str]:
    """Return the states: done, current, to come, and left out."""
    return tr("done"), tr("now"), tr("to come"), tr("not needed")


def here() -> str:
    """Return "you are here"."""
    return tr("you are here")


def not_heard(start: str, end: str) -> str:
    """Return "not heard: {start} to {end}"."""
    return tr("not heard: {start} to {end}").format(start=start, end=end)


def seconds_left(length: str) -> str:
    """Return "About {length} left"."""
    return tr("About {length} left").format(length=length)


def show_whole() -> str:
    """Return "Show all of it"."""
    return tr("Show all of it")


def fold() -> str:
    """Return "Show less"."""
    return tr("Show less")


def hidden_character() -> str:
    """Say what to do about a hidden character."""
    return tr(
        "There is a hidden character in this. It can make the words read as something else. Delete it, or type "
        "the words yourself."
    )


def password() -> str:
    """Name the way to one's own password, in the bar at the top."""
    return tr("Password")


def change_password() -> str:
    """Name it in full, for a screen reader."""
    return tr("Change your password")


def your_password() -> str:
    """Return "Your password"."""
    return tr("Your password")


def why_your_password() -> str:
    """Return "To be sure that it is you."."""
    return tr("To be sure that it is you.")


def not_your_password() -> str:
    """Return "That is not your password. Type it again."."""
    return tr("That is not your password. Type it again.")


def page(number: int, total: int) -> str:
    """Return "Page {number} of {total}"."""
    return tr("Page {number} of {total}").format(number=number, total=total)


def show_password() -> str:
    """Return "Show"."""
    return tr("Show")


def hide_password() -> str:
    """Return "Hide"."""
    return tr("Hide")


def choose() -> str:
    """Return "Choose"."""
    return tr("Choose")


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


def keys_title() -> str:
    """Return "Keys on this page"."""
    return tr("Keys on this page")


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


def colours() -> tuple[str, str, str]:
    """Return the choices of colours: the system's, light, dark."""
    return tr("Like the system"), tr("Light"), tr("Dark")


def motion() -> str:
    """Return "Motion"."""
    return tr("Motion")


def motions() -> tuple[str, str]:
    """Return the choices of motion."""
    return tr("Usual"), tr("Less")


def undo_time() -> str:
    """Return the label of the time for which a sign-off can be taken back."""
    return tr("Time to take a sign-off back")


def undo_times() -> tuple[str, str, str]:
    """Return the choices of that time, in the order of their seconds."""
    return tr("10 seconds"), tr("30 seconds"), tr("2 minutes")


def kept_before() -> str:
    """Say that a secret, which is in its field no longer, is still known."""
    return tr("Leave it empty to keep what you typed before.")


def where_appearance_is_kept() -> str:
    """Say for whom it is kept, and what stands above it."""
    return tr(
        "This is kept for your account on this PC, and for nobody else. Where the system asks for high contrast, you "
        "get high contrast."
    )


def keys() -> str:
    """Name the way to the keys of a page, in the bar at the top."""
    return tr("Keys")


def main_key() -> str:
    """Return the key of a page's main action."""
    return tr("Ctrl + Enter")


def lock_key() -> tuple[str, str]:
    """Return the key that locks, and what it does."""
    return tr("Ctrl + L"), tr("Lock the desk")


def help_key() -> tuple[str, str]:
    """Return the key that shows the keys, and what it does."""
    return tr("F1, or ?"), tr("Show or hide these keys")


def list_keys() -> tuple[tuple[str, str], ...]:
    """Return the keys of a list."""
    return (tr("Up, Down"), tr("The row above, the row below")), (tr("Enter"), tr("Open the row"))


def everywhere_keys() -> tuple[tuple[str, str], ...]:
    """Return the keys that every page has."""
    return (
        (tr("Tab, Shift + Tab"), tr("The next control, the one before")),
        (tr("Arrow keys"), tr("Choose among options, and among the places at the side")),
        (tr("Space, Enter"), tr("Press what has the yellow ring")),
    )
