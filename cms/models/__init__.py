"""Pages of the website, and who may write which of them."""

from .base import SitePage
from .cooperative import CooperativeIndexPage, CooperativePage, GalleryPicture
from .home import HomePage
from .news import ArticlePage, NewsIndexPage, RelatedArticle, Topic
from .photo import Photo, PhotoRendition
from .space import CooperativeSpace
from .standard import StandardPage

__all__ = [
    "ArticlePage",
    "CooperativeIndexPage",
    "CooperativePage",
    "CooperativeSpace",
    "GalleryPicture",
    "HomePage",
    "NewsIndexPage",
    "Photo",
    "PhotoRendition",
    "RelatedArticle",
    "SitePage",
    "StandardPage",
    "Topic",
]
