/** What `npm start` tells. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { root } from "../reference/sources.ts";

/** Has the story told in a process of its own, which takes about a minute, and answers all of it. Throws unless it ended well. */
export const hearStory = async (): Promise<string> => {
  const story = spawn(process.execPath, [join(root, "command/sarcelle.ts"), "story"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  story.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const [code] = await once(story, "close");
  if (code !== 0) throw new Error(`The story did not end well (exit code ${code}):\n${told}`);
  return told.replace(/^Packaging .*\n/, "");
};

/** The tables of its end: what was deployed, what became of the requests, and why two releases were undone. */
export const endOfStory = (told: string): string => {
  const [, tables = ""] = told.split(/^(?=deployment {2})/m);
  return tables.split(/^What the inventory says/m)[0]?.trimEnd() ?? "";
};
