import { command, follows } from "../command.ts";
import { acting, ofEnvironment } from "../options.ts";

export const retireCommand = command({
  name: ["retire"],
  group: "deployments",
  says: "take an environment back to one group: blue serves on, what the upgrade made goes, and the registration last",
  words: ofEnvironment,
  options: acting,
  exclusions: [],
  examples: ["sarcelle retire web-live --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("retire", environment, options),
});
