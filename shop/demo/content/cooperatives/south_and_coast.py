"""The cooperatives of the south and of the coast."""

from __future__ import annotations

from shop.demo.content.hours import week
from shop.demo.content.permits import halal, organic
from shop.demo.content.shape import Address, Bank, ClosingDay, Cooperative

TANI_SOPO = Cooperative(
    code="KTS",
    slug="tani-sopo",
    name="Koperasi Tani Sopo",
    legal_name="Koperasi Produsen Tani Sopo Mandailing",
    legal_number="AHU-0009903.AH.01.26.TAHUN 2015",
    registry_number="1213010990003",
    kind="produsen",
    founded=2015,
    members=267,
    address=Address(
        kabupaten="Mandailing Natal",
        kecamatan="Panyabungan",
        village="Dalan Lidang",
        village_code="12.13.01.1036",
        street="Jalan Kilang Padi No. 5",
        postal_code="22912",
    ),
    whatsapp="+6281200000003",
    reply_minutes=60,
    lead="Beras dari sawah mata air Mandailing, digiling setelah dipesan.",
    story=(
        (
            "Sopo adalah lumbung padi. Di Mandailing setiap kampung dulu punya satu, tempat "
            "padi disimpan bersama untuk musim paceklik. Nama itu kami pakai karena "
            "gagasannya sama: menyimpan bersama, menjual bersama."
        ),
        (
            "Anggota menyetor gabah kering. Kami menyimpannya sebagai gabah dan menggilingnya "
            "baru ketika ada pesanan, sehingga beras yang Anda terima berumur hari, bukan "
            "bulan."
        ),
        (
            "Kilang kami kecil, dua ton sehari. Sekam dipakai untuk pengering, dedak kembali "
            "ke petani untuk ternak. Tidak ada pemutih dan tidak ada pewangi; harum yang Anda "
            "cium adalah harum padi."
        ),
        (
            "Di luar musim padi, anggota menanam jagung dan kacang tanah. Hasilnya masuk gudang "
            "yang sama, dengan buku yang sama."
        ),
    ),
    hours=week(opens="07:30", closes="16:30", saturday=("07:30", "12:00")),
    closing_days=(
        ClosingDay(in_days=9, reason="Panen bersama"),
        ClosingDay(in_days=10, reason="Panen bersama"),
    ),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000121300003",
        account_name="Koperasi Produsen Tani Sopo Mandailing",
    ),
    cod_limit=500_000,
    permits=(halal(3),),
    cover="sawah",
    pictures=("beras", "beras-merah"),
)

HUTAN_SIPIROK = Cooperative(
    code="KHS",
    slug="hutan-sipirok",
    name="Koperasi Hutan Sipirok",
    legal_name="Koperasi Produsen Hutan Sipirok Lestari",
    legal_number="AHU-0009910.AH.01.26.TAHUN 2019",
    registry_number="1203040990010",
    kind="produsen",
    founded=2019,
    members=61,
    address=Address(
        kabupaten="Tapanuli Selatan",
        kecamatan="Sipirok",
        village="Pasar Sipirok",
        village_code="12.03.04.1001",
        street="Jalan Simpang Rimba No. 9",
        postal_code="22739",
    ),
    whatsapp="+6281200000010",
    reply_minutes=90,
    lead="Madu, kayu manis, dan salak dari hutan dan kebun campur di Tapanuli Selatan.",
    story=(
        (
            "Anggota kami memanen madu dari pohon tinggi di hutan Sipirok. Panen dilakukan "
            "malam hari, tanpa membunuh lebah, dan sepertiga sarang selalu ditinggal supaya "
            "koloni kembali."
        ),
        (
            "Hutan yang menghasilkan madu tidak ditebang. Itu hitungan sederhana yang kami "
            "jaga: setiap keluarga anggota merawat jalur hutan di belakang kampungnya dan "
            "melaporkan pohon sarang setiap musim."
        ),
        (
            "Madu disaring dua kali di rumah saring yang bersih, tidak dipanaskan, dan diberi "
            "tanggal panen. Jumlahnya tidak pernah banyak. Bila habis, kami menunggu musim "
            "berikutnya, bukan mencampur."
        ),
        (
            "Di antara musim madu, kebun campur kami memberi salak, kayu manis, dan madu kelulut "
            "dari kotak-kotak di halaman."
        ),
    ),
    hours=week(opens="08:00", closes="15:00", saturday=None),
    closing_days=(ClosingDay(in_days=3, reason="Panen madu di hutan"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000120300010",
        account_name="Koperasi Produsen Hutan Sipirok Lestari",
    ),
    cod_limit=None,
    permits=(halal(10),),
    cover="hutan",
    pictures=("madu", "salak"),
)

AREN_LANGKAT = Cooperative(
    code="KAL",
    slug="aren-langkat",
    name="Koperasi Aren Langkat",
    legal_name="Koperasi Produsen Aren Langkat Manis",
    legal_number="AHU-0009907.AH.01.26.TAHUN 2017",
    registry_number="1205010990007",
    kind="produsen",
    founded=2017,
    members=143,
    address=Address(
        kabupaten="Langkat",
        kecamatan="Bahorok",
        village="Timbang Lawan",
        village_code="12.05.01.2003",
        street="Jalan Tepi Hutan No. 14",
        postal_code="20774",
    ),
    whatsapp="+6281200000007",
    reply_minutes=40,
    lead="Gula aren dari nira yang dimasak di tungku kayu, di tepi hutan Bahorok.",
    story=(
        (
            "Pohon aren tumbuh sendiri di pinggir hutan Bahorok. Penyadap memanjatnya dua "
            "kali sehari, pagi dan sore, dan niranya harus dimasak dalam dua jam sebelum "
            "asam."
        ),
        (
            "Tungku kami dulu boros kayu dan penuh asap. Dengan simpanan anggota, koperasi "
            "membangun dapur bersama dengan tungku tertutup: kayunya tinggal separuh, dan "
            "ibu-ibu tidak lagi batuk."
        ),
        (
            "Kami hanya memakai nira. Gula aren yang dicampur gula pasir lebih keras dan "
            "lebih pucat; yang asli lembut di dalam dan harum asap tipis. Belah satu dan cium "
            "sendiri."
        ),
    ),
    hours=week(opens="08:00", closes="17:00", saturday=("08:00", "15:00")),
    closing_days=(ClosingDay(in_days=17, reason="Gotong royong dapur"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000120500007",
        account_name="Koperasi Produsen Aren Langkat Manis",
    ),
    cod_limit=400_000,
    permits=(halal(7), organic(9, valid_days=55)),
    cover="hutan-aren",
    pictures=("gula-aren", "gula-semut"),
)

ANYAM_PANDAN = Cooperative(
    code="KAP",
    slug="anyam-pandan",
    name="Koperasi Anyam Pandan",
    legal_name="Koperasi Produsen Anyam Pandan Pantai Cermin",
    legal_number="518/99/BH/II.10/KUKM/2012",
    registry_number="1218010990008",
    kind="produsen",
    founded=2012,
    members=74,
    address=Address(
        kabupaten="Serdang Bedagai",
        kecamatan="Pantai Cermin",
        village="Pantai Cermin Kanan",
        village_code="12.18.01.2001",
        street="Jalan Pandan Laut No. 2",
        postal_code="20987",
    ),
    whatsapp="+6281200000008",
    reply_minutes=60,
    lead="Keranjang, tikar, dan topi dari pandan pantai, dianyam di teras rumah.",
    story=(
        (
            "Pandan tumbuh di sepanjang pantai dan di batas sawah. Daunnya dipotong, durinya "
            "dibuang, direbus, direndam, lalu dijemur. Seminggu lewat sebelum satu helai pun "
            "dianyam."
        ),
        (
            "Penganyam kami kebanyakan istri nelayan. Musim angin, ketika perahu tidak turun, "
            "anyaman inilah yang membeli beras."
        ),
        (
            "Koperasi membeli pewarna bersama, menyeragamkan ukuran, dan mengajari anggota "
            "muda menghitung harga dari jam kerja. Setiap keranjang membawa nomor, sehingga "
            "pujian dan keluhan sampai kepada tangan yang membuatnya."
        ),
    ),
    hours=week(opens="08:00", closes="16:00", saturday=("08:00", "12:00")),
    closing_days=(ClosingDay(in_days=6, reason="Pameran di kabupaten"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000121800008",
        account_name="Koperasi Produsen Anyam Pandan Pantai Cermin",
    ),
    cod_limit=600_000,
    permits=(),
    cover="anyaman",
    pictures=("keranjang", "tampah"),
)

PESISIR_BELAWAN = Cooperative(
    code="KPB",
    slug="pesisir-belawan",
    name="Koperasi Pesisir Belawan",
    legal_name="Koperasi Produsen Pesisir Belawan Bahari",
    legal_number="518.503/99/BH/II/2010",
    registry_number="1271080990005",
    kind="produsen",
    founded=2010,
    members=158,
    address=Address(
        kabupaten="Kota Medan",
        kecamatan="Medan Belawan",
        village="Bagan Deli",
        village_code="12.71.08.1006",
        street="Jalan Jemuran Ikan No. 11",
        postal_code="20414",
    ),
    whatsapp="+6281200000005",
    reply_minutes=25,
    lead="Kerupuk udang, teri, dan terasi dari para-para jemur di muara Sungai Deli.",
    story=(
        (
            "Kampung kami berdiri di atas tiang di muara Sungai Deli. Perahu pulang pagi, dan "
            "sebelum siang para-para sudah penuh: teri, gembung, cumi, udang."
        ),
        (
            "Dulu hasil sisa dijual basah dengan harga berapa pun, karena tidak ada es. Para "
            "istri nelayan mulai membuat kerupuk dan terasi dari yang tidak laku, lalu "
            "mendirikan koperasi supaya bisa membeli garam dan minyak bersama."
        ),
        (
            "Sekarang rumah produksi kami punya ruang jemur berjaring, timbangan digital, dan "
            "izin edar. Adonan kerupuk ditimbang: sepertiga udang, dan itu bisa Anda periksa "
            "di label."
        ),
        (
            "Bila laut sedang garang, sebagian barang habis. Kami menandainya apa adanya dan "
            "mengabari Anda ketika perahu turun lagi."
        ),
    ),
    hours=week(opens="07:00", closes="16:00", saturday=("07:00", "13:00")),
    closing_days=(ClosingDay(in_days=4, reason="Kenduri laut"),),
    bank=Bank(
        bank="Bank Contoh Nusantara",
        account_number="0000127100005",
        account_name="Koperasi Produsen Pesisir Belawan Bahari",
    ),
    cod_limit=500_000,
    permits=(halal(5),),
    cover="pesisir",
    pictures=("kerupuk", "ikan-asin"),
)

COOPERATIVES = (TANI_SOPO, HUTAN_SIPIROK, AREN_LANGKAT, ANYAM_PANDAN, PESISIR_BELAWAN)
