"""Linking a shop with keys that staff copy from the channel's own pages."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.shops.linking import account_asked, not_linked, read
from desk.shops.views import to_shop
from integrations.channels.errors import ChannelError
from integrations.channels.words import KeyField
from integrations.sync import services as channels
from integrations.sync.errors_catalogue import Code, code_of, explain
from integrations.sync.models import ChannelAccount, ChannelApp, LinkRun
from shop.transactions import calls_network

# What the channel calls it, and where it stands there.
FIELDS = {
    ("woocommerce", "site"): (
        gettext_lazy("Address of the shop"),
        gettext_lazy("As it stands in the browser, for example https://toko.example"),
    ),
    ("woocommerce", "consumer_key"): (
        gettext_lazy("Consumer key"),
        gettext_lazy("WooCommerce › Settings › Advanced › REST API. It begins with ck_."),
    ),
    ("woocommerce", "consumer_secret"): (
        gettext_lazy("Consumer secret"),
        gettext_lazy("It stands beside the consumer key, begins with cs_, and is shown once."),
    ),
    ("woocommerce", "send_keys"): (
        gettext_lazy("How the keys travel"),
        gettext_lazy("Leave it empty. Write query if the shop refuses good keys."),
    ),
    ("blibli", "seller_key"): (
        gettext_lazy("API seller key"),
        gettext_lazy("Blibli Seller Center › Settings › Seller API. 64 letters and digits."),
    ),
    ("blibli", "username"): (
        gettext_lazy("Login name"),
        gettext_lazy("The e-mail address you sign in to the Seller Center with."),
    ),
    ("blibli", "store_code"): (
        gettext_lazy("Store code"),
        gettext_lazy("It stands under the name of the shop, for example KOP-60021."),
    ),
    ("blibli", "signature_key"): (
        gettext_lazy("Signature key"),
        gettext_lazy("Only if you have set one in the Seller Center."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One field as the form shows it. A secret is never filled in again."""

    name: str
    label: str
    hint: str
    value: str
    error: str
    is_secret: bool
    is_required: bool


@calls_network
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("link")
def keys(request: HttpRequest, desk: Desk, app_id: int) -> HttpResponse:
    """The form for the keys. Calls the network: the channel says whether they are right."""
    account = account_asked(request, desk)
    if account is not None:
        desk = desk.at(account.cooperative)
        desk.require("link")
    app = get_object_or_404(ChannelApp, pk=app_id)
    wanted = channels.keys_wanted(app)
    if not wanted or (account is not None and account.channel != app.channel):
        raise Http404
    if request.method != "POST":
        return _form(request, desk, app, account, wanted)
    values = {field.name: request.POST.get(field.name, "").strip() for field in wanted}
    missing = {field.name for field in wanted if field.is_required and not values[field.name]}
    if missing:
        return _form(request, desk, app, account, wanted, missing)
    return _try(request, desk, app, account, wanted, values)


def _try(
    request: HttpRequest,
    desk: Desk,
    app: ChannelApp,
    account: ChannelAccount | None,
    wanted: tuple[KeyField, ...],
    values: dict[str, str],
) -> HttpResponse:
    try:
        run = channels.link_with_keys(
            cooperative_id=desk.cooperative.pk,
            app_id=app.pk,
            values=values,
            actor=desk.user,
            account_id=account.pk if account else None,
        )
    except channels.LinkProblem as problem:
        if problem.code is not Code.WRONG_KEYS:
            return not_linked(request, desk, problem.entry)
        return _form(request, desk, app, account, wanted, problem.fields, is_refused=True)
    except ChannelError as error:
        return not_linked(request, desk, explain(code_of(error)))
    return _linked(request, run)


def _linked(request: HttpRequest, run: LinkRun) -> HttpResponse:
    if run.account is None:
        raise Http404
    messages.success(request, _("%(shop)s is linked.") % {"shop": run.account.label})
    if run.account.push_stock:
        return to_shop(run.account)
    read(request, run.account)
    return HttpResponseRedirect(reverse("desk:match", args=[run.account.pk]))


def _form(
    request: HttpRequest,
    desk: Desk,
    app: ChannelApp,
    account: ChannelAccount | None,
    wanted: tuple[KeyField, ...],
    wrong: AbstractSet[str] = frozenset(),
    *,
    is_refused: bool = False,
) -> HttpResponse:
    fields = [_asked(request, app.channel, field, wrong) for field in wanted]
    context = {
        "app": app,
        "account": account,
        "channel_name": words.channel_label(app.channel),
        "fields": fields,
        "entry": explain(Code.WRONG_KEYS) if is_refused else None,
        "error": _("Some keys are missing. Fill in the marked fields.")
        if wrong and not is_refused
        else "",
    }
    return page(request, desk, "link_keys.html", context, current="channels")


def _asked(request: HttpRequest, channel: str, field: KeyField, wrong: AbstractSet[str]) -> Asked:
    label, hint = FIELDS.get((channel, field.name), (field.name, ""))
    return Asked(
        name=field.name,
        label=str(label),
        hint=str(hint),
        value="" if field.is_secret else request.POST.get(field.name, "").strip()[:200],
        error=_("Copy this once more.") if field.name in wrong else "",
        is_secret=field.is_secret,
        is_required=field.is_required,
    )
