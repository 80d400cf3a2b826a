import { ask } from "../ask.ts";
import { asksAws, command } from "../command.ts";
import { asking, inThePast, onePast } from "../options.ts";

export const diffCommand = command({
  name: ["diff"],
  group: "inventory",
  says: "release, image, size and settings in which two environments differ",
  words: {
    first: { says: "the name of one environment", isEnvironment: true },
    second: { says: "the name of the other", isEnvironment: true },
  },
  options: { ...inThePast, ...asking },
  exclusions: [onePast],
  examples: ["sarcelle diff web-live web-beta"],
  exitCodes: asksAws,
  run: async ({ first, second }, options) => {
    const { diffAnswer } = await import("../questions/answers.ts");
    return ask(options, (given, reader) => diffAnswer([first, second], given, reader));
  },
});
