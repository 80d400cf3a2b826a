#!/bin/sh
# The waiters of the AWS SDK for JavaScript v3 go on asking when AWS refuses them; those of botocore stop at once.
#
# Expected: an error that no acceptor of the waiter names ends the wait. Both take their waiters from AWS's
# models, and Smithy's specification of them ends a wait so (https://smithy.io/2.0/additional-specs/waiters.html, "Waiter workflow").
# Seen: of the same service that answers AccessDenied to everything, `waitUntilTargetInService` asks again until its `maxWaitTime` is over and
# throws a TimeoutError; the waiter `target_in_service` of botocore asks once and throws what AWS said. A deployment that lacks one right
# is so told, after minutes, that its targets are slow.
# What we do about it: nothing of ours uses the SDK's waiters. What waits is a look with a verdict (src/deployment), or, in the trial on an
# account, `waitUntil` of proof/acceptance/trial.ts, through which an error passes.
#
# Needs node and npm, Python 3 with venv, and the package registries; a server on this machine answers the requests.
set -eu
folder=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-elastic-load-balancing-v2@3.1142.0
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check boto3==1.44.8

cat >denying.js <<'JS'
import { createServer } from "node:http";
const error = "<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized</Message></Error>";
const denial = `<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">${error}<RequestId>1</RequestId></ErrorResponse>`;
let asked = 0;
const server = createServer((request, response) => {
  if (request.method === "GET") return response.end(`${asked}`);
  asked++;
  request.resume().on("end", () => response.writeHead(403, { "content-type": "text/xml" }).end(denial));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
JS
cat >wait.js <<'JS'
import { ElasticLoadBalancingV2Client, waitUntilTargetInService } from "@aws-sdk/client-elastic-load-balancing-v2";
const credentials = { accessKeyId: "nobody", secretAccessKey: "nothing" };
const client = new ElasticLoadBalancingV2Client({ region: "eu-west-1", credentials, endpoint: process.argv[2] });
const TargetGroupArn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef";
await waitUntilTargetInService({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 5 }, { TargetGroupArn }).catch(
  (error) => console.log(error.name),
);
JS
cat >wait.py <<'PY'
import sys

import boto3

elb = boto3.client(
    "elbv2", region_name="eu-west-1", endpoint_url=sys.argv[1], aws_access_key_id="nobody", aws_secret_access_key="nothing"
)
arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web/0123456789abcdef"
try:
    elb.get_waiter("target_in_service").wait(TargetGroupArn=arn, WaiterConfig={"Delay": 1, "MaxAttempts": 5})
except Exception as error:
    print("AccessDenied" if "AccessDenied" in str(error) else error)
PY
node denying.js >port &
server=$!
while ! test -s port; do sleep 0.1; done
endpoint="http://127.0.0.1:$(cat port)"
asked() { node -e 'fetch(process.argv[1]).then((r) => r.text()).then(console.log)' "$endpoint"; }
python=$(venv/bin/python wait.py "$endpoint")
once=$(asked)
echo "boto3 1.44.8: $python, asked $once time(s)"
javascript=$(node wait.js "$endpoint" 2>/dev/null)
more=$(($(asked) - once))
echo "@aws-sdk/client-elastic-load-balancing-v2 3.1142.0, Node.js $(node --version): $javascript, asked $more times"
test "$python $once" = "AccessDenied 1" && test "$javascript" = TimeoutError && test "$more" -gt 2
