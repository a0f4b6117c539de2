"""Lockers of a rowing club: who has which, and how to give one back."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user, login_required

from club.models import Locker, db

pages = Blueprint("lockers", __name__, url_prefix="/lockers")


@pages.get("/")
@login_required
def mine():
    lockers = Locker.query.filter_by(member_id=current_user.id)
    return render_template("lockers/mine.html", lockers=lockers)


@pages.get("/<int:number>/release")
@login_required
def release(number: int):
    locker = db.session.get(Locker, number)
    if locker is None or locker.member_id != current_user.id:
        abort(404)
    locker.member_id = None
    db.session.commit()
    return redirect(url_for("lockers.mine"))


@pages.post("/<int:number>/key-lost")
@login_required
def key_lost(number: int):
    locker = db.session.get(Locker, number)
    if locker is None or locker.member_id != current_user.id:
        abort(404)
    locker.needs_new_key = True
    db.session.commit()
    return redirect(url_for("lockers.mine"))
