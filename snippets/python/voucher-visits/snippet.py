import os

import requests
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from desk.models import Visit, Voucher

statistics = requests.Session()
STATISTICS = os.environ["STATISTICS_URL"]


@require_POST
def redeem(request: HttpRequest, number: str) -> JsonResponse:
    desk = request.POST["desk"]
    with transaction.atomic():
        used = Voucher.objects.filter(number=number, used=False)
        if not used.update(used=True):
            return JsonResponse({"error": "not valid"}, status=409)
        visit = Visit.objects.create(voucher=number, desk=desk)

        report = statistics.post(
            f"{STATISTICS}/visits",
            json={"id": str(visit.pk), "desk": desk},
            headers={"Idempotency-Key": str(visit.pk)},
            timeout=3,
        )
        report.raise_for_status()
    return JsonResponse({"visit": str(visit.pk)}, status=201)
