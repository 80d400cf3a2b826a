#!/bin/sh
# autocannon counts a request whose connection is closed without an answer neither as answered nor as failed.
#
# Expected: of 1,000 requests of which 100 are not answered, 100 count as `errors`, "the number of connection errors (including timeouts)"
# (autocannon's README, "autocannon(opts[, cb])"); loadtest, asked the same, says so.
# Seen: `errors`, `timeouts`, `resets` and `non2xx` are 0, and all that is left of the 100 is the difference of `requests.sent` and
# `requests.total`. A load balancer that drops connections as it takes targets away looks as if nothing had failed.
# What we do about it: failed is what was sent and not answered as expected, and the load balancer's own count is held against
# it (proof/bench/switch).
#
# Needs node and npm, and the package registry.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts autocannon@8.0.0 loadtest@8.2.1

cat >load.js <<'JS'
import { createServer } from "node:http";
import autocannon from "autocannon";
import { loadTest } from "loadtest";

/** Answers nine of ten requests, and closes the connection of the tenth. */
const underLoad = async (load) => {
  let asked = 0;
  const server = createServer((request, response) => (++asked % 10 === 0 ? request.socket.destroy() : response.end("ok")));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const seen = await load(`http://127.0.0.1:${server.address().port}`);
  server.close();
  server.closeAllConnections();
  return { ...seen, asked };
};
const first = await underLoad(async (url) => {
  const { errors, timeouts, resets, non2xx, requests } = await autocannon({ url, connections: 4, amount: 1_000 });
  return { errors, timeouts, resets, non2xx, sent: requests.sent, total: requests.total };
});
const second = await underLoad(async (url) => {
  const { totalErrors } = await loadTest({ url, concurrency: 4, maxRequests: 1_000, keepAlive: true, quiet: true, cores: 1 });
  return { totalErrors };
});
console.log("autocannon 8.0.0", first);
console.log("loadtest 8.2.1", second);
const unseen = first.errors + first.timeouts + first.resets + first.non2xx === 0 && first.sent - first.total === 100;
process.exit(unseen && second.totalErrors === 100 ? 0 : 1);
JS
echo "Node.js $(node --version)"
node load.js
