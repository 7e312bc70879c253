"""Who we are to a channel: the app, the account's tokens, the shop behind them, and the limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from integrations.channels.transport import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Our registration with a platform, shared by all its accounts.

    `api_base` and `auth_base` are addresses without a trailing slash; "" means the platform's own
    production host. `callback_url` is the notification address exactly as registered. `service_id`
    is the name of the app on the consent page where that is another one than `app_id`.
    """

    app_id: str
    secret: Secret
    api_base: str = ""
    auth_base: str = ""
    callback_url: str = ""
    service_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What one account signs its calls with.

    `access_token` is whatever the connector put into `TokenPair.access`: a token, or several
    things in one text (a pair of keys, a token with the shop's cipher). Nobody else reads it.
    """

    external_shop_id: str
    access_token: Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    """A fresh pair of tokens with the moments they end.

    `access_expires_at` None: never (keys that a person made). `refresh_expires_at` None: not told.
    """

    access: Secret
    refresh: Secret
    access_expires_at: datetime | None
    refresh_expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An authorisation just given or renewed: store it before anything uses it.

    `other_shop_ids` are further shops that the same consent covered (a main account). `base_url`
    is the account's own address where every shop has one, else "".
    """

    external_shop_id: str
    tokens: TokenPair
    other_shop_ids: tuple[str, ...] = ()
    base_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyField:
    """One thing a person copies from the channel's own pages to link a shop.

    `name` is the key in the values handed to `grant_from_keys`; the words for people live with the
    screens. A secret field is never shown again.
    """

    name: str
    is_secret: bool = True
    is_required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopInfo:
    """The shop behind an account. `authorized_until` None: the channel sets no end."""

    external_shop_id: str
    name: str
    region: str
    raw_state: str = ""
    is_open: bool = True
    authorized_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLimit:
    """A pace of its own for one operation (`Request.operation`) of an account."""

    operation: str
    rate_per_second: float
    burst: int

    def __post_init__(self) -> None:
        if self.rate_per_second <= 0 or self.burst < 1:
            raise ValueError("rate and burst must be above zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a channel takes at once.

    `stock_batch` and `order_detail_batch` count elements per connector call, `max_window` is the
    longest span of one order query, `rate_per_second` and `burst` count HTTP calls per account.
    `operations` are narrower limits of single operations, which count besides. `poll_every` is how
    long the order list is left alone between two polls, where its quota is small.
    """

    stock_batch: int
    order_detail_batch: int
    max_window: timedelta
    rate_per_second: float
    burst: int
    operations: tuple[OperationLimit, ...] = ()
    poll_every: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        if min(self.stock_batch, self.order_detail_batch, self.burst) < 1:
            raise ValueError("a batch or burst below one would never get anywhere")
        if self.rate_per_second <= 0 or self.max_window <= timedelta(0):
            raise ValueError("rate and window must be above zero")
