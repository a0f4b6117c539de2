from concurrent.futures import Future, ThreadPoolExecutor
from uuid import uuid4

from fastapi import Depends, FastAPI, HTTPException

from books.approvals import approve
from books.exports import write_export
from books.staff import signed_in

app = FastAPI(title="books", dependencies=[Depends(signed_in)])
approvers = ThreadPoolExecutor(max_workers=8)
exporters = ThreadPoolExecutor(max_workers=4)
exports: dict[str, Future[str]] = {}
PENDING = 200


@app.post("/invoices/{number}/approval")
def approval(
    number: str, user: str = Depends(signed_in)
) -> dict[str, str]:
    entry = approvers.submit(approve, number, by=user)
    return {"invoice": number, "entry": entry.result(timeout=2)}


@app.post("/exports/{year}", status_code=202)
def export(year: int) -> dict[str, str]:
    if sum(not job.done() for job in exports.values()) >= PENDING:
        raise HTTPException(503, "too many exports are waiting")
    ticket = uuid4().hex
    exports[ticket] = exporters.submit(write_export, year)
    return {"ticket": ticket}


@app.get("/exports/tickets/{ticket}")
def exported(ticket: str) -> dict[str, str]:
    job = exports.get(ticket)
    if job is None:
        raise HTTPException(404, "no such export")
    if not job.done():
        return {"state": "writing"}
    return {"path": job.result()}
