#!/bin/sh
# moto says that a target is healthy whose target group no load balancer uses.
#
# Expected: state `unused`, reason `Target.NotInUse`: "The target group is not used by any load balancer"
# (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html). AWS checks nobody's health before a listener
# or a rule forwards to the group, which is why the idle side of a blue-green deployment needs a listener of its own.
# Seen: `healthy`, before any load balancer exists, and the waiter `target_in_service` succeeds. A deployment that waits for
# the health of an idle side passes its tests on moto, and waits without end on AWS.
# What we do about it: the playground answers as AWS does (playground/README.md), and moto's own tests are run against it
# (`npm run others:moto`), not ours against moto.
#
# Needs Python 3 with venv, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "moto[elbv2,ec2]==5.2.5" boto3==1.44.8

cat >look.py <<'PY'
import boto3
from moto import mock_aws


@mock_aws
def health():
    ec2 = boto3.client("ec2", region_name="eu-west-1")
    elb = boto3.client("elbv2", region_name="eu-west-1")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    image = ec2.describe_images()["Images"][0]["ImageId"]
    instance = ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1)["Instances"][0]["InstanceId"]
    group = elb.create_target_group(Name="idle", Protocol="HTTP", Port=80, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=group, Targets=[{"Id": instance}])
    elb.get_waiter("target_in_service").wait(TargetGroupArn=group, WaiterConfig={"Delay": 1, "MaxAttempts": 1})
    print("load balancers:", len(elb.describe_load_balancers()["LoadBalancers"]))
    [target] = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
    print("the target:", target["TargetHealth"]["State"])


health()
PY
export AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nothing
echo "moto 5.2.5, boto3 1.44.8"
venv/bin/python look.py | tee seen
grep -q '^load balancers: 0$' seen
grep -q '^the target: healthy$' seen
