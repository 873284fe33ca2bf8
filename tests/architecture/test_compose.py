"""What can be known of ``docker-compose.yml`` and ``deploy/`` without a Docker engine."""

import graphlib
import http.server
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from celery.bin.celery import celery
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand
from django.test import Client
from gunicorn.config import Config  # type: ignore[import-untyped]  # it ships no types
from prometheus_client import REGISTRY
from uvicorn.main import main as uvicorn

from consumers import metrics as _consumer_metrics  # noqa: F401  # so that REGISTRY knows them
from consumers.registry import consumers
from devstack.docker import IMAGES
from devstack.embedded.jars import kafka_jars
from devstack.embedded.java import find_java
from devstack.embedded.kafka import SHARED_SETTINGS
from devstack.errors import MissingPieceError
from tests.architecture.image import all_of, last, locked
from tracking.metrics import PRODUCTION

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN = {name: service for name, service in SERVICES.items() if service["image"] == "larkspur:local"}
ONE_SHOT = {name for name, service in SERVICES.items() if service["restart"] == "no"}
BROKERS = [name for name in SERVICES if re.fullmatch(r"kafka(-\d)?", name)]


def test_each_consumer_has_its_service_and_no_other_has_one() -> None:
    expected = {f"consumer-{name.replace(':', '-')}": name for name in consumers()}
    services = {name: service for name, service in SERVICES.items() if name.startswith("consumer-")}
    assert services.keys() == expected.keys()
    for name, service in services.items():
        assert service["command"][:4] == ["python", "manage.py", "run_consumer", expected[name]]


def test_every_service_has_a_health_check_or_runs_once() -> None:
    assert sorted(ONE_SHOT) == ["migrate", "seed", "topics"]
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) != (name in ONE_SHOT), name


def test_dependencies_exist_and_are_waited_for() -> None:
    graph = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    for needs in graph.values():
        for needed, how in needs.items():
            once = needed in ONE_SHOT
            assert how["condition"] == ("service_completed_successfully" if once else "service_healthy")
            assert how.get("required", True) == ("scale" not in SERVICES[needed].get("profiles", []))
    graphlib.TopologicalSorter(graph).prepare()


def test_ports_are_published_on_loopback_and_differ() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    found = [re.fullmatch(r"127\.0\.0\.1:\$\{[A-Z_]+:-(\d+)\}:\d+", port) for port in ports]
    assert all(found), ports
    outside = [match[1] for match in found if match]
    assert len(outside) == len(set(outside)) > 0


def test_containers_are_sealed() -> None:
    for name, service in SERVICES.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "/tmp" in service["tmpfs"], name
        assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & service.keys(), name
    assert {service["user"] for service in OWN.values()} == {"10001:10001"} == {last("USER")}


def test_images_are_pinned_and_those_of_devstack() -> None:
    images = {service["image"] for name, service in SERVICES.items() if name not in OWN}
    bases = {line.split()[0] for line in all_of("FROM")}
    for image in images | bases:
        assert re.fullmatch(r"[a-z/]+:v?\d[\w.-]*", image), image
    assert set(IMAGES.values()) <= images
    python = f"python:{(ROOT / '.python-version').read_text().strip()}-slim"
    assert [base for base in bases if base.startswith("python")] == [python]


def test_the_image_is_built_by_one_service_and_pulled_by_none() -> None:
    policies = {name: (service.get("build"), service["pull_policy"]) for name, service in OWN.items()}
    assert policies.pop("migrate") == (".", "build")
    assert set(policies.values()) == {(None, "never")}


def test_volumes_are_named_and_mounted_files_exist() -> None:
    mounts = [mount.split(":") for service in SERVICES.values() for mount in service.get("volumes", [])]
    assert {source for source, *_ in mounts if not source.startswith(".")} == set(COMPOSE["volumes"])
    files = [mount for mount in mounts if mount[0].startswith(".")]
    assert all((ROOT / source).exists() and mode == ["ro"] for source, _, *mode in files)


@pytest.mark.parametrize("service", [*OWN, "celery-check", "beat-check"])
def test_commands_exist_with_their_options(service: str) -> None:
    if service.endswith("-check"):
        name = {"celery-check": "worker", "beat-check": "beat"}[service]
        command = shlex.split(SERVICES[name]["healthcheck"]["test"][1])
    else:
        command = OWN[service].get("command") or json.loads(last("CMD"))
    program, *arguments = command
    if program == "python":
        assert arguments[0] == "manage.py"
        manage(*arguments[1:])
        return
    (script,) = entry_points(group="console_scripts", name=program)
    assert script.dist
    assert script.dist.name in locked()
    if program == "gunicorn":
        assert Config().parser().parse_args(arguments).args == ["config.wsgi"]
    elif program == "uvicorn":
        assert uvicorn.make_context("uvicorn", list(arguments)).params["app"] == "tracking.asgi:collector"
    else:
        assert arguments[:2] == ["-A", "config"]
        sub_command = celery.commands[arguments[2]]
        sub_command.make_parser(click.Context(sub_command)).parse_args(arguments[3:])


def manage(name: str, *arguments: str) -> None:
    """Parse a management command's arguments as it would itself.

    Raises:
        KeyError: there is no such command.
        CommandError: it has no such argument.
    """
    app = get_commands()[name]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    command.create_parser("manage.py", name).parse_args(list(arguments))


class _Answer(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        assert self.path in {"/readyz", "/healthz", "/metrics"}
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.mark.parametrize(
    ("service", "port"), [("web", 8000), ("collector", 8001), ("consumer-promotions", 9100)]
)
def test_health_checks_tell_a_well_server_from_an_ill_one(service: str, port: int) -> None:
    _, _, *arguments = SERVICES[service]["healthcheck"]["test"]
    with http.server.HTTPServer(("127.0.0.1", 0), _Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = [argument.replace(f":{port}/", f":{server.server_port}/") for argument in arguments]
        assert here != arguments
        environment = {**os.environ, "http_proxy": "http://127.0.0.1:1"}
        for status, code in ((200, 0), (503, 1)):
            _Answer.status = status
            done = subprocess.run([sys.executable, *here], env=environment, stderr=subprocess.DEVNULL)
            assert done.returncode == code
        server.shutdown()


@pytest.mark.django_db
def test_health_checks_pass_in_a_store_on_https(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.METRICS_TOKEN = "secret"
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.get("/metrics", headers={"Authorization": "Bearer secret"}).status_code == 200
    assert client.get("/").status_code == 301


def test_the_single_broker_has_the_settings_of_the_embedded_one() -> None:
    assert SHARED_SETTINGS.items() <= broker_settings("kafka").items()


def test_three_brokers_differ_only_in_what_three_need() -> None:
    one, *three = [broker_settings(name) for name in BROKERS]
    changed = {key for key in three[0] if three[0][key] != one.get(key)}
    assert changed == {
        *(key for key in SHARED_SETTINGS if key.endswith(("replication.factor", "min.isr"))),
        *("default.replication.factor", "min.insync.replicas"),
        *("controller.quorum.voters", "listeners", "advertised.listeners"),
    }
    for number, settings in enumerate(three, start=1):
        assert settings["node.id"] == str(number)
        assert f"{number}@kafka-{number}:9093" in settings["controller.quorum.voters"].split(",")
        own = {"node.id", "advertised.listeners"}
        assert {key: settings[key] for key in settings.keys() - own} == {
            key: three[0][key] for key in three[0].keys() - own
        }


@pytest.mark.parametrize("broker", ["kafka", "kafka-1"])
def test_kafkas_own_image_tool_takes_the_settings(broker: str, tmp_path: Path) -> None:
    try:
        java, jars = find_java(), kafka_jars(threading.Event())
    except MissingPieceError as missing:
        pytest.skip(str(missing))
    environment = {
        **{name: filled(value) for name, value in SERVICES[broker]["environment"].items()},
        "KAFKA_LOG_DIRS": str(tmp_path / "data"),
        "CLUSTER_ID": "5L6g3nShT-eMCtK--X86sw",
        "CLASSPATH": os.pathsep.join(map(str, jars)),
    }
    command: list[str | Path] = [java, "kafka.docker.KafkaDockerWrapper", "setup"]
    for folder in ("default", "mounted", "final"):
        (tmp_path / folder).mkdir()
        command += [f"--{folder}-configs-dir", tmp_path / folder]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Formatting" in done.stdout
    written = (tmp_path / "final" / "server.properties").read_text().split()
    expected = broker_settings(broker) | {"log.dirs": environment["KAFKA_LOG_DIRS"]}
    assert dict(line.split("=", 1) for line in written) == expected


def broker_settings(broker: str) -> dict[str, str]:
    """Return the lines of server.properties that the image makes of a broker's environment."""
    return {
        name.removeprefix("KAFKA_").lower().replace("_", "."): filled(value)
        for name, value in SERVICES[broker]["environment"].items()
        if name.startswith("KAFKA_") and name != "KAFKA_HEAP_OPTS"
    }


def filled(text: str) -> str:
    return re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", text)


def test_prometheus_asks_web_and_every_consumer() -> None:
    jobs = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text())["scrape_configs"]
    web, collector, ours = jobs
    assert collector["dns_sd_configs"][0]["names"] == ["collector"]
    assert f"--port={collector['dns_sd_configs'][0]['port']}" in SERVICES["collector"]["command"]
    assert web["static_configs"] == [{"targets": ["web:8000"]}]
    assert web["authorization"]["credentials_file"] in SERVICES["prometheus"]["command"][0]
    (found,) = ours["dns_sd_configs"]
    assert sorted(found["names"]) == sorted([*(n for n in SERVICES if n.startswith("consumer-")), "relay"])
    for name in found["names"]:
        assert SERVICES[name]["command"][-2:] == ["--metrics-port", str(found["port"])]


def test_dashboards_show_metrics_that_exist() -> None:
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    known = {
        family.name + ending
        for family in [*REGISTRY.collect(), *PRODUCTION.collect()]
        for ending in endings.get(family.type, ("",))
    }
    sources = yaml.safe_load((ROOT / "deploy/grafana/datasources.yml").read_text())["datasources"]
    assert {source["url"].split(":")[1].strip("/") for source in sources} <= SERVICES.keys()
    for path in (ROOT / "deploy/grafana/dashboards").iterdir():
        targets = [target for panel in json.loads(path.read_text())["panels"] for target in panel["targets"]]
        assert {target["datasource"]["uid"] for target in targets} <= {source["uid"] for source in sources}
        shown = {name for target in targets for name in re.findall(r"\b[a-z]+_\w+(?=\[)", target["expr"])}
        assert shown
        assert shown <= known


def test_docker_compose_takes_the_file(tmp_path: Path) -> None:
    if not shutil.which("docker"):
        pytest.skip("there is no docker here to read docker-compose.yml")
    if subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("docker is here, its compose plugin is not, so docker-compose.yml was not read by it")
    env = tmp_path / "env"
    env.write_text("SECRET_KEY=made-up\n")
    for more in ([], ["--profile", "observability"], ["--env-file", "deploy/scale.env"]):
        command = ["docker", "compose", "--env-file", str(env), *more, "config", "--quiet"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
