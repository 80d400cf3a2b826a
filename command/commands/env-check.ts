import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { inForm } from "../options.ts";

export const envCheckCommand = command({
  name: ["env", "check"],
  group: "environments",
  says: "say whether an environment's file can be registered, without asking AWS",
  words: { file: { says: "the environment's file, YAML or JSON" } },
  options: inForm,
  exclusions: [],
  examples: ["sarcelle env check environments/web-live.yml"],
  exitCodes: { [exitCodes.done]: "it can", [exitCodes.refused]: "it cannot: every wrong field is named" },
  run: async ({ file }, options) => (await import("../registration-file.ts")).checkRegistration(file, options),
});
