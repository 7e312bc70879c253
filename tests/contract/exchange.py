"""Recorded answers, and a transport that plays them back and remembers what was asked."""

from __future__ import annotations

import base64
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from integrations.channels.errors import ChannelError
from integrations.channels.transport import Request, Response

Answer = Response | ChannelError | Callable[[Request], Response]


class NotScripted(AssertionError):
    """The connector asked for something the scenario has no answer to (any more)."""


class ScriptedTransport:
    """Answers each operation with its recorded answers, one after the other, once each.

    A connector that repeats a call on its own therefore runs out of answers and fails the test.
    """

    def __init__(self, answers: Mapping[str, Sequence[Answer]]) -> None:
        self._answers = {name: deque(found) for name, found in answers.items()}
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        waiting = self._answers.get(request.operation) or self._answers.get("*")
        if not waiting:
            raise NotScripted(f"no answer left for {request.operation}")
        answer = waiting.popleft()
        if isinstance(answer, ChannelError):
            raise answer
        return answer if isinstance(answer, Response) else answer(request)

    def counts(self) -> dict[str, int]:
        """How often each operation was called."""
        counted: dict[str, int] = defaultdict(int)
        for request in self.requests:
            counted[request.operation] += 1
        return dict(counted)

    def left_over(self) -> dict[str, int]:
        """Answers that nobody asked for."""
        return {name: len(waiting) for name, waiting in self._answers.items() if waiting}


def recorded(folder: Path, name: str) -> Response:
    """One recorded answer; a missing file is a failure of the test that wanted it."""
    sample = json.loads((folder / f"{name}.json").read_text())
    if "base64" in sample:
        body = base64.b64decode(sample["base64"])
    elif "text" in sample:
        body = sample["text"].encode()
    else:
        body = json.dumps(sample["body"], ensure_ascii=False).encode()
    return Response(status=sample["status"], headers=sample["headers"], body=body)
