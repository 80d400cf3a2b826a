import { ask } from "../ask.ts";
import { asksAws, command } from "../command.ts";
import { asking } from "../options.ts";

export const freshnessCommand = command({
  name: ["freshness"],
  group: "inventory",
  says: "how far the inventory can be trusted",
  words: {},
  options: asking,
  exclusions: [],
  examples: ["sarcelle freshness"],
  exitCodes: asksAws,
  run: async (_words, options) => ask(options, (await import("../questions/answers.ts")).freshnessAnswer),
});
