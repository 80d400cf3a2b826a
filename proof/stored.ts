/**
 * `npm run stored -- NAME`: keeps what the code of now stores in test/fixtures/stored-NAME, for later versions to read. What it keeps is data
 * and never changes; a format that changes gets another folder.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyOfTemplate } from "../scripts/packaged-template.ts";
import { root } from "../scripts/reference/sources.ts";
import { keptIn } from "./stored/keep.ts";
import { liveThrough } from "./stored/life.ts";

const help = `Usage: npm run stored -- NAME

Lets Sarcelle live through deployments of every kind in a simulated world, and keeps what it stored in test/fixtures/stored-NAME.
`;

const {
  values,
  positionals: [name],
} = parseArgs({ allowPositionals: true, options: { help: { type: "boolean", default: false } } });

const main = async (version: string) => {
  const folder = join(root, "test/fixtures", `stored-${version}`);
  if (existsSync(folder))
    throw new Error(`${folder} is there already. What a version stored never changes: give another name.`);
  const template = await copyOfTemplate((line) => process.stderr.write(`${line}\n`));
  const { stored: kept } = await liveThrough(template);
  mkdirSync(folder);
  for (const [file, fixture] of Object.entries(kept)) writeFileSync(join(folder, `${file}.json`), keptIn(fixture));
};

if (values.help || name === undefined) process.stdout.write(help);
else await main(name);
