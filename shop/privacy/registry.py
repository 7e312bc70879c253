"""Every declaration of every room, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from shop.personal import Holding, Rule

MODULE = "personal"


@cache
def _modules() -> tuple[object, ...]:
    """The modules ``personal`` of all installed rooms."""
    return tuple(
        import_module(f"{config.name}.{MODULE}")
        for config in apps.get_app_configs()
        if config.module and module_has_submodule(config.module, MODULE)
    )


@cache
def holdings() -> tuple[Holding, ...]:
    """All holdings by table; those that say they are last come last."""
    found = [each for module in _modules() for each in getattr(module, "HOLDINGS", ())]
    return tuple(sorted(found, key=lambda each: (each.is_last, each.model)))


@cache
def rules() -> tuple[Rule, ...]:
    """All rules of retention, by name."""
    found = [each for module in _modules() for each in getattr(module, "RULES", ())]
    return tuple(sorted(found, key=lambda each: each.code))


@cache
def harmless() -> Mapping[str, str]:
    """``app.Model.field`` or ``app.*`` → why it says nothing about a person, despite its name."""
    return {
        name: why for module in _modules() for name, why in getattr(module, "HARMLESS", {}).items()
    }
