/** What an action means now: what it would change, what comes of it, and how it is begun. Nothing is written here. */

import { unfinishedRollback } from "../../command/deployments/give-up.ts";
import { deploymentInput } from "../../command/deployments/input.ts";
import { plannedAction } from "../../command/deployments/plan.ts";
import { nextToUndo } from "../../command/deployments/rollback.ts";
import { waitingFor } from "../../command/deployments/sign.ts";
import { readText } from "../../command/document.ts";
import type { ListenerPorts } from "../../command/formats/told-change.ts";
import { namedRelease } from "../../command/releases/named.ts";
import type { Stack } from "../../command/stack.ts";
import { requireAccount } from "../../src/aws/account.ts";
import { loadBalancing } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import { readLock, requireFree } from "../../src/aws/journal-store.ts";
import { listenerPorts } from "../../src/aws/listener-ports.ts";
import type { Change } from "../../src/changes/change.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { NothingToUndo } from "../../src/errors.ts";
import { toldRelease } from "../../src/notifications/action.ts";
import { agreementInWords, mustTypeName } from "../agreement.ts";
import type { AskedPlan } from "../asked-action.ts";
import { shownRelease } from "../shown-deployment.ts";
import type { ShownRelease } from "../snapshot.ts";
import { usersAfter } from "./users-get.ts";

/** How it is begun: an execution of a machine, a person's word, or a journal closed as it is. */
export type Beginning =
  | {
      readonly machine: "blueGreenMachine" | "rollbackMachine";
      readonly input: { readonly environment: string } & Readonly<Record<string, unknown>>;
    }
  | { readonly verb: "approve" | "reject"; readonly deployment: string }
  | { readonly accepts: string };

export interface Meant {
  readonly changes: readonly Change[];
  /** Of the listeners that are changed. */
  readonly ports: ListenerPorts;
  readonly notices: readonly string[];
  /** What users get; null where they keep what they have. */
  readonly release: ShownRelease | null;
  readonly says: string;
  readonly typeName: boolean;
  /** What is agreed to: planned anew, it must be the same. */
  readonly agreed: object;
  readonly begins: Beginning;
}

interface Place {
  readonly stack: Stack;
  readonly environment: AnyEnvironment;
}

/** What a kind of action finds; the rest is said of each in the same way. */
interface Found {
  readonly changes: readonly Change[];
  readonly notices: readonly string[];
  readonly deployment: string | null;
  /** What it brings to the side that gets it. */
  readonly brings: ShownRelease | null;
  readonly agreed: object;
  /** Whether who has which release afterwards is agreed to as well: a switch changes the same listeners whatever was deployed meanwhile. */
  readonly bindsUsers: boolean;
  readonly begins: Beginning;
}

type Starting = "deploy" | "switch" | "release" | "scaledown";
type Asked<Action> = AskedPlan & { readonly action: Action };

const releaseMeant = async ({ stack, environment }: Place, { releaseOf, releaseText }: AskedPlan): Promise<unknown> => {
  if (releaseText !== undefined) return readText(releaseText);
  return releaseOf === undefined ? undefined : (await namedRelease(stack.table, environment, releaseOf)).release;
};

const starting = async (place: Place, { action, ...asked }: Asked<Starting>): Promise<Found> => {
  const { stack, environment } = place;
  requireFree(environment.name, { journal: await readLock(stack.table, environment.name) });
  const needs = { to: asked.to, strategy: asked.strategy, scaledown: asked.scaledown ?? false };
  const input = deploymentInput(action, environment.name, needs, await releaseMeant(place, { action, ...asked }));
  const { changes, notices } = await plannedAction({ ...input, caller: stack.caller }, environment, stack);
  const { requestedBy: _said, ...begun } = input;
  const told = "release" in input ? { ...input.release, imageId: input.release.imageId ?? null } : undefined;
  return {
    changes,
    notices,
    deployment: null,
    brings: told === undefined ? null : brought(told, environment),
    agreed: { input: begun, changes },
    bindsUsers: true,
    begins: { machine: "blueGreenMachine", input: begun },
  };
};

const brought = (
  { version, commit, imageId }: { readonly version: string; readonly commit: string; readonly imageId: string | null },
  environment: AnyEnvironment,
) => shownRelease({ version, commit, imageId }, environment);

/** A deployment's id, if it is the one that was meant. Throws `NothingToUndo`. */
const requireMeant = (meant: string | undefined, found: string | undefined, environment: string): string => {
  if (found !== undefined && (meant === undefined || meant === found)) return found;
  throw new NothingToUndo(
    found === undefined
      ? `'${environment}' has no successful deployment left to undo. Nothing was changed.`
      : `It would be '${found}' by now, and not '${meant}'. Nothing was changed.`,
  );
};

/** A rollback that is begun, or gone on with. */
const undoing = async (
  { stack, environment }: Place,
  { action, deployment: meant }: Asked<"rollback" | "resume">,
): Promise<Found> => {
  const { name } = environment;
  const found = action === "resume" ? await unfinishedRollback(stack, name) : (await nextToUndo(stack, name))?.id;
  const deployment = requireMeant(meant, found, name);
  const isOpen = (await readLock(stack.table, name)) !== undefined;
  const { changes, notices } = await plannedAction("rollback", environment, stack);
  return {
    changes,
    notices,
    deployment,
    brings: null,
    // What runs goes on while its rollback is read about, and whatever it will have done by then is undone: that is what is agreed to.
    agreed: { deployment, ...(isOpen ? {} : { changes }) },
    bindsUsers: !isOpen,
    begins: { machine: "rollbackMachine", input: { environment: name, deployment } },
  };
};

const accepting = async ({ stack, environment }: Place, { deployment: meant }: AskedPlan): Promise<Found> => {
  const { name } = environment;
  const deployment = requireMeant(meant, await unfinishedRollback(stack, name), name);
  const nothing = { changes: [], notices: [], brings: null, bindsUsers: false };
  return { ...nothing, deployment, agreed: { deployment }, begins: { accepts: deployment } };
};

const judging = async (
  { stack, environment }: Place,
  { action, deployment: meant }: Asked<"approve" | "reject">,
): Promise<Found> => {
  const { name } = environment;
  const approval = await waitingFor(stack.table, { environment: name, deployment: meant });
  const open = await readLock(stack.table, name);
  const release = toldRelease(open?.deployment.release);
  const { deployment, epoch } = approval;
  return {
    changes: [],
    notices: [],
    deployment,
    brings: release === undefined ? null : brought(release, environment),
    agreed: { deployment, epoch, verb: action },
    bindsUsers: action === "approve",
    begins: { verb: action, deployment },
  };
};

const find = (place: Place, asked: AskedPlan): Promise<Found> => {
  const { action } = asked;
  switch (action) {
    case "rollback":
    case "resume":
      return undoing(place, { ...asked, action });
    case "accept":
      return accepting(place, asked);
    case "approve":
    case "reject":
      return judging(place, { ...asked, action });
    default:
      return starting(place, { ...asked, action });
  }
};

/** Throws what the first state, or the command, would refuse with; `UnknownEnvironment`, `InvalidInput`. */
export const meantBy = async (stack: Stack, asked: AskedPlan): Promise<Meant> => {
  const environment = await readRegistration(stack.table, asked.environment);
  requireAccount(stack, environment);
  const { action } = asked;
  const found = await find({ stack, environment }, asked);
  const { deployment, brings, changes, notices, agreed, bindsUsers, begins } = found;
  const { idle, afterwards } = await usersAfter(environment, { changes, brings, toIdle: action === "approve" });
  const deployed = brings === null || action === "approve" ? null : { version: brings.version, side: idle };
  return {
    changes,
    ports: await listenerPorts(loadBalancing(), changes),
    notices,
    release: afterwards.moves ? afterwards.release : null,
    says: agreementInWords({
      ...{ action, environment: environment.name, deployment, deployed, afterwards },
      emptied: action === "scaledown" ? idle : null,
    }),
    typeName: mustTypeName(action, environment),
    agreed: { ...agreed, ...(bindsUsers ? { afterwards } : {}) },
    begins,
  };
};
