"""``evaluate_policy``: verdicts and figures of a file, and what it says of a bad one."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from moderation.documents import BUILT_IN
from moderation.policies import live_policy

pytestmark = pytest.mark.django_db

LINES = [
    {"text": "Boils fast, and the handle stays cool.", "rating": 5, "label": "approve"},
    {"text": "What a piece of shit.", "rating": 1, "label": "reject"},
    {"text": "The lid is loose.", "rating": 2, "label": "reject"},
    {"text": "Sent it back, twelve days later.", "rating": 2},
]


@pytest.fixture
def file(tmp_path):
    def write(*lines):
        path = tmp_path / "reviews.jsonl"
        path.write_bytes(
            b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
        )
        return str(path)

    return write


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("evaluate_policy", *arguments, stdout=out, stderr=err)
    return out.getvalue()


def test_verdicts_reasons_and_figures_are_printed(file):
    printed = run(file(*LINES))

    rows = [line.split("\t") for line in printed.splitlines()[:4]]
    assert [(row[0], row[1], row[3]) for row in rows] == [
        *[("1", "approve", "–"), ("2", "reject", "profanity"), ("3", "approve", "–"), ("4", "approve", "–")]
    ]
    assert "precision 1.000, recall 0.500, F1 0.667" in printed
    assert live_policy().version in printed


def test_json_has_just_what_scripts_rely_on(file):
    assert json.loads(run(file(*LINES), "--json")) == {
        "verdicts": ["approve", "reject", "approve", "approve"],
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
    }


def test_without_labels_there_are_no_figures(file):
    assert json.loads(run(file(LINES[3]), "--json")) == {
        "verdicts": ["approve"],
        "precision": None,
        "recall": None,
        "f1": None,
    }


def test_a_bad_line_is_named_and_the_others_are_judged_all_the_same(file):
    path = file(LINES[0], b'{"text": ', {"text": "x", "rating": 9}, b"\xff\xfe", LINES[1])
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match="3 of 5 lines are no reviews") as caught:
        call_command("evaluate_policy", path, "--json", stdout=out, stderr=err)

    assert caught.value.returncode == 1
    assert json.loads(out.getvalue())["verdicts"] == ["approve", None, None, None, "reject"]
    assert all(f"line {number}: " in err.getvalue() for number in (2, 3, 4))


@pytest.mark.parametrize(
    "arguments", [("nowhere.jsonl",), (__file__, "--policy", "v99"), (__file__, "--policy", "no.toml")]
)
def test_what_is_not_there_is_wrong_usage(arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == 2


def test_a_policy_may_come_from_a_file(file, tmp_path):
    strict = tmp_path / "strict.toml"
    strict.write_text(BUILT_IN.read_text().replace("mild = [\n", 'mild = ["loose"]\nunused = [\n', 1))
    with pytest.raises(CommandError, match="there is no “unused”"):
        run(file(*LINES), "--policy", str(strict))

    strict.write_text(BUILT_IN.read_text().replace("strong = [\n", 'strong = ["loose",\n', 1))
    assert json.loads(run(file(*LINES), "--policy", str(strict), "--json"))["f1"] == 1.0
