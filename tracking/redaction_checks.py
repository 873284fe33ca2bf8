"""What tells a secret from what only looks like one: checksums, lengths, and the words that names are made of."""

import re
from functools import lru_cache
from typing import Final

# Only 14 to 19 digits: cards of 13 are history, and every book has an EAN of 13.
# Prefixes and lengths as of https://en.wikipedia.org/wiki/Payment_card_number.
_CARD: Final = re.compile(
    r"4\d{15}(?:\d{3})?"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11}"  # Diners Club
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|62\d{14,17}"  # Discover, UnionPay
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|(?:50|5[6-8]|6[0379])\d{14}"  # Maestro
)
_DOUBLED: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_card(text: str) -> bool:
    """Whether ``text`` is the number of a payment card: a scheme's prefix and length, and Luhn's sum.

    Times are none: in s, ms, µs or ns since 1970 they begin with 1 until the year 2033.
    """
    digits = "".join(filter(str.isdecimal, text))
    if not _CARD.fullmatch(digits):
        return False
    reverse = [int(digit) for digit in reversed(digits)]
    return (sum(reverse[::2]) + sum(_DOUBLED[digit] for digit in reverse[1::2])) % 10 == 0


# Characters by country, as of the IBAN registry, https://www.swift.com/standards/data-standards/iban.
_IBAN_LENGTHS: Final = {
    **dict.fromkeys(("NO",), 15),
    **dict.fromkeys(("BE",), 16),
    **dict.fromkeys(("DK", "FI", "FO", "GL", "NL", "SD"), 18),
    **dict.fromkeys(("MK", "SI"), 19),
    **dict.fromkeys(("AT", "BA", "EE", "KZ", "LT", "LU", "XK", "MN"), 20),
    **dict.fromkeys(("CH", "CR", "HR", "LI", "LV"), 21),
    **dict.fromkeys(("BG", "BH", "DE", "GB", "GE", "IE", "ME", "RS", "VA"), 22),
    **dict.fromkeys(("AE", "GI", "IL", "IQ", "TL", "OM", "SO"), 23),
    **dict.fromkeys(("AD", "CZ", "ES", "MD", "PK", "RO", "SA", "SE", "SK", "TN", "VG"), 24),
    **dict.fromkeys(("LY", "PT", "ST"), 25),
    **dict.fromkeys(("IS", "TR"), 26),
    **dict.fromkeys(("BI", "DJ", "FR", "GR", "IT", "MC", "MR", "SM"), 27),
    **dict.fromkeys(("AL", "AZ", "BY", "CY", "DO", "GT", "HU", "LB", "NI", "PL", "SV"), 28),
    **dict.fromkeys(("BR", "EG", "PS", "QA", "UA"), 29),
    **dict.fromkeys(("JO", "KW", "MU", "YE"), 30),
    **dict.fromkeys(("LC", "MT"), 32),
    **dict.fromkeys(("SC",), 31),
    **dict.fromkeys(("RU",), 33),
    **dict.fromkeys(("FK",), 18),
}


def is_iban(text: str) -> bool:
    """Whether ``text`` is an account's number by ISO 13616: the country's length, and 1 as the remainder by 97."""
    number = text.replace(" ", "").replace("-", "").upper()
    if len(number) != _IBAN_LENGTHS.get(number[:2]):
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


_DATE: Final = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2})")
_NORTH_AMERICAN: Final = re.compile(r"(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}")
_NATIONAL: Final = re.compile(r"\(?0[1-9]\d{1,4}\)?(?:[ /-]{1,2}\d{2,8}){1,4}")


def is_phone(text: str) -> bool:
    """Whether ``text`` is a telephone number: named so, or in international or a usual national form (E.164: at
    most 15 digits)."""
    digits = sum(map(str.isdecimal, text))
    if not 7 <= digits <= 15:
        return False
    if text[0] == "+" or text[0].isalpha():
        return True
    if _DATE.fullmatch(text):
        return False
    if text.startswith("00") and digits >= 10 and any(mark in text for mark in " -/("):
        return True
    return bool(_NORTH_AMERICAN.fullmatch(text)) or (digits >= 8 and bool(_NATIONAL.fullmatch(text)))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The last words of a name that make its value a secret, by themselves or after one of those below.
_SECRET: Final = _words("""
    password passwd passphrase passcode pwd pass secret token apikey credential credentials authorization cookie
    cookies session sessionid sid phpsessid jsessionid cvv cvc pin otp iban signature jwt
""")
_SECRET_PAIRS: Final = {
    "key": _words("api access secret private auth encryption signing master account identity session"),
    "id": _words("session sess"),
    "number": _words("card account phone mobile"),
    "code": _words("security verification auth"),
    "phrase": _words("pass seed recovery"),
    "auth": _words("x basic http"),
}
# Written together with what is before them: PGPASSWORD, csrfmiddlewaretoken.
_ENDINGS: Final = ("password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "sessionid")
SECRET_WORDS: Final = tuple(
    _words(
        "pass pwd secret token key cred sess sid cookie cvv cvc pin otp auth iban signature phrase code number jwt"
    )
)
"""One of these stands in every name that says its value is a secret."""
# Left out at the end: a password's hash or second field is as good as the password.
_TRAILING: Final = _words("hash value raw plain text confirm confirmation again new old current")
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_STATUS: Final = _words("""
    none null nil undefined true false yes no on off ok empty unset unknown required missing invalid valid expired
    incorrect wrong changed unchanged reset sent too must should is was the a an not and or optional default str
    string int text bool bytes deleted created rotated revoked accepted refused denied disabled enabled
""")


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a value of this name is a secret: ``newPassword2``, ``AWS_SECRET_ACCESS_KEY``; not ``token_count``."""
    words = [word.lower() for word in _WORDS.findall(name)]
    while len(words) > 1 and words[-1] in _TRAILING:
        words.pop()
    if not words:
        return False
    last = words[-1]
    return (
        last in _SECRET
        or last.endswith(_ENDINGS)
        or (len(words) > 1 and words[-2] in _SECRET_PAIRS.get(last, ()))
    )


def is_status_word(value: str) -> bool:
    """Whether ``value`` only says how it stands with a secret: ``expired``, ``None``, ``true``."""
    return value.strip(".!?*…").lower() in _STATUS
