import { command, follows } from "../command.ts";
import { acting, ofEnvironment, oneRelease, release, scaledownAfter, trafficStrategy } from "../options.ts";

export const releaseCommand = command({
  name: ["release"],
  group: "deployments",
  says: "deploy, switch, bake, and with --scaledown also scaledown",
  words: ofEnvironment,
  options: {
    ...release,
    strategy: trafficStrategy,
    scaledown: scaledownAfter,
    ...acting,
  },
  exclusions: [{ ...oneRelease, required: true }],
  examples: [
    "sarcelle release web-live --release release.yml --scaledown --wait",
    "sarcelle release web-live --release release.yml --strategy linear:20:60 --wait",
  ],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("release", environment, options),
});
