/** The only part of the console that writes: it plans what a person asks for, and starts just what he agreed to, as whoever AWS says he is. */
import { endedAtOnce } from "../../command/deployments/begun.ts";
import { requireExecutionName } from "../../command/deployments/execution-name.ts";
import { giveUp } from "../../command/deployments/give-up.ts";
import { signWaiting } from "../../command/deployments/sign.ts";
import { asker, nameFor, startNamed } from "../../command/deployments/start.ts";
import { locate, type Stack } from "../../command/stack.ts";
import { isDenial } from "../../command/trouble.ts";
import { UsageError } from "../../command/usage-error.ts";
import { stepFunctions, sts } from "../../src/aws/clients.ts";
import { closedJournals, readLock } from "../../src/aws/journal-store.ts";
import { rollbackExecution } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { mustSayWhy } from "../agreement.ts";
import { type AskedPlan, type AskedStart, parseAskedPlan, parseAskedStart } from "../asked-action.ts";
import { planHash } from "../plan-hash.ts";
import { refusedAnswer } from "../refused.ts";
import { plannedChange } from "../shown-change.ts";
import type { Offer } from "../snapshot.ts";
import { type Beginning, type Meant, meantBy } from "./meant.ts";
import { releasesFor } from "./releases-for.ts";
import type { RouteAnswer, Routes } from "./routes.ts";

/** What may be started from a page. */
export interface ConsoleActions {
  readonly plan: (json: unknown) => Promise<RouteAnswer>;
  readonly start: (json: unknown) => Promise<RouteAnswer>;
  readonly releases: (environment: string) => Promise<RouteAnswer>;
  /** The offers, without those that AWS has denied to these credentials since the console was started. */
  readonly offered: (environment: string, offers: readonly Offer[]) => readonly Offer[];
}

/** A plan as the page shows it. Its name is that of the execution: part of what is agreed to, so that repeating a start is safe. */
const shownPlan = ({ changes, ports, notices, release, says, typeName, agreed }: Meant, name: string) => ({
  plan: changes.map((change) => plannedChange(change, ports)),
  ...{ notices, release, says, name, typeName },
  hash: planHash({ name, agreed }),
});

const actionNamed = ({ action }: AskedPlan) => (action === "resume" ? "rollback" : action);

/** Whether an execution of that name holds the environment, or did: it was started before. */
const wasStarted = async ({ table }: Stack, environment: string, name: string): Promise<boolean> => {
  const open = await readLock(table, environment);
  if (open?.deployment.id === name || (open !== undefined && rollbackExecution(open.owner) === name)) return true;
  return (await closedJournals(table, environment, 5)).some(({ deployment: { id } }) => id === name);
};

/** Throws `UsageError` unless all is said that is asked for before it begins. */
const requireSaid = ({ action, environment, reason = "", typedName }: AskedStart, { typeName }: Meant): void => {
  if (reason === "" && mustSayWhy(action)) throw new UsageError("No reason was given: why is it to be done?");
  if (typeName && typedName?.trim() !== environment)
    throw new UsageError(
      `Users are on ${environment}: expected its name, typed, and found '${typedName ?? ""}'. Nothing was started.`,
    );
};

/** Begins it, and answers what the page follows then. */
const begin = async (
  stack: Stack,
  begins: Beginning,
  { environment, name, reason = "" }: AskedStart,
): Promise<RouteAnswer> => {
  const who = asker(stack, { requestedBy: undefined });
  if ("verb" in begins) {
    const { verb, deployment } = begins;
    return { status: 200, body: await signWaiting(stack, verb, { environment, deployment }, reason) };
  }
  if ("accepts" in begins) return { status: 200, body: await giveUp(stack, environment, { ...who, reason }) };
  requireExecutionName(name);
  const input = { ...begins.input, ...who, ...(reason === "" ? {} : { reason }) };
  const machines = stepFunctions();
  const executionArn = await startNamed(machines, stack[begins.machine], name, input);
  const ended = await endedAtOnce(machines, executionArn, systemClock);
  // A rollback that was done in a moment ends in no success, and is none the less what was asked for.
  if (ended === undefined || ended.status === "SUCCEEDED" || ended.error === "RolledBack")
    return { status: 200, body: { deployment: name } };
  return { status: 422, body: { error: ended.error ?? ended.status, says: ended.cause ?? "It ended at once." } };
};

/** What was done under that name already; undefined if nothing was. */
const startedBefore = async (stack: Stack, { environment, name }: AskedStart): Promise<RouteAnswer | undefined> =>
  (await wasStarted(stack, environment, name)) ? { status: 200, body: { deployment: name } } : undefined;

/** Starts what was agreed to, if it is that still; answers the plan of now where it is not. */
const startAgreed = async (
  asked: AskedStart,
  stack: Stack,
  begun: (environment: string) => void,
): Promise<RouteAnswer> => {
  const { environment, name, hash } = asked;
  const meant = await meantBy(stack, asked).catch(async (error: unknown) => {
    const answer = await startedBefore(stack, asked);
    if (answer === undefined) throw error;
    return answer;
  });
  if ("status" in meant) return meant;
  if (planHash({ name, agreed: meant.agreed }) !== hash) {
    const now = shownPlan(meant, nameFor(environment, actionNamed(asked)));
    const says = `Nothing was started: the plan is another one by now than you agreed to. ${now.says}`;
    return (await startedBefore(stack, asked)) ?? { status: 409, body: { ...now, error: "PlanChanged", says } };
  }
  requireSaid(asked, meant);
  const answer = await begin(stack, meant.begins, asked);
  begun(environment);
  return answer;
};

/** What AWS has denied to these credentials, by environment and action. */
const createDenials = () => {
  const says = new Map<string, string>();
  const keyOf = (environment: string, action: string) => `${environment} ${action}`;
  return {
    add: ({ environment, action }: AskedPlan, why: string) => void says.set(keyOf(environment, action), why),
    of: (environment: string, action: string) => says.get(keyOf(environment, action)) ?? null,
  };
};

/** The actions of one console, from its start to its end; `begun` hears of each environment in which something was started. */
export const steeringOf = (stackName: string, begun: (environment: string) => void = () => {}): ConsoleActions => {
  const denials = createDenials();

  /** What the work answers, or why it cannot be done; what AWS denies is offered no more. */
  const answering = async <Asked extends AskedPlan>(
    parse: () => Asked,
    work: (asked: Asked, stack: Stack) => Promise<RouteAnswer>,
  ): Promise<RouteAnswer> => {
    let asked: Asked | undefined;
    try {
      asked = parse();
      return await work(asked, await locate(sts(), stackName));
    } catch (error) {
      const answer = refusedAnswer(error, stackName);
      if (asked !== undefined && error instanceof Error && isDenial(error)) denials.add(asked, answer.body.says);
      return answer;
    }
  };

  return {
    plan: (json) =>
      answering(
        () => parseAskedPlan(json),
        async (asked, stack) => {
          const meant = await meantBy(stack, asked);
          return { status: 200, body: shownPlan(meant, nameFor(asked.environment, actionNamed(asked))) };
        },
      ),
    start: (json) =>
      answering(
        () => parseAskedStart(json),
        (asked, stack) => startAgreed(asked, stack, begun),
      ),
    // Who may not look which there are may still paste one.
    releases: async (environment) => {
      try {
        const { table } = await locate(sts(), stackName);
        return { status: 200, body: { options: await releasesFor(table, environment) } };
      } catch (error) {
        return refusedAnswer(error, stackName);
      }
    },
    offered: (environment, offers) =>
      offers.map((offer) => ({ ...offer, whyNot: offer.whyNot ?? denials.of(environment, offer.action) })),
  };
};

/** The routes of actions; a console that only shows has none of them. */
export const steeringRoutes = ({ plan, start, releases }: ConsoleActions): Routes => ({
  "POST /actions/plan": ({ body }) => plan(body),
  "POST /actions/start": ({ body }) => start(body),
  "GET /offers/<environment>/releases": ({ params }) => releases(params.environment ?? ""),
});
