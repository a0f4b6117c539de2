import json

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from market.auth import stall_required
from market.models import Mug, Sale


@require_POST
@stall_required
def pay(request: HttpRequest, stall: str) -> JsonResponse:
    sale = json.loads(request.body)
    with transaction.atomic():
        mug = Mug.objects.select_for_update().get(chip=sale["chip"])
        if Sale.objects.filter(receipt=sale["receipt"]).exists():
            return JsonResponse({"left": mug.balance})
        if mug.balance < sale["cents"]:
            return JsonResponse({"left": mug.balance}, status=402)
        Sale.objects.create(
            receipt=sale["receipt"], stall=stall, cents=sale["cents"]
        )
        mug.balance -= sale["cents"]
        mug.save(update_fields=["balance"])
    return JsonResponse({"left": mug.balance})
