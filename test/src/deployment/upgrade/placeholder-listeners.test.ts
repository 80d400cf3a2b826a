import { describe, expect, it } from "vitest";
import type { Environment } from "../../../../src/deployment/environment.ts";
import { checkUpgrade } from "../../../../src/deployment/steps/check-upgrade.ts";
import type { Live } from "../../../../src/deployment/upgrade/live.ts";
import { NotAsRegistered } from "../../../../src/errors.ts";
import { arns, environment, live, loadBalancerArn, twins } from "./described-live.ts";
import { madeOnce } from "./made-once.ts";

const withListening = (listeners: Environment["listeners"]): Environment => ({ ...environment, listeners });
const [http] = live.listeners as [Live["listeners"][number]];

/** Blue-green, with the placeholders of these ports. */
const upgraded = (ports: readonly string[]): Live => ({
  ...live,
  group: { ...live.group, Tags: [{ Key: "sarcelle:environment", Value: "shop-live" }] },
  standing: {
    twins,
    placeholders: ports.map((port) => `${loadBalancerArn}:${port}`),
    fleet: madeOnce,
    lost: { listeners: [], targetGroups: [] },
  },
});

describe("two listeners of one target group", () => {
  const sharing = (seen: Live): Live => ({
    ...seen,
    listeners: [http, { listener: { ...http.listener, Port: 8000 }, rules: [] }],
    targetGroups: live.targetGroups.slice(0, 1),
    group: { ...seen.group, TargetGroupARNs: [arns.http] },
  });
  const first = { port: 80, placeholders: { blue: 8081, green: 8082 } };
  const twoPairs = withListening([first, { port: 8000, placeholders: { blue: 8083, green: 8084 } }]);

  it("get one twin and one pair of placeholder listeners between them, whichever names the ports", () => {
    const { placeholders } = first;
    for (const registered of [
      [first, { port: 8000 }],
      [{ port: 80 }, { port: 8000, placeholders }],
    ]) {
      const { changes } = checkUpgrade(withListening(registered), sharing(live));
      const made = (kind: string) =>
        changes
          .filter(({ resource, before }) => resource.kind === kind && before === null)
          .map(({ resource }) => resource.id);
      expect([made("target-group"), made("placeholder-listener")]).toEqual([
        ["shop-http-green"],
        [`${loadBalancerArn}:8081`, `${loadBalancerArn}:8082`],
      ]);
    }
  });

  it("are refused with two pairs", () => {
    expect(() => checkUpgrade(twoPairs, sharing(live))).toThrow(
      new NotAsRegistered(
        "Environment 'shop-live' names 2 pairs of placeholder ports for target group 'shop-http': 8081 and 8082 at listener 80, 8083 and 8084 at listener 8000. Expected one pair for each target group: leave 'placeholders' out at all but one of them. Nothing was changed.",
      ),
    );
  });

  it("keep the two pairs that an earlier version opened, of which what is missing is made again, and get no second one", () => {
    const made = checkUpgrade(twoPairs, sharing(upgraded(["8081", "8082", "8083"]))).changes;
    expect(made.map(({ resource }) => resource.id)).toEqual([`${loadBalancerArn}:8084`]);
    expect(() => checkUpgrade(twoPairs, sharing(upgraded(["8081", "8082"])))).toThrow(/names 2 pairs/);
  });

  it("are refused where neither names the ports, and another target group's do not count", () => {
    expect(() => checkUpgrade(withListening([first, { port: 443, priority: 10 }]), live)).toThrow(
      "Environment 'shop-live' names no placeholder ports for target group 'shop-https', to which the rule of priority 10 on listener 443 forwards. Expected one pair: 'placeholders' at one of them. Nothing was changed.",
    );
  });
});
