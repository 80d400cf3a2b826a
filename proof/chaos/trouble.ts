/** Makes trouble, now. */

import type { FaultRule } from "@sarcelle/playground/faults";
import { ports } from "../simulation/sarcelle.ts";
import { sidesOf, type WorldDump } from "./dump.ts";
import { meddle } from "./meddling.ts";
import { describeStart, machineOf, type Trouble } from "./plans.ts";
import type { ChaosStep } from "./step.ts";
import { dumpOf, executionArn, running } from "./world.ts";

const describeFault = ({ target, principal, fault, nth = 1, times = 1, milliseconds }: FaultRule): string => {
  const what = milliseconds === undefined ? fault : `${fault} of ${milliseconds / 1_000} s`;
  const often = times >= 1_000_000 ? "every time from" : times === 1 ? "at" : `${times} times from`;
  return principal === undefined
    ? `${what} in ${target}`
    : `${what} of ${target} by ${principal}, ${often} call ${nth}`;
};

/** As many instances may die as leave the side one that is in service and healthy everywhere. */
const victimOf = (dump: WorldDump, name: string | undefined): string | undefined => {
  const group = name === undefined ? undefined : dump.autoscaling.groups[name];
  const fit = (group?.Instances ?? []).filter(
    ({ InstanceId, LifecycleState }) =>
      LifecycleState === "InService" &&
      Object.entries(dump.elasticloadbalancing.targets).every(
        ([target, { health }]) => !target.includes(InstanceId) || health.State === "healthy",
      ),
  );
  return fit.length < 2 ? undefined : fit[0]?.InstanceId;
};

type Make<Kind extends Trouble["kind"]> = (
  step: ChaosStep,
  trouble: Extract<Trouble, { readonly kind: Kind }>,
) => Promise<void>;

const fault: Make<"fault"> = async ({ sarcelle: { world }, story, until, faults, lift }, { rule, lasts }) => {
  const { id } = world.faults.add(rule);
  faults.add(id);
  story.tell(`fault: ${describeFault(rule)}, ${typeof lasts === "number" ? `for ${lasts / 1_000} s` : lasts}`);
  if (typeof lasts === "number")
    until(lasts, async () => {
      if (lift(id)) story.tell(`the fault is over: ${describeFault(rule)}`);
    });
};

const meddling: Make<"meddling"> = async ({ sarcelle, story, meddled }, { what, side }) => {
  const done = await meddle[what](sarcelle, await dumpOf(sarcelle), side);
  if (done === undefined) return;
  meddled.push(done);
  story.tell(`a person ${done.words}`);
};

/** An instance with traffic leaves as Auto Scaling takes one out, so that no request is lost; one without is broken in earnest. */
const death: Make<"death"> = async (
  { sarcelle: { world, ...sarcelle }, story, faults, broken, replaced },
  { side, how },
) => {
  const dump = await dumpOf({ world, ...sarcelle });
  const instance = victimOf(dump, sidesOf(dump, ports.http)[side]);
  if (instance === undefined) return;
  if (side === "active") {
    const input = { InstanceId: instance, ShouldDecrementDesiredCapacity: false };
    await world.operate("autoscaling", "TerminateInstanceInAutoScalingGroup", input);
    replaced.add(instance);
    story.tell(`a person lets Auto Scaling replace ${instance} of the active side`);
    return;
  }
  broken.add(instance);
  if (how === "terminated") await world.operate("ec2", "TerminateInstances", { InstanceIds: [instance] });
  else faults.add(world.faults.add({ target: `instance:${instance}`, fault: how }).id);
  story.tell(`instance ${instance} of the idle side: ${how}`);
};

const minute = 60_000;

/** How many minutes the sample stack's slower alarm looks back: five periods, and the two that CloudWatch looks at beside them. */
const longestRange = 7;

/** Alarms act on what they measure, at once and each minute while they say so, whatever is being deployed. */
const load: Make<"load"> = async ({ sarcelle, story, until, loaded }, { side, percent, minutes }) => {
  const group = sidesOf(await dumpOf(sarcelle), ports.http)[side];
  // Without a second side there is none that is idle; no alarm decides how many nodes a cluster has.
  if (group === undefined || group === "" || sarcelle.hook !== undefined) return;
  loaded.add(group);
  story.tell(`the processors of ${group} are busy to ${percent} % for ${minutes} min`);
  const measure = () =>
    sarcelle.world.operate("monitoring", "PutMetricData", {
      Namespace: "AWS/EC2",
      MetricData: [
        {
          MetricName: "CPUUtilization",
          Dimensions: [{ Name: "AutoScalingGroupName", Value: group }],
          Value: percent,
        },
      ],
    });
  for (let passed = 0; passed < minutes; passed++) until(passed * minute, async () => void (await measure()));
  // The step is not over before no alarm looks back so far, since until then it acts.
  until((minutes + longestRange) * minute, async () => {});
};

const stop: Make<"stop"> = async ({ sarcelle, story, stopped }, { which }) => {
  const found = (await running(sarcelle)).find(({ machine }) => (machine === "rollback") === (which === "rollback"));
  if (found === undefined) return;
  const { machine, name } = found;
  await sarcelle.world.operate("states", "StopExecution", { executionArn: executionArn(sarcelle, machine, name) });
  stopped.add(`${machine}:${name}`);
  story.tell(`a person stops the execution '${name}' of ${machine}`);
};

const redrive: Make<"redrive"> = async ({ sarcelle, story, name, start: { action } }) => {
  const arn = executionArn(sarcelle, machineOf(action), name);
  const { status } = await sarcelle.execution(arn);
  if (status === "RUNNING" || status === "SUCCEEDED") return;
  await sarcelle.world.operate("states", "RedriveExecution", { executionArn: arn });
  story.tell(`a person redrives the execution '${name}'`);
};

const start: Make<"start"> = async (step, { start: another }) => {
  const name = await step.begin(another);
  step.story.tell(`'${name}' is started as well: ${describeStart(another)}`);
};

const makers: { readonly [Kind in Trouble["kind"]]: Make<Kind> } = {
  fault,
  meddling,
  death,
  load,
  stop,
  redrive,
  start,
};

/** Makes a trouble happen in a step, now; nothing, if there is nothing to trouble. */
export const make = (step: ChaosStep, trouble: Trouble): Promise<void> =>
  (makers[trouble.kind] as (step: ChaosStep, trouble: Trouble) => Promise<void>)(step, trouble);
