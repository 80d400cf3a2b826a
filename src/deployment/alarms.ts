/** The alarms that watch a release: what can be known of them before it gets traffic. */
import { CannotBake } from "../errors.ts";

export interface AlarmView {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  /** Since when it is in this state, in milliseconds since the epoch; missing where AWS does not tell. */
  readonly since?: number;
}

/** The registered alarms as they were found. */
export interface RegisteredAlarms {
  /** The names of the registration. */
  readonly expected: readonly string[];
  /** Those that exist. */
  readonly alarms: readonly AlarmView[];
  /** Whether each must have data that say that all is well. */
  readonly mustBeOk?: boolean;
}

/** The registered alarms of an environment, as far as they exist. */
export const alarmsOfBake = (
  { bake }: { readonly bake: { readonly alarms: readonly string[]; readonly alarmsMustBeOk: boolean } },
  alarms: readonly AlarmView[],
): RegisteredAlarms => ({ expected: bake.alarms, alarms, mustBeOk: bake.alarmsMustBeOk });

/** Why the alarms do not let a release bake: one does not exist, so that it would never go off, or has gone off; undefined if they do. */
export const alarming = ({ expected, alarms }: Omit<RegisteredAlarms, "mustBeOk">): string | undefined => {
  const missing = expected.filter((name) => !alarms.some((alarm) => alarm.name === name));
  if (missing.length > 0) return `alarm ${missing.join(", ")} does not exist, so it cannot watch the release`;
  const ringing = alarms.find((alarm) => alarm.state === "ALARM");
  return ringing && `alarm ${ringing.name} went off: ${ringing.reason}`;
};

/** The same where alarms must be OK: one without data is not. For when there is no traffic yet, and for when the bake is over. */
export const notOk = (registered: RegisteredAlarms): string | undefined => {
  const why = alarming(registered);
  if (why !== undefined || registered.mustBeOk !== true) return why;
  const other = registered.alarms.find(({ state }) => state !== "OK");
  return other && `alarm ${other.name} is ${other.state}, and must be OK (bake.alarmsMustBeOk)`;
};

/**
 * Which alarms do not watch, in words; empty if all do. Without data an alarm neither says that all is well nor goes off: one on errors
 * stands so as long as there is none, if missing data are treated as missing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
 */
export const notWatching = (alarms: readonly AlarmView[]): string => {
  const silent = alarms.filter(({ state }) => state === "INSUFFICIENT_DATA").map(({ name }) => name);
  return silent.length === 0 ? "" : `without data, so that it does not watch: ${silent.join(", ")}`;
};

/**
 * Throws `CannotBake` if a release could only fail its bake, or what moves in parts would be undone between its moves. A switch all at once
 * is not watched, and may be the cure: it is only told. Answers what is to be told.
 */
export const alarmNotices = (
  registered: RegisteredAlarms,
  action: "release" | "switch",
  inParts = false,
): readonly string[] => {
  const why = action === "release" || inParts ? notOk(registered) : alarming(registered);
  if (why !== undefined && action === "switch" && inParts)
    throw new CannotBake(
      `The switch would be undone between its moves: ${why}. Expected: every alarm of bake.alarms exists and is quiet. If the switch is the cure, move all at once, which no alarm watches: 'sarcelle switch --strategy all-at-once'. Nothing was changed.`,
    );
  if (why !== undefined && action === "release")
    throw new CannotBake(
      `The release would fail its bake: ${why}. Expected: every alarm of bake.alarms exists and is quiet. If the release is the cure, 'sarcelle deploy' it and then 'sarcelle switch', which no alarm watches. Nothing was changed.`,
    );
  const silent = notWatching(registered.alarms);
  return [
    ...(why === undefined ? [] : [`No alarm watches a switch, but: ${why}`]),
    ...(silent === "" ? [] : [`Alarms ${silent}`]),
  ];
};
