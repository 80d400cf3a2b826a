import { ask } from "../ask.ts";
import { asksAws, command } from "../command.ts";
import { asking } from "../options.ts";

export const findingsCommand = command({
  name: ["findings"],
  group: "inventory",
  says: "what is wrong now",
  words: {},
  options: { environment: { isEnvironment: true, value: "NAME", says: "in this environment only" }, ...asking },
  exclusions: [],
  examples: ["sarcelle findings --environment web-live"],
  exitCodes: asksAws,
  run: async (_words, options) => ask(options, (await import("../questions/answers.ts")).findingsAnswer),
});
