"""Static files: hashed names, and compression that costs time only where buyers gain by it."""

from collections.abc import Iterable, Iterator

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Folders of the back offices of Wagtail, Oscar and Django: many megabytes that few people load.
# Brotli at its best level takes half a minute for them; gzip takes two seconds.
BACK_OFFICE = ("admin/", "oscar/", "wagtail", "django_tables2/", "treebeard/", "account/")


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Our own files as gzip and brotli, those of the back offices as gzip only."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress every file whose kind gains by it; yields (name, name of the compressed)."""
        names = set(paths)
        theirs = {name for name in names if name.startswith(BACK_OFFICE)}
        yield from super().compress_files(names - theirs)
        self.uses_brotli = False
        yield from super().compress_files(theirs)

    uses_brotli = True

    def create_compressor(self, **kwargs: object) -> Compressor:
        """WhiteNoise's compressor, without brotli for the back offices."""
        return Compressor(**kwargs, use_brotli=self.uses_brotli)
