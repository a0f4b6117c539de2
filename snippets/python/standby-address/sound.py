"""Moves the shop's name to the standby."""

import sys

import boto3
from botocore.config import Config

CONFIG = Config(
    connect_timeout=3, read_timeout=10, retries={"mode": "standard"}
)
ec2 = boto3.client("ec2", region_name="eu-west-1", config=CONFIG)
dns = boto3.client("route53", config=CONFIG)


def standby() -> str:
    found = ec2.describe_instances(
        Filters=[
            {"Name": "tag:role", "Values": ["shop-standby"]},
            {"Name": "instance-state-name", "Values": ["running"]},
        ]
    )
    if not found["Reservations"]:
        sys.exit("no standby runs in eu-west-1: start one first")
    machine = found["Reservations"][0]["Instances"][0]
    if "PublicIpAddress" not in machine:
        sys.exit("the standby has no public address: give it one")
    return machine["PublicIpAddress"]


def move(zone: str, name: str) -> str:
    record = {
        "Name": name,
        "Type": "A",
        "TTL": 60,
        "ResourceRecords": [{"Value": standby()}],
    }
    changed = dns.change_resource_record_sets(
        HostedZoneId=zone,
        ChangeBatch={
            "Changes": [
                {"Action": "UPSERT", "ResourceRecordSet": record}
            ]
        },
    )
    return changed["ChangeInfo"]["Id"]


if __name__ == "__main__":
    print(move("Z0482913", "shop.example.com."))
