import os
import secrets

from flask import Flask, abort, request

from lamp.dmx import Colour, Lamp

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
TOKEN = os.environ["GITLAB_HOOK_TOKEN"].encode()
COLOURS = {
    "success": Colour(0, 160, 60),
    "failed": Colour(200, 0, 0),
    "running": Colour(90, 90, 0),
}
lamp = Lamp(universe=1, channel=12)


@app.post("/hooks/gitlab")
def pipeline():
    given = request.headers.get("X-Gitlab-Token", "").encode()
    if not secrets.compare_digest(given, TOKEN):
        abort(403)
    if request.headers.get("X-Gitlab-Event") != "Pipeline Hook":
        return "", 204
    told = request.get_json()["object_attributes"]
    if told["ref"] == "main" and told["status"] in COLOURS:
        lamp.show(COLOURS[told["status"]])
    return "", 204
