"""Every address of the desk × every role × {GET, POST}: the table of rights is what happens."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from desk.screens import SCREENS
from desk.urls import urlpatterns
from shop.accounts.models import Role
from shop.accounts.rights import GIVEN, HEAD_OFFICE_ONLY, READING, Right, of_roles, roles_with
from tests.factories_desk import World, client_of, make_staff, make_world, worker_beats
from tests.integration.test_desk_access import address

ROOT = Path(__file__).resolve().parent.parent.parent
METHODS = ("get", "post")


@pytest.fixture
def world(db: None) -> World:
    worker_beats()
    return make_world()


def test_every_address_says_which_right_it_needs() -> None:
    assert set(SCREENS) == {pattern.name for pattern in urlpatterns}, "add it to desk/screens.py"


def test_the_page_of_permissions_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("permissions_reference")
    page = (ROOT / "docs/reference/permissions.md").read_text()
    assert capsys.readouterr().out.strip() == page.strip(), "run make reference"


def test_head_office_has_work_that_no_role_has() -> None:
    assert not HEAD_OFFICE_ONLY & of_roles(Role.values)
    assert of_roles(Role.values) | HEAD_OFFICE_ONLY == set(Right)


def test_whoever_only_reads_has_no_right_to_act() -> None:
    assert GIVEN[Role.SUPERVISOR] <= READING
    assert not {needs.act for needs in SCREENS.values() if needs.act != needs.look} & READING


def test_every_role_may_enter_and_the_manager_may_do_everything() -> None:
    assert all(Right.VIEW in rights for rights in GIVEN.values())
    assert all(rights <= GIVEN[Role.MANAGER] for rights in GIVEN.values())
    assert of_roles(["juru kunci"]) == frozenset()


@pytest.mark.parametrize("role", [choice.value for choice in Role])
def test_a_role_opens_what_it_works_with_and_nothing_else(world: World, role: str) -> None:
    client = client_of(make_staff(world.cooperative, role))
    mine = GIVEN[Role(role)]
    wrong = []
    for name, needs in SCREENS.items():
        for method in METHODS:
            right = needs.look if method == "get" else needs.act
            if right in mine and (method == "post" or name == "linked"):
                continue  # below; and the way back from a channel asks that channel
            answer = getattr(client, method)(address(world, name))
            if answer.status_code != 405 and (answer.status_code == 403) == (right in mine):
                wrong.append((method, name, right, answer.status_code))
    assert wrong == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.CATALOGUE, Role.PACKER, Role.TREASURER])
def test_a_role_may_send_the_forms_of_its_work(world: World, role: str) -> None:
    client = client_of(make_staff(world.cooperative, role))
    for name, needs in SCREENS.items():
        if needs.act in GIVEN[role] - READING:
            answer = client.post(address(world, name))
            assert answer.status_code != 403, name


def test_the_right_of_one_cooperative_does_nothing_in_another(world: World) -> None:
    """A treasurer here who packs there confirms no payment there, and packs nothing here."""
    other = make_world()
    user = make_staff(world.cooperative, Role.TREASURER)
    user.staff_roles.create(cooperative=other.cooperative, role=Role.PACKER)
    client = client_of(user)
    client.post(reverse("desk:choose"), {"koperasi": str(other.cooperative.pk)})
    assert client.get(address(other, "ship")).status_code == 200
    assert client.post(address(world, "ship")).status_code == 403
    assert client.get(address(other, "money")).status_code == 403
    assert client.get(address(other, "payout")).status_code == 403
    assert client.get(address(world, "payout")).status_code == 200


def test_a_refusal_names_the_work_and_who_does_it(world: World) -> None:
    world.manager.first_name = "Rina"
    world.manager.save()
    client = client_of(make_staff(world.cooperative, Role.PACKER))
    with translation.override("id"):
        text = client.get(address(world, "money")).content.decode()
    assert "tidak mencakup: melihat pembayaran dan pencairan" in text
    assert "<strong>Rina</strong>" in text
    assert world.parcel.order.number not in text
    office = client.get(address(world, "tariffs")).content.decode()
    assert "Kantor pusat mengerjakan ini" in office


def test_nobody_of_another_team_is_named(world: World) -> None:
    other = make_world()
    other.manager.first_name = "Orang Lain"
    other.manager.save()
    client = client_of(make_staff(world.cooperative, Role.PACKER))
    for name in ("money", "cancel", "people"):
        text = client.get(address(other, name)).content.decode()
        assert "Orang Lain" not in text, name
        assert other.cooperative.name not in text, name


def test_the_words_of_rights_in_code_and_templates_exist() -> None:
    unknown = [found for found in [*in_code(), *in_templates()] if found[1] not in Right.values]
    assert unknown == []


def in_code() -> Iterator[tuple[str, str]]:
    """Words given to ``may``, ``require`` and ``desk_view`` at the desk."""
    for path in sorted((ROOT / "desk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            asks = name in {"may", "require", "desk_view", "NotYourWork"}
            if asks and isinstance(first, ast.Constant) and first.value:
                yield path.name, str(first.value)


def in_templates() -> Iterator[tuple[str, str]]:
    """Words that templates look for among the rights."""
    for path in sorted((ROOT / "templates" / "desk").rglob("*.html")):
        for word in re.findall(r'"(\w+)" (?:not )?in desk\.actions', path.read_text()):
            yield path.name, word


def test_roles_with_a_right_come_in_the_order_of_roles() -> None:
    assert roles_with(Right.PAY) == (Role.MANAGER, Role.TREASURER)
    assert roles_with(Right.TARIFFS) == ()
