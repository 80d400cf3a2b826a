/**
 * Releases of many environments of one account at once, in the simulation, while the inventory watches: how long the longest takes beside
 * one alone, under AWS's throttling and with AWS's pages. The world's time: what else the machine does changes nothing.
 */
import { parseArgs } from "node:util";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { fleetText, keptBudget } from "./fleet/figures.ts";
import { scenario } from "./fleet/fleet-world.ts";
import { measureFleet } from "./fleet/releases.ts";

const help = `Usage: npm run bench:fleet -- [--environments N] [--left-by-others PERCENT] [--json]

  --environments N          how many release at once, all started within a minute; by default 30. 100 take minutes
  --left-by-others PERCENT  what others in the account leave of the calls that AWS takes; by default 100. 20 environments with 20
                            share as much as 100 with 100, and are simulated in a fifth of the time
  --json                    print one JSON document

HTTP and HTTPS, ${scenario.instances} instances a side that boot for ${scenario.bootSeconds} s, health checks each ${scenario.intervalSeconds} s, a deregistration delay of
${scenario.deregistrationDelaySeconds} s, the registration's defaults, with scaledown.

Exit codes: 0 the budget was kept, 1 not, 2 the options are wrong.
`;

const { values } = parseArgs({
  options: {
    environments: { type: "string", default: "30" },
    "left-by-others": { type: "string", default: "100" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const main = async (): Promise<number> => {
  const environments = /^\d{1,3}$/.test(values.environments) ? Number(values.environments) : 0;
  const percent = /^\d{1,3}$/.test(values["left-by-others"]) ? Number(values["left-by-others"]) : 0;
  if (values.help || environments === 0 || percent === 0 || percent > 100) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const fleet = { environments, leftByOthers: percent / 100 };
  const figures = await measureFleet(await packagedTemplate(tell), fleet, tell);
  process.stdout.write(`${values.json ? JSON.stringify(figures, undefined, 2) : fleetText(figures)}\n`);
  return keptBudget(figures) ? 0 : 1;
};

process.exitCode = await main();
