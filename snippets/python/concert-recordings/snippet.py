import os
import subprocess
from pathlib import Path

from flask import Blueprint, abort, request

from hall.access import is_recorder

takes = Blueprint("takes", __name__)
TAKES = Path("/srv/takes")
ARCHIVE = Path("/srv/archive")


@takes.post("/hooks/take-complete")
def take_complete():
    if not is_recorder(request):
        abort(403)
    name = os.path.basename(request.json["take"])
    source, target = TAKES / f"{name}.wav", ARCHIVE / f"{name}.flac"
    if target.exists():
        return "", 204
    partial = target.with_suffix(".partial")
    subprocess.run(
        ["ffmpeg", "-y", "-i", source, "-f", "flac", partial],
        check=True,
        timeout=1200,
    )
    partial.rename(target)
    return "", 204
