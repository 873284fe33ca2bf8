"""Nothing of the corpus gets through, and nothing that only looks like it is touched."""

import base64
import time

import pytest

from tests.logs.secrets_corpus import INNOCENT, SECRETS
from tests.processes import Process
from tracking.redaction import redact, redact_text


def test_the_corpus_is_large_enough():
    assert len({text for text, _ in SECRETS}) == len(SECRETS) >= 60
    assert len(set(INNOCENT)) == len(INNOCENT) >= 60


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_a_secret_is_gone_and_stays_so(text, secret):
    redacted = redact_text(text)
    assert secret in text
    assert secret not in redacted
    assert "[redacted " in redacted
    assert redact_text(redacted) == redacted


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_a_secret_is_found_within_other_words_and_lines(text, secret):
    assert secret not in redact_text(
        f"Traceback (most recent call last):\n  ValueError: {text}\nThe end, 12 ms."
    )


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_a_secret_stays(text):
    assert redact_text(text) == text
    assert redact_text(f"so: {text} (1 of 2)") == f"so: {text} (1 of 2)"


def test_what_is_around_a_secret_stays():
    assert redact_text("a=1 password=hunter2 b=2") == "a=1 password=[redacted password] b=2"
    assert (
        redact_text("connect to postgres://u:p@db:5432/store failed")
        == "connect to postgres://[redacted login]@db:5432/store failed"
    )


def test_nested_values_go_by_their_names_and_by_what_they_say():
    given = {
        "user": {"email": "anna@example.com", "pin": 1234, "tokens_used": 5},
        "headers": [{"X-Api-Key": ["a", "b"]}, ("Cookie", "sessionid=abc123")],
        "card": 4111111111111111,
        "date": 1732300000000000000,
        "password": None,
        "is_secret": True,
        "anna@example.com": 1,
        "sessionid": {"a": "b"},
    }
    assert redact(given) == {
        "user": {"email": "[redacted e-mail]", "pin": "[redacted secret]", "tokens_used": 5},
        "headers": [{"X-Api-Key": "[redacted secret]"}, ["Cookie", "sessionid=[redacted secret]"]],
        "card": "[redacted card]",
        "date": 1732300000000000000,
        "password": None,
        "is_secret": True,
        "[redacted e-mail]": 1,
        "sessionid": "[redacted secret]",
    }
    assert redact(redact(given)) == redact(given)


@pytest.mark.parametrize(
    "text",
    [
        *("x" * 60_000, "a b " * 15_000, "a@" * 30_000, "1 " * 30_000, "1" * 60_000, "a=a" * 20_000),
        *("%41" * 20_000, "x" * 60_000 + "%41", "a.b" * 20_000 + "@", "Aa1+" * 15_000, "DE89" * 15_000),
        *('pass="' + "a" * 60_000, "key=\\" * 12_000, "1-" * 30_000, "(1)" * 20_000, ":" * 60_000),
        *("-----BEGIN PRIVATE KEY----- " * 2_000, "bearer " * 9_000, "eyJ." * 15_000, "://a:" * 12_000),
        base64.b64encode(b"password=" * 5_000).decode(),
    ],
    ids=lambda text: text[:12],
)
def test_no_text_takes_long(text):
    began = time.process_time()
    redact_text(text)
    assert time.process_time() - began < 1


def test_the_command_redacts_stdin_and_leaves_the_rest(tmp_path):
    given = "a line\npassword=hunter2\n-----BEGIN PRIVATE KEY-----\nMIIEsecret\n-----END PRIVATE KEY-----\nthe end\n"
    (tmp_path / "in").write_bytes(given.encode() + b"\xff\n")
    script = f"exec {{0}} manage.py redact < {tmp_path / 'in'} > {tmp_path / 'out'}"
    with Process(["-c", _RUN, script]) as process:
        assert process.wait() == 0
    assert (tmp_path / "out").read_bytes() == (
        b"a line\npassword=[redacted password]\n[redacted private key]\nthe end\n\xff\n"
    )


_RUN = "import os, sys; os.execvp('sh', ['sh', '-c', sys.argv[1].format(sys.executable)])"
