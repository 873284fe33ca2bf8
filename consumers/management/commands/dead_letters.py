"""``dead_letters``: look at refused records, try them again, or give them up."""

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db.models import QuerySet

from consumers import dead_letters
from consumers.errors import is_transient
from consumers.models import DeadLetter
from consumers.registry import consumer_by_name
from tracking import console


class Command(console.Command):
    help = "List, show, replay or discard the records that consumers could not use."
    examples = """
        manage.py dead_letters list
        manage.py dead_letters list --consumer promotions --json
        manage.py dead_letters show 17
        manage.py dead_letters replay 17 18
        manage.py dead_letters replay --all --consumer promotions
        manage.py dead_letters discard 17
    """

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        listing = actions.add_parser("list", help="one line each, the newest first; open ones only")
        listing.add_argument("--consumer", metavar="NAME", help="of this consumer only")
        listing.add_argument("--limit", type=int, default=50, metavar="N", help="at most N (50)")
        listing.add_argument("--json", action="store_true")
        show = actions.add_parser("show", help="one whole: where it came from, the error, the payload")
        show.add_argument("id", type=int)
        show.add_argument("--json", action="store_true")
        for name, text in (
            ("replay", "hand the records to the consumer's handler again"),
            ("discard", "close the letters; nothing is deleted"),
        ):
            action = actions.add_parser(name, help=text)
            action.add_argument("ids", type=int, nargs="*", metavar="ID")
            action.add_argument("--all", action="store_true", help="every open letter")
            action.add_argument("--consumer", metavar="NAME", help="with --all: of this consumer only")
            action.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "list":
                self._list(options)
            case "show":
                self._show(options)
            case action:
                self._each(action, options)

    def _list(self, options: dict[str, Any]) -> None:
        letters = dead_letters.open_letters(consumer=options["consumer"])[: options["limit"]]
        if options["json"]:
            self.stdout.write(json.dumps([_as_dict(letter) for letter in letters], indent=2))
            return
        for letter in letters:
            error = " ".join(letter.error.split())
            self.stdout.write(
                f"{letter.pk}\t{letter.created_at:%Y-%m-%d %H:%M:%S}\t{letter.consumer}\t"
                f"{letter.topic}[{letter.partition}]@{letter.offset}\t{letter.error_type}: {error[:100]}"
            )

    def _show(self, options: dict[str, Any]) -> None:
        letter = DeadLetter.objects.filter(pk=options["id"]).first()
        if letter is None:
            raise CommandError(f"there is no dead letter {options['id']}")
        content = _as_dict(letter)
        if options["json"]:
            self.stdout.write(json.dumps(content, indent=2))
            return
        for name, value in content.items():
            self.stdout.write(f"{name}: {value}")

    def _each(self, action: str, options: dict[str, Any]) -> None:
        results = [self._one(action, letter) for letter in self._chosen(options).order_by("id")]
        if options["json"]:
            self.stdout.write(json.dumps(results, indent=2))
        else:
            for result in results:
                self.stdout.write(f"{result['id']}\t{result['result']}")
        if failed := sum(result["result"] not in ("replayed", "discarded") for result in results):
            raise CommandError(f"{failed} of {len(results)} failed again and stay open")

    def _chosen(self, options: dict[str, Any]) -> QuerySet[DeadLetter]:
        if bool(options["ids"]) == options["all"]:
            raise CommandError("give ids, or --all", returncode=console.USAGE)
        letters = dead_letters.open_letters(consumer=options["consumer"])
        if options["all"]:
            return letters
        chosen = letters.filter(pk__in=options["ids"])
        if missing := set(options["ids"]) - set(chosen.values_list("pk", flat=True)):
            raise CommandError(f"no open dead letter {', '.join(map(str, sorted(missing)))}")
        return chosen

    def _one(self, action: str, letter: DeadLetter) -> dict[str, Any]:
        if action == "discard":
            dead_letters.discard(letter=letter)
            return {"id": letter.pk, "result": "discarded"}
        try:
            dead_letters.replay(letter=letter, spec=consumer_by_name(letter.consumer))
        except Exception as error:
            # What the handler says is the operator's answer; only an absent database ends the command.
            if is_transient(error):
                raise
            return {"id": letter.pk, "result": f"{type(error).__name__}: {error}"}
        return {"id": letter.pk, "result": "replayed"}


def _as_dict(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.pk,
        "consumer": letter.consumer,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "timestamp": letter.timestamp,
        "status": letter.status,
        "created_at": letter.created_at.isoformat(),
        "error_type": letter.error_type,
        "error": letter.error,
        "key": None if letter.key is None else bytes(letter.key).decode(errors="replace"),
        "headers": letter.headers,
        "payload": bytes(letter.payload).decode(errors="replace"),
    }
