import { asksAws, command } from "../command.ts";
import { agentRole, writingPipelines } from "../options.ts";

export const ciBambooCommand = command({
  name: ["ci", "bamboo"],
  group: "environments",
  says: "write Bamboo plans that deploy, switch and scale down each environment, as YAML Specs, and the role that they take; writes over no file that is not its own",
  words: {},
  options: {
    agentRole: { ...agentRole, required: true },
    project: { value: "KEY", says: "the key of the project that the plans are of", default: "SARC" },
    ...writingPipelines,
  },
  exclusions: [],
  examples: ["sarcelle ci bamboo --agent-role arn:aws:iam::123456789012:role/bamboo-agent"],
  exitCodes: { ...asksAws, 0: "the files are written" },
  run: async (_, options) => (await import("../ci/setups.ts")).ciBamboo(options),
});
