import { asksAws, command } from "../command.ts";
import { writingPipelines } from "../options.ts";

export const ciGitlabCommand = command({
  name: ["ci", "gitlab"],
  group: "environments",
  says: "write a file for GitLab to include, with jobs that deploy, switch and scale down each environment, and the role that they take; writes over no file that is not its own",
  words: {},
  options: {
    repository: {
      value: "URL",
      says: "the project's page; its jobs may take the role; by default the one that the environments are registered with",
    },
    branch: { value: "NAME", says: "the branch whose jobs may", default: "main" },
    ...writingPipelines,
  },
  exclusions: [],
  examples: ["sarcelle ci gitlab --repository https://gitlab.com/acme/web"],
  exitCodes: { ...asksAws, 0: "the files are written" },
  run: async (_, options) => (await import("../ci/setups.ts")).ciGitlab(options),
});
