import { command } from "../command.ts";

export const storyCommand = command({
  name: ["story"],
  group: "machine",
  says: "a service goes blue-green in a playground, under live traffic, and meets two bad releases",
  words: {},
  options: {
    speed: { value: "N", says: "world seconds in a real second", default: "10" },
    json: { says: "print one JSON document at the end; the story itself goes to stderr" },
  },
  exclusions: [],
  examples: ["sarcelle story", "sarcelle story --speed 20 --json"],
  exitCodes: { 0: "every promise held", 1: "not every promise held", 2: "the command is wrong" },
  run: async (_words, options) => (await import("../../proof/story.ts")).storyToTheEnd(options),
});
