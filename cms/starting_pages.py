"""The words a fresh website starts with. They are content: editors change them in the CMS."""

from dataclasses import dataclass

HOME_TITLE = "Beranda"
HERO_TITLE = "Dari kebun dan alat tenun, langsung ke rumah"
HERO_TEXT = "Kopi, beras, madu, dan ulos dari koperasi. Harganya ditentukan anggota sendiri."
HERO_BUTTON = "Lihat panen minggu ini"
SHELF_TITLE = "Panen minggu ini"
STRIP_TITLE = "Kenali koperasinya"
STEPS_TITLE = "Cara belanja"
HOME_NEWS_TITLE = "Kabar dari koperasi"
NEWS_TITLE = "Berita"
NEWS_LEAD = "Panen, resep, dan cerita orang-orang di balik barangnya."
COOPERATIVES_TITLE = "Koperasi"
COOPERATIVES_LEAD = "Koperasi yang menanam, menenun, dan memasak barang di lapak ini."
TOPICS = (
    ("panen", "Panen"),
    ("cerita-anggota", "Cerita anggota"),
    ("resep", "Resep"),
    ("kabar-koperasi", "Kabar koperasi"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingPage:
    """A plain page until somebody writes a better one."""

    slug: str
    title: str
    lead: str
    paragraphs: tuple[str, ...]


PAGES = (
    StartingPage(
        slug="cara-belanja",
        title="Cara belanja",
        lead="Pilih barang, isi alamat, bayar. Tidak perlu membuat akun.",
        paragraphs=(
            "Pilih barang dan jumlahnya, lalu tambahkan ke keranjang. Barang dari beberapa "
            "koperasi boleh dibayar sekaligus; setiap koperasi mengirim paketnya sendiri.",
            "Di halaman bayar, isi nama, nomor WhatsApp, dan alamat, lalu pilih pengiriman. "
            "Ongkir terlihat sebelum Anda membayar.",
            "Setelah pembayaran diterima, koperasi mengemas dan mengirim. Nomor resi tampil di "
            "halaman pesanan Anda.",
        ),
    ),
    StartingPage(
        slug="pengiriman-retur",
        title="Pengiriman & retur",
        lead="Setiap koperasi mengirim langsung dari gudangnya.",
        paragraphs=(
            "Ongkir dihitung dari kecamatan koperasi ke kecamatan Anda menurut berat paket. "
            "Perkiraan tiba tertulis pada setiap pilihan pengiriman.",
            "Barang rusak atau keliru? Kirim foto lewat WhatsApp koperasi paling lambat 2 hari "
            "setelah paket tiba. Uang kembali atau barang diganti, Anda yang memilih.",
            "Bahan segar tidak dapat dikembalikan, tetapi yang rusak di jalan tetap diganti.",
        ),
    ),
    StartingPage(
        slug="tentang",
        title="Tentang Lapak Koperasi",
        lead="Satu lapak untuk hasil kerja banyak koperasi produksi.",
        paragraphs=(
            "Lapak Koperasi menjual hasil koperasi produksi langsung dari koperasinya. Harga "
            "ditentukan anggota, dan uang Anda sampai kepada yang menanam, menenun, dan memasak.",
        ),
    ),
    StartingPage(
        slug="kontak",
        title="Kontak",
        lead="Paling cepat lewat WhatsApp koperasi yang menjual barangnya.",
        paragraphs=(
            "Nomor WhatsApp dan jam buka setiap koperasi ada di halaman koperasinya. Untuk "
            "pertanyaan tentang pesanan, sebutkan nomor pesanan Anda.",
        ),
    ),
    StartingPage(
        slug="bantuan",
        title="Bantuan",
        lead="Jawaban untuk pertanyaan yang paling sering datang.",
        paragraphs=(
            "<b>Di mana pesanan saya?</b> Buka Pesanan, lalu isi nomor pesanan dan empat angka "
            "terakhir nomor WhatsApp Anda.",
            "<b>Bisakah pesanan dibatalkan?</b> Bisa, selama paket belum dikirim. Tombolnya ada di "
            "halaman pesanan.",
            "<b>Saya sudah transfer, lalu apa?</b> Unggah bukti transfer di halaman pesanan. "
            "Koperasi memeriksanya pada jam buka.",
        ),
    ),
    StartingPage(
        slug="kebijakan-privasi",
        title="Kebijakan privasi",
        lead="Data apa yang kami simpan, untuk apa, dan berapa lama.",
        paragraphs=(
            "Kami menyimpan nama, nomor WhatsApp, dan alamat hanya untuk mengirim pesanan Anda. "
            "Koperasi yang mengirim melihat data yang diperlukan untuk paketnya saja.",
            "Kami tidak menjual data dan tidak memasang pelacak dari pihak lain.",
            "Di Akun, Data dan privasi, atau di halaman pesanan, Anda bisa mengambil salinan data "
            "Anda atau menghapusnya, sesuai Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan "
            "Data Pribadi.",
        ),
    ),
)
