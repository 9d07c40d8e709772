"""The words of a response letter: what was found, how the person gets it, and what the law asks to be told besides."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.application.requests.response import RemovedParts, Response
from desktop.domain.copies.removal import PublicReason
from desktop.domain.office.policy import AnswerTexts
from desktop.ui.letters.parts import Part
from desktop.words import counted, own, tr
from desktop.words.codes import and_list, words
from desktop.words.formatting import days, months, spoken, weekday_and_day


def response_parts(response: Response, *, welsh: bool = False, acts_alone: bool = True) -> tuple[Part, ...]:
    """Return the parts that stand between what was asked for and how to complain.

    `acts_alone`: nobody acts for the person, so that it was them who listened.
    """
    return (
        Part(tr("What we found"), (" ".join(_found(response)),)),
        Part(tr("How you get it"), (" ".join(_given(response, acts_alone)),)),
        Part(tr("About our recordings"), (" ".join(_told(response, welsh)),)),
        Part(tr("Your rights"), (_rights(),)),
    )


def _found(response: Response) -> Iterator[str]:
    if response.looked_on is not None:
        looked = tr("We looked for recordings of this call on {day}.")
        yield looked.format(day=weekday_and_day(response.looked_on))
    lasts = spoken(response.length.total_seconds())
    yield tr("We found a recording. It lasts {length}.").format(length=lasts)
    if not response.removed:
        yield tr("Nothing was removed from it.")
        return
    yield tr("These parts of it are removed: {parts}.").format(
        parts=and_list([_parts(each) for each in response.removed])
    )
    if any(each.reason is PublicReason.PLAIN for each in response.removed):
        yield tr("Where no reason is given, the law does not let us give one.")


def _parts(removed: RemovedParts) -> str:
    lasts = spoken(removed.length.total_seconds())
    if removed.reason is PublicReason.PLAIN:
        return counted(removed.count, "1 part, {length} long", "{n} parts, {length} in all", length=lasts)
    about = words(removed.reason)
    return counted(
        removed.count,
        "1 part ({about}), {length} long",
        "{n} parts ({about}), {length} in all",
        about=about,
        length=lasts,
    )


def _given(response: Response, acts_alone: bool) -> Iterator[str]:
    if response.listened_on:
        on = and_list([weekday_and_day(each) for each in response.listened_on])
        they = tr("You listened to it at our office on {days}.")
        yield (they if acts_alone else tr("It was played at our office on {days}.")).format(days=on)
    if response.copy_wanted:
        yield tr("You asked for a copy. We will send it to you separately from this letter.")
    elif response.listened_on:
        yield tr("You can still ask for a copy.")
    else:
        yield tr("You can listen to it at our office, ask for a copy, or both.")


def _told(response: Response, welsh: bool) -> Iterator[str]:
    theirs = response.texts_welsh if welsh and response.texts_welsh is not None else response.texts
    texts = theirs or _program_texts()
    said = str if theirs is None or theirs is response.texts_welsh else own
    yield said(texts.purposes)
    yield said(texts.recipients)
    yield said(texts.origin)
    if response.kept_for is not None:
        period = response.kept_for
        parts = [months(period.months)] if period.months else []
        parts += [days(period.days)] if period.days else []
        kept = tr("We keep recordings for {period} from the call, and this one until your request is settled.")
        yield kept.format(period=and_list(parts))
    yield said(texts.more)


def _program_texts() -> AnswerTexts:
    """The program's own, for an office whose policy has none."""
    return AnswerTexts(
        purposes=tr(
            "We record calls to check the quality of our service, to look into complaints, to confirm what was said, "
            "and to protect staff and callers from threats and abuse."
        ),
        recipients=tr(
            "Staff hear one only for a reason that is written down and approved. The company that runs our telephone "
            "system stores them for us. We give them to the police or a court where the law says so."
        ),
        origin=tr("They hold what the people in the call said."),
        more=tr("We send none abroad, and a computer alone decides nothing about you."),
    )


def _rights() -> str:
    return tr(
        "You can ask us to correct or delete what we hold about you, or to use less of it, and you can object to our "
        "using it. You can ask for it again at any time."
    )
