import type { Side } from "../../src/deployment/environment.ts";
import {
  type Action,
  parseRequest,
  parseRollingRequest,
  type Request,
  type RollingRequest,
} from "../../src/deployment/request.ts";
import { readDocument } from "../document.ts";
import { UsageError } from "../usage-error.ts";
import { strategyTyped } from "./strategy-typed.ts";

/** What an action may need to be told beside the environment, as options of its command. */
export interface Needs {
  readonly requestedBy?: string | undefined;
  readonly release?: string | undefined;
  readonly scaledown?: boolean;
  readonly to?: Side | undefined;
  readonly strategy?: string | undefined;
  readonly override?: boolean;
  readonly reason?: string | undefined;
}

/** Why it was done shall stand in the history; of what overrides a freeze window it must. */
const reasonTyped = ({ override, reason }: Pick<Needs, "override" | "reason">) => {
  if (override && reason === undefined)
    throw new UsageError("--override needs --reason TEXT: why freeze windows shall not hold it.");
  if (reason === undefined) return {};
  return override ? { override: { reason } } : { reason };
};

/**
 * The execution's input, checked here as the state machine will check it, so that a mistake is known at once; `release` is that of its file, unless another is given. Throws `InvalidInput`
 * that names every wrong field, and `UsageError` if the release's file cannot be read, or an override has no reason.
 */
export const deploymentInput = (
  action: Action | "rolling-update",
  environment: string,
  { requestedBy, release: file, scaledown, to, strategy, override, reason }: Needs,
  release: unknown = file === undefined ? undefined : readDocument(file),
): Request | RollingRequest =>
  (action === "rolling-update" ? parseRollingRequest : parseRequest)({
    environment,
    action,
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(release === undefined ? {} : { release }),
    ...(to === undefined ? {} : { to }),
    ...(strategy === undefined ? {} : { strategy: strategyTyped(strategy) }),
    ...(scaledown ? { scaledown: true } : {}),
    ...reasonTyped({ override: override ?? false, reason }),
  });
