"""Terbitkan barang: what can be put up at a shop, what is missing, and how far each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.photos.drawing import base_name
from desk import words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.numbers import numbers
from desk.shops.views import account_for
from integrations.channels.errors import ChannelError
from integrations.channels.publishing import Attribute
from integrations.sync import publishing
from integrations.sync import publishing_categories as shelves
from integrations.sync.errors_catalogue import code_of, explain
from integrations.sync.models import AccountState, ChannelAccount
from integrations.sync.publishing import Offer, Stage
from integrations.sync.publishing_checks import Gap, Place
from integrations.sync.secrets import CannotOpen
from shop.transactions import calls_network

PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One of our goods for the screen, with where each gap is closed."""

    offer: Offer
    picture: str
    gaps: tuple[tuple[str, str], ...]

    @property
    def prices(self) -> list[int]:
        """The lowest and, where it is another one, the highest price."""
        found = sorted({pack.price for pack in self.offer.goods.packs if pack.price})
        return found if len(found) < 2 else [found[0], found[-1]]

    @property
    def packs(self) -> int:
        """How many packs the shop would show."""
        return sum(pack.packs for pack in self.offer.goods.packs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the category with what is answered now."""

    attribute: Attribute
    value_id: str
    text: str


def show(account: ChannelAccount, offer: Offer) -> Shown:
    """The offer with its picture and links."""
    names = offer.goods.pictures
    return Shown(
        offer=offer,
        picture=base_name(names[0]) if names else "",
        gaps=tuple((gap.text, _where(account, offer, gap)) for gap in offer.gaps),
    )


def _where(account: ChannelAccount, offer: Offer, gap: Gap) -> str:
    """The page where a gap can be closed."""
    product_id = offer.goods.product_id
    if gap.place is Place.PHOTOS:
        return reverse("desk:photos", args=[product_id])
    if gap.place is Place.CATEGORY:
        return reverse("desk:publish_goods", args=[account.pk, product_id]) + "#kategori"
    if gap.place is Place.MATCH:
        return reverse("desk:match", args=[account.pk])
    if gap.place is Place.GOODS:
        # Names, descriptions, weights and sizes are mended in the file of all goods.
        return reverse("desk:spreadsheets")
    if offer.goods.item_id is None:
        return reverse("desk:goods")
    return reverse("desk:stock_card", args=[offer.goods.item_id])


def shop_of(desk: Desk, account_id: int, *, changes: bool) -> tuple[Desk, ChannelAccount]:
    """The shop, for people who may see it; for changes those who may change it."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    if changes:
        desk.require("channel")
    return desk, account


def _frame(account: ChannelAccount) -> dict[str, object]:
    return {
        "account": account,
        "channel": words.channel_label(account.channel),
        "can_publish": shelves.can_publish(account),
        "is_on": account.push_stock and account.state == AccountState.CONNECTED,
    }


@require_safe
@desk_view("")
def publish(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Our goods by how far they are at this shop."""
    desk, account = shop_of(desk, account_id, changes=False)
    context = _frame(account)
    if not context["can_publish"]:
        return page(request, desk, "shops/publish.html", context, current="channels")
    found = [show(account, offer) for offer in publishing.offers(account)]
    ready = _of(found, Stage.READY)
    missing = _of(found, Stage.MISSING)
    context |= {
        "ready": ready[:PAGE],
        "ready_total": len(ready),
        "changed": _of(found, Stage.CHANGED),
        "failed": _of(found, Stage.FAILED),
        "missing": missing[:PAGE],
        "missing_total": len(missing),
        "waiting": _of(found, Stage.WAITING),
        "up": _of(found, Stage.UP),
        "elsewhere": _of(found, Stage.ELSEWHERE),
        "total": len(found),
        "read_at": shelves.read_at(account),
        "is_stale": shelves.is_stale(account, timezone.now()),
        "can_channel": desk.may("channel"),
        "error": _("First tick some goods.") if "kosong" in request.GET else "",
    }
    return page(request, desk, "shops/publish.html", context, current="channels")


def _of(found: Sequence[Shown], stage: Stage) -> list[Shown]:
    return [each for each in found if each.offer.stage is stage]


@calls_network
@require_POST
@desk_view("")
def publish_read(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Read the channel's categories anew. Calls the network."""
    desk, account = shop_of(desk, account_id, changes=True)
    if shelves.can_publish(account):
        try:
            count = shelves.read_categories(account=account)
        except (ChannelError, CannotOpen) as error:
            _tell_error(request, error)
        else:
            text = ngettext("%(count)s category read.", "%(count)s categories read.", count)
            messages.success(request, text % {"count": count})
    return HttpResponseRedirect(reverse("desk:publish", args=[account.pk]))


def _tell_error(request: HttpRequest, error: Exception) -> None:
    entry = explain(code_of(error))
    messages.warning(request, f"{entry.title}. {entry.remedy}")


@calls_network
@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def publish_goods(
    request: HttpRequest, desk: Desk, account_id: int, product_id: int
) -> HttpResponse:
    """One of our goods: as a buyer will see it, its category, and what the category asks.

    Choosing a category calls the network when nobody has asked it before.
    """
    desk, account = shop_of(desk, account_id, changes=request.method == "POST")
    offer = _offer_of(account, product_id)
    if request.method == "POST":
        _choose(request, account, offer)
        where = reverse("desk:publish_goods", args=[account.pk, product_id])
        return HttpResponseRedirect(f"{where}#kategori")
    tree = shelves.tree_of(account)
    typed = request.GET.get("cari", "").strip()[:80]
    plan = offer.plan
    asked = shelves.attributes_of(account, plan.external_category_id)
    context = _frame(account) | {
        "shown": show(account, offer),
        "stage": offer.stage.value,
        "pictures": [base_name(name) for name in offer.goods.pictures],
        "typed": typed,
        "found": shelves.search(tree, typed),
        "has_tree": bool(tree),
        "category_id": plan.external_category_id,
        "is_chosen": plan.pk is not None,
        "questions": [_question(each, plan.answers) for each in asked or ()],
        "is_asked": asked is not None,
        "can_channel": desk.may("channel"),
    }
    return page(request, desk, "shops/publish_goods.html", context, current="channels")


def _offer_of(account: ChannelAccount, product_id: int) -> Offer:
    """One of the cooperative's goods; 404 for those of others, and where nothing is put up."""
    found = publishing.offers(account, [product_id]) if shelves.can_publish(account) else []
    if not found:
        raise Http404
    return found[0]


def _question(attribute: Attribute, answers: dict[str, list[str]]) -> Question:
    value_id, text = answers.get(attribute.attribute_id, ["", ""])
    return Question(attribute=attribute, value_id=value_id, text="" if value_id else text)


def _choose(request: HttpRequest, account: ChannelAccount, offer: Offer) -> None:
    category_id = request.POST.get("kategori", "")
    known = {each.category_id for each in shelves.leaves(shelves.tree_of(account))}
    if category_id not in known:
        messages.warning(request, _("Choose a category from the list."))
        return
    asked = shelves.attributes_of(account, category_id)
    if asked is None:
        try:
            asked = shelves.read_attributes(account=account, category_id=category_id)
        except (ChannelError, CannotOpen) as error:
            _tell_error(request, error)
            return
    if "isian" in request.POST:
        answers = _answers(request, asked)
        messages.success(request, _("Kept, also for the next goods of this category."))
    else:
        answers = shelves.remembered_answers(account, category_id)
    publishing.choose(
        account=account,
        product_id=offer.goods.product_id,
        category_id=category_id,
        answers=answers,
    )


def _answers(request: HttpRequest, asked: Sequence[Attribute]) -> dict[str, list[str]]:
    """Id → value id and words, for what was answered with something the channel offers."""
    found: dict[str, list[str]] = {}
    for each in asked:
        offered = {value.value_id: value.name for value in each.values}
        value_id = request.POST.get(f"isi_{each.attribute_id}", "")
        text = request.POST.get(f"kata_{each.attribute_id}", "").strip()[:100]
        if value_id in offered:
            found[each.attribute_id] = [value_id, offered[value_id]]
        elif text and each.takes_text:
            found[each.attribute_id] = ["", text]
    return found


@require_POST
@desk_view("")
def publish_send(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Put the ticked goods up, or send what changed of them: the preview first, then the deed."""
    desk, account = shop_of(desk, account_id, changes=True)
    is_update = request.POST.get("apa") == "perbarui"
    stages = {Stage.CHANGED, Stage.FAILED} if is_update else {Stage.READY, Stage.FAILED}
    ticked = set(numbers(request.POST.getlist("pilih")))
    offers = publishing.offers(account, ticked) if shelves.can_publish(account) and ticked else []
    wanted = [each for each in offers if each.stage in stages and not each.gaps]
    where = reverse("desk:publish", args=[account.pk])
    if not wanted:
        return HttpResponseRedirect(f"{where}?kosong=1")
    if "ya" not in request.POST:
        context = _frame(account) | {
            "rows": [show(account, offer) for offer in wanted],
            "is_update": is_update,
            "left": len(ticked) - len(wanted),
        }
        return page(request, desk, "shops/publish_check.html", context, current="channels")
    act = publishing.update if is_update else publishing.publish
    asked = act(
        account=account,
        product_ids=[each.goods.product_id for each in wanted],
        actor=desk.user,
    )
    _tell(request, asked)
    return HttpResponseRedirect(where)


def _tell(request: HttpRequest, asked: publishing.Asked) -> None:
    if asked.sent:
        text = ngettext("%(count)s is on its way.", "%(count)s are on their way.", asked.sent)
        messages.success(request, text % {"count": asked.sent})
    if asked.left:
        text = ngettext("%(count)s stays as it is.", "%(count)s stay as they are.", asked.left)
        messages.warning(request, text % {"count": asked.left})
