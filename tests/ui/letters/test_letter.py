"""Letters on paper: their text, the address's place, one page, and nothing confidential."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtGui import QTextDocument, QTextTable
from pytestqt.qtbot import QtBot

from desktop.application.requests.letters import KeptFor, Letter, RemovedParts, Response, Sender
from desktop.config import RESOURCES
from desktop.domain.copies.marking import PublicReason
from desktop.domain.office.office_policy import Regulator
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep, Told
from desktop.domain.requests.deadline import ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Channel, Language, RefusalReason, refusals_of
from desktop.domain.sessions.id_policy import Combination, IdPolicy
from desktop.domain.shared.ids import ComplaintId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.environment.policies import load_identity_policy, load_office_policy
from desktop.ui.kit.printing.paper import A4, Sheets, sheet_of
from desktop.ui.letters.letter import TEXT, letter_document, letter_title
from desktop.ui.letters.letter_words import ENDED as CONCLUDED
from desktop.ui.letters.letter_words import REFUSED
from desktop.words import tr
from tests.ui.staff import shown
from tests.words.sources import ROOT

LONDON = ZoneInfo("Europe/London")
POLICIES = RESOURCES / "policies"
ID_POLICY = load_identity_policy(POLICIES / "identity.toml")
OFFICE = load_office_policy(POLICIES / "office.toml")
SENDER = Sender("Riverside Council", "Riverside House", OFFICE.contact, OFFICE.regulator, OFFICE.opening, True)
LETTER = Letter(
    kind=LetterKind.INVITATION,
    request=RequestId("1" * 32),
    reference="SAR-2026-0004",
    written_on=date(2026, 11, 24),
    sender=SENDER,
    name="Demo Customer Four",
    to=("Demo Customer Four", "4 Example Street", "Exampleton", "ZZ9 9ZZ"),
    about="",
    reach="Only by telephone, after six.",
    received_on=date(2026, 11, 8),
    due_on=date(2026, 12, 8),
    call_at=datetime(2026, 6, 3, 9, 14, tzinfo=UTC),
    starts_at=datetime(2026, 11, 27, 10, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 27, 11, 30, tzinfo=UTC),
    adjustments=("Hearing aid, wants it louder", "Extra time"),
)
KEPT = KeptFor(RetentionPeriod(months=6), date(2026, 10, 3))
QUESTION = "Which of your two calls on 3 June do you mean?"
RESPONSE = Response(
    looked_on=date(2026, 11, 9),
    length=timedelta(minutes=4, seconds=12),
    removed=(
        RemovedParts(PublicReason.ABOUT_ANOTHER_PERSON, 2, timedelta(seconds=14)),
        RemovedParts(PublicReason.PLAIN, 1, timedelta(seconds=8)),
    ),
    listened_on=(date(2026, 11, 27),),
    copy_wanted=False,
    kept_for=RetentionPeriod(months=6),
    texts=OFFICE.answer,
)
COMPLAINT = Complaint(ComplaintId("3" * 32), LETTER.request, date(2026, 11, 28), Channel.LETTER)
CORRECTION = FollowUp(LETTER.request, SessionId("4" * 32), date(2026, 11, 24), over=True)
ENDED = replace(
    COMPLAINT,
    told=(
        Told(ComplaintStep.ACKNOWLEDGED, date(2026, 11, 30)),
        Told(ComplaintStep.OUTCOME, date(2026, 12, 4), ComplaintOutcome.PARTLY_UPHELD),
    ),
)
LETTERS = {
    LetterKind.INVITATION: LETTER,
    LetterKind.REFUSAL: replace(LETTER, kind=LetterKind.REFUSAL, refusal=RefusalReason.THIRD_PARTY),
    LetterKind.NO_LONGER_AVAILABLE: replace(
        LETTER,
        kind=LetterKind.NO_LONGER_AVAILABLE,
        refusal=RefusalReason.NO_LONGER_AVAILABLE,
        kept_for=(KEPT,),
    ),
    LetterKind.EXTENSION: replace(
        LETTER, kind=LetterKind.EXTENSION, extension=ExtensionReason.COMPLEX, due_on=date(2027, 2, 8)
    ),
    LetterKind.CLARIFICATION: replace(LETTER, kind=LetterKind.CLARIFICATION),
    LetterKind.PROOF: replace(LETTER, kind=LetterKind.PROOF, proofs=(ProofOf.IDENTITY, ProofOf.AUTHORITY)),
    LetterKind.CLOSED_UNANSWERED: replace(LETTER, kind=LetterKind.CLOSED_UNANSWERED, asked_on=date(2026, 8, 20)),
    LetterKind.RESPONSE: replace(LETTER, kind=LetterKind.RESPONSE, response=RESPONSE),
    LetterKind.CORRECTION_MADE: replace(
        LETTER, kind=LetterKind.CORRECTION_MADE, correction=CORRECTION, correction_due=date(2026, 12, 24)
    ),
    LetterKind.CORRECTION_REFUSED: replace(
        LETTER, kind=LetterKind.CORRECTION_REFUSED, correction=CORRECTION, correction_due=date(2026, 12, 24)
    ),
    LetterKind.COMPLAINT_RECEIVED: replace(LETTER, kind=LetterKind.COMPLAINT_RECEIVED, complaint=COMPLAINT),
    LetterKind.COMPLAINT_PROGRESS: replace(
        LETTER, kind=LetterKind.COMPLAINT_PROGRESS, complaint=replace(COMPLAINT, told=ENDED.told[:1])
    ),
    LetterKind.COMPLAINT_OUTCOME: replace(LETTER, kind=LetterKind.COMPLAINT_OUTCOME, complaint=ENDED),
}


def text(letter: Letter = LETTER, id_policy: IdPolicy = ID_POLICY, question: str = QUESTION) -> str:
    return letter_document(letter, LONDON, id_policy, question).toPlainText()


@pytest.fixture(autouse=True)
def _app(qapp: object) -> None:
    """Start an application, which type needs."""


def a(kind: LetterKind, **more: object) -> Letter:
    return replace(LETTERS[kind], **more)  # type: ignore[arg-type]


K = LetterKind
COURT = "You can also ask a court to enforce your rights."
ASKED = "On 24 November 2026 you asked us to correct something in what we hold about your call of Wednesday 3 June"
HEARD_BY_ANOTHER = "It was played at our office on Friday 27 November 2026."
NO_COPY = replace(RESPONSE, removed=(), listened_on=(), looked_on=None)
SAYS: dict[str, tuple[Letter, list[str], list[str]]] = {
    "an invitation": (
        LETTER,
        [
            "Dear Demo Customer Four",
            "your call of Wednesday 3 June 2026, 10:14am",
            "When: Friday 27 November 2026, 10:00am. It takes about 1 hour 30 minutes.",
            "Where: Riverside House, 1 Example Street, Exampleton, ZZ9 9ZZ",
            "Bring two different documents: one with a photo, and one with your current address.",
            "A photo: passport, UK photocard driving licence, eVisa, national identity card",
            "UK photocard driving licence if your current address is on it.",
            "Hearing aid, wants it louder; Extra time",
            "Call 01632 960 100 or write to information.governance@riverside.example, and quote SAR-2026-0004.",
            "Data Protection Officer (demo)",
            "Information Commissioner's Office, 0303 123 1113, ico.org.uk",
        ],
        ["Biometric", "biometric"],  # ended in June
    ),
    "nobody asked for help": (
        replace(LETTER, adjustments=()),
        ["Tell us before you come if anything would help you."],
        [],
    ),
    "somebody else's call": (
        replace(LETTER, by_somebody_else=True),
        ["the call of Wednesday 3 June 2026"],
        ["your call"],
    ),
    "invited for another": (
        replace(LETTER, name="Demo Representative", about="Demo Customer Four"),
        [
            "Dear Demo Representative",
            "You act for Demo Customer Four. You asked",
            "Please also bring proof that you can act for Demo Customer Four.",
        ],
        [],
    ),
    "authority of who acts": (
        a(K.PROOF, proofs=(ProofOf.AUTHORITY,), name="Demo Representative", about="Demo Customer Four"),
        ["that you can act for Demo Customer Four: a power of attorney, a court order or their written"],
        ["confirm who you are"],
    ),
    "authority told to the person": (
        a(K.PROOF, proofs=(ProofOf.AUTHORITY,), acted_for_by="Demo Representative"),
        ["that Demo Representative can act for you: a power of attorney, a court order or your written"],
        [],
    ),
    "proof": (LETTERS[K.PROOF], ["Do not send originals by post", "from the day we see it", "quote SAR-2026-0004"], []),
    "proof that moves nothing": (a(K.PROOF, waits=False), ["quote SAR-2026-0004"], ["from the day we see it"]),
    "nothing is left": (
        LETTERS[K.NO_LONGER_AVAILABLE],
        [
            "keep recordings for 6 months from the day of the call",
            "That time ended on 3 October 2026, so the recording has been deleted.",
        ],
        [],
    ),
    "its time was not up": (
        a(K.NO_LONGER_AVAILABLE, kept_for=(KeptFor(RetentionPeriod(months=6, days=10), date(2026, 11, 25)),)),
        ["6 months and 10 days", "We looked everywhere a recording of this call could be, and did not find one."],
        ["has been deleted"],
    ),
    "a period of days": (
        a(K.NO_LONGER_AVAILABLE, kept_for=(KeptFor(RetentionPeriod(days=90), date(2026, 9, 1)),)),
        ["for 90 days from"],
        [],
    ),
    "longer": (
        LETTERS[K.EXTENSION],
        ["because your request is complex", "by Monday 8 February 2027 at the latest"],
        [],
    ),
    "longer, too late": (
        a(K.EXTENSION, due_on=date(2026, 11, 23)),
        ["Our answer was due by Monday 23 November 2026. We are sorry it is late."],
        ["at the latest"],
    ),
    "a question": (LETTERS[K.CLARIFICATION], [QUESTION, "Our deadline is paused until we hear from you"], []),
    "a question that pauses nothing": (a(K.CLARIFICATION, waits=False), ["quote SAR-2026-0004"], ["is paused"]),
    "what it is about": (
        a(K.CLARIFICATION, question=QuestionAbout.WHICH_PARTS),
        ["We need to know which parts of the recording you want.", QUESTION],
        [],
    ),
    "closed": (LETTERS[K.CLOSED_UNANSWERED], ["On Thursday 20 August 2026 we asked you", COURT], []),
    "the answer": (
        LETTERS[K.RESPONSE],
        [
            "We looked for recordings of this call on Monday 9 November 2026. We found a recording.",
            "removed: 2 parts (about another person), 14 seconds in all and 1 part, 8 seconds long.",
            "Where no reason is given, the law does not let us give one.",
            "You listened to it at our office on Friday 27 November 2026. You can still ask for a copy",
        ],
        [],
    ),
    "answered for another": (a(K.RESPONSE, about="Demo Customer Four"), [HEARD_BY_ANOTHER], ["You listened"]),
    "answered, another acts": (a(K.RESPONSE, acted_for_by="Demo Representative"), [HEARD_BY_ANOTHER], ["You listened"]),
    "a copy is wanted": (
        a(K.RESPONSE, response=replace(NO_COPY, copy_wanted=True)),
        ["You asked for a copy. We will send it to you separately from this letter."],
        ["We looked", "You listened"],
    ),
    "neither heard nor copied": (
        a(K.RESPONSE, response=NO_COPY),
        ["You can listen to it at our office, ask for a copy, or both."],
        [],
    ),
    "corrected": (
        LETTERS[K.CORRECTION_MADE],
        [
            ASKED,
            "We have corrected it.",
            QUESTION,
            "The recording itself stays as it was made: it shows what was said in the call.",
        ],
        ["late", "not corrected", "court"],
    ),
    "not corrected": (LETTERS[K.CORRECTION_REFUSED], [ASKED, "We have not corrected it.", QUESTION, COURT], ["late"]),
    "corrected late": (
        a(K.CORRECTION_MADE, written_on=date(2026, 12, 25)),
        ["Our answer was due by 24 December 2026. We are sorry it is late."],
        [],
    ),
    "corrected on its last day": (a(K.CORRECTION_MADE, written_on=date(2026, 12, 24)), [], ["sorry"]),
    "correction asked for another": (
        a(K.CORRECTION_REFUSED, about="Demo Customer Four"),
        ["You act for Demo Customer Four. On 24 November 2026 you asked us"],
        ["your call"],
    ),
    "a complaint was received": (
        LETTERS[K.COMPLAINT_RECEIVED],
        [
            "We received your complaint about how we use personal data on 28 November 2026.",
            "Data Protection Officer (demo) will look at your complaint and find out what happened.",
            "quote SAR-2026-0004",
        ],
        ["recording", "court"],
    ),
    "a complaint for another": (
        a(K.COMPLAINT_RECEIVED, about="Demo Customer Four"),
        ["You act for Demo Customer Four. We received your complaint"],
        [],
    ),
    "how a complaint is going": (
        LETTERS[K.COMPLAINT_PROGRESS],
        [QUESTION, "We will write to you with the outcome without undue delay."],
        [],
    ),
}


@pytest.mark.parametrize(("letter", "says", "not_this"), SAYS.values(), ids=SAYS)
def test_each_letter_says_what_its_reader_needs(letter: Letter, says: list[str], not_this: list[str]) -> None:
    said = text(letter)
    assert [words for words in says if words not in said] == []
    assert [words for words in not_this if words in said] == []


def test_the_outcome_of_a_complaint_has_its_conclusion_the_officers_words_and_where_to_go_next() -> None:
    for outcome in ComplaintOutcome:
        told = (ENDED.told[0], replace(ENDED.told[1], outcome=outcome))
        said = text(a(K.COMPLAINT_OUTCOME, complaint=replace(ENDED, told=told)))
        assert said.index(CONCLUDED[outcome]) < said.index(QUESTION)
        assert "You can complain to the regulator: Information Commissioner's Office" in said and COURT in said


def test_what_to_bring_follows_the_offices_policy() -> None:
    three = replace(ID_POLICY, combinations=(*ID_POLICY.combinations, Combination(("B", "B", "B"), photo=False)))
    assert (
        "If you have nothing with a photo, bring three different documents, one of them with your current address."
        in text(id_policy=three)
    )
    for photo, address, words in (
        (True, False, "Bring two different documents, one of them with a photo."),
        (False, False, "Bring two different documents.\n"),
    ):
        assert words in text(id_policy=replace(ID_POLICY, combinations=(Combination(("A", "B"), photo, address),)))
    in_june = replace(LETTER, starts_at=datetime(2026, 6, 30, 9, tzinfo=UTC))
    assert "biometric residence permit" in text(in_june)


def test_the_signature_is_never_alone_on_a_sheet() -> None:
    longer = [replace(LETTER, adjustments=("Extra time",) * count) for count in range(0, 80, 4)]
    for count in range(0, 60, 2):
        response = replace(RESPONSE, listened_on=(date(2026, 11, 27),) * count)
        longer.append(replace(LETTERS[LetterKind.RESPONSE], response=response))
    documents = [letter_document(letter, LONDON, ID_POLICY) for letter in longer]
    assert {document.pageCount() for document in documents} == {1, 2}
    for document in documents:
        on_sheet, block = list[int](), document.begin()
        while block.isValid():
            on_sheet.append(sheet_of(block))
            block = block.next()
        assert on_sheet.count(on_sheet[-1]) >= 3, "with the last part and its title"


def test_a_refusal_has_its_reason_in_plain_words_and_every_way_to_complain() -> None:
    for reason in RefusalReason:
        said = text(replace(LETTERS[LetterKind.REFUSAL], refusal=reason))
        for words in (REFUSED[reason], "We cannot play it to you.", "You can complain to us", "ico.org.uk", COURT):
            assert words in said
        assert not [blame for blame in ("invalid", "fraud", "illegal", "wrong") if blame in said.lower()]
    for ground in ("unfounded", "excessive"):
        reason = RefusalReason(f"manifestly_{ground}")
        assert reason in refusals_of(Kind.SUBJECT_ACCESS)
        assert f"manifestly {ground}. This is the legal term" in tr(REFUSED[reason])


def test_the_answer_has_what_the_law_asks_to_be_told_in_the_offices_words_or_the_programs() -> None:
    assert OFFICE.answer is not None
    own = replace(OFFICE.answer, recipients="Only our three officers hear them.")
    for texts in (own, OFFICE.answer, None):
        said = text(replace(LETTERS[LetterKind.RESPONSE], response=replace(RESPONSE, texts=texts)))
        given = texts or OFFICE.answer
        assert all(part in said for part in (given.purposes, given.recipients, given.origin, given.more))
        assert "We keep recordings for 6 months from the call" in said
        assert "you can object to our using it" in said and "You can also ask a court" in said


def test_every_letter_is_one_page_of_large_enough_type_and_marked_as_a_demo() -> None:
    for letter in LETTERS.values():
        document = letter_document(letter, LONDON, ID_POLICY, QUESTION)
        assert document.pageCount() == 1
        said = document.toPlainText()
        assert "Demo office: this is not a real letter." in said and "after six" not in said
        below = document.begin()
        while not below.text().startswith("Dear"):
            below = below.next()
        while below.isValid():
            fragment = below.begin()
            while not fragment.atEnd():
                assert fragment.fragment().charFormat().font().pixelSize() >= TEXT * 96 / 72
                fragment += 1
            below = below.next()


REGULATOR = Regulator("The Example Regulator", "01632 960 999", "regulator.example", ("1 Example Quay", "Exampleton"))


def test_every_letter_names_the_policys_regulator_with_its_address_and_no_module_names_one() -> None:
    for letter in LETTERS.values():
        real = replace(letter.sender, regulator=REGULATOR, demo=False)
        said = text(replace(letter, sender=real, language=Language.BOTH, welsh_unchecked=True))
        whole = "The Example Regulator, 1 Example Quay, Exampleton, 01632 960 999, regulator.example"
        assert said.count(whole) == 2 and "Demo office" not in said
    for path in [*(ROOT / "desktop").rglob("*.py"), *(ROOT / "db").rglob("*.py")]:
        module = path.read_text("utf-8").casefold()
        assert "information commission" not in module and "ico.org" not in module, path


def test_a_name_that_is_written_from_the_right_leaves_the_address_in_the_window() -> None:
    document = letter_document(replace(LETTER, to=("\u0645\u062d\u0645\u062f", *LETTER.to[1:])), LONDON, ID_POLICY)
    document.documentLayout()
    table = document.rootFrame().childFrames()[0]
    assert isinstance(table, QTextTable)
    lines = table.cellAt(0, 0).firstCursorPosition().block().layout()
    lefts = {round(lines.lineAt(n).naturalTextRect().left()) for n in range(lines.lineCount())}
    assert lines.lineCount() == 4 and lefts == {0}


def test_names_and_addresses_are_never_taken_for_markup() -> None:
    odd = replace(LETTER, name="<b>Ash & Elm</b>", to=("<h1>A</h1>", "<img src='x'>"), adjustments=("<i>x</i>",))
    said = text(odd, question="<u>q</u>")
    for words in ("<b>Ash & Elm</b>", "<h1>A</h1>", "<img src='x'>", "<i>x</i>"):
        assert words in said


def test_a_letter_is_called_by_its_reference_and_by_nobodys_name() -> None:
    assert letter_title(replace(LETTER, reference="SAR-2026-0004/2")) == "Invitation SAR-2026-0004-2"


def test_on_the_screen_it_is_the_sheet_as_wide_as_there_is_room_and_can_be_read_aloud(qtbot: QtBot) -> None:
    sheets = Sheets()
    assert sheets.document is None
    shown(qtbot, sheets, (500, 700))
    sheets.grab()  # nothing yet
    document: QTextDocument = letter_document(LETTER, LONDON, ID_POLICY)
    sheets.show_document(document, "The letter")
    assert sheets.accessibleName() == "The letter" and "Dear Demo Customer Four" in sheets.accessibleDescription()
    assert sheets.heightForWidth(500) == round(500 * A4.height() / A4.width())
    image = sheets.grab().toImage()
    assert image.pixelColor(250, 20).lightness() > 250
    dark = [image.pixelColor(x, y).lightness() < 100 for x in range(40, 460, 2) for y in range(40, 400, 2)]
    assert any(dark)
