"""Files of reviews, judged by a policy and compared with what people say should become of them.

A line is a JSON object: ``text`` and ``rating``, and optionally ``label`` (``approve`` or ``reject``). ``author``,
``product``, ``minute`` (since any beginning) and ``verified`` give it company: lines then count in their order.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

from moderation.company import Company
from moderation.content import Circumstances, Content
from moderation.errors import BadLine
from moderation.policy import Judgement, Policy, Verdict, judge

type Word = Literal["approve", "reject", "person"]

WORDS: Final[dict[Verdict, Word]] = {"approved": "approve", "rejected": "reject", "person": "person"}
_MINUTE: Final = 60_000


class Line(msgspec.Struct, frozen=True):
    """One review of a file. Unknown keys are left alone. Without ``verified``, nothing is held against the author."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=20_000)]
    rating: Annotated[int, msgspec.Meta(ge=1, le=5)]
    label: Literal["approve", "reject"] | None = None
    category: str = ""
    author: str = ""
    product: str = ""
    minute: Annotated[int, msgspec.Meta(ge=0)] = 0
    verified: bool = True


_decoder: Final = msgspec.json.Decoder(Line)


@dataclass(frozen=True, slots=True)
class Judged:
    """A line, counted from 1, and what became of it."""

    number: int
    line: Line
    judgement: Judgement

    @property
    def word(self) -> Word:
        return WORDS[self.judgement.verdict]


@dataclass(frozen=True, slots=True)
class Figures:
    """How the verdicts on labelled lines compare with the labels; positive is what isn't approved.

    ``confusion`` counts by (label, verdict). A share without anything to count is None.
    """

    confusion: Counter[tuple[str, str]]

    @property
    def precision(self) -> float | None:
        return _share(self._stopped("reject"), self._stopped("reject") + self._stopped("approve"))

    @property
    def recall(self) -> float | None:
        return _share(self._stopped("reject"), self._all("reject"))

    @property
    def f1(self) -> float | None:
        found = self._stopped("reject")
        return _share(2 * found, found + self._stopped("approve") + self._all("reject"))

    @property
    def clean_rejected(self) -> float | None:
        """The share of clean ones that are rejected without a person."""
        return _share(self.confusion["approve", "reject"], self._all("approve"))

    @property
    def to_a_person(self) -> float | None:
        people = self.confusion["approve", "person"] + self.confusion["reject", "person"]
        return _share(people, self.confusion.total())

    def _stopped(self, label: str) -> int:
        return self.confusion[label, "reject"] + self.confusion[label, "person"]

    def _all(self, label: str) -> int:
        return self._stopped(label) + self.confusion[label, "approve"]


def lines_read(lines: Iterable[bytes | str]) -> Iterator[tuple[int, Line | BadLine]]:
    """Give (number, line) of each line that isn't blank; for one that is no review, the error."""
    for number, raw in enumerate(lines, 1):
        if raw.strip():
            try:
                yield number, _decoder.decode(raw)
            except (msgspec.MsgspecError, UnicodeDecodeError) as error:
                yield number, BadLine(number, str(error))


def lines_judge(policy: Policy, lines: Iterable[tuple[int, Line]]) -> list[Judged]:
    """Judge lines in their order, each with what the ones before it make known."""
    numbered = list(lines)
    company = Company()
    cases: list[tuple[Content, Circumstances]] = []
    for number, line in numbered:
        content = _content(number, line)
        cases.append((content, company.circumstances(content)))
        company.add(content)
    judgements = judge(policy, cases)
    return [Judged(number, line, found) for (number, line), found in zip(numbered, judgements, strict=True)]


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Return the figures of those that have a label."""
    return Figures(Counter((each.line.label, each.word) for each in judged if each.line.label))


def _content(number: int, line: Line) -> Content:
    return Content(
        review_id=f"line {number}",
        revision=1,
        product_id=line.product,
        author=line.author,
        rating=line.rating,
        text=line.text,
        verified_purchase=line.verified,
        written_at=line.minute * _MINUTE,
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
