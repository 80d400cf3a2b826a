import { command, follows } from "../command.ts";
import { acting, ofEnvironment } from "../options.ts";

export const upgradeCommand = command({
  name: ["upgrade"],
  group: "deployments",
  says: "make a running stack blue-green; the live side is not changed",
  words: ofEnvironment,
  options: acting,
  exclusions: [],
  examples: ["sarcelle upgrade web-live --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("upgrade", environment, options),
});
