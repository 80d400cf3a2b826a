import { help } from "../../command/arguments.ts";
import { referencePage } from "./markdown.ts";

/** Every command with its options. */
export const commandsPage = (): string =>
  referencePage("Commands", "What `sarcelle --help` prints.", "`command/`", `\`\`\`\n${help.trimEnd()}\n\`\`\``);
