"""The goods that every connector puts up when it is examined."""

from integrations.channels.words import DraftImage, DraftVariant, ListingDraft, Rupiah

COFFEE = ListingDraft(
    title="Kopi Arabika Gayo Natural 100%",
    description="Kopi dari Takengon.",
    category_id="100629",
    images=(
        DraftImage(
            filename="kopi biru.jpg",
            content_type="image/jpeg",
            content=b"\xff\xd8\xff",
            address="https://lapak.example/media/kopi-biru.jpg",
        ),
    ),
    weight_grams=275,
    length_mm=181,
    width_mm=120,
    height_mm=60,
    seller_sku="LK-77",
    option_names=("Berat",),
    variants=(
        DraftVariant(options=("250 g",), seller_sku="GAYO-250", price=Rupiah(95_000), quantity=9),
        DraftVariant(options=("1 kg",), seller_sku="GAYO-1000", price=Rupiah(340_000), quantity=2),
    ),
)
