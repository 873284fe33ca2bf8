"""Reviews to judge, and the policy that the project comes with."""

from functools import cache

from moderation.content import Circumstances, Content
from moderation.documents import built_in, policy_of
from moderation.policy import judge


@cache
def built_in_policy():
    return policy_of(built_in(), version="built-in")


def content(text, **given):
    defaults = {
        "review_id": "1",
        "revision": 1,
        "product_id": "kettle",
        "author": "ada",
        "rating": 3,
        "verified_purchase": True,
        "written_at": 1_700_000_000_000,
    }
    return Content(text=text, **defaults | given)


def judged(text, known=None, policy=None, **given):
    [judgement] = judge(policy or built_in_policy(), [(content(text, **given), known or Circumstances())])
    return judgement


def marked(text, judgement, code):
    """Return the pieces of a text that signals of this code point at."""
    return [
        text[slice(*span)] for signal in judgement.signals if signal.code == code for span in signal.spans
    ]
