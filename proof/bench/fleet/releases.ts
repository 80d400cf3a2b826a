/** Releases of many environments at once, beside one alone in the same account. */
import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { sampleRelease } from "../../simulation/sarcelle.ts";
import { type EndedRelease, type FleetFigures, fleetFigures } from "./figures.ts";
import { type FleetAtRest, type FleetSize, scenario, startFleet } from "./fleet-world.ts";

const minute = 60_000;

/** After which the inventory has heard of everything, or is as busy as it is when there is nothing else to do. */
const rest = 10 * minute;

const release = {
  action: "release",
  release: sampleRelease("2", `START_DELAY=${scenario.bootSeconds}`),
  scaledown: true,
};

const endedAs = (environment: string, execution: DescribeExecutionCommandOutput): EndedRelease => {
  const { status = "", startDate, stopDate, error, cause } = execution;
  const seconds = Math.round(((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)) / 1_000);
  return { environment, status, seconds, ...(status !== "SUCCEEDED" && { error: error ?? "", cause: cause ?? "" }) };
};

/** Started one after the other, evenly within a minute. */
const releaseAll = async ({ simulation, start, ended }: FleetAtRest, environments: readonly string[]) => {
  const arns: string[] = [];
  for (const environment of environments) {
    arns.push(await start(environment, `release-${environment}`, release));
    await simulation.advance(minute / environments.length);
  }
  return (await ended(arns)).map((execution, index) => endedAs(environments[index] ?? "", execution));
};

/** Measures so many releases at once, and one alone in the same account, from the packaged `template`. */
export const measureFleet = async (
  template: string,
  { environments, leftByOthers = 1 }: FleetSize,
  tell: (line: string) => void,
): Promise<FleetFigures> => {
  const fleet = await startFleet(template, { environments: environments + 1, leftByOthers }, tell);
  const { simulation } = fleet;
  const [first = "", ...others] = fleet.environments;
  await simulation.advance(rest);
  const [alone] = await releaseAll(fleet, [first]);
  if (alone?.status !== "SUCCEEDED") throw new Error(`The release alone ended as ${alone?.status}: ${alone?.cause}`);
  tell(`a release alone takes ${alone.seconds} s`);
  await simulation.advance(rest);
  const since = simulation.calls.count();
  const ends = await releaseAll(fleet, others);
  const figures = fleetFigures(alone, ends, simulation.calls.list({ since }), leftByOthers);
  await simulation.stop();
  return figures;
};
