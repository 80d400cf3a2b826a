import type { Environment } from "../environment.ts";
import type { Request } from "../request.ts";
import type { View } from "../view.ts";
import { matchCapacity } from "./match-capacity.ts";

/** What there is to know of a switch before it begins: both sides with their health, and no hold, whose end changes what is needed. */
export interface BeforeSwitch {
  readonly environment: Environment;
  readonly request: Extract<Request, { readonly action: "switch" }>;
  readonly view: View;
  readonly resolved?: string | undefined;
}

/** Whether MatchCapacity would find nothing to change and nothing to wait for, `now`, in milliseconds since the epoch. */
export const isMatched = ({ environment, request, view, resolved }: BeforeSwitch, now: number): boolean => {
  const { to, strategy } = request;
  const seen = { environment, deployment: { id: "", to, strategy }, planned: [], activities: [], view, resolved };
  const wait = { since: now, now, deadlineSeconds: Number.POSITIVE_INFINITY };
  return matchCapacity.plan(seen).length === 0 && matchCapacity.gate?.ask(seen, wait).verdict === "ready";
};
