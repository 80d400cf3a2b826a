"""pytest's plugin for moto's tests that others verified on AWS: the scene that the playground has not, and what became of each test.

Expectations are never touched. A call of the scene is made up only where the playground refuses it as not emulated: a VPC, a subnet or
a route is the default VPC's, a role is a name. A test that fails after it got such a refusal itself was refused; any other failure is wrong.
"""

import json
import os
import time

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from world import really_call, settled, sleep

ACCOUNT = "123456789012"
REFUSED = "PlaygroundNotEmulated"
# For x86_64, as most types of instances in the tests; it answers 403 on port 80.
IMAGE = "ami-00000000000000009"
# In world seconds: a target group is in use for a while after its listener is gone, and a group launches. The tests were written where
# calls take as long, and passed where they met AWS willing.
SETTLINGS = {"DeleteListener": 21, "CreateAutoScalingGroup": 45}

settled_call = settled(SETTLINGS)
refusals = []
kinds = {}


def default_vpc(client):
    return really_call(client, "DescribeVpcs", {"Filters": [{"Name": "is-default", "Values": ["true"]}]})["Vpcs"][0]


def default_subnet(client, given):
    filters = [{"Name": "vpc-id", "Values": [default_vpc(client)["VpcId"]]}]
    subnets = really_call(client, "DescribeSubnets", {"Filters": filters})["Subnets"]
    zone = given.get("AvailabilityZone")
    return next((subnet for subnet in subnets if zone in (None, subnet["AvailabilityZone"])), subnets[0])


def role(name, given):
    return {"RoleName": name, "RoleId": "AROA", "Path": "/", "Arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", **given}


def route_table(_client, _given):
    return {"RouteTable": {"RouteTableId": "rtb-0123456789abcdef0"}}


def images(_client, given):
    # Public parameters name images.
    return {"Parameters": [{"Name": name, "Type": "String", "Value": IMAGE, "Version": 1} for name in given["Names"]]}


def nothing(_client, _given):
    return {}


# What the tests build before they test: by service and operation.
SCENE = {
    ("ec2", "CreateVpc"): lambda client, given: {"Vpc": default_vpc(client)},
    ("ec2", "DeleteVpc"): nothing,
    ("ec2", "ModifyVpcAttribute"): nothing,
    ("ec2", "CreateSubnet"): lambda client, given: {"Subnet": default_subnet(client, given)},
    ("ec2", "DeleteSubnet"): nothing,
    ("ec2", "CreateInternetGateway"): lambda client, given: {"InternetGateway": {"InternetGatewayId": "igw-0123456789abcdef0"}},
    ("ec2", "AttachInternetGateway"): nothing,
    ("ec2", "DetachInternetGateway"): nothing,
    ("ec2", "DeleteInternetGateway"): nothing,
    ("ec2", "CreateRouteTable"): route_table,
    ("ec2", "CreateRoute"): lambda client, given: {"Return": True},
    ("ec2", "AssociateRouteTable"): lambda client, given: {"AssociationId": "rtbassoc-0123456789abcdef0"},
    ("ec2", "DisassociateRouteTable"): nothing,
    ("ec2", "DeleteRouteTable"): nothing,
    ("iam", "CreateRole"): lambda client, given: {"Role": role(given["RoleName"], {})},
    ("iam", "GetRole"): lambda client, given: {"Role": role(given["RoleName"], {})},
    ("iam", "PutRolePolicy"): nothing,
    ("iam", "AttachRolePolicy"): nothing,
    ("iam", "DetachRolePolicy"): nothing,
    ("iam", "DeleteRolePolicy"): nothing,
    ("iam", "ListAttachedRolePolicies"): lambda client, given: {"AttachedPolicies": [], "IsTruncated": False},
    ("iam", "DeleteRole"): nothing,
    ("ssm", "GetParameter"): lambda client, given: {"Parameter": images(client, {"Names": [given["Name"]]})["Parameters"][0]},
    ("ssm", "GetParameters"): images,
}

# With these the scene is what is tested.
TESTED = ("AmazonProvidedIpv6CidrBlock", "Ipv6Native", "Ipv6CidrBlock", "AssignIpv6AddressOnCreation")


def with_subnets(client, given):
    """A group in zones is one in their default subnets, which is where AWS launches for it."""
    if "VPCZoneIdentifier" in given or "AvailabilityZones" not in given:
        return given
    ec2 = boto3.client("ec2", client.meta.region_name)
    subnets = [default_subnet(ec2, {"AvailabilityZone": zone})["SubnetId"] for zone in given["AvailabilityZones"]]
    return {**given, "VPCZoneIdentifier": ",".join(subnets)}


def call(client, operation, given):
    if operation == "CreateAutoScalingGroup":
        given = with_subnets(client, given)
    try:
        return settled_call(client, operation, given)
    except ClientError as error:
        if error.response["Error"]["Code"] != REFUSED:
            raise
        scene = SCENE.get((client.meta.service_model.service_name, operation))
        if scene is None or any(member in given for member in TESTED):
            refusals.append(error.response["Error"]["Message"])
            raise
        # As an answer that came over the wire: waiters look at its status.
        return {"ResponseMetadata": {"HTTPStatusCode": 200}, **scene(client, given)}


def pytest_configure():
    BaseClient._make_api_call = call
    # Time goes faster in the playground, and so do the tests' waits.
    time.sleep = sleep


@pytest.fixture(autouse=True)
def its_own_refusals():
    refusals.clear()
    yield


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if report.outcome == "passed" and report.when != "call":
        return
    text = str(report.longrepr or "")
    if report.outcome != "failed":
        kind = "right" if report.outcome == "passed" else "skipped"
    else:
        kind = "refused" if refusals or REFUSED in text else "wrong"
    errors = [line[1:].strip() for line in text.splitlines() if line.startswith("E ")]
    reason = refusals[-1] if kind == "refused" and refusals else errors[0] if errors else ""
    kinds[item.nodeid] = {"kind": kind, "reason": reason[:300], "text": text if kind == "wrong" else ""}


def pytest_sessionfinish():
    with open(os.environ["VERDICTS"], "w", encoding="utf-8") as file:
        json.dump(kinds, file)
