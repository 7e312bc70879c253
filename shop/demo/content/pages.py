"""The plain pages of the website and the words of its front page."""

from __future__ import annotations

from shop.demo.content.shape import Heading, Home, Page, Paragraph, Step

HOW_TO_BUY = Page(
    slug="cara-belanja",
    title="Cara belanja",
    lead="Tanpa akun, tanpa aplikasi. Pilih, bayar sekali, tunggu kiriman.",
    picture="meja",
    body=(
        Heading(text="1. Pilih barang"),
        Paragraph(
            text=(
                "Tulis kota Anda di bagian atas. Ongkir lalu terlihat di halaman barang, sebelum "
                "masuk keranjang. Harga selalu ditulis dengan satuannya, misalnya Rp95.000 / kg."
            )
        ),
        Paragraph(
            text=(
                "Tanda Tersedia berarti siap dikirim. Tersisa 3 berarti tinggal tiga. PO panen "
                "berarti dikirim mulai tanggal panen yang tertulis. Habis berarti habis; tekan "
                "Beri tahu saya untuk dikabari."
            )
        ),
        Heading(text="2. Isi alamat"),
        Paragraph(
            text=(
                "Nama, nomor WhatsApp, dan alamat dengan kecamatan. E-mail boleh kosong. Anda "
                "tidak perlu membuat akun."
            )
        ),
        Heading(text="3. Bayar"),
        Paragraph(
            text=(
                "Transfer bank, atau bayar di tempat bila koperasinya melayani. Stok "
                "disimpan untuk Anda sampai batas waktu bayar yang tertulis. Bila waktunya lewat, "
                "pesanan batal sendiri dan Anda boleh memesan lagi."
            )
        ),
        Heading(text="4. Terima kiriman"),
        Paragraph(
            text=(
                "Barang dari dua koperasi dikirim dalam dua paket. Nomor resi dikirim lewat "
                "WhatsApp. Pesanan bisa dilihat kapan saja dengan nomor pesanan dan empat angka "
                "terakhir WhatsApp Anda."
            )
        ),
        Heading(text="Ingin bertanya dulu"),
        Paragraph(
            text=(
                "Tekan tombol WhatsApp di halaman barang. Pesan sudah berisi nama barangnya, dan "
                "yang menjawab adalah petugas koperasinya sendiri."
            )
        ),
    ),
)

SHIPPING = Page(
    slug="pengiriman-dan-retur",
    title="Pengiriman & retur",
    lead="Kapan dikirim, dengan siapa, dan apa yang terjadi bila ada yang tidak beres.",
    body=(
        Heading(text="Pengiriman"),
        Paragraph(
            text=(
                "Setiap koperasi mengemas sendiri, biasanya dalam satu sampai tiga hari kerja. "
                "Lama mengemas tertulis di halaman barang. Hari libur koperasi tidak dihitung."
            )
        ),
        Paragraph(
            text=(
                "Ongkir dihitung dari kecamatan koperasi ke kecamatan Anda menurut berat kirim. "
                "Barang ringan tetapi besar, misalnya tikar, dihitung menurut ukurannya."
            )
        ),
        Heading(text="Buah dan barang segar"),
        Paragraph(
            text=(
                "Pilihlah layanan tercepat untuk buah. Perkiraan tibanya tertulis sebelum Anda "
                "membayar; bila lebih dari tiga hari, tanyakan dulu kepada koperasinya lewat "
                "WhatsApp."
            )
        ),
        Heading(text="Membatalkan"),
        Paragraph(
            text=(
                "Sebelum barang dikemas, Anda bisa membatalkan sendiri di halaman pesanan. "
                "Setelah dikemas, mintalah lewat tombol Minta batal; koperasi menjawab paling "
                "lambat satu hari kerja."
            )
        ),
        Heading(text="Barang rusak, kurang, atau keliru"),
        Paragraph(
            text=(
                "Kabari kami dalam dua hari kerja sejak barang diterima, dengan foto barang dan "
                "kemasannya. Anda boleh memilih ganti barang atau uang kembali. Ongkir retur kami "
                "tanggung bila kesalahan ada pada kami atau kurir."
            )
        ),
        Paragraph(
            text=(
                "Makanan yang sudah dibuka dan buah yang sudah lewat dua hari tidak dapat "
                "ditukar, kecuali rusak saat tiba."
            )
        ),
        Heading(text="Uang kembali"),
        Paragraph(
            text=(
                "Uang dikembalikan ke rekening atau dompet yang Anda pakai membayar, paling lama "
                "tiga hari kerja sejak disetujui. Bila hanya satu barang yang bermasalah, hanya "
                "barang itu yang dikembalikan."
            )
        ),
        Heading(text="Bila belum selesai"),
        Paragraph(
            text=(
                "Hubungi WhatsApp kantor bersama di halaman Kontak. Anda juga berhak mengadu ke "
                "Direktorat Jenderal Perlindungan Konsumen dan Tertib Niaga, Kementerian "
                "Perdagangan. Nomor pengaduannya ada di situs resmi kementerian."
            )
        ),
    ),
)

ABOUT = Page(
    slug="tentang",
    title="Tentang Lapak Koperasi",
    lead="Satu lapak untuk koperasi produksi Sumatera Utara, dijalankan koperasinya sendiri.",
    picture="toba",
    body=(
        Paragraph(
            text=(
                "Lapak Koperasi adalah toko bersama. Yang berjualan bukan pedagang perantara, "
                "melainkan koperasi: milik petani, penenun, penganyam, dan nelayan yang "
                "menghasilkan barangnya."
            )
        ),
        Paragraph(
            text=(
                "Setiap koperasi menulis barangnya sekali, menghitung stoknya sekali, lalu "
                "menjualnya di sini dan di tempat jualan lain tanpa takut terjual dua kali."
            )
        ),
        Heading(text="Yang kami pegang"),
        Paragraph(
            text=(
                "Harga ditetapkan anggota dalam rapat. Barang ditulis apa adanya: asal, berat "
                "bersih, izin, dan masa simpan. Bila habis, kami tulis habis."
            )
        ),
        Heading(text="Tentang gambar"),
        Paragraph(
            text=(
                "Sebagian barang belum difoto. Untuk sementara kami memakai gambar buatan "
                "sendiri, dan setiap gambar itu diberi keterangan Gambar, bukan foto."
            )
        ),
        Heading(text="Data di lapak contoh ini"),
        Paragraph(
            text=(
                "Koperasi, nomor izin, rekening, dan nomor telepon di lapak contoh ini rekaan. "
                "Nama daerahnya sungguhan."
            )
        ),
    ),
)

CONTACT = Page(
    slug="kontak",
    title="Kontak",
    lead=(
        "Untuk barang, tanyakan koperasinya. Untuk pembayaran dan keluhan, tanyakan kantor bersama."
    ),
    body=(
        Heading(text="Kantor bersama"),
        Paragraph(
            text=(
                "WhatsApp 0812-0000-0000, Senin sampai Sabtu pukul 08.00–17.00 WIB. Pesan di luar "
                "jam itu kami jawab hari kerja berikutnya."
            )
        ),
        Paragraph(text="E-mail: halo@lapak-koperasi.example"),
        Heading(text="Koperasi"),
        Paragraph(
            text="Nomor WhatsApp, jam buka, dan alamat setiap koperasi ada di halaman koperasinya."
        ),
        Heading(text="Keluhan"),
        Paragraph(
            text=(
                "Sebutkan nomor pesanan dan kirim foto bila ada. Kami menjawab paling lambat dua "
                "hari kerja."
            )
        ),
        Paragraph(
            text=(
                "Layanan pengaduan konsumen: Direktorat Jenderal Perlindungan Konsumen dan Tertib "
                "Niaga, Kementerian Perdagangan Republik Indonesia. Nomor pengaduannya ada di "
                "situs resmi kementerian."
            )
        ),
    ),
)

PRIVACY = Page(
    slug="kebijakan-privasi",
    title="Kebijakan privasi",
    lead="Data apa yang kami simpan, untuk apa, berapa lama, dan hak Anda.",
    body=(
        Heading(text="Yang kami simpan"),
        Paragraph(
            text=(
                "Nama, nomor WhatsApp, alamat kirim, e-mail bila diisi, dan isi pesanan. Kami "
                "tidak meminta NIK pembeli dan tidak menyimpan nomor kartu."
            )
        ),
        Heading(text="Untuk apa"),
        Paragraph(
            text=(
                "Mengirim barang, mengabari keadaan pesanan, dan memenuhi kewajiban pembukuan. "
                "Kabar promosi hanya dikirim bila Anda mencentangnya sendiri, dan bisa dihentikan "
                "kapan saja."
            )
        ),
        Heading(text="Siapa yang melihat"),
        Paragraph(
            text=(
                "Petugas koperasi yang mengirim paket Anda, kurir, dan penyedia pembayaran, "
                "masing-masing hanya sebatas perlunya. Data Anda tidak dijual dan tidak dikirim "
                "ke media sosial."
            )
        ),
        Heading(text="Berapa lama"),
        Paragraph(
            text=(
                "Catatan transaksi disimpan 10 tahun dan data pelanggan 5 tahun, sesuai aturan "
                "perdagangan lewat sistem elektronik. Setelah itu data dihapus atau dihilangkan "
                "namanya."
            )
        ),
        Heading(text="Hak Anda"),
        Paragraph(
            text=(
                "Melihat, memperbaiki, mengunduh, dan menghapus data Anda, serta menarik "
                "persetujuan: di Akun, Data dan privasi, atau tanpa akun di halaman pesanan. Untuk "
                "yang lain tulis lewat halaman Kontak; kami menindaklanjuti paling lambat 3 × 24 "
                "jam."
            )
        ),
        Paragraph(
            text=(
                "Bila akun dihapus, pesanan lama tetap tersimpan tanpa nama, karena pembukuan "
                "wajib disimpan."
            )
        ),
        Heading(text="Kuki"),
        Paragraph(
            text=(
                "Kami memakai kuki untuk keranjang, kota tujuan, dan masuk akun. Tidak ada kuki "
                "iklan."
            )
        ),
        Heading(text="Bila terjadi kebocoran"),
        Paragraph(
            text=(
                "Kami memberi tahu Anda dan lembaga yang berwenang secara tertulis paling lambat "
                "3 × 24 jam: data apa, kapan, bagaimana, dan apa yang kami lakukan."
            )
        ),
    ),
)

PAGES = (HOW_TO_BUY, SHIPPING, ABOUT, CONTACT, PRIVACY)

HOME = Home(
    title="Dari kebun dan alat tenun, langsung ke rumah",
    lead=(
        "Kopi, beras, madu, dan ulos dari sepuluh koperasi Sumatera Utara. Harganya ditentukan "
        "anggota sendiri."
    ),
    button="Lihat panen minggu ini",
    picture="meja",
    categories=(
        "kopi",
        "beras-biji-bijian",
        "buah-segar",
        "camilan-kerupuk",
        "ulos-tenun",
        "madu-gula",
    ),
    shelf_title="Panen minggu ini",
    shelf=(
        "kopi-arabika-lintong-sangrai-sedang",
        "jeruk-berastagi",
        "beras-mandailing-pulen",
        "andaliman-kering-80-g",
        "madu-hutan-sipirok",
        "gula-aren-cetak-langkat",
        "selendang-tenun-tangan",
        "kerupuk-udang-belawan-mentah",
        "keranjang-anyaman-pandan-bermotif",
        "alpukat-mentega-karo-3-kg",
    ),
    cooperatives_title="Kenali koperasinya",
    cooperatives=("KKL", "KTU", "KRT"),
    news_title="Kabar dari koperasi",
    steps_title="Cara belanja",
    steps=(
        Step(
            title="Pilih barangnya",
            text="Ongkir ke kota Anda sudah terlihat sebelum masuk keranjang.",
            picture="jeruk",
        ),
        Step(
            title="Bayar tanpa akun",
            text="Transfer bank atau bayar di tempat.",
            picture="dompet",
        ),
        Step(
            title="Koperasi mengirim",
            text="Nomor resi dikirim lewat WhatsApp, bisa dilacak kapan saja.",
            picture="hadiah-kopi",
        ),
    ),
)
