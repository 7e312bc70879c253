"""The cooperatives around Lake Toba and on the Karo plateau."""

from __future__ import annotations

from shop.demo.content.hours import week
from shop.demo.content.permits import halal, organic
from shop.demo.content.shape import Address, Bank, ClosingDay, Cooperative

KOPI_LINTONG = Cooperative(
    code="KKL",
    slug="kopi-lintong",
    name="Koperasi Kopi Lintong",
    legal_name="Koperasi Produsen Kopi Lintong Sejahtera",
    legal_number="AHU-0009901.AH.01.26.TAHUN 2014",
    registry_number="1216050990001",
    kind="produsen",
    founded=2014,
    members=212,
    address=Address(
        kabupaten="Humbang Hasundutan",
        kecamatan="Lintong Nihuta",
        village="Sigompul",
        village_code="12.16.05.2014",
        street="Jalan Gudang Kopi No. 7",
        postal_code="22475",
    ),
    whatsapp="+6281200000001",
    reply_minutes=20,
    lead="Kopi dipetik merah oleh anggota di Desa Sigompul, lalu dijemur 14 hari di para-para.",
    story=(
        (
            "Kebun anggota kami berada 1.300 sampai 1.450 meter di atas permukaan laut, di "
            "dataran tinggi selatan Danau Toba. Malam di sini dingin, jadi ceri kopi matang "
            "pelan-pelan. Itulah yang membuat rasa kopi Lintong penuh dan manis."
        ),
        (
            "Dulu setiap petani menjual sendiri kepada pengumpul yang datang paling pagi. "
            "Harga ditentukan di pinggir jalan, dan kopi merah dibayar sama dengan kopi "
            "hijau. Tahun 2014 kami sepakat membuka satu gudang, satu timbangan, dan satu "
            "buku."
        ),
        (
            "Sekarang petani hanya menyetor ceri merah. Ceri dikupas hari itu juga, lalu "
            "dijemur di para-para sampai cukup kering untuk disimpan. Setiap karung diberi "
            "nomor lot, sehingga Anda bisa tahu dari desa mana kopi Anda."
        ),
        (
            "Kami menyangrai dua kali seminggu dalam jumlah kecil. Tanggal sangrai ditulis "
            "tangan di setiap kantong. Lebih dari separuh harga yang Anda bayar kembali "
            "kepada petani, dan rinciannya dibacakan pada rapat anggota setiap tahun."
        ),
    ),
    hours=week(opens="08:00", closes="17:00", saturday=("08:00", "14:00")),
    closing_days=(
        ClosingDay(in_days=12, reason="Rapat anggota"),
        ClosingDay(in_days=31, reason="Libur hari raya"),
    ),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000121600001",
        account_name="Koperasi Produsen Kopi Lintong Sejahtera",
    ),
    cod_limit=750_000,
    permits=(halal(1), organic(12)),
    cover="kebun-kopi",
    pictures=("baki-kopi", "kopi-lintong"),
)

TENUN_ULOS = Cooperative(
    code="KTU",
    slug="tenun-ulos",
    name="Koperasi Tenun Ulos",
    legal_name="Koperasi Produsen Tenun Ulos Tarutung",
    legal_number="518.08/99/BH/II.6/VIII/2009",
    registry_number="1202010990002",
    kind="produsen",
    founded=2009,
    members=96,
    address=Address(
        kabupaten="Tapanuli Utara",
        kecamatan="Tarutung",
        village="Hutatoruan X",
        village_code="12.02.01.1006",
        street="Jalan Balai Tenun No. 12",
        postal_code="22411",
    ),
    whatsapp="+6281200000002",
    reply_minutes=45,
    lead=(
        "Sembilan puluh enam penenun di Tarutung, sebagian besar perempuan, menenun di rumah "
        "masing-masing."
    ),
    story=(
        (
            "Di Tarutung bunyi alat tenun terdengar dari rumah ke rumah. Penenun kami bekerja "
            "di beranda, di sela mengurus ladang dan anak. Sehelai ulos selesai dalam dua "
            "sampai empat minggu."
        ),
        (
            "Sebelum ada koperasi, benang dibeli berutang dan kain dijual murah untuk "
            "melunasinya. Sekarang benang diambil dari gudang bersama, dan penenun menerima "
            "panjar saat kain baru setengah jadi."
        ),
        (
            "Ulos bukan sekadar kain. Ada nama, ada urutan, dan ada saatnya diberikan. Karena "
            "itu setiap kain kami kirim dengan kartu: nama kain seperti disebut penenunnya, "
            "dan kapan biasanya dipakai. Bila Anda ragu memilih, tanyakan dulu lewat "
            "WhatsApp."
        ),
        (
            "Dari sisa tepi kain lahir dompet dan tas. Tidak ada benang yang dibuang, dan penenun "
            "muda belajar dari potongan kecil sebelum naik ke alat yang lebar."
        ),
    ),
    hours=week(opens="08:30", closes="16:30", saturday=("09:00", "13:00")),
    closing_days=(
        ClosingDay(in_days=31, reason="Libur hari raya"),
        ClosingDay(in_days=38, reason="Libur tahun baru"),
    ),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000120200002",
        account_name="Koperasi Produsen Tenun Ulos Tarutung",
    ),
    cod_limit=None,
    permits=(),
    cover="tenun",
    pictures=("lipatan-ulos", "benang"),
)

REMPAH_TOBA = Cooperative(
    code="KRT",
    slug="rempah-toba",
    name="Koperasi Rempah Toba",
    legal_name="Koperasi Produsen Rempah Toba Mandiri",
    legal_number="AHU-0009906.AH.01.26.TAHUN 2018",
    registry_number="1212020990006",
    kind="produsen",
    founded=2018,
    members=134,
    address=Address(
        kabupaten="Toba",
        kecamatan="Laguboti",
        village="Pasar Laguboti",
        village_code="12.12.02.1001",
        street="Jalan Onan Rempah No. 3",
        postal_code="22381",
    ),
    whatsapp="+6281200000006",
    reply_minutes=30,
    lead="Andaliman, lada, dan bumbu arsik dari ladang di tepi Danau Toba.",
    story=(
        (
            "Andaliman tumbuh setengah liar di lereng sekitar danau. Rantingnya berduri dan "
            "buahnya kecil, jadi dipetik pelan-pelan dengan tangan. Dalam sehari seorang "
            "petani hanya mendapat dua atau tiga kilogram."
        ),
        (
            "Buah segar hanya tahan beberapa hari. Dulu sisanya terbuang setiap akhir pekan "
            "pasar. Kami belajar menjemurnya di tempat teduh, sehingga wanginya bertahan "
            "berbulan-bulan dan petani tidak perlu menjual murah karena takut layu."
        ),
        (
            "Dapur koperasi berdiri tahun 2021. Di sana anggota menumis sambal, menghaluskan "
            "bumbu arsik, dan mengemas lada. Resepnya resep rumah, takarannya takaran "
            "timbangan, supaya rasanya sama setiap kali."
        ),
    ),
    hours=week(opens="08:00", closes="16:00", saturday=("08:00", "12:00")),
    closing_days=(ClosingDay(in_days=31, reason="Libur hari raya"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000121200006",
        account_name="Koperasi Produsen Rempah Toba Mandiri",
    ),
    cod_limit=400_000,
    permits=(halal(6),),
    cover="toba",
    pictures=("rempah", "andaliman"),
)

TEH_SIMALUNGUN = Cooperative(
    code="KTH",
    slug="teh-simalungun",
    name="Koperasi Teh Simalungun",
    legal_name="Koperasi Produsen Teh Rakyat Simalungun",
    legal_number="AHU-0009909.AH.01.26.TAHUN 2016",
    registry_number="1208090990009",
    kind="produsen",
    founded=2016,
    members=88,
    address=Address(
        kabupaten="Simalungun",
        kecamatan="Sidamanik",
        village="Sarimatondang",
        village_code="12.08.09.1013",
        street="Jalan Kebun Atas No. 21",
        postal_code="21171",
    ),
    whatsapp="+6281200000009",
    reply_minutes=60,
    lead="Teh pucuk dari kebun rakyat Sidamanik, dilayukan semalam dan digulung pagi.",
    story=(
        (
            "Sidamanik sudah mengenal teh lebih dari seratus tahun. Kebun besar milik "
            "perusahaan, tetapi di pinggirnya banyak halaman dan ladang kecil yang juga "
            "ditanami teh. Dari sanalah daun kami."
        ),
        (
            "Petani memetik dua daun dan satu pucuk, tiga kali sebulan. Daun tiba di rumah "
            "layu sebelum tengah hari, digulung, dan dikeringkan malam itu juga. Teh yang "
            "menunggu menjadi pahit, jadi kami tidak pernah membuatnya menunggu."
        ),
        (
            "Sekarang anggota bukan hanya menjual daun basah. Kaleng, teh celup, dan teh "
            "hijau dikerjakan di rumah produksi bersama, dan harga daun di tingkat petani "
            "naik hampir dua kali lipat dibandingkan tahun pertama."
        ),
    ),
    hours=week(opens="08:00", closes="16:00", saturday=("08:00", "12:00")),
    closing_days=(ClosingDay(in_days=5, reason="Perawatan mesin pengering"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000120800009",
        account_name="Koperasi Produsen Teh Rakyat Simalungun",
    ),
    cod_limit=300_000,
    permits=(halal(9),),
    cover="kebun-teh",
    pictures=("teh",),
)

BUAH_KARO = Cooperative(
    code="KBK",
    slug="buah-karo",
    name="Koperasi Buah Karo",
    legal_name="Koperasi Pemasaran Buah Karo Simalem",
    legal_number="480/99/BH/KDK.2.17/X/2011",
    registry_number="1206020990004",
    kind="pemasaran",
    founded=2011,
    members=305,
    address=Address(
        kabupaten="Karo",
        kecamatan="Berastagi",
        village="Gundaling I",
        village_code="12.06.02.1008",
        street="Jalan Pajak Buah No. 18",
        postal_code="22152",
    ),
    whatsapp="+6281200000004",
    reply_minutes=15,
    lead="Jeruk, markisa, dan kacang merah dari tanah abu gunung di sekitar Berastagi.",
    story=(
        (
            "Tanah Karo subur karena abu gunung. Jeruk, markisa, terong belanda, kentang, dan "
            "kacang merah tumbuh berdampingan di ladang yang tidak sampai satu hektare."
        ),
        (
            "Buah tidak bisa menunggu. Petani menelepon gudang sehari sebelum memetik, lalu "
            "kami mengatur truk kecil yang berkeliling sejak pukul empat pagi. Siang "
            "disortir, sore berangkat ke Medan, malam sudah di pesawat."
        ),
        (
            "Buah yang bentuknya kurang cantik tetap dibayar. Markisanya menjadi sirup dan "
            "kentangnya menjadi keripik, dikerjakan anggota yang ladangnya rusak saat "
            "Sinabung meletus."
        ),
        (
            "Kami menulis apa adanya: bila panen sedikit, tandanya habis; bila belum waktunya, "
            "tandanya PO dengan tanggal."
        ),
    ),
    hours=week(
        opens="07:00", closes="18:00", saturday=("07:00", "18:00"), sunday=("07:00", "12:00")
    ),
    closing_days=(ClosingDay(in_days=31, reason="Libur hari raya"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000120600004",
        account_name="Koperasi Pemasaran Buah Karo Simalem",
    ),
    cod_limit=500_000,
    permits=(halal(4),),
    cover="kebun-jeruk",
    pictures=("jeruk", "markisa"),
)

COOPERATIVES = (KOPI_LINTONG, TENUN_ULOS, REMPAH_TOBA, TEH_SIMALUNGUN, BUAH_KARO)
