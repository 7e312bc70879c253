"""What each role does, in one sentence for the person who hands it out."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.accounts.models import Role

DUTIES: Mapping[str, Promise] = {
    Role.MANAGER: _("Everything: orders, stock, prices, money, shops elsewhere, and the team."),
    Role.CATALOGUE: _("Goods, stock, prices and orders. Does not confirm payments."),
    Role.PACKER: _("Packs and sends orders, counts stock. Sees no prices and no money."),
    Role.TREASURER: _("Confirms payments and sends money back."),
    Role.SUPERVISOR: _("Sees everything and changes nothing."),
    Role.EDITOR: _("Writes news and the cooperative's page in the CMS."),
}
