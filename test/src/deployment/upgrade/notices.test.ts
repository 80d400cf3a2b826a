import { expect, it } from "vitest";
import { checkUpgrade } from "../../../../src/deployment/steps/check-upgrade.ts";
import { environment, live } from "./described-live.ts";

it("an upgrade tells of a hook at which AWS may wait for longer than the environment allows", () => {
  const hook = {
    LifecycleHookName: "collect-logs",
    LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
    HeartbeatTimeout: 3_600,
    GlobalTimeout: 172_800,
  };
  expect(checkUpgrade(environment, { ...live, lifecycleHooks: [hook] }).notices).toEqual([
    expect.stringMatching(
      /^An instance of shop may take \d+ s to go \(\d+ s to drain, 3600 s for lifecycle hook 'collect-logs'\); timeouts.empty is 1800 s/,
    ),
  ]);
});

it("an upgrade tells of a prefix list that may open a placeholder port", () => {
  const [first, ...others] = live.securityGroups;
  const rule = { IpProtocol: "tcp", FromPort: 0, ToPort: 65_535, PrefixListIds: [{ PrefixListId: "pl-0123" }] };
  const group = { ...first, IpPermissions: [...(first?.IpPermissions ?? []), rule] };
  expect(checkUpgrade(environment, { ...live, securityGroups: [group, ...others] }).notices).toEqual([
    expect.stringMatching(/^Whether the world reaches a placeholder port is not known: .*prefix list pl-0123/),
  ]);
});

it("an upgrade tells of target groups that do not reach across zones, by what load balancers of their type do by themselves", () => {
  const network = {
    ...live,
    loadBalancer: { ...live.loadBalancer, Type: "network" as const },
    listeners: live.listeners.map((each) => ({ ...each, listener: { ...each.listener, Protocol: "TCP" as const } })),
  };
  const crossing = (Value: string) => ({
    ...network,
    targetGroups: live.targetGroups.map((each) => ({
      ...each,
      attributes: [
        ...each.attributes.filter(({ Key }) => Key !== "load_balancing.cross_zone.enabled"),
        { Key: "load_balancing.cross_zone.enabled", Value },
      ],
    })),
  });
  const { notices } = checkUpgrade(environment, crossing("use_load_balancer_configuration"));
  expect(notices).toEqual([
    expect.stringMatching(/^Target group 'shop-http', .* does not itself turn cross-zone load balancing on/),
  ]);
  expect(checkUpgrade(environment, crossing("true")).notices).toEqual([]);
  const noticed = (Value: string) =>
    checkUpgrade(environment, { ...live, targetGroups: crossing(Value).targetGroups }).notices;
  expect(noticed("false")).toEqual([
    expect.stringMatching(/^Target group 'shop-http', .* turns cross-zone load balancing off: a side then needs/),
  ]);
  expect(noticed("use_load_balancer_configuration")).toEqual([]);
});
