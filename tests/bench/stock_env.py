"""An environment of its own for stock django-oscar, kept in ``var/bench`` between runs."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
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
    install = [str(interpreter), "-m", "pip", "install", "-q"]
    if uv := shutil.which("uv", path=str(Path(sys.executable).parent)):
        install = [uv, "pip", "install", "-q", "--python", str(interpreter)]
    _run([*install, "-r", str(REQUIREMENTS)])
    stamp.write_text(wanted)
    return interpreter


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True)
