"""Create the tables of a migration together, because Django rebuilds models once per operation.

While migrations run, Django keeps a class for every model of every application, and after each
operation builds anew all that are related to what changed. Nearly everything here is related (a
user, an order, a page), so each ``CreateModel`` of the later applications builds some 150 classes;
that, not the database, was three quarters of the time of a first start. A group changes the state
as its operations say, but has only its own classes built, once, at its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    AlterUniqueTogether,
    CreateModel,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model

# What a table is created with anyhow, when the model it is created from already has it.
BELONGING = (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    AlterUniqueTogether,
)


class CreateTogether(Operation):
    """Creates several tables with their fields, indexes and constraints as one step.

    Tables come out as if the operations had run one after the other. Raises ValueError for an
    operation that touches a table the group does not create: that one must stay outside. A group
    within a group is taken apart.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = [single for given in operations for single in _singly(given)]
        created: set[str] = set()
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                created.add(operation.name_lower)
            elif not isinstance(operation, BELONGING) or _touched(operation) not in created:
                raise ValueError(f"{operation!r} does not belong to a table created before it.")

    @classmethod
    def all_of(cls, *modules: str) -> CreateTogether:
        """The operations of several migrations, given by the paths of their modules, in order.

        For a migration that replaces them: an old database went through them one by one, and a
        new one is created with what they come to. They stay the only place that says it.
        """
        migrations = [import_module(module).Migration for module in modules]
        return cls(operations=[each for found in migrations for each in found.operations])

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As other operations: how to write this one down again."""
        return (self.__class__.__qualname__, [], {"operations": self.operations})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state as the operations say; build the new classes, if others were built.

        Those that are there already stay: a new class only adds to what points at them, as it
        does when models are loaded in the usual way.
        """
        built = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if built is not None:
            state.__dict__["apps"] = built
            built.render_multiple(
                [state.models[app_label, creation.name_lower] for creation in self._creations()]
            )

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create each table as it is at the end of the group."""
        for model in self._models(app_label, schema_editor, to_state.apps):
            schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Delete the tables, the newest first."""
        for model in reversed(self._models(app_label, schema_editor, from_state.apps)):
            schema_editor.delete_model(model)

    def references_model(self, name: str, app_label: str) -> bool:
        """Whether an operation of the group has to do with this model."""
        return any(operation.references_model(name, app_label) for operation in self.operations)

    def describe(self) -> str:
        """One line for ``migrate --plan``."""
        names = ", ".join(creation.name for creation in self._creations())
        return f"Create models {names} together"

    def _creations(self) -> list[CreateModel]:
        return [each for each in self.operations if isinstance(each, CreateModel)]

    def _models(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, apps: Apps
    ) -> list[type[Model]]:
        """The classes of the group's tables that belong in this database, in order."""
        models = [apps.get_model(app_label, creation.name) for creation in self._creations()]
        alias = schema_editor.connection.alias
        return [model for model in models if self.allow_migrate_model(alias, model)]


def _singly(operation: Operation) -> list[Operation]:
    """The operations of a group, or the one operation itself."""
    return operation.operations if isinstance(operation, CreateTogether) else [operation]


def _touched(operation: Operation) -> str:
    """Name of the model an operation changes, in small letters."""
    name = getattr(operation, "model_name", None) or getattr(operation, "name", "")
    return str(name).lower()
