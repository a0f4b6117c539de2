from flask import Blueprint, jsonify

from counter.auth import clerk_required
from counter.printing import Printer, render

forms = Blueprint("forms", __name__)


@forms.put("/forms/<kind>/<case>")
@clerk_required
def print_form(kind: str, case: str, clerk):
    document = render(kind, case)
    printer = Printer.beside(clerk.desk)
    # one name for each form of a case, so that it is printed once
    job = printer.submit(f"{kind}-{case}", document)
    return jsonify(job=job), 202


@forms.get("/jobs/<job>")
@clerk_required
def look(job: str, clerk):
    printer = Printer.beside(clerk.desk)
    return jsonify(printed=printer.finished(job))
