"""Telephone numbers by `phonenumbers` (the metadata of libphonenumber): one canonical form of each number.

A number is read in any of its written forms (`domain.shared.written_numbers`), and without its extension. One without a
country prefix is read as one of the office's country. Too few or too many digits are no number; whether one is in use,
its digits cannot tell. Letters are not skipped: an O typed for a 0 would make another number of it.
"""

from __future__ import annotations

from desktop.domain.shared.written_numbers import dialled

LONGEST = 80
"""Longer texts are no numbers, whatever they begin with."""


class TelephoneNumbers:
    """The port `Numbers`. `region`: two capital letters (ISO 3166)."""

    def __init__(self, region: str = "GB") -> None:
        self._region = region

    def normal(self, typed: str) -> str | None:
        """Return it as E.164, or None."""
        text = dialled(typed)
        if len(text) > LONGEST or any(letter.isalpha() for letter in text):
            return None
        import phonenumbers  # late: the sign-in window does not wait for it

        try:
            number = phonenumbers.parse(text, self._region)
        except phonenumbers.NumberParseException:
            return None
        possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
        if number.extension or not possible:
            return None
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def shown(self, kept: str) -> str:
        """Return it as written in the office's country; a number of another country with its prefix."""
        if not kept.startswith("+"):
            return kept
        import phonenumbers

        try:
            number = phonenumbers.parse(kept)
        except phonenumbers.NumberParseException:
            return kept
        at_home = number.country_code == phonenumbers.country_code_for_region(self._region)
        form = phonenumbers.PhoneNumberFormat.NATIONAL if at_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
        return str(phonenumbers.format_number(number, form))
