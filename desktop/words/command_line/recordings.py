"""The output of the verbs about recordings: those that the nightly run destroyed and kept, and an import.

Rule: the names of imported files are never in it. They contain telephone numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.application.recordings.import_report import Outcome
from desktop.application.recordings.retaining import Turn
from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.recordings.retention import QUARANTINE_DAYS, NightTask, quarantine_ends
from desktop.errors import ExternalSystemError
from desktop.words import Counts, counted, if_any, text, tr
from desktop.words.codes import words
from desktop.words.command_line import look, not_anchored, prompt
from desktop.words.command_line.log import not_whole
from desktop.words.errors import message_for
from desktop.words.formatting import day, days, first_of, grouped, length, once_each
from desktop.words.office import clock_times, left_words
from desktop.words.recordings import refused_alike

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from desktop.application.office.desks import Renewed
    from desktop.application.ports.desk import Proof
    from desktop.application.ports.sound import StoredFile
    from desktop.application.recordings.import_report import ImportReport
    from desktop.application.recordings.retaining import NotProtected, RetainReport, Warned
    from desktop.application.recordings.vault_care import Look, Tidied


FIND_THEM = text("Run listening-room verify to see all of it.")
SHOWN = 10
"""Findings, and files, that are named."""
CONFIRM = "listening-room retain --confirm NAME"


def report_words(report: RetainReport, zone: ZoneInfo) -> list[str]:
    """Describe a nightly run, a sentence for each thing it did."""
    if report.clock_alone:
        return [tr("This PC’s clock is confirmed. The log says so."), *([] if report.anchored else not_anchored())]
    doubts = _doubts(report, zone)
    lines = look(*doubts, *_what_to_do()) if doubts else _destroyed(report)
    proof = report.proof
    if proof is not None and (proof.changed or not (proof.whole or doubts)):
        lines = [*_not_whole(proof), *([] if proof.changed else lines)]
    return [*lines, *_kept(report), *_of_files(report.tidied), *_to_look_at(report)]


def doubt_words(report: RetainReport, zone: ZoneInfo) -> list[str]:
    """Say why nothing was destroyed, with the times that do not fit."""
    return look(*_doubts(report, zone))


def clock_alone() -> str:
    """Say what is done at a counter."""
    return tr("This is a counter: its clock is confirmed, and nothing is destroyed here.")


def asks_for_date() -> str:
    """Ask for the date, by a clock that is not in doubt."""
    return prompt(tr("Today’s date, from a clock other than this PC’s (for example 2026-11-24):"))


def _doubts(report: RetainReport, zone: ZoneInfo) -> list[str]:
    if not report.doubts or report.evidence is None:
        return []
    times = [] if report.doubts == (ClockDoubt.TOO_MANY,) else clock_times(report.evidence, zone)
    return [tr("Nothing was destroyed."), *times, *(words(doubt) for doubt in report.doubts)]


def _not_whole(proof: Proof) -> list[str]:
    """Say what the verification found, the first of it, and what that means for the run."""
    said = [not_whole(unproved=proof.unproved), *(f"- {words}" for words in once_each(proof.findings, SHOWN))]
    if proof.changed:
        said.insert(0, tr("Nothing was destroyed. Someone may have changed the database."))
    return look(*said, tr(FIND_THEM))


def _what_to_do() -> list[str]:
    """Say how an office goes on whose clock was wrong, or that was closed for long."""
    return [tr("If this PC’s clock is wrong, set it. Once it is right, an administrator confirms it with:"), CONFIRM]


def _destroyed(report: RetainReport) -> list[str]:
    lines = if_any(report.destroyed, "1 recording was destroyed.", "{n} recordings were destroyed.")
    lines = lines or [tr("No recordings were destroyed.")]
    lines += if_any(report.keys_destroyed, "1 retention key was destroyed.", "{n} retention keys were destroyed.")
    return [*lines, *renewed(report.renewed)]


def not_ours(turn: Turn) -> str:
    """Say why nothing is done here."""
    if turn is Turn.ANOTHER:
        return tr("Another PC is on its nightly run. Nothing to do here.")
    return tr("It is not this PC’s turn: tonight’s run is done, or a PC of the back office does it.")


def renewed(found: Renewed) -> list[str]:
    """Say how many retention keys have been renewed, and how many wait."""
    return [
        *if_any(found.keys, "1 retention key was renewed.", "{n} retention keys were renewed."),
        *if_any(
            found.waiting,
            "1 retention key is still to be renewed. A PC of the back office does that tonight.",
            "{n} retention keys are still to be renewed. A PC of the back office does that tonight.",
        ),
    ]


def _kept(report: RetainReport) -> list[str]:
    return [
        *if_any(
            report.held,
            "1 recording past its retention period is kept, because it is on hold.",
            "{n} recordings past their retention period are kept, because they are on hold.",
        ),
        *if_any(
            report.in_use,
            "1 recording past its retention period is kept, because an open session needs it.",
            "{n} recordings past their retention period are kept, because open sessions need them.",
        ),
        *if_any(
            report.keys_waiting,
            "1 retention key is kept: it still opens recordings on hold. Run this at a back-office desk too.",
            "{n} retention keys are kept: they still open recordings on hold. Run this at a back-office desk too.",
        ),
    ]


def _of_files(tidied: Tidied) -> list[str]:
    return [
        *if_any(
            tidied.removed,
            "1 file was deleted from the vault: its recording is destroyed, or the file can be rebuilt if needed.",
            "{n} files were deleted from the vault: their recordings are destroyed, or the files can be rebuilt "
            "if needed.",
        ),
        *if_any(
            tidied.left,
            "1 file of a destroyed recording is still open in another program. The next run deletes it.",
            "{n} files of destroyed recordings are still open in another program. The next run deletes them.",
        ),
        *if_any(
            tidied.put_back,
            "1 file was restored from quarantine, because the database names it again.",
            "{n} files were restored from quarantine, because the database names them again.",
        ),
        *if_any(
            tidied.given_up,
            "1 file was deleted from quarantine: the database has not named it for {period}.",
            "{n} files were deleted from quarantine: the database has not named them for {period}.",
            period=days(QUARANTINE_DAYS),
        ),
        *(_quarantined(tidied.quarantined) if tidied.quarantined else ()),
        *(_stuck(tidied.stuck) if tidied.stuck else ()),
        *(look(left_words(NightTask.UNTIDIED, tidied.untidied)) if tidied.untidied else ()),
    ]


def _stuck(files: list[StoredFile]) -> list[str]:
    return look(
        counted(
            len(files),
            "This file of the vault could not be deleted or moved:",
            "These {n} files of the vault could not be deleted or moved:",
        ),
        *first_of([file.name for file in files], SHOWN),
        tr("Check who may write in the vault’s folder. The next run tries again."),
    )


def _quarantined(files: list[StoredFile]) -> list[str]:
    return look(
        counted(
            len(files),
            "The database does not name this file of the vault. It is in quarantine:",
            "The database names none of these {n} files of the vault. They are in quarantine:",
        ),
        *first_of([_quarantined_file(file) for file in files], SHOWN),
        tr("If an older database was restored, restore the newer one. The files then leave quarantine by themselves."),
        tr("Until a file is deleted, its recording can also be imported again from where it came."),
    )


def _quarantined_file(file: StoredFile) -> str:
    assert file.since is not None, "it is in quarantine"
    return tr("{file} was quarantined on {since}. It will be deleted on or after {ends}.").format(
        file=file.name, since=day(file.since), ends=day(quarantine_ends(file.since))
    )


def _to_look_at(report: RetainReport) -> list[str]:
    lines = [
        *(line for warned in report.warned_of for line in _warned(warned)),
        *_not_protected(report.not_protected),
    ]
    if overdue := report.holds_past_review:
        lines += look(
            counted(
                overdue,
                "1 hold was due for review, and nobody has reviewed it.",
                "{n} holds were due for review, and nobody has reviewed them.",
            ),
            tr("The list of requests shows each. Keep it with a reason, or ask to release it."),
        )
    unknown = tr("The keeping policy does not name the source {name}. Its recordings are kept until then.")
    for name in report.unknown_sources:
        lines += look(unknown.format(name=name))
    return lines if report.anchored else lines + not_anchored()


def look_words(found: Look | None) -> list[str]:
    """Say what a look through the vault found: nothing where there was none."""
    if found is None:
        return []
    lines = [
        counted(
            found.whole,
            "1 file of the vault was read through and is whole.",
            "{n} files of the vault were read through and are whole.",
        )
    ]
    if found.stopped:
        why = message_for(ExternalSystemError(found.stopped))
        lines += look(tr("The look through the vault stopped. The next one goes on from there."), why)
    if found.over:
        lines.append(tr("The whole vault has been looked through. The next look begins again."))
    lines += if_any(
        found.unopened,
        "1 file could not be looked at: this PC holds no key for it.",
        "{n} files could not be looked at: this PC holds no keys for them.",
    )
    if found.damaged:
        lines += look(
            counted(
                len(found.damaged),
                "This file of the vault is damaged or missing:",
                "These {n} files of the vault are damaged or missing:",
            ),
            *first_of([f"{file.name} [{wrong}]" for file, wrong in sorted(found.damaged.items())], SHOWN),
            tr("Import each recording again from where it came, or restore its file from a back-up."),
            tr("A copy is made again by preparing it."),
        )
    return lines if found.anchored else lines + not_anchored()


def _warned(warned: Warned) -> list[str]:
    destroyed = tr("Recording {recording} will be destroyed on or after {day}.")
    return look(
        destroyed.format(recording=warned.recording, day=day(warned.destroyed_from)),
        counted(
            len(warned.asked_by),
            "It is no longer on hold, but this request still asks for it: {requests}.",
            "It is no longer on hold, but these requests still ask for it: {requests}.",
            requests=", ".join(warned.asked_by),
        ),
    )


def _not_protected(found: Sequence[NotProtected]) -> list[str]:
    """Name each request, and say once what to do."""
    may_delete = tr("{request} is not protected yet. {source} may delete its call on or after {day}.")
    said = [may_delete.format(request=each.request, source=each.source, day=day(each.deleted_from)) for each in found]
    if not said:
        return []
    lines = [line for words in said[:-1] for line in look(words)]
    return [*lines, *look(said[-1], tr("Stop the deletion there, or import the recording."))]


_CAME: Counts[Outcome] = {
    Outcome.CAME_IN: ("1 file was imported.", "{n} files were imported."),
    Outcome.CAME_BACK: (
        "1 recording whose file was missing is back.",
        "{n} recordings whose files were missing are back.",
    ),
    Outcome.WAS_THERE: ("1 file was imported earlier.", "{n} files were imported earlier."),
    Outcome.NOT_ASKED_FOR: (
        "1 file was left out, because no request asks for it.",
        "{n} files were left out, because no request asks for them.",
    ),
    Outcome.TIME_IS_UP: (
        "1 file was left out, because its retention period is over.",
        "{n} files were left out, because their retention period is over.",
    ),
    Outcome.REFUSED: ("1 file was refused.", "{n} files were refused."),
}


def surveyed(files: int) -> str:
    """Say how much there is to look at."""
    return counted(files, "There is 1 file to look at.", "There are {n} files to look at.")


def looked_at(done: int, total: int, seconds_left: int | None) -> str:
    """Say how far it is, and about how long the rest takes."""
    said = tr("Looked at {done} of {total} files.").format(done=grouped(done), total=grouped(total))
    if seconds_left is None:
        return said
    return f"{said} {tr('About {length} left.').format(length=length(seconds_left))}"


def import_words(report: ImportReport, reasons: Counter[str]) -> list[str]:
    """Describe the outcome, a sentence for each thing, with how many files each reason refused."""
    lines = [line for outcome, came in _CAME.items() for line in if_any(report.counts[outcome], *came)]
    lines = lines or [tr("There was nothing to import.")]
    lines += [f"- {refused_alike(code, n)}" for code, n in reasons.most_common()]
    if report.stopped is not None:
        why = message_for(report.stopped)
        lines.append(tr("The import stopped before the end. {why} Run it again to continue.").format(why=why))
    if report.cancelled:
        lines.append(tr("You stopped the import before the end. Run it again to continue."))
    return lines if report.anchored else lines + not_anchored()
