import gzip
import json
import random
import sys
import time
import urllib.request

SERVER = "https://readings.meters.example.com/v1/batches"
TRIES = 6


def pack(path):
    with open(path, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return rows[0]["meter"], gzip.compress(json.dumps(rows).encode())


def upload(path):
    meter, body = pack(path)
    request = urllib.request.Request(
        f"{SERVER}/{meter}",
        data=body,
        method="PUT",
        headers={
            "Content-Type": "application/json",
            "Content-Encoding": "gzip",
        },
    )
    for attempt in range(TRIES):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)["accepted"]
        except OSError as error:
            print("again:", error, file=sys.stderr)
            time.sleep(random.uniform(0, min(600, 2**attempt * 15)))
    raise SystemExit("kept for the next run")


if __name__ == "__main__":
    print(upload(sys.argv[1]), "readings accepted")
