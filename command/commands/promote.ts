import { command, follows } from "../command.ts";
import { acting, ofEnvironment, scaledownAfter, trafficStrategy } from "../options.ts";

export const promoteCommand = command({
  name: ["promote"],
  group: "deployments",
  says: "release what serves in another environment of the same service; says first what differs",
  words: ofEnvironment,
  options: {
    from: {
      isEnvironment: true,
      value: "ENV",
      says: "the environment whose release it is: it has all of its traffic on one side, and no deployment runs there",
      required: true,
    },
    strategy: trafficStrategy,
    scaledown: scaledownAfter,
    ...acting,
  },
  exclusions: [],
  examples: [
    "sarcelle promote web-live --from web-alpha --wait",
    "sarcelle promote web-live --from web-alpha --strategy canary:10:300 --scaledown --wait",
  ],
  exitCodes: follows,
  run: async ({ environment }, options) => (await import("../releases/promote.ts")).promote(environment, options),
});
