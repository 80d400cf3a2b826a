import { asksAws, command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { asking } from "../options.ts";

export const inventoryReplayCommand = command({
  name: ["inventory", "replay"],
  group: "inventory",
  says: "saved events through the collector, and what became of each",
  words: { path: { says: "a file of saved events, or a folder of such files" } },
  options: asking,
  exclusions: [],
  examples: ["sarcelle inventory replay dead-letters.json"],
  exitCodes: { ...asksAws, [exitCodes.no]: "no event among them: each was rejected, or there was none" },
  run: async ({ path }, options) => {
    const { replayAnswer } = await import("../questions/replay-answer.ts");
    const { replayerOf } = await import("../questions/stack-reader.ts");
    const { text, isHeard } = await replayAnswer(path, options, await replayerOf(options.stack));
    process.stdout.write(text);
    return isHeard ? exitCodes.done : exitCodes.no;
  },
});
