/** Lets the instances of a cluster that wait at its gates go on, one for each look, once the environment's own function says that it is whole. */
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { systemClock } from "../clock.ts";
import {
  type ClusterAnswer,
  clusterFailure,
  gateName,
  isUnwanted,
  stillWaiting,
  type Waiting,
  type WaitingSince,
  waitingIn,
} from "../deployment/cluster-hook.ts";
import type { ClusterHook } from "../deployment/cluster-hook-terms.ts";
import type { GroupView, TemplateVersion } from "../deployment/view.ts";
import { ClusterNotWhole } from "../errors.ts";
import { completeLifecycleAction } from "../resources/lifecycle-action.ts";
import { askCluster } from "./cluster-hook.ts";
import type { Run } from "./run.ts";

interface Clients {
  readonly autoScaling: AutoScalingClient;
  readonly lambda: LambdaClient;
}

interface Cluster {
  readonly group: GroupView;
  readonly hook: ClusterHook;
  readonly run: Pick<Run, "environment" | "deployment">;
}

/** Those who wait still, and what was said. */
interface LetOn {
  readonly waiting: WaitingSince;
  /** In words, for who reads the execution. */
  readonly said: readonly string[];
}

const end = ({ autoScaling }: Clients, group: string, { instance, passage }: Waiting, result: "CONTINUE" | "ABANDON") =>
  completeLifecycleAction(autoScaling, { group, hook: gateName(passage), instance, result });

const ask = ({ lambda }: Clients, { group, hook, run }: Cluster, { instance, passage }: Waiting) =>
  askCluster(lambda, hook.function, {
    question: passage,
    environment: run.environment,
    deployment: run.deployment,
    group: group.name,
    instance,
  });

/** For so long one look goes on asking, in milliseconds: what is left is asked about at the next. */
const askingTime = 40_000;

const isOver = (began: number): boolean => systemClock.now() - began >= askingTime;

const inWords = ({ instance, passage }: Waiting, { verdict, reason }: ClusterAnswer): string =>
  `${instance} ${passage}: ${verdict} (${reason})`;

/**
 * Asks about each instance that waits, up to the first that may go on, and lets that one: what the cluster is after it, the next look asks.
 * Throws `ClusterNotWhole` where the function says that all must be taken back, or lets an instance wait for too long; `since` is when each was
 * seen first.
 */
export const letOn = async (clients: Clients, cluster: Cluster, since: WaitingSince): Promise<LetOn> => {
  const all = waitingIn(cluster.group);
  const began = systemClock.now();
  const waiting = stillWaiting(since, all, began);
  const said: string[] = [];
  for (const each of all) {
    const answer = await ask(clients, cluster, each);
    said.push(inWords(each, answer));
    const times = { since: Date.parse(waiting[each.instance] ?? ""), now: systemClock.now() };
    const failure = clusterFailure(cluster.hook, each, answer, times);
    if (failure !== undefined) throw new ClusterNotWhole(failure);
    if (answer.verdict === "pass") await end(clients, cluster.group.name, each, "CONTINUE");
    if (answer.verdict === "pass" || isOver(began)) break;
  }
  return { waiting, said };
};

/**
 * The same on the way back to `to`, where nothing that the function says ends anything: what of the release would join still is given up, and
 * the others go on once it lets them, or once AWS ends their wait.
 */
export const letReturn = async (
  clients: Clients,
  cluster: Cluster,
  to: TemplateVersion,
): Promise<readonly string[]> => {
  const began = systemClock.now();
  const said: string[] = [];
  for (const each of waitingIn(cluster.group)) {
    if (isUnwanted(each, to)) {
      await end(clients, cluster.group.name, each, "ABANDON");
      continue;
    }
    const answer = await ask(clients, cluster, each);
    said.push(inWords(each, answer));
    if (answer.verdict === "pass") await end(clients, cluster.group.name, each, "CONTINUE");
    if (answer.verdict === "pass" || isOver(began)) break;
  }
  return said;
};
