"""What can go wrong with promotions.

PromotionError
└── CodeRefused   a code does not hold for this cart, person or time
"""

from promotions.codes import Denial


class PromotionError(Exception):
    """Base of the app's errors."""


class CodeRefused(PromotionError):
    """The code does not hold. ``denial`` says why, in words for the shopper as well."""

    def __init__(self, denial: Denial) -> None:
        super().__init__(denial.words)
        self.denial = denial
