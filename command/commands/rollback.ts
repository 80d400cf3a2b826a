import { command, follows } from "../command.ts";
import { ofEnvironment, starting, whyAsked } from "../options.ts";

export const rollbackCommand = command({
  name: ["rollback"],
  group: "deployments",
  says: "undo the deployment that is open, or else the last that succeeded; also goes on with a rollback that could not finish",
  words: {
    ...ofEnvironment,
    deployment: { says: "the deployment to undo; refused unless it is the one that would be undone", optional: true },
  },
  options: {
    resume: { says: "go on with a rollback that could not finish, and with nothing else" },
    accept: { value: "REASON", says: "give up that rollback: keep things as they are, and free the environment" },
    reason: whyAsked,
    ...starting,
  },
  exclusions: [
    { of: ["resume", "accept"], says: "go on with the rollback, or give it up" },
    { of: ["accept", "reason"], says: "a rollback that is given up has its reason by that" },
    { of: ["accept", "wait"], says: "a rollback that is given up is not followed" },
    { of: ["accept", "name"], says: "a rollback that is given up starts no execution" },
  ],
  examples: [
    'sarcelle rollback web-live --reason "the search is empty" --wait',
    "sarcelle rollback web-live --resume --wait",
    'sarcelle rollback web-live --accept "the group is kept by hand until Monday"',
  ],
  exitCodes: follows,
  run: async (words, options) => (await import("../deployments/rollback.ts")).rollBack(words, options),
});
