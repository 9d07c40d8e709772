"""Why a recording ends before the call did: from what the telephone system says to what a listener is shown."""

from __future__ import annotations

from pathlib import Path

from desktop.application.ports.recordings import CallMetadata
from desktop.application.recordings.finding import LinkRecording
from desktop.application.recordings.import_report import Outcome
from desktop.application.sessions.views import call_of
from desktop.domain.recordings.finding import Step
from desktop.domain.shared.ids import RecordingId
from desktop.media.telephony.facts import EndedBecause
from desktop.words.copies import ENDINGS, WHY_IT_ENDS, ending_words
from tests.support.builders import Office, a_call
from tests.support.trees import ASKED, CALL_AT, FOLDERS, Imports, put, recordings


def test_what_the_telephone_system_says_reaches_the_listener(office: Office, tmp_path: Path) -> None:
    request, actor = office.a_request(), office.actor("officer", office.back)
    said = CallMetadata(CALL_AT, ASKED, False, ended_because=EndedBecause.TRANSFER.value)
    brought_in = Imports(office).of(FOLDERS.by_hand(put(tmp_path, "call.wav", a_call(3.0)), said))
    assert brought_in.counts[Outcome.CAME_IN] == 1
    [row] = [row for row in recordings(office) if row.ended_because]
    office.do(LinkRecording(actor, request, RecordingId(row.id), Step.HALF_HOUR), desk=office.back)
    asked = office.request(office.decided(office.prepared(request)))
    assert asked.copy is not None
    with office.uow().read_only() as uow:
        call = call_of(asked, uow.recordings.copy(asked.copy), uow)
    assert ending_words(call.ended_because) == "The recording ends here: the call was transferred."


def test_every_reason_has_words_and_no_reason_has_none() -> None:
    assert set(ENDINGS) == set(WHY_IT_ENDS) == {because.value for because in EndedBecause}
    assert ending_words(None) == ending_words("") == ""
