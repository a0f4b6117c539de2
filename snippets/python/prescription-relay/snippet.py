import json
import os

import requests

REGISTER = "https://register.health.example"

http = requests.Session()
login = http.post(
    f"{REGISTER}/auth/token",
    data={"grant_type": "client_credentials", "scope": "prescribe"},
    auth=(os.environ["REGISTER_ID"], os.environ["REGISTER_SECRET"]),
    timeout=4,
)
login.raise_for_status()
http.headers["Authorization"] = f"Bearer {login.json()['access_token']}"


def lambda_handler(event, context):
    prescription = json.loads(event["body"])
    answer = http.put(
        f"{REGISTER}/prescriptions/{prescription['id']}",
        json=prescription,
        timeout=8,
    )
    if answer.status_code == 422:
        return {"statusCode": 422, "body": '{"error": "not accepted"}'}
    answer.raise_for_status()
    return {"statusCode": 201, "body": json.dumps(answer.json())}
