"""Pages with couriers' own prices: who shows parcels asks first, outside any transaction."""

from shop.basket.models import Basket
from shop.shipping import live
from shop.storefront.basket_page import BasketPage, basket_page


def asked(page: BasketPage, destination_code: str) -> bool:
    """Ask couriers about the parcels of a page; True: it has to be read again."""
    contents = [parcel.contents for parcel in page.parcels]
    return live.warm(parcels=contents, destination=destination_code)


def ask_before_placing(basket: Basket, destination_code: str) -> None:
    """Renew what ran out since the page was shown, so that placing compares with today's rates."""
    if live.is_on():
        asked(basket_page(basket, destination_code=destination_code), destination_code)
