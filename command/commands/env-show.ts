import { asksAws, command } from "../command.ts";
import { asking, ofEnvironment } from "../options.ts";

export const envShowCommand = command({
  name: ["env", "show"],
  group: "environments",
  says: "one registration, as JSON",
  words: ofEnvironment,
  options: asking,
  exclusions: [],
  examples: ["sarcelle env show web-live"],
  exitCodes: asksAws,
  run: async ({ environment }, options) => (await import("../registrations.ts")).showRegistration(environment, options),
});
