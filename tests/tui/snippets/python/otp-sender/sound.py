import os, requests, queue_client
KEY = os.environ["SMS_KEY"]

def handler(event, ctx):
    queue_client.put_many(event["users"])
    return {"statusCode": 202}

def send(phone, code, attempt_id):
    r = requests.post(
        "https://sms.example.com/v1/messages",
        headers={"Authorization": KEY, "Idempotency-Key": attempt_id},
        json={"to": phone, "text": f"Code {code}"},
        timeout=(2, 5),
    )
    r.raise_for_status()
    return r.json()["data"][0]["id"]
