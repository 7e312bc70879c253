"""An environment of its own for stock django-oscar, kept in ``var/bench`` between runs."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "tests" / "bench" / "stock_oscar" / "requirements.txt"
FOLDER = ROOT / "var" / "bench" / "stock-venv"
# A package index that does not answer must not hold up a pipeline.
PATIENCE = 180


def python() -> Path:
    """Its interpreter, made and filled when needed.

    Raises ``CalledProcessError`` or ``TimeoutExpired`` when the packages cannot be had.
    """
    interpreter, stamp = FOLDER / "bin" / "python", FOLDER / "filled"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return interpreter
    if not interpreter.exists():
        _run([sys.executable, "-m", "venv", str(FOLDER)])
    _install(interpreter)
    stamp.write_text(wanted)
    return interpreter


def _install(interpreter: Path) -> None:
    """With uv, which is quick; with pip, which also knows an index set in pip's own files."""
    wanted = ["install", "-q", "-r", str(REQUIREMENTS)]
    if uv := shutil.which("uv", path=str(Path(sys.executable).parent)):
        with suppress(subprocess.SubprocessError):
            _run([uv, "pip", *wanted, "--python", str(interpreter)])
            return
    _run([str(interpreter), "-m", "pip", *wanted])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
