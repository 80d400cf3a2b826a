import type { Context } from "aws-lambda";
import { announce } from "../../src/aws/announce.ts";
import { dynamoDb, eventBridge, lambda, resourceClients } from "../../src/aws/clients.ts";
import { readEnvironmentAndLock } from "../../src/aws/environment-and-lock.ts";
import { everyKind } from "../../src/aws/every-kind.ts";
import { heldBy, openJournal } from "../../src/aws/journal-store.ts";
import { letReturn } from "../../src/aws/let-on.ts";
import { madeAnew } from "../../src/aws/made-anew.ts";
import { groupsNamed, observe } from "../../src/aws/observe.ts";
import { returningGroup } from "../../src/aws/observe-fleet.ts";
import { mainTable } from "../../src/aws/table.ts";
import { readingAttributes } from "../../src/aws/target-group-attributes.ts";
import { withZonal } from "../../src/aws/zonal.ts";
import type { Change } from "../../src/changes/change.ts";
import { fenced } from "../../src/changes/fence.ts";
import type { Entry } from "../../src/changes/journal.ts";
import { type Leave, undoNewestFirst } from "../../src/changes/undo.ts";
import { systemClock } from "../../src/clock.ts";
import { type AnyEnvironment, twoSided } from "../../src/deployment/environment.ts";
import { orFail, type VerdictAnswer, type Wait, waiting } from "../../src/deployment/gates.ts";
import { type Hold, standingHolds, withHolds } from "../../src/deployment/hold.ts";
import { ownerIn } from "../../src/deployment/ownership-tags.ts";
import { destinations } from "../../src/deployment/traffic.ts";
import {
  concernsTraffic,
  heldGate,
  holdsSide,
  incompleteText,
  permissionFor,
  settledGate,
  stillGoing,
  touchedGroups,
} from "../../src/deployment/undo.ts";
import { permissionBesides, returnOf, returnPermission, rollbackSeconds } from "../../src/deployment/undo-refresh.ts";
import type { TemplateVersion, View } from "../../src/deployment/view.ts";
import { NotAsRegistered, NotOurs, RollbackIncomplete } from "../../src/errors.ts";
import { logged } from "../../src/logger.ts";
import { versionId } from "../../src/resources/described/ids.ts";
import { registeredVersionOf } from "../../src/resources/launch-template-version.ts";

const clients = resourceClients();
const table = mainTable(dynamoDb());
const events = eventBridge();
const functions = lambda();
const kinds = everyKind(clients, table);

export interface Rollback {
  readonly environment: string;
  readonly deployment: string;
  readonly owner: string;
  /** 0 if the deployment has no open journal: it never began, or it is undone already. */
  readonly epoch: number;
}

/** One undo takes a few seconds at most; a call that has less left answers "not ready" and is called again. */
const millisecondsForOneUndo = 30_000;

/**
 * The environment as it stands; or, where somebody took a part of it away, that what concerns traffic cannot be judged and must be left:
 * the rest can be undone all the same.
 */
const observeOrLeave = async (environment: AnyEnvironment, holds: readonly Hold[]): Promise<View | Leave> => {
  try {
    return withHolds(await observe(clients, twoSided(environment)), holds);
  } catch (error) {
    if (error instanceof NotAsRegistered || error instanceof NotOurs) return { kind: "leave", reason: error.message };
    throw error;
  }
};

/** The launch template version that an undo would delete; undefined if it deletes none, or that is gone. */
const versionDeletedBy = async ({ resource }: Change): Promise<TemplateVersion | undefined> => {
  if (resource.kind !== "launch-template-version") return undefined;
  const version = await registeredVersionOf(clients.ec2, resource);
  return version === undefined ? undefined : { id: versionId.parse(resource.id).launchTemplateId, version };
};

/** Lets the instances of a cluster go on that come back, or go: they wait as they did on the way there. Answers what its hook said. */
const letBack = async (
  { rolling: { hook } }: AnyEnvironment,
  run: Rollback,
  back: ReturnType<typeof returnOf>,
): Promise<readonly string[]> => {
  if (hook === undefined || back?.to === undefined) return [];
  const [group] = await groupsNamed(clients.autoScaling, [back.group]);
  return group === undefined ? [] : letReturn({ ...clients, lambda: functions }, { group, hook, run }, back.to);
};

interface Undone extends VerdictAnswer {
  /** What AWS still takes away, in words. */
  readonly going?: string;
}

/** Once all is undone: whether what is held is up, and the groups have settled; `view` is missing where nothing is held. */
const settledIn = async (
  undone: readonly Entry[],
  view: Awaited<ReturnType<typeof observeOrLeave>> | undefined,
  wait: Wait,
): Promise<Undone> => {
  const held = view === undefined || "kind" in view ? undefined : heldGate(undone, view, wait);
  if (held !== undefined && held.verdict !== "ready") return orFail(held, RollbackIncomplete);
  const touched = await groupsNamed(clients.autoScaling, touchedGroups(undone));
  const settled = orFail(settledGate(touched, wait), RollbackIncomplete);
  const going = stillGoing(touched);
  return { ...settled, ...(going === undefined ? {} : { going }) };
};

/** Undoes what can be undone now, newest first; ready once everything is undone and the groups have settled. */
export const handler = logged(
  async (
    { rollback, since }: { readonly rollback: Rollback; readonly since: string },
    context: Pick<Context, "getRemainingTimeInMillis">,
  ): Promise<Undone> => {
    if (rollback.epoch === 0) return { verdict: "ready", reason: "there was nothing to undo", lookAgainInSeconds: 0 };
    const { environment, lock } = await readEnvironmentAndLock(table, rollback.environment);
    const { entries } = heldBy(rollback, lock);
    const back = returnOf(entries, Date.parse(since));
    const look = () => observeOrLeave(environment, standingHolds(lock, environment.timeouts.hold));
    const journal = openJournal(table, rollback, systemClock);
    const wait = () => ({
      since: Date.parse(since),
      now: systemClock.now(),
      deadlineSeconds: rollbackSeconds(environment, back),
    });

    const zonal = { ...clients, attributesOf: readingAttributes(clients.loadBalancing) };
    const isRegistered = async (arn: string): Promise<boolean> => {
      const view = await look();
      return "sides" in view && view.listeners.some((listener) => listener.arn === arn);
    };
    const said = await letBack(environment, rollback, back);
    const result = await undoNewestFirst({
      journal,
      kinds: fenced(kinds, { environment: environment.name, ownerIn, isRegistered }),
      clock: systemClock,
      deadline: systemClock.now() + context.getRemainingTimeInMillis(),
      hasTime: () => context.getRemainingTimeInMillis() > millisecondsForOneUndo,
      asNow: (undo) => madeAnew(clients, undo),
      async permission(undo) {
        const deletes = await versionDeletedBy(undo);
        if (back !== undefined) {
          const group = await returningGroup(clients.autoScaling, back.group);
          return returnPermission(undo, group, wait(), { ...back, deletes });
        }
        if (!concernsTraffic(undo)) return { kind: "now" };
        if (environment.sides === 1) {
          const [group] = await groupsNamed(clients.autoScaling, [environment.group]);
          return permissionBesides(group, deletes);
        }
        const view = await look();
        if ("kind" in view) return view;
        const loadBalancer = await withZonal(zonal, view.loadBalancer, destinations(undo));
        return permissionFor(undo, { ...view, loadBalancer }, wait(), deletes);
      },
    });
    await announce(environment, rollback.owner, result.made, { events, clock: systemClock, stack: table.name });
    // Whatever it waits for, not for ever: a function that dies again and again leaves each time a wait for the next.
    if (!result.done)
      return orFail(
        waiting([result.reason.replace(/\.$/, ""), ...said].join("; "), wait(), result.lookAgainInSeconds),
        RollbackIncomplete,
      );
    if (result.conflicts.length > 0)
      throw new RollbackIncomplete(incompleteText(rollback.environment, entries, result.conflicts));
    const undone = (await journal.read()).entries;
    return settledIn(undone, holdsSide(undone) ? await look() : undefined, wait());
  },
);
