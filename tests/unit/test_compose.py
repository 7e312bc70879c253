"""The compose file holds together: what it names exists, and .env says all it asks for.

There is no container engine where these tests run. They check what can be wrong without one; the
commands themselves run in tests/celery and in ``make run``.
"""

import re
import sys
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from integrations.sandbox import dialects
from integrations.sandbox.__main__ import parser

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
OURS = {"migrate", "web", "worker", "beat", "sandbox"}
IMAGE = (ROOT / "Dockerfile").read_text()
# ${NAME}, ${NAME:-default}, ${NAME:?what to do}
VARIABLE = re.compile(r"\$\{([A-Z_]+)(:[-?][^}]*)?\}")


def example():
    """The variables of the example .env that docs tell people to copy."""
    lines = (ROOT / "docs" / "howto" / "compose.env").read_text().splitlines()
    return {line.split("=")[0]: line.split("=", 1)[1] for line in lines if re.match(r"[A-Z]", line)}


def test_these_are_the_services():
    assert set(SERVICES) == OURS | {"db", "redis"}
    assert {name for name in SERVICES if "profiles" in SERVICES[name]} == {"sandbox"}


def test_the_example_has_every_variable_the_file_asks_for():
    asked = {name for name, _ in VARIABLE.findall(TEXT)}
    assert asked <= set(example())
    required = {name for name, rest in VARIABLE.findall(TEXT) if rest.startswith(":?")}
    assert required == {"POSTGRES_PASSWORD", "SECRET_KEY", "FIELD_KEYS", "SITE_URL"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_of_the_env_file_reaches_our_processes(name):
    """Payments, couriers and channels are set up by variables the compose file does not list."""
    service = SERVICES[name]
    assert service["env_file"] == ".env"
    assert {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "SITE_URL"} <= set(
        service["environment"]
    )
    # Photos and papers are written by the web and read by the worker.
    assert service["volumes"] == ["data:/data"]


def test_volumes_and_dependencies_are_declared():
    named = {
        each.split(":")[0] for service in SERVICES.values() for each in service.get("volumes", [])
    }
    assert named == set(COMPOSE["volumes"])
    for service in SERVICES.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[needed]["healthcheck"]
            else:
                assert SERVICES[needed]["restart"] == "no"


def test_the_image_keeps_its_data_where_the_volume_is():
    assert "VAR_DIR=/data" in IMAGE
    assert "DJANGO_SETTINGS_MODULE=shop.settings.many" in IMAGE
    assert "chown lapak /data" in IMAGE  # an empty volume takes the owner over from the image


def test_commands_exist():
    shell = SERVICES["migrate"]["command"][2]
    assert set(re.findall(r"manage\.py (\w+)", shell)) <= set(get_commands())
    programs = [SERVICES[name]["command"][0] for name in ("worker", "beat")]
    programs += re.findall(r'^CMD \["(\w+)"', IMAGE, re.MULTILINE)
    assert programs == ["celery", "celery", "granian"]
    for program in programs:
        assert (Path(sys.executable).parent / program).exists()


def test_the_sandbox_publishes_the_ports_it_opens():
    command = SERVICES["sandbox"]["command"]
    options = parser().parse_args(command[3:])
    assert (options.host, options.port, str(options.state)) == (
        "0.0.0.0",  # inside its container; published on the loopback only
        8900,
        "/data/sandbox.sqlite3",
    )
    [published] = SERVICES["sandbox"]["ports"]
    address, outside, inside = published.rsplit(":", 2)
    first, last = (int(port) for port in inside.split("-"))
    opened = {options.port} | {options.port + each for each in offsets()}
    assert (address, outside) == ("127.0.0.1", inside)
    assert min(opened) == first
    assert max(opened) <= last


def offsets():
    """How far above its first port Pasar Tiruan opens others."""
    return [each.port_offset for each in [*dialects.DIALECTS.values(), *dialects.SERVICES.values()]]
