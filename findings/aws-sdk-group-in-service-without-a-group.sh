#!/bin/sh
# `waitUntilGroupInService` of the AWS SDK for JavaScript v3 succeeds at once for an Auto Scaling group that does not exist.
#
# Expected: who waits until a group is in service has a group with its instances in service afterwards, or a TimeoutError.
# Seen: with a name that no group has, AWS answers an empty list (DescribeAutoScalingGroups knows no "not found"), and the waiter takes "no group
# has too few instances" for success. One look, no wait. So does a group of `MinSize` 0, whatever capacity is desired of it: it compares with
# the minimum (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html).
# What we do about it: the look that waits for a side compares with its desired capacity, and a group that is not there is an error
# (src/deployment/capacity.ts, src/resources/describe-group.ts).
#
# Needs node and npm; the client's requests are answered in the same process, and nothing is sent anywhere.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-auto-scaling@3.1162.0

cat >wait.js <<'JS'
import { Readable } from "node:stream";
import { AutoScalingClient, waitUntilGroupInService } from "@aws-sdk/client-auto-scaling";

const launching = `<member><AutoScalingGroupName>web</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>8</MaxSize>
  <DesiredCapacity>4</DesiredCapacity><Instances/></member>`;
const answers = { "no group of that name": "", "minimum 0, 4 desired, none launched": launching };
const xmlns = "http://autoscaling.amazonaws.com/doc/2011-01-01/";
const credentials = { accessKeyId: "nobody", secretAccessKey: "nothing" };
for (const [what, groups] of Object.entries(answers)) {
  let looks = 0;
  const requestHandler = {
    async handle() {
      looks++;
      const body = `<DescribeAutoScalingGroupsResponse xmlns="${xmlns}"><DescribeAutoScalingGroupsResult><AutoScalingGroups>${groups}</AutoScalingGroups>
        </DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`;
      return { response: { statusCode: 200, headers: { "content-type": "text/xml" }, body: Readable.from([Buffer.from(body)]) } };
    },
  };
  const client = new AutoScalingClient({ region: "eu-west-1", credentials, requestHandler });
  const { state } = await waitUntilGroupInService(
    { client, minDelay: 1, maxDelay: 1, maxWaitTime: 3 },
    { AutoScalingGroupNames: ["web"] },
  ).catch((error) => ({ state: error.name }));
  console.log(`${what}: ${state} after ${looks} look(s)`);
  if (state !== "SUCCESS" || looks !== 1) process.exitCode = 1;
}
JS
echo "@aws-sdk/client-auto-scaling 3.1162.0, Node.js $(node --version)"
node wait.js 2>/dev/null
