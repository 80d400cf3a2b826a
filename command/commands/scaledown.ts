import { command, follows } from "../command.ts";
import { acting, ofEnvironment } from "../options.ts";

export const scaledownCommand = command({
  name: ["scaledown"],
  group: "deployments",
  says: "empty the idle side",
  words: ofEnvironment,
  options: acting,
  exclusions: [],
  examples: ["sarcelle scaledown web-live --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("scaledown", environment, options),
});
