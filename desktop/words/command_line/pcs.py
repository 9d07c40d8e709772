"""The output of the verb about the office's PCs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.ports.sound import SoundEngine
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.command_line import look, prompt
from desktop.words.command_line.recordings import renewed as keys_renewed
from desktop.words.errors import message_for
from desktop.words.formatting import day, local

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from desktop.application.office.desks import Done, Renewed
    from desktop.domain.office.pcs import DeskKind, EnrolledDesk

Said = tuple[list[str], int]


def asked(file: Path, four: str) -> list[str]:
    """Show the words that stand for the request, and say what to do with it."""
    return [
        tr("The four words of this request: {words}").format(words=four),
        tr("Take {file} to an administrator at a PC of the office. There is nothing secret in it.").format(file=file),
        tr("They type the four words. When you have their answer: listening-room pc join FILE"),
    ]


def joined(office: str, desk: EnrolledDesk) -> list[str]:
    """Say that this PC is one of the office's."""
    return [
        tr("This PC has joined {office} as {desk}: {kind}.").format(
            office=office, desk=desk.name, kind=words(desk.kind).lower()
        )
    ]


def asks_for_words(name: str) -> str:
    """Ask for the four words."""
    return prompt(tr("The four words that {name} shows:").format(name=name))


def asks_for_answer_words() -> str:
    """Ask for the four words of the answer."""
    return prompt(tr("The four words of the answer, shown at the PC that let this one in:"))


def granted(name: str, answer: Path, done: Done) -> Said:
    """Say that a PC is enrolled, and what is still to be done."""
    lines = [
        tr("{name} is enrolled. Take {file} to it. Only that PC can open it.").format(name=name, file=answer),
        tr("Write down the four words of this answer. {name} asks for them: {words}").format(
            name=name, words=done.answer_words
        ),
        *_to_be_run(done, tr("Before it can join, a database administrator runs:")),
    ]
    return _with_look(lines, done)


def withdrawn(name: str, done: Done, renewed: Renewed) -> Said:
    """Say that a PC is withdrawn, and what is still to be done."""
    lines = [
        tr("{name} is withdrawn. What it writes from now on counts for nothing.").format(name=name),
        *keys_renewed(renewed),
        *_to_be_run(done, tr("It can still connect until a database administrator runs:")),
    ]
    return _with_look(lines, done)


def changed(name: str, kind: DeskKind, done: Done, renewed: Renewed) -> Said:
    """Say what a PC is for now."""
    lines = [
        tr("{name} is now: {kind}. It works as that once the program there is started again.").format(
            name=name, kind=words(kind).lower()
        ),
        *keys_renewed(renewed),
    ]
    return _with_look(lines, done)


def sound_chosen(chosen: SoundEngine | None) -> str:
    """Say what plays calls at this PC."""
    if chosen is None:
        return tr("From the next start on this PC plays calls with libvlc, or with PortAudio where that is not there.")
    return tr("From the next start on this PC plays calls with {engine}.").format(engine=words(chosen))


def key_replaced(done: Done, renewed: Renewed) -> Said:
    """Say that a recovery key was replaced, and what the lost one still opens."""
    lines = [
        tr("The recovery key is replaced. Make a back-up now: the lost key opens the earlier ones."),
        *keys_renewed(renewed),
    ]
    return _with_look(lines, done)


def server_changed(done: Done, *, told: bool) -> Said:
    """Say that this PC goes another way to the server, or that the database there lacks events."""
    lines = [tr("This PC connects that way from now on. The connection has been tried.")]
    if told:
        return _with_look(lines, done)
    lacks = tr(
        "The database there lacks events that a witness has, so this is not in the log, and the password is what it "
        "was. State the loss now: listening-room log lost"
    )
    return [*lines, *look(lacks)], 1


def keys_restored(done: Done) -> Said:
    """Say that this PC has its keys again."""
    lines = [
        tr("The keys of this PC are in the keyring again, and the log says so. Make a back-up now."),
        tr("If someone else may have the old keyring, withdraw this PC at another one, and let it join again."),
    ]
    return _with_look(lines, done)


def listed(desks: Sequence[EnrolledDesk], zone: ZoneInfo) -> list[str]:
    """List the PCs, a line each."""
    return [_line(desk, zone) for desk in desks]


def _line(desk: EnrolledDesk, zone: ZoneInfo) -> str:
    since = day(local(desk.enrolled_at, zone).date())
    line = tr("{name}: {kind}, since {since}.").format(name=desk.name, kind=words(desk.kind).lower(), since=since)
    if desk.withdrawn_at is None:
        return line
    return f"{line} {tr('Withdrawn on {day}.').format(day=day(local(desk.withdrawn_at, zone).date()))}"


def _to_be_run(done: Done, why: str) -> list[str]:
    if not done.statements:
        return []
    refused = look(message_for(done.refused)) if done.refused else []
    return [*refused, why, *(f"    {statement};" for statement in done.statements)]


def _with_look(lines: list[str], done: Done) -> Said:
    if done.not_witnessed is not None:
        lines += look(message_for(done.not_witnessed))
    return lines, 1 if done.refused or done.not_witnessed or done.statements else 0
