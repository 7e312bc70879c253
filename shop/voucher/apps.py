"""Our fork of Oscar's ``voucher`` app; the app label stays Oscar's."""

import oscar.apps.voucher.apps as oscar_apps


class VoucherConfig(oscar_apps.VoucherConfig):
    name = "shop.voucher"
