"""Staff at the desk over plain HTTP: one login, pages and buttons, no scripts."""

from __future__ import annotations

from shop.demo.loading.people import HEAD_OFFICE, PASSWORD
from shop.demo.shopper import Shopper

COFFEE = "pengurus.kopi-lintong@lapak.example"
SEAFOOD = "pengurus.pesisir-belawan@lapak.example"

__all__ = ["COFFEE", "HEAD_OFFICE", "SEAFOOD", "Staff"]


class Staff(Shopper):
    """One member of staff, logged in."""

    def __init__(self, site: str, email: str = COFFEE) -> None:
        super().__init__(site)
        page = self.get("/akun/login/?next=/kerja/")
        sent = [
            (name, value)
            for name, value in page.sent()
            if name in {"csrfmiddlewaretoken", "next"} and value
        ]
        path = page.url.removeprefix(self.site)
        self.home = self.post(path, [*sent, ("login", email), ("password", PASSWORD)])
        assert "/kerja/" in self.home.url, f"{email} is not at the desk: {self.home.url}"
