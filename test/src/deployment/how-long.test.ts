import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseEnvironment } from "../../../src/deployment/environment.ts";
import { machineTimeoutSeconds, refuseEndless } from "../../../src/deployment/how-long.ts";
import { InvalidInput } from "../../../src/errors.ts";

const web = (said: object) =>
  parseEnvironment(
    {
      name: "web-live",
      account: "123456789012",
      region: "eu-west-1",
      stage: "live",
      loadBalancer: "web",
      group: "web",
      listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }],
      ...said,
    },
    "web.yml",
  );
const day = 86_400;

describe("how long a deployment may last", () => {
  it.each(["blue-green", "rolling-update", "rollback"])("is what the machine %s says", (machine) => {
    const file = join(import.meta.dirname, `../../../statemachines/${machine}.asl.yml`);
    expect(parse(readFileSync(file, "utf8"), { logLevel: "silent" }).TimeoutSeconds).toBe(machineTimeoutSeconds);
  });

  it("is let be where the defaults are, and where one wait lasts for a day", () => {
    refuseEndless(web({}));
    refuseEndless(web({ bake: { seconds: day } }));
    refuseEndless(web({ timeouts: { healthy: day } }));
  });

  it("counts what a hook may take, but no looks for it", () => {
    refuseEndless(web({ bake: { seconds: day }, hook: { function: "sarcelle-hook-web", timeout: day } }));
    const endless = {
      timeouts: { empty: day, healthy: day, rollback: day },
      bake: { seconds: day },
      hook: { function: "sarcelle-hook-web", timeout: day },
    };
    expect(() => refuseEndless(web(endless))).toThrow(/may need 3180 looks together \(.*, hook\.timeout 86400\)/);
  });

  it("is refused with both numbers where an execution's history has no room for all the looks", () => {
    const endless = web({ timeouts: { empty: day, healthy: day, rollback: day }, bake: { seconds: day } });
    expect(() => refuseEndless(endless)).toThrow(
      new InvalidInput(
        "The waits of 'web-live' may need 3180 looks together (timeouts.empty 86400, timeouts.healthy 86400, timeouts.healthy before the switch 86400, bake.seconds 86400, timeouts.empty at the scaledown 86400, timeouts.rollback 86400): about 30620 events, and Step Functions ends an execution at 25000. Shorten them.",
      ),
    );
  });
});
