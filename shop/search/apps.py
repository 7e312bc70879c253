"""Our fork of Oscar's ``search`` app; the app label stays Oscar's."""

from typing import Any

import oscar.apps.search.apps as oscar_apps
from django.db.models.signals import post_delete, post_migrate, post_save


class SearchConfig(oscar_apps.SearchConfig):
    name = "shop.search"

    def ready(self) -> None:
        """Have the index's table made after every ``migrate``; follow the list of other names."""
        super().ready()
        post_migrate.connect(_create_tables, sender=self, dispatch_uid="search.tables")
        from shop.search import names
        from shop.search.models import OtherNames

        for signal in (post_save, post_delete):
            signal.connect(names.forget, sender=OtherNames, dispatch_uid="search.other_names")


def _create_tables(sender: Any, using: str, **_signal: Any) -> None:
    from shop.search import index

    index.create_tables(using=using)
