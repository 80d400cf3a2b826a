import { asksAws, command } from "../command.ts";
import { writingPipelines } from "../options.ts";

export const ciGithubCommand = command({
  name: ["ci", "github"],
  group: "environments",
  says: "write GitHub workflows that deploy, switch and scale down each environment, and the role that they take; writes over no file that is not its own",
  words: {},
  options: {
    repository: {
      value: "OWNER/NAME",
      says: "the repository whose jobs may take the role, by default the one that the environments are registered with",
    },
    repositoryIds: {
      value: "OWNER_ID/ID",
      says: "its owner's number and its own, by which GitHub calls repositories that were made since July 2026",
    },
    ...writingPipelines,
  },
  exclusions: [],
  examples: ["sarcelle ci github --repository acme/web"],
  exitCodes: { ...asksAws, 0: "the files are written" },
  run: async (_, options) => (await import("../ci/setups.ts")).ciGithub(options),
});
