import { alarmsOf } from "../../src/aws/alarms.ts";
import { balancingFor } from "../../src/aws/balancing.ts";
import { clearRolling } from "../../src/aws/clear-rolling.ts";
import { clearanceFor } from "../../src/aws/clearance.ts";
import { ec2, iam, lambda, resourceClients, ssm } from "../../src/aws/clients.ts";
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import { everyKind } from "../../src/aws/every-kind.ts";
import { type Imaged, imaged } from "../../src/aws/find-image.ts";
import { fleetsOf, liveFleet, refuseForeignTargets } from "../../src/aws/foreign-targets.ts";
import { holdSight } from "../../src/aws/hold-sight.ts";
import { callableThere, requireHook } from "../../src/aws/hooks.ts";
import { readLock, readWholeLock } from "../../src/aws/journal-store.ts";
import { readLaunchTemplateData, templateTags } from "../../src/aws/launch-templates.ts";
import { requirePreview, rulesOfListeners } from "../../src/aws/listener-rules.ts";
import { observeNamesakes } from "../../src/aws/namesakes.ts";
import { observeSides } from "../../src/aws/observe.ts";
import { observeUpgraded } from "../../src/aws/observe-live.ts";
import { passableThere } from "../../src/aws/passable-roles.ts";
import { predictivePolicies } from "../../src/aws/predictive-sight.ts";
import { requireFit } from "../../src/aws/release-fit.ts";
import { requireReleasePassable, requireUpgradePassable } from "../../src/aws/require-passable.ts";
import { requireRetirable } from "../../src/aws/require-retirable.ts";
import { observeRoom } from "../../src/aws/room.ts";
import type { Table } from "../../src/aws/table.ts";
import { readingAttributes } from "../../src/aws/target-group-attributes.ts";
import { findUndoable } from "../../src/aws/undoable.ts";
import { refusingUnknown } from "../../src/aws/unknown-members.ts";
import { undosOf } from "../../src/changes/at-once.ts";
import { type Change, isVoid } from "../../src/changes/change.ts";
import { toUndo } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { type AnyEnvironment, type Environment, twoSided } from "../../src/deployment/environment.ts";
import { clearOfFreeze } from "../../src/deployment/freeze-windows.ts";
import { standingHolds, withHolds } from "../../src/deployment/hold.ts";
import { type Request, type RollingRequest, withStrategy } from "../../src/deployment/request.ts";
import { stayNotices } from "../../src/deployment/retiring.ts";
import { refuseSharedPorts } from "../../src/deployment/shared-ports.ts";
import { checkUpgrade } from "../../src/deployment/steps/check-upgrade.ts";
import { stepsOf } from "../../src/deployment/steps/order.ts";
import { preview } from "../../src/deployment/steps/preview.ts";
import { bothSides } from "../../src/deployment/traffic.ts";
import { refuseDueSoon } from "../../src/deployment/upgrade/due-soon.ts";
import { refuseBeyondLimits } from "../../src/deployment/upgrade/limits.ts";
import { namesGiven, refuseTaken } from "../../src/deployment/upgrade/taken.ts";
import type { Stack } from "../stack.ts";

/** What an action would do, and what is to be known of it before. */
export interface Planned {
  readonly changes: readonly Change[];
  readonly notices: readonly string[];
}

/** What a rollback would undo now; throws `NothingToUndo` that says what is in the way. */
const undo = async (environment: AnyEnvironment, table: Table): Promise<readonly Change[]> => {
  const open = await readLock(table, environment.name);
  const kinds = everyKind(resourceClients(), table);
  const journal = open ?? (await findUndoable(table, environment.name, kinds));
  return undosOf(toUndo(journal), kinds).map(({ undo: change }) => change);
};

/** What of the deployed stack is asked. */
type PlannedIn = Pick<Stack, "table" | "firstFunction">;

/** What an upgrade would make; throws what its first state would refuse with, and `InvalidInput` where registrations are in each other's way. */
const upgrading = async (
  environment: Environment,
  table: Table,
  passing: Parameters<typeof requireUpgradePassable>[1],
): Promise<Planned> => {
  const clients = resourceClients();
  const live = await observeUpgraded(refusingUnknown(resourceClients()), environment);
  const { changes, notices } = checkUpgrade(environment, live);
  refuseDueSoon(live, systemClock.now());
  refuseBeyondLimits(changes, await observeRoom(clients, live));
  refuseTaken(await observeNamesakes(clients, live, namesGiven(changes)), environment.name);
  refuseSharedPorts(environment, await registeredEnvironments(table));
  await refuseForeignTargets(clients, [liveFleet(live)], systemClock);
  await requireUpgradePassable(live, passing);
  return { changes, notices };
};

const forward = async (
  { request: asked, release, notices: ofImage }: Imaged<Request>,
  environment: Environment,
  { table, firstFunction }: PlannedIn,
): Promise<Planned> => {
  const own = resourceClients();
  const clients = { ...own, attributesOf: readingAttributes(own.loadBalancing) };
  const passing = { ...clients, iam: iam(), passable: () => passableThere(lambda(), firstFunction) };
  const request = withStrategy(asked, environment);
  if (request.action === "upgrade") return upgrading(environment, table, passing);
  const lock = await readWholeLock(table, environment.name);
  const holds = standingHolds(lock, environment.timeouts.hold);
  const view = withHolds(await observeSides(clients, environment), holds);
  await refuseForeignTargets(clients, fleetsOf(view), systemClock);
  const { active, idle } = bothSides(view);
  if (release !== undefined) {
    await requireFit(clients, view, release);
    await requireReleasePassable(environment, view, release, passing);
    await requireHook(environment, lambda(), () => callableThere(lambda(), firstFunction));
  }
  const retiring =
    request.action === "retire" ? await requireRetirable(clients, table, environment, view, lock) : undefined;
  const notices = [
    ...ofImage,
    ...(retiring === undefined ? [] : stayNotices(retiring, view)),
    ...(await clearanceFor(clients, request, environment, view)),
  ];
  const isPreviewed = await requirePreview(clients.loadBalancing, request, environment, view);
  const scene = {
    environment,
    deployment: { ...request, release, id: "(the execution's name)" },
    planned: [],
    holds,
    holdSight: await holdSight(clients, holds),
    view: { ...view, loadBalancer: await balancingFor(clients, request, view) },
    alarms: await alarmsOf(clients.cloudWatch, environment.bake.alarms),
    predictive: await predictivePolicies(clients.autoScaling, view),
    rules: isPreviewed ? await rulesOfListeners(clients.loadBalancing, view) : [],
    template: await readLaunchTemplateData(ec2(), active.group.launchTemplate),
    ...(retiring && { retiring }),
    templateTags: await templateTags(ec2(), idle.group.launchTemplate.id),
  };
  return { changes: preview(stepsOf(request), scene).flatMap(({ changes }) => changes), notices };
};

/** What a rolling update would do; throws what its first state would refuse with. */
const rolling = async (
  { request, release, notices: ofImage }: Imaged<RollingRequest>,
  environment: AnyEnvironment,
  { table, firstFunction }: PlannedIn,
): Promise<Planned> => {
  const clients = resourceClients();
  const told = {
    passable: () => passableThere(lambda(), firstFunction),
    callable: () => callableThere(lambda(), firstFunction),
  };
  const clearing = { ...clients, iam: iam(), lambda: lambda(), ...told };
  const { notices, ...seen } = await clearRolling(clearing, release, environment);
  const holds = standingHolds(await readWholeLock(table, environment.name), environment.timeouts.hold);
  const deployment = { ...request, release, id: "(the execution's name)" };
  const scene = { environment, deployment, planned: [], holds, holdSight: await holdSight(clients, holds), ...seen };
  return {
    changes: preview(stepsOf(request), scene).flatMap(({ changes }) => changes),
    notices: [...ofImage, ...notices],
  };
};

const planned = async (
  request: Request | RollingRequest | "rollback",
  environment: AnyEnvironment,
  stack: PlannedIn,
): Promise<Planned> => {
  if (request === "rollback") return { changes: await undo(environment, stack.table), notices: [] };
  const { notices } = clearOfFreeze(request, environment, systemClock.now());
  const looking = { ec2: ec2(), ssm: ssm() };
  const actions =
    request.action === "rolling-update"
      ? await rolling(await imaged(looking, request), environment, stack)
      : await forward(await imaged(looking, request), twoSided(environment), stack);
  return { ...actions, notices: [...notices, ...actions.notices] };
};

/** What an action, or a rollback, would do now, planned by the same steps as the state machine's; nothing is written. */
export const plannedAction = async (
  request: Request | RollingRequest | "rollback",
  environment: AnyEnvironment,
  stack: PlannedIn,
): Promise<Planned> => {
  const { changes, notices } = await planned(request, environment, stack);
  return { changes: changes.filter((change) => !isVoid(change)), notices };
};
