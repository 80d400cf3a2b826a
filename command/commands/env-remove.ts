import { asksAws, command } from "../command.ts";
import { asking, ofEnvironment } from "../options.ts";

export const envRemoveCommand = command({
  name: ["env", "remove"],
  group: "environments",
  says: "forget an environment's registration; what serves goes on serving, and the history stays",
  words: ofEnvironment,
  options: {
    leaveTwin: { says: "also where it is blue-green: everything that its upgrade made is left as it is" },
    ...asking,
  },
  exclusions: [],
  examples: ["sarcelle env remove web-live"],
  exitCodes: asksAws,
  run: async ({ environment }, options) =>
    (await import("../registrations.ts")).removeRegistration(environment, options),
});
