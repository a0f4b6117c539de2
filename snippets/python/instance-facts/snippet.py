import json
import urllib.request
import xml.etree.ElementTree as ET

METADATA = "http://169.254.169.254/latest"
SCHEMA = "http://inventory.example.com/schema/machine/2"
AGENT = "http://localhost:8181/v1/machine"


def token() -> str:
    request = urllib.request.Request(
        f"{METADATA}/api/token",
        method="PUT",
        headers={"X-aws-ec2-metadata-token-ttl-seconds": "60"},
    )
    with urllib.request.urlopen(request, timeout=2) as answer:
        return answer.read().decode()


def identity() -> dict:
    request = urllib.request.Request(
        f"{METADATA}/dynamic/instance-identity/document",
        headers={"X-aws-ec2-metadata-token": token()},
    )
    with urllib.request.urlopen(request, timeout=2) as answer:
        return json.load(answer)


def register() -> None:
    machine = ET.Element("machine", xmlns=SCHEMA)
    for key, value in identity().items():
        ET.SubElement(machine, key).text = str(value or "")
    request = urllib.request.Request(
        AGENT, data=ET.tostring(machine), method="PUT"
    )
    urllib.request.urlopen(request, timeout=5).close()


if __name__ == "__main__":
    register()
