/** The example hook, as it is: in a process of its own, with its integration test in another, against a side that really serves. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { expect, it, onTestFinished } from "vitest";
import { hookName } from "../../../proof/simulation/hooked.ts";
import { templateWithHook } from "../hooked.ts";
import { releaseOf, startWorld } from "./world.ts";

const example = join(import.meta.dirname, "../../../examples/hook");
const code = zipSync(
  Object.fromEntries(["hook.mjs", "integration-test.mjs"].map((file) => [file, readFileSync(join(example, file))])),
);

it("the example hook passes a release that serves, and fails one that does not always", async () => {
  const world = await startWorld(undefined, templateWithHook("hook.handler", code));
  onTestFinished(world.stop);
  const web = await world.blueGreen("web", { hook: { function: hookName, timeout: 600, heartbeat: 60 } });
  const deploy = (release: ReturnType<typeof releaseOf>) =>
    world.start({ environment: web.name, action: "deploy", release });
  expect((await world.ended(await deploy(releaseOf("2")))).status).toBe("SUCCEEDED");
  const ended = await world.ended(await deploy(releaseOf("3", "FAIL_EVERY=15")));
  expect([ended.error, ended.cause]).toEqual([
    "RolledBack",
    expect.stringMatching(
      /^HookFailed: The hook sarcelle-hook-smoke says that the release is unfit: GET http.* answered 500, the time number \d+\. /,
    ),
  ]);
});
