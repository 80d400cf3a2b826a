/**
 * Random deployments under random troubles: faults in any call, also of the rollback, instances that die, people who change things,
 * stop executions or start two at once; and after every step the invariants. Virtual time, no network.
 */
import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { chaosText, manyRuns } from "./chaos/chaos.ts";
import { copyOfTemplate } from "./packaged-template.ts";

const help = `Usage: npm run chaos [-- --seed S] [--runs N] [--json]

  --seed S   the seed of the first run, which all others follow from; a fresh one by default
  --runs N   how many runs; 100 by default
  --json     print one JSON document

Exit codes: 0 no invariant was broken; 1 some was; 2 the command is wrong. A broken run says how to see it again.
`;

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^-?\d{1,10}$/.test(text) ? Number(text) | 0 : Number.NaN;

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      runs: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const seed = number(values.seed) ?? randomInt(2 ** 31);
  const runs = number(values.runs) ?? 100;
  if (values.help || Number.isNaN(seed) || !(runs > 0)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  tell(`seed ${seed}`);
  const chaos = await manyRuns(seed, runs, await copyOfTemplate(tell), availableParallelism(), tell);
  process.stdout.write(values.json ? `${JSON.stringify(chaos, undefined, 2)}\n` : chaosText(chaos));
  return chaos.broken.length === 0 ? 0 : 1;
};

process.exitCode = await main();
