"""Reasons in words: for the author of a review, who should understand what to change.

They are stored in English; whoever shows one translates it (``gettext_noop`` only has it collected)."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext_noop as _

FOR_AUTHORS: Final[dict[str, str]] = {
    "profanity": _("It contains swearing."),
    "profanity_hidden": _("It contains swearing in disguise."),
    "mild_profanity": _("Its tone is too rough."),
    "insult": _("It insults somebody."),
    "slur": _("It puts down a group of people."),
    "threat": _("It threatens or wishes somebody harm."),
    "link": _("It links to another site."),
    "link_hidden": _("It links to another site."),
    "email": _("It gives an e-mail address."),
    "account": _("It gives an account on another service."),
    "phone": _("It gives a telephone number."),
    "home": _("It says where somebody lives."),
    "handover": _("It asks readers to get in touch elsewhere."),
    "advertising": _("It advertises something else."),
    "shouting": _("It is written in capitals."),
    "repetition": _("It repeats itself and says little."),
    "gibberish": _("It has no words that can be read."),
    "language": _("It is in a language that our readers don't expect."),
    "duplicate": _("Nearly the same text was posted before."),
    "burst_author": _("Many reviews were posted from this account within an hour."),
    "burst_product": _("Many short reviews of this product came within an hour."),
    "copied_description": _("It repeats the product's description."),
    "rating_mismatch": _("The stars and the words don't go together."),
}
"""Codes that aren't here say something about circumstances, not about what the author could change."""

_OTHERWISE: Final = _("It needs a closer look.")


def reason_for(codes: Sequence[str]) -> str:
    """Return the most severe reason the author can do something about; "" without codes."""
    if not codes:
        return ""
    return next((FOR_AUTHORS[code] for code in codes if code in FOR_AUTHORS), _OTHERWISE)
