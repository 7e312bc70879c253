"""The supervisor: prepares once, restarts what dies, leaves nothing running."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time

import pytest

from shop import run


@pytest.fixture
def plan(tmp_path):
    return run.Plan(
        is_demo=False, host="127.0.0.1", port=free_port(), sandbox_port=free_port(), var=tmp_path
    )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_keys_are_made_once_and_only_the_owner_reads_them(plan):
    run.environment_for(plan)
    first = (plan.var / "env").read_text()
    run.environment_for(plan)

    assert (plan.var / "env").read_text() == first
    assert "SECRET_KEY=" in first
    assert "FIELD_KEYS=" in first
    assert stat.S_IMODE((plan.var / "env").stat().st_mode) == 0o600


def test_children_keep_compiled_modules_even_where_none_may_lie_beside_the_sources(
    plan, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    environment = run.environment_for(plan)
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["PYTHONPYCACHEPREFIX"] == str(run.ROOT / "var" / "bytecode")


@pytest.mark.parametrize("forbidden", ["", "1"])
def test_a_place_somebody_chose_for_compiled_modules_is_kept(plan, monkeypatch, forbidden):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", forbidden)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", "/elsewhere")
    assert run.environment_for(plan)["PYTHONPYCACHEPREFIX"] == "/elsewhere"


def test_where_compiled_modules_may_lie_beside_the_sources_they_do(plan, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    assert "PYTHONPYCACHEPREFIX" not in run.environment_for(plan)


def test_a_port_in_use_is_named(plan):
    with socket.socket() as other:
        other.bind(("127.0.0.1", plan.port))
        other.listen()

        assert run.taken_ports(plan) == ("PORT", plan.port)

    assert run.taken_ports(plan) is None


def test_every_port_of_the_practice_marketplace_is_looked_at(plan):
    plan.is_demo = True
    plan.sandbox_port = next(port for port in iter(free_port, 0) if port < 65000)
    with socket.socket() as other:
        other.bind(("127.0.0.1", plan.sandbox_port + 6))
        other.listen()

        assert run.taken_ports(plan) == ("SANDBOX_PORT", plan.sandbox_port + 6)


def test_a_step_runs_again_only_when_its_sources_change(plan, tmp_path, monkeypatch):
    source = run.ROOT / "var" / "test" / f"source-{os.getpid()}"
    source.parent.mkdir(parents=True, exist_ok=True)
    calls = []
    monkeypatch.setattr(run, "python", lambda plan, *command: calls.append(command))
    try:
        for text in ["one", "one", "two"]:
            source.write_text(text)
            run.once(plan, "step", lambda: [source], "Langkah", [["migrate"]])
    finally:
        source.unlink()

    assert calls == [("migrate",), ("migrate",)]


def test_a_step_runs_again_when_a_port_moved(plan, monkeypatch):
    calls = []
    monkeypatch.setattr(run, "python", lambda plan, *command: calls.append(command))
    for port in [8000, 8000, 8050]:
        plan.port = port
        run.once(plan, "linked", lambda: [], "Langkah", [["link_sandbox"]], also=plan.own_addresses)

    assert calls == [("link_sandbox",), ("link_sandbox",)]


def test_a_step_that_failed_is_not_remembered(plan, monkeypatch):
    def fail(plan, *command):
        raise subprocess.CalledProcessError(1, ["python", *command])

    monkeypatch.setattr(run, "python", fail)
    with pytest.raises(subprocess.CalledProcessError):
        run.once(plan, "step", lambda: [], "Langkah", [["migrate"]])

    assert not (plan.var / "stamps" / "step").exists()


def supervisor_with(plan, command):
    plan.environment = dict(os.environ)
    supervisor = run.Supervisor(plan)
    supervisor.children = [run.Child(name="anak", command=command)]
    return supervisor


@pytest.fixture
def watched(plan, monkeypatch):
    """A supervisor whose children are only names; ``what happened`` is told in order."""
    plan.is_demo = True
    supervisor = run.Supervisor(plan)
    told = []

    def answer(url):
        name = next(child.name for child in supervisor.children if child.answers_at == url)
        told.append(f"{name} asked")
        return told.count(f"{name} asked") >= 3

    monkeypatch.setattr(run, "answers", answer)
    monkeypatch.setattr(run.time, "sleep", lambda seconds: None)
    monkeypatch.setattr(run.signal, "signal", lambda *_: None)
    monkeypatch.setattr(supervisor, "_start", lambda child: told.append(f"{child.name} starts"))
    monkeypatch.setattr(supervisor, "_look_after", lambda child: told.append(child.name))
    monkeypatch.setattr(supervisor, "_end_all", lambda: None)

    def announce():
        told.append("announced")
        supervisor.is_stopping = True

    monkeypatch.setattr(supervisor, "_announce", announce)
    return supervisor, told


def test_the_others_start_when_the_web_answers(watched):
    supervisor, told = watched

    assert supervisor.run() == 0

    before = told[: told.index("sandbox")]
    assert before.count("web starts") == 1
    assert before.count("web asked") >= 3
    assert "sync_worker" not in before


def test_a_web_that_does_not_come_up_holds_the_others_back_only_for_a_while(watched, monkeypatch):
    supervisor, told = watched
    monkeypatch.setattr(run, "HEAD_START", 0.0)

    supervisor.run()

    assert told.index("sync_worker") < len(told) - 1
    assert told[:2] == ["web starts", "web asked"]


def test_the_addresses_are_told_when_web_and_marketplace_answer(watched):
    supervisor, told = watched

    supervisor.run()

    assert told[-4:].count("announced") == 1
    asked = told[: told.index("announced")]
    assert asked.count("sandbox asked") == 3


def test_a_child_that_dies_is_started_again_after_a_pause(plan, capsys):
    supervisor = supervisor_with(plan, [sys.executable, "-c", "raise SystemExit(3)"])
    child = supervisor.children[0]
    supervisor._start(child)
    first = child.process
    first.wait(20)
    supervisor._look_after(child)
    assert child.process is None

    child.start_at = 0.0
    supervisor._look_after(child)

    assert child.process.pid != first.pid
    assert child.pause == 1.0
    assert "kode 3" in capsys.readouterr().out
    child.process.wait(20)


def test_stopping_ends_a_child_that_ignores_the_polite_request(plan, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.5)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"
    supervisor = supervisor_with(plan, [sys.executable, "-c", deaf])
    child = supervisor.children[0]
    supervisor._start(child)
    time.sleep(0.5)

    supervisor._end_all()

    assert child.process.wait(5) == -signal.SIGKILL
