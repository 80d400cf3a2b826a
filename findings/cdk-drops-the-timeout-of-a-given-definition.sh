#!/bin/sh
# A StateMachine of the AWS CDK that is given its definition as text or as a file has no timeout, whatever `timeout` says.
#
# Expected: `timeout` is the "Maximum run time for this state machine"
# (https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_stepfunctions.StateMachineProps.html), without a word on how the definition is given.
# Seen: with `DefinitionBody.fromChainable` the definition has `TimeoutSeconds: 300`; with `DefinitionBody.fromString` it has none, and no
# error or warning is given. Step Functions then lets an execution run for a year.
# What we do about it: the timeouts stand in the definitions themselves (statemachines/*.asl.yml), and a test asks for them. Who deploys
# those files by the CDK (docs, infrastructure as code beside it) loses nothing by that.
#
# Needs node and npm, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts aws-cdk-lib@2.276.0 constructs@10.8.1

cat >synthesize.js <<'JS'
const { App, Duration, Stack } = require("aws-cdk-lib");
const { Template } = require("aws-cdk-lib/assertions");
const { DefinitionBody, Pass, StateMachine } = require("aws-cdk-lib/aws-stepfunctions");

const timeoutOf = (bodyIn) => {
  const stack = new Stack(new App(), "Stack");
  new StateMachine(stack, "Machine", { timeout: Duration.minutes(5), definitionBody: bodyIn(stack) });
  const [machine] = Object.values(Template.fromStack(stack).findResources("AWS::StepFunctions::StateMachine"));
  return JSON.parse(machine.Properties.DefinitionString).TimeoutSeconds;
};
const text = JSON.stringify({ StartAt: "Done", States: { Done: { Type: "Pass", End: true } } });
const chained = timeoutOf((stack) => DefinitionBody.fromChainable(new Pass(stack, "Done")));
const given = timeoutOf(() => DefinitionBody.fromString(text));
console.log(`fromChainable: TimeoutSeconds ${chained}`);
console.log(`fromString: TimeoutSeconds ${given}`);
process.exit(chained === 300 && given === undefined ? 0 : 1);
JS
echo "aws-cdk-lib 2.276.0, Node.js $(node --version)"
node synthesize.js 2>/dev/null
