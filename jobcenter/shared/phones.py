"""Phone numbers as people write them, and as they are kept."""

from __future__ import annotations

import phonenumbers
from django.utils.translation import gettext_lazy as _

from .refusals import Refusal


class NotAPhoneNumber(Refusal):
    message = _("We cannot read that phone number.")
    next_step = _("Write it with eight digits, or with + and the country code in front.")


# Somebody earns on each call or message to these: a script could have us send thousands.
COSTLY = {
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.UAN,
}


def possible_phone(typed: str) -> str:
    """The number in E.164 as it was told to us; eight digits are Danish.

    For the houses' own numbers, which may be newer than any list. Raises NotAPhoneNumber.
    """
    number = _parsed(typed)
    if not phonenumbers.is_possible_number(number):
        raise NotAPhoneNumber
    return _e164(number)


def reachable_phone(typed: str) -> str:
    """The number in E.164 ("+4512345678"); eight digits are Danish.

    Raises NotAPhoneNumber, also for numbers that cost whoever calls them.
    """
    number = _parsed(typed)
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in COSTLY:
        raise NotAPhoneNumber
    return _e164(number)


def _parsed(typed: str) -> phonenumbers.PhoneNumber:
    try:
        return phonenumbers.parse(typed, "DK")
    except phonenumbers.NumberParseException as error:
        raise NotAPhoneNumber from error


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
