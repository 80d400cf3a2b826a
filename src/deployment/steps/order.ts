/** The order of things: the steps of each action. A test holds the state machine to it. */
import type { Action, Request, RollingRequest } from "../request.ts";
import { awaitApproval } from "./await-approval.ts";
import { awaitEmpty } from "./await-empty.ts";
import { awaitHealthy } from "./await-healthy.ts";
import { awaitRefresh } from "./await-refresh.ts";
import { awaitScaledDown } from "./await-scaled-down.ts";
import { bake } from "./bake.ts";
import { closePlaceholders } from "./close-placeholders.ts";
import { closePreview } from "./close-preview.ts";
import { confirmTraffic } from "./confirm-traffic.ts";
import { confirmUpgrade } from "./confirm-upgrade.ts";
import { deleteTwin } from "./delete-twin.ts";
import { emptyIdleSide } from "./empty-idle-side.ts";
import { endHold } from "./end-hold.ts";
import { forgetEnvironment } from "./forget-environment.ts";
import { launchRelease } from "./launch-release.ts";
import { matchCapacity } from "./match-capacity.ts";
import { moveTraffic } from "./move-traffic.ts";
import { openGates } from "./open-gates.ts";
import { openPreview } from "./open-preview.ts";
import { prepareRefresh } from "./prepare-refresh.ts";
import { twinSteps } from "./preview-upgrade.ts";
import { registerRelease } from "./register-release.ts";
import { runChecks } from "./run-checks.ts";
import { scaleDown } from "./scale-down.ts";
import { startRefresh } from "./start-refresh.ts";
import type { Step } from "./step.ts";

const launch: readonly Step[] = [emptyIdleSide, awaitEmpty, registerRelease, launchRelease, awaitHealthy];
const judge: readonly Step[] = [openPreview, runChecks];
const shift: readonly Step[] = [awaitApproval, matchCapacity, closePreview, moveTraffic];
const scaledown: readonly Step[] = [scaleDown, awaitScaledDown];

/**
 * The steps of each action, between the lock and the journal's end. Each first ends the hold of an earlier deployment, if it is over. A
 * release scales down only if it is asked to.
 */
export const order: Readonly<Record<Action | RollingRequest["action"], readonly Step[]>> = {
  upgrade: [endHold, ...twinSteps, confirmUpgrade],
  deploy: [endHold, ...launch, ...judge, closePreview],
  switch: [endHold, openPreview, ...shift, confirmTraffic],
  scaledown: [endHold, ...scaledown],
  release: [endHold, ...launch, ...judge, ...shift, bake, confirmTraffic, ...scaledown],
  retire: [endHold, ...scaledown, deleteTwin, closePlaceholders, forgetEnvironment],
  "end-hold": [endHold],
  "rolling-update": [endHold, prepareRefresh, startRefresh, awaitRefresh, openGates],
};

/** The steps that a request goes through. */
export const stepsOf = (request: Request | RollingRequest): readonly Step[] => {
  const steps = order[request.action];
  return request.action === "release" && !request.scaledown ? steps.filter((step) => !scaledown.includes(step)) : steps;
};
