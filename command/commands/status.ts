import { asksAws, command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { asking, ofEnvironment } from "../options.ts";

export const statusCommand = command({
  name: ["status"],
  group: "looking",
  says: "sides, traffic, health, and the deployment that runs, or what it left",
  words: ofEnvironment,
  options: asking,
  exclusions: [],
  examples: ["sarcelle status web-live"],
  exitCodes: {
    ...asksAws,
    [exitCodes.no]: "a person is needed: a rollback failed, or a production listener does not reach just one side",
  },
  run: async ({ environment }, options) => (await import("../deployments/look.ts")).showStatus(environment, options),
});
