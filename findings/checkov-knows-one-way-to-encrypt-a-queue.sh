#!/bin/sh
# checkov says of a queue of CloudFormation that its data is not encrypted, where SQS encrypts it with its own key; of the same queue of
# Terraform it says that it is.
#
# Expected: CKV_AWS_27, "Ensure all data stored in the SQS queue is encrypted", passes with `SqsManagedSseEnabled: true`, which "enables server-side
# queue encryption using SQS owned encryption keys"
# (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html), as it does with Terraform's
# `sqs_managed_sse_enabled = true`.
# Seen: the CloudFormation template fails the check, and the same queue in Terraform passes it; with `KmsMasterKeyId` both pass.
# What we do about it: the queues state `SqsManagedSseEnabled`, and the check is among the exceptions of `npm run check:template`
# (proof/check-template/exceptions.ts), since a key of one's own costs a dollar a month for what AWS does anyway.
#
# Needs Python 3 with venv, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check checkov==3.3.30

mkdir cloudformation terraform
cat >cloudformation/template.yml <<'YAML'
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  SqsKey:
    Type: AWS::SQS::Queue
    Properties:
      SqsManagedSseEnabled: true
  OwnKey:
    Type: AWS::SQS::Queue
    Properties:
      KmsMasterKeyId: alias/queues
YAML
cat >terraform/main.tf <<'HCL'
resource "aws_sqs_queue" "sqs_key" {
  name                    = "sqs-key"
  sqs_managed_sse_enabled = true
}
resource "aws_sqs_queue" "own_key" {
  name              = "own-key"
  kms_master_key_id = "alias/queues"
}
HCL
for format in cloudformation terraform; do
  # It ends with 1 where something fails.
  venv/bin/checkov --directory "$format" --framework "$format" --check CKV_AWS_27 --output json --compact --skip-download >"$format.json" || true
done
cat >look.py <<'PY'
import json

for format in ("cloudformation", "terraform"):
    results = json.load(open(f"{format}.json"))["results"]
    for outcome in ("passed", "failed"):
        for check in results[f"{outcome}_checks"]:
            print(f"{format} {check['resource']}: {outcome}")
PY
venv/bin/python look.py | sort >seen
echo "checkov 3.3.30"
cat seen
grep -q '^cloudformation AWS::SQS::Queue.SqsKey: failed$' seen
grep -q '^cloudformation AWS::SQS::Queue.OwnKey: passed$' seen
grep -q '^terraform aws_sqs_queue.sqs_key: passed$' seen
grep -q '^terraform aws_sqs_queue.own_key: passed$' seen
