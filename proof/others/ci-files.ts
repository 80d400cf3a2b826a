/** `npm run check:ci-files`: what `sarcelle ci` writes, judged by the validators of others, and run with the real AWS CLI. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Attempt, exitCodeFor, told } from "./attempts.ts";
import { type Generated, generate, spoilt } from "./ci-files/generated.ts";
import { type Judge, type Validator, validators } from "./ci-files/validators.ts";
import { withAwsCli } from "./ci-files/with-aws-cli.ts";
import { namedOf } from "./named.ts";
import { inWorkshop, type Workshop } from "./workshop.ts";

const names = [...validators.map(({ name }) => name), "aws-cli"];

const help = `Usage: npm run check:ci-files [-- options] [NAME …]

Writes the files of 'sarcelle ci' for one environment and for seventeen, installs the validators in a temporary folder, each with its
version, and lets each judge them, and a copy with a fault that it has to find. Runs the shell part with the real AWS CLI. Needs Go, Python,
npm, Git, Maven and Java, and the network; what cannot be checked without one of them is said.

By name: ${names.join(", ")}.

Options:
  --help     this text

Exit codes: 0 all is right, 1 something is wrong, 3 nothing is wrong, but not everything could be checked.
`;

const hasProgram = (program: string): boolean =>
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, program)));

const lastWords = (output: string): string => output.trim().split("\n").slice(-6).join(" | ");

/** One good folder, and the same with a fault. */
const judged = async ({ name, fault }: Validator, judge: Judge, files: Generated): Promise<readonly Attempt[]> => {
  const at = files.folder.split("/").at(-1) ?? "";
  const good = await judge(files);
  const bad = await judge(spoilt(files, `${files.folder}-bad-${name.replaceAll(/\W/g, "")}`, ...fault));
  return [
    { group: name, name: `${name}: ${at}`, kind: good.code === 0 ? "right" : "wrong", reason: lastWords(good.output) },
    {
      group: name,
      name: `${name}: ${at} with a fault`,
      kind: bad.code === 0 ? "wrong" : "right",
      reason: bad.code === 0 ? "nothing was found" : "",
    },
  ];
};

const tryValidator = async (
  workshop: Workshop,
  validator: Validator,
  all: readonly Generated[],
): Promise<readonly Attempt[]> => {
  const { name, ci, needs } = validator;
  const missing = needs.filter((program) => !hasProgram(program));
  if (missing.length > 0) {
    console.error(`${name} is NOT run: there is no ${missing.join(", ")} here.`);
    return [{ group: name, name, kind: "skipped", reason: `no ${missing.join(", ")}` }];
  }
  console.error(`Installing ${name} …`);
  const judge = await validator.install(workshop);
  const attempts: Attempt[] = [];
  for (const files of all.filter((each) => ci === "any" || each.ci === ci))
    attempts.push(...(await judged(validator, judge, files)));
  return attempts;
};

const main = async (): Promise<number> => {
  const asked = namedOf(help, names);
  if (asked === undefined) return 0;
  const attempts = await inWorkshop(async (workshop) => {
    const all = [1, 17].flatMap((count) => generate(join(workshop.folder, "files"), count));
    const results: Attempt[] = [];
    for (const validator of validators)
      if (asked.includes(validator.name)) results.push(...(await tryValidator(workshop, validator, all)));
    return asked.includes("aws-cli") ? [...results, ...(await withAwsCli(workshop))] : results;
  });
  console.log(told(attempts));
  const skipped = attempts.filter(({ kind }) => kind === "skipped");
  for (const { name, reason } of skipped) console.log(`NOT CHECKED ${name}: ${reason}`);
  return exitCodeFor(attempts) || (skipped.length > 0 ? 3 : 0);
};

process.exitCode = await main();
