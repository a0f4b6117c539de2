import traceback

from fastapi import APIRouter, Depends, HTTPException, UploadFile
from fastapi.responses import JSONResponse

from grants.auth import applicant
from grants.forms import Incomplete, parse
from grants.store import Drafts, get_drafts

router = APIRouter(prefix="/v2/applications")


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
    except Exception:
        return JSONResponse(
            {
                "code": "submission_failed",
                "detail": traceback.format_exc(limit=4),
            },
            status_code=500,
        )
    return {"number": number, "receipt": receipt}
