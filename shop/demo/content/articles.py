"""News of the cooperatives, with goods in the text."""

from __future__ import annotations

from shop.demo.content.shape import Article, Heading, Paragraph, Picture, ProductCards, Quote

HARVEST = Article(
    slug="panen-raya-kopi-lintong-mulai-pekan-ini",
    title="Panen raya kopi Lintong mulai pekan ini",
    lead="Empat belas ton ceri merah, dan cara membelinya langsung dari anggota yang memetik.",
    in_days=-2,
    topic="Panen",
    author="Redaksi Lapak Koperasi",
    picture="kebun-kopi",
    cooperative="KKL",
    body=(
        Paragraph(
            text=(
                "Hujan datang dua minggu lebih awal, dan ceri memerah serentak. Sejak Senin, 212 "
                "anggota Koperasi Kopi Lintong memetik dari subuh sampai pukul sebelas, lalu "
                "mengantar hasilnya ke rumah pengolahan di Sigompul."
            )
        ),
        Paragraph(
            text=(
                "Hanya ceri merah yang diterima. Yang kuning dikembalikan kepada petani, bukan "
                "dibuang: dijemur terpisah dan diminum sendiri di rumah."
            )
        ),
        ProductCards(slugs=("kopi-arabika-lintong-sangrai-sedang",)),
        Heading(text="Empat belas hari di para-para"),
        Paragraph(
            text=(
                "Ceri dikupas pada hari yang sama, lalu bijinya dijemur di atas rak bambu, "
                "dibalik setiap jam, dan ditutup bila kabut turun. Setelah kadar airnya 12 "
                "persen, biji disortir dengan tangan."
            )
        ),
        Picture(name="baki-kopi", caption="Kopi sangrai sedang, siap dikemas"),
        Paragraph(
            text=(
                "Sebagian kecil dijemur bersama lendir buahnya. Cara ini disebut proses madu. "
                "Rasanya lebih manis, tetapi risikonya lebih besar: hujan satu sore bisa merusak "
                "semuanya. Karena itu jumlahnya sedikit dan dijual dengan pesan dulu."
            )
        ),
        ProductCards(slugs=("kopi-lintong-proses-madu-panen-baru", "kopi-lintong-lot-nagasaribu")),
        Heading(text="Ke mana uangnya"),
        Paragraph(
            text=(
                "Harga ditetapkan dalam rapat anggota sebelum panen. Lebih dari separuhnya sampai "
                "kepada petani; sisanya untuk mengolah, menyangrai, mengemas, dan menabung bagi "
                "musim yang buruk."
            )
        ),
        Quote(
            text="Dulu kami tahu harga setelah kopi pergi. Sekarang kami tahu sebelum memetik.",
            source="Seorang petani di Sigompul",
        ),
        Paragraph(
            text=(
                "Ingin menyangrai sendiri di kedai? Biji hijau panen ini tersedia mulai satu "
                "kilogram sampai karung 30 kg."
            )
        ),
        ProductCards(slugs=("biji-kopi-hijau-lintong",)),
    ),
    related=("dari-nira-ke-gula-dua-jam-saja", "mengenal-ulos-sebelum-membeli"),
)

ULOS = Article(
    slug="mengenal-ulos-sebelum-membeli",
    title="Mengenal ulos sebelum membeli",
    lead="Ada nama, ada urutan, ada saatnya diberikan. Tanyakan dulu, penenunnya senang menjawab.",
    in_days=-5,
    topic="Tenun",
    author="Redaksi Lapak Koperasi",
    picture="tenun",
    cooperative="KTU",
    body=(
        Paragraph(
            text=(
                "Bagi orang Batak, ulos diberikan, bukan sekadar dipakai. Ada ulos untuk "
                "kelahiran, untuk pernikahan, dan untuk duka. Siapa yang memberi kepada siapa "
                "juga ada aturannya."
            )
        ),
        Paragraph(
            text=(
                "Karena itu Koperasi Tenun Ulos tidak menulis kegunaan adat di halaman barang. "
                "Setiap kain dikirim dengan kartu berisi nama kain seperti disebut penenunnya. "
                "Bila Anda membeli untuk acara, sebutkan acaranya lewat WhatsApp, dan pengurus "
                "akan membantu memilih."
            )
        ),
        ProductCards(slugs=("ulos-tenun-tarutung",)),
        Heading(text="Mengapa harganya tidak bisa ditawar"),
        Paragraph(
            text=(
                "Sehelai ulos memakan dua sampai empat minggu kerja di alat gedogan. Bila "
                "dihitung per hari, harga yang pantas sudah dekat dengan harga yang tertulis. "
                "Potongan harga berarti potongan upah."
            )
        ),
        Picture(name="lipatan-ulos", caption="Kain dilipat menurut lebar alat tenunnya"),
        Heading(text="Untuk sehari-hari"),
        Paragraph(
            text=(
                "Bila Anda hanya ingin memakai tenun ke kantor atau ke pasar, pilih selendang, "
                "kemeja, atau tas. Motifnya garis dan belah ketupat umum yang boleh dipakai siapa "
                "saja."
            )
        ),
        ProductCards(
            slugs=("selendang-tenun-tangan", "kemeja-tenun-lengan-pendek", "tas-bahu-tenun")
        ),
        Heading(text="Merawatnya"),
        Paragraph(
            text=(
                "Cuci dengan tangan dalam air dingin, jangan diperas, jemur di tempat teduh. "
                "Simpan digulung, bukan dilipat, supaya benangnya tidak patah."
            )
        ),
    ),
    related=("panen-raya-kopi-lintong-mulai-pekan-ini",),
)

ANDALIMAN = Article(
    slug="tiga-masakan-dengan-andaliman",
    title="Tiga masakan dengan andaliman",
    lead=(
        "Butiran kecil yang membuat lidah bergetar, dari sambal tujuh menit sampai ikan mas arsik."
    ),
    in_days=-9,
    topic="Dapur",
    author="Dapur Koperasi Rempah Toba",
    picture="rempah",
    cooperative="KRT",
    body=(
        Paragraph(
            text=(
                "Andaliman sering disebut merica Batak. Sebenarnya ia masih sekeluarga dengan "
                "jeruk, dan itu tercium begitu toplesnya dibuka. Pakailah sedikit dulu: seujung "
                "sendok teh untuk empat orang."
            )
        ),
        ProductCards(slugs=("andaliman-kering-80-g",)),
        Heading(text="Sambal andaliman"),
        Paragraph(
            text=(
                "Ulek sepuluh cabai merah, empat bawang merah, seujung sendok andaliman yang "
                "sudah direndam air hangat, dan garam. Tumis dengan minyak sampai harum. Tujuh "
                "menit, selesai."
            )
        ),
        Paragraph(text="Tidak sempat? Yang sudah jadi ada dua tingkat pedas."),
        ProductCards(slugs=("sambal-andaliman-siap-santap",)),
        Heading(text="Ikan mas arsik"),
        Paragraph(
            text=(
                "Lumuri ikan dengan jeruk nipis. Masukkan bumbu arsik, kacang panjang, dan air "
                "sampai ikan terendam. Masak dengan api kecil sampai kuahnya tinggal sedikit, "
                "kira-kira satu jam. Jangan dibalik; siram saja kuahnya ke atas."
            )
        ),
        ProductCards(slugs=("bumbu-arsik-siap-masak-200-g", "asam-gelugur-kering-250-g")),
        Heading(text="Kacang goreng andaliman"),
        Paragraph(
            text=(
                "Goreng kacang tanah sampai kuning, tiriskan, lalu aduk selagi panas dengan garam "
                "dan andaliman yang ditumbuk kasar. Teman kopi sore."
            )
        ),
        ProductCards(slugs=("kacang-tanah-kupas",)),
    ),
    related=("kenapa-teri-medan-dijemur-sehari",),
)

PALM_SUGAR = Article(
    slug="dari-nira-ke-gula-dua-jam-saja",
    title="Dari nira ke gula, dua jam saja",
    lead="Penyadap di tepi hutan Bahorok berlomba dengan waktu setiap pagi dan sore.",
    in_days=-13,
    topic="Cara dibuat",
    author="Redaksi Lapak Koperasi",
    picture="hutan-aren",
    cooperative="KAL",
    body=(
        Paragraph(
            text=(
                "Pukul enam pagi, penyadap sudah di atas pohon. Tabung bambu yang semalam "
                "digantung kini penuh. Nira harus tiba di dapur dan mendidih dalam dua jam; lewat "
                "dari itu rasanya masam dan tidak bisa menjadi gula."
            )
        ),
        Heading(text="Empat jam di tungku"),
        Paragraph(
            text=(
                "Dua puluh liter nira menjadi tiga kilogram gula. Sepanjang itu ada yang "
                "mengaduk. Ketika gelembungnya kecil dan berat, adonan dituang ke tempurung "
                "kelapa."
            )
        ),
        Picture(name="gula-lebar", caption="Gula aren cetak tempurung"),
        ProductCards(slugs=("gula-aren-cetak-langkat", "gula-semut-aren")),
        Heading(text="Mengenali yang asli"),
        Paragraph(
            text=(
                "Gula aren tanpa campuran lembut di bagian dalam, warnanya tidak rata, dan harum "
                "asap tipis. Yang dicampur gula pasir keras seperti batu dan pucat."
            )
        ),
        Paragraph(
            text=(
                "Di kopi susu, yang paling praktis adalah gula cair. Satu sendok makan untuk satu "
                "gelas."
            )
        ),
        ProductCards(slugs=("gula-aren-cair-350-ml", "kopi-robusta-sidikalang-bubuk-halus")),
    ),
    related=("panen-raya-kopi-lintong-mulai-pekan-ini", "tiga-masakan-dengan-andaliman"),
)

ANCHOVY = Article(
    slug="kenapa-teri-medan-dijemur-sehari",
    title="Kenapa teri Medan hanya dijemur sehari",
    lead="Cerita dari para-para jemur di muara Sungai Deli, dan cara menyimpannya di rumah.",
    in_days=-18,
    topic="Laut",
    author="Redaksi Lapak Koperasi",
    picture="pesisir",
    cooperative="KPB",
    body=(
        Paragraph(
            text=(
                "Teri nasi ditangkap malam hari dan direbus di atas perahu dengan air laut. "
                "Begitu mendarat, teri ditebar tipis di para-para. Kalau matahari bagus, sore "
                "sudah kering."
            )
        ),
        Paragraph(
            text=(
                "Dijemur lebih lama memang lebih awet, tetapi menjadi keras dan terlalu asin. "
                "Satu hari adalah kesepakatan para istri nelayan yang mengolahnya: cukup kering "
                "untuk dikirim, cukup lembut untuk digoreng sebentar saja."
            )
        ),
        ProductCards(slugs=("teri-nasi-medan", "ikan-asin-gembung-belah")),
        Heading(text="Menyimpan di rumah"),
        Paragraph(
            text=(
                "Masukkan ke wadah tertutup dan simpan di kulkas. Sebelum digoreng, bilas cepat "
                "dan keringkan dengan kain. Di suhu ruang teri hanya tahan dua minggu."
            )
        ),
        Heading(text="Saat laut garang"),
        Paragraph(
            text=(
                "Akhir tahun angin kencang, dan perahu kecil tidak turun. Di lapak, barangnya "
                "akan bertanda habis. Tekan tombol beri tahu saya; kami mengabari ketika "
                "para-para penuh lagi."
            )
        ),
        ProductCards(slugs=("kerupuk-udang-belawan-mentah", "terasi-udang-belawan-200-g")),
    ),
    related=("tiga-masakan-dengan-andaliman",),
)

MONEY = Article(
    slug="satu-keranjang-beberapa-koperasi",
    title="Satu keranjang, beberapa koperasi",
    lead="Mengapa pesanan Anda bisa datang dalam dua paket, dan bagaimana uangnya sampai.",
    in_days=-24,
    topic="Koperasi",
    author="Redaksi Lapak Koperasi",
    picture="meja",
    body=(
        Paragraph(
            text=(
                "Di Lapak Koperasi, kopi dikirim dari Lintong Nihuta dan ulos dari Tarutung. "
                "Tidak ada gudang besar di kota. Karena itu satu pesanan bisa menjadi beberapa "
                "paket, masing-masing dengan ongkir dan nomor resinya sendiri. Bayarnya tetap "
                "satu kali."
            )
        ),
        Heading(text="Uangnya ke mana"),
        Paragraph(
            text=(
                "Pembayaran Anda dibagi menurut barangnya. Setiap koperasi menerima bagiannya, "
                "membayar anggota yang menanam atau menenun, dan mencatat sisanya sebagai hasil "
                "usaha. Di akhir tahun sisa itu dibagi dalam rapat anggota."
            )
        ),
        Heading(text="Kalau ada yang batal"),
        Paragraph(
            text=(
                "Bila satu koperasi kehabisan barang, hanya barang dan ongkir koperasi itu yang "
                "dikembalikan. Paket lain tetap jalan."
            )
        ),
        ProductCards(slugs=("paket-hadiah-kopi-lintong", "paket-dapur-toba", "paket-laut-belawan")),
        Paragraph(
            text=(
                "Ingin kiriman satu paket saja? Pilih paket hadiah: isinya dari satu koperasi, "
                "sudah ditata dalam satu kotak."
            )
        ),
    ),
    related=("panen-raya-kopi-lintong-mulai-pekan-ini", "mengenal-ulos-sebelum-membeli"),
)

ARTICLES = (HARVEST, ULOS, ANDALIMAN, PALM_SUGAR, ANCHOVY, MONEY)
