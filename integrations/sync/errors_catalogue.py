"""Every failure a person may meet: what it is, why, what to do, who does it, and one button.

One table. A failure without an entry fails the tests; docs/reference/errors.md is made from it
(``manage.py errors_reference``). Sentences stand in English here and in Indonesian in locale/sync.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from integrations.channels import errors as channel
from integrations.sync.failures import Code, Entry, Who
from integrations.sync.secrets import CannotOpen

__all__ = [
    "CATALOGUE",
    "Code",
    "Entry",
    "Who",
    "code_of",
    "code_of_parked_message",
    "details",
    "explain",
    "text_of",
]

_TRY_AGAIN = _("Try again")
_WAIT = _("You need not do anything. We keep trying.")
_MATCH = _("Match the goods")
_GIVE_PERMISSION = _("Give permission again")

CATALOGUE: dict[Code, Entry] = {
    Code.RATE_LIMITED: Entry(
        title=_("The channel asks us to slow down"),
        cause=_("Many numbers changed in a short time, or the daily limit is used up."),
        remedy=_WAIT,
        who=Who.NOBODY,
    ),
    Code.UNAVAILABLE: Entry(
        title=_("The channel does not answer"),
        cause=_("The channel or the connection to it is disturbed."),
        remedy=_WAIT,
        who=Who.NOBODY,
    ),
    Code.AUTH_EXPIRED: Entry(
        title=_("Our permission is being renewed"),
        cause=_("The permission of the channel ends every few hours."),
        remedy=_WAIT,
        who=Who.NOBODY,
    ),
    Code.AUTH_REVOKED: Entry(
        title=_("The channel asks for permission again"),
        cause=_("The permission has ended or was withdrawn at the channel."),
        remedy=_("Sign in to the channel and choose the same shop."),
        who=Who.MANAGER,
        button=_GIVE_PERMISSION,
    ),
    Code.REJECTED: Entry(
        title=_("The channel refuses this"),
        cause=_("The channel's rules do not allow it. Its answer stands below."),
        remedy=_("Mend the goods here or at the channel, then try again."),
        who=Who.CATALOGUE,
        button=_TRY_AGAIN,
    ),
    Code.NOT_FOUND: Entry(
        title=_("The channel does not know this any more"),
        cause=_("It was deleted at the channel."),
        remedy=_("Put it up again at the channel, then read the list again."),
        who=Who.CATALOGUE,
        button=_TRY_AGAIN,
    ),
    Code.CONFLICT: Entry(
        title=_("The order has moved on at the channel"),
        cause=_("Somebody or the channel itself has changed it meanwhile."),
        remedy=_("We have read it again. Look at it once more."),
        who=Who.PACKER,
        button=_TRY_AGAIN,
    ),
    Code.BAD_PAYLOAD: Entry(
        title=_("We cannot read the channel's answer"),
        cause=_("The channel sends something in another shape than before."),
        remedy=_("Handle this one at the channel itself and tell the operator."),
        who=Who.OPERATOR,
        button=_TRY_AGAIN,
    ),
    Code.BAD_SIGNATURE: Entry(
        title=_("A message did not come from the channel"),
        cause=_("Its signature is wrong: the secret differs, or somebody pretends."),
        remedy=_("Compare secret and notification address with those at the channel."),
        who=Who.OPERATOR,
    ),
    Code.CHANNEL_ERROR: Entry(
        title=_("The channel reports an error"),
        cause=_("The channel could not do it. Its answer stands below."),
        remedy=_("Try again. Tell the operator if it happens again."),
        who=Who.OPERATOR,
        button=_TRY_AGAIN,
    ),
    Code.KEYS_REFUSED: Entry(
        title=_("The channel does not accept our keys any more"),
        cause=_("A key was withdrawn or made anew on the channel's own page."),
        remedy=_("Make a new key there and enter it here. Orders wait and are not lost."),
        who=Who.MANAGER,
        button=_("Enter the keys again"),
    ),
    Code.QUOTA_USED_UP: Entry(
        title=_("The channel's quota is used up for now"),
        cause=_("It answers only so many questions in half an hour, to all programs together."),
        remedy=_WAIT,
        who=Who.NOBODY,
    ),
    Code.SITE_UNREACHABLE: Entry(
        title=_("The shop's site does not answer"),
        cause=_("The site or its host is disturbed."),
        remedy=_("We keep trying. If a browser does not open it either, call its host."),
        who=Who.NOBODY,
    ),
    Code.SITE_CERTIFICATE: Entry(
        title=_("The certificate of the shop's site is not valid"),
        cause=_("It has ended, or belongs to another address. Keys would not be safe."),
        remedy=_("Let the host of the site renew it. Then it goes on by itself."),
        who=Who.MANAGER,
        button=_TRY_AGAIN,
    ),
    Code.SITE_REFUSED: Entry(
        title=_("This address is not called"),
        cause=_("It does not begin with https, or leads into a private network."),
        remedy=_("Write the address as everybody sees it in the browser."),
        who=Who.MANAGER,
        button=_("Enter the keys again"),
    ),
    Code.SITE_MOVED: Entry(
        title=_("The shop's site has moved"),
        cause=_("It leads on to another address, for example with www in front."),
        remedy=_("Enter the keys again with the address at which the browser ends."),
        who=Who.MANAGER,
        button=_("Enter the keys again"),
    ),
    Code.SITE_NO_API: Entry(
        title=_("Programs find no entrance at the shop's site"),
        cause=_("Permalinks are set to plain, or WooCommerce is switched off there."),
        remedy=_("Open Settings, Permalinks in WordPress and choose Post name."),
        who=Who.MANAGER,
        button=_TRY_AGAIN,
    ),
    Code.SITE_API_OFF: Entry(
        title=_("The shop's site keeps programs out"),
        cause=_("A security plugin or the host has closed the entrance."),
        remedy=_("Allow the WooCommerce REST API in that plugin, or ask the host."),
        who=Who.MANAGER,
        button=_TRY_AGAIN,
    ),
    Code.SITE_UNREADABLE: Entry(
        title=_("The shop's site answers with a page instead of data"),
        cause=_("It is being maintained, or one of its plugins reports a fault."),
        remedy=_("We keep trying. If it stays so, ask who looks after the site."),
        who=Who.MANAGER,
        button=_TRY_AGAIN,
    ),
    Code.SECRET_DOES_NOT_OPEN: Entry(
        title=_("The stored permission cannot be opened"),
        cause=_("The encryption key of the server has changed."),
        remedy=_("Put the old key back into FIELD_KEYS, or give permission again."),
        who=Who.OPERATOR,
        button=_GIVE_PERMISSION,
    ),
    Code.BUG: Entry(
        title=_("A mistake of ours"),
        cause=_("The program met something it was not made for."),
        remedy=_("Tell the operator the time and this text. The rest goes on."),
        who=Who.OPERATOR,
        button=_TRY_AGAIN,
    ),
    Code.NO_STOCK_ITEM: Entry(
        title=_("Stock is not counted for these goods"),
        cause=_("The pack is not tied to any stock in the store."),
        remedy=_("Choose the stock the pack is taken from."),
        who=Who.CATALOGUE,
        button=_("Choose the stock"),
    ),
    Code.PRICE_NOT_WHOLE: Entry(
        title=_("The price is not in whole rupiah"),
        cause=_("The price holds a fraction of a rupiah."),
        remedy=_("Write the price without a comma."),
        who=Who.CATALOGUE,
        button=_("Change the price"),
    ),
    Code.NO_PRICE: Entry(
        title=_("The price is empty"),
        cause=_("Channels do not sell for nothing."),
        remedy=_("Fill in the price."),
        who=Who.CATALOGUE,
        button=_("Change the price"),
    ),
    Code.ZERO_NEEDS_YES: Entry(
        title=_("It would show sold out at the channel"),
        cause=_("Here it is 0, and this number has never been sent."),
        remedy=_("Count the stock, or allow the 0."),
        who=Who.CATALOGUE,
        button=_("Count the stock"),
    ),
    Code.LISTING_GONE: Entry(
        title=_("The goods are no longer at the channel"),
        cause=_("Somebody deleted them there."),
        remedy=_("Put them up again at the channel, or leave it so."),
        who=Who.CATALOGUE,
        button=_("Read the list again"),
    ),
    Code.STOCK_NOT_WRITABLE: Entry(
        title=_("The channel keeps this stock itself"),
        cause=_("The goods lie in the channel's own warehouse."),
        remedy=_("Nothing to do. We do not send this number."),
        who=Who.NOBODY,
    ),
    Code.CANNOT_DO: Entry(
        title=_("This cannot be done through the channel's interface"),
        cause=_("The channel does not offer it to programs."),
        remedy=_("Do it in the channel's own app."),
        who=Who.MANAGER,
    ),
    Code.RESTS: Entry(
        title=_("A person lets this rest"),
        cause=_("Sending is switched off for these goods at this channel."),
        remedy=_("Nothing to do. Switch it on again in the rules of the goods."),
        who=Who.NOBODY,
    ),
    Code.LISTING_INCOMPLETE: Entry(
        title=_("Something is missing before the goods can be put up"),
        cause=_("Our catalogue changed after the button was pressed."),
        remedy=_("Open the list of goods to put up and fill in what it names."),
        who=Who.CATALOGUE,
        button=_("See what is missing"),
    ),
    Code.NO_COURIER_THERE: Entry(
        title=_("The shop there has no delivery service switched on"),
        cause=_("The channel takes goods only with a delivery service."),
        remedy=_("Switch one on in the channel's own app, then try again."),
        who=Who.MANAGER,
        button=_TRY_AGAIN,
    ),
    Code.PICTURE_NOT_FETCHED: Entry(
        title=_("The shop there could not fetch a photo"),
        cause=_("It fetches photos from our website by itself, and got none from there."),
        remedy=_("Open the photo on our website. If it shows, ask who runs the shop's site."),
        who=Who.MANAGER,
        button=_TRY_AGAIN,
    ),
    Code.CODE_TAKEN_THERE: Entry(
        title=_("The shop there has goods with this code already"),
        cause=_("Every code stands in a shop once, also among hidden and deleted goods."),
        remedy=_("Match the goods that stand there, or give ours another code."),
        who=Who.CATALOGUE,
        button=_MATCH,
    ),
    Code.ESCROW: Entry(
        title=_("These goods have a share at each channel"),
        cause=_("The number is the channel's own share and is changed only when all is safe."),
        remedy=_("Nothing to do. The shares stand on the stock card."),
        who=Who.NOBODY,
    ),
    Code.UNKNOWN_STATE: Entry(
        title=_("The order is in a state we do not know"),
        cause=_("The channel uses a new word. It stands below."),
        remedy=_("Look at the order at the channel and tell the operator."),
        who=Who.OPERATOR,
        button=_TRY_AGAIN,
    ),
    Code.UNKNOWN_GOODS: Entry(
        title=_("The order holds goods we do not know"),
        cause=_("The goods at the channel are not matched with ours yet."),
        remedy=_("Match them. The next orders then fit by themselves."),
        who=Who.CATALOGUE,
        button=_MATCH,
    ),
    Code.ORDER_NOT_TAKEN_OVER: Entry(
        title=_("An order could not be taken over"),
        cause=_("Something about it is not as expected. The reason stands below."),
        remedy=_("Handle it at the channel meanwhile and tell the operator."),
        who=Who.OPERATOR,
        button=_TRY_AGAIN,
    ),
    Code.SHORT_OF_STOCK: Entry(
        title=_("Stock is short"),
        cause=_("More was sold than there is."),
        remedy=_("Decide before the deadline."),
        who=Who.CATALOGUE,
        button=_("Decide"),
    ),
    Code.CANCEL_WISH: Entry(
        title=_("The buyer asks to cancel"),
        cause=_("The buyer has asked for it at the channel."),
        remedy=_("Answer before the channel does it by itself."),
        who=Who.PACKER,
        button=_("Answer"),
    ),
    Code.CANCELLED_AFTER_SHIPPING: Entry(
        title=_("Cancelled while the parcel is on its way"),
        cause=_("The channel cancelled the order after the courier had the parcel."),
        remedy=_("Wait for the parcel. Stock grows once you tick it as received."),
        who=Who.PACKER,
        button=_("Goods are back"),
    ),
    Code.CAME_BACK: Entry(
        title=_("The order came back after it was cancelled"),
        cause=_("The buyer has paid after all, or somebody took the cancellation back."),
        remedy=_("Enter it by hand and pack it, or cancel it at the channel."),
        who=Who.PACKER,
        button=_TRY_AGAIN,
    ),
    Code.OUTCOME_UNKNOWN: Entry(
        title=_("Not certain whether it was sent"),
        cause=_("The channel's answer was lost on the way."),
        remedy=_("We are asking the channel. Do not send it again."),
        who=Who.NOBODY,
    ),
    Code.OUTCOME_UNCLEAR: Entry(
        title=_("We could not find out whether it was sent"),
        cause=_("The channel's answer was lost, and asking again did not help."),
        remedy=_("Look at the order in the channel's app. Try again only if it was not sent."),
        who=Who.PACKER,
        button=_TRY_AGAIN,
    ),
    Code.BUYER_WANTS_TO_CANCEL: Entry(
        title=_("Not sent: the buyer asks to cancel"),
        cause=_("The buyer asked before the parcel was handed over."),
        remedy=_("Answer the buyer first."),
        who=Who.PACKER,
        button=_("Answer"),
    ),
    Code.ORDER_CANCELLED: Entry(
        title=_("Not sent: the order is cancelled"),
        cause=_("The order was cancelled at the channel meanwhile."),
        remedy=_("Put the goods back on the shelf."),
        who=Who.PACKER,
    ),
    Code.NOT_PAID_YET: Entry(
        title=_("Not sent: the order is not paid yet"),
        cause=_("The channel has not received the money."),
        remedy=_("Wait for the payment."),
        who=Who.NOBODY,
    ),
    Code.NOTHING_TO_ANSWER: Entry(
        title=_("There is nothing to answer any more"),
        cause=_("The wish to cancel was answered or withdrawn."),
        remedy=_("Look at the order once more."),
        who=Who.PACKER,
    ),
    Code.NO_WAY_TO_SHIP: Entry(
        title=_("The channel offers no way to hand over the parcel"),
        cause=_("No pickup time and no counter can be chosen."),
        remedy=_("Arrange it in the channel's own app."),
        who=Who.PACKER,
        button=_TRY_AGAIN,
    ),
    Code.LABEL_NOT_MADE: Entry(
        title=_("The label is not ready"),
        cause=_("The channel has not made it yet."),
        remedy=_("Try again, or print it in the channel's own app."),
        who=Who.PACKER,
        button=_TRY_AGAIN,
    ),
    Code.ACCOUNT_NOT_CONNECTED: Entry(
        title=_("The shop is not connected"),
        cause=_("Permission is missing or the shop was disconnected."),
        remedy=_("Give permission again, then it goes on by itself."),
        who=Who.MANAGER,
        button=_GIVE_PERMISSION,
    ),
    Code.WRONG_SHOP: Entry(
        title=_("Another shop was chosen"),
        cause=_("At the channel another shop was picked than the one to be linked."),
        remedy=_("Sign in again and choose the right shop. Nothing was changed."),
        who=Who.MANAGER,
        button=_("Give permission again"),
    ),
    Code.LINK_EXPIRED: Entry(
        title=_("Permission was not given yet"),
        cause=_("It took longer than ten minutes, or was cancelled at the channel."),
        remedy=_("No harm done. It can be repeated."),
        who=Who.MANAGER,
        button=_("Give permission again"),
    ),
    Code.WRONG_KEYS: Entry(
        title=_("The channel does not accept these keys"),
        cause=_("A key was copied incompletely, belongs to another shop, or was withdrawn."),
        remedy=_("Copy the keys again from the channel's own page. Nothing was changed."),
        who=Who.MANAGER,
        button=_("Enter the keys again"),
    ),
    Code.SHOP_OF_ANOTHER: Entry(
        title=_("The shop belongs to another cooperative"),
        cause=_("It is linked there already."),
        remedy=_("Ask the operator if that is a mistake."),
        who=Who.OPERATOR,
    ),
    Code.UNKNOWN_SHOP: Entry(
        title=_("A message for a shop we do not know"),
        cause=_("The shop is not linked here (any more)."),
        remedy=_("Nothing to do, unless you expected the shop here."),
        who=Who.NOBODY,
    ),
    Code.WORKER_STOPPED: Entry(
        title=_("The background worker has stopped"),
        cause=_("It has not reported for a minute."),
        remedy=_("Call the operator. Orders and numbers wait and are not lost."),
        who=Who.OPERATOR,
    ),
}

# Subclasses come before their parents: the first that fits decides.
OF_ERROR: tuple[tuple[type[Exception], Code], ...] = (
    (channel.RateLimited, Code.RATE_LIMITED),
    (channel.Unavailable, Code.UNAVAILABLE),
    (channel.AuthExpired, Code.AUTH_EXPIRED),
    (channel.AuthRevoked, Code.AUTH_REVOKED),
    (channel.Rejected, Code.REJECTED),
    (channel.NotFound, Code.NOT_FOUND),
    (channel.Conflict, Code.CONFLICT),
    (channel.BadPayload, Code.BAD_PAYLOAD),
    (channel.BadSignature, Code.BAD_SIGNATURE),
    (channel.ChannelError, Code.CHANNEL_ERROR),
    (CannotOpen, Code.SECRET_DOES_NOT_OPEN),
)

# A channel's own word that needs another remedy than its class of errors has.
OF_WORD: dict[str, Code] = {
    # WooCommerce: the shop fetches pictures itself; every code stands there once.
    "picture_not_fetched": Code.PICTURE_NOT_FETCHED,
    "woocommerce_product_image_upload_error": Code.PICTURE_NOT_FETCHED,
    "woocommerce_product_invalid_image_id": Code.PICTURE_NOT_FETCHED,
    "product_invalid_sku": Code.CODE_TAKEN_THERE,
    "no_courier": Code.NO_COURIER_THERE,  # Shopee: the connector's own word
    "ERR-PA401001": Code.KEYS_REFUSED,  # Blibli: the API seller key
    "ERR-PA429001": Code.QUOTA_USED_UP,  # Blibli: a quota of half an hour
    # WooCommerce: keys that were withdrawn, or may read only.
    "woocommerce_rest_authentication_error": Code.KEYS_REFUSED,
    "woocommerce_rest_cannot_batch": Code.KEYS_REFUSED,
    "woocommerce_rest_cannot_create": Code.KEYS_REFUSED,
    "woocommerce_rest_cannot_delete": Code.KEYS_REFUSED,
    "woocommerce_rest_cannot_edit": Code.KEYS_REFUSED,
    "woocommerce_rest_cannot_view": Code.KEYS_REFUSED,
    # WooCommerce: the connector's words for what is wrong with the shop's own site.
    "site_unreachable": Code.SITE_UNREACHABLE,
    "site_certificate": Code.SITE_CERTIFICATE,
    "site_refused": Code.SITE_REFUSED,
    "site_moved": Code.SITE_MOVED,
    "site_no_api": Code.SITE_NO_API,
    "site_api_off": Code.SITE_API_OFF,
    "site_unreadable": Code.SITE_UNREADABLE,
}

# What the outbox itself writes on a row whose worker vanished or whose look-ups came to nothing.
OF_OUTBOX: dict[str, Code] = {
    "interrupted": Code.OUTCOME_UNCLEAR,
    "unknown": Code.OUTCOME_UNCLEAR,
    Code.OUTCOME_UNKNOWN.value: Code.OUTCOME_UNCLEAR,
    "database": Code.BUG,
    "no_handler": Code.BUG,
}


def code_of(error: BaseException) -> Code:
    """The catalogue's word for an exception; whatever is not expected is a bug of ours."""
    if isinstance(error, channel.ChannelError) and error.code in OF_WORD:
        return OF_WORD[error.code]
    return next((code for kind, code in OF_ERROR if isinstance(error, kind)), Code.BUG)


def explain(code: str) -> Entry:
    """The entry of a stored code; a word that nobody knows reads as a bug."""
    return CATALOGUE[Code(code) if code in _KNOWN else Code.BUG]


def code_of_parked_message(code: str) -> Code:
    """The catalogue's word for a parked outbox row."""
    known = OF_OUTBOX.get(code, code)
    return Code(known) if known in _KNOWN else Code.BUG


def text_of(error: BaseException, limit: int = 500) -> str:
    """The technical text to keep beside the code: the channel's own words, or the exception's."""
    text = str(error) if isinstance(error, channel.ChannelError) else repr(error)
    return text[:limit]


def details(error: BaseException) -> dict[str, Any]:
    """The columns ``error_code`` and ``error_text`` for a failure."""
    return {"error_code": code_of(error).value, "error_text": text_of(error)}


_KNOWN = frozenset(code.value for code in Code)
