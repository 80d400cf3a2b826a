#!/bin/sh
# The AWS SDK for JavaScript v3 asks again after every refusal, whatever it says, where the machine's clock is four minutes off or more.
#
# Expected: a retry "after clock skew correction" of what was refused because of its time; a request that was taken, and whose answer is that
# there is no such thing, is answered once, as with a right clock: it is no error that the SDK retries
# (https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html).
# Seen: each refusal counts as one whose clock was just corrected, because the offset is compared by milliseconds with the one before, and an
# answer's Date has seconds: it never stands still. With `maxAttempts: 10` "TargetGroupNotFound" takes ten requests, and the delays between them.
# What we do about it: only what AWS refuses for its time counts as that (src/aws/refused-once.ts).
#
# Needs node and npm, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-elastic-load-balancing-v2@3.1142.0

cat >ask.js <<'JS'
import { createServer } from "node:http";
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";

/** How often is asked for a target group that is not there, by a clock that is so many minutes behind the server's. */
const asks = async (minutes) => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(400, { Date: new Date(Date.now() + minutes * 60_000).toUTCString(), "Content-Type": "text/xml" });
    response.end(
      '<ErrorResponse><Error><Type>Sender</Type><Code>TargetGroupNotFound</Code><Message>One or more target groups not found</Message></Error></ErrorResponse>',
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new ElasticLoadBalancingV2Client({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${server.address().port}`,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: 5,
  });
  const name = await client.send(new DescribeTargetGroupsCommand({ Names: ["web"] })).then(() => "", (error) => error.name);
  client.destroy();
  server.close();
  server.closeAllConnections();
  return { minutes, asked, name };
};
const [right, wrong] = [await asks(0), await asks(60)];
console.log("@aws-sdk/client-elastic-load-balancing-v2 3.1142.0, maxAttempts 5", right, wrong);
process.exit(right.asked === 1 && wrong.asked === 5 ? 0 : 1);
JS
echo "Node.js $(node --version)"
node ask.js
