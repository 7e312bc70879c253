"""Rules of a shop and of single goods: look first what they change, then use them, or take back."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk import nonces, words
from desk.access import Desk, desk_view
from desk.frame import page
from desk.shops.linking import listing_for
from desk.shops.views import account_for, rules_of, shop_page, to_shop
from integrations.sync import safety
from integrations.sync import selectors as sync
from integrations.sync import services as channels
from integrations.sync.models import BulkKind, BulkRun, ChannelAccount, Listing

NAMES = (
    "bagian",
    "kurangi",
    "batas",
    "persen_harga",
    "bulat",
    "harga_terendah",
    "kirim_harga",
)
OF_GOODS = ("bagian", "kurangi", "batas", "persen_harga", "harga_terendah")
MOST_DIGITS = 10


def whole(text: str, *, empty: str = "") -> int:
    """A whole number, also written 12.000 or Rp12.000; ``empty`` stands for a blank field."""
    plain = (text or empty).removeprefix("Rp").replace(".", "").strip()
    if not plain.isascii() or not plain.isdecimal() or len(plain) > MOST_DIGITS:
        raise ValueError(text)
    return int(plain)


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip() for name in NAMES}


def _rules(typed: dict[str, str], was: channels.Rules) -> channels.Rules:
    """What was typed; a field that an older form does not have stays as it is."""
    return channels.Rules(
        share_percent=whole(typed["bagian"]),
        minus=_small(typed["kurangi"]),
        threshold=_small(typed["batas"]),
        price_percent=whole(typed["persen_harga"]),
        price_rounding=whole(typed["bulat"], empty=str(was.price_rounding)),
        price_floor=whole(typed["harga_terendah"], empty=str(was.price_floor)),
        push_price=typed["kirim_harga"] == "1",
    )


def _small(text: str) -> int:
    """Packs: more than a million is a slip of the finger."""
    number = whole(text)
    if number > 10**6:
        raise ValueError(text)
    return number


def _seen(account: ChannelAccount) -> str:
    """The present rules in one word, so that a form knows what it was about."""
    return "-".join(str(int(value)) for value in asdict(sync.rules_of(account)).values())


def _refused(
    request: HttpRequest, desk: Desk, account: ChannelAccount, typed: dict[str, str]
) -> HttpResponse:
    text = _("Rules are whole numbers: a share from 0 to 100, a price from 1 to 1.000 percent.")
    return shop_page(request, desk, account, error=text, typed=typed)


@require_POST
@desk_view("")
def check_rules(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """What the typed rules would change. Changes nothing."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    return _check(request, desk, account)


def _check(
    request: HttpRequest, desk: Desk, account: ChannelAccount, *, error: str = ""
) -> HttpResponse:
    typed = _typed(request)
    try:
        rules = _rules(typed, sync.rules_of(account))
    except ValueError:
        return _refused(request, desk, account, typed)
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "typed": typed,
        "seen": _seen(account),
        "nonce": nonces.new(),
        "preview": sync.preview_rules(account_id=account.pk, rules=rules),
        "error": error,
    }
    return page(request, desk, "shops/rules_check.html", context, current="channels")


@require_POST
@desk_view("")
def set_rules(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """Use the rules; every number is looked at anew, stock is never touched."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    desk.require("channel")
    typed = _typed(request)
    was = sync.rules_of(account)
    meanwhile = _("Somebody has changed the rules meanwhile. Look once more.")
    if request.POST.get("dulu", _seen(account)) != _seen(account) and not _is_done(request):
        return _check(request, desk, account, error=meanwhile)
    try:
        rules = _rules(typed, was)
    except ValueError:
        return _refused(request, desk, account, typed)
    try:
        channels.set_rules(
            account_id=account.pk,
            rules=rules,
            actor=desk.user,
            key=nonces.ref(request, "rules"),
            was=was,
        )
    except channels.RulesChanged:
        return _check(request, desk, account, error=meanwhile)
    messages.success(request, _("Rules kept. The new numbers are on their way."))
    return to_shop(account, "aturan")


def _is_done(request: HttpRequest) -> bool:
    """Whether this very form was sent before: then the rules are others because of it."""
    return BulkRun.objects.filter(key=nonces.ref(request, "rules")).exists()


# --- goods with rules of their own ---------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view("")
def listing_rules(
    request: HttpRequest, desk: Desk, account_id: int, listing_id: int
) -> HttpResponse:
    """Rules for one listing; a blank field follows the shop's."""
    desk, listing = listing_for(desk, account_id, listing_id)
    typed = _of_listing(listing)
    advised = request.GET.get("saran", "")
    if advised.isascii() and advised.isdigit() and len(advised) < 4:
        typed["kurangi"] = advised
    error = ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in (*OF_GOODS, "jeda")}
        try:
            rules = _listing_rules(typed)
        except ValueError:
            error = _("Rules are whole numbers. Leave a field empty to follow the shop.")
        else:
            channels.set_listing_rules(listing_id=listing.pk, rules=rules, actor=desk.user)
            messages.success(request, _("Kept for %(goods)s.") % {"goods": str(listing)})
            return HttpResponseRedirect(_rules_address(listing))
    context = {
        "account": listing.account,
        "channel": words.channel_label(listing.account.channel),
        "listing": listing,
        "facts": sync.listing_facts(listing.pk),
        "typed": typed,
        "of_shop": rules_of(listing.account),
        "error": error,
        "advised": advised if typed["kurangi"] == advised else "",
        **_advice(listing),
    }
    return page(request, desk, "shops/listing_rules.html", context, current="channels")


def _advice(listing: Listing) -> dict[str, object]:
    """What to keep back, for each confidence, and what was observed. Nothing without our goods.

    Where several confidences need the same buffer, the surest one speaks for all.
    """
    if listing.stockrecord_id is None:
        return {}
    observed = safety.observe(listing=listing, now=timezone.now())
    found = [
        safety.advise(observed=observed, confidence=confidence) for confidence in safety.CONFIDENCES
    ]
    return {
        "advice": list({each.buffer: each for each in found}.values()),
        "busiest_day": observed.busiest_day,
        "delay_seconds": round(observed.delay.total_seconds()),
    }


def _rules_address(listing: Listing) -> str:
    return reverse("desk:listing_rules", args=[listing.account_id, listing.pk])


def _of_listing(listing: Listing) -> dict[str, str]:
    kept = listing.minus
    if kept is None and listing.safety_stock is not None:
        kept = listing.account.minus + listing.safety_stock
    values = (
        listing.share_percent,
        kept,
        listing.threshold,
        listing.price_percent,
        listing.price_floor,
    )
    shown = ["" if value is None else str(value) for value in values]
    return {**dict(zip(OF_GOODS, shown, strict=True)), "jeda": "1" if listing.is_resting else ""}


def _listing_rules(typed: dict[str, str]) -> channels.ListingRules:
    def own(name: str) -> int | None:
        return whole(typed[name]) if typed[name] else None

    return channels.ListingRules(
        share_percent=own("bagian"),
        minus=own("kurangi"),
        threshold=own("batas"),
        price_percent=own("persen_harga"),
        price_floor=own("harga_terendah"),
        is_resting=typed["jeda"] == "1",
    )


# --- what was done, and taking it back ------------------------------------------------------------


@require_safe
@desk_view("")
def shop_log(request: HttpRequest, desk: Desk, account_id: int) -> HttpResponse:
    """The last changes of many rows at this shop, with a way back for a day."""
    desk, account = account_for(desk, account_id)
    desk.require("channels")
    now = timezone.now()
    runs = [(run, run_words(run), sync.may_undo(run, now)) for run in sync.bulk_runs(account.pk)]
    context = {
        "account": account,
        "channel": words.channel_label(account.channel),
        "runs": runs,
        "can_channel": desk.may("channel"),
    }
    return page(request, desk, "shops/log.html", context, current="channels")


def run_words(run: BulkRun) -> str:
    """What was done, in words: "Prices taken over from the channel: 12"."""
    texts = {
        BulkKind.RULES: ngettext(
            "Rules changed, %(count)s item looked at",
            "Rules changed, %(count)s items looked at",
            run.total,
        ),
        BulkKind.MATCH: ngettext(
            "%(count)s match accepted", "%(count)s matches accepted", run.total
        ),
        BulkKind.PRICE: ngettext(
            "%(count)s price taken over from the channel",
            "%(count)s prices taken over from the channel",
            run.total,
        ),
        BulkKind.STOCK: ngettext(
            "%(count)s count taken over from the channel",
            "%(count)s counts taken over from the channel",
            run.total,
        ),
    }
    again = ngettext("%(count)s tried again", "%(count)s tried again", run.total)
    return texts.get(BulkKind(run.kind), again) % {"count": run.total}


@require_POST
@desk_view("")
def undo_bulk(request: HttpRequest, desk: Desk, bulk_id: int) -> HttpResponse:
    """Take a change back; what was there before is sent. Nobody's later change is overwritten."""
    try:
        run = sync.bulk_run_for(desk.ids, bulk_id)
    except BulkRun.DoesNotExist as error:
        raise Http404 from error
    desk, account = account_for(desk, run.account_id)
    desk.require("channels")
    desk.require("channel")
    try:
        undone = channels.undo_bulk(run=run, actor=desk.user, now=timezone.now())
    except channels.CannotUndo as refusal:
        messages.warning(request, _why_not(refusal))
    else:
        _tell_undone(request, undone)
    return HttpResponseRedirect(reverse("desk:shop_log", args=[account.pk]))


def _why_not(refusal: channels.CannotUndo) -> str:
    if refusal.is_changed:
        return _("Somebody has changed it again since. Nothing was taken back.")
    return _("This is older than 24 hours. Change it anew instead.")


def _tell_undone(request: HttpRequest, undone: channels.Undone) -> None:
    if undone.restored:
        text = ngettext(
            "Taken back. %(count)s item is sent as before.",
            "Taken back. %(count)s items are sent as before.",
            undone.restored,
        )
        messages.success(request, text % {"count": undone.restored})
    if undone.skipped:
        text = ngettext(
            "%(count)s stays: it was changed or sold since.",
            "%(count)s stay: they were changed or sold since.",
            undone.skipped,
        )
        messages.warning(request, text % {"count": undone.skipped})
    if not undone.restored and not undone.skipped:
        messages.info(request, _("This was taken back before. Nothing was changed."))
