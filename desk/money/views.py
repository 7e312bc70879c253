"""Uang: transfers to compare with the account, money that does not fit, money to give back."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.access import Desk, desk_view
from desk.frame import page
from desk.goods import amounts
from desk.money import lists
from shop import formats
from shop.order.models import Parcel
from shop.outbox.models import Message, State
from shop.payments import far, services
from shop.payments import selectors as payments
from shop.payments.models import PaymentProof, PaymentRequest, RequestState
from shop.transactions import calls_network


@require_safe
@desk_view("books")
def money(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everything about money that waits for a person."""
    scope = lists.scope(desk)
    proofs: dict[int, PaymentProof] = {}
    for proof in payments.proofs_waiting(cooperative_ids=scope)[: lists.SHOWN * 2]:
        proofs.setdefault(proof.request_id, proof)
    unpaid = lists.visible(scope).filter(state=RequestState.AWAITING, paid_amount=0)
    transfers = unpaid.exclude(provider=lists.CASH)
    context = {
        "proofs": list(proofs.values())[: lists.SHOWN],
        "held": payments.held(cooperative_ids=scope)[: lists.SHOWN],
        "taken_back": lists.reversed_payments(scope)[: lists.SHOWN],
        "owed": lists.owed(scope),
        "refunds": payments.refunds_due(cooperative_ids=scope)[: lists.SHOWN],
        "unpaid": transfers.exclude(pk__in=list(proofs)).order_by("-pk")[: lists.SHOWN],
        "at_the_door": unpaid.filter(provider=lists.CASH).order_by("-pk")[: lists.SHOWN],
        "sees_all": desk.is_head_office,
    }
    return page(request, desk, "money.html", context, current="money")


def request_for(desk: Desk, request_id: int) -> PaymentRequest:
    """A payment these people may see; 404 for those of others."""
    return get_object_or_404(lists.visible(lists.scope(desk)), pk=request_id)


def to_payment(request_id: int) -> HttpResponseRedirect:
    """Back to one payment."""
    return HttpResponseRedirect(reverse("desk:payment", args=[request_id]))


@require_safe
@desk_view("books")
def payment(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """One payment: its proofs, what came, what to do."""
    return payment_page(request, desk, request_for(desk, request_id))


def payment_page(
    request: HttpRequest, desk: Desk, found: PaymentRequest, error: str = ""
) -> HttpResponse:
    """The page, also with an amount that could not be read."""
    owed = next((each for each in lists.owed(lists.scope(desk)) if each.request == found), None)
    own = Parcel.objects.filter(order=found.order, cooperative_id__in=desk.ids).order_by("pk")
    may_pay, by_api = desk.may("pay"), _goes_back_by_itself(found)
    can_confirm = may_pay and lists.may_note(found)
    must_return = found.state == RequestState.REFUND_DUE and not by_api
    context = {
        "payment": found,
        "proofs": found.proofs.order_by("-pk"),
        "receipts": found.receipts.select_related("actor"),
        "missing": max(0, found.amount - found.paid_amount),
        "may_pay": may_pay,
        "can_confirm": can_confirm,
        "can_act": can_confirm or (may_pay and (owed or must_return)),
        "is_cash": found.provider == lists.CASH,
        "is_far": found.provider in lists.BY_ITSELF,
        "by_api": by_api,
        "too_much": max(0, found.paid_amount - found.amount),
        "owed": owed,
        "parcel": own.first(),
        "typed": request.POST.get("jumlah", formats.number(found.amount)),
        "reference": request.POST.get("berita", ""),
        "error": error,
    }
    return page(request, desk, "payment.html", context, current="money")


@require_POST
@desk_view("pay")
def confirm(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """So much stands in the account. The same amount and note again change nothing."""
    found = request_for(desk, request_id)
    if not lists.may_note(found):
        messages.info(request, why_not(found))
        return to_payment(found.pk)
    try:
        amount = amounts.price(request.POST.get("jumlah", ""))
    except amounts.BadAmount as error:
        return payment_page(request, desk, found, error.text)
    outcome = services.confirm(
        request_id=found.pk,
        amount=amount,
        actor=desk.user,
        reference=request.POST.get("berita", "").strip()[:120],
    )
    level, text = told(outcome, amount)
    messages.add_message(request, level, text)
    return to_payment(found.pk)


def _goes_back_by_itself(found: PaymentRequest) -> bool:
    """Whether the provider has been asked to send money back and has not refused."""
    asked = Message.objects.filter(
        kind=far.REFUND, dedup_key__startswith=f"{found.pk}:", payload__key=far.refund_key(found)
    )
    return found.state == RequestState.REFUND_DUE and asked.exclude(state=State.PARKED).exists()


def why_not(found: PaymentRequest) -> str:
    """Why no money may be noted for this payment."""
    if found.state in lists.OPEN:
        return _("The courier has not collected this money yet. Nothing was changed.")
    return _("This payment was settled before. Nothing was changed.")


def told(outcome: services.Outcome, amount: int) -> tuple[int, str]:
    """What the money did, and what comes next."""
    money = formats.rupiah(amount)
    texts = {
        services.Outcome.PAID: (
            messages.SUCCESS,
            _("%(money)s noted. The order is paid and can be packed."),
        ),
        services.Outcome.REVIVED: (
            messages.SUCCESS,
            _("%(money)s noted. The order had ended and lives again."),
        ),
        services.Outcome.PARTLY: (
            messages.WARNING,
            _("%(money)s noted. The rest is still missing."),
        ),
        services.Outcome.HELD: (
            messages.WARNING,
            _("%(money)s noted and kept safe. It does not fit: decide below."),
        ),
        services.Outcome.ALREADY: (
            messages.INFO,
            _("%(money)s was noted before. Nothing was changed."),
        ),
    }
    level, text = texts[outcome]
    return level, text % {"money": money}


@require_POST
@desk_view("pay")
def reject_proof(request: HttpRequest, desk: Desk, proof_id: int) -> HttpResponse:
    """The picture proves nothing; the buyer may send another one."""
    proof = get_object_or_404(PaymentProof, pk=proof_id)
    request_for(desk, proof.request_id)
    reason = request.POST.get("alasan", "").strip()
    if not reason:
        messages.error(request, _("Say why the proof is not accepted. The buyer reads it."))
        return to_payment(proof.request_id)
    if services.reject_proof(proof_id=proof.pk, reason=reason, actor=desk.user):
        messages.success(request, _("Proof refused. The buyer sees the reason."))
    else:
        messages.info(request, _("This proof was refused before. Nothing was changed."))
    return to_payment(proof.request_id)


@require_safe
@desk_view("books")
def proof_picture(request: HttpRequest, desk: Desk, proof_id: int) -> HttpResponse:
    """The picture itself, from private storage, for those who may see the payment."""
    proof = get_object_or_404(PaymentProof, pk=proof_id)
    request_for(desk, proof.request_id)
    try:
        return FileResponse(proof.file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error


@require_POST
@desk_view("pay")
def accept(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """Take the money that did not fit as payment."""
    found = request_for(desk, request_id)
    try:
        with transaction.atomic():
            done = services.accept(
                request_id=found.pk,
                actor=desk.user,
                note=request.POST.get("catatan", "").strip()[:255],
            )
    except services.PaymentError as error:
        messages.error(request, error.text)
        return to_payment(found.pk)
    if done:
        messages.success(request, _("Accepted. The order is paid and can be packed."))
    else:
        messages.info(request, _("This was decided before. Nothing was changed."))
    return to_payment(found.pk)


@require_POST
@desk_view("pay")
def accept_and_return(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """Too much came: use what the order costs, give the rest back."""
    found = request_for(desk, request_id)
    note = request.POST.get("catatan", "").strip()[:255]
    try:
        rest = services.accept_and_return_rest(request_id=found.pk, actor=desk.user, note=note)
    except services.PaymentError as error:
        messages.error(request, error.text)
        return to_payment(found.pk)
    if rest:
        text = _("The order is paid. %(money)s goes back to %(who)s.")
        words = {"money": formats.rupiah(rest), "who": found.order.contact_name}
        messages.success(request, text % words)
    else:
        messages.info(request, _("This was decided before. Nothing was changed."))
    return to_payment(found.pk)


# Not wrapped in a transaction: it calls the provider.
@calls_network
@require_POST
@desk_view("pay")
def ask_again(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """Ask the provider what it knows of this payment."""
    found = request_for(desk, request_id)
    try:
        services.check(request_id=found.pk)
    except services.PaymentError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("Asked. What you see below is what the provider says."))
    return to_payment(found.pk)


@require_POST
@desk_view("pay")
def give_back(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """Promise money back. The transfer is made by hand and noted afterwards."""
    found = request_for(desk, request_id)
    try:
        amount = amounts.price(request.POST.get("jumlah", ""))
    except amounts.BadAmount as error:
        return payment_page(request, desk, found, error.text)
    left = found.paid_amount - found.refunded_amount
    if amount > left:
        error_text = _("Only %(money)s came in.") % {"money": formats.rupiah(left)}
        return payment_page(request, desk, found, error_text)
    if services.return_money(
        request_id=found.pk,
        amount=amount,
        actor=desk.user,
        note=request.POST.get("catatan", "").strip()[:255],
    ):
        messages.success(
            request,
            _("%(money)s goes back to %(who)s. Transfer it, then note it here.")
            % {"money": formats.rupiah(amount), "who": found.order.contact_name},
        )
    else:
        messages.info(request, _("This was decided before. Nothing was changed."))
    return to_payment(found.pk)


@require_POST
@desk_view("pay")
def gave_back(request: HttpRequest, desk: Desk, request_id: int) -> HttpResponse:
    """The transfer back was made."""
    found = request_for(desk, request_id)
    if services.refunded(
        request_id=found.pk,
        actor=desk.user,
        reference=request.POST.get("berita", "").strip()[:120],
    ):
        messages.success(
            request,
            _("Noted: %(money)s went back to %(who)s.")
            % {"money": formats.rupiah(found.refund_amount), "who": found.order.contact_name},
        )
    else:
        messages.info(request, _("This was noted before. Nothing was changed."))
    return to_payment(found.pk)
