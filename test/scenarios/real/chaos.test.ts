/** A sample of chaos in the real world: the same plans as in the simulated one, under real traffic, judged by the same invariants. */
import { expect, inject, it } from "vitest";
import { type RunResult, runChaos } from "../../../proof/chaos/run.ts";

const template = inject("template");
const steps = 2;

/**
 * Seeds whose plans take little time, with the executions whose end no speed of the machine decides:
 * - a release on the empty side never becomes healthy, while Auto Scaling replaces an instance that has traffic and a person deletes a
 *   hook; then the person changes a size;
 * - an upgrade succeeds although EC2 answers late; then two people roll it back at one moment, another one tags a group meanwhile, and
 *   the rollback's functions are killed. Which of the two comes first, is up to the machine.
 */
const sample = [
  { seed: 1324, executions: ["step-1"] },
  { seed: 18, executions: ["step-1"] },
];

/** How the executions of these names ended: "step-1 FAILED RolledBack: SideUnhealthy". */
const ends = ({ story }: RunResult, names: readonly string[]): readonly string[] =>
  story.flatMap((line) => {
    const [, name = "", how = ""] = /'([\w-]+)' ended as (\w+ \w*: \w*)/.exec(line) ?? [];
    return names.includes(name) ? [`${name} ${how}`] : [];
  });

it.each(sample)(
  "the chaos of seed $seed breaks no invariant in the real world either, and ends as in the simulated one",
  async ({ seed, executions }) => {
    const simulated = await runChaos(seed, template, { real: false, steps });
    const real = await runChaos(seed, template, { real: true, steps });
    const told = ({ seed, steps, failedRequests, broken }: RunResult) => ({ seed, steps, failedRequests, broken });
    expect(told(real), real.story.join("\n")).toEqual({ seed, steps: simulated.steps, failedRequests: 0, broken: [] });
    expect(ends(real, executions)).toEqual(ends(simulated, executions));
    expect(ends(real, executions)).toHaveLength(executions.length);
    expect(real.faults > 0).toBe(simulated.faults > 0);
  },
  300_000,
);
