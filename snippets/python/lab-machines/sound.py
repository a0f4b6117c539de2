import boto3
from botocore.config import Config
from fastapi import APIRouter, Depends, HTTPException

from lab.auth import student
from lab.machines import owned_by

router = APIRouter(prefix="/machines")
ec2 = boto3.client(
    "ec2",
    config=Config(
        connect_timeout=2,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 3},
    ),
)


def describe(instance: str) -> dict:
    found = ec2.describe_instances(InstanceIds=[instance])
    return found["Reservations"][0]["Instances"][0]


@router.put("/mine/power", status_code=202)
def switch_on(user: str = Depends(student)) -> None:
    instance = owned_by(user)
    if instance is None:
        raise HTTPException(404, "no machine")
    ec2.start_instances(InstanceIds=[instance])


@router.get("/mine")
def look(user: str = Depends(student)) -> dict:
    """The page asks every five seconds until the state is running."""
    instance = owned_by(user)
    if instance is None:
        raise HTTPException(404, "no machine")
    found = describe(instance)
    return {
        "state": found["State"]["Name"],
        "address": found.get("PublicDnsName"),
    }


@router.delete("/mine/power", status_code=202)
def switch_off(user: str = Depends(student)) -> None:
    instance = owned_by(user)
    if instance is not None:
        ec2.stop_instances(InstanceIds=[instance])
