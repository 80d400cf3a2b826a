/** Whether a hold is over: what the alarms that would scale the held side in have measured since the traffic came. */
import type { ScalingPolicy } from "@aws-sdk/client-auto-scaling";
import type { Plain } from "../resources/described/plain.ts";
import type { Hold } from "./hold.ts";

/** An alarm that scales a group in when it goes off. */
export interface ScaleInAlarm {
  readonly name: string;
  readonly state: string;
  /** Since when it is in that state, in milliseconds since the epoch. */
  readonly since: number;
  /** How much of the past it looks at: its period times as many periods as it evaluates. */
  readonly rangeSeconds: number;
  readonly periodSeconds: number;
}

/** The alarms that would scale the held sides in, by group, as they stood at a moment in milliseconds since the epoch. */
export interface HoldSight {
  readonly alarms: Readonly<Record<string, readonly ScaleInAlarm[]>>;
  readonly at: number;
}

/** An exact capacity may be less than there is now. */
const takesAway = (type: string | undefined, adjustment: number | undefined): boolean =>
  type === "ExactCapacity" || (adjustment ?? 0) < 0;

/** The names of the alarms by which these policies scale in. Target tracking makes two alarms of its own, which it names after what they see. */
export const scaleInAlarmNames = (policies: readonly Plain<ScalingPolicy>[]): readonly string[] => [
  ...new Set(
    policies.flatMap(({ PolicyType, AdjustmentType, ScalingAdjustment, StepAdjustments = [], Alarms = [] }) => {
      const names = Alarms.map(({ AlarmName = "" }) => AlarmName);
      if (PolicyType === "TargetTrackingScaling") return names.filter((name) => !name.includes("AlarmHigh"));
      const adjustments = [ScalingAdjustment, ...StepAdjustments.map((step) => step.ScalingAdjustment)];
      return adjustments.some((adjustment) => takesAway(AdjustmentType, adjustment)) ? names : [];
    }),
  ),
];

/** How long after its end what was measured in a period may come: basic monitoring sends values every five minutes. */
const lateSeconds = 300;

/** When all that an alarm looks at is from after `since`: the period in which the traffic came is partly from before it. */
const measuredAt = ({ rangeSeconds, periodSeconds }: ScaleInAlarm, since: number): number =>
  since + (rangeSeconds + periodSeconds + lateSeconds) * 1_000;

/** Whether it left ALARM since the traffic came, or has looked at nothing but what came with it. */
const hasMeasured = (alarm: ScaleInAlarm, { since }: Hold, now: number): boolean =>
  (alarm.state === "OK" && alarm.since >= since) || now >= measuredAt(alarm, since);

/** Whether a hold is over, and why, in words: a sentence without its end. */
export const judgeHold = (
  hold: Hold,
  { alarms: { [hold.group]: alarms = [] }, at }: HoldSight,
): { readonly isOver: boolean; readonly why: string } => {
  if (at >= hold.until) return { isOver: true, why: "its time is over" };
  const waiting = alarms.filter((alarm) => !hasMeasured(alarm, hold, at));
  if (alarms.length === 0) return { isOver: true, why: "no alarm scales it in" };
  if (waiting.length === 0) return { isOver: true, why: "its alarms have measured it under traffic" };
  const latest = Math.min(hold.until, Math.max(...waiting.map((alarm) => measuredAt(alarm, hold.since))));
  return {
    isOver: false,
    why: `${waiting.map(({ name }) => name).join(", ")} measured it while it had no traffic, until ${new Date(latest).toISOString()} at most`,
  };
};
