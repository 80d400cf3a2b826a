/** `npm run check:template`: other people's scanners on the packaged template, each finding of which is mended or an exception with its reason. */
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyOfTemplate } from "../scripts/packaged-template.ts";
import { exceptions } from "./check-template/exceptions.ts";
import { checkedIn, heldAgainst, lintedIn, type ScannerFinding } from "./check-template/scanner-findings.ts";
import { inWorkshop, type Workshop } from "./others/workshop.ts";

const help = `Usage: npm run check:template

Installs cfn-lint and checkov in a temporary folder, each with its version, and runs them on the packaged template. What they find and no
exception in proof/check-template/exceptions.ts covers is told, and so is an exception that covers nothing any more.

Exit codes: 0 nothing of both, 1 something of them.
`;

const packages = ["cfn-lint==1.58.0", "checkov==3.3.30"];

/** The JSON in what a tool printed, warnings of its own before it aside. */
const jsonOf = (output: string): string => {
  const begins = output.search(/^[[{]/m);
  if (begins < 0) throw new Error(`No JSON in what was printed:\n${output.slice(-4_000)}`);
  return output.slice(begins);
};

const scanned = async ({ folder, python, run }: Workshop, template: string): Promise<readonly ScannerFinding[]> => {
  const programs = await python("scanners", packages);
  await copyFile(template, join(folder, "template.json"));
  const linted = await run(join(programs, "cfn-lint"), ["-t", "template.json", "--format", "json"]);
  const checked = await run(join(programs, "checkov"), [
    ...["-f", "template.json", "--framework", "cloudformation"],
    ...["--compact", "--quiet", "--skip-download", "-o", "json"],
  ]);
  return [...lintedIn(jsonOf(linted.output)), ...checkedIn(jsonOf(checked.output))];
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { help: { type: "boolean", default: false } } });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const template = await copyOfTemplate((line) => console.error(line));
  const found = await inWorkshop((workshop) => scanned(workshop, template));
  const { open, idle } = heldAgainst(found, exceptions);
  for (const { tool, rule, resource, says } of open) console.log(`${tool} ${rule} ${resource}: ${says}`);
  for (const { tool, rule, of } of idle)
    console.log(`${tool} ${rule} of ${of}: an exception that covers nothing any more`);
  console.log(
    `${found.length} findings, ${found.length - open.length} of them exceptions with a reason, ${open.length} open.`,
  );
  return open.length + idle.length > 0 ? 1 : 0;
};

process.exitCode = await main();
