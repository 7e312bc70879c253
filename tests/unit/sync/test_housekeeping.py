"""Work of the calendar: scheduled pages go live by themselves, cards are refreshed at night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from cms.models import StandardPage
from integrations.sync.duties import BY_NAME

pytestmark = pytest.mark.django_db
JAKARTA = ZoneInfo("Asia/Jakarta")


def test_a_page_goes_live_when_its_hour_has_come():
    home = Page.objects.get(depth=2)
    page = home.add_child(instance=StandardPage(title="Jam buka", slug="jam-buka", live=False))
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    BY_NAME["pages"].run(None, timezone.now)
    assert not StandardPage.objects.get(pk=page.pk).live

    # The hour has come: no test waits for it, and no slow machine lets it pass too soon.
    revision = Revision.objects.get()
    revision.approved_go_live_at = timezone.now() - timedelta(seconds=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    BY_NAME["pages"].run(None, timezone.now)

    assert StandardPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize(("hour", "due"), [(1, []), (2, [None]), (3, []), (14, [])])
def test_cards_are_refreshed_in_the_quiet_hour_only(hour, due):
    now = datetime(2026, 11, 24, hour, 30, tzinfo=JAKARTA)

    assert list(BY_NAME["cards"].find(now)) == due
