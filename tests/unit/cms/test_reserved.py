"""Slugs that the shop owns."""

from cms.reserved import reserved_slugs


def test_the_shop_keeps_its_addresses() -> None:
    owned = (
        "produk kategori cari keranjang checkout pesanan akun kerja cms pusat en id api media "
        "static documents django-admin healthz i18n jsi18n"
    )
    assert set(owned.split()) - reserved_slugs() == set()


def test_the_websites_own_sections_are_free() -> None:
    assert not {"berita", "koperasi", "cara-belanja", "tentang"} & reserved_slugs()
