import os
import sys
import time
from pathlib import Path

import requests

API = "https://api.github.com/repos/example/shop"
github = requests.Session()
github.headers.update(
    {
        "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
)


def call(method: str, path: str, **options) -> requests.Response:
    answer = github.request(method, API + path, timeout=20, **options)
    answer.raise_for_status()
    return answer


def main(checklist: Path, milestone: int) -> None:
    query = {"milestone": milestone, "per_page": 100, "state": "all"}
    known = call("GET", "/issues", params=query).json()
    there = {issue["title"] for issue in known}
    for title in checklist.read_text().splitlines():
        if not title.strip() or title in there:
            continue
        issue = {"title": title, "milestone": milestone}
        number = call("POST", "/issues", json=issue).json()["number"]
        print(f"#{number} {title}")
        time.sleep(1)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
