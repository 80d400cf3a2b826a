import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the example builds a snapshot's stack with a server of one's own in it, whose every answer is of the release that the snapshot runs", {
  timeout: 60_000,
}, async () => {
  const script = join(import.meta.dirname, "../../../examples/any-stack/run.ts");
  const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const [code] = await once(child, "close");
  const [, total] = /total: (\d+),\s+failed: 0,/.exec(said) ?? [];
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringContaining(`byVersion: { '3': { total: ${total}, failed: 0 } }`),
  });
});
