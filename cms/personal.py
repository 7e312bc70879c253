"""Pages are written to be read by everybody; the CMS also notes who of the staff changed what."""

HARMLESS = {
    "cms.*": "words and pictures of pages; authors are named because they want to be",
    "wagtailcore.*": "pages, their history and who of the staff changed them",
    "wagtailadmin.*": "what staff are typing, kept for an hour",
    "wagtailimages.*": "pictures of pages",
    "wagtaildocs.*": "papers of pages",
    "wagtailembeds.*": "titles of videos on pages",
    "wagtailredirects.*": "addresses of pages",
    "wagtailsearch.*": "words of pages",
    "wagtailusers.UserProfile.avatar": "staff only, who have no erasure by themselves",
    "taggit.*": "words for pictures",
}
