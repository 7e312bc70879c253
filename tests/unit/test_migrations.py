"""A first start creates tables together, and an older database can always go on."""

import gc

import pytest
from django.core.management import get_commands
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from shop.accounts.management.commands.migrate import HEAP
from shop.accounts.management.commands.migrate import Command as Migrate
from shop.creating_tables import CreateTogether

OWN_ROOMS = ("catalog", "cms", "integrations", "shop")
SQUASHED = {
    ("analytics", "0001_squashed_0002_initial"),
    ("offer", "0001_squashed_0002_cooperative_and_free_shipping"),
    ("order", "0001_squashed_0007_cancel_requests"),
    ("payment", "0001_squashed_0002_online_and_qris"),
    ("reviews", "0001_squashed_0002_buyers_reviews"),
    ("storefront", "0001_squashed_0006_harvest_index"),
    ("sync", "0001_squashed_0004_channel_parcels"),
    ("voucher", "0001_squashed_0002_limits"),
}

CROP = migrations.CreateModel(
    name="Crop",
    fields=[
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20)),
    ],
)
FIELD = migrations.CreateModel(
    name="Field",
    fields=[("id", models.BigAutoField(primary_key=True)), ("row", models.IntegerField())],
)
BELONGING = [
    # Each table points at the other: neither could be complete when it is created.
    migrations.AddField(
        "crop", "field", models.ForeignKey("farm.Field", null=True, on_delete=models.CASCADE)
    ),
    migrations.AddField("field", "crops", models.ManyToManyField("farm.Crop")),
    migrations.AlterField("crop", "name", models.CharField(max_length=40, default="kopi")),
    migrations.AddIndex("crop", models.Index(fields=["name"], name="farm_crop_name")),
    migrations.AddConstraint(
        "field", models.CheckConstraint(condition=models.Q(row__gte=0), name="farm_row")
    ),
    migrations.AlterUniqueTogether("crop", {("field", "name")}),
    migrations.AlterModelOptions("crop", {"ordering": ["name"]}),
]
TABLES = ["farm_crop", "farm_field", "farm_field_crops"]


def run_forwards(operations):
    """Apply the operations as a migration does; returns the state after them."""
    state = ProjectState()
    migration = type("Migration", (migrations.Migration,), {"operations": operations})("1", "farm")
    _ = state.apps
    with connection.schema_editor(atomic=True) as editor:
        state = migration.apply(state, editor)
    return state


def described():
    """What the database says about the tables: columns and constraints, without made-up names."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            columns = connection.introspection.get_table_description(cursor, table)
            rules = connection.introspection.get_constraints(cursor, table)
            found[table] = (
                # SQLite moves a column to the end when it makes a table anew; the order is free.
                sorted((c.name, c.type_code, c.null_ok, c.display_size) for c in columns),
                sorted(
                    [rule["columns"] or [], rule["unique"], rule["index"], rule["check"]]
                    for rule in rules.values()
                ),
                sorted(
                    (r["columns"], r["foreign_key"]) for r in rules.values() if r["foreign_key"]
                ),
            )
    return found


def drop():
    tables = set(TABLES) & set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in sorted(tables, reverse=True):
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TABLE "{table}"{cascade}')


@pytest.fixture
def empty_farm(transactional_db):
    drop()
    yield
    drop()


def test_a_group_leaves_the_tables_that_single_operations_leave(empty_farm):
    singly_state = run_forwards([CROP, FIELD, *BELONGING])
    singly = described()
    drop()
    together_state = run_forwards([CreateTogether(operations=[CROP, FIELD, *BELONGING])])
    assert described() == singly
    assert together_state.models == singly_state.models
    assert set(together_state.apps.all_models["farm"]) == {"crop", "field", "field_crops"}


def test_a_group_goes_backwards_too(empty_farm):
    group = CreateTogether(operations=[CROP, FIELD, *BELONGING])
    full = run_forwards([group])
    with connection.schema_editor() as editor:
        group.database_backwards("farm", editor, full, ProjectState())
    assert not set(TABLES) & set(connection.introspection.table_names())


def test_a_group_builds_each_model_once_whatever_happens_in_it(monkeypatch):
    state = ProjectState()
    built = []
    render = type(state.apps).render_multiple
    monkeypatch.setattr(
        type(state.apps),
        "render_multiple",
        lambda apps, states: built.append(len(states)) or render(apps, states),
    )
    CreateTogether(operations=[CROP, FIELD, *BELONGING]).state_forwards("farm", state)
    assert built == [2]


def test_classes_that_are_there_are_not_built_again_and_know_the_new_ones(empty_farm):
    state = ProjectState()
    CreateTogether(operations=[FIELD]).state_forwards("farm", state)
    field = state.apps.get_model("farm", "field")
    points_at_it = models.ForeignKey("farm.Field", models.CASCADE, related_name="crops")
    fields = [*CROP.fields, ("field", points_at_it)]
    group = CreateTogether(operations=[migrations.CreateModel(name="Crop", fields=fields)])
    group.state_forwards("farm", state)
    assert state.apps.get_model("farm", "field") is field
    [relation] = field._meta.related_objects
    assert relation.related_model is state.apps.get_model("farm", "crop")
    changed = migrations.AlterField("field", "row", models.BigIntegerField())
    changed.state_forwards("farm", state)
    [relation] = state.apps.get_model("farm", "field")._meta.related_objects
    assert relation.related_model is state.apps.get_model("farm", "crop")


def test_an_operation_on_somebody_elses_table_is_refused():
    with pytest.raises(ValueError, match="does not belong"):
        CreateTogether(operations=[CROP, migrations.RemoveField("crop", "name")])
    with pytest.raises(ValueError, match="does not belong"):
        CreateTogether(
            operations=[CROP, migrations.AddField("field", "size", models.IntegerField())]
        )


# --- Databases that went through the single migrations -----------------------------------------
def squashed():
    """Our own migrations that replace others."""
    loader = MigrationLoader(None)
    return {
        key: migration
        for key, migration in loader.disk_migrations.items()
        if migration.replaces and migration.__module__.startswith(OWN_ROOMS)
    }


def test_every_replacing_migration_is_known_here():
    assert set(squashed()) == SQUASHED  # also proves that the rooms are named right


def test_new_and_old_databases_come_to_the_same_models():
    new = MigrationLoader(None, replace_migrations=True).project_state().models
    singly = MigrationLoader(None, replace_migrations=False)
    old = singly.project_state(sorted(set(singly.graph.leaf_nodes()) - SQUASHED)).models
    rooms = {app for app, _ in SQUASHED}
    ours = {key for key in old if key[0] in rooms}
    assert ours == {key for key in new if key[0] in rooms}
    assert {key for key in ours if new[key] != old[key]} == set()


def forget(cursor, *keys):
    for app, name in keys:
        cursor.execute("DELETE FROM django_migrations WHERE app = %s AND name = %s", [app, name])


def plan_for(app):
    """What ``migrate`` would run for one application now."""
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration.name for migration, _ in plan if migration.app_label == app]


@pytest.mark.django_db
def test_a_database_from_before_has_nothing_to_create():
    with connection.cursor() as cursor:
        forget(cursor, *SQUASHED)
    assert [plan_for(app) for app, _ in sorted(SQUASHED)] == [[]] * len(SQUASHED)


@pytest.mark.django_db
def test_a_database_that_stopped_half_way_runs_the_rest_singly():
    [key] = [key for key in SQUASHED if key[0] == "order"]
    last = squashed()[key].replaces[-1]
    later = _after(last)
    with connection.cursor() as cursor:
        forget(cursor, key, last, *later, *SQUASHED)
    assert plan_for("order")[0] == last[1]


def _after(node):
    """Everything that needs this migration, however far away."""
    singly = MigrationLoader(connection, replace_migrations=False)
    return set(singly.graph.backwards_plan(node)) - {node}


# --- Garbage while migrating -------------------------------------------------------------------
def test_our_command_is_the_one_that_migrates():
    assert get_commands()["migrate"] == "shop.accounts"


def test_no_sweep_happens_by_itself_while_migrating(monkeypatch):
    seen = []
    monkeypatch.setattr(DjangoMigrate, "handle", lambda *_, **__: seen.append(gc.isenabled()))
    Migrate().handle()
    assert seen == [False]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_sweeps_come_back_when_a_migration_fails(monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("half way")

    monkeypatch.setattr(DjangoMigrate, "handle", fail)
    with pytest.raises(RuntimeError):
        Migrate().handle()
    assert gc.isenabled()


def test_garbage_is_swept_between_migrations_once_enough_piled_up(monkeypatch):
    sweeps = []
    monkeypatch.setattr(gc, "collect", lambda: sweeps.append("swept"))
    command = Migrate()
    command.verbosity = 0
    for heap in [HEAP, HEAP + 1]:
        monkeypatch.setattr(gc, "get_count", lambda heap=heap: (heap, 0, 0))
        command.migration_progress_callback("apply_success")
    assert sweeps == ["swept"]
