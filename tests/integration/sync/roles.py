"""What worker processes do after the word; each answers with plain data."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.utils import timezone

from integrations.sync import desired, push, worker
from integrations.sync.calls import Line, call
from integrations.sync.models import ChannelAccount, Desired


def shop_name(account_id: int) -> str:
    """One signed call."""
    account = ChannelAccount.objects.select_related("app").get(pk=account_id)
    shop = call(
        account=account,
        operation="shop_info",
        do=lambda connector: connector.shop_info(),
        line=Line(clock=timezone.now),
    )
    return str(shop.name)


def push_for(account_id: int, seconds: float) -> int:
    """Change and push without a pause; returns how many numbers were sent."""
    until = time.monotonic() + seconds
    sent = 0
    while time.monotonic() < until:
        desired.mark(Desired.objects.filter(account_id=account_id), last_value=None)
        sent += push.push_account(
            account_id=account_id, clock=timezone.now, budget=timedelta(seconds=1)
        ).sent
    return sent


def work_until_killed(seam: str, sign: str, after: bool = False) -> None:
    """Go round and round; at the seam the process is gone, without a chance to tidy up."""
    module_name, _dot, name = seam.rpartition(".")
    module = import_module(module_name)
    original = getattr(module, name)

    def die(*args: Any, **kwargs: Any) -> Any:
        if after:
            original(*args, **kwargs)
        with open(sign, "w") as handle:
            handle.write(name)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, die)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        worker.run_due(clock=timezone.now)
        time.sleep(0.1)
