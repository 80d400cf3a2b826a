import { describe, expect, it } from "vitest";
import { pipelinesOf, sessionSeconds } from "../../../command/ci/pipelines.ts";
import { installation, oneSidedOf, seventeen, twoSidedOf } from "./some-environments.ts";

const minutesOf = (more: object) =>
  pipelinesOf([twoSidedOf("web-live", more)], installation).flatMap(({ jobs }) =>
    jobs.map(({ action, minutes }) => [action, minutes]),
  );

describe("the pipelines", () => {
  it("of 17 environments are 68 jobs: deploy, switch and scaledown of each, by one machine, and what takes them back", () => {
    const jobs = pipelinesOf(seventeen, installation).flatMap((each) => each.jobs);
    expect(jobs).toHaveLength(68);
    expect(new Set(jobs.map(({ machine }) => machine))).toEqual(
      new Set(
        ["blue-green", "rollback"].map(
          (name) => `arn:aws:states:eu-west-1:123456789012:stateMachine:sarcelle-live-${name}`,
        ),
      ),
    );
    expect(new Set(jobs.map(({ action }) => action))).toEqual(new Set(["deploy", "switch", "scaledown", "rollback"]));
  });

  it("of an environment with one side is its rolling update and its rollback, by the machines of these", () => {
    expect(pipelinesOf([oneSidedOf("db-live")], installation)).toEqual([
      {
        environment: "db-live",
        jobs: [
          {
            environment: "db-live",
            action: "rolling-update",
            machine: "arn:aws:states:eu-west-1:123456789012:stateMachine:sarcelle-live-rolling-update",
            minutes: 360 + 60 + 15,
          },
          {
            environment: "db-live",
            action: "rollback",
            machine: "arn:aws:states:eu-west-1:123456789012:stateMachine:sarcelle-live-rollback",
            minutes: 60 + 15,
          },
        ],
      },
    ]);
  });

  it("may take as long as all of the environment's deadlines together, and its undo", () => {
    const timeouts = { empty: 60, healthy: 120, rollback: 180 };
    expect(minutesOf({ timeouts })).toEqual([
      ["deploy", 1 + 2 + 3 + 15],
      ["switch", 2 + 3 + 15],
      ["scaledown", 1 + 3 + 15],
      ["rollback", 3 + 15],
    ]);
    const more = {
      hook: { function: "sarcelle-hook-judge", timeout: 600 },
      approval: { deadline: 1_200 },
      strategy: { type: "canary", percent: 10, wait: 300 },
    };
    expect(minutesOf({ timeouts, ...more })).toEqual([
      ["deploy", 1 + 2 + 10 + 3 + 15],
      ["switch", 20 + 2 + 5 + 3 + 15],
      ["scaledown", 1 + 3 + 15],
      ["rollback", 3 + 15],
    ]);
  });

  it.each([
    { minutes: 10, seconds: 3_600 },
    { minutes: 135, seconds: 8_100 },
    { minutes: 5_000, seconds: 43_200 },
  ])("of $minutes minutes ask for a session of $seconds s: AWS gives 1 to 12 hours", ({ minutes, seconds }) => {
    const [job] = pipelinesOf([twoSidedOf("web-live")], installation)[0]?.jobs ?? [];
    if (job === undefined) throw new Error("There is no job.");
    expect(sessionSeconds([{ ...job, minutes }])).toBe(seconds);
  });
});
