import { commands } from "../../command/commands.ts";
import { commandBlocks, exitCodeBlocks } from "../../command/reference.ts";
import { referencePage } from "./markdown.ts";

/** Every command with its words, options, examples and exit codes. */
export const commandsPage = (): string =>
  referencePage(
    "Commands",
    "`sarcelle --help` lists them, and `sarcelle <command> --help` says of one what stands here.",
    "`command/commands/`",
    ...exitCodeBlocks,
    ...commandBlocks(commands),
  );
