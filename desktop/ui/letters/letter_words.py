"""The words of each letter. Plain, short, without blame; nothing in them reveals the content of a recording.

Those of a response letter are in `response_words`, those about a complaint in `complaint_words`,
those about a correction in `correction_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from desktop.application.requests.letters import KeptFor, Letter
from desktop.domain.requests.clock_facts import ExtensionReason
from desktop.domain.requests.deadline import ACKNOWLEDGE_DAYS, ProofOf, QuestionAbout
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import RefusalReason
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.ui.letters.complaint_words import complaint_wording
from desktop.ui.letters.correction_words import correction_wording
from desktop.ui.letters.parts import Paragraph, Part, Wording
from desktop.ui.letters.response_words import response_parts
from desktop.words import Texts, own, tr
from desktop.words.codes import and_list
from desktop.words.formatting import day, days, moment, months, spoken, weekday_and_day
from desktop.words.sessions.adjustments import adjustment_lines
from desktop.words.sessions.to_bring import by_share_code, how_many, with_address, with_photo

REFUSED: Texts[RefusalReason] = {
    RefusalReason.THIRD_PARTY: "The recording is also about someone else. We looked for a way to let you hear your "
    "part without theirs, but we could not find one. We considered whether it would be reasonable to play it without "
    "their agreement, and decided it would not be.",
    RefusalReason.NOT_THIS_PERSON: "We could not establish that the recording you asked for is about you.",
    RefusalReason.MANIFESTLY_UNFOUNDED: "We consider the request manifestly unfounded. This is the legal term for a "
    "request that is clearly not made to find out what we hold.",
    RefusalReason.MANIFESTLY_EXCESSIVE: "We consider the request manifestly excessive. This is the legal term for a "
    "request that clearly asks for more than is reasonable.",
    RefusalReason.NO_GOOD_REASON: "The reason given does not allow us to play the recording.",
    RefusalReason.NO_LONGER_AVAILABLE: "We no longer have the recording.",
}
LONGER: Texts[ExtensionReason] = {
    ExtensionReason.COMPLEX: "your request is complex and we need longer to answer it properly",
    ExtensionReason.MANY_REQUESTS: "you have made several requests and we need longer to answer them all",
}


ASKED: Texts[QuestionAbout] = {
    QuestionAbout.WHICH_CALL: "We need to know when the call was, so that we can find the right recording.",
    QuestionAbout.WHICH_NUMBER: "We need to know which number the call was made from or to, so that we can find it.",
    QuestionAbout.ITS_SUBJECT: "We need to know what the call was about, so that we can find the right recording.",
    QuestionAbout.WHICH_PARTS: "We need to know which parts of the recording you want.",
}


def wording_of(
    letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str = "", *, welsh: bool = False
) -> Wording:
    """Return the words of a letter. `question`: what the officer typed: of a clarification, a correction, a complaint.

    `welsh`: it is written in Welsh, as `words.written_in` says; the office's own words are those in Welsh too.
    """
    return _Writer(letter, zone, id_policy, question, welsh).wording()


class _Writer:
    """The writer of one letter."""

    def __init__(self, letter: Letter, zone: ZoneInfo, id_policy: IdPolicy, question: str, welsh: bool) -> None:
        self._letter, self._zone, self._id_policy, self._question = letter, zone, id_policy, question
        self._welsh = welsh

    def wording(self) -> Wording:
        return self._KINDS[self._letter.kind](self)

    def _invitation(self) -> Wording:
        letter = self._letter
        assert letter.starts_at is not None and letter.ends_at is not None
        lasts = spoken((letter.ends_at - letter.starts_at).total_seconds())
        when = tr("{moment}. It takes about {length}.").format(
            moment=moment(letter.starts_at, self._zone), length=lasts
        )
        where = ", ".join(dict.fromkeys((letter.sender.place, *letter.sender.contact.address)))
        asked = self._asked(tr("You asked to hear the recording of {call}. We can play it to you."))
        return Wording(
            tr("Come and hear the recording"),
            (
                Part("", (asked, (tr("When"), when), (tr("Where"), where))),
                Part(tr("What to bring"), self._to_bring()),
                Part(tr("Who can come with you, and what would help"), self._help()),
                Part(tr("Listening, and a copy"), (self._both_rights(),)),
                Part(
                    tr("If this time does not suit you"),
                    (self._reach(tr("We will arrange another time. Your request stays open.")),),
                ),
                self._complaint(),
            ),
        )

    def _refusal(self) -> Wording:
        letter = self._letter
        assert letter.refusal is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. We cannot play it to you."))
        return Wording(
            tr("Your request to hear a recording"),
            (
                Part("", (asked,)),
                Part(tr("Why"), (tr(REFUSED[letter.refusal]),)),
                Part(tr("If you have questions"), (self._reach(""),)),
                self._complaint(court=True),
            ),
        )

    def _no_longer_available(self) -> Wording:
        asked = self._asked(tr("You asked to hear the recording of {call}. It is no longer available."))
        again = tr("If there is another call we may have recorded, tell us when it was and which number it came from.")
        return Wording(
            tr("The recording is no longer available"),
            (
                Part("", (asked,)),
                Part(tr("Why"), tuple(_kept(each, self._letter) for each in self._letter.kept_for)),
                Part(tr("If you have questions"), (f"{again} {self._reach('')}",)),
                self._complaint(court=True),
            ),
        )

    def _extension(self) -> Wording:
        letter = self._letter
        assert letter.extension is not None and letter.due_on is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. We need more time to answer."))
        why = tr("We aim to answer within a month. This time we need up to two months more, because {reason}.")
        by = tr("You will have our answer by {day} at the latest. You do not need to do anything.")
        if letter.due_on < letter.written_on:  # too late: no more time is given, and none is promised
            by = tr("Our answer was due by {day}. We are sorry it is late. You do not need to do anything.")
        return Wording(
            tr("We need more time to answer you"),
            (
                Part("", (asked,)),
                Part(
                    tr("Why, and until when"),
                    (why.format(reason=tr(LONGER[letter.extension])), by.format(day=weekday_and_day(letter.due_on))),
                ),
                Part(tr("If you have questions"), (self._reach(""),)),
                self._complaint(court=True),
            ),
        )

    def _clarification(self) -> Wording:
        asked = self._asked(tr("You asked to hear the recording of {call}. We need to know more before we can answer."))
        until = tr("Our deadline is paused until we hear from you.") if self._letter.waits else ""
        about = (tr(ASKED[self._letter.question]),) if self._letter.question else ()
        return Wording(
            tr("A question about your request"),
            (
                Part("", (asked,)),
                Part(tr("Our question"), (*about, self._question or "…")),
                Part(tr("How to answer"), (self._reach(until),)),
                self._complaint(),
            ),
        )

    def _proof(self) -> Wording:
        letter = self._letter
        asked = self._asked(
            tr("You asked to hear the recording of {call}. We need something from you before we can answer.")
        )
        needed: list[Paragraph] = []
        if ProofOf.IDENTITY in letter.proofs:
            needed += [tr("We need to confirm who you are."), *self._to_bring()]
        if ProofOf.AUTHORITY in letter.proofs:
            needed.append(self._authority())
        until = tr("Please bring it to {place}. Do not send originals by post.")
        if letter.waits:
            until = tr(
                "Please bring it to {place}. Do not send originals by post. We have one month to answer, from "
                "the day we see it."
            )
        return Wording(
            tr("Before we can answer your request"),
            (
                Part("", (asked,)),
                Part(tr("What we need"), tuple(needed)),
                Part(tr("How to show us"), (until.format(place=letter.sender.place), self._reach(""))),
                self._complaint(),
            ),
        )

    def _closed_unanswered(self) -> Wording:
        letter = self._letter
        assert letter.asked_on is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. We have closed your request."))
        wrote = tr("On {day} we asked you for something that we need before we can answer. We have not received it.")
        again = tr("You can ask again at any time. Send us what we asked for, and we start from the day it arrives.")
        return Wording(
            tr("We have closed your request"),
            (
                Part("", (asked,)),
                Part(tr("Why"), (wrote.format(day=weekday_and_day(letter.asked_on)),)),
                Part(tr("If you still want to hear it"), (f"{again} {self._reach('')}",)),
                self._complaint(court=True),
            ),
        )

    def _response(self) -> Wording:
        letter = self._letter
        assert letter.response is not None
        asked = self._asked(tr("You asked to hear the recording of {call}. This is our answer."))
        return Wording(
            tr("Our answer to your request"),
            (
                Part("", (asked,)),
                *response_parts(
                    letter.response, welsh=self._welsh, acts_alone=not (letter.about or letter.acted_for_by)
                ),
                Part(tr("If you have questions"), (self._reach(""),)),
                self._complaint(court=True),
            ),
        )

    def _about_correction(self) -> Wording:
        assert self._letter.correction is not None
        words = tr("On {day} you asked us to correct something in what we hold about {call}.")
        asked = self._asked(words, day=day(self._letter.correction.on))
        court = self._letter.kind is LetterKind.CORRECTION_REFUSED
        last = (Part(tr("If you have questions"), (self._reach(""),)), self._complaint(court=court))
        return correction_wording(self._letter, asked, self._question, last)

    def _about_complaint(self) -> Wording:
        return complaint_wording(self._letter, self._reach(""), self._question)

    def _authority(self) -> str:
        """Ask for the representative's authority: in a letter to them, or to the person."""
        letter = self._letter
        if letter.acted_for_by:
            yours = tr(
                "We need to see that {name} can act for you: a power of attorney, a court order or your written "
                "consent."
            )
            return yours.format(name=letter.acted_for_by)
        theirs = tr(
            "We need to see that you can act for {about}: a power of attorney, a court order or their written consent."
        )
        return theirs.format(about=letter.about or tr("the person"))

    # Shared by several letters

    def _asked(self, words: str, **more: str) -> str:
        theirs = not self._letter.about and not self._letter.by_somebody_else
        call = tr("your call of {moment}") if theirs else tr("the call of {moment}")
        asked = words.format(call=call.format(moment=moment(self._letter.call_at, self._zone)), **more)
        return f"{tr('You act for {about}.').format(about=self._letter.about)} {asked}" if self._letter.about else asked

    def _to_bring(self) -> tuple[Paragraph, ...]:
        letter, policy = self._letter, self._id_policy
        on = letter.starts_at.astimezone(self._zone).date() if letter.starts_at else letter.written_on
        last = tr(
            "Bring the originals. If your name has changed, bring evidence of that too, such as a marriage certificate."
        )
        if letter.about and letter.kind is LetterKind.INVITATION:
            last += " " + tr("Please also bring proof that you can act for {about}.").format(about=letter.about)
        return (
            " ".join(how_many(policy)),
            (tr("A photo"), f"{with_photo(policy, on)} {by_share_code(policy, on)}".strip()),
            (tr("Your address"), with_address(policy, on) + "."),
            last,
        )

    def _help(self) -> tuple[Paragraph, ...]:
        come = tr("You can bring someone with you: a friend, an advocate or an interpreter. Children cannot interpret.")
        asked = adjustment_lines(self._letter.needs, self._letter.adjustments)
        if not asked:
            return (f"{come} {tr('Tell us before you come if anything would help you.')}",)
        known = "; ".join(asked)
        known_words = tr("You asked for: {adjustments}. Tell us if anything else would help.")
        return (f"{come} {known_words.format(adjustments=known)}",)

    def _both_rights(self) -> str:
        return tr(
            "We will play the recording to you, and you can pause whenever you like. Parts about other people may be "
            "silent. You can also ask for a copy: listening does not replace it."
        )

    def _reach(self, then: str) -> str:
        contact = self._letter.sender.contact
        how = tr("Call {telephone} or write to {mail}, and quote {reference}.").format(
            telephone=contact.telephone, mail=contact.mail, reference=self._letter.reference
        )
        return f"{how} {then}".strip()

    def _complaint(self, *, court: bool = False) -> Part:
        contact, regulator = self._letter.sender.contact, self._letter.sender.regulator
        ours = tr(
            "You can complain to us: {who}, {mail}, or at our address. Within {period} we will tell you "
            "that we have received it."
        ).format(who=contact.complaints, mail=contact.complaints_mail, period=days(ACKNOWLEDGE_DAYS))
        at = ", ".join((*regulator.address, regulator.telephone, regulator.web))
        theirs = tr("You can also complain to the regulator: {name}, {at}.").format(name=own(regulator.name), at=at)
        words = f"{ours} {theirs}"
        if court:
            words += " " + tr("You can also ask a court to enforce your rights.")
        return Part(tr("If you want to complain"), (words,))

    _KINDS: Mapping[LetterKind, Callable[[_Writer], Wording]] = {
        LetterKind.INVITATION: _invitation,
        LetterKind.REFUSAL: _refusal,
        LetterKind.NO_LONGER_AVAILABLE: _no_longer_available,
        LetterKind.EXTENSION: _extension,
        LetterKind.CLARIFICATION: _clarification,
        LetterKind.PROOF: _proof,
        LetterKind.CLOSED_UNANSWERED: _closed_unanswered,
        LetterKind.RESPONSE: _response,
        LetterKind.CORRECTION_MADE: _about_correction,
        LetterKind.CORRECTION_REFUSED: _about_correction,
        LetterKind.COMPLAINT_RECEIVED: _about_complaint,
        LetterKind.COMPLAINT_PROGRESS: _about_complaint,
        LetterKind.COMPLAINT_OUTCOME: _about_complaint,
    }


def _kept(kept: KeptFor, letter: Letter) -> str:
    """Say how long recordings are kept. That is given as the reason for deletion only if the period is really over."""
    period = kept.period
    parts = [months(period.months)] if period.months else []
    parts += [days(period.days)] if period.days else []
    rule = tr("Our retention policy is to keep recordings for {period} from the day of the call, and then delete them.")
    said = rule.format(period=and_list(parts))
    if kept.deleted_from <= letter.written_on:
        up = tr("That time ended on {day}, so the recording has been deleted.")
        return f"{said} {up.format(day=day(kept.deleted_from))}"
    return f"{said} {tr('We looked everywhere a recording of this call could be, and did not find one.')}"
