/** One step of chaos: a deployment, its troubles, and what becomes of them when everything has come to rest. */
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import type { Deployed } from "../simulation/sarcelle.ts";
import type { Dump } from "./dump.ts";
import { beganWith, type Ended, lastUnfinished } from "./invariants.ts";
import type { Meddling } from "./meddling.ts";
import { describeStart, inputOf, type Plan, type Start, usual } from "./plans.ts";
import type { Story } from "./story.ts";
import { make } from "./trouble.ts";
import { accept, countAnew, type Deed, dumpOf, endedExecutions, running } from "./world.ts";

/** A step while it goes on. */
export interface Step {
  readonly sarcelle: Deployed;
  readonly story: Story;
  /** The execution that the step is about. */
  readonly name: string;
  readonly start: Start;
  /** Starts an execution; answers its name. */
  begin(start: Start): Promise<string>;
  /** Has something done after so many milliseconds, unless the step is over then. */
  until(after: number, task: () => Promise<void>): void;
  /** The rules that are installed. */
  readonly faults: Set<string>;
  /** Removes a rule, once. */
  lift(fault: string): boolean;
  readonly meddled: Meddling[];
  /** Instances that were broken on purpose, in this step or before: until its health checks failed, one may have got traffic since. */
  readonly broken: Set<string>;
  /** Executions that a person stopped: `blue-green:step-1`. */
  readonly stopped: Set<string>;
}

/** What a step left behind, as it is judged. */
export interface Outcome extends Pick<Step, "name" | "meddled" | "broken" | "stopped"> {
  readonly ended: readonly Ended[];
  /** How to repeat each execution that was started. */
  readonly deeds: ReadonlyMap<string, Deed>;
  /** Who held the lock when everything stood still, and what was done about it. */
  readonly held?: {
    readonly deployment: string;
    readonly end: Ended | undefined;
    readonly conflicts: readonly string[];
    readonly settledBy: "resume" | "accept";
  };
  /** The world when everything stood still, before anybody settled anything. */
  readonly still: Dump;
  /** Every closed journal, and how many there were before the step. */
  readonly journals: readonly ClosedJournal[];
  readonly journalsBefore: number;
  readonly lockIsFree: boolean;
  readonly restful: boolean;
  readonly faults: number;
}

const minute = 60_000;

/** Nobody is so quick with the next command that what was written does not show yet. */
export const aMoment = ({ world }: Deployed): Promise<void> => world.advance(5_000);

/** Every quarter of an hour somebody looks for executions whose end nobody followed up. */
const quiet = 17 * minute;
const longest = 600 * minute;

/** Waits until no execution runs, and, if the lock is held, until none is going to be started by itself any more. */
const standStill = async (sarcelle: Deployed): Promise<void> => {
  let still = 0;
  const interval = 5_000;
  await sarcelle.world.until(
    async () => {
      const runs = [...(await running(sarcelle, "blue-green")), ...(await running(sarcelle, "rollback"))];
      still = runs.length === 0 ? still + interval : 0;
      return still > quiet || (still > interval && (await sarcelle.lock()) === undefined);
    },
    longest,
    interval,
  );
};

/** Whoever meddled takes it back, last things first, where it still shows. */
export const takeBack = async ({ sarcelle, meddled }: Pick<Step, "sarcelle" | "meddled">): Promise<void> => {
  for (const meddling of meddled.toReversed()) if (meddling.holds(await dumpOf(sarcelle))) await meddling.takeBack();
  if (meddled.length > 0) await aMoment(sarcelle);
};

/** Repeats a start, and has it end as it did. */
const deedOf =
  (start: Start, name: string): Deed =>
  async (sarcelle) => {
    const { machine, input } = inputOf(start);
    if (machine === "blue-green") return sarcelle.deploy(input, name);
    const { error, cause } = await sarcelle.ended(await sarcelle.start(input, name, machine));
    if (error !== "RolledBack") throw new Error(`'${name}' ended otherwise than before: ${error}: ${cause}`);
    await sarcelle.rest();
  };

export const runStep = async (
  sarcelle: Deployed,
  story: Story,
  name: string,
  plan: Plan,
  known: ReadonlySet<string>,
  broken: Set<string>,
): Promise<Outcome> => {
  const { world } = sarcelle;
  const deeds = new Map<string, Deed>();
  const began = world.now();
  const agenda = plan.troubles.map(({ at, trouble }) => ({
    at: (at / 1_000) * usual[plan.start.action],
    task: () => make(step, trouble),
  }));
  let [others, struck] = [0, 0];
  const begin = async (start: Start, as: string) => {
    const { machine, input } = inputOf(start);
    deeds.set(as, deedOf(start, as));
    await sarcelle.start(input, as, machine);
    return as;
  };
  const step: Step = {
    sarcelle,
    story,
    name,
    start: plan.start,
    begin: (start) => begin(start, `${name}-also-${++others}`),
    until: (after, task) => void agenda.push({ at: world.now() - began + after, task }),
    faults: new Set(),
    lift(id) {
      if (!step.faults.delete(id)) return false;
      if (world.faults.list().some((rule) => rule.id === id && rule.fired > 0)) struck += 1;
      world.faults.remove(id);
      return true;
    },
    meddled: [],
    broken,
    stopped: new Set(),
  };

  const journalsBefore = (await sarcelle.journals()).length;
  await countAnew(sarcelle);
  story.tell(`'${name}' is started: ${describeStart(plan.start)}`);
  await begin(plan.start, name);
  for (;;) {
    agenda.sort((a, b) => a.at - b.at);
    const next = agenda.shift();
    if (next === undefined) break;
    await world.advance(Math.max(0, began + next.at - world.now()));
    await next.task();
  }
  await standStill(sarcelle);
  for (const id of step.faults) step.lift(id);
  // What AWS's failure kept from being followed up is followed up when that is over.
  if ((await sarcelle.lock()) !== undefined) await standStill(sarcelle);

  const still = await dumpOf(sarcelle);
  const held = await sarcelle.lock();
  const before = held === undefined ? [] : await endedExecutions(sarcelle, known);
  const settledBy =
    plan.afterwards === "accept" && held?.entries.some(({ status }) => status === "conflict") ? "accept" : "resume";
  if (held !== undefined) {
    const deployment = held.deployment.id;
    story.tell(`everything stands still, '${deployment}' holds the lock`);
    if (settledBy === "accept") {
      await accept(sarcelle, deployment);
      story.tell("a person accepts things as they are");
    } else {
      // What the deployment began with is no conflict; to take it back would make one.
      const meddled = step.meddled.filter((each) => !beganWith(held, each));
      await takeBack({ sarcelle, meddled });
      for (const one of meddled) story.tell(`a person takes it back: ${one.words}`);
      await sarcelle.ended(await sarcelle.start({}, `resume-${name}`, "rollback"));
      story.tell("a person starts the rollback again");
    }
  }
  const restful = await sarcelle.rest().then(
    () => true,
    () => false,
  );
  const ended = await endedExecutions(sarcelle, known);
  for (const { name: execution, status, error, cause } of ended)
    story.tell(`'${execution}' ended as ${status} ${error ?? ""}: ${cause?.split("\n")[0] ?? ""}`);
  return {
    name,
    meddled: step.meddled,
    broken: step.broken,
    stopped: step.stopped,
    ended,
    deeds,
    ...(held === undefined
      ? {}
      : {
          held: {
            deployment: held.deployment.id,
            end: lastUnfinished(before),
            conflicts: held.entries
              .filter(({ status }) => status === "conflict")
              .map(({ change }) => change.resource.id),
            settledBy,
          },
        }),
    still,
    journals: await sarcelle.journals(),
    journalsBefore,
    lockIsFree: (await sarcelle.lock()) === undefined,
    restful,
    faults: struck,
  };
};
