/** A sample of chaos in the real world: the same plans as in the simulated one, under real traffic, judged by the same invariants. */
import { expect, inject, it } from "vitest";
import { type RunResult, runChaos } from "../../../proof/chaos/run.ts";

const template = inject("template");
const steps = 2;

/**
 * Seeds whose plans take little time, with the executions whose end no speed of the machine decides:
 * - a switch by canary is approved and succeeds, behind an application load balancer with a preview, while load comes, a person tags what was
 *   made, and another deployment is started, which is refused;
 * - a switch to a side that is empty is refused, where two people would have to approve it.
 */
const sample = [
  { seed: 3, executions: ["step-1", "step-1-also-1"] },
  { seed: 13, executions: ["step-1"] },
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
