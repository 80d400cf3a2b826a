import { asksAws, command } from "../command.ts";
import { asking } from "../options.ts";

export const envListCommand = command({
  name: ["env", "list"],
  group: "environments",
  says: "the registered environments",
  words: {},
  options: asking,
  exclusions: [],
  examples: ["sarcelle env list"],
  exitCodes: asksAws,
  run: async (_words, options) => (await import("../registrations.ts")).listRegistrations(options),
});
