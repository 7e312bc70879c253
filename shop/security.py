"""Response headers that keep scripts, frames and outside hosts out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

# Shop and desk run no inline script or style at all (security.md).
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Wagtail's and Oscar's own back offices use inline scripts and styles, and preview pages in frames.
BACK_OFFICE = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; "
    "frame-ancestors 'self'"
)
BACK_OFFICE_PATHS = ("/cms/", "/pusat/", "/en/pusat/", "/django-admin/")


class ContentSecurityPolicyMiddleware:
    """Sets the policy of the part of the site a path belongs to, unless a view set its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        loose = request.path.startswith(BACK_OFFICE_PATHS)
        response.headers.setdefault("Content-Security-Policy", BACK_OFFICE if loose else STRICT)
        return response
