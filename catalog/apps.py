"""Our fork of Oscar's ``catalogue`` app; the app label stays Oscar's."""

import oscar.apps.catalogue.apps as oscar_apps


class CatalogueConfig(oscar_apps.CatalogueConfig):
    name = "catalog"

    def ready(self) -> None:
        """The worker makes the files of new photos."""
        super().ready()
        from catalog.photos import services as photos
        from shop.outbox.registry import register

        register(photos.KIND, photos.deliver)
