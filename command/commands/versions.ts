import { ask } from "../ask.ts";
import { asksAws, command } from "../command.ts";
import { asking, inThePast, onePast } from "../options.ts";

export const versionsCommand = command({
  name: ["versions"],
  group: "inventory",
  says: "every environment and side: release, since when, health, who has the traffic",
  words: {},
  options: {
    environment: { isEnvironment: true, value: "NAME", says: "of this environment only" },
    ...inThePast,
    ...asking,
  },
  exclusions: [onePast],
  examples: ["sarcelle versions", "sarcelle versions --as-of 2026-01-31T15:00Z"],
  exitCodes: asksAws,
  run: async (_words, options) => ask(options, (await import("../questions/answers.ts")).versionsAnswer),
});
