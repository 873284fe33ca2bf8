"""``python -m bench``: what is measured is chosen here, done in ``bench.cases`` and printed."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django

from bench import references
from bench.errors import BenchError, Failed, NotHere
from bench.options import DEFAULT_RATE, Options
from bench.references import REFERENCES

_EXAMPLES = """\
examples:
  make bench                                            everything, on throw-away servers
  make bench ARGS="catch_up"                            one measurement
  make bench ARGS="--quick"                             does the bench itself work? (figures mean nothing)
  make bench ARGS="search_to_promotion --rate 5 --json figures.json"
  python -m bench produce_call                          on servers that the environment names

A database and topics of its own are made beside what is there, and removed at the end. Cases that stop Kafka are left
out unless devstack started it for this run. Exit codes: 0 measured, 1 a measured part broke, 2 usage, 3 no servers.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    django.setup()
    # They import the project's models.
    from bench.registry import CASES

    parser = _parser({name: case.about for name, case in CASES.items()})
    options = parser.parse_args(arguments)
    names = options.names or list(CASES)
    if unknown := [name for name in names if name not in CASES]:
        parser.error(f"nothing is called {unknown[0]!r}; there are {', '.join(CASES)}")
    try:
        report = _measured(names, Options(quick=options.quick, rate=options.rate, events=options.events))
    except BenchError as error:
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _say("stopped")
        return 130
    if options.json:
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    return Failed.exit_code if any("failed" in case for case in report["cases"].values()) else 0


def _measured(names: Sequence[str], options: Options) -> dict[str, Any]:
    from bench import machine
    from bench.scratch import scratch_database
    from bench.seed import seed

    report: dict[str, Any] = {"quick": options.quick, "cases": {}}
    with scratch_database():
        seed(quick=options.quick)
        report["machine"] = machine.facts()
        for name, fact in report["machine"].items():
            print(f"{name:<16}{fact}")
        for name in names:
            report["cases"][name] = _case(name, options)
    return report


def _case(name: str, options: Options) -> dict[str, Any]:
    """Measure one case and print what it found; one that can't be measured doesn't keep the others from it."""
    from bench.registry import CASES

    _say(f"measuring {name}")
    started = time.monotonic()
    print(f"\n{name}: {CASES[name].about}", flush=True)
    try:
        result = CASES[name].run(options)
    except NotHere as reason:
        print(f"left out: {reason}", flush=True)
        return {"left_out": str(reason)}
    except Failed as reason:
        print(f"failed: {reason}", flush=True)
        return {"failed": str(reason)}
    print("\n".join([*result.lines(), *references.lines(name)]), flush=True)
    _say(f"measured {name} in {time.monotonic() - started:.0f} s")
    return {**result.as_dict(), "references": [one._asdict() for one in REFERENCES.get(name, ())]}


def _parser(cases: dict[str, str]) -> argparse.ArgumentParser:
    width = max(map(len, cases))
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Measure the pipeline.\n\nmeasurements:\n"
        + "\n".join(f"  {name:<{width}}  {about}" for name, about in cases.items()),
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="what to measure (all)")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that the bench works")
    parser.add_argument(
        "--rate",
        type=float,
        default=DEFAULT_RATE,
        metavar="R",
        help="searches/s in search_to_promotion (%(default)g)",
    )
    parser.add_argument(
        "--events",
        type=int,
        metavar="N",
        help="how many to load in warehouse_load (400,000), or reviews in revalidate (10,000)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser


def _say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)
