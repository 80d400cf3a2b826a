import { command, deploys } from "../command.ts";
import { ofEnvironment, starting } from "../options.ts";

export const switchCommand = command({
  name: ["switch"],
  group: "deployments",
  says: "point all production listeners at the other side",
  words: ofEnvironment,
  options: starting,
  exclusions: [],
  examples: ["sarcelle switch web-live --wait"],
  exitCodes: deploys,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("switch", environment, options),
});
