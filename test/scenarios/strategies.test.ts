/** Traffic that moves in parts: by weights, all listeners together, watched between the moves. */
import { expect, inject, it, onTestFinished } from "vitest";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { sampleRelease, type startSarcelle, withoutThrottling } from "../../proof/simulation/sarcelle.ts";
import { afterwards, asBefore, atRest, ending, standsIn, start } from "./trouble.ts";

const canary = { type: "canary", percent: 10, wait: 300 };

/** What each production listener sends where, by name and weight. */
const weights = async ({ simulation }: Pick<Awaited<ReturnType<typeof startSarcelle>>, "simulation">) => {
  const { elasticloadbalancing } = (await simulation.state()) as {
    readonly elasticloadbalancing: {
      readonly listeners: Record<string, { readonly Port: number; readonly DefaultActions: readonly Action[] }>;
    };
  };
  interface Action {
    readonly ForwardConfig?: { readonly TargetGroups: readonly { TargetGroupArn: string; Weight: number }[] };
  }
  return Object.values(elasticloadbalancing.listeners)
    .filter(({ Port }) => Port === 8080 || Port === 8443)
    .map(({ DefaultActions }) =>
      DefaultActions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []).map(
        ({ TargetGroupArn, Weight }) => `${TargetGroupArn.split("/")[1]} ${Weight}`,
      ),
    );
};

it("a canary of 10 % waits, and then moves the rest; it ends as a switch all at once does", async () => {
  const world = await atRest();
  const arn = await start(world, { action: "switch", strategy: canary });
  await standsIn(world, arn, "WaitToMove");
  expect(await weights(world)).toEqual([
    ["web-http 90", "web-http-green 10"],
    ["web-https 90", "web-https-green 10"],
  ]);
  expect(await ending(world, arn)).toMatchObject({ status: "SUCCEEDED" });
  expect(await weights(world)).toEqual([["web-http-green 1"], ["web-https-green 1"]]);
  expect(world.simulation.traffic().failed).toBe(0);
  void [asBefore, afterwards, comparableState, differences, sampleRelease, withoutThrottling, inject, onTestFinished];
});
