"""Where buyers' money arrives: bank accounts and the QRIS. Who wants another one says so here.

Every change asks for the password or the second step again, unless that was proven just now: a
phone left unlocked must not be enough to lead the money elsewhere.
"""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.numbers import number
from shop.accounts.views import in_words
from shop.payments import qris, receiving
from shop.payments.models import BankAccount, QrisCode
from shop.payments.proofs import BadProof
from shop.payments.providers.base import PaymentError
from shop.payments.qris_picture import read_picture

LONGEST = 512
APP = "receiving"
proven = reauthentication_required(app=APP)


def owner(desk: Desk) -> int | None:
    """Whose money: head office looks after the operator's own, others after their cooperative's."""
    return None if desk.is_head_office else desk.cooperative.pk


@require_safe
@desk_view("books")
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is in use, and the forms for more."""
    return _page(request, desk)


def _page(request: HttpRequest, desk: Desk, **more: object) -> HttpResponse:
    mine = owner(desk)
    code = QrisCode.objects.filter(cooperative_id=mine, is_active=True).first()
    context = {
        "accounts": BankAccount.objects.filter(cooperative_id=mine, is_active=True).order_by("pk"),
        "merchant": qris.merchant(code.payload) if code else None,
        "is_operator": mine is None,
        "may_pay": desk.may("pay"),
        "typed": request.POST,
        **more,
    }
    status = 422 if "error" in more else 200
    return page(request, desk, "receiving.html", context, current="money", status=status)


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:receiving"))


@require_POST
@in_words
@desk_view("pay")
@proven
def add_account(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One more bank account."""
    try:
        account = receiving.add_account(
            cooperative_id=owner(desk),
            bank=request.POST.get("bank", ""),
            number=request.POST.get("nomor", "")[:60],
            holder=request.POST.get("nama", ""),
            actor=desk.user,
        )
    except PaymentError as error:
        return _page(request, desk, error=error.text)
    messages.success(
        request, _("%(account)s is shown to buyers from now on.") % {"account": account}
    )
    return _back()


@require_POST
@in_words
@desk_view("pay")
@proven
def close(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take an account, or the QRIS, away from new buyers."""
    chosen = number(request.POST.get("rekening", ""))
    if request.POST.get("qris"):
        closed = receiving.close_qris(cooperative_id=owner(desk), actor=desk.user)
    else:
        closed = chosen is not None and receiving.close_account(
            account_id=chosen, cooperative_id=owner(desk), actor=desk.user
        )
    if closed:
        messages.success(request, _("New buyers do not see it any more."))
    else:
        messages.info(request, _("It was not in use. Nothing was changed."))
    return _back()


@require_POST
@in_words
@desk_view("pay")
def read_qris(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A picture or the text of a QRIS: first show whose it is, then keep it."""
    try:
        payload = _payload(request)
        merchant = qris.merchant(payload)
        if "simpan" in request.POST:
            raise_if_reauthentication_required(request, app=APP)
            receiving.save_qris(cooperative_id=owner(desk), payload=payload, actor=desk.user)
            messages.success(request, _("Buyers now pay to %(name)s.") % {"name": merchant.name})
            return _back()
    except (qris.BadQris, BadProof, PaymentError) as error:
        text = str(error) if isinstance(error, qris.BadQris) else error.text
        return _page(request, desk, error=text)
    context = {"merchant": merchant, "payload": payload}
    return page(request, desk, "receiving_check.html", context, current="money")


def _payload(request: HttpRequest) -> str:
    """The text, from the picture when there is one. Raises BadProof, BadQris."""
    picture = request.FILES.get("gambar")
    if picture is not None:
        return read_picture(picture)
    text = request.POST.get("teks", "").strip()
    if not text:
        raise qris.BadQris(_("Choose a picture of the QRIS, or paste its text."))
    return text[: LONGEST + 1]
