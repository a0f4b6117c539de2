import logging

from fastapi import APIRouter, Depends, HTTPException, UploadFile

from grants.auth import applicant
from grants.forms import Incomplete, parse
from grants.store import Closed, Drafts, get_drafts

router = APIRouter(prefix="/v2/applications")
log = logging.getLogger("grants")


@router.post("/{number}/form")
def upload(
    number: str,
    form: UploadFile,
    who: str = Depends(applicant),
    drafts: Drafts = Depends(get_drafts),
):
    try:
        fields = parse(form.file)
    except Incomplete as error:
        raise HTTPException(422, detail=str(error)) from error
    drafts.save(number, who, fields)
    return {"number": number, "fields": len(fields)}


@router.post("/{number}/submission")
def submit(
    number: str,
    who: str = Depends(applicant),
    drafts: Drafts = Depends(get_drafts),
):
    try:
        receipt = drafts.submit(number, who)
    except Closed as error:
        log.info("%s came after the deadline", number)
        raise HTTPException(409, detail={"code": "closed"}) from error
    return {"number": number, "receipt": receipt}
