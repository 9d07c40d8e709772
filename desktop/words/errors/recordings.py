"""Errors of the recordings: bringing in, finding, holding, and files that are refused."""

from __future__ import annotations

from desktop.words import Texts, counted, tr
from desktop.words.alike import ALIKE

"""From how many files on that are refused for one reason the import as a whole is looked at."""
ERRORS: Texts[str] = {
    "search_too_wide": "Without a number, the search covers only the day of the call.",
    "not_found_by_search": "A search for this request does not find this recording now.",
    "recording_gone": "This recording has just reached the end of its retention.",
    "no_such_task": "There is no deletion left to stop there.",
    "hold_reviewed": "Someone else has kept this hold since you opened it. Open the request again to see why.",
    "report_not_written": "The report cannot be written there. Choose another place.",
    "report_exists": "There is a file of that name already. Choose another.",
    "not_a_back_office": "This desk cannot open originals. Import recordings at a back-office desk.",
    "something_is_left": "There is a recording that could be this call. Search again.",
    "release_not_asked": "Nobody has asked to release this hold yet.",
    "hold_released": "This hold has been released already.",
    "nothing_to_import": "There is no folder or ordinary file with that name.",
    "media_not_audio": "This file is not a recording.",
    "media_empty": "This file is empty.",
    "media_no_frames": "This recording has no sound in it: its length is zero.",
    "media_cut": "This recording is cut short or damaged: it holds less than it says. Ask for it again.",
    "media_too_large": "This recording is too large to import.",
    "media_decoder_died": "This recording could not be decoded: the decoder stopped.",
    "media_too_slow": "This recording could not be decoded in the time allowed.",
    "media_format_not_accepted": (
        "This is sound, but in a format that is not accepted. Ask for it as WAV "
        "(PCM, A-law, mu-law, GSM) or MP3, in one or two channels. Or have it "
        "converted to a 16-bit PCM WAV, and import that: ffmpeg -i RECORDING "
        "-c:a pcm_s16le RECORDING.wav"
    ),
    "media_changes_format": "This recording changes its format part of the way through, so the rest of it could not "
    "be heard. Ask for it again, in one format.",
    "media_changed": "This file changed while it was being read. Wait until it is complete, then import it again.",
    "media_not_all_heard": (
        "This file has more sound in it than could be decoded, so the rest would not "
        "be heard. Ask for it again, as one recording."
    ),
    "media_length_differs": "This recording no longer decodes to the length it had when it was imported.",
    "media_no_header": (
        "By its name, this is sound without a header: nothing in it says how to read it. "
        "Ask for it as WAV or MP3. Or have it converted to a 16-bit PCM WAV by someone who "
        "knows its format, and import that: ffmpeg -f mulaw -ar 8000 -i RECORDING -c:a "
        "pcm_s16le RECORDING.wav"
    ),
    "side_name_not_known": "The name of this file does not describe the call in any way known here.",
    "side_too_large": "The file beside the recording is larger than can be read.",
    "side_cut": "This file is damaged. It was read up to the damage. What comes after is not known.",
    "side_too_deep": "The file beside the recording is nested too deeply to be read.",
    "side_not_text": "The file beside the recording is not text in UTF-8, UTF-16 or the western Windows encoding.",
    "side_not_as_expected": "The file beside the recording is not of the kind that was expected.",
    "side_doctype": "The file beside the recording declares a document type. Such a file is not read.",
    "side_other_call": "The file beside the recording is about another call.",
    "side_two_calls": "The table lists two calls under the name of this recording. Import it on its own.",
    "side_time_not_read": "The date and time of the call cannot be read.",
    "side_time_left_out": "The time of the call is in the hour that is skipped when the clocks go forward.",
    "side_media_name": "The name given for the recording cannot be a file name.",
    "side_column_missing": "A column that the map names is not in this file, or is there twice.",
    "side_date_format": "The date format of the column map cannot be used.",
    "side_length": "The length of the call cannot be read.",
    "side_direction": "Whether the call came in or went out cannot be read.",
    "side_channel": "The channel of the member of staff cannot be read: it is 0 or 1.",
    "side_row_width": "This row has more or fewer cells than the first.",
    "file_is_link": "This is a link. Links are not followed, because they may lead out of the folder.",
    "file_is_special": "This is not an ordinary file.",
    "file_not_read": "This file cannot be read. Check that this account is allowed to.",
    "folder_not_read": "This folder cannot be read. Check that this account is allowed to.",
    "folder_too_deep": "This folder is nested too deeply to be read.",
    "hold_needs_another_person": "A second person has to release a hold.",
    "no_such_source": "The keeping policy names no such source. It names: {known}.",
    "number_not_read": (
        "The telephone number of this call cannot be read, so searches do not find it. "
        "Import it on its own, and type the number."
    ),
    "original_key_not_ours": (
        "Its file is missing from the vault, and this desk does not hold its key. "
        "Import it at another back-office desk."
    ),
}


def refused_alike(code: str, files: int) -> str:
    """Say how many files one reason refused, and where they are many of one telephone system, what to look at."""
    from desktop.words.errors import sentence  # which reads this table

    said = counted(files, "1 file: {why}", "{n} files: {why}", why=sentence(code))
    if files < ALIKE or not code.startswith("side_"):
        return said
    hint = tr(
        "Is it the right telephone system? If so, an administrator looks at how its recordings are read, under "
        "Policies, Keeping recordings."
    )
    return f"{said} {hint}"
