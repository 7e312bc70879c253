"""Reviews: only of what arrived, once, safe to show, and counted where they are shown."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from catalog.models import Product
from catalog.reviews.models import ProductReview
from shop.accounts.models import User
from shop.order import services
from shop.order.models import Order
from shop.storefront import review_photos, reviewing
from shop.storefront.review_list import review_page
from tests.factories_orders import make_basket, make_paid_order, make_request, only_parcel
from tests.factories_storefront import SAME_ORIGIN, card_of, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def arrived(product: Product | None = None, packs: int = 1) -> Order:
    """An order of one article whose parcel has been delivered."""
    product = product or make_product("Kopi Lintong")
    order = make_paid_order((product.stockrecords.get(), packs))
    services.walk(parcel_id=only_parcel(order).pk, to="delivered", source="desk")
    return order


def line_id(order: Order) -> int:
    return order.lines.get().pk


def head_office() -> User:
    return User.objects.create_superuser(email="p@lapak.example", password="x")


def photo(width: int = 1600, height: int = 1200) -> bytes:
    picture = Image.new("RGB", (width, height), "olive")
    exif = picture.getexif()
    exif[0x010F] = "Kamera rahasia"
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_only_what_arrived_can_be_reviewed() -> None:
    order = make_paid_order((make_product().stockrecords.get(), 1))
    assert reviewing.lines_to_review(order) == []
    with pytest.raises(reviewing.CannotReview):
        reviewing.write(order=order, line_id=line_id(order), score=5, text="")
    services.walk(parcel_id=only_parcel(order).pk, to="delivered", source="desk")
    assert [line.pk for line in reviewing.lines_to_review(order)] == [line_id(order)]


def test_one_review_for_each_line_and_none_for_other_orders() -> None:
    order, other = arrived(), arrived()
    reviewing.write(order=order, line_id=line_id(order), score=4, text="Enak")
    for wrong in (line_id(order), line_id(other)):
        with pytest.raises(reviewing.CannotReview):
            reviewing.write(order=order, line_id=wrong, score=1, text="")
    assert ProductReview.objects.count() == 1


@pytest.mark.parametrize("score", [0, 6, -1])
def test_stars_are_one_to_five(score: int) -> None:
    order = arrived()
    with pytest.raises(reviewing.CannotReview) as refused:
        reviewing.write(order=order, line_id=line_id(order), score=score, text="")
    assert refused.value.code == "no_stars"


def test_average_and_count_stand_on_product_and_card() -> None:
    product = make_product(packs=50)
    for score in (5, 4, 4):
        order = arrived(product)
        reviewing.write(order=order, line_id=line_id(order), score=score, text="")
    product.refresh_from_db()
    assert (round(product.rating, 2), product.review_count) == (4.33, 3)
    card = card_of(product)
    assert (str(card.rating), card.review_count) == ("4.3", 3)


def test_a_hidden_review_is_neither_shown_nor_counted() -> None:
    order = arrived()
    review = reviewing.write(order=order, line_id=line_id(order), score=1, text="Kasar")
    with pytest.raises(reviewing.CannotReview):
        reviewing.hide(review_id=review.pk, reason=" ", actor=head_office())
    assert reviewing.hide(review_id=review.pk, reason="Kata kasar", actor=User.objects.get())
    product = Product.objects.get(pk=review.product_id)
    assert (product.rating, product.review_count) == (None, 0)
    assert review_page(product_id=product.pk).reviews == ()
    reviewing.show(review_id=review.pk, actor=User.objects.get())
    assert card_of(product).review_count == 1


def test_reviews_may_have_to_wait_for_a_check(settings) -> None:
    settings.OSCAR_MODERATE_REVIEWS = True
    order = arrived()
    review = reviewing.write(order=order, line_id=line_id(order), score=5, text="")
    assert review.status == ProductReview.FOR_MODERATION
    assert card_of(review.product).review_count == 0


def test_a_report_counts_once_for_each_reporter() -> None:
    order = arrived()
    review = reviewing.write(order=order, line_id=line_id(order), score=5, text="")
    reports = [("10.0.0.1", True), ("10.0.0.1", False), ("10.0.0.2", True)]
    for reporter, is_new in reports:
        assert reviewing.report(review_id=review.pk, reporter=reporter, reason="") is is_new
    review.refresh_from_db()
    assert review.report_count == 2


def test_only_the_cooperative_itself_answers() -> None:
    order = arrived()
    review = reviewing.write(order=order, line_id=line_id(order), score=5, text="")
    user = head_office()
    assert not reviewing.reply(
        review_id=review.pk, cooperative_ids=[review.cooperative_id + 1], text="Hai", actor=user
    )
    assert reviewing.reply(
        review_id=review.pk, cooperative_ids=[review.cooperative_id], text="Hai", actor=user
    )


def test_photos_are_drawn_anew_in_two_sizes_without_where_they_were_taken() -> None:
    upload = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    order = arrived()
    review = reviewing.write(
        order=order, line_id=line_id(order), score=5, text="", photos=[review_photos.draw(upload)]
    )
    name = review.photos.get().file.name
    for stored, size in ((name, (1000, 750)), (review_photos.small_name(name), (240, 240))):
        with Image.open(default_storage.open(stored)) as picture:
            assert picture.size == size
            assert dict(picture.getexif()) == {}
        assert b"rahasia" not in default_storage.open(stored).read()


def test_what_visitors_write_is_text_and_nothing_else(client: Client) -> None:
    order = arrived()
    nasty = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    review = reviewing.write(order=order, line_id=line_id(order), score=5, text=nasty)
    ProductReview.objects.filter(pk=review.pk).update(reply=nasty, name="<b>Sari")
    for address in (review.product.get_absolute_url(), f"/produk/{review.product.slug}/ulasan/"):
        text = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert(1)" not in text
        assert "<img src=x" not in text
        assert "<b>Sari" not in text


def test_a_guest_reviews_through_the_orders_link(client: Client) -> None:
    order = arrived()
    address = f"/pesanan/{order.token}/ulasan/"
    page = client.get(address)
    assert page["Cache-Control"].startswith("max-age=0")
    assert "Kopi Lintong" in page.content.decode()
    sent = {
        "line": line_id(order),
        "score": "5",
        "text": "Wangi sekali",
        "photos": [SimpleUploadedFile("a.jpg", photo(), "image/jpeg")],
    }
    assert client.post(address, sent).status_code == 303
    review = ProductReview.objects.get()
    assert (review.score, review.body, review.photos.count()) == (5, "Wangi sekali", 1)
    assert review.name == "Ibu S***"
    again = client.post(address, {"line": line_id(order), "score": "1"})
    assert again.status_code == 422
    assert ProductReview.objects.count() == 1


def test_a_bad_photo_keeps_what_was_typed_and_stores_nothing(client: Client) -> None:
    order = arrived()
    sent = {
        "line": line_id(order),
        "score": "4",
        "text": "Tulisan panjang",
        "photos": [SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")],
    }
    answer = client.post(f"/pesanan/{order.token}/ulasan/", sent)
    assert answer.status_code == 422
    assert "Tulisan panjang" in answer.content.decode()
    assert ProductReview.objects.count() == 0
    assert client.get("/pesanan/tidak-ada-token-ini/ulasan/").status_code == 404


def test_all_reviews_are_sorted_filtered_and_paged(client: Client) -> None:
    product = make_product(packs=50)
    for place in range(12):
        order = arrived(product)
        reviewing.write(
            order=order, line_id=line_id(order), score=place % 5 + 1, text=f"ke-{place}"
        )
    first = review_page(product_id=product.pk)
    assert [review.text for review in first.reviews[:2]] == ["ke-11", "ke-10"]
    assert (len(first.reviews), first.has_next) == (10, True)
    second = review_page(product_id=product.pk, number=2)
    assert (len(second.reviews), second.has_next) == (2, False)
    best = review_page(product_id=product.pk, order="tinggi").reviews
    assert [review.score for review in best[:3]] == [5, 5, 4]
    assert [bar.count for bar in first.bars] == [2, 2, 2, 3, 3]
    assert review_page(product_id=product.pk, stars=1, order="x").order == "baru"
    address = f"/produk/{product.slug}/ulasan/?urut=rendah&hal=2"
    assert client.get(address).status_code == 200


def test_reporting_needs_a_page_of_this_site(client: Client) -> None:
    order = arrived()
    review = reviewing.write(order=order, line_id=line_id(order), score=5, text="")
    address = f"/ulasan/{review.pk}/laporkan/"
    assert client.get(address).status_code == 200
    assert client.post(address, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert client.post(address, {"reason": "palsu"}, **SAME_ORIGIN).status_code == 200
    review.refresh_from_db()
    assert review.report_count == 1


def test_a_lapsed_or_foreign_order_reviews_nothing() -> None:
    record = make_product().stockrecords.get()
    order = services.place(new=make_request(make_basket((record, 1))))
    assert reviewing.lines_to_review(order) == []
    Order.objects.filter(pk=order.pk).update(source="shopee")
    order.refresh_from_db()
    assert reviewing.lines_to_review(order) == []
