import { command, follows } from "../command.ts";
import { ofEnvironment, releaseFile, scaledownAfter, starting } from "../options.ts";

export const releaseCommand = command({
  name: ["release"],
  group: "deployments",
  says: "deploy, switch, bake, and with --scaledown also scaledown",
  words: ofEnvironment,
  options: { release: { ...releaseFile, required: true }, scaledown: scaledownAfter, ...starting },
  exclusions: [],
  examples: ["sarcelle release web-live --release release.yml --scaledown --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("release", environment, options),
});
