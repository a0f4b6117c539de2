import json
import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from press.models import Page
from press.queue import build_later

log = logging.getLogger(__name__)
SHOWN = ("title", "lead", "text")


@csrf_exempt
@require_POST
def content_webhook(request: HttpRequest) -> JsonResponse:
    change = json.loads(request.body)
    entry = change["entry"]
    fields = {name: entry[name] for name in SHOWN if name in entry}
    changed = Page.objects.filter(slug=entry["slug"]).update(**fields)
    if changed:
        build_later(entry["slug"])
    else:
        log.info("no page is called %s", entry["slug"])
    return JsonResponse({"changed": changed})
