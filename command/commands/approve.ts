import { asksAws, command } from "../command.ts";
import { asking, ofEnvironment, waitingDeployment, whySigned } from "../options.ts";

export const approveCommand = command({
  name: ["approve"],
  group: "approvals",
  says: "approve the deployment that waits for it: once enough people have, its traffic moves",
  words: { ...ofEnvironment, deployment: waitingDeployment },
  options: { reason: whySigned, ...asking },
  exclusions: [],
  examples: ['sarcelle approve web-live --reason "seen on the preview"'],
  exitCodes: asksAws,
  run: async (words, options) => (await import("../deployments/sign.ts")).signApproval("approve", words, options),
});
