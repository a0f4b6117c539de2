import time

from flask import Blueprint, abort, jsonify

from counter.auth import clerk_required
from counter.printing import Printer, render

forms = Blueprint("forms", __name__)
SPOOLED = 30


def wait_for(printer: Printer, job: str) -> bool:
    for _ in range(SPOOLED):
        if printer.finished(job):
            return True
        time.sleep(2)
    return False


@forms.put("/forms/<kind>/<case>")
@clerk_required
def print_form(kind: str, case: str, clerk):
    document = render(kind, case)
    printer = Printer.beside(clerk.desk)
    # one name for each form of a case, so that it is printed once
    job = printer.submit(f"{kind}-{case}", document)
    if not wait_for(printer, job):
        abort(503, "printer does not answer")
    return jsonify(printed=job)
