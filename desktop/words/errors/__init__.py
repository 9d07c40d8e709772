"""Every error in words: what happened, what it means and what to do, for a banner and for the command line.

A `FieldsError` has words for each of its fields: what is missing or cannot be, and what to do.
"""

from __future__ import annotations

from desktop.errors import CheckpointNotStoredError, FieldsError, ListeningRoomError, SignInRefusedError
from desktop.words import Texts, tr


def problem_words(code: str) -> str:
    """Return the words for a field's problem."""
    from desktop.words.errors.sentences import PROBLEMS  # of all wings: no start needs one

    return tr(PROBLEMS[code])


def problems_of(error: FieldsError) -> dict[str, str]:
    """Return the words for each field's problem."""
    return {field: problem_words(code) for field, code in error.problems.items()}


SAVED_ALL_THE_SAME: Texts[str] = {
    "witness_unusable": "What you did is saved, but the witness file could not be written. Check that its place can be "
    "reached and has room. The next checkpoint makes up for it.",
    "witness_busy": "What you did is saved, but another program keeps the witness file locked. The next checkpoint "
    "makes up for it. If you see this again, tell an administrator.",
}
"""By the code of what kept a checkpoint from the witness file; any other follows SAVED."""


CONTRADICTION = "contradiction"
"""Settings that do not go together: its `why` is the code of another sentence."""
ENDED_ON = "ended_on"
"""The argument that is a day, in ISO 8601: the sentence has it as it is read."""
STUCK = "guided_stuck"
"""The demonstration waited in vain: its `what` is a code of `AWAITED`, or the kind of a page."""


def sentence(code: str, **arguments: str | int) -> str:
    """Return the sentence of a code, with its places filled."""
    from desktop.words.errors.sentences import SENTENCES  # of all wings: no start needs one, unless it fails

    said = SENTENCES.get(code)
    if said is None:
        return tr("This did not work ({code}). Tell an administrator.").format(code=code)
    if ENDED_ON in arguments:
        from datetime import date

        from desktop.words.formatting import day  # likewise

        arguments |= {ENDED_ON: day(date.fromisoformat(str(arguments[ENDED_ON])))}
    return tr(said).format(**arguments)


def message_for(error: ListeningRoomError) -> str:
    """Return what happened, what it means and what to do. For fields: a sentence for each."""
    if isinstance(error, FieldsError):
        return " ".join(problems_of(error).values())
    if isinstance(error, SignInRefusedError) and error.wait_seconds:
        from desktop.words.formatting import length  # likewise

        return tr("That did not work. Try again in {wait}.").format(wait=length(error.wait_seconds))
    if isinstance(error, CheckpointNotStoredError):
        return _not_witnessed(error)
    if error.code == CONTRADICTION:
        return sentence(error.code, where=error.arguments["where"], why=sentence(str(error.arguments["why"])))
    if error.code == STUCK:
        from desktop.words.errors.sentences import AWAITED

        what = str(error.arguments["what"])
        return sentence(STUCK, what=tr(AWAITED[what]) if what in AWAITED else what)
    return sentence(error.code, **error.arguments)


def _not_witnessed(error: CheckpointNotStoredError) -> str:
    if error.code in SAVED_ALL_THE_SAME:
        return tr(SAVED_ALL_THE_SAME[error.code])
    saved = tr(
        "What you did is saved, but it could not be anchored outside. {why} The next checkpoint makes up for it."
    )
    return saved.format(why=sentence(error.code))
