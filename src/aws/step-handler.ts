/** Runs one step of a deployment: the function of its state. */
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { type Applying, applyStep, type LastLook } from "../changes/apply.ts";
import type { Change, Json, Kind } from "../changes/change.ts";
import { fenced } from "../changes/fence.ts";
import { beginHoldStep, deploymentChanges, type Journal, plannedBy } from "../changes/journal.ts";
import type { Kinds, ResourceKind } from "../changes/resource-kind.ts";
import { systemClock } from "../clock.ts";
import { emptiedIn } from "../deployment/emptying.ts";
import { orFail, type VerdictAnswer, type Wait } from "../deployment/gates.ts";
import { launchedIn } from "../deployment/launched.ts";
import { ownerIn } from "../deployment/ownership-tags.ts";
import { openedIn } from "../deployment/previews.ts";
import { noProgress, type Progress } from "../deployment/refresh-gates.ts";
import { deployedBy } from "../deployment/request.ts";
import {
  type ChangingStep,
  type Given,
  type LookingStep,
  nothingSeen,
  type Seen,
  type Sights,
} from "../deployment/steps/step.ts";
import { isOver, lookingLater, throttledLook } from "../deployment/throttled-look.ts";
import { destinations } from "../deployment/traffic.ts";
import { withTargetGroups } from "../deployment/view.ts";
import { Throttled } from "../errors.ts";
import { log, logged } from "../logger.ts";
import { meetingThrottling, spreadBy, throttledTries } from "../throttling-met.ts";
import { withoutValues } from "../without-values.ts";
import { announce } from "./announce.ts";
import { dynamoDb, eventBridge } from "./clients.ts";
import { withHealth } from "./observe.ts";
import { type OpenRun, openRun, type RemainingTime, type Run } from "./run.ts";
import type { Readers, Reading } from "./sights.ts";
import { mainTable } from "./table.ts";

/** What a state hands to its function. */
export interface StepInput {
  readonly run: Run;
  /** When the wait began (ISO 8601), for a step that waits. */
  readonly since?: string;
  /** The launch template version that RegisterRelease made, for LaunchRelease: a `registeredVersion`. */
  readonly version?: string;
  /** How many checks the looks before this one passed, for a step that calls them. */
  readonly passed?: number;
  /** What the look before told this one, for AwaitRefresh. */
  readonly progress?: Progress;
}

/** The verdict of a step that only looks, and what else its state answers. */
export type LookAnswer = VerdictAnswer & { readonly [name: string]: Json };

/** What a step that changes things answers. */
export type ChangeAnswer = Partial<VerdictAnswer> & {
  readonly changes: number;
  /** When that was done (ISO 8601). A wait counts from then, and not from when the step began: AWS may have throttled it for minutes. */
  readonly at: string;
  readonly [name: string]: Json | undefined;
};

const readAll = async <Look extends keyof Sights>(
  looks: readonly Look[],
  look: Readers<Look>,
  reading: Reading,
): Promise<Seen<Look>> => {
  let { seen } = reading;
  for (const sight of looks) seen = { ...seen, [sight]: await look[sight]({ ...reading, seen }) };
  return seen as Seen<Look>;
};

/** What a step is given beside what it sees. */
const givenTo = ({ environment, journal, holds }: OpenRun, name: string, { run, version }: StepInput): Given => {
  const entries = plannedBy(journal, name);
  const made = deploymentChanges(journal.entries)
    .filter(({ change }) => change.before === null)
    .map(({ change }) => change.resource);
  return {
    ...{ environment, entries, holds, made, version },
    planned: entries.map(({ change }) => change),
    deployment: deployedBy(journal.deployment),
    launched: launchedIn(journal.entries),
    opened: openedIn(journal.entries),
    emptiedAt: emptiedIn(journal.entries),
    resolved: run.resolved,
    freeze: run.freeze,
  };
};

type AnyStep<Look extends keyof Sights> = LookingStep<Look> | ChangingStep<Look, Kind>;

/** When the step's wait began: with this look, unless the state says otherwise. */
const sinceOf = ({ since }: StepInput): number => (since === undefined ? systemClock.now() : Date.parse(since));

/** The step's wait, as it stands now. */
const waitOf = <Look extends keyof Sights>({ gate }: AnyStep<Look>, given: Given, since: number): Wait => ({
  since,
  now: systemClock.now(),
  deadlineSeconds: gate?.deadlineSeconds?.(given) ?? 0,
});

/** What is seen of the step's sights, and what its gate says of that. */
const see = async <Look extends keyof Sights>(
  step: AnyStep<Look>,
  look: Readers<Look>,
  given: Given,
  input: StepInput,
) => {
  const { gate, looks, unlessReady: late = [] } = step;
  const { run, passed = 0, progress = noProgress } = input;
  const since = sinceOf(input);
  const seenIn = (seen: Given, sights: readonly Look[]) =>
    readAll(sights, look, { seen, run, since, passed, progress });
  const soon = await seenIn(
    late.length === 0 ? given : { ...nothingSeen, ...given },
    looks.filter((sight) => !late.some((each) => each === sight)),
  );
  if (gate === undefined) return { seen: soon, wait: waitOf(step, soon, since) };
  const isToReadOn = late.length > 0 && gate.ask(soon, waitOf(step, soon, since)).verdict !== "ready";
  const seen = isToReadOn ? await seenIn(soon, late) : soon;
  const wait = waitOf(step, seen, since);
  return { seen, wait, verdict: orFail(gate.ask(seen, wait), gate.failure) };
};

/** What a step came to, for whoever reads a deployment's log. */
const logStep = (step: string, { reason, ...came }: Partial<VerdictAnswer> & { readonly changes?: number }): void =>
  log("info", step, { step, ...came, ...(reason !== undefined && { reason: withoutValues(reason) }) });

/** What a step that waits answers of a look that AWS throttled. Throws what it met once the wait is over, and what is no throttling. */
const cutShort = (error: unknown, wait: Wait): VerdictAnswer => {
  const verdict = error instanceof Throttled ? throttledLook(error.message, wait, spreadBy(wait.now)) : undefined;
  if (verdict === undefined) throw error;
  return orFail(verdict, Throttled);
};

/**
 * The function of a step that only looks. Throws the step's own error for a gate that failed, `LockLost` if a rollback took over. A step that
 * waits gives way where AWS throttles, and looks again later: until its time is over, after which it waits for the answers.
 */
export const lookingHandler = <const Look extends keyof Sights>(step: LookingStep<Look>, look: Readers<Look>) => {
  const table = mainTable(dynamoDb());
  const { answer, answerUnseen = () => ({}) } = step;
  const canWait = answer === undefined || step.answerUnseen !== undefined;
  const lookOnce = async (given: Given, input: StepInput): Promise<LookAnswer> => {
    const { seen, wait, verdict } = await see(step, look, given, input);
    if (verdict === undefined) throw new TypeError(`${step.name} has no gate.`);
    return { ...lookingLater(verdict, throttledTries(), wait, spreadBy(wait.now)), ...answer?.(seen, wait) };
  };
  const lookOrGiveWay = async (given: Given, input: StepInput): Promise<LookAnswer> => {
    if (!canWait || isOver(waitOf(step, given, sinceOf(input)))) return lookOnce(given, input);
    try {
      return await meetingThrottling(0, () => lookOnce(given, input));
    } catch (error) {
      return { ...cutShort(error, waitOf(step, given, sinceOf(input))), ...answerUnseen(input.passed ?? 0) };
    }
  };
  return logged(async (input: StepInput, _context: RemainingTime): Promise<LookAnswer> => {
    const answered = await lookOrGiveWay(givenTo(await openRun(table, input.run), step.name, input), input);
    logStep(step.name, answered);
    return answered;
  });
};

interface ChangingParts<Look extends keyof Sights, Writes extends Kind> {
  readonly look: Readers<Look>;
  readonly kinds: Readonly<Record<Writes, ResourceKind>>;
  /** By which the health is read for a step's last look. */
  readonly health?: ElasticLoadBalancingV2Client;
  /** What the state answers of what was made, where AWS must be asked for it. */
  readonly made?: (changes: readonly Change[]) => Promise<{ readonly [name: string]: Json | undefined }>;
}

/** The step's last look, with the health that those target groups have then to which the change sends traffic. */
const lastLookOf = <Look extends keyof Sights>(
  { name, gate }: ChangingStep<Look, Kind>,
  seen: Seen<Look> & Partial<Sights>,
  client: ElasticLoadBalancingV2Client | undefined,
): LastLook | undefined => {
  if (gate?.lastLook === undefined) return undefined;
  const { lastLook, failure } = gate;
  const { view } = seen;
  if (client === undefined || view === undefined) throw new TypeError(`${name} has no way to look a last time.`);
  const { blue, green } = view.sides;
  return async (change) => {
    const arns = destinations(change);
    if (arns.length === 0) return;
    const reached = [...blue.targetGroups, ...green.targetGroups].filter(({ arn }) => arns.includes(arn));
    const latest = { ...seen, view: withTargetGroups(view, await withHealth(client, reached)) };
    orFail(lastLook(latest, change), failure);
  };
};

/** The listeners and rules of the registration, as far as the step looks at them: it changes no others. */
const registeredIn =
  <Look extends keyof Sights>({ view }: Seen<Look> & Partial<Sights>) =>
  (arn: string): boolean =>
    view?.listeners.some((listener) => listener.arn === arn) ?? false;

/** Makes what the step holds before its plan, under a step of its own; answers the journal with it. */
const holdBefore = async <Look extends keyof Sights>(
  { holds }: ChangingStep<Look, Kind>,
  { journal, open }: OpenRun,
  plan: () => readonly Change[],
  applying: Applying,
): Promise<Journal> => {
  if (holds === undefined) return journal;
  const changes = await applyStep(beginHoldStep, journal, plan, applying);
  return changes.length === 0 ? journal : open.read();
};

/**
 * The function of a step that changes things: reads what the step looks at, asks its gate, and makes its changes through the journal.
 * Run again after a crash or a lost answer, it finishes the plan that it stored. Throws as `lookingHandler` does.
 */
export const changingHandler = <const Look extends keyof Sights, const Writes extends Kind>(
  step: ChangingStep<Look, Writes>,
  { look, kinds, health, made }: ChangingParts<Look, Writes>,
) => {
  const table = mainTable(dynamoDb());
  const events = eventBridge();
  // Just those, whoever brings more: what a step writes stands in the step.
  const own: Kinds = Object.fromEntries(step.kinds.map((kind) => [kind, kinds[kind]]));
  return logged(async (input: StepInput, context: RemainingTime): Promise<ChangeAnswer> => {
    const deadline = systemClock.now() + context.getRemainingTimeInMillis();
    const run = await openRun(table, input.run);
    const { seen, wait, verdict } = await see(step, look, givenTo(run, step.name, input), input);
    const left: string[] = [];
    const applying = {
      journal: run.open,
      kinds: fenced(own, { environment: run.environment.name, ownerIn, isRegistered: registeredIn(seen) }),
      clock: systemClock,
      deadline,
      lastLook: lastLookOf(step, seen, health),
      again: step.again,
      left: step.leavesConflicts && ((note: string) => void left.push(note)),
    };
    const changes = await applyStep(
      step.name,
      await holdBefore(step, run, () => step.holds?.(seen, wait) ?? [], applying),
      () => step.plan(seen, wait),
      applying,
    );
    await announce(run.environment, input.run.deployment, changes, { events, clock: systemClock, stack: table.name });
    logStep(step.name, { ...verdict, changes: changes.length });
    return {
      ...verdict,
      changes: changes.length,
      at: new Date(systemClock.now()).toISOString(),
      ...step.answer?.(seen, wait),
      ...(left.length > 0 && { left }),
      ...(await made?.(changes)),
    };
  });
};
