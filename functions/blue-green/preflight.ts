import type { Context } from "aws-lambda";
import { requireAccount, whereFunctionRuns } from "../../src/aws/account.ts";
import { balancingFor } from "../../src/aws/balancing.ts";
import { clearRolling } from "../../src/aws/clear-rolling.ts";
import { clearanceFor } from "../../src/aws/clearance.ts";
import { dynamoDb, iam, lambda, resourceClients, ssm } from "../../src/aws/clients.ts";
import { requireWhole } from "../../src/aws/cluster-hook.ts";
import { readEnvironmentAndLock } from "../../src/aws/environment-and-lock.ts";
import { imaged } from "../../src/aws/find-image.ts";
import { fleetsOf, groupsOf, liveFleet, refuseForeignTargets } from "../../src/aws/foreign-targets.ts";
import { callableHere, requireHook } from "../../src/aws/hooks.ts";
import type { Lock } from "../../src/aws/journal-format.ts";
import { requireFree } from "../../src/aws/journal-store.ts";
import { numberOf } from "../../src/aws/launch-templates.ts";
import { requirePreview } from "../../src/aws/listener-rules.ts";
import { observeNamesakes } from "../../src/aws/namesakes.ts";
import { healthChecksOf, observeSides, withHealthChecks } from "../../src/aws/observe.ts";
import { observeUpgraded } from "../../src/aws/observe-live.ts";
import { passableHere } from "../../src/aws/passable-roles.ts";
import { requireFit } from "../../src/aws/release-fit.ts";
import { requireReleasePassable, requireUpgradePassable } from "../../src/aws/require-passable.ts";
import { requireRetirable } from "../../src/aws/require-retirable.ts";
import { observeRoom } from "../../src/aws/room.ts";
import { mainTable } from "../../src/aws/table.ts";
import { readingAttributes } from "../../src/aws/target-group-attributes.ts";
import { refusingUnknown } from "../../src/aws/unknown-members.ts";
import { systemClock } from "../../src/clock.ts";
import { needsApproval } from "../../src/deployment/approval.ts";
import { type AnyEnvironment, twoSided } from "../../src/deployment/environment.ts";
import { clearOfFreeze } from "../../src/deployment/freeze-windows.ts";
import type { FreezeWindow } from "../../src/deployment/frozen.ts";
import type { CalledHook } from "../../src/deployment/hook.ts";
import { moves } from "../../src/deployment/launched.ts";
import {
  parseRequest,
  parseRollingRequest,
  type Request,
  type RollingRequest,
  withStrategy,
} from "../../src/deployment/request.ts";
import { stayNotices } from "../../src/deployment/retiring.ts";
import { checkUpgrade } from "../../src/deployment/steps/check-upgrade.ts";
import { type BeforeSwitch, isMatched } from "../../src/deployment/steps/matched.ts";
import { activeSide, idleSide } from "../../src/deployment/traffic.ts";
import { refuseDueSoon } from "../../src/deployment/upgrade/due-soon.ts";
import { refuseBeyondLimits } from "../../src/deployment/upgrade/limits.ts";
import { namesGiven, refuseTaken } from "../../src/deployment/upgrade/taken.ts";
import { type HealthChecks, type View, withTargetGroups } from "../../src/deployment/view.ts";
import { logged } from "../../src/logger.ts";

const clients = { ...resourceClients(), iam: iam(), lambda: lambda(), ssm: ssm() };
const passing = { ...clients, passable: passableHere, callable: callableHere };
const table = mainTable(dynamoDb());

/** A request as it will be run: nothing is known to stand in its way. */
export interface Cleared {
  readonly request: Request | RollingRequest;
  /** Not for an upgrade, which looks at the stack in AWS's words. */
  readonly loadBalancer?: View["loadBalancer"];
  /** When a switch was seen to have nothing to wait for, in milliseconds since the epoch. */
  readonly matchedAt?: number;
  /** Of both sides, for what waits for their health. */
  readonly healthChecks?: HealthChecks;
  /** Whether it waits for people before production traffic moves. */
  readonly approval?: true;
  /** Whether the idle side is met at the production address before it gets traffic. */
  readonly preview?: true;
  /** The number of the version that the idle side launches, where its group names one that moves. */
  readonly resolved?: string;
  /** The function that judges the idle side before it gets traffic, where the environment has one. */
  readonly hook?: CalledHook;
  /** The freeze windows that may open before it moves traffic. */
  readonly freeze?: readonly FreezeWindow[];
  /** The function that says when the next instance of a cluster may be replaced, where the environment has one. */
  readonly cluster?: string;
  /** What the execution's output says from now on. */
  readonly said: { readonly notices?: readonly string[] };
}

const saying = (notices: readonly string[]): Cleared["said"] => (notices.length === 0 ? {} : { notices });

/** What a switch hands over to: its steps ask whether the instances run that. Who deploys names a number. */
const resolvedFor = async ({ action }: Request, view: View): Promise<Pick<Cleared, "resolved">> => {
  const { launchTemplate } = idleSide(view).group;
  if (action !== "switch" || !moves(launchTemplate.version)) return {};
  return { resolved: await numberOf(clients.ec2, launchTemplate) };
};

/** What the looks of those actions that wait for a side's health need not read each time. */
const waitedFor = async (
  { action }: Request,
  { sides: { blue, green } }: View,
): Promise<Pick<Cleared, "healthChecks">> => {
  if (!["deploy", "release", "switch"].includes(action)) return {};
  const arns = [...blue.targetGroups, ...green.targetGroups].map(({ arn }) => arn);
  return { healthChecks: await healthChecksOf(clients.loadBalancing, arns) };
};

/** When a switch was seen to have nothing to wait for: at once. */
const matchedAt = ({ request, ...found }: Omit<BeforeSwitch, "request"> & { readonly request: Request }) => {
  const now = systemClock.now();
  return request.action === "switch" && isMatched({ ...found, request }, now) ? { matchedAt: now } : {};
};

const clearRollingUpdate = async (asked: RollingRequest, environment: AnyEnvironment): Promise<Cleared> => {
  const { request, release, notices: ofImage } = await imaged(clients, asked);
  const { notices, fleet } = await clearRolling(passing, release, environment);
  const { hook } = environment.rolling;
  const said = saying([...ofImage, ...notices]);
  if (hook === undefined) return { request, said };
  await requireWhole(environment, fleet.group.name, clients.lambda);
  return { request, said, cluster: hook.function };
};

interface Input {
  readonly input: unknown;
  /** The machine that asks, unless it is blue-green. */
  readonly machine?: "rolling-update";
}

/** Refuses whatever the environment, as it stands, does not allow. */
const clear = async (asked: Request | RollingRequest, registered: AnyEnvironment, lock: Lock): Promise<Cleared> => {
  if (asked.action === "rolling-update") return clearRollingUpdate(asked, registered);
  // What is held is one group's minimum, whatever else is as it should be.
  if (asked.action === "end-hold") return { request: asked, said: {} };
  const environment = twoSided(registered);
  const { request: given, release, notices: ofImage } = await imaged(clients, asked);
  const request = withStrategy(given, environment);
  if (request.action === "upgrade") {
    // Clients of their own, since no other look is that strict.
    const live = await observeUpgraded(refusingUnknown(resourceClients()), environment);
    const { changes, notices } = checkUpgrade(environment, live);
    refuseDueSoon(live, systemClock.now());
    refuseBeyondLimits(changes, await observeRoom(clients, live));
    refuseTaken(await observeNamesakes(clients, live, namesGiven(changes)), environment.name);
    await refuseForeignTargets(clients, [liveFleet(live)], systemClock);
    await requireUpgradePassable(live, passing);
    return { request, said: saying(notices) };
  }
  const view = await observeSides(clients, environment);
  // Whether a side is fit is asked by the step that needs it.
  activeSide(view);
  const targets = await refuseForeignTargets(clients, fleetsOf(view), systemClock, groupsOf(view));
  if (release !== undefined) {
    await requireFit(clients, view, release);
    await requireReleasePassable(environment, view, release, passing);
  }
  const retiring =
    request.action === "retire" ? await requireRetirable(clients, table, environment, view, lock) : undefined;
  const asking = { ...clients, attributesOf: readingAttributes(clients.loadBalancing) };
  const said = saying([
    ...ofImage,
    ...(retiring === undefined ? [] : stayNotices(retiring, view)),
    ...(await clearanceFor(asking, request, environment, view)),
  ]);
  const preview = await requirePreview(clients.loadBalancing, request, environment, view);
  const hook = release !== undefined ? await requireHook(environment, clients.lambda, callableHere) : undefined;
  const loadBalancer = await balancingFor(asking, request, view);
  const resolved = await resolvedFor(request, view);
  const waits = await waitedFor(request, view);
  const sides = withTargetGroups(
    { ...view, loadBalancer },
    await withHealthChecks(clients.loadBalancing, targets, waits.healthChecks),
  );
  return {
    ...{ request, loadBalancer, said, ...waits, ...resolved },
    ...(needsApproval(request, environment, view) && { approval: true }),
    ...(preview && { preview }),
    ...(hook && { hook }),
    ...(lock.holds.length === 0 && matchedAt({ environment, request, view: sides, ...resolved })),
  };
};

/** Refuses, before anything is locked or changed, whatever can be known to be wrong. */
export const handler = logged(
  async ({ input, machine }: Input, context: Pick<Context, "invokedFunctionArn">): Promise<Cleared> => {
    const asked = machine === "rolling-update" ? parseRollingRequest(input) : parseRequest(input);
    const { environment, lock } = await readEnvironmentAndLock(table, asked.environment);
    requireAccount(whereFunctionRuns(context), environment);
    // First of all: in the midst of somebody's deployment everything else looks wrong.
    requireFree(environment.name, lock);
    const { notices, freeze } = clearOfFreeze(asked, environment, systemClock.now());
    const cleared = await clear(asked, environment, lock);
    return {
      ...cleared,
      ...(freeze && { freeze }),
      said: saying([...notices, ...(cleared.said.notices ?? [])]),
    };
  },
);
