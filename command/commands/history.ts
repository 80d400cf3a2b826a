import { ask } from "../ask.ts";
import { asksAws, command } from "../command.ts";
import { asking } from "../options.ts";
import { UsageError } from "../usage-error.ts";

export const historyCommand = command({
  name: ["history"],
  group: "looking",
  says: "past deployments and how they ended, or one with each of its changes; or what became of a resource or an environment",
  words: {
    environment: { says: "the environment whose deployments are told", optional: true, isEnvironment: true },
    deployment: { says: "the one deployment to tell, with each of its changes", optional: true },
  },
  options: {
    environment: {
      isEnvironment: true,
      value: "NAME",
      says: "from the inventory: which release reached which side, where the traffic went, and who did it",
    },
    resource: { value: "NAME|ID|ARN", says: "from the inventory: what became of one resource, and who did it" },
    ...asking,
  },
  exclusions: [
    {
      of: ["<environment>", "environment", "resource"],
      says: "deployments, an environment's inventory, or one resource",
    },
  ],
  examples: [
    "sarcelle history web-live",
    "sarcelle history web-live web-live-switch-20260131T150405Z",
    "sarcelle history --environment web-live",
    "sarcelle history --resource web-green",
  ],
  exitCodes: asksAws,
  run: async (words, options) => {
    const { environment, resource } = options;
    const { environmentHistoryAnswer, resourceHistoryAnswer } = await import("../questions/histories.ts");
    if (resource !== undefined) return ask({ ...options, resource }, resourceHistoryAnswer);
    if (environment !== undefined) return ask({ ...options, environment }, environmentHistoryAnswer);
    if (words.environment === undefined)
      throw new UsageError("Missing: the environment's name. See 'sarcelle history --help'.");
    return (await import("../deployments/look.ts")).showHistory(words.environment, words.deployment, options);
  },
});
