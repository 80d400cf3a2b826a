/** The one sentence on top: who gets the traffic, whether that is well, what runs, what it waits for, and until when. */
import { verdictInWords } from "../command/deployments/verdict.ts";
import type { Status } from "../command/questions/status.ts";
import { sharesInWords, trafficInWords } from "../src/deployment/traffic.ts";
import type { Rail, Stop } from "./rail.ts";
import { takenOver } from "./rail-of-events.ts";
import type { ShownApproval, ShownDeployment, ShownSide, VerdictLine } from "./snapshot.ts";

/** What is known by now; null where it was not read yet. */
export interface KnownStanding {
  readonly status: Status | null;
  readonly sides: readonly ShownSide[] | null;
  /** The open deployment, or the last one. */
  readonly deployment: ShownDeployment | null;
  readonly rail: Rail | null;
  readonly approval: ShownApproval | null;
  /** What people said, where its next look has not seen that yet. */
  readonly judged: "approved" | "rejected" | null;
  readonly alarms: readonly { readonly name: string; readonly state: string }[];
  /** Why what stands here is not known, or not anew; null where it is. */
  readonly trouble: string | null;
}

const releaseOf = ({ release }: Pick<ShownSide, "release">): string =>
  release === null ? "what was there before Sarcelle" : `release ${release.version}`;

/** Who gets the traffic. */
const traffic = (
  { active, traffic: listeners, sides: rows, registeredSides }: Status,
  sides: readonly ShownSide[],
): string => {
  if (registeredSides === 1) return sides[0] === undefined ? "" : `Users get ${releaseOf(sides[0])}.`;
  const serving = sides.find(({ side }) => side === active);
  if (serving !== undefined) return `Users get ${releaseOf(serving)} on ${serving.side}.`;
  if (rows.length === 0) return "";
  const shares = new Set(listeners.map(sharesInWords));
  const parts = sides.filter(({ share }) => share !== null && share > 0);
  return shares.size === 1 && parts.length > 1
    ? `Users get ${parts.map((side) => `${releaseOf(side)} on ${side.side} (${side.share} %)`).join(" and ")}.`
    : `Production traffic is not on one side: ${trafficInWords(listeners)}.`;
};

/** What of the side with the traffic does not answer as it should; null where all is well. */
const unwell = (sides: readonly ShownSide[], { active, registeredSides }: Status): string | null => {
  const serving = sides.filter(({ side, share }) => side === active || registeredSides === 1 || (share ?? 0) > 0);
  const groups = serving.flatMap(({ targetGroups }) => targetGroups);
  const dark = groups.filter(({ healthy }) => healthy === 0).map(({ name }) => name);
  if (dark.length > 0) return `No target of ${dark.join(", ")} is healthy!`;
  const sick = groups.filter(({ targets }) => targets.some(({ state }) => state === "unhealthy"));
  return sick.length === 0
    ? null
    : `${sick.map(({ name, healthy, targets }) => `${healthy} of ${targets.length} targets of ${name}`).join(", ")} are healthy.`;
};

const nameOf = ({ action, release }: Pick<ShownDeployment, "action" | "release">): string => {
  const name = action.replaceAll("-", " ");
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}${release === null ? "" : ` of ${release.version}`}`;
};

/** At which stop it is, and what that says of itself. */
const whereItIs = (
  rail: Rail | null,
): Pick<Stop, "reason" | "until" | "nextLook"> & { readonly says: string | null } => {
  const stops = [...(rail?.phases.flatMap((phase) => phase.stops) ?? []), ...(rail?.rollback ?? [])];
  const here = stops.find(({ stands }) => stands === "here");
  return {
    says: here?.says ?? null,
    reason: here?.reason ?? null,
    until: here?.until ?? null,
    nextLook: here?.nextLook ?? null,
  };
};

/** As the end of a sentence. */
const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

const whyItWentBack = (rail: Rail | null): string => {
  const failed = rail?.phases
    .flatMap(({ stops }) => stops)
    .find(({ stands, reason }) => stands === "failed" && reason !== null && reason !== takenOver);
  return failed?.reason == null ? "." : `: ${ended(failed.reason)}`;
};

type Line = Pick<VerdictLine, "tone" | "until"> & { readonly what: string };

/** Of a deployment that holds the environment. */
const ofOpen = (
  { status, deployment, rail, approval, judged }: KnownStanding,
  open: NonNullable<Status["deployment"]>,
): Line => {
  const name = deployment === null ? open.action : nameOf(deployment);
  const here = whereItIs(rail);
  switch (open.phase) {
    case "stands still":
      return {
        tone: "trouble",
        until: null,
        what: open.rollingBack
          ? `${name}: its rollback FAILED. Nothing runs, and '${status?.environment}' stays locked until a person goes on.`
          : `${name}: its execution ended. Nothing runs, and '${status?.environment}' stays locked until a person goes on.`,
      };
    case "ended":
      return {
        tone: "trouble",
        until: null,
        what: `${name}: its execution ended without a rollback, which begins by itself within a quarter of an hour.`,
      };
    case "is being rolled back":
      return {
        tone: "trouble",
        // What is undone may have been in the midst of a wait, as a bake: that is over.
        until: rail?.rollback.find(({ stands }) => stands === "here")?.until ?? null,
        what: `${name} is being rolled back${whyItWentBack(rail)}`,
      };
    default:
      break;
  }
  if (approval !== null) {
    const left = approval.approvers - approval.signatures.length;
    if (left <= 0) return { tone: "busy", until: null, what: `${name} was approved, and goes on.` };
    return {
      tone: "waits",
      until: approval.until,
      what: `${name} waits for the approval of ${left === 1 ? "a person" : `${left} people`}; if nobody gives it in time, it is rolled back.`,
    };
  }
  if (judged !== null)
    return {
      tone: "busy",
      until: here.nextLook,
      what: `${name} is ${judged}: it ${judged === "approved" ? "goes on" : "is undone"} at its next look.`,
    };
  const { waitsFor } = open;
  return {
    tone: "busy",
    until: waitsFor?.until ?? here.until,
    what: `${name} runs${here.says === null ? "" : ` (${here.says})`}${waitsFor === null ? "." : `: ${verdictInWords({ ...waitsFor, until: undefined })}`}`,
  };
};

/** Of an environment in which nothing runs. */
const ofFree = ({ status, deployment }: KnownStanding): Line => {
  const holds = status?.holds ?? [];
  const until = holds.length === 0 ? null : new Date(Math.max(...holds.map((hold) => hold.until))).toISOString();
  const kept = holds.map(({ says }) => ` ${says}`).join("");
  if (status?.unseen != null) return { tone: "trouble", until, what: `${status.unseen}${kept}` };
  if (deployment === null) return { tone: "well", until, what: "Nothing was ever deployed here." };
  const { phase, reason, endedAt, outcome } = deployment;
  const end = endedAt === null ? "" : ` at ${endedAt.slice(0, 19)}Z`;
  if (outcome === "RolledBack" && phase !== "Undone")
    return {
      tone: "well",
      until,
      what: `Nothing runs. ${nameOf(deployment)} was rolled back${end}${reason === null ? "." : `: ${reason}`}${kept}`,
    };
  if (outcome === "Accepted")
    return {
      tone: "well",
      until,
      what: `Nothing runs. ${nameOf(deployment)} was left as it was${end}${reason === null ? "." : `: ${reason}`}${kept}`,
    };
  return {
    tone: "well",
    until,
    what: `Nothing runs. ${nameOf(deployment)} ${phase === "Undone" ? "ended" : "succeeded"}${end}.${kept}`,
  };
};

const sentences = (...parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== "").join(" ");

/** The line. What is not known is said to be so, and never guessed. */
export const verdictLine = (standing: KnownStanding): VerdictLine => {
  const { status, sides, alarms, trouble } = standing;
  if (status === null)
    return trouble === null
      ? { tone: "waits", says: "Asking AWS how things stand …", until: null }
      : { tone: "trouble", says: `How things stand is not known: ${trouble}`, until: null };
  const { tone, until, what } = status.deployment === null ? ofFree(standing) : ofOpen(standing, status.deployment);
  const ill = sides === null ? null : unwell(sides, status);
  const ringing = alarms.filter(({ state }) => state === "ALARM").map(({ name }) => name);
  const split = status.deployment === null && status.needsPerson && status.unseen === null;
  const alarm =
    ringing.length === 0 ? null : `${ringing.length === 1 ? "Alarm" : "Alarms"} ${ringing.join(", ")} went off.`;
  return {
    tone: ill !== null || split || alarm !== null ? "trouble" : tone,
    says: sentences(
      sides === null ? null : traffic(status, sides),
      ill,
      alarm,
      what,
      trouble === null ? null : `Not anew: ${trouble}`,
    ),
    until,
  };
};
