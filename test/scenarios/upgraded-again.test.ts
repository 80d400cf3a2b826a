/** An upgrade of what is blue-green already makes what is missing of it, and nothing else. */

import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it, onTestFinished } from "vitest";
import { run } from "../../command/run.ts";
import { likeness, unlike } from "../../proof/crash-matrix/outcome.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { registering } from "./registering.ts";
import { heard } from "./typing.ts";

const listeners = async ({ simulation }: Sarcelle): Promise<readonly Listener[]> => {
  const { LoadBalancers = [] } = (await simulation.operate("elasticloadbalancing", "DescribeLoadBalancers", {})) as {
    readonly LoadBalancers?: readonly { readonly LoadBalancerArn?: string }[];
  };
  const found: Listener[] = [];
  for (let Marker: string | undefined; ; ) {
    const page = (await simulation.operate("elasticloadbalancing", "DescribeListeners", {
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      ...(Marker === undefined ? {} : { Marker }),
    })) as { readonly Listeners?: readonly Listener[]; readonly NextMarker?: string };
    found.push(...(page.Listeners ?? []));
    Marker = page.NextMarker;
    if (Marker === undefined) return found;
  }
};
const ports = async (sarcelle: Sarcelle) => (await listeners(sarcelle)).map(({ Port }) => Port ?? 0).toSorted();

it("a deleted placeholder is made again, and a listener that the registration gained needs none, whichever side has the traffic", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  const before = await simulation.state();
  const again = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "again"));
  expect(again).toMatchObject({ error: "NotAsRegistered", cause: expect.stringContaining("is blue-green already") });

  const deleted = (await listeners(sarcelle)).find(({ Port }) => Port === 9081);
  await simulation.operate("elasticloadbalancing", "DeleteListener", { ListenerArn: deleted?.ListenerArn });
  await simulation.advance(10_000);
  const refused = await sarcelle.ended(await sarcelle.start({ action: "switch" }, "refused"));
  expect(refused.cause).toContain("There is no placeholder listener for green on port 9081. Run 'sarcelle upgrade'");
  await sarcelle.deploy({ action: "upgrade" }, "mended");
  expect(
    (await sarcelle.journals()).at(-1)?.entries.map(({ change }) => [change.resource.kind, change.before]),
  ).toEqual([["placeholder-listener", null]]);
  // Nothing else: all of it is as it was, but for the listener's own ARN.
  expect(JSON.stringify(comparableState(await simulation.state())).length).toBe(
    JSON.stringify(comparableState(before)).length,
  );

  const production = (await listeners(sarcelle)).find(({ Port }) => Port === 8080);
  await simulation.operate("elasticloadbalancing", "CreateListener", {
    LoadBalancerArn: production?.LoadBalancerArn,
    Port: 8081,
    Protocol: "HTTP",
    DefaultActions: [{ Type: "forward", TargetGroupArn: production?.DefaultActions?.[0]?.TargetGroupArn }],
  });
  const gained = { port: 8081, placeholders: { blue: 9082, green: 9083 } };
  await registeredAnew(sarcelle, (registered) => [...registered, gained]);
  await simulation.advance(10_000);
  const second = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "second"));
  expect(second).toMatchObject({ error: "NotAsRegistered", cause: expect.stringContaining("names 2 pairs") });
  await registeredAnew(sarcelle, (registered) =>
    registered.map((each) => (each.port === 8081 ? { port: 8081 } : each)),
  );
  const needless = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "needless"));
  expect(needless.cause).toContain("nothing of what it registers is missing");
  expect(await ports(sarcelle)).toEqual([8080, 8081, 8443, 9080, 9081, 9443, 9444]);
  await sarcelle.deploy({ action: "release", release: sampleRelease("3") }, "next");
  expect(simulation.traffic().failed).toBe(0);
  await simulation.stop();
});

const shrunken = async ({ simulation }: Sarcelle) => {
  const operate = (service: string, operation: string, input: object) => simulation.operate(service, operation, input);
  const hook = { AutoScalingGroupName: "web-green", LifecycleHookName: "collect-logs" };
  await operate("autoscaling", "DeleteLifecycleHook", hook);
  await operate("autoscaling", "DeletePolicy", { AutoScalingGroupName: "web-green", PolicyName: "scale-in" });
  await operate("monitoring", "DeleteAlarms", { AlarmNames: ["web-busy-green", "web-quiet-green"] });
  await simulation.advance(10_000);
};

it("what somebody deleted of the twin's group, its members and alarms is made again, and its rollback takes just that away", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  const whole = comparableState(await simulation.state());
  await shrunken(sarcelle);
  const less = comparableState(await simulation.state());
  await sarcelle.deploy({ action: "upgrade" }, "mended");
  // But for the ARN that AWS gave the policy.
  expect(unlike(likeness(whole), likeness(comparableState(await simulation.state())))).toEqual([]);
  await sarcelle.ended(await sarcelle.start({}, "undone", "rollback"));
  expect(differences(less, comparableState(await simulation.state()))).toEqual([]);

  const group = { AutoScalingGroupName: "web-green", ForceDelete: true };
  await simulation.operate("autoscaling", "DeleteAutoScalingGroup", group);
  await simulation.advance(600_000);
  const refused = await sarcelle.ended(await sarcelle.start({ action: "switch" }, "refused"));
  expect(refused.cause).toContain("sarcelle upgrade");
  await sarcelle.deploy({ action: "upgrade" }, "mended-again");
  await sarcelle.deploy({ action: "release", release: sampleRelease("3") }, "release");
  expect(simulation.traffic().failed).toBe(0);
  await simulation.stop();
});

const registeredAnew = (sarcelle: Sarcelle, anew: (listeners: Environment["listeners"]) => Environment["listeners"]) =>
  registering(sarcelle, ({ listeners }) => ({ listeners: anew(listeners) }));

const asWord = (option: string) =>
  option.replaceAll(/(^|-)([a-z])/g, (_, _hyphen, letter: string) => letter.toUpperCase());

/** Does what a text says to type: the AWS CLI's commands in it, one after the other. */
const typed = async ({ simulation }: Sarcelle, text: string) => {
  for (const [, service, operation = "", options = ""] of text.matchAll(
    /'aws (elbv2|autoscaling) ([a-z-]+) ([^']*)'/g,
  )) {
    const input = options.split(/ ?--/).flatMap((option) => {
      const [name = "", ...values] = option.split(" ");
      if (name === "") return [];
      return [
        [asWord(name).replace(/Arns$/, service === "elbv2" ? "Arns" : "ARNs"), /s$/.test(name) ? values : values[0]],
      ];
    });
    const name = service === "elbv2" ? "elasticloadbalancing" : "autoscaling";
    await simulation.operate(name, asWord(operation), Object.fromEntries(input));
    await simulation.advance(10_000);
  }
};

const inSarcelle = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  return sarcelle;
};

it("a placeholder port that the registration lost is named with its command, in the plan and in the answer, and stays", async () => {
  const sarcelle = await inSarcelle();
  const { simulation } = sarcelle;
  await registeredAnew(sarcelle, (listeners) =>
    listeners.map((each) => (each.port === 8443 ? { ...each, placeholders: { blue: 9443, green: 9445 } } : each)),
  );
  const lost = (await listeners(sarcelle)).find(({ Port }) => Port === 9444)?.ListenerArn;
  const notice = `The placeholder listener on port 9444 carries the tags of 'web-live', which does not register that port any more. It was left as it is. Once nobody calls it: 'aws elbv2 delete-listener --listener-arn ${lost}'.`;
  const planned = await heard(() => simulation.asOperator(() => run(["plan", environment, "upgrade"])));
  expect(planned).toEqual({ answer: 0, said: expect.stringContaining(`! ${notice}`) });

  const { status, output = "{}" } = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "moved"));
  expect([status, JSON.parse(output).notices]).toEqual(["SUCCEEDED", [notice]]);
  expect(await ports(sarcelle)).toEqual([8080, 8443, 9080, 9081, 9443, 9444, 9445]);

  await typed(sarcelle, notice);
  expect(await ports(sarcelle)).toEqual([8080, 8443, 9080, 9081, 9443, 9445]);
  const again = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "again"));
  expect(again.cause).toMatch(/nothing of what it registers is missing\. Nothing was changed\.$/);
});

it("a listener that the registration lost is named with all that was made for it, and once that is gone a release goes all the way", async () => {
  const sarcelle = await inSarcelle();
  const { simulation } = sarcelle;
  const { TargetGroups } = (await simulation.operate("elasticloadbalancing", "DescribeTargetGroups", {
    Names: ["web-https"],
  })) as { readonly TargetGroups: readonly { readonly TargetGroupArn: string }[] };
  await simulation.sendTraffic({ loadBalancer: "web", ports: [8080], rate: 2 });
  await simulation.operate("autoscaling", "DetachLoadBalancerTargetGroups", {
    AutoScalingGroupName: "web",
    TargetGroupARNs: [TargetGroups[0]?.TargetGroupArn],
  });
  await registeredAnew(sarcelle, (registered) => registered.filter(({ port }) => port !== 8443));
  await sarcelle.rest();
  const refused = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "lost"));
  for (const said of [
    "The placeholder listener on port 9443 carries the tags of 'web-live'",
    "The placeholder listener on port 9444 carries the tags of 'web-live'",
    "Target group 'web-https-green' carries the tags of 'web-live' (green)",
    "Target group 'web-https' carries the tags of 'web-live' (blue)",
  ])
    expect(refused).toMatchObject({ error: "NotAsRegistered", cause: expect.stringContaining(said) });
  expect(await ports(sarcelle)).toEqual([8080, 8443, 9080, 9081, 9443, 9444]);

  await typed(sarcelle, refused.cause ?? "");
  expect(await ports(sarcelle)).toEqual([8080, 8443, 9080, 9081]);
  const again = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "again"));
  expect(again.cause).toMatch(/nothing of what it registers is missing\. Nothing was changed\.$/);
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  expect(simulation.traffic().failed).toBe(0);
});
