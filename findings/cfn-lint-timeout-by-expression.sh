#!/bin/sh
# cfn-lint refuses a Task state whose timeout is a JSONata expression, which Step Functions documents.
#
# Expected: "TimeoutSeconds" and "HeartbeatSeconds" of a Task state in JSONata may be expressions, as "Seconds" of a Wait state may: the AWS CDK
# has `Timeout.jsonata`, "a dynamic timeout specified by a JSONata expression", for both
# (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_stepfunctions.Timeout.html).
# Seen: E3601 says of both that the expression "is not of type 'number'". Of a Wait state's "Seconds" it says nothing.
# What we do about it: the timeouts of our machines are numbers (statemachines/*.asl.yml), so our check of the template has no exception for
# it; who gives a state its deadline by an expression needs one.
#
# Needs Python 3 with venv, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cfn-lint==1.58.0

cat >template.yml <<'YAML'
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/machine
      Definition:
        QueryLanguage: JSONata
        StartAt: Pause
        States:
          Pause:
            Type: Wait
            Seconds: "{% $states.input.pause %}"
            Next: Ask
          Ask:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
            Arguments:
              FunctionName: hook
              Payload: { token: "{% $states.context.Task.Token %}" }
            TimeoutSeconds: "{% $states.input.timeout %}"
            HeartbeatSeconds: "{% $states.input.heartbeat %}"
            End: true
YAML
venv/bin/cfn-lint --version
venv/bin/cfn-lint --format parseable template.yml >seen || true
cat seen
test "$(grep -c E3601 seen)" = 2
grep -q "E3601:.{% [$]states.input.timeout %}' is not of type 'number'" seen
grep -q "E3601:.{% [$]states.input.heartbeat %}' is not of type 'number'" seen
