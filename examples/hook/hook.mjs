/**
 * A hook: a function that Sarcelle calls about the side that is to get traffic, before it gets any. This one runs `integration-test.mjs`
 * against that side, says all the while that it is at it, and answers by the script's exit code.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
// In Lambda's Node.js runtimes the SDK is there already.
import { SendTaskHeartbeatCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";

const stepFunctions = new SFNClient();
const script = fileURLToPath(new URL("integration-test.mjs", import.meta.url));

/** In milliseconds; more often than the registration's `heartbeat` asks for. */
const heartbeatEvery = 10_000;

/** Runs the script; answers its exit code and the last line that it wrote. */
const run = (variables) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], { env: { ...process.env, ...variables } });
    let lastLine = "";
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        console.log(line);
        lastLine = line;
      });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, lastLine }));
  });

export const handler = async ({ taskToken, release, endpoints }) => {
  const beat = () => stepFunctions.send(new SendTaskHeartbeatCommand({ taskToken }));
  // One that is missed is the machine's to judge; the next may arrive.
  const beating = setInterval(() => void beat().catch(console.error), heartbeatEvery);
  try {
    const urls = endpoints.map(({ url }) => url).join(" ");
    const { exitCode, lastLine } = await run({ URLS: urls, EXPECTED_RELEASE: release.version });
    const answer = { verdict: exitCode === 0 ? "pass" : "fail", reason: lastLine };
    await stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }));
  } finally {
    clearInterval(beating);
  }
};
