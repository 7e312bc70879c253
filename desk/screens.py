"""Which right each address of the desk needs, to look and to act.

``desk_view`` turns away whoever has that right for none of their cooperatives, before anything is
looked up; the view then asks again for the cooperative of the object itself. The pages of
docs/reference/permissions.md are made from this table, and ``tests/integration/test_desk_roles.py``
opens every address with every role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from shop.accounts.rights import Right

LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The right to open the address, and the right to send its form."""

    look: Right
    act: Right


def _needs(look: Right, act: Right | None = None) -> Needs:
    return Needs(look=look, act=act or look)


_VIEW = _needs(Right.VIEW)
_ORDERS = _needs(Right.ORDERS)
_PACK = _needs(Right.PACK)
_SHIP = _needs(Right.SHIP)
_DECIDE = _needs(Right.DECIDE)
_GOODS = _needs(Right.GOODS)
_STOCK = _needs(Right.STOCK)
_PRICE = _needs(Right.PRICE)
_SHOPS = _needs(Right.CHANNELS)
_RULES = _needs(Right.CHANNELS, Right.CHANNEL)
_MATCH = _needs(Right.CHANNEL)
_LINK = _needs(Right.LINK)
_BOOKS = _needs(Right.BOOKS)
_PAY = _needs(Right.PAY)
_TEAM = _needs(Right.TEAM)
_TARIFFS = _needs(Right.TARIFFS)

SCREENS: Mapping[str, Needs] = {
    "home": _VIEW,
    "pulse": _VIEW,
    # Orders
    "orders": _ORDERS,
    "packing_list": _PACK,
    "labels": _PACK,
    "labels_file": _PACK,
    "parcel": _ORDERS,
    "tick": _PACK,
    "pack": _PACK,
    "unpack": _PACK,
    "ship": _SHIP,
    "ask_courier": _SHIP,
    "courier": _SHIP,
    "sent": _SHIP,
    "undo_ship": _SHIP,
    "hand_over": _SHIP,
    "retry_parcel": _SHIP,
    "tracking": _SHIP,
    "go_on": _SHIP,
    "take_back": _PACK,
    "channel_label": _PACK,
    "cancel": _DECIDE,
    "cancelled": _DECIDE,
    "undo_cancel": _DECIDE,
    "answer_cancel": _SHIP,
    "decide": _DECIDE,
    "later": _DECIDE,
    "match_line": _DECIDE,
    # Goods
    "goods": _GOODS,
    "goods_check": _STOCK,
    "goods_use": _STOCK,
    "goods_done": _GOODS,
    "undo_price": _PRICE,
    "undo_movement": _STOCK,
    "stock_card": _GOODS,
    "receive": _STOCK,
    "less": _STOCK,
    "count": _STOCK,
    "shares": _needs(Right.GOODS, Right.CHANNEL),
    "photos": _GOODS,
    "photo_add": _STOCK,
    "photo_move": _STOCK,
    "photo_remove": _STOCK,
    "harvest": _STOCK,
    "harvest_receive": _STOCK,
    # Spreadsheets
    "spreadsheets": _PRICE,
    "spreadsheet_download": _PRICE,
    "spreadsheet_sample": _PRICE,
    "spreadsheet_upload": _PRICE,
    "spreadsheet": _PRICE,
    "spreadsheet_marked": _PRICE,
    "spreadsheet_use": _PRICE,
    "spreadsheet_undo": _PRICE,
    "photo_batches": _STOCK,
    "photo_batch_upload": _STOCK,
    "photo_batch": _STOCK,
    "photo_batch_use": _STOCK,
    "photo_thumb": _STOCK,
    "photo_batch_leave": _STOCK,
    "photo_batch_undo": _STOCK,
    # Channels
    "channels": _SHOPS,
    "link": _LINK,
    "link_keys": _LINK,
    "consent": _LINK,
    "linked": _LINK,
    "shop": _SHOPS,
    "set_rules": _MATCH,
    "check_rules": _MATCH,
    "listing_rules": _MATCH,
    "shop_log": _SHOPS,
    "undo_bulk": _MATCH,
    "differences": _SHOPS,
    "check_now": _MATCH,
    "choose_side": _MATCH,
    "differences_file": _SHOPS,
    "publish": _SHOPS,
    "publish_read": _MATCH,
    "publish_send": _MATCH,
    "publish_goods": _RULES,
    "stuck": _SHOPS,
    "stuck_check": _MATCH,
    "stuck_retry": _MATCH,
    "stuck_leave": _MATCH,
    "stuck_again": _MATCH,
    "pause": _LINK,
    "resume": _LINK,
    "retry_cause": _MATCH,
    "disconnect": _LINK,
    "read_again": _MATCH,
    "match": _MATCH,
    "accept_certain": _MATCH,
    "match_one": _MATCH,
    "unmatch": _MATCH,
    "ignore": _MATCH,
    "dry_run": _LINK,
    "switch_on": _LINK,
    # Money
    "money": _BOOKS,
    "receiving": _BOOKS,
    "receiving_account": _PAY,
    "receiving_qris": _PAY,
    "receiving_close": _PAY,
    "payouts": _BOOKS,
    "payouts_file": _BOOKS,
    "payout": _BOOKS,
    "payment": _BOOKS,
    "proof_picture": _BOOKS,
    "confirm_payment": _PAY,
    "accept_payment": _PAY,
    "accept_and_return": _PAY,
    "ask_again": _PAY,
    "give_back": _PAY,
    "gave_back": _PAY,
    "reject_proof": _PAY,
    # Delivery
    "delivery": _PRICE,
    "delivery_save": _PRICE,
    "delivery_area": _PRICE,
    "delivery_stop": _PRICE,
    "tariffs": _TARIFFS,
    "tariff_download": _TARIFFS,
    "tariff_upload": _TARIFFS,
    "tariff_history": _TARIFFS,
    "weights": _TARIFFS,
    "weight_rule_save": _TARIFFS,
    "weight_surcharge_save": _TARIFFS,
    "tariff_file": _TARIFFS,
    "tariff_use": _TARIFFS,
    "tariff_undo": _TARIFFS,
    # More
    "more": _VIEW,
    "reviews": _VIEW,
    "review": _needs(Right.VIEW, Right.DECIDE),
    "review_judge": _needs(Right.JUDGE),
    "complaints": _ORDERS,
    "complaint": _needs(Right.ORDERS, Right.DECIDE),
    "complaint_sent": _SHIP,
    "complaint_photo": _ORDERS,
    "alerts": _SHIP,
    "alert_told": _SHIP,
    "data_requests": _needs(Right.PRIVACY),
    "history": _VIEW,
    "history_file": _VIEW,
    "people": _TEAM,
    "invite": _TEAM,
    "withdraw_invitation": _TEAM,
    "person": _TEAM,
    "remove_person": _TEAM,
    "choose": _VIEW,
    "help": _VIEW,
    "catalogues": _VIEW,
}


def right_for(request: HttpRequest) -> str:
    """The right this request needs; "" for an address that only its view knows."""
    match = request.resolver_match
    needs = SCREENS.get(match.url_name or "") if match else None
    if needs is None:
        return ""
    return needs.look if request.method in LOOKS else needs.act
