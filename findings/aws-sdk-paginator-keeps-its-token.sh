#!/bin/sh
# The paginators of the AWS SDK for JavaScript v3 write their token into the caller's input.
#
# Expected: an input object says what to list, and a second listing with it begins at the beginning. Nothing in the documentation says that
# it is changed (https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-smithy-core/, "createPaginator"); a command's input is not.
# Seen: after one listing of three pages the input holds the token of the last page, and a second listing with the same input answers that
# page alone: two of three pages are missing, without an error.
# What we do about it: every listing of ours says its input on the spot (command/deployments/follow.ts, for one).
#
# Needs node and npm; the client's requests are answered in the same process, and nothing is sent anywhere.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts @aws-sdk/client-sfn@3.1162.0

cat >two-listings.js <<'JS'
import { Readable } from "node:stream";
import { paginateListStateMachines, SFNClient } from "@aws-sdk/client-sfn";

const pages = { undefined: ["a", "second"], second: ["b", "third"], third: ["c", undefined] };
const requestHandler = {
  async handle({ body }) {
    const [name, nextToken] = pages[JSON.parse(Buffer.from(body).toString()).nextToken];
    const answer = JSON.stringify({ stateMachines: [{ name }], nextToken });
    const headers = { "content-type": "application/x-amz-json-1.0" };
    return { response: { statusCode: 200, headers, body: Readable.from([Buffer.from(answer)]) } };
  },
};
const credentials = { accessKeyId: "nobody", secretAccessKey: "nothing" };
const client = new SFNClient({ region: "eu-west-1", credentials, requestHandler });
const input = {};
const listed = async () => {
  const names = [];
  for await (const { stateMachines } of paginateListStateMachines({ client }, input)) names.push(stateMachines[0].name);
  return names.join(" ");
};
const first = await listed();
console.log(`first listing: ${first}`);
console.log(`the input afterwards: ${JSON.stringify(input)}`);
const second = await listed();
console.log(`second listing: ${second}`);
process.exit(first === "a b c" && input.nextToken === "third" && second === "c" ? 0 : 1);
JS
echo "@aws-sdk/client-sfn 3.1162.0, Node.js $(node --version)"
node two-listings.js
