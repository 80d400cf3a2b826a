/** Clients of a network load balancer, whose connections are established and watched, and made anew to see where they go. */
import type { DumpedListener, WorldDump } from "./dump.ts";
import type { ChaosStep } from "./step.ts";
import type { Connect } from "./world.ts";
import { dumpOf } from "./world.ts";

const lookEvery = 20_000;
const ofEachPort = 2;
/** So many connections say well enough how they are shared: five standard deviations are two of a billion. */
const tried = 400;
const deviations = 5;

/** Whether an instance is in service and healthy wherever it is registered. */
const isFit = ({ autoscaling, elasticloadbalancing }: WorldDump, instance: string): boolean =>
  Object.values(autoscaling.groups).some(({ Instances }) =>
    Instances.some(({ InstanceId, LifecycleState }) => InstanceId === instance && LifecycleState === "InService"),
  ) &&
  Object.entries(elasticloadbalancing.targets).every(
    ([target, { health }]) => !target.includes(instance) || health.State === "healthy",
  );

/** Into which parts a listener's new connections go: the target groups with their weights, where there is more than one that has any. */
const sharesOf = ({ DefaultActions: [action] }: DumpedListener) => {
  const groups = (action?.ForwardConfig?.TargetGroups ?? []) as readonly {
    readonly TargetGroupArn: string;
    readonly Weight?: number;
  }[];
  const all = groups.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
  const [first, ...others] = groups.filter(({ Weight = 0 }) => Weight > 0);
  return first === undefined || others.length === 0
    ? undefined
    : { targetGroup: first.TargetGroupArn, share: (first.Weight ?? 0) / all, others };
};

const groupOf = ({ autoscaling }: WorldDump, targetGroup: string): readonly string[] =>
  Object.values(autoscaling.groups)
    .filter(({ TargetGroupARNs }) => TargetGroupARNs.includes(targetGroup))
    .flatMap(({ Instances }) => Instances.map(({ InstanceId }) => InstanceId));

/** How many of many new connections do not go as the weights say; nothing where a target group has no instance that is fit. */
const missedShare = (dump: WorldDump, listener: DumpedListener, connect: Connect): string | undefined => {
  const shares = sharesOf(listener);
  if (shares === undefined) return undefined;
  const { targetGroup, share, others } = shares;
  const sides = [targetGroup, ...others.map(({ TargetGroupArn }) => TargetGroupArn)].map((arn) => groupOf(dump, arn));
  if (!sides.every((instances) => instances.some((instance) => isFit(dump, instance)))) return undefined;
  let there = 0;
  for (let nth = 0; nth < tried; nth++) {
    const flow = connect(listener.Port);
    if (flow !== undefined && sides[0]?.includes(flow.instance)) there += 1;
    flow?.close();
  }
  const most = deviations * Math.sqrt((share * (1 - share)) / tried);
  return Math.abs(there / tried - share) <= most
    ? undefined
    : `${there} of ${tried} new connections to ${listener.Port} went where a share of ${share} is to go`;
};

/** Where connections can be established, does so and watches them, and how new ones are shared, for as long as anything runs; notes what is wrong. */
export const watchFlows = async (
  { sarcelle, until, broken, flows: wrong }: Pick<ChaosStep, "sarcelle" | "until" | "broken" | "flows">,
  ports: readonly number[],
  isOver: () => Promise<boolean>,
): Promise<void> => {
  const { connect } = sarcelle;
  if (connect === undefined) return;
  let watched = ports.flatMap((port) =>
    Array.from({ length: ofEachPort }, () => ({ port, flow: connect(port) })).flatMap(({ port: to, flow }) =>
      flow === undefined ? [] : [{ port: to, flow }],
    ),
  );
  let before = new Map<number, string>();
  const look = async () => {
    const dump = await dumpOf(sarcelle);
    watched = watched.filter(({ flow }) => isFit(dump, flow.instance) && !broken.has(flow.instance));
    for (const { port, flow } of watched)
      if (flow.request("/")?.instance !== flow.instance)
        wrong.push(`a connection to ${port}, established on ${flow.instance}, which is fit, is over`);
    const listeners = Object.values(dump.elasticloadbalancing.listeners).filter(({ Port }) => ports.includes(Port));
    const now = new Map(listeners.map((listener) => [listener.Port, JSON.stringify(sharesOf(listener))]));
    // What was written just now may not be in effect yet.
    for (const listener of listeners)
      if (broken.size === 0 && now.get(listener.Port) === before.get(listener.Port)) {
        const missed = missedShare(dump, listener, connect);
        if (missed !== undefined) wrong.push(missed);
      }
    before = now;
    if (!(await isOver())) return until(lookEvery, look);
    for (const { flow } of watched) flow.close();
  };
  until(lookEvery, look);
};
