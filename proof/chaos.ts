/**
 * Random deployments under random troubles: faults in any call, also of the rollback, instances that die, people who change things,
 * stop executions or start two at once; and after every step the invariants. Virtual time, no network; or, if asked, the real world.
 */
import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { copyOfTemplate } from "../scripts/packaged-template.ts";
import { chaosText, manyRuns } from "./chaos/chaos.ts";
import { usualManner } from "./chaos/run.ts";

const help = `Usage: npm run chaos [-- --seed S] [--runs N] [--steps M] [--real] [--json]

  --seed S   the seed of the first run, which all others follow from; a fresh one by default
  --runs N   how many runs; 100 by default, with --real one
  --steps M  how many steps a run has at most; ${usualManner.steps} by default
  --real     in the real world, one run after another: processes, sockets, traffic, and time that passes ten times as fast as
             the clock, so that a run takes minutes. What a seed means is the same; what comes of it depends on the machine too
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
      steps: { type: "string" },
      real: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const seed = number(values.seed) ?? randomInt(2 ** 31);
  const { real } = values;
  const runs = number(values.runs) ?? (real ? 1 : 100);
  const steps = number(values.steps) ?? usualManner.steps;
  if (values.help || Number.isNaN(seed) || !(runs > 0) || !(steps > 0)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  tell(`seed ${seed}`);
  const manner = { real, steps };
  // Real worlds would only wait for each other's processes.
  const processes = real ? 1 : availableParallelism();
  const chaos = await manyRuns(seed, runs, manner, await copyOfTemplate(tell), processes, tell);
  process.stdout.write(values.json ? `${JSON.stringify(chaos, undefined, 2)}\n` : chaosText(chaos, manner));
  return chaos.broken.length === 0 ? 0 : 1;
};

process.exitCode = await main();
