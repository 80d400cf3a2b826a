#!/bin/sh
# moto lets an Auto Scaling group have more instances than its maximum, and a maximum below its minimum.
#
# Expected: a desired capacity outside of the group's minimum and maximum is refused with a ValidationError: it "must be greater than or equal to the
# minimum size of the group and less than or equal to the maximum size of the group"
# (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html), and so is a minimum above the maximum.
# Seen: a group of at most 4 is set to 9 and has 9 instances; its minimum is then set to 10. Nothing is refused. Code that sets capacity
# before it raises the bounds passes its tests on moto, and fails on AWS in the midst of a deployment.
# What we do about it: the playground refuses as AWS does, and a change of a group's size is one call with all three
# numbers (src/resources/group-capacity.ts).
#
# Needs Python 3 with venv, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check "moto[autoscaling,ec2,elbv2]==5.2.5" boto3==1.44.8

cat >resize.py <<'PY'
import boto3
from moto import mock_aws


@mock_aws
def resize():
    ec2 = boto3.client("ec2", region_name="eu-west-1")
    scaling = boto3.client("autoscaling", region_name="eu-west-1")
    image = ec2.describe_images()["Images"][0]["ImageId"]
    ec2.create_launch_template(LaunchTemplateName="web", LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"})
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="web",
        MinSize=1,
        MaxSize=4,
        DesiredCapacity=2,
        LaunchTemplate={"LaunchTemplateName": "web", "Version": "1"},
        AvailabilityZones=["eu-west-1a"],
    )
    scaling.set_desired_capacity(AutoScalingGroupName="web", DesiredCapacity=9)
    scaling.update_auto_scaling_group(AutoScalingGroupName="web", MinSize=10)
    [group] = scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    sizes = [group["MinSize"], group["DesiredCapacity"], group["MaxSize"], len(group["Instances"])]
    print("minimum, desired, maximum, instances:", *sizes)


resize()
PY
export AWS_ACCESS_KEY_ID=nobody AWS_SECRET_ACCESS_KEY=nothing
echo "moto 5.2.5, boto3 1.44.8"
venv/bin/python resize.py | tee seen
grep -Eq '^minimum, desired, maximum, instances: 10 [0-9]+ 4 [0-9]+$' seen
