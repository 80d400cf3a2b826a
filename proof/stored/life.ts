/** Deployments of every kind and with every end, so that everything is stored that can be. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { readRegistration, writeEnvironment } from "../../src/aws/environment-store.ts";
import { closeJournal, takeOver } from "../../src/aws/journal-store.ts";
import { type AnyEnvironment, parseRegistration } from "../../src/deployment/environment.ts";
import { approvedUntilEnded } from "../simulation/approving.ts";
import { environment, ports, type Sarcelle, sampleRelease, service, startSarcelle } from "../simulation/sarcelle.ts";
import { lockNow, namesIn, tablesNow } from "./keep.ts";

const hour = 3_600_000;

const canary = { type: "canary", percent: 10, wait: 30 };

/** Everything that an environment may say of itself. */
const everything = {
  service: "web",
  repository: "https://git.example.org/web",
  instanceProfiles: ["web"],
  checks: [{ path: "/", contains: "release", inARow: 2 }],
  timeouts: { unhealthy: 300 },
  bake: { seconds: 600, alarms: ["errors"], alarmsMustBeOk: true },
  freeze: [{ cron: "0 0 24 12 *", timeZone: "Europe/Paris", duration: 86_400, reason: "holidays" }],
  hook: { function: "sarcelle-hook-judge" },
  preview: { header: { name: "X-Preview", value: "next" } },
  strategy: { type: "linear", percent: 50, wait: 300 },
  approval: { approvers: 2, notByRequester: true, deadline: 3_600 },
  compare: { errorPoints: 1, latencyP95Percent: 20, requestsPercent: 50 },
  keepIdle: { hours: 4, hourlyPrices: { "t4g.small": 0.02 } },
};

const listeners = (first: number) => [
  { port: ports.http, placeholders: { blue: first, green: first + 1 } },
  { port: ports.https, placeholders: { blue: first + 2, green: first + 3 } },
];

const asOperator = <T>(
  { simulation }: Sarcelle,
  work: (table: { client: DynamoDBClient; name: string }) => Promise<T>,
) => simulation.asOperator((connection) => work({ client: new DynamoDBClient(connection), name: service }));

const register = async (sarcelle: Sarcelle, said: object): Promise<void> => {
  const { account, region } = sarcelle.simulation;
  const registration = parseRegistration({ account, region, stage: "live", ...said }, "a fixture");
  await asOperator(sarcelle, (table) => writeEnvironment(table, registration));
};

const change = (sarcelle: Sarcelle, more: object): Promise<void> =>
  asOperator(sarcelle, async (table) => {
    const registered = await readRegistration(table, environment);
    await writeEnvironment(table, { ...registered, ...more } as AnyEnvironment);
  });

const standsIn = ({ simulation, history }: Sarcelle, arn: string, state: string) =>
  simulation.until(
    async () =>
      (await history(arn)).findLast((one) => one.stateEnteredEventDetails)?.stateEnteredEventDetails?.name === state,
    hour,
    100,
  );

const expectEnd = async (sarcelle: Sarcelle, arn: string, end: string): Promise<void> => {
  const { status, error, cause } = await sarcelle.ended(arn);
  if ((error ?? status) !== end) throw new Error(`${arn} ended as ${error ?? status}, expected ${end}: ${cause}`);
  await sarcelle.rest();
};

const breaks = ({ simulation }: Sarcelle, name: string, nth: number) =>
  simulation.faults.add({
    target: "elasticloadbalancing:ModifyListener",
    fault: "error",
    nth,
    times: 1_000_000,
    principal: `/${service}-${name}`,
  });

/** A switch whose rollback cannot finish, and that somebody accepts as it is; by hand all of the traffic goes to one side again, and both groups scale. */
const accepted = async (sarcelle: Sarcelle, kept: () => Promise<void>): Promise<void> => {
  const { simulation } = sarcelle;
  const held = [breaks(sarcelle, "moveTraffic", 2), breaks(sarcelle, "undoChanges", 1)];
  await expectEnd(sarcelle, await sarcelle.start({ action: "switch" }, "the-accepted-switch"), "RollbackFailed");
  await kept();
  for (const { id } of held) simulation.faults.remove(id);
  const ending = { outcome: "Accepted" as const, closedAt: simulation.now(), reason: "ada: it is as it should be" };
  await asOperator(sarcelle, async (table) => {
    const taken = await takeOver(table, { environment, deployment: "the-accepted-switch", owner: "accept:ada" });
    if (taken === undefined) throw new Error("There is nothing to accept.");
    const holder = { environment, epoch: taken.epoch, owner: taken.owner };
    await closeJournal(table, holder, ending, 3_600);
  });
  const names = await namesIn(sarcelle);
  for (const [scheme, port] of Object.entries(ports))
    await simulation.operate("elasticloadbalancing", "ModifyListener", {
      ListenerArn: names[`listener ${port}`],
      DefaultActions: [{ Type: "forward", TargetGroupArn: names[`target group web-${scheme}-green`] }],
    });
  for (const AutoScalingGroupName of ["web", "web-green"])
    await simulation.operate("autoscaling", "ResumeProcesses", { AutoScalingGroupName });
  await sarcelle.rest();
};

/** What of an environment with an approval, a preview and parts of the traffic is stored. */
const approved = async (sarcelle: Sarcelle): Promise<void> => {
  await change(sarcelle, {
    approval: { approvers: 1, notByRequester: false, deadline: 3_600 },
    preview: everything.preview,
    strategy: canary,
  });
  const input = {
    action: "release",
    release: sampleRelease("4"),
    scaledown: true,
    override: { reason: "it is urgent" },
  };
  const arn = await sarcelle.start({ ...input, caller: "arn:aws:iam::123456789012:user/ada" }, "the-approved-release");
  const { error, cause } = await approvedUntilEnded(sarcelle, arn, "the-approved-release");
  if (error !== undefined) throw new Error(`The approved release ended as ${error}: ${cause}`);
  await sarcelle.rest();
};

const others = async (sarcelle: Sarcelle): Promise<void> => {
  const { simulation } = sarcelle;
  for (const name of ["single", "old"]) await simulation.buildStack(name, { instances: 2, ports });
  await register(sarcelle, {
    ...{ name: "single-live", sides: 1, group: "single", loadBalancer: "single", listeners: [{ port: ports.http }] },
    rolling: { warmup: 10, checkpoints: { percentages: [50], seconds: 300 } },
  });
  const rolling = { environment: "single-live", action: "rolling-update", release: sampleRelease("2") };
  await sarcelle.deploy(rolling, "the-rolling-update");
  await register(sarcelle, { name: "old-live", group: "old", loadBalancer: "old", listeners: listeners(9080) });
  await sarcelle.deploy({ environment: "old-live", action: "upgrade" }, "the-old-upgrade");
  await sarcelle.deploy({ environment: "old-live", action: "retire" }, "the-retirement");
  await register(sarcelle, {
    name: "whole-live",
    group: "whole",
    loadBalancer: "whole",
    listeners: listeners(9180),
    ...everything,
  });
};

/** What came of it: what was stored at which time, and every call that was made. */
export interface Lived {
  readonly stored: Readonly<Record<string, object>>;
  readonly calls: ReturnType<Sarcelle["simulation"]["calls"]["list"]>;
}

/** Lives through them in a world of its own. */
export const liveThrough = async (template: string): Promise<Lived> => {
  const sarcelle = await startSarcelle({ seed: 1, template, handlers: sarcelleHandlers, bakeSeconds: 30 });
  const { simulation } = sarcelle;
  const kept: Record<string, object> = {};
  const keepLock = async (name: string) => {
    kept[`open-${name}`] = await lockNow(sarcelle, environment);
  };

  await sarcelle.deploy({ action: "upgrade" }, "the-upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "the-deploy");
  await sarcelle.deploy({ action: "switch" }, "the-switch");
  const { id } = breaks(sarcelle, "moveTraffic", 2);
  await expectEnd(sarcelle, await sarcelle.start({ action: "switch" }, "the-failed-switch"), "RolledBack");
  simulation.faults.remove(id);
  await expectEnd(sarcelle, await sarcelle.start({ deployment: "the-switch" }, "the-undo", "rollback"), "RolledBack");

  // More than its minimum: what gets the traffic is held at that.
  await simulation.operate("autoscaling", "SetDesiredCapacity", { AutoScalingGroupName: "web", DesiredCapacity: 3 });
  await sarcelle.rest();
  const arn = await sarcelle.start({ action: "release", release: sampleRelease("3"), strategy: canary }, "the-release");
  await standsIn(sarcelle, arn, "AwaitHealthy");
  await keepLock("while-launching");
  await standsIn(sarcelle, arn, "Bake");
  await keepLock("while-baking");
  await expectEnd(sarcelle, arn, "SUCCEEDED");
  kept.held = await lockNow(sarcelle, environment);

  await accepted(sarcelle, () => keepLock("left-by-a-rollback"));
  await approved(sarcelle);
  await others(sarcelle);
  await simulation.advance(hour);
  kept["at-rest"] = await tablesNow(sarcelle);
  const calls = simulation.calls.list();
  await simulation.stop();
  return { stored: kept, calls };
};
