/** What the page asks of its server beside snapshots: plans, starts, and what is broken in a playground. */
import type { Offer, ShownChange, ShownRelease } from "../snapshot.ts";

export interface WantedAction {
  readonly environment: string;
  readonly action: Offer["action"];
  readonly releaseOf?: string;
  readonly releaseText?: string;
  readonly scaledown?: boolean;
  readonly deployment?: string;
}

/** What it would do, as the server planned it just now; the hash stands for all of it. */
export interface PlanShown {
  readonly plan: readonly Pick<ShownChange, "sign" | "kind" | "resource" | "attributes">[];
  readonly notices: readonly string[];
  /** What users will get. */
  readonly release: ShownRelease | null;
  readonly says: string;
  readonly hash: string;
  readonly name: string;
  /** Whether the environment's name is to be typed. */
  readonly typeName: boolean;
}

/** One release that can be taken. */
export interface ReleaseOption {
  readonly from: "environment" | "history";
  readonly name: string;
  readonly says: string;
  readonly release: ShownRelease;
}

export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  /** In the server's own words; what is not what it was when it was planned brings the plan of now. */
  | { readonly ok: false; readonly error: string; readonly says: string; readonly planned: PlanShown | null };

const nobody = {
  ok: false,
  error: "NoAnswer",
  says: "The console does not answer. Nothing was started; try again.",
  planned: null,
} as const;

const asked = async <Value>(path: string, method: string, body?: object): Promise<Reply<Value>> => {
  try {
    const response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const value = response.status === 204 ? {} : await response.json();
    if (response.ok) return { ok: true, value };
    return {
      ok: false,
      error: value.error ?? "Refused",
      says: value.says ?? `The console refused that (${response.status}).`,
      planned: Array.isArray(value.plan) ? value : null,
    };
  } catch {
    return nobody;
  }
};

/** The releases that can be taken for this environment. */
export const askReleases = (environment: string) =>
  asked<{ readonly options: readonly ReleaseOption[] }>(`/offers/${encodeURIComponent(environment)}/releases`, "GET");

/** What an action would do now. */
export const askPlan = (wanted: WantedAction) => asked<PlanShown>("/actions/plan", "POST", wanted);

/** Starts what was planned, if the plan is still that. */
export const askStart = (
  wanted: WantedAction,
  { hash, name }: PlanShown,
  said: { readonly reason: string; readonly typedName?: string },
) => asked<{ readonly deployment: string }>("/actions/start", "POST", { ...wanted, hash, name, ...said });

/** Breaks something in the playground. */
export const askBreak = (fault: object) => asked<unknown>("/playground/faults", "POST", fault);

/** Mends what was broken. */
export const askMend = (id: string) => asked<unknown>(`/playground/faults/${encodeURIComponent(id)}`, "DELETE");
