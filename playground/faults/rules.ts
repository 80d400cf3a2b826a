import * as z from "zod";
import { AwsError } from "../world/aws-error.ts";
import { effectOf, type FaultKind, faultKinds, kindsThatStrike } from "./kinds.ts";

/**
 * Where a fault strikes: at an API action, in a zone, at a key or at listeners of a port (these with IAM's wildcards), or at instances named by id or by a
 * tag.
 */
export type Target =
  | { readonly kind: "action" | "zone" | "key" | "listener"; readonly pattern: string }
  | { readonly kind: "instance" | "link"; readonly id: string }
  | { readonly kind: "instance" | "link"; readonly tag: readonly [key: string, value: string] };

export interface FaultRule {
  /** As given: `elasticloadbalancing:ModifyListener`, `instance:i-1`, `instance:side=green`, `link:i-1`. */
  readonly target: string;
  readonly fault: FaultKind;
  /** The first matching call or connection that it strikes, from 1. */
  readonly nth?: number | undefined;
  /** How many it strikes: with `nth` one, else all, unless said otherwise. */
  readonly times?: number | undefined;
  /** The chance that it strikes one that it could strike. */
  readonly probability?: number | undefined;
  /** Of `latency`: world milliseconds before the answer. Of `refused-for-a-while`: from its first call to its last. */
  readonly milliseconds?: number | undefined;
  /** Of `truncate`: after how many of a body the connection ends. Of `bandwidth`: how many pass in a world second. */
  readonly bytes?: number | undefined;
  /** Only calls of principals whose ARN contains this. */
  readonly principal?: string | undefined;
}

/** A rule that strikes, and how often it has. */
export type InstalledRule = FaultRule & {
  readonly id: string;
  /** How many calls or connections it could have struck so far, and how many it did. */
  readonly matched: number;
  readonly fired: number;
};

const actionPattern = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/;

/** Reads a rule's target; undefined if it is none. */
export const parseTarget = (target: string): Target | undefined => {
  const [, kind, rest = ""] = /^(instance|link):(.+)$/.exec(target) ?? [];
  if (kind === "instance" || kind === "link") {
    const equals = rest.indexOf("=");
    if (equals > 0) return { kind, tag: [rest.slice(0, equals), rest.slice(equals + 1)] };
    return /^i-[0-9a-z-]+$/.test(rest) ? { kind, id: rest } : undefined;
  }
  const [, place, pattern = ""] = /^(zone|key):([\w:/.*?-]+)$/.exec(target) ?? [];
  if (target.startsWith("listener:")) {
    const pattern = target.slice("listener:".length);
    return /^[\d*?]+$/.test(pattern) ? { kind: "listener", pattern } : undefined;
  }
  if (place === "zone" || place === "key") return { kind: place, pattern };
  return actionPattern.test(target) ? { kind: "action", pattern: target } : undefined;
};

const timedKinds = kindsThatStrike("action").filter((kind) => effectOf(kind).timed);
const sizedKinds = kindsThatStrike("link").filter((kind) => effectOf(kind).sized);

const schema = z
  .strictObject({
    target: z.string(),
    fault: z.enum(Object.keys(faultKinds) as [FaultKind, ...FaultKind[]]),
    nth: z.int().min(1).optional(),
    times: z.int().min(1).optional(),
    probability: z.number().gt(0).max(1).optional(),
    milliseconds: z.number().gt(0).optional(),
    bytes: z.int().min(1).optional(),
    principal: z.string().min(1).optional(),
  })
  .superRefine((rule, context) => {
    const refuse = (path: keyof FaultRule, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    const target = parseTarget(rule.target);
    if (target === undefined)
      return refuse(
        "target",
        `'${rule.target}' is no target: expected service:Operation, instance:<id>, instance:<tag>=<value>, link:<id>, link:<tag>=<value>, listener:<port>, zone:<name> or key:<id or ARN>`,
      );
    const faults = kindsThatStrike(target.kind);
    if (!faults.includes(rule.fault))
      refuse("fault", `'${rule.fault}' cannot happen to ${rule.target}: expected one of ${faults.join(", ")}`);
    const { timed = false, sized = false } = effectOf(rule.fault);
    if (timed !== (rule.milliseconds !== undefined))
      refuse("milliseconds", `is for the faults ${timedKinds.join(" and ")}, which need it`);
    if (sized !== (rule.bytes !== undefined))
      refuse("bytes", `is for the faults ${sizedKinds.join(" and ")}, which need it`);
    if (rule.principal !== undefined && target.kind !== "action")
      refuse("principal", "is for faults of API actions only");
  });

/** Checks a rule that somebody sent. Throws AwsError `ValidationException` that says what is wrong. */
export const parseRule = (value: unknown): FaultRule => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AwsError("ValidationException", `The fault rule is malformed:\n${z.prettifyError(parsed.error)}`);
};
