import { asksAws, command } from "../command.ts";
import { asking } from "../options.ts";

export const envApplyCommand = command({
  name: ["env", "apply"],
  group: "environments",
  says: "register an environment, or replace its registration",
  words: { file: { says: "the environment's file, YAML or JSON" } },
  options: asking,
  exclusions: [],
  examples: ["sarcelle env apply environments/web-live.yml"],
  exitCodes: asksAws,
  run: async ({ file }, options) => (await import("../registrations.ts")).applyRegistration(file, options),
});
