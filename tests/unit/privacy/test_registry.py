"""No column that sounds like a person is forgotten, and nothing is declared that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from shop.personal import Person
from shop.privacy import registry

ROOT = Path(__file__).resolve().parents[3]
# Whole words of column names that may hold something about a person.
WORDS = frozenset(
    {
        "name",
        "first",
        "last",
        "email",
        "mail",
        "phone",
        "contact",
        "holder",
        "receiver",
        "recipient",
        "address",
        "line1",
        "line2",
        "line3",
        "line4",
        "street",
        "landmark",
        "village",
        "postcode",
        "ip",
        "agent",
        "useragent",
        "avatar",
        "photo",
        "picture",
        "file",
        "image",
        "note",
        "notes",
        "text",
        "body",
        "message",
        "reason",
        "reference",
        "remark",
        "payload",
        "headers",
        "data",
        "content",
        "form",
        "number",
        "title",
        "subject",
        "author",
        "homepage",
        "reporter",
        "key",
        "query",
        "value",
        "label",
        "link",
        "hash",
        "comment",
        "repr",
        "answer",
        "reply",
    }
)
TECHNICAL = frozenset(
    {
        "lease_token",
        "dedup_key",
        "idempotency_key",
        "session_key",
        "key_hash",
        "error_code",
        "event_key",
        "delivery_key",
        "order_key",
        "content_type",
        "unit_label",
        "source_label",
        "line_reference",
        "partner_line_reference",
        "file_hash",
    }
)
TEXTS = (
    models.CharField,
    models.TextField,
    models.FileField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
)


def suspicious(model: type[models.Model]) -> list[str]:
    """Columns of this table that may say something about a person."""
    found = []
    for field in model._meta.local_concrete_fields:
        if not isinstance(field, TEXTS) or field.choices or field.is_relation:
            continue
        words = set(re.split(r"[_\d]+", field.name)) | {field.name}
        is_private = isinstance(field, models.FileField | models.GenericIPAddressField)
        if (words & WORDS or is_private) and field.name not in TECHNICAL:
            found.append(field.name)
    return found


def declared() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for holding in registry.holdings():
        known.setdefault(holding.model, set()).update(holding.fields)
    return known


def is_harmless(label: str, field: str) -> bool:
    app = label.partition(".")[0]
    names = {f"{label}.{field}", f"{label}.*", f"{app}.*"}
    return not names.isdisjoint(registry.harmless())


def test_every_column_that_sounds_like_a_person_is_declared_or_harmless_for_a_reason() -> None:
    known = declared()
    missing = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        # Oscar's factories bring two models without tables into the process that imports them.
        if not model._meta.proxy and not model.__module__.startswith("oscar.test.")
        for name in suspicious(model)
        if name not in known.get(model._meta.label, ()) and not is_harmless(model._meta.label, name)
    ]
    assert missing == [], "declare them in <room>/personal.py, or say there why they are harmless"


def test_the_walk_notices_a_column_nobody_declared() -> None:
    class Stranger(models.Model):  # noqa: DJ008 - never shown
        nick_name = models.CharField(max_length=9)
        ip = models.GenericIPAddressField()
        count = models.IntegerField()

        class Meta:
            app_label = "privacy"
            managed = False

    try:
        assert suspicious(Stranger) == ["nick_name", "ip"]
        assert not is_harmless("privacy.Stranger", "ip")
    finally:
        del apps.all_models["privacy"]["stranger"]
        apps.clear_cache()


@pytest.mark.django_db
def test_what_is_declared_exists_and_can_be_read() -> None:
    person = Person(user_id=1, order_ids=(1,), emails=frozenset({"a@b.example"}))
    for holding in registry.holdings():
        for name in holding.fields:
            holding.table._meta.get_field(name)
        for rows in (holding.of_orders(person), holding.of_person(person)):
            assert list(rows.values_list("pk", *holding.shows)) == [], holding.model


def test_harmless_names_lead_somewhere_and_have_a_reason() -> None:
    labels = {model._meta.label for model in apps.get_models()}
    for name, why in registry.harmless().items():
        app, _dot, rest = name.partition(".")
        assert why
        if rest == "*":
            assert app in {label.partition(".")[0] for label in labels}, name
            continue
        model, _dot, field = rest.partition(".")
        assert f"{app}.{model}" in labels, name
        if field != "*":
            apps.get_model(app, model)._meta.get_field(field)


def test_rules_have_names_of_their_own_and_settings_that_exist(settings) -> None:
    codes = [rule.code for rule in registry.rules()]
    assert len(codes) == len(set(codes))
    for rule in registry.rules():
        assert not rule.setting or isinstance(getattr(settings, rule.setting), int), rule.code


def test_the_page_about_personal_data_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("personal_data_reference")
    page = (ROOT / "docs/reference/personal-data.md").read_text()
    assert capsys.readouterr().out.strip() == page.strip(), "run manage.py personal_data_reference"
