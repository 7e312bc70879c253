"""``manage.py demo``: fill an empty installation with fictional cooperatives to try."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from shop.demo.loading import files, goods, market, notices, people, promises, reviews, website


class Command(BaseCommand):
    help = "Isi data contoh: koperasi, barang, stok, berita, akun. Boleh dijalankan lagi."

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        files.copy_pictures()
        with transaction.atomic():
            cooperatives = people.load_cooperatives(today)
            products = goods.load_goods(cooperatives, today)
            reviews.load_reviews()
            notices.load_templates()
            promises.load_free_shipping(cooperatives)
            accounts = people.load_accounts(cooperatives)
        website.load(products)
        market.write_seed()
        files.write_logins(accounts, people.PASSWORD)
        self.stdout.write(f"{len(cooperatives)} koperasi, {len(products)} barang siap.")
