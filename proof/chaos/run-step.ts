/** One step of chaos: a deployment, its troubles, and what becomes of them when everything has come to rest. */
import { type Deployed, ports } from "../simulation/sarcelle.ts";
import { sidesOf, type WorldDump } from "./dump.ts";
import { watchFlows } from "./flows.ts";
import type { ChaosGround } from "./ground.ts";
import { beganWith, type EndedExecution, isUndone, lastUnfinished } from "./invariants.ts";
import { describeStart, inputOf, movesTraffic, type Plan, type Start, usual } from "./plans.ts";
import { seeTo } from "./signing.ts";
import type { ChaosStep, StepOutcome } from "./step.ts";
import type { Story } from "./story.ts";
import { make } from "./trouble.ts";
import {
  accept,
  type ChaosWorld,
  countAnew,
  type Deed,
  deployApproved,
  dumpOf,
  endedExecutions,
  running,
} from "./world.ts";

const minute = 60_000;

const aMomentLong = 5_000;

/** Nobody is so quick with the next command that what was written does not show yet. */
export const aMoment = ({ world }: Deployed): Promise<void> => world.advance(aMomentLong);

/** Every quarter of an hour somebody looks for executions whose end nobody followed up. */
const quiet = 17 * minute;
const longest = 600 * minute;

const isStill = async (sarcelle: Deployed): Promise<boolean> => (await running(sarcelle)).length === 0;

/** Waits until no execution runs, and, if the lock is held, until none is going to be started by itself any more. */
const standStill = async (sarcelle: Deployed): Promise<void> => {
  let still = 0;
  await sarcelle.world.until(
    async () => {
      still = (await isStill(sarcelle)) ? still + aMomentLong : 0;
      return still > quiet || (still > aMomentLong && (await sarcelle.lock()) === undefined);
    },
    longest,
    aMomentLong,
  );
};

/** Whoever meddled takes it back, last things first, where it still shows. */
export const takeBack = async ({ sarcelle, meddled }: Pick<ChaosStep, "sarcelle" | "meddled">): Promise<void> => {
  for (const meddling of meddled.toReversed()) if (meddling.holds(await dumpOf(sarcelle))) await meddling.takeBack();
  if (meddled.length > 0) await aMoment(sarcelle);
};

/** Repeats a start, and has it end as it did. */
const deedOf =
  (start: Start, name: string): Deed =>
  async (sarcelle) => {
    const { machine, input } = inputOf(start);
    sarcelle.hook?.take("lets all go on");
    if (machine !== "rollback") {
      await deployApproved(sarcelle, input, name);
      return sarcelle.unheld();
    }
    const { error, cause } = await sarcelle.ended(await sarcelle.start(input, name, machine));
    if (error !== "RolledBack") throw new Error(`'${name}' ended otherwise than before: ${error}: ${cause}`);
    await sarcelle.unheld();
  };

/** How to repeat what was started; what gave up emptying a side, and says so, as if it had not been asked to, unless it is empty all the same. */
const deedsOf = (
  starts: ReadonlyMap<string, Start>,
  ended: readonly EndedExecution[],
  still: WorldDump,
): ReadonlyMap<string, Deed> => {
  const { idle = "" } = sidesOf(still, ports.http);
  const isEmpty = still.autoscaling.groups[idle]?.DesiredCapacity === 0;
  const unemptied = new Set(ended.filter((each) => each.unemptied && !isEmpty).map(({ name }) => name));
  return new Map(
    [...starts].map(([name, start]) => [
      name,
      deedOf(unemptied.has(name) ? { ...start, scaledown: false } : start, name),
    ]),
  );
};

/** What is going to be done in a step, by milliseconds from its start. */
type Agenda = { readonly at: number; readonly task: () => Promise<void> }[];

/** Does what is due, and what that puts on the agenda, in the order of time. */
const follow = async ({ world }: Deployed, began: number, agenda: Agenda): Promise<void> => {
  for (;;) {
    agenda.sort((a, b) => a.at - b.at);
    const next = agenda.shift();
    if (next === undefined) return;
    await world.advance(Math.max(0, began + next.at - world.now()));
    await next.task();
  }
};

/** What a step finds: the executions before it, instances that were broken on purpose, and what all stands on. */
interface Found {
  readonly known: ReadonlySet<string>;
  /** The step adds to them. */
  readonly broken: Set<string>;
  readonly ground: ChaosGround;
}

/** A step that can be troubled, with what it started and the number of faults that struck. */
const createStep = (
  {
    sarcelle,
    story,
    broken,
    name,
    ground: { asks },
  }: Pick<ChaosStep, "sarcelle" | "story" | "broken" | "name"> & Pick<Found, "ground">,
  { start }: Plan,
  until: ChaosStep["until"],
) => {
  const { world } = sarcelle;
  const starts = new Map<string, Start>();
  let [others, struck] = [0, 0];
  const begin = async (another: Start, as: string) => {
    const { machine, input } = inputOf(another);
    starts.set(as, another);
    sarcelle.hook?.take(another.nodes);
    const arn = await sarcelle.start(input, as, machine);
    if (asks !== undefined && movesTraffic(another)) seeTo(step, as, arn, another.people);
    return as;
  };
  const faults = new Set<string>();
  const step: ChaosStep = {
    sarcelle,
    story,
    name,
    start,
    begin: (another) => begin(another, `${name}-also-${++others}`),
    until,
    faults,
    lift(id) {
      if (!faults.delete(id)) return false;
      if (world.faults.list().some((rule) => rule.id === id && rule.fired > 0)) struck += 1;
      world.faults.remove(id);
      return true;
    },
    meddled: [],
    broken,
    loaded: new Set(),
    stopped: new Set(),
    signed: [],
    flows: [],
    replaced: new Set(),
  };
  return { step, starts, begin: () => begin(start, name), struck: () => struck };
};

/** A person has instances replaced, where a rollback says that it waits for that. */
const replaceAsTold = async ({ sarcelle: { world }, story }: ChaosStep, cause = ""): Promise<void> => {
  const command =
    /aws autoscaling start-instance-refresh --auto-scaling-group-name ([\w-]+) --desired-configuration '(\S+?)';/;
  const [, group, desired] = command.exec(cause) ?? [];
  if (group === undefined || desired === undefined) return;
  await world.operate("autoscaling", "StartInstanceRefresh", {
    AutoScalingGroupName: group,
    DesiredConfiguration: JSON.parse(desired),
  });
  story.tell(`a person starts an instance refresh of ${group}, as the rollback says`);
};

/** Frees the lock that nobody is going to free by himself, as a person would; says who held it, why, and how it was done. */
const settle = async (
  step: ChaosStep,
  plan: Plan,
  known: ReadonlySet<string>,
): Promise<StepOutcome["held"] | undefined> => {
  const { sarcelle, story, name } = step;
  const held = await sarcelle.lock();
  if (held === undefined) return undefined;
  const before = await endedExecutions(sarcelle, known);
  const conflicts = held.entries.filter(({ status }) => status === "conflict");
  const settledBy = plan.afterwards === "accept" && conflicts.length > 0 ? "accept" : "resume";
  const deployment = held.deployment.id;
  story.tell(`everything stands still, '${deployment}' holds the lock`);
  if (settledBy === "accept") {
    await accept(sarcelle, deployment);
    story.tell("a person accepts things as they are");
  } else {
    // What the deployment began with is no conflict, nor is that gone which is to be gone; to take it back would make one.
    const meddled = step.meddled.filter((each) => !beganWith(held, each) && !isUndone(held, each));
    await takeBack({ sarcelle, meddled });
    for (const one of meddled) story.tell(`a person takes it back: ${one.words}`);
    await replaceAsTold(step, lastUnfinished(before)?.cause);
    await sarcelle.ended(await sarcelle.start({}, `resume-${name}`, "rollback"));
    story.tell("a person starts the rollback again");
  }
  return {
    deployment,
    end: lastUnfinished(before),
    conflicts: conflicts.map(({ change }) => change.resource.id),
    settledBy,
  };
};

/** Starts what the plan starts, makes its troubles, and waits until everything has come to rest. */
export const runStep = async (
  sarcelle: ChaosWorld,
  story: Story,
  name: string,
  plan: Plan,
  { known, broken, ground }: Found,
): Promise<StepOutcome> => {
  const { world } = sarcelle;
  const began = world.now();
  const agenda: Agenda = [];
  const { step, starts, begin, struck } = createStep({ sarcelle, story, broken, name, ground }, plan, (after, task) => {
    agenda.push({ at: world.now() - began + after, task });
  });
  for (const { at, trouble } of plan.troubles)
    agenda.push({ at: (at / 1_000) * usual[plan.start.action], task: () => make(step, trouble) });

  const journalsBefore = (await sarcelle.journals()).length;
  await countAnew(sarcelle);
  story.tell(`'${name}' is started: ${describeStart(plan.start)}`);
  await begin();
  await watchFlows(step, Object.values(ports), () => isStill(sarcelle));
  await follow(sarcelle, began, agenda);
  await standStill(sarcelle);
  for (const id of step.faults) step.lift(id);
  // What AWS's failure kept from being followed up is followed up when that is over.
  if ((await sarcelle.lock()) !== undefined) await standStill(sarcelle);

  const still = await dumpOf(sarcelle);
  const held = await settle(step, plan, known);
  const restful = await sarcelle.unheld().then(
    () => true,
    () => false,
  );
  // What ends a hold frees the lock before it has come to its own end.
  await world.until(() => isStill(sarcelle), longest, aMomentLong);
  const ended = await endedExecutions(sarcelle, known);
  for (const { name: execution, status, error, cause } of ended)
    story.tell(`'${execution}' ended as ${status} ${error ?? ""}: ${cause?.split("\n")[0] ?? ""}`);
  return {
    name,
    meddled: step.meddled,
    broken: step.broken,
    loaded: step.loaded,
    stopped: step.stopped,
    signed: step.signed,
    flows: step.flows,
    replaced: step.replaced,
    began,
    overridden: new Set([...starts].filter(([, { override }]) => override).map(([each]) => each)),
    ended,
    deeds: deedsOf(starts, ended, still),
    ...(held === undefined ? {} : { held }),
    still,
    journals: await sarcelle.journals(),
    journalsBefore,
    lockIsFree: (await sarcelle.lock()) === undefined,
    restful,
    faults: struck(),
  };
};
