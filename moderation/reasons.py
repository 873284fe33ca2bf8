"""Reasons in words: for the author of a review, who should understand what to change."""

from collections.abc import Sequence
from typing import Final

FOR_AUTHORS: Final[dict[str, str]] = {
    "profanity": "It contains swearing.",
    "profanity_hidden": "It contains swearing in disguise.",
    "mild_profanity": "Its tone is too rough.",
    "insult": "It insults somebody.",
    "slur": "It puts down a group of people.",
    "threat": "It threatens or wishes somebody harm.",
    "link": "It links to another site.",
    "link_hidden": "It links to another site.",
    "email": "It gives an e-mail address.",
    "account": "It gives an account on another service.",
    "phone": "It gives a telephone number.",
    "home": "It says where somebody lives.",
    "handover": "It asks readers to get in touch elsewhere.",
    "advertising": "It advertises something else.",
    "shouting": "It is written in capitals.",
    "repetition": "It repeats itself and says little.",
    "gibberish": "It has no words that can be read.",
    "language": "It isn't in English, which our readers expect.",
    "duplicate": "Nearly the same text was posted before.",
    "burst_author": "Many reviews were posted from this account within an hour.",
    "burst_product": "Many short reviews of this product came within an hour.",
    "copied_description": "It repeats the product's description.",
    "rating_mismatch": "The stars and the words don't go together.",
}
"""Codes that aren't here say something about circumstances, not about what the author could change."""

_OTHERWISE: Final = "It needs a closer look."


def reason_for(codes: Sequence[str]) -> str:
    """Return the most severe reason the author can do something about; "" without codes."""
    if not codes:
        return ""
    return next((FOR_AUTHORS[code] for code in codes if code in FOR_AUTHORS), _OTHERWISE)
