"""The shape of the code: small files, short functions, no grab bags, every consumer whole."""

import ast
from pathlib import Path

import pytest

from consumers.registry import consumers
from tracking.events import EVENTS
from tracking.topics import TOPICS

ROOT = Path(__file__).parents[2]
APPS = (
    *(
        "config",
        "operations",
        "staff",
        "moderation",
        "shop",
        "promotions",
        "analytics",
        "logs",
        "consumers",
        "tracking",
    ),
    *("devstack", "bench"),
)
FILES = sorted(
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts and "node_modules" not in path.parts
)
MAX_LINES = 300
MAX_FUNCTION_LINES = 40


def names(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=names)
def test_files_and_functions_are_small(path):
    source = path.read_text()
    assert source.count("\n") <= MAX_LINES
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []


def test_no_file_is_a_grab_bag():
    assert not [names(path) for path in FILES if path.stem in {"utils", "common", "helpers", "misc"}]


def test_every_module_says_what_it_is_for():
    # urls, apps and empty packages speak for themselves.
    silent = [
        names(path)
        for path in FILES
        if path.stem not in {"urls", "apps", "__init__", "__main__"}
        and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_every_consumer_is_declared_whole():
    found = consumers()
    assert set(found) == {
        "analytics",
        "log-alerts",
        "log-sink:files",
        "log-sink:loki",
        "log-sink:opensearch",
        "log-sink:otlp",
        "log-sink:postgres",
        "moderation",
        "promotions",
    }
    for name, spec in found.items():
        assert spec.name == name
        assert spec.about.endswith("."), f"{name}: the handler's docstring says what it does"
        assert set(spec.reads) <= set(EVENTS)
        assert set(spec.topics) <= set(TOPICS)
        assert spec.max_batch > 0 <= spec.max_wait


def test_topics_that_name_a_visitor_keep_nothing_longer_than_thirty_days():
    for topic in TOPICS:
        assert topic.retention is not None
        assert topic.retention.days <= 30
        assert topic.cleanup_policy == "delete"


def test_nothing_branches_on_being_tested():
    words = ("settings.TEST", "if TESTING", "'pytest' in", '"pytest" in', "PYTEST_CURRENT_TEST")
    assert not [names(path) for path in FILES if any(word in path.read_text() for word in words)]
