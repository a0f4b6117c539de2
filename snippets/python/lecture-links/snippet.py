import os

import boto3
from botocore.config import Config
from fastapi import Depends, FastAPI, HTTPException

from campus.enrolments import Student, may_watch
from campus.sessions import signed_in

app = FastAPI()
store = boto3.client(
    "s3",
    config=Config(
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "max_attempts": 3},
        signature_version="s3v4",
    ),
)
BUCKET = os.environ["RECORDINGS_BUCKET"]
HOUR = 3600


@app.get("/lectures/{lecture}/recording")
def recording(
    lecture: str, student: Student = Depends(signed_in)
) -> dict[str, str]:
    if not may_watch(student, lecture):
        raise HTTPException(404, "no such recording")
    href = store.generate_presigned_url(
        "get_object",
        Params={"Bucket": BUCKET, "Key": f"{lecture}/main.mp4"},
        ExpiresIn=HOUR,
    )
    return {"href": href}
