"""Every environment variable that something reads is in ``.env.example`` and ``docs/configuration.md``, and no other
one, with the default the code has; and the containers are told those that they need."""

import ast
import functools
import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PACKAGES = set(PROJECT["tool"]["importlinter"]["root_packages"]) - {"devstack"}

# Read by devstack from the environment alone: documented, and of no use in a .env.
DEVSTACK = {"DEVSTACK", "DEVSTACK_CACHE", "DEVSTACK_JAVA", "DEVSTACK_MAVEN_REPOSITORY"}
# Docker Compose's own.
COMPOSE = {"COMPOSE_PROFILES": ""}
# Set by the project's entry points for Django.
INTERNAL = {"DJANGO_SETTINGS_MODULE"}

COMPUTED = object()

SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
# How what an image reads begins. Kafka's are compared name by name with the embedded broker's, in test_compose.
IMAGES = {
    "postgres": "POSTGRES_",
    "grafana": "GF_",
    "prometheus": "METRICS_TOKEN",
    "kafka": ("KAFKA_", "LOG_DIR"),
}


def test_the_two_files_name_what_is_read_and_nothing_else() -> None:
    read = project_variables().keys() | compose_variables().keys()
    assert documented().keys() == read | DEVSTACK
    assert example().keys() == read


def test_devstack_reads_what_is_documented_for_it() -> None:
    source = "".join(path.read_text() for path in (ROOT / "devstack").rglob("*.py"))
    assert {name for name in DEVSTACK if f'environ.get("{name}")' in source} == DEVSTACK


def test_the_documented_defaults_are_those_of_the_code() -> None:
    table = documented()
    for name, defaults in (project_variables() | compose_variables()).items():
        for default in defaults - {COMPUTED}:
            shown = {None: "–", "": "none"}.get(default, f"`{default}`")
            assert table[name] == shown, name
            assert example()[name] == (default or ""), name


def test_each_line_of_the_example_is_a_comment_with_the_line_that_explains_it() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    for above, line in itertools.pairwise(lines):
        assert not line or line.startswith("#"), "copied as it is, the example changes nothing"
        if re.match(r"#[A-Z]", line):
            assert above.startswith("# "), line


def test_containers_are_given_variables_that_their_programs_know() -> None:
    for name, service in SERVICES.items():
        given = set(service.get("environment", {}))
        if service["image"] == "larkspur:local":
            assert given <= project_variables().keys(), name
        else:
            assert all(variable.startswith(IMAGES[name.split("-")[0]]) for variable in given), name


def test_the_store_in_its_container_is_told_everything_that_can_differ() -> None:
    # The image says where static files lie, and that no file is read.
    told = SERVICES["web"]["environment"].keys() | {"STATIC_ROOT", "ENV_FILES"}
    assert told == project_variables().keys()


def test_no_secret_has_a_value_in_a_file_but_the_local_one() -> None:
    files = ("docker-compose.yml", "deploy/scale.env", ".env.example")
    text = "".join((ROOT / name).read_text() for name in files)
    found = re.findall(r"^[ #]*\w*(?:SECRET|KEY|TOKEN|PASSWORD)[:=](.*)$", text, re.MULTILINE)
    assert {value.strip() for value in found} == {
        "",
        "${SECRET_KEY:?copy .env.example to .env and set SECRET_KEY there}",
        "${POSTGRES_PASSWORD:-local-only}",
        "local-only",
    }


def test_the_file_for_three_brokers_sets_what_is_read() -> None:
    lines = (ROOT / "deploy/scale.env").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
    assert given.keys() <= project_variables().keys() | compose_variables().keys()
    brokers = {name for name, service in SERVICES.items() if "scale" in service.get("profiles", [])}
    assert {address.partition(":")[0] for address in given["KAFKA_BOOTSTRAP_SERVERS"].split(",")} == brokers
    assert int(given["KAFKA_REPLICATION_FACTOR"]) == len(brokers)


@functools.cache
def project_variables() -> dict[str, set[Any]]:
    """Return what the project reads, with the default of each place that reads it, as one would write it down."""
    found: dict[str, set[Any]] = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text())
            for name, default in reads(tree):
                if name is None:
                    found |= {option: {""} for option in kafka_options(tree)}
                elif name not in INTERNAL:
                    found.setdefault(name, set()).add(default)
    return found


def reads(tree: ast.AST) -> Iterator[tuple[str | None, Any]]:
    """Give (name, default) for each read of the environment; no name where it is not a literal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and is_reader(node.func):
            yield literal(node.args[0]), default_of(node)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield literal(node.slice), None
        elif isinstance(node, ast.Compare) and ast.unparse(node.comparators[0]) == "os.environ":
            yield literal(node.left), None


def literal(name: ast.expr) -> str | None:
    return str(name.value) if isinstance(name, ast.Constant) else None


def is_reader(function: ast.expr) -> bool:
    """Return whether this is ``env.<type>``, ``os.environ.get`` or ``os.getenv``."""
    if not isinstance(function, ast.Attribute):
        return False
    owner = ast.unparse(function.value)
    return (owner == "env" and function.attr != "read_env") or ast.unparse(function) in {
        "os.environ.get",
        "os.getenv",
    }


def default_of(call: ast.Call) -> Any:
    """Return a default as one would write it into a file: None where there is none, COMPUTED for an expression."""
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords if keyword.arg == "default")]
    if not given:
        return None
    try:
        value = ast.literal_eval(given[0])
    except ValueError:
        return COMPUTED
    if isinstance(value, list):
        return ",".join(value)
    return str(int(value) if isinstance(value, bool) else value)


def kafka_options(tree: ast.Module) -> list[str]:
    """Return the variables of the table that ``config/integrations/kafka.py`` goes through; no other file may do so."""
    tables = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_OPTIONS"
    ]
    assert len(tables) == 1, "a variable's name is computed, so nobody can tell which it is"
    return list(tables[0].values())


def compose_variables() -> dict[str, set[Any]]:
    """Return what docker-compose.yml and the env files beside it set or read, beyond the project's own variables."""
    text = (ROOT / "docker-compose.yml").read_text()
    found = re.findall(r"(?<!\$)\$\{([A-Z_]+)(?::-([^${}]*))?", text)
    own = {name: {default} for name, default in found if name not in project_variables()}
    return own | {name: {default} for name, default in COMPOSE.items()}


def documented() -> dict[str, str]:
    """Return the default of each variable in the tables of docs/configuration.md, as it stands there."""
    text = (ROOT / "docs" / "configuration.md").read_text()
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .{10,} \|$", text, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable is documented twice"
    return dict(rows)


def example() -> dict[str, str]:
    """Return the value of each variable in .env.example."""
    rows = re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable stands there twice"
    return dict(rows)
