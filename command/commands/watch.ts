import { command, follows } from "../command.ts";
import { asking, ofEnvironment } from "../options.ts";

export const watchCommand = command({
  name: ["watch"],
  group: "looking",
  says: "follow a deployment or rollback to its end: the one that runs, or the one that is named",
  words: {
    ...ofEnvironment,
    deployment: { says: "the execution's name, which is the deployment's id", optional: true },
  },
  options: asking,
  exclusions: [],
  examples: ["sarcelle watch web-live", "sarcelle watch web-live web-live-release-20260131T150405Z"],
  exitCodes: follows,
  run: async ({ environment, deployment }, options) =>
    (await import("../deployments/watch.ts")).watch(environment, deployment, options),
});
