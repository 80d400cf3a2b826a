import { command, follows } from "../command.ts";
import { acting, ofEnvironment, targetSide, trafficStrategy } from "../options.ts";

export const switchCommand = command({
  name: ["switch"],
  group: "deployments",
  says: "point all production listeners at the other side, or at the one that is named",
  words: ofEnvironment,
  options: { to: targetSide, strategy: trafficStrategy, ...acting },
  exclusions: [],
  examples: ["sarcelle switch web-live --wait", "sarcelle switch web-live --to green --strategy canary:10:300 --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("switch", environment, options),
});
