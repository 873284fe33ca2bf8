"""``evaluate_policy``: what would a policy make of these reviews, and is that what people would?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from moderation.documents import document_name, document_read, policy_of
from moderation.errors import BadLine, BadPolicy, NoSuchPolicy
from moderation.evaluation import Figures, Judged, Line, figures_of, lines_judge, lines_read
from moderation.policies import live_policy, policy_by_version
from moderation.policy import Policy
from tracking import console
from tracking.tables import table_lines


class Command(console.Command):
    help = (
        "Judge the reviews of a file, one JSON object a line: text, rating, and optionally label (approve or "
        "reject), author, product, minute, verified. Prints the verdict and reasons of each line, then how they "
        "compare with the labels: a review counts as positive when it isn't approved. A line that is no review is "
        "named on stderr, and the others are judged all the same. Nothing is stored."
    )
    examples = """
        manage.py evaluate_policy reviews.jsonl
        manage.py evaluate_policy reviews.jsonl --json
        manage.py evaluate_policy reviews.jsonl --policy v7
        manage.py evaluate_policy reviews.jsonl --policy stricter.toml
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.jsonl", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")
        parser.add_argument(
            "--policy",
            metavar="V",
            help="a version's name, or a file (.toml, .json); the live one unless given",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        policy = _policy(options["policy"])
        try:
            with options["file"].open("rb") as file:
                found = list(lines_read(file))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=console.USAGE) from error
        judged = lines_judge(policy, [(number, line) for number, line in found if isinstance(line, Line)])
        bad = [line for _, line in found if isinstance(line, BadLine)]
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict([number for number, _ in found], judged), indent=2))
        else:
            for row in (*map(_row, judged), *_summary(figures_of(judged), policy)):
                self.stdout.write(row)
        for line in bad:
            self.stderr.write(f"{options['file']}, {line}")
        if bad:
            raise CommandError(f"{len(bad)} of {len(found)} lines are no reviews", returncode=console.FAILED)


def _row(each: Judged) -> str:
    reasons = ", ".join(each.judgement.reasons) or "–"
    return f"{each.number}\t{each.word}\t{each.judgement.score:.2f}\t{reasons}"


def _policy(named: str | None) -> Policy:
    try:
        if named is None:
            return live_policy()
        if named.endswith((".toml", ".json")):
            document = document_read(Path(named).read_text(encoding="utf-8"))
            return policy_of(document, version=f"{Path(named).name} {document_name(document)}")
        return policy_by_version(named)
    except OSError as error:
        raise CommandError(f"{named}: {error.strerror}", returncode=console.USAGE) from error
    except (BadPolicy, UnicodeDecodeError) as error:
        raise CommandError(f"{named or 'the live policy'}: {error}", returncode=console.FAILED) from error
    except NoSuchPolicy as error:
        raise CommandError(str(error), returncode=console.USAGE) from error


def _as_dict(numbers: list[int], judged: list[Judged]) -> dict[str, Any]:
    """Return a verdict for each line in order, None for one that is no review, and the figures."""
    words = {each.number: each.word for each in judged}
    figures = figures_of(judged)
    return {
        "verdicts": [words.get(number) for number in numbers],
        "precision": figures.precision,
        "recall": figures.recall,
        "f1": figures.f1,
    }


def _summary(figures: Figures, policy: Policy) -> list[str]:
    def share(value: float | None) -> str:
        return "–" if value is None else f"{value:.3f}"

    verdicts = ("approve", "person", "reject")
    rows = [
        (label, *(f"{figures.confusion[label, verdict]:,}" for verdict in verdicts))
        for label in ("approve", "reject")
    ]
    return [
        "",
        *table_lines([("LABEL, JUDGED AS", *map(str.upper, verdicts)), *rows], left=1),
        "",
        f"policy {policy.version}: precision {share(figures.precision)}, recall {share(figures.recall)}, "
        f"F1 {share(figures.f1)}; of the clean {share(figures.clean_rejected)} rejected; "
        f"{share(figures.to_a_person)} to a person",
    ]
