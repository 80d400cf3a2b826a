/** A cluster that keeps data, in a simulated world: three nodes whose own hook says when the next may join, and leave. */
import { renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Trait } from "@sarcelle/playground/traits";
import { deploymentHandlers } from "../../command/rehearsal/functions.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import type { ClusterQuestion } from "../../src/deployment/cluster-hook.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";
import { hookName, hookResources } from "./hooked.ts";
import { environment, type Sarcelle, service, stack, startSarcelle } from "./sarcelle.ts";
import { templateTextWith } from "./template-with.ts";

/** How many nodes it has. */
export const nodes = 3;

/** What the hook answers; what it throws, it breaks with. */
export type ClusterAnswers = (question: ClusterQuestion) => unknown;

interface Clustered {
  readonly seed: number;
  readonly template: string;
  readonly answers: ClusterAnswers;
  /** What it registers beside what it has by itself. */
  readonly said?: object;
  /** Which statuses its target groups take for healthy, where it stands behind a load balancer. */
  readonly matcher?: string;
  readonly without?: readonly Trait[];
}

/** The packaged template with the hook, in a file beside it, where the bundles are: the same for all who make it at once. */
const hookedTemplate = (packaged: string): string => {
  const template = join(dirname(packaged), `hooked-${basename(packaged)}`);
  const own = `${template}.${process.pid}`;
  writeFileSync(own, templateTextWith(packaged, {}, hookResources("hook.handler", "bake.zip")));
  renameSync(own, template);
  return template;
};

/** Starts it, at rest and without traffic. */
export const startCluster = async (clustered: Clustered): Promise<Sarcelle> => {
  const { seed, template, answers, said = {}, matcher, without } = clustered;
  const sarcelle = await startSarcelle({
    seed,
    template: hookedTemplate(template),
    handlers: { ...deploymentHandlers, "hook.handler": async () => async (event) => answers(event as ClusterQuestion) },
    ...(without === undefined ? {} : { without }),
  });
  const { account, region, operate, asOperator, sendTraffic } = sarcelle.simulation;
  sendTraffic({ loadBalancer: stack, ports: [], rate: 1 });
  const scaling = (operation: string, input: object) =>
    operate("autoscaling", operation, { AutoScalingGroupName: stack, ...input });
  const { LoadBalancerTargetGroups } = (await scaling("DescribeLoadBalancerTargetGroups", {})) as {
    readonly LoadBalancerTargetGroups: readonly { readonly LoadBalancerTargetGroupARN: string }[];
  };
  const targetGroups = LoadBalancerTargetGroups.map((each) => each.LoadBalancerTargetGroupARN);
  if (matcher === undefined) await scaling("DetachLoadBalancerTargetGroups", { TargetGroupARNs: targetGroups });
  else
    for (const TargetGroupArn of targetGroups)
      await operate("elasticloadbalancing", "ModifyTargetGroup", { TargetGroupArn, Matcher: { HttpCode: matcher } });
  const HealthCheckType = matcher === undefined ? "EC2" : "ELB";
  await scaling("UpdateAutoScalingGroup", { HealthCheckType, MinSize: 1, MaxSize: 2 * nodes, DesiredCapacity: nodes });
  const registered = parseRegistration(
    {
      ...{ name: environment, account, region, stage: "live", group: stack, sides: 1 },
      bake: { seconds: 30 },
      timeouts: { healthy: 900 },
      rolling: { warmup: 10, hook: { function: hookName, timeout: 600 } },
      ...said,
    },
    environment,
  );
  await asOperator((connection) =>
    writeEnvironment({ client: new DynamoDBClient(connection), name: service }, registered),
  );
  await sarcelle.rest();
  return sarcelle;
};
