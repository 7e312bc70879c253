"""Addresses of Meja Kerja, under ``/kerja/``."""

from django.urls import path

from desk.complaints import views as complaints
from desk.data_requests.views import data_requests
from desk.delivery import own as delivery
from desk.delivery import tariffs, weights
from desk.goods import card_views, photos, shares
from desk.goods import views as goods
from desk.harvests import views as harvests
from desk.history import views as history
from desk.home import views as home
from desk.money import payouts, receiving
from desk.money import views as money
from desk.more import views as more
from desk.orders import courier, deciding, later
from desk.orders import printing_views as printing
from desk.orders import views as orders
from desk.people import views as people
from desk.reviews import views as reviews
from desk.shops import differences, keys, linking, publishing, stuck
from desk.shops import rules as shop_rules
from desk.shops import views as shops
from desk.spreadsheets import photos as photo_batches
from desk.spreadsheets import views as spreadsheets

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("denyut/", home.pulse, name="pulse"),
    # Orders
    path("pesanan/", orders.order_list, name="orders"),
    path("pesanan/daftar-kemas/", printing.packing_list, name="packing_list"),
    path("pesanan/label/", printing.labels, name="labels"),
    path("pesanan/label/berkas/", printing.labels_file, name="labels_file"),
    path("paket/<int:parcel_id>/", orders.parcel, name="parcel"),
    path("paket/<int:parcel_id>/isi/<int:row_id>/", orders.tick, name="tick"),
    path("paket/<int:parcel_id>/kemas/", orders.pack, name="pack"),
    path("paket/<int:parcel_id>/buka/", orders.unpack, name="unpack"),
    path("paket/<int:parcel_id>/kirim/", orders.ship, name="ship"),
    path("paket/<int:parcel_id>/pesan-kurir/", courier.ask, name="ask_courier"),
    path("paket/<int:parcel_id>/kurir/", courier.change, name="courier"),
    path("paket/<int:parcel_id>/terkirim/", orders.sent, name="sent"),
    path("paket/<int:parcel_id>/urungkan-kirim/", orders.undo_ship, name="undo_ship"),
    path("paket/<int:parcel_id>/serah/", deciding.hand_over, name="hand_over"),
    path("paket/<int:parcel_id>/coba-lagi/", deciding.retry_parcel, name="retry_parcel"),
    path("paket/<int:parcel_id>/resi/", orders.tracking, name="tracking"),
    path("paket/<int:parcel_id>/lanjut/", orders.go_on, name="go_on"),
    path("paket/<int:parcel_id>/kembali/<int:row_id>/", orders.take_back, name="take_back"),
    path("paket/<int:parcel_id>/nanti/", later.later, name="later"),
    path("paket/<int:parcel_id>/label/", orders.channel_label, name="channel_label"),
    path("paket/<int:parcel_id>/batal/", deciding.cancel, name="cancel"),
    path("paket/<int:parcel_id>/dibatalkan/", deciding.cancelled, name="cancelled"),
    path("paket/<int:parcel_id>/urungkan-batal/", deciding.undo_cancel, name="undo_cancel"),
    path("paket/<int:parcel_id>/minta-batal/", deciding.answer_cancel, name="answer_cancel"),
    path("paket/<int:parcel_id>/putusan/", deciding.decide, name="decide"),
    path("paket/<int:parcel_id>/pasangkan/<int:line_id>/", deciding.match_line, name="match_line"),
    # Goods
    path("stok/", goods.goods, name="goods"),
    path("stok/periksa/", goods.check, name="goods_check"),
    path("stok/pakai/", goods.use, name="goods_use"),
    path("stok/terpakai/", goods.done, name="goods_done"),
    path("stok/harga/<int:record_id>/urungkan/", goods.undo_price, name="undo_price"),
    path("stok/gerak/<int:movement_id>/urungkan/", goods.undo_movement, name="undo_movement"),
    path("stok/<int:item_id>/", card_views.stock_card, name="stock_card"),
    path("stok/<int:item_id>/masuk/", card_views.receive, name="receive"),
    path("stok/<int:item_id>/berkurang/", card_views.less, name="less"),
    path("stok/<int:item_id>/hitung/", card_views.count, name="count"),
    path("stok/<int:item_id>/jatah/", shares.shares, name="shares"),
    path("stok/foto/<int:product_id>/", photos.show, name="photos"),
    path("stok/foto/<int:product_id>/tambah/", photos.add, name="photo_add"),
    path("stok/foto/<int:product_id>/<int:image_id>/pindah/", photos.move, name="photo_move"),
    path("stok/foto/<int:product_id>/<int:image_id>/hapus/", photos.remove, name="photo_remove"),
    path("stok/<int:item_id>/panen/", harvests.harvest, name="harvest"),
    path("stok/<int:item_id>/panen/terima/", harvests.receive, name="harvest_receive"),
    # Spreadsheets
    path("berkas/", spreadsheets.spreadsheets, name="spreadsheets"),
    path("berkas/unduh/", spreadsheets.download, name="spreadsheet_download"),
    path("berkas/contoh/", spreadsheets.sample, name="spreadsheet_sample"),
    path("berkas/unggah/", spreadsheets.upload, name="spreadsheet_upload"),
    path("berkas/<int:file_id>/", spreadsheets.spreadsheet, name="spreadsheet"),
    path("berkas/<int:file_id>/bertanda/", spreadsheets.marked, name="spreadsheet_marked"),
    path("berkas/<int:file_id>/pakai/", spreadsheets.use, name="spreadsheet_use"),
    path("berkas/<int:file_id>/batalkan/", spreadsheets.undo, name="spreadsheet_undo"),
    path("berkas/foto/", photo_batches.batches, name="photo_batches"),
    path("berkas/foto/unggah/", photo_batches.upload, name="photo_batch_upload"),
    path("berkas/foto/<int:sent_id>/", photo_batches.batch, name="photo_batch"),
    path("berkas/foto/<int:sent_id>/pakai/", photo_batches.use, name="photo_batch_use"),
    path(
        "berkas/foto/<int:sent_id>/kecil/<int:sent_photo_id>/",
        photo_batches.thumb,
        name="photo_thumb",
    ),
    path(
        "berkas/foto/<int:sent_id>/tinggalkan/",
        photo_batches.leave_out,
        name="photo_batch_leave",
    ),
    path("berkas/foto/<int:sent_id>/batalkan/", photo_batches.undo, name="photo_batch_undo"),
    # Channels
    path("saluran/", shops.shops, name="channels"),
    path("saluran/hubungkan/", linking.link, name="link"),
    path("saluran/hubungkan/<int:app_id>/kunci/", keys.keys, name="link_keys"),
    path("saluran/izin/<int:run_id>/", linking.consent, name="consent"),
    path("saluran/kembali/", linking.linked, name="linked"),
    path("saluran/<int:account_id>/", shops.shop, name="shop"),
    path("saluran/<int:account_id>/aturan/", shop_rules.set_rules, name="set_rules"),
    path("saluran/<int:account_id>/aturan/periksa/", shop_rules.check_rules, name="check_rules"),
    path(
        "saluran/<int:account_id>/barang/<int:listing_id>/aturan/",
        shop_rules.listing_rules,
        name="listing_rules",
    ),
    path("saluran/<int:account_id>/catatan/", shop_rules.shop_log, name="shop_log"),
    path("saluran/catatan/<int:bulk_id>/urungkan/", shop_rules.undo_bulk, name="undo_bulk"),
    path("saluran/<int:account_id>/beda/", differences.differences, name="differences"),
    path("saluran/<int:account_id>/beda/periksa/", differences.check_now, name="check_now"),
    path("saluran/<int:account_id>/beda/pilih/", differences.choose, name="choose_side"),
    path(
        "saluran/<int:account_id>/beda/berkas/",
        differences.differences_file,
        name="differences_file",
    ),
    path("saluran/<int:account_id>/terbitkan/", publishing.publish, name="publish"),
    path(
        "saluran/<int:account_id>/terbitkan/kategori/",
        publishing.publish_read,
        name="publish_read",
    ),
    path("saluran/<int:account_id>/terbitkan/kirim/", publishing.publish_send, name="publish_send"),
    path(
        "saluran/<int:account_id>/terbitkan/<int:product_id>/",
        publishing.publish_goods,
        name="publish_goods",
    ),
    path("saluran/<int:account_id>/macet/", stuck.stuck, name="stuck"),
    path("saluran/<int:account_id>/macet/periksa/", stuck.stuck_check, name="stuck_check"),
    path("saluran/<int:account_id>/macet/coba-lagi/", stuck.stuck_retry, name="stuck_retry"),
    path("saluran/<int:account_id>/macet/biarkan/", stuck.stuck_leave, name="stuck_leave"),
    path("saluran/<int:account_id>/macet/lagi/", stuck.stuck_again, name="stuck_again"),
    path("saluran/<int:account_id>/jeda/", shops.pause, name="pause"),
    path("saluran/<int:account_id>/nyalakan-lagi/", shops.resume, name="resume"),
    path("saluran/<int:account_id>/coba-lagi/", shops.retry_cause, name="retry_cause"),
    path("saluran/<int:account_id>/putuskan/", shops.disconnect, name="disconnect"),
    path("saluran/<int:account_id>/baca/", linking.read_again, name="read_again"),
    path("saluran/<int:account_id>/pasangkan/", linking.match, name="match"),
    path(
        "saluran/<int:account_id>/pasangkan/yakin/", linking.accept_certain, name="accept_certain"
    ),
    path(
        "saluran/<int:account_id>/pasangkan/<int:listing_id>/",
        linking.match_one,
        name="match_one",
    ),
    path(
        "saluran/<int:account_id>/pasangkan/<int:listing_id>/lepas/",
        linking.unmatch,
        name="unmatch",
    ),
    path(
        "saluran/<int:account_id>/pasangkan/<int:listing_id>/biarkan/",
        linking.ignore,
        name="ignore",
    ),
    path("saluran/<int:account_id>/uji-coba/", linking.dry_run, name="dry_run"),
    path("saluran/<int:account_id>/nyalakan/", linking.switch_on, name="switch_on"),
    # Money
    path("uang/", money.money, name="money"),
    path("uang/tujuan/", receiving.show, name="receiving"),
    path("uang/tujuan/rekening/", receiving.add_account, name="receiving_account"),
    path("uang/tujuan/qris/", receiving.read_qris, name="receiving_qris"),
    path("uang/tujuan/tutup/", receiving.close, name="receiving_close"),
    path("uang/pencairan/", payouts.payouts, name="payouts"),
    path("uang/pencairan/berkas/", payouts.payouts_file, name="payouts_file"),
    path("uang/pencairan/<int:payout_id>/", payouts.payout, name="payout"),
    path("uang/<int:request_id>/", money.payment, name="payment"),
    path("uang/<int:request_id>/terima/", money.confirm, name="confirm_payment"),
    path("uang/<int:request_id>/setujui/", money.accept, name="accept_payment"),
    path("uang/<int:request_id>/pakai/", money.accept_and_return, name="accept_and_return"),
    path("uang/<int:request_id>/tanya/", money.ask_again, name="ask_again"),
    path("uang/<int:request_id>/kembalikan/", money.give_back, name="give_back"),
    path("uang/<int:request_id>/sudah-kembali/", money.gave_back, name="gave_back"),
    path("uang/bukti/<int:proof_id>/", money.proof_picture, name="proof_picture"),
    path("uang/bukti/<int:proof_id>/tolak/", money.reject_proof, name="reject_proof"),
    # Delivery
    path("pengiriman/", delivery.delivery, name="delivery"),
    path("pengiriman/simpan/", delivery.save, name="delivery_save"),
    path("pengiriman/daerah/", delivery.save_area, name="delivery_area"),
    path("pengiriman/daerah/<int:tariff_id>/", delivery.stop_area, name="delivery_stop"),
    path("ongkir/", tariffs.tariffs, name="tariffs"),
    path("ongkir/unduh/", tariffs.download, name="tariff_download"),
    path("ongkir/unggah/", tariffs.upload, name="tariff_upload"),
    path("ongkir/riwayat/", tariffs.history, name="tariff_history"),
    path("ongkir/berat/", weights.weights, name="weights"),
    path("ongkir/berat/aturan/", weights.save_rule, name="weight_rule_save"),
    path("ongkir/berat/daerah/", weights.save_surcharge, name="weight_surcharge_save"),
    path("ongkir/file/<int:batch_id>/", tariffs.tariff_file, name="tariff_file"),
    path("ongkir/file/<int:batch_id>/pakai/", tariffs.use, name="tariff_use"),
    path("ongkir/file/<int:batch_id>/urungkan/", tariffs.undo, name="tariff_undo"),
    # More
    path("lainnya/", more.more, name="more"),
    path("ulasan/", reviews.reviews, name="reviews"),
    path("ulasan/<int:review_id>/", reviews.review, name="review"),
    path("ulasan/<int:review_id>/putusan/", reviews.judge, name="review_judge"),
    path("keluhan/", complaints.complaints, name="complaints"),
    path("keluhan/<int:complaint_id>/", complaints.complaint, name="complaint"),
    path("keluhan/<int:complaint_id>/terkirim/", complaints.sent_again, name="complaint_sent"),
    path("keluhan/foto/<int:photo_id>/", complaints.photo, name="complaint_photo"),
    path("kabar/", reviews.to_tell, name="alerts"),
    path("kabar/<int:alert_id>/", reviews.told, name="alert_told"),
    path("permintaan-data/", data_requests, name="data_requests"),
    path("riwayat/", history.history, name="history"),
    path("riwayat/berkas/", history.history_file, name="history_file"),
    path("orang/", people.people, name="people"),
    path("orang/undang/", people.invite, name="invite"),
    path("orang/undangan/<int:invitation_id>/tarik/", people.withdraw, name="withdraw_invitation"),
    path("orang/<int:user_id>/", people.person, name="person"),
    path("orang/<int:user_id>/keluarkan/", people.remove, name="remove_person"),
    path("koperasi/", more.choose, name="choose"),
    path("bantuan/", more.help_page, name="help"),
    path("katalog-luar/", more.catalogues, name="catalogues"),
]
