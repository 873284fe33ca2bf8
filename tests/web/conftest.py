"""A real store behind a real browser: gunicorn, the seeded catalogue, Chromium."""

import secrets
import shutil
import socket
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import databases
from tests.conftest import topics_delete
from tests.processes import Process, database_url, manage
from tests.waiting import until
from tests.web.booth import Booth
from tests.web.shelf import stock
from tracking.admin_client import topics_create

_LAST_WORDS = 20_000
"""Characters of the store's output that a failing test shows."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

# A person's browser: headless ones say what they are, count as bots, and bots get no promotions.
USER_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Store:
    url: str
    process: Process


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def static_files(tmp_path_factory, django_db_setup) -> str:
    """The static files as they are in production: collected, hashed, compressed."""
    folder = str(tmp_path_factory.mktemp("static"))
    with manage("collectstatic", "--no-input", DEBUG="0", STATIC_ROOT=folder) as process:
        assert process.wait() == 0, process.output()
    return folder


@pytest.fixture(scope="session")
def seeded_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database with the seed in it. It is made once and copied, which takes a tenth of the time of seeding."""
    with django_db_blocker.unblock():
        seeded = f"{connection.settings_dict['NAME']}_seeded"
        databases.copy(str(connection.settings_dict["NAME"]), seeded)
        with manage("seed_demo", DATABASE_URL=database_url(seeded)) as process:
            assert process.wait() == 0, process.output()
    yield seeded
    with django_db_blocker.unblock():
        databases.drop(seeded)


@pytest.fixture
def store(topics, transactional_db, seeded_database, static_files) -> Iterator[Store]:
    """The seeded store on a port of its own, without any consumer; the test's database is the store's."""
    databases.copy(seeded_database, str(connection.settings_dict["NAME"]))
    with served(static_files) as running:
        yield running


@pytest.fixture(scope="session")
def standing_store(seeded_database, static_files, django_db_blocker) -> Iterator[Store]:
    """The seeded store for tests that only look: one for all of them, with a database that they can't reach.

    A file of such tests declares ``store`` as this one.
    """
    with django_db_blocker.unblock():
        name = f"{seeded_database}_standing"
        databases.copy(seeded_database, name)
        topics_create()
        with served(static_files, DATABASE_URL=database_url(name)) as running:
            yield running
        databases.drop(name)


@contextmanager
def served(static_files: str, **environment: str) -> Iterator[Store]:
    """Run the store on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    options = ["--threads", "8", "--no-control-socket", "--log-level", "warning"]
    environment = {"DEBUG": "0", "SITE_URL": url, "STATIC_ROOT": static_files, **environment}
    with Process([*command, *options], **environment) as process:
        until(lambda: _answers(f"{url}/readyz"), what="the store answers")
        yield Store(url, process)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


@pytest.fixture
def quick_passwords() -> None:
    """The store reads them in a process of its own, so they are hashed as it does."""


@pytest.fixture
def visitor(chromium: Browser, store: Store) -> Iterator[Callable[..., Page]]:
    """Return a function that lets a new visitor, with cookies of their own, open the store.

    Any word in the browser's console that a page should not cause fails the test.
    """
    yield from visitors(chromium, store)


def visitors(chromium: Browser, store: Store) -> Iterator[Callable[..., Page]]:
    """See ``visitor``."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def arrive(
        *,
        width: int = 1280,
        path: str = "/",
        scheme: Literal["light", "dark"] = "light",
        complaints_allowed: tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            user_agent=USER_AGENT,
            base_url=store.url,
            extra_http_headers=dict(headers or {}),
        )

        def listen(message: ConsoleMessage) -> None:
            is_allowed = any(words in message.text for words in complaints_allowed)
            if message.type in ("error", "warning") and not is_allowed:
                complaints.append(message.text)

        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield arrive
    for context in contexts:
        context.close()
    if complaints:
        # A page that failed has its reason there.
        print(store.process.output()[-_LAST_WORDS:])
    assert complaints == []


@pytest.fixture(scope="module")
def small_store(static_files, django_db_blocker) -> Iterator[Store]:
    """A store with a handful of products, one for a whole file of tests: they share its topics, and tell their own
    events by page view or visitor."""
    prefix = f"test-{secrets.token_hex(6)}."
    with override_settings(KAFKA_TOPIC_PREFIX=prefix), django_db_blocker.unblock():
        topics_create()
        stock()
        try:
            with served(static_files) as running:
                yield running
        finally:
            call_command("flush", interactive=False, verbosity=0)
            connections.close_all()
            topics_delete()


@pytest.fixture
def guest(chromium: Browser, small_store: Store) -> Iterator[Callable[..., Page]]:
    """As ``visitor``, in the small store."""
    yield from visitors(chromium, small_store)


@pytest.fixture(scope="module")
def open_booth() -> Iterator[Booth]:
    booth = Booth()
    yield booth
    booth.close()


@pytest.fixture
def booth(open_booth: Booth) -> Booth:
    """A page of the test's own and what its tracker sends, with nothing delivered yet."""
    open_booth.reset()
    return open_booth


@pytest.fixture
def tracked(chromium: Browser, booth: Booth) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page of ``booth`` in the test's browser, which keeps its storage.

    An error that reaches a page fails the test.
    """
    errors: list[str] = []
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, user_agent=USER_AGENT, base_url=booth.url
    )

    def open_page(body: str = "", *, path: str = "/", clock: bool = False, before: str = "") -> Page:
        booth.body = body
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(before)
        if clock:
            page.clock.install()
        page.goto(path)
        return page

    yield open_page
    context.close()
    assert errors == []
