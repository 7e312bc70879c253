"""Kantor pusat: the cooperatives of this shop, a new one, and the shop's shelves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import Category
from catalog.shelves import CannotAdd, add_shelf
from cms.cooperatives.services import CannotTakeIn, NewCooperative, take_in
from shop.address.models import Region
from shop.partner.models import Partner
from shop.storefront import phones, places

LONGEST_NAME = 80
LONGEST_ADDRESS = 254
MOST = 600
# The word every name begins with would only make addresses longer.
FIRST_WORD = "koperasi-"


@dataclass(kw_only=True)
class Answers:
    """What was typed into the form of a new cooperative, and what was wrong with it."""

    name: str = ""
    district: str = ""
    place: str = ""
    whatsapp: str = ""
    manager: str = ""
    found: list[Region] | None = None
    error: str = ""
    wrong: str = ""


@require_safe
@never_cache
def cooperatives(request: HttpRequest) -> HttpResponse:
    """All cooperatives by name, and how many people work for each."""
    rows = Partner.objects.annotate(people=Count("staff_roles__user", distinct=True))
    found = [(each, _people(each.people)) for each in rows.order_by("name", "pk")[:MOST]]
    context = {"place": "cooperatives", "cooperatives": found}
    return render(request, "head_office/cooperatives.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def new_cooperative(request: HttpRequest) -> HttpResponse:
    """The form of a new cooperative."""
    answers = Answers()
    if request.method == "POST":
        answers = _answers(request)
        partner = None if answers.error else _take_in(request, answers)
        if partner is not None:
            messages.success(request, _said(partner, answers.manager))
            return HttpResponseRedirect(reverse("head_office:cooperatives"))
    context = {"place": "cooperatives", "answers": answers}
    return render(request, "head_office/new_cooperative.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def shelves(request: HttpRequest) -> HttpResponse:
    """The categories of the shop, and the form that adds one."""
    context: dict[str, Any] = {"name": request.POST.get("name", "").replace("\0", "")}
    if request.method == "POST":
        parent = request.POST.get("parent", "")
        try:
            if parent and not (parent.isascii() and parent.isdecimal() and len(parent) < 10):
                raise CannotAdd(_("The category it should stand in is gone. Choose another."))
            shelf = add_shelf(name=context["name"], parent_id=int(parent) if parent else None)
        except CannotAdd as refusal:
            context |= {"error": str(refusal), "parent": parent}
        else:
            messages.success(request, _("%(name)s is added.") % {"name": shelf.name})
            return HttpResponseRedirect(reverse("head_office:shelves"))
    context["place"] = "shelves"
    context["shelves"] = _named(list(Category.objects.order_by("path")[:MOST]))
    return render(request, "head_office/shelves.html", context)


def _named(found: list[Category]) -> list[tuple[Category, str]]:
    """Each with the names of those above it; they come in the order of the tree."""
    names: dict[str, str] = {}
    for each in found:
        above = names.get(each.path[: -Category.steplen])
        names[each.path] = f"{above} > {each.name}" if above else each.name
    return [(each, names[each.path]) for each in found]


def _people(count: int) -> str:
    """How many work for a cooperative, in words."""
    if not count:
        return _("nobody works here yet")
    words = ngettext("%(n)s person works here", "%(n)s people work here", count)
    return words % {"n": count}


def _answers(request: HttpRequest) -> Answers:
    """What was typed, with the first thing that is wrong."""
    typed = {key: request.POST.get(key, "").replace("\0", "").strip() for key in request.POST}
    answers = Answers(
        name=" ".join(typed.get("name", "").split())[:LONGEST_NAME],
        place=typed.get("place", "")[:LONGEST_NAME],
        whatsapp=typed.get("whatsapp", "")[: phones.LONGEST_TEXT],
        manager=typed.get("manager", "")[:LONGEST_ADDRESS],
    )
    _find_district(answers, typed)
    if not slugify(answers.name):
        answers.error, answers.wrong = _("Write the name of the cooperative."), "name"
    elif not answers.district:
        answers.wrong = "district"
        answers.error = (
            _("Choose the district from the list below.")
            if answers.found
            else _("There is no district with this name. Check the spelling.")
        )
    return answers


def _find_district(answers: Answers, typed: dict[str, str]) -> None:
    """The chosen district, or the only one of that name; several are offered to choose from."""
    found = [
        region
        for region in places.for_address(answers.place)
        if region.level == Region.Level.DISTRICT
    ]
    codes = {region.code for region in found}
    if typed.get("district") in codes:
        answers.district = typed["district"]
    elif len(found) == 1:
        answers.district = found[0].code
    answers.found = found


def _take_in(request: HttpRequest, answers: Answers) -> Partner | None:
    """Add it; None with the reason in ``answers``."""
    slug = slugify(answers.name)
    try:
        whatsapp = phones.e164(answers.whatsapp) if answers.whatsapp else ""
        new = NewCooperative(
            name=answers.name,
            slug=slug.removeprefix(FIRST_WORD) or slug,
            district=answers.district,
            whatsapp=whatsapp,
        )
        return take_in(new=new, manager=answers.manager, by=request.user)
    except phones.NotAPhoneNumber as error:
        answers.error, answers.wrong = str(error), "whatsapp"
    except CannotTakeIn as refusal:
        answers.error, answers.wrong = str(refusal), refusal.field
    return None


def _said(partner: Partner, manager: str) -> str:
    facts = {"name": partner.name, "manager": manager}
    if manager:
        return _("%(name)s is added. The invitation is on its way to %(manager)s.") % facts
    return _("%(name)s is added. Work at its desk, or invite its manager there.") % facts
