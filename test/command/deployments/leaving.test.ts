import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";

const module = join(import.meta.dirname, "../../../command/deployments/follow-unless-left.ts");

/** A process that follows for ever, and says something every few milliseconds. */
const following = async () => {
  const script = `
    const { followUnlessLeft } = await import(${JSON.stringify(module)});
    const followed = { environment: "web-live", action: "switch", executionArn: "arn:aws:states:::execution:sarcelle-live-blue-green:the-switch" };
    setInterval(() => {}, 1_000);
    await followUnlessLeft(followed, (telling) => {
      setInterval(() => telling.say({ type: "state", state: "Bake" }, 0), 5);
      return new Promise(() => {});
    }, "text");`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await once(child.stdout, "data");
  return { child, ended: once(child, "close").then(([code]) => ({ code: code as number | null, stderr })) };
};

const goesOn = {
  code: 4,
  stderr:
    "The deployment goes on. Follow it: sarcelle watch web-live the-switch  Undo it: sarcelle rollback web-live the-switch\n",
};

it.each(["SIGINT", "SIGTERM"] as const)(
  "whoever ends the following by %s is told that the deployment goes on, and how to follow and to undo it",
  async (signal) => {
    const { child, ended } = await following();
    child.kill(signal);
    expect(await ended).toEqual(goesOn);
  },
);

it("when nobody reads what is told any more, that is told where errors are", async () => {
  const { child, ended } = await following();
  child.stdout.destroy();
  expect(await ended).toEqual(goesOn);
});
