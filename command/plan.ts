import { autoScaling, cloudWatch, ec2, loadBalancing } from "../src/aws/clients.ts";
import { readLock } from "../src/aws/journal-store.ts";
import { launchTemplateData } from "../src/aws/launch-templates.ts";
import { observe } from "../src/aws/observe.ts";
import { observeLive } from "../src/aws/observe-live.ts";
import type { Table } from "../src/aws/table.ts";
import { undoable } from "../src/aws/undoable.ts";
import { type Change, isVoid } from "../src/changes/change.ts";
import { toUndo, undoOf } from "../src/changes/journal.ts";
import { emptyIdleSide, launchRelease, registerRelease, releaseData, scaleDown } from "../src/deployment/deploy.ts";
import type { Environment } from "../src/deployment/environment.ts";
import { resumeReplacement } from "../src/deployment/processes.ts";
import type { Release, Request } from "../src/deployment/request.ts";
import { shiftTraffic } from "../src/deployment/switch.ts";
import { bothSides } from "../src/deployment/traffic.ts";
import { checkUpgrade } from "../src/deployment/upgrade/check.ts";
import type { View } from "../src/deployment/view.ts";
import { resourceKinds } from "../src/resources/kinds.ts";

const deploy = async (view: View, release: Release): Promise<readonly Change[]> => {
  const { active, idle } = bothSides(view);
  const data = releaseData(await launchTemplateData(ec2(), active.group.launchTemplate), release);
  return [
    ...emptyIdleSide(idle),
    ...registerRelease(idle, "(the execution's name)", data),
    ...launchRelease({ ...idle, group: { ...idle.group, min: 0, desired: 0 } }, active, "(the version made above)"),
  ];
};

/** The shift and, once the side has proved itself, the end of the bake. */
const switchover = (view: View): readonly Change[] => {
  const { active, idle } = bothSides(view);
  const baked = { ...idle.group, suspended: [...idle.group.suspended, "ReplaceUnhealthy"] };
  return [...shiftTraffic(view), resumeReplacement(baked, active.group)];
};

const clients = () => ({
  autoScaling: autoScaling(),
  cloudWatch: cloudWatch(),
  ec2: ec2(),
  loadBalancing: loadBalancing(),
});

/** What a rollback would undo now; throws `NothingToUndo` that says what is in the way. */
const undo = async (environment: Environment, table: Table): Promise<readonly Change[]> => {
  const open = await readLock(table, environment.name);
  if (open !== undefined) return toUndo(open).map(undoOf);
  return toUndo(await undoable(table, environment.name, resourceKinds(clients()))).map(undoOf);
};

const forward = async (request: Request, environment: Environment): Promise<readonly Change[]> => {
  if (request.action === "upgrade") return checkUpgrade(environment, await observeLive(clients(), environment)).changes;
  const view = await observe(clients(), environment);
  const { active, idle } = bothSides(view);
  switch (request.action) {
    case "deploy":
      return deploy(view, request.release);
    case "switch":
      return switchover(view);
    case "scaledown":
      return scaleDown(idle);
    case "release":
      return [
        ...(await deploy(view, request.release)),
        ...switchover(view),
        ...(request.strategy.scaledown ? scaleDown(active) : []),
      ];
  }
};

/** The changes that an action would make now, from the same pure plans as the state machine's; nothing is written. */
export const planOf = async (
  action: string,
  environment: Environment,
  table: Table,
  request: () => Request,
): Promise<readonly Change[]> =>
  (action === "rollback" ? await undo(environment, table) : await forward(request(), environment)).filter(
    (change) => !isVoid(change),
  );
