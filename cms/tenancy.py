"""Who may write which part of the website.

Head office sees and writes everything. A cooperative has one group, one collection of pictures
and files, and its own page with the news below it; it writes drafts there and head office
publishes them (the workflow "Persetujuan kantor pusat"). Everything here may be called again.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.models import CooperativeIndexPage, CooperativePage, CooperativeSpace
from shop.accounts.models import StaffRole, User
from shop.accounts.rights import Right, roles_with

HEAD_OFFICE = "Kantor pusat"
APPROVAL = "Persetujuan kantor pusat"
# Roles that write for their cooperative; the others have no business in the CMS.
WRITERS = frozenset(roles_with(Right.WRITE))
# Groups that Wagtail's migrations make: they may write the whole site.
WAGTAIL_GROUPS = ("Editors", "Moderators")

PAGE_MODEL = ("wagtailcore", "page")
HEAD_OFFICE_PAGES = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
HEAD_OFFICE_MODELS = (
    ("cms", "topic", ("view", "add", "change", "delete")),
    ("notices", "noticetemplate", ("view", "add", "change", "delete")),
    ("wagtailredirects", "redirect", ("add", "change", "delete")),
    ("wagtailcore", "collection", ("add", "change", "delete")),
)
COOPERATIVE_PAGES = ("add", "change")
FILE_MODELS = (("wagtailimages", "image"), ("wagtaildocs", "document"))
FILE_ACTIONS = ("add", "change", "choose")


@transaction.atomic
def set_up_head_office() -> Group:
    """The group that may do everything on the website, and its approval of the others' drafts."""
    group, _made = Group.objects.get_or_create(name=HEAD_OFFICE)
    _may_enter(group)
    root = Page.get_first_root_node()
    _grant_pages(group, root, HEAD_OFFICE_PAGES)
    _grant_files(group, Collection.get_first_root_node())
    for app, model, actions in HEAD_OFFICE_MODELS:
        group.permissions.add(*_permissions(app, model, actions))
    _set_up_approval(group, root)
    Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None).delete()
    return group


def add_head_office(user: User) -> None:
    """Let this person write and publish everywhere; ``is_staff`` is what makes head office."""
    if not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    user.groups.add(set_up_head_office())


@transaction.atomic
def set_up_cooperative(partner: Any) -> CooperativeSpace:
    """The cooperative's page, group and collection, and its writers in the group.

    Needs the page ``/koperasi/`` (``manage.py setup_site`` makes it).
    """
    page = _cooperative_page(partner)
    space = CooperativeSpace.objects.filter(partner=partner).first()
    if space is None:
        space = CooperativeSpace.objects.create(
            partner=partner,
            group=Group.objects.create(name=_free_group_name(partner)),
            collection=Collection.get_first_root_node().add_child(name=partner.name),
        )
    _may_enter(space.group)
    _grant_pages(space.group, page, COOPERATIVE_PAGES)
    _grant_files(space.group, space.collection)
    for role in StaffRole.objects.filter(cooperative=partner).select_related("user"):
        match_roles(user=role.user, space=space)
    return space


def add_staff(user: User, partner: Any) -> None:
    """Let this person write for the cooperative."""
    user.groups.add(set_up_cooperative(partner).group)


def remove_staff(user: User, partner: Any) -> None:
    """This person no longer writes for the cooperative."""
    space = CooperativeSpace.objects.filter(partner=partner).select_related("group").first()
    if space is not None:
        user.groups.remove(space.group)


def match_roles(*, user: User, space: CooperativeSpace) -> None:
    """Put the user in the cooperative's group, or take them out, as their roles say."""
    roles = StaffRole.objects.filter(user=user, cooperative_id=space.partner_id)
    if roles.filter(role__in=WRITERS).exists():
        user.groups.add(space.group_id)
    else:
        user.groups.remove(space.group_id)


def _cooperative_page(partner: Any) -> CooperativePage:
    page = CooperativePage.objects.filter(partner=partner).first()
    if page is not None:
        return page
    index = CooperativeIndexPage.objects.filter(locale__language_code="id").first()
    if index is None:
        raise LookupError("There is no page /koperasi/ yet. Run manage.py setup_site first.")
    page = CooperativePage(
        title=partner.name, slug=partner.slug or slugify(partner.name), partner=partner
    )
    index.add_child(instance=page)
    page.save_revision().publish()
    return page


def _free_group_name(partner: Any) -> str:
    """The group's name as head office sees it; two cooperatives may share a name."""
    name = f"Koperasi: {partner.name}"[:140]
    return name if not Group.objects.filter(name=name).exists() else f"{name} ({partner.pk})"


def _may_enter(group: Group) -> None:
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )


def _grant_pages(group: Group, page: Page, actions: Iterable[str]) -> None:
    for permission in _permissions(*PAGE_MODEL, actions):
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _grant_files(group: Group, collection: Collection) -> None:
    for app, model in FILE_MODELS:
        for permission in _permissions(app, model, FILE_ACTIONS):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )


def _permissions(app: str, model: str, actions: Iterable[str]) -> list[Permission]:
    wanted = [f"{action}_{model}" for action in actions]
    found = Permission.objects.filter(
        content_type__app_label=app, content_type__model=model, codename__in=wanted
    )
    if len(found) != len(wanted):
        raise LookupError(f"Not all of these permissions of {app} exist: {wanted}")
    return list(found)


def _set_up_approval(group: Group, root: Page) -> None:
    """One step: head office looks at it. Replaces the workflow of Wagtail's migrations."""
    task = GroupApprovalTask.objects.filter(groups=group).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=APPROVAL)
        task.groups.set([group])
    workflow, _made = Workflow.objects.get_or_create(name=APPROVAL)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    used = WorkflowPage.objects.filter(page=root).first()
    if used is None:
        WorkflowPage.objects.create(page=root, workflow=workflow)
    elif used.workflow_id != workflow.pk:
        Workflow.objects.filter(pk=used.workflow_id).update(active=False)
        GroupApprovalTask.objects.filter(workflow_tasks__workflow=used.workflow_id).update(
            active=False
        )
        WorkflowPage.objects.filter(page=root).update(workflow=workflow)
