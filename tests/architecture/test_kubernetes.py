"""What can be known of ``deploy/kubernetes/`` without a cluster."""

import functools
import json
import re
import shutil
import subprocess
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from django.test import Client

from consumers.registry import consumers
from tests.architecture.image import last, locked
from tests.architecture.test_compose import OWN, SERVICES, manage
from tests.architecture.test_configuration import documented
from tracking.asgi import collector

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy/kubernetes"
BASE = KUBERNETES / "base"
OVERLAYS = ["demo", "production"]
VERSION = "1.37"

type Manifest = dict[str, Any]


def documents(folder: Path) -> list[Manifest]:
    return [
        document
        for path in sorted(folder.glob("*.yaml"))
        if path.name != "kustomization.yaml"
        for document in yaml.safe_load_all(path.read_text())
    ]


def kustomization(folder: Path) -> Manifest:
    found: Manifest = yaml.safe_load((folder / "kustomization.yaml").read_text())
    return found


WRITTEN = [
    document
    for path in (BASE, *(KUBERNETES / "overlays" / name for name in OVERLAYS))
    for document in documents(path)
]
DEPLOYMENTS = {found["metadata"]["name"]: found for found in documents(BASE) if found["kind"] == "Deployment"}
JOBS = {found["metadata"]["name"]: found for found in WRITTEN if found["kind"] == "Job"}
PROCESSES = {**DEPLOYMENTS, **JOBS}


def names(document: Manifest) -> str:
    return f"{document['kind']}-{document['metadata']['name']}"


def pod(workload: Manifest) -> Manifest:
    found: Manifest = workload["spec"]["template"]["spec"]
    return found


def main(name: str) -> Manifest:
    (container,) = pod(PROCESSES[name])["containers"]
    found: Manifest = container
    return found


@functools.cache
def built(overlay: str, folder: Path) -> list[Manifest]:
    """Return what kustomize makes of an overlay, with made-up secrets."""
    shutil.copytree(KUBERNETES, folder, dirs_exist_ok=True)
    place = folder / "overlays" / overlay
    secrets = (place / "secret.env.example").read_text()
    (place / "secret.env").write_text(re.sub(r"(?m)^([A-Z_]+)=$", r"\1=made-up", secrets))
    done = subprocess.run(["kubectl", "kustomize", str(place)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("kubectl"):
        pytest.skip("there is no kubectl here, so nothing was built")
    return tmp_path_factory.mktemp("kubernetes")


@pytest.mark.parametrize("document", WRITTEN, ids=names)
def test_each_manifest_fits_the_schema_of_kubernetes(document: Manifest) -> None:
    kubernetes_validate.validate(document, VERSION, strict=True)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_kustomize_builds_fits_it_too_and_is_whole(overlay: str, folder: Path) -> None:
    made = built(overlay, folder)
    for document in made:
        kubernetes_validate.validate(document, VERSION, strict=True)
    found = {(document["kind"], document["metadata"]["name"]) for document in made}
    assert len(found) == len(made)
    assert {("Deployment", name) for name in DEPLOYMENTS} <= found
    assert {document["metadata"].get("namespace", "larkspur") for document in made} == {"larkspur"}
    configured = {name for kind, name in found if kind == "ConfigMap"}
    for document in made:
        if document["kind"] in {"Deployment", "Job"}:
            (container,) = pod(document)["containers"]
            assert container["envFrom"][0]["configMapRef"]["name"] in configured
            # The overlay named the image.
            assert container["image"].partition(":")[2] in {"local", "0.1.0"}


def test_every_file_is_a_resource_and_every_resource_a_file() -> None:
    for folder in (BASE, *(KUBERNETES / "overlays" / name for name in OVERLAYS)):
        listed = {name for name in kustomization(folder)["resources"] if name != "../../base"}
        assert listed == {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}


def test_patches_and_numbers_of_replicas_are_of_what_exists() -> None:
    for name in OVERLAYS:
        overlay = kustomization(KUBERNETES / "overlays" / name)
        targets = [patch["target"]["name"] for patch in overlay.get("patches", [])]
        targets += [replica["name"] for replica in overlay.get("replicas", [])]
        assert set(targets) <= DEPLOYMENTS.keys()


def test_each_consumer_has_its_deployment_and_no_other_has_one() -> None:
    expected = {f"consumer-{name.replace(':', '-')}": name for name in consumers()}
    found = {name for name in DEPLOYMENTS if name.startswith("consumer-")}
    assert found == expected.keys()
    for name in found:
        assert main(name)["command"][:4] == ["python", "manage.py", "run_consumer", expected[name]]


def test_processes_and_their_commands_are_those_of_compose() -> None:
    assert DEPLOYMENTS.keys() == OWN.keys() - {"migrate", "topics", "seed"}
    assert JOBS.keys() == {"migrate", "topics", "seed"}
    for name in PROCESSES:
        assert main(name).get("command") == OWN[name].get("command"), name


@pytest.mark.parametrize("name", PROCESSES)
def test_commands_exist(name: str) -> None:
    program, *arguments = main(name).get("command") or json.loads(last("CMD"))
    if program == "python":
        assert arguments[0] == "manage.py"
        manage(*arguments[1:])
    else:
        (script,) = entry_points(group="console_scripts", name=program)
        assert script.dist
        assert script.dist.name in locked()


def test_only_the_overlays_name_the_image_and_the_user_is_its_own() -> None:
    assert {main(name)["image"] for name in PROCESSES} == {"larkspur"}
    for name, workload in PROCESSES.items():
        context = pod(workload)["securityContext"]
        assert f"{context['runAsUser']}:{context['runAsGroup']}" == last("USER"), name


def test_pods_are_sealed() -> None:
    for document in WRITTEN:
        if document["kind"] not in {"Deployment", "Job", "StatefulSet"}:
            continue
        spec = pod(document)
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        for container in [*spec["containers"], *spec.get("initContainers", [])]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["requests"].keys() == {"cpu", "memory"}
            assert "memory" in container["resources"]["limits"]
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            claimed = document["spec"].get("volumeClaimTemplates", [])
            assert mounted <= {v["name"] for v in spec["volumes"]} | {c["metadata"]["name"] for c in claimed}


def test_a_pod_is_given_the_time_that_compose_gives() -> None:
    for name, workload in DEPLOYMENTS.items():
        needed = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
        assert pod(workload)["terminationGracePeriodSeconds"] >= needed, name


def test_everything_that_can_run_twice_does_not_end_at_once() -> None:
    budgets = {
        found["metadata"]["name"]: found["spec"]
        for found in documents(BASE)
        if found["kind"] == "PodDisruptionBudget"
    }
    assert budgets.keys() == DEPLOYMENTS.keys() - {"beat"}
    for name, budget in budgets.items():
        assert budget["selector"] == DEPLOYMENTS[name]["spec"]["selector"]
        assert budget["maxUnavailable"] == 1
    beat = DEPLOYMENTS["beat"]["spec"]
    assert (beat["replicas"], beat["strategy"]["type"]) == (1, "Recreate")


def test_selectors_and_services_find_their_pods() -> None:
    for name, workload in DEPLOYMENTS.items():
        labels = workload["spec"]["template"]["metadata"]["labels"]
        assert workload["spec"]["selector"]["matchLabels"] == labels
        assert labels["app.kubernetes.io/component"] == name
    services = {found["metadata"]["name"]: found for found in documents(BASE) if found["kind"] == "Service"}
    assert services.keys() == {"web", "collector"}
    for name, service in services.items():
        assert service["spec"]["selector"] == DEPLOYMENTS[name]["spec"]["selector"]["matchLabels"]


def probes() -> list[tuple[str, str, Manifest]]:
    return [
        (name, kind, main(name)[kind])
        for name in DEPLOYMENTS
        for kind in ("startupProbe", "livenessProbe", "readinessProbe")
        if kind in main(name)
    ]


@pytest.mark.django_db
def test_probes_ask_what_answers(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    for name, kind, probe in probes():
        if "exec" in probe:
            assert probe["exec"]["command"][:2] == ["sh", "-c"]
            assert "inspect ping" in probe["exec"]["command"][2]
            continue
        (port,) = main(name)["ports"]
        assert port["name"] == probe["httpGet"]["port"]
        headers = {header["name"]: header["value"] for header in probe["httpGet"]["httpHeaders"]}
        if name == "web":
            answer = client.get(probe["httpGet"]["path"], headers=headers)
            assert answer.status_code == 200, kind
        elif name == "collector":
            assert probe["httpGet"]["path"] == "/healthz"
        else:
            assert probe["httpGet"]["path"] == "/metrics"
            assert main(name)["command"][-2:] == ["--metrics-port", str(port["containerPort"])]
    assert {name for name, kind, _ in probes() if kind == "livenessProbe"} == DEPLOYMENTS.keys()


def test_ports_are_those_that_the_programs_listen_on() -> None:
    assert callable(collector)
    assert f"--port={main('collector')['ports'][0]['containerPort']}" in main("collector")["command"]
    assert f"0.0.0.0:{main('web')['ports'][0]['containerPort']}" in json.loads(last("CMD"))


def test_every_variable_that_is_set_is_known() -> None:
    known = documented().keys()
    given: set[str] = set()
    for folder in (BASE, *(KUBERNETES / "overlays" / name for name in OVERLAYS)):
        for generator in kustomization(folder)["configMapGenerator"]:
            given |= {literal.partition("=")[0] for literal in generator["literals"]}
        for path in folder.glob("secret.env.example"):
            lines = re.findall(r"(?m)^([A-Z_]+)=(.*)$", path.read_text())
            assert {value for _, value in lines} == {""}, "no secret stands in a file"
            given |= {name for name, _ in lines}
    given |= {entry["name"] for name in PROCESSES for entry in main(name).get("env", [])}
    assert given <= known


def test_the_demos_servers_are_those_of_compose() -> None:
    servers = {found["metadata"]["name"]: found for found in WRITTEN if found["kind"] == "StatefulSet"}
    assert servers.keys() == {"kafka", "postgres", "redis"}
    for name, server in servers.items():
        (container,) = pod(server)["containers"]
        assert container["image"] == SERVICES[name]["image"]
    (kafka,) = pod(servers["kafka"])["containers"]
    told = {entry["name"]: entry["value"] for entry in kafka["env"]}
    wanted = SERVICES["kafka"]["environment"]
    assert told.keys() == wanted.keys()
    assert {key for key in told if told[key] != str(wanted[key])} == {
        "KAFKA_LISTENERS", "KAFKA_ADVERTISED_LISTENERS", "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
        "KAFKA_CONTROLLER_QUORUM_VOTERS",
    }  # fmt: skip
