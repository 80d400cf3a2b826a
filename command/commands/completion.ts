import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const completionCommand = command({
  name: ["completion"],
  group: "machine",
  says: "what a shell has to be told, so that it completes commands, options and environments",
  words: { shell: { says: "the shell", choices: ["bash", "zsh", "fish"] } },
  options: {},
  exclusions: [],
  examples: ["sarcelle completion bash"],
  exitCodes: { [exitCodes.done]: "done", [exitCodes.refused]: "the command is wrong" },
  run: async ({ shell }) => (await import("../completion/script.ts")).printScript(shell),
});
