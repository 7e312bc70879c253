"""The gate in front of the CMS: which of its screens cooperative staff may open, and on what.

Wagtail checks rights on most screens, but some (reports, choosers that return several rows, bulk
actions, parts of its admin API) show titles of pages and pictures the user has no right to, and
new releases bring new screens. So cooperative staff get a list of what is open; everything else
answers 404, and ids of rows that are not theirs answer 404 before Wagtail is asked. Head office
passes. Anonymous visitors and buyers are sent away by Wagtail's own check behind the gate.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.forms import pages_for
from shop.accounts.selectors import is_head_office

View = Callable[..., HttpResponse]
Rows = Callable[[Any], QuerySet[Any]]

FILE_ACTIONS = ("add", "change", "choose")

OPEN_TO_COOPERATIVES = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_logout",
        "wagtailadmin_login",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_dismissibles",
        "wagtailadmin_tag_model_autocomplete",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_explore_root",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:preview_on_add",
        "wagtailadmin_pages:add_subpage",
        "wagtailadmin_pages:usage",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:delete",
        "wagtailadmin_pages:search",
        "wagtailadmin_pages:search_results",
        "wagtailadmin_pages:copy",
        "wagtailadmin_pages:workflow_action",
        "wagtailadmin_pages:collect_workflow_action_data",
        "wagtailadmin_pages:confirm_workflow_cancellation",
        "wagtailadmin_pages:workflow_preview",
        "wagtailadmin_pages:revisions_index",
        "wagtailadmin_pages:revisions_view",
        "wagtailadmin_pages:revisions_revert",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:workflow_history",
        "wagtailadmin_pages:workflow_history_detail",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:history_results",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_editing_sessions:ping",
        "wagtailadmin_editing_sessions:release",
        "wagtailadmin_block_preview",
        "wagtail_bulk_action",
        "wagtaildocs:index",
        "wagtaildocs:index_results",
        "wagtaildocs:add",
        "wagtaildocs:edit",
        "wagtaildocs:delete",
        "wagtaildocs:add_multiple",
        "wagtaildocs:edit_multiple",
        "wagtaildocs:create_multiple_from_uploaded_document",
        "wagtaildocs:delete_multiple",
        "wagtaildocs:delete_upload_multiple",
        "wagtaildocs:document_usage",
        "wagtaildocs_chooser:choose",
        "wagtaildocs_chooser:choose_results",
        "wagtaildocs_chooser:chosen",
        "wagtaildocs_chooser:chosen_multiple",
        "wagtaildocs_chooser:create",
        "wagtailimages:index",
        "wagtailimages:index_results",
        "wagtailimages:add",
        "wagtailimages:edit",
        "wagtailimages:delete",
        "wagtailimages:preview",
        "wagtailimages:image_usage",
        "wagtailimages:add_multiple",
        "wagtailimages:edit_multiple",
        "wagtailimages:create_multiple_from_uploaded_image",
        "wagtailimages:delete_multiple",
        "wagtailimages:delete_upload_multiple",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:choose_results",
        "wagtailimages_chooser:chosen",
        "wagtailimages_chooser:chosen_multiple",
        "wagtailimages_chooser:create",
        "wagtailimages_chooser:select_format",
        "cms_product_chooser:choose",
        "cms_product_chooser:choose_results",
        "cms_product_chooser:chosen",
        "cms_product_chooser:chosen_multiple",
    }
)


def own_pages(user: Any) -> QuerySet[Page]:
    """Pages the user works on, and those on the way to them in the explorer."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def own_images(user: Any) -> QuerySet[Any]:
    """Pictures of the user's collections."""
    policy = policy_registry.get_by_type(get_image_model())
    return policy.instances_user_has_any_permission_for(user, FILE_ACTIONS)


def own_documents(user: Any) -> QuerySet[Any]:
    """Files of the user's collections."""
    policy = policy_registry.get_by_type(get_document_model())
    return policy.instances_user_has_any_permission_for(user, FILE_ACTIONS)


# Which rows an id in an address must be one of.
BY_ARGUMENT: dict[str, Rows] = {
    "page_id": own_pages,
    "parent_page_id": own_pages,
    "image_id": own_images,
    "document_id": own_documents,
    "doc_id": own_documents,
}
# Where the same argument means something else.
BY_VIEW: dict[str, dict[str, Rows]] = {
    "wagtailadmin_choose_page_child": {"parent_page_id": pages_for},
    "wagtailadmin_pages:revisions_compare": {"pk": own_pages},
    "wagtailadmin_api:pages:detail": {"pk": own_pages},
    "wagtailimages_chooser:chosen": {"pk": own_images},
    "wagtaildocs_chooser:chosen": {"pk": own_documents},
}
# Screens that take several ids as ``?id=``.
BY_QUERY: dict[str, Rows] = {
    "wagtailadmin_choose_page_chosen_multiple": pages_for,
    "wagtailimages_chooser:chosen_multiple": own_images,
    "wagtaildocs_chooser:chosen_multiple": own_documents,
}
BULK: dict[tuple[str, str], Rows] = {
    ("wagtailcore", "page"): own_pages,
    ("cms", "photo"): own_images,
    ("wagtaildocs", "document"): own_documents,
}
EVERY_ROW = "all"

POLICY = "Content-Security-Policy"
FRAMED_BY_NONE = "frame-ancestors 'none'"
FRAMED_BY_US = "frame-ancestors 'self'"


def guarded(view: View) -> View:
    """The view behind the gate."""

    @wraps(view)
    def at_the_gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not is_head_office(request.user):
            check(request, kwargs)
        return framable(view(request, *args, **kwargs))

    return at_the_gate


def framable(response: HttpResponse) -> HttpResponse:
    """Let the editor show a preview in its frame.

    A preview is served by a second request inside the first one, so it arrives with the policy of
    a shop page. It keeps that policy (no script but ours); only the frame is allowed.
    """
    policy = response.headers.get(POLICY)
    if policy:
        response.headers[POLICY] = policy.replace(FRAMED_BY_NONE, FRAMED_BY_US)
    return response


def check(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Raise ``Http404`` unless this member of a cooperative's staff may ask this."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name not in OPEN_TO_COOPERATIVES:
        raise Http404
    rules = {**BY_ARGUMENT, **BY_VIEW.get(name, {})}
    for argument, value in kwargs.items():
        if argument in rules:
            _all_of([value], rules[argument](request.user))
    if name in BY_QUERY:
        _all_of(request.GET.getlist("id"), BY_QUERY[name](request.user))
    if name == "wagtail_bulk_action":
        _check_bulk(request, kwargs)
    if name == "wagtailadmin_editing_sessions:ping":
        _check_session(request, kwargs)


def _check_bulk(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    rows = BULK.get((kwargs["app_label"], kwargs["model_name"]))
    if rows is None:
        raise Http404
    wanted = [value for value in request.GET.getlist("id") if value != EVERY_ROW]
    parents = [value for value in request.GET.getlist("childOf") if value]
    _all_of(wanted, rows(request.user))
    _all_of(parents, own_pages(request.user))


def _check_session(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Who else is editing is told for the user's own pages only."""
    _all_of([kwargs["object_id"]], own_pages(request.user))


def _all_of(values: Iterable[Any], rows: QuerySet[Any]) -> None:
    """Raise unless every value is the id of one of these rows."""
    try:
        wanted = {int(value) for value in values}
    except (TypeError, ValueError) as error:
        raise Http404 from error
    if wanted and rows.filter(pk__in=wanted).count() != len(wanted):
        raise Http404
