import { asksAws, command } from "../command.ts";
import { asking, ofEnvironment } from "../options.ts";

export const statusCommand = command({
  name: ["status"],
  group: "looking",
  says: "sides, traffic, health, and the deployment that runs",
  words: ofEnvironment,
  options: asking,
  exclusions: [],
  examples: ["sarcelle status web-live"],
  exitCodes: asksAws,
  run: async ({ environment }, options) => (await import("../deployments/look.ts")).showStatus(environment, options),
});
