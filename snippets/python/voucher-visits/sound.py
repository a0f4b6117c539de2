from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from desk.models import Report, Visit, Voucher


@require_POST
def redeem(request: HttpRequest, number: str) -> JsonResponse:
    desk = request.POST["desk"]
    with transaction.atomic():
        used = Voucher.objects.filter(number=number, used=False)
        if not used.update(used=True):
            return JsonResponse({"error": "not valid"}, status=409)
        visit = Visit.objects.create(voucher=number, desk=desk)
        Report.objects.create(visit=visit, state="waiting")
    return JsonResponse({"visit": str(visit.pk)}, status=201)
