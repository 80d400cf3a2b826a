import { command, follows } from "../command.ts";
import { acting, ofEnvironment, oneRelease, release } from "../options.ts";

export const deployCommand = command({
  name: ["deploy"],
  group: "deployments",
  says: "put a release on the idle side",
  words: ofEnvironment,
  options: { ...release, ...acting },
  exclusions: [{ ...oneRelease, required: true }],
  examples: [
    "sarcelle deploy web-live --release release.yml --wait",
    "sarcelle deploy web-live --release-of web-live-release-20260131T150405Z --wait",
  ],
  exitCodes: follows,
  run: async ({ environment }, options) =>
    (await import("../deployments/start.ts")).startDeployment("deploy", environment, options),
});
