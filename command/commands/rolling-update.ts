import { command, follows } from "../command.ts";
import { acting, ofEnvironment, oneRelease, release } from "../options.ts";

export const rollingUpdateCommand = command({
  name: ["rolling-update"],
  group: "deployments",
  says: "replace the instances where they stand, a part at a time: of the one side there is, or of the side with the traffic",
  words: ofEnvironment,
  options: { ...release, ...acting },
  exclusions: [{ ...oneRelease, required: true }],
  examples: ["sarcelle rolling-update web-live --release release.yml --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("rolling-update", environment, options),
});
