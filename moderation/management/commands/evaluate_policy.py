"""``evaluate_policy``: what would a policy make of these reviews, and is that what people would?"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from moderation.documents import document_name, document_read, policy_of
from moderation.errors import BadLine, BadPolicy, NoSuchPolicy
from moderation.evaluation import Figures, Judged, figures_of, lines_judge, lines_read
from moderation.policies import live_policy, policy_by_version
from moderation.policy import Policy
from tracking import console
from tracking.tables import table_lines


class Command(console.Command):
    help = (
        "Judge the reviews of a file, one JSON object a line: text, rating, and optionally label (approve or reject), "
        "author, product, minute, verified. Prints the verdict and reasons of each line, then how they compare with the "
        "labels: a review counts as positive when it isn't approved. Nothing is stored."
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
            with options["file"].open("rb") as lines:
                judged = lines_judge(policy, lines_read(lines))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=console.USAGE) from error
        except BadLine as error:
            raise CommandError(f"{options['file']}, {error}", returncode=console.FAILED) from error
        figures = figures_of(judged)
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(judged, figures, policy), indent=2))
            return
        for each in judged:
            reasons = ", ".join(each.judgement.reasons) or "–"
            self.stdout.write(f"{each.number}\t{each.word}\t{each.judgement.score:.2f}\t{reasons}")
        for line in _summary(figures, policy):
            self.stdout.write(line)


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


def _as_dict(judged: list[Judged], figures: Figures, policy: Policy) -> dict[str, Any]:
    return {
        "verdicts": [each.word for each in judged],
        "precision": figures.precision,
        "recall": figures.recall,
        "f1": figures.f1,
        "policy": policy.version,
        "confusion": {
            f"{label} as {verdict}": count for (label, verdict), count in figures.confusion.items()
        },
        "clean_rejected": figures.clean_rejected,
        "to_a_person": figures.to_a_person,
        "reviews": [
            {"line": each.number, "score": each.judgement.score, "reasons": list(each.judgement.reasons)}
            for each in judged
        ],
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
