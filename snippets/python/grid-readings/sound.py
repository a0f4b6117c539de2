import base64
import os
import time

import requests

GRID = "https://exchange.grid.example"
http = requests.Session()
kept = {"token": "", "expires": 0.0}


def credentials() -> dict[str, str]:
    if time.time() > kept["expires"] - 60:
        pair = f"{os.environ['GRID_ID']}:{os.environ['GRID_SECRET']}"
        basic = base64.b64encode(pair.encode()).decode()
        answer = http.get(
            f"{GRID}/oauth/v1/generate?grant_type=client_credentials",
            headers={"Authorization": f"Basic {basic}"},
            timeout=3,
        )
        answer.raise_for_status()
        body = answer.json()
        kept["token"] = body["access_token"]
        kept["expires"] = time.time() + int(body["expires_in"])
    return {"Authorization": f"Bearer {kept['token']}"}


def lambda_handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            http.put(
                f"{GRID}/readings/{record['messageId']}",
                data=record["body"],
                headers=credentials(),
                timeout=3,
            ).raise_for_status()
        except requests.RequestException:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
