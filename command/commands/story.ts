import { command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const storyCommand = command({
  name: ["story"],
  group: "machine",
  says: "a service goes blue-green in a playground, under live traffic, and meets two bad releases",
  words: {},
  options: {
    speed: { value: "N", says: "world seconds in a real second", default: "10" },
    open: {
      says: "show it on the console's page while it is told: its address is printed first, and opened where there is a desktop",
    },
    json: { says: "print one JSON document at the end; the story itself goes to stderr" },
  },
  exclusions: [],
  examples: ["sarcelle story", "sarcelle story --open", "sarcelle story --speed 20 --json"],
  exitCodes: {
    [exitCodes.done]: "every promise held",
    [exitCodes.no]: "not every promise held",
    [exitCodes.refused]: "the command is wrong",
  },
  run: async (_words, options) => (await import("../../proof/story.ts")).storyToTheEnd(options),
});
