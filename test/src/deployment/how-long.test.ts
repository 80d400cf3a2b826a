import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { machineTimeoutSeconds } from "../../../src/deployment/execution-limits.ts";
import { refuseEndless } from "../../../src/deployment/how-long.ts";
import { InvalidInput } from "../../../src/errors.ts";
import { registeredOnPort80 } from "./world.ts";

const day = 86_400;

describe("how long a deployment may last", () => {
  it.each(["blue-green", "rolling-update", "rollback"])("is what the machine %s says", (machine) => {
    const file = join(import.meta.dirname, `../../../statemachines/${machine}.asl.yml`);
    expect(parse(readFileSync(file, "utf8"), { logLevel: "silent" }).TimeoutSeconds).toBe(machineTimeoutSeconds);
  });

  it("is let be where the defaults are, and where one wait lasts for a day", () => {
    refuseEndless(registeredOnPort80({}));
    refuseEndless(registeredOnPort80({ bake: { seconds: day } }));
    refuseEndless(registeredOnPort80({ timeouts: { healthy: day } }));
  });

  it("counts what a hook may take, but no looks for it", () => {
    refuseEndless(
      registeredOnPort80({ bake: { seconds: day }, hook: { function: "sarcelle-hook-web", timeout: day } }),
    );
    const endless = {
      timeouts: { empty: day, healthy: day, rollback: day },
      bake: { seconds: day },
      hook: { function: "sarcelle-hook-web", timeout: day },
    };
    expect(() => refuseEndless(registeredOnPort80(endless))).toThrow(
      /may need 3180 looks together \(.*, hook\.timeout 86400\)/,
    );
  });

  it("counts each wait between two moves of the strategy", () => {
    refuseEndless(registeredOnPort80({ strategy: { type: "linear", percent: 10, wait: 600 } }));
    expect(() => refuseEndless(registeredOnPort80({ strategy: { type: "linear", percent: 1, wait: 600 } }))).toThrow(
      /strategy after 1 % 600, strategy after 2 % 600, .*: about \d+ events, and Step Functions ends an execution at 25000/,
    );
  });

  it("is let be with an approval over a long weekend", () => {
    refuseEndless(registeredOnPort80({ approval: { deadline: 5 * day } }));
  });

  it("is refused with both numbers where the approval's deadline leaves no time for the rest", () => {
    expect(() => refuseEndless(registeredOnPort80({ approval: { deadline: 30 * day } }))).toThrow(
      new InvalidInput(
        "The waits of 'web-live' may last 2603100 s together (timeouts.empty 1800, timeouts.healthy 1800, approval.deadline 2592000, timeouts.healthy before the switch 1800, bake.seconds 300, timeouts.empty at the scaledown 1800, timeouts.rollback 3600), and Step Functions ends an execution after 2592000 s. Shorten them.",
      ),
    );
  });

  it("is refused where an approval would be looked at too often", () => {
    expect(() => refuseEndless(registeredOnPort80({ approval: { deadline: 14 * day } }))).toThrow(
      /may need \d+ looks together \(.*approval\.deadline 1209600.*\): about \d+ events, and Step Functions ends an execution at 25000/,
    );
  });

  it("is refused with both numbers where an execution's history has no room for all the looks", () => {
    const endless = registeredOnPort80({
      timeouts: { empty: day, healthy: day, rollback: day },
      bake: { seconds: day },
    });
    expect(() => refuseEndless(endless)).toThrow(
      new InvalidInput(
        "The waits of 'web-live' may need 3180 looks together (timeouts.empty 86400, timeouts.healthy 86400, timeouts.healthy before the switch 86400, bake.seconds 86400, timeouts.empty at the scaledown 86400, timeouts.rollback 86400): about 29620 events, and Step Functions ends an execution at 25000. Shorten them.",
      ),
    );
  });
});
