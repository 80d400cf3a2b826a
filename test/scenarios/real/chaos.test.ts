/** A sample of chaos in the real world: the same plans as in the simulated one, under real traffic, judged by the same invariants. */
import { expect, inject, it } from "vitest";
import { type RunResult, runChaos } from "../../../proof/chaos/run.ts";

const template = inject("template");
const steps = 2;

/**
 * A seed whose plan takes little time, with the execution whose end no speed of the machine decides: a deploy succeeds behind an application load
 * balancer, while a person tags what was made, and AWS fails functions that it does not need.
 */
const sample = [{ seed: 30, executions: ["step-1"] }];

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
