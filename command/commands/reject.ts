import { asksAws, command } from "../command.ts";
import { asking, ofEnvironment, waitingDeployment, whySigned } from "../options.ts";

export const rejectCommand = command({
  name: ["reject"],
  group: "approvals",
  says: "reject the deployment that waits for approval: it is undone",
  words: { ...ofEnvironment, deployment: waitingDeployment },
  options: { reason: whySigned, ...asking },
  exclusions: [],
  examples: ['sarcelle reject web-live --reason "the search is empty"'],
  exitCodes: asksAws,
  run: async (words, options) => (await import("../deployments/sign.ts")).signApproval("reject", words, options),
});
