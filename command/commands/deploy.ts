import { command, follows } from "../command.ts";
import { acting, ofEnvironment, releaseFile } from "../options.ts";

export const deployCommand = command({
  name: ["deploy"],
  group: "deployments",
  says: "put a release on the idle side",
  words: ofEnvironment,
  options: { release: { ...releaseFile, required: true }, ...acting },
  exclusions: [],
  examples: ["sarcelle deploy web-live --release release.yml --wait"],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("deploy", environment, options),
});
