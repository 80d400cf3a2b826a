import { sts } from "../src/aws/clients.ts";
import type { Arguments } from "./arguments.ts";
import {
  diffCommand,
  environmentHistoryCommand,
  findingsCommand,
  freshnessCommand,
  historyCommand,
  inventory,
  replayCommand,
  versionsCommand,
} from "./questions/answers.ts";
import type { InventoryReader } from "./questions/reader.ts";
import { placeOf, replayer, stackReader } from "./questions/stack-reader.ts";
import type { Stack } from "./stack.ts";

const asking =
  (ask: (args: Arguments, reader: InventoryReader) => Promise<string>) =>
  async (args: Arguments, stack: Stack): Promise<number> => {
    process.stdout.write(await ask(args, await stackReader(stack)));
    return 0;
  };

const replaying = async (args: Arguments, stack: Stack): Promise<number> => {
  process.stdout.write(await replayCommand(args.words[2], args, replayer(stack, await placeOf(sts(), stack))));
  return 0;
};

const list = asking(inventory);

/** The commands that ask the inventory, by their words. */
export const inventoryCommands = {
  inventory: (args: Arguments, stack: Stack) =>
    args.words[1] === "replay" ? replaying(args, stack) : list(args, stack),
  versions: asking(versionsCommand),
  diff: asking((args, reader) => diffCommand(args.words.slice(1, 3), args, reader)),
  findings: asking(findingsCommand),
  freshness: asking(freshnessCommand),
  history: asking((args, reader) =>
    args.resource === undefined ? environmentHistoryCommand(args, reader) : historyCommand(args, reader),
  ),
};
