"""``revalidate_reviews``: judge all past reviews by a policy, show the difference, and apply it."""

import json
import signal
import threading
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser

from consumers.errors import ConsumerError
from consumers.progress import Progress
from moderation.errors import ModerationError, NoSuchPolicy
from moderation.models import Revalidation
from moderation.policies import live_policy
from moderation.revalidation import queue
from moderation.revalidation.selectors import Change, changes_of, stage_done
from moderation.revalidation.stages import (
    revalidation_apply,
    revalidation_drop,
    revalidation_pause,
    revalidation_start,
    revalidation_working,
    stage_work,
)
from tracking import console
from tracking.tables import table_lines

_LOOK_SECONDS: Final = 0.2
_SHOWN: Final = 100


class Command(console.Command):
    help = (
        "Judge all past reviews again: those that Kafka still has from there, the others from the database. Shows what "
        "would change, and applies exactly that unless it is a dry run; a finished dry run of the same policy is "
        "applied as it is, unless told to look --afresh. What people decided stays, and a published review that the "
        "policy isn't sure about stays published until a person decides. Celery's workers help where they run. It may "
        "be paused or killed at any time: the next start goes on where it was, and a second one helps the first."
    )
    examples = """
        manage.py revalidate_reviews --dry-run
        manage.py revalidate_reviews --dry-run --policy v7
        manage.py revalidate_reviews --policy v7
        manage.py revalidate_reviews --pause
        manage.py revalidate_reviews --drop
    """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--policy", metavar="V", help="a version's name; the live one unless given")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and change nothing"
        )
        parser.add_argument("--include-human", action="store_true", help="overrule people's decisions too")
        parser.add_argument("--afresh", action="store_true", help="don't apply an earlier dry run")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")
        other = parser.add_mutually_exclusive_group()
        other.add_argument("--pause", action="store_true", help="let the one under way stop; a start goes on")
        other.add_argument("--drop", action="store_true", help="give up the one under way")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["pause"] or options["drop"]:
                return self._stop(drops=options["drop"])
            found = self._worked(self._begun(options))
        except NoSuchPolicy as error:
            raise CommandError(str(error), returncode=console.USAGE) from error
        except (ModerationError, ConsumerError) as error:
            raise CommandError(str(error), returncode=console.FAILED) from error
        changes = changes_of(found)
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(found, changes), indent=2, ensure_ascii=False))
        else:
            for line in _lines(found, changes):
                self.stdout.write(line)
        return None

    def _stop(self, *, drops: bool) -> None:
        found = revalidation_working()
        if found is None:
            raise CommandError("no re-validation is under way")
        if drops:
            revalidation_drop(number=found.pk)
        else:
            revalidation_pause(number=found.pk, paused=True)
        self._say(f"{found} is {'dropped' if drops else 'paused; start it again to go on'}")

    def _begun(self, options: dict[str, Any]) -> Revalidation:
        """Return the one to work on: the one under way, an earlier dry run to apply, or a new one."""
        version = options["policy"] or live_policy().version
        same = {"policy_version": version, "include_human": options["include_human"]}
        working = Revalidation.objects.filter(stage__in=Revalidation.WORKING, **same).first()
        if working:
            self._say(f"goes on with {working}: {working.get_stage_display().lower()}")
            revalidation_pause(number=working.pk, paused=False)
        ready = Revalidation.objects.filter(**same).exclude(stage=Revalidation.Stage.DROPPED).first()
        if ready and ready.stage != Revalidation.Stage.COMPARED:
            ready = None
        if options["afresh"] or options["dry_run"]:
            ready = None
        if (found := working or ready) is None:
            return revalidation_start(applies=not options["dry_run"], **same)
        if not options["dry_run"] and not found.applies:
            if not working:
                self._say(f"applies what {found} found, a dry run of {found.started_at:%Y-%m-%d %H:%M}")
            revalidation_apply(number=found.pk)
        return found

    def _worked(self, found: Revalidation) -> Revalidation:
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        found.refresh_from_db()
        while found.is_working:
            stage, begun = found.stage, stage_done(found)
            queue.enqueue(found)
            self._say(f"{found.get_stage_display()} …")
            with Progress(
                total=begun.total - begun.done,
                done=lambda current=found, start=begun.done: stage_done(current).done - start,  # type: ignore[misc]
                stream=self.stderr,
            ):
                while found.stage == stage and not found.is_paused and not stopping.is_set():
                    found = stage_work(number=found.pk, stopping=stopping.is_set)
                    if found.stage == stage:
                        stopping.wait(_LOOK_SECONDS)
            if found.is_paused or stopping.is_set():
                said = "is paused" if found.is_paused else "was left; Celery's workers may go on with it"
                raise CommandError(f"{found} {said}. Start it again to go on, or --drop it.")
        if found.stage == Revalidation.Stage.DROPPED:
            raise CommandError(f"{found} was dropped meanwhile")
        return found

    def _say(self, line: str) -> None:
        # Django would print it as an error, in red.
        self.stderr.write(line, str)


def _as_dict(found: Revalidation, changes: tuple[Change, ...]) -> dict[str, Any]:
    return {
        "revalidation": found.pk,
        "policy": found.policy_version,
        "stage": found.stage,
        "judged": found.judged,
        "kept": found.kept,
        "changes": [
            {
                "before": change.before,
                "after": change.after,
                "count": change.count,
                "rules": dict(change.rules),
                "samples": [sample.review_id for sample in change.samples],
                "outcomes": change.outcomes,
            }
            for change in changes
        ],
    }


def _lines(found: Revalidation, changes: tuple[Change, ...]) -> list[str]:
    total = sum(change.count for change in changes)
    lines = [
        f"{found}: {found.judged:,} judged, {total:,} would differ; {found.kept:,} that people decided stay."
    ]
    if changes:
        rows = [(change.before, change.after, f"{change.count:,}", _outcomes(change)) for change in changes]
        lines += ["", *table_lines([("WAS", "BECOMES", "REVIEWS", "APPLIED"), *rows], left=2)]
        rules = [
            (rule, change.before, change.after, f"{number:,}")
            for change in changes
            for rule, number in change.rules
        ]
        lines += ["", *table_lines([("RULE", "WAS", "BECOMES", "REVIEWS"), *rules], left=3)]
        lines.append("")
    for change in changes:
        for sample in change.samples:
            text = " ".join((sample.text or "(withdrawn)").split())
            reasons = ", ".join(sample.reasons) or "nothing found"
            lines.append(f"{change.before} → {change.after}  {sample.review_id}  {reasons}: {text[:_SHOWN]}")
    if found.stage == Revalidation.Stage.COMPARED:
        lines.append("Nothing was changed.")
    return lines


def _outcomes(change: Change) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(change.outcomes.items())) or "–"
