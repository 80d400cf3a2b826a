import { asksAws, command } from "../command.ts";
import { agentRole, writingPipelines } from "../options.ts";

export const ciJenkinsCommand = command({
  name: ["ci", "jenkins"],
  group: "environments",
  says: "write a Jenkinsfile for each environment, whose builds deploy, switch or scale down, and the role that they take; writes over no file that is not its own",
  words: {},
  options: {
    issuer: {
      value: "URL",
      says: "the issuer of Jenkins' OpenID Connect Provider plugin, such as https://jenkins.example.com/oidc",
    },
    agentRole,
    ...writingPipelines,
  },
  exclusions: [
    { of: ["issuer", "agentRole"], says: "builds prove who they are by a token, or their agent by its role" },
  ],
  examples: ["sarcelle ci jenkins --issuer https://jenkins.example.com/oidc"],
  exitCodes: { ...asksAws, 0: "the files are written" },
  run: async (_, options) => (await import("../ci/setups.ts")).ciJenkins(options),
});
