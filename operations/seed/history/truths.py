"""What is planted into the history, so that reports can be seen to find it again. Shares unless said otherwise."""

from typing import Final

NEW_PEOPLE_A_DAY: Final = 150
"""How many people come for the first time on a usual day, before weekday and growth."""

COMES_BACK: Final = (0.32, 0.22, 0.16, 0.12, 0.10, 0.08, 0.07, 0.06)
"""Of the people who first came in a week, how many come again in the first, second, … week after it."""

BOTS: Final = 0.03
STAFF: Final = 0.005
HAS_ACCOUNT: Final = 0.25
"""People who have an account; they are logged in from their second visit on."""

SEARCHES: Final = 0.45
"""Visits that begin to look for something by the search box."""
FINDS_NOTHING: Final = 0.08
"""Searches for what the store doesn't have."""
CLICKS_RESULT: Final = 0.65

VIEWS_PRODUCT: Final = 0.60
"""Visits that look at a product without having searched."""
ADDS: Final = 0.24
"""Visits that have looked at a product and put it into the cart."""
STARTS_CHECKOUT: Final = 0.62
COMPLETES: Final = 0.70

GOES_HOME: Final = 0.60
"""Visits that, after a search that found something, go to the home page, where personal deals are."""
HELD_OUT_PERCENT: Final = 10
BUYS_HELD_OUT: Final = 0.06
BUYS_PERSONAL: Final = 0.105
"""Visits that end with an order after that home page: without personal deals, and with them."""
CLICKS_DEAL: Final = 0.22

BOUNCES: Final = 0.30
"""Visits that leave after the page they came to."""
REFUNDED: Final = 0.03
"""Orders that are taken back."""

WEEKDAYS: Final = (1.0, 0.95, 0.95, 1.0, 1.1, 1.25, 1.3)
"""Monday to Sunday, beside a usual day."""
HOURS: Final = (2, 1, 1, 1, 1, 2, 4, 6, 8, 9, 10, 10, 11, 10, 9, 9, 10, 11, 13, 15, 16, 14, 9, 5)
"""How much happens in each hour of a day, beside the others."""
SOURCES: Final[tuple[tuple[int, str, str, str, str], ...]] = (
    (34, "", "", "", ""),
    (30, "https://www.google.com/", "", "", ""),
    (8, "https://duckduckgo.com/", "", "", ""),
    (9, "https://www.instagram.com/", "instagram", "social", "autumn-air"),
    (11, "", "newsletter", "email", "weekly-deals"),
    (5, "https://www.pinterest.com/", "", "", ""),
    (3, "", "google", "cpc", "humidifiers"),
)
"""Weight, referrer, ``utm_source``, ``utm_medium``, ``utm_campaign``."""
