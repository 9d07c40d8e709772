"""The output of `listening-room doctor` for each part of this PC."""

from __future__ import annotations

from pathlib import Path

from desktop.words import counted, tr
from desktop.words.codes import and_list


def policies(kinds: int, own: list[str]) -> str:
    """Say how many documents an office accepts that begins with this PC's files, and which of them are its own."""
    accepted = counted(
        kinds,
        "An office that begins here accepts 1 kind of document.",
        "An office that begins here accepts {n} kinds of document.",
    )
    if not own:
        return f"{accepted} {tr('All policy files are as they were shipped.')}"
    return f"{accepted} {tr('This PC has its own {files}.').format(files=and_list(own))}"


def decodes(kind: str) -> str:
    """Say that the decoder works."""
    return tr("Recordings are decoded in a process of their own ({kind}).").format(kind=kind)


def not_loaded(why: str) -> str:
    """Say that a part cannot be loaded."""
    return tr("It cannot be loaded ({why}).").format(why=why)


def sound(device: str, others: int) -> str:
    """Say where sound would go, and how many others could be chosen."""
    goes = tr("Calls are played to {device}.").format(device=device)
    if not others:
        return goes
    return f"{goes} {counted(others, '1 other device can be chosen.', '{n} other devices can be chosen.')}"


def sound_by_system() -> str:
    """Say that the system chooses."""
    return tr("Calls are played to the device that the system has chosen.")


def no_sound(plays: bool | None) -> str:
    """Say that there is nothing to play to. `plays`: whether calls are played at this PC; None where nobody knows."""
    if plays is False:
        return tr("This PC has no sound card that a call can be played to, and needs none.")
    there = tr(
        "This PC has no sound card that a call can be played to. Bluetooth, network and virtual devices do not count."
    )
    if plays:
        return f"{there} {tr('Calls are played at this PC, so it needs one.')}"
    return f"{there} {tr('Only a PC for reviews, or one that is kept for jobs, needs none.')}"


def witness(*, on_own_disk: bool) -> str:
    """Say whether the witness file is where only this PC reaches it."""
    if on_own_disk:
        return tr(
            "The witness file is on this PC’s own disk. No other PC reaches it there, and whoever has this PC can "
            "change it. Begin another on a share: listening-room witness begin"
        )
    return tr("The witness file is not on this PC’s own disk.")


def keyring_missing(why: str) -> str:
    """Say why there is none, and who needs it."""
    return f"{why} {tr('A demo office works without one.')}"


def keyring_closed(why: str) -> str:
    """Say why the keyring does not open the office here."""
    return f"{why} {tr('Until then the office here does not open.')}"


def keyring_accepted() -> str:
    """Say that a real office can keep its keys here."""
    return tr("This account has a keyring that is accepted.")


def variables(dropped: list[str]) -> str:
    """Say which variables were dropped at the start."""
    if not dropped:
        return tr("None had to be dropped.")
    return tr("Dropped at the start: {names}.").format(names=and_list(dropped))


def libraries(foreign: list[str]) -> str:
    """Say which code in the process is neither the program's nor the system's."""
    if not foreign:
        return tr("Only the program’s own and the system’s are loaded.")
    return tr("Other code is loaded into the program, and cannot be removed: {files}.").format(files=and_list(foreign))


def preloading(by: Path, loaded: list[str]) -> str:
    """Say what the system loads into every program."""
    if not loaded:
        return tr("The system preloads nothing.")
    return tr("{file} loads code into every program: {names}.").format(file=by, names=and_list(loaded))


def memory(*, closed: bool) -> str:
    """Say whether another program could read the memory, or a crash would leave it."""
    if closed:
        return tr("Other programs of this account cannot read it, and a crash leaves no image of it.")
    return tr("Other programs of this account can read it, or a crash leaves an image of it.")


def bundled(file: Path) -> str:
    """Say that the file for support is written."""
    return tr("{file} is for whoever supports the program. Nothing in it is about a person.").format(file=file)
