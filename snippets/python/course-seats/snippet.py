from flask import Flask, jsonify, request

from courses.bills import send_bill
from courses.seats import Seats

app = Flask(__name__)
seats = Seats.open("/var/lib/courses/seats.db")


@app.post("/webhooks/payments")
def paid():
    event = request.get_json()
    if event["type"] != "payment.settled":
        return jsonify(ignored=event["type"])
    payment = event["payment"]
    with seats.transaction():
        if not seats.remember_event(event["id"]):
            return jsonify(seen=True)
        seat = seats.book(payment["course"], payment["customer"])
        send_bill(payment["customer"], payment["cents"], seat)
    return jsonify(seat=seat.number)


@app.get("/healthz")
def healthz():
    return "", 204
