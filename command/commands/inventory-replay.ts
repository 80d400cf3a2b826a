import { asksAws, command } from "../command.ts";
import { asking } from "../options.ts";

export const inventoryReplayCommand = command({
  name: ["inventory", "replay"],
  group: "inventory",
  says: "saved events through the collector, and what became of each",
  words: { path: { says: "a file of saved events, or a folder of such files" } },
  options: asking,
  exclusions: [],
  examples: ["sarcelle inventory replay dead-letters.json"],
  exitCodes: asksAws,
  run: async ({ path }, options) => {
    const { replayAnswer } = await import("../questions/replay-answer.ts");
    const { replayerOf } = await import("../questions/stack-reader.ts");
    process.stdout.write(await replayAnswer(path, options, await replayerOf(options.stack)));
    return 0;
  },
});
