"""What judging costs: reviews/s of one core by the built-in policy with all its detectors, in batches.

The reviews are the labelled ones for tuning. Beside it, the ceiling: folding each text and splitting it into words,
which any detector needs.
"""

from pathlib import Path
from statistics import median
from time import process_time
from typing import Final

from bench.figures import ratio_of_rounds
from bench.options import Options
from bench.report import Aim, Result
from moderation.content import Circumstances, Content
from moderation.documents import built_in, policy_of
from moderation.evaluation import Line, lines_contents, lines_read
from moderation.policy import judge
from moderation.reading import Reading

ABOUT: Final = "reviews/s a core that all moderation detectors judge, beside folding alone"

_FILE: Final = Path(__file__).parents[2] / "tests/moderation/labelled/tuning.jsonl"
_BATCH: Final = 500
_LEAST: Final = 2_000


def run(options: Options) -> Result:
    rounds, batches = (1, 1) if options.quick else (5, 10)
    policy = policy_of(built_in(), version="bench")
    contents = _contents(_BATCH)
    cases = [(content, Circumstances()) for content in contents]
    judge(policy, cases)
    judged, folded = [], []
    for _ in range(rounds):
        started = process_time()
        for _ in range(batches):
            judge(policy, cases)
        judged.append(batches * _BATCH / (process_time() - started))
        started = process_time()
        for _ in range(batches):
            for content in contents:
                _ = Reading(content).words
        folded.append(batches * _BATCH / (process_time() - started))
    rate = median(judged)
    result = Result(("what", "reviews/s a core", "× folding"))
    result.add("folding and words only", median(folded), 1.0)
    result.add("all detectors and the verdict", rate, ratio_of_rounds(judged, folded))
    result.aims = [Aim(f"at least {_LEAST:,} reviews/s a core", rate, rate >= _LEAST)]
    return result


def _contents(count: int) -> list[Content]:
    with _FILE.open("rb") as file:
        found = lines_contents((number, line) for number, line in lines_read(file) if isinstance(line, Line))
    return [found[place % len(found)] for place in range(count)]
