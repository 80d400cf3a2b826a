/** The inventory's answers for people. */
import { whoAsked } from "../../src/deployment/person.ts";
import { type Place, parseArn } from "../../src/inventory/arn.ts";
import type { ElsewhereFreshness } from "../../src/inventory/elsewhere/heard.ts";
import type { Finding } from "../../src/inventory/findings/schema.ts";
import type { Cause } from "../../src/inventory/model.ts";
import type { Freshness } from "../../src/inventory/queries/freshness.ts";
import type { SideRelease } from "../../src/inventory/queries/versions.ts";
import type { Behind } from "../questions/deployment-behind.ts";
import type { EnvironmentDiff } from "../questions/diff.ts";
import type { EnvironmentEvent } from "../questions/environment-history.ts";
import type { HistoryEntry } from "../questions/history.ts";
import type { Replayed } from "../questions/replay.ts";
import { escaped } from "./escaped.ts";
import { aligned } from "./table.ts";
import { toTheSecond } from "./time.ts";

/** How much of the traffic a side has: all, none, a part, or another part of each listener. */
const trafficCell = ({ traffic }: Pick<SideRelease, "traffic">): string => {
  const percent = traffic.map((share) => share.percent);
  const [least, most] = [Math.min(...percent), Math.max(...percent)];
  if (percent.length === 0 || most === 0) return "no";
  if (least === 100) return "yes";
  return least === most ? `${most} %` : `${least} to ${most} %`;
};

const laidOut = (room: number | undefined, ...leaveOut: readonly string[]) =>
  room === undefined ? {} : { room, leaveOut };

/** Account and region of each, where they are not all in one. */
const placeCells = (sides: readonly (SideRelease & Partial<Place>)[]) => {
  const places = new Set(sides.map(({ account, region }) => `${account} ${region}`));
  return places.size > 1
    ? { heads: ["account", "region"], of: ({ account = "-", region = "-" }: Partial<Place>) => [account, region] }
    : { heads: [], of: () => [] };
};

/** Which release runs where, one side a line. */
export const versionsText = (sides: readonly (SideRelease & Partial<Place>)[], room?: number): string => {
  if (sides.length === 0) return "The inventory knows no environment.";
  const { heads, of } = placeCells(sides);
  return aligned(
    ["environment", ...heads, "side", "active", "version", "commit", "since", "healthy"],
    sides.map(({ environment, side, traffic, version, commit, since, healthy, total, ...place }) => [
      environment,
      ...of(place),
      side ?? "-",
      trafficCell({ traffic }),
      version ?? "-",
      commit ?? "-",
      toTheSecond(since),
      `${healthy}/${total}`,
    ]),
    laidOut(room, "commit", "since"),
  );
};

/** What one attribute holds, in one line. */
const cell = (value: unknown): string => escaped(plainCell(value));

const plainCell = (value: unknown): string => {
  if (value === null) return "-";
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(", ") || "-";
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** What the inventory does not hold. */
const notCompared = "User data is not compared.";

/** In what two environments differ, one attribute a line. */
export const diffText = (
  { environments: [first, second], sides, differences }: EnvironmentDiff,
  room?: number,
): string => {
  const named = [first, second].map((name, index) => `${name} (${sides[index] ?? "no side"})`);
  if (differences.length === 0) return `${named.join(" and ")} do not differ. ${notCompared}`;
  const table = aligned(
    ["", "part", "attribute", ...named],
    differences.map(({ aspect, part, attribute, values }) => [aspect, part, attribute, ...values.map(cell)]),
    laidOut(room),
  );
  return `${table}\n\n${notCompared}`;
};

/** The deployment, and who asked for it. */
const deploymentCell = (behind: Behind): string =>
  `${behind.undo ? "undo of " : ""}${behind.id}, asked for by ${whoAsked(behind)}`;

const causeText = ({ by, event, actor }: Cause, behind: Behind | undefined): string => {
  if (by === "sweep") return "found by a sweep";
  const who = behind === undefined ? actor : deploymentCell(behind);
  return `${event ?? "an event"}${who === undefined ? "" : ` by ${escaped(who)}`}`;
};

const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;

/** What became of one resource, oldest first: each revision with its cause and what it changed. */
export const resourceHistoryText = (arn: string, entries: readonly HistoryEntry[]): string =>
  [
    `${parseArn(arn)?.ref.type ?? "resource"} ${arn}`,
    ...entries.flatMap(({ number, change, trueFrom, recordedAt, cause, deployment, differences }) => [
      "",
      `${toTheSecond(trueFrom)}  ${change} (revision ${number}): ${causeText(cause, deployment)}; recorded ${seconds(recordedAt - trueFrom)} later`,
      // All of what is gone is no news; what it was stands above.
      ...(change === "gone" ? [] : Object.entries(differences)).map(([attribute, [before, after]]) =>
        change === "appeared"
          ? `    ${escaped(attribute)}: ${cell(after)}`
          : `    ${escaped(attribute)}: ${cell(before)} → ${cell(after)}`,
      ),
    ]),
  ].join("\n");

/** An ARN's last part: a user's name, or that of a role's session, which is a person's or a function's. */
const shortActor = (actor: string): string => (actor.startsWith("arn:") ? (actor.split("/").at(-1) ?? actor) : actor);

/** Who did it: a deployment and who asked for it, or the last part of an ARN. An event that something was seen names nobody. */
const doneBy = ({ cause, deployment }: EnvironmentEvent): string => {
  if (deployment !== undefined) return deploymentCell(deployment);
  if (cause.actor !== undefined) return shortActor(cause.actor);
  return cause.by === "sweep" ? causeText(cause, undefined) : "not known";
};

/** What became of an environment, one event a line. */
export const environmentHistoryText = (events: readonly EnvironmentEvent[], room?: number): string =>
  aligned(
    ["time", "side", "what", "version", "commit", "by"],
    events.map((event) => {
      const { time, side, what, resource, percent, version, commit } = event;
      return [
        toTheSecond(time),
        side ?? "-",
        what === "release"
          ? "launches"
          : `gets ${percent === undefined || percent === 100 ? "" : `${percent} % of `}${resource}`,
        version ?? "-",
        commit ?? "-",
        doneBy(event),
      ];
    }),
    laidOut(room, "commit"),
  );

const elsewhereText = ({ account, region, stack, environments, completeAsOf, age }: ElsewhereFreshness): string =>
  `Told by        ${stack} in ${account}, ${region}: ${environments} ${environments === 1 ? "environment" : "environments"}, ${
    completeAsOf === null ? "never all of them" : `all of them ${toTheSecond(completeAsOf)}, ${seconds(age ?? 0)} ago`
  }`;

/** How far the inventory can be trusted, with every doubt; and how old is what other installations told. */
export const freshnessText = (found: Freshness, elsewhere: readonly ElsewhereFreshness[] = []): string =>
  [
    ...(found.sweptAt === null
      ? []
      : [
          `Last sweep     ${toTheSecond(found.sweptAt)}, ${seconds(found.age ?? 0)} ago: ${found.listed} resources`,
          `Events missed  ${found.missed} (${(found.missedShare * 100).toFixed(2)} %), wrong for at most ${seconds(found.longestWrong)}`,
          `Event to row   p50 ${seconds(found.lateness.p50)}, p99 ${seconds(found.lateness.p99)}, of ${found.lateness.count}`,
        ]),
    ...found.parts.map(({ types, age }) => `Compared       ${seconds(age)} ago: ${types.join(", ")}`),
    ...elsewhere.map(elsewhereText),
    ...(found.doubts.length === 0 ? ["Nothing speaks against it."] : found.doubts),
  ].join("\n");

/** What is wrong, one finding a line. */
export const findingsText = (findings: readonly Finding[], room?: number): string =>
  findings.length === 0
    ? "Nothing is found to be wrong."
    : aligned(
        ["level", "environment", "rule", "resource", "since", "found"],
        findings.map(({ level, environment, rule, resource, openedAt, found }) => [
          level,
          environment ?? "-",
          rule,
          `${resource.type} ${resource.name}`,
          toTheSecond(openedAt),
          found,
        ]),
        laidOut(room, "since"),
      );

/** What became of each saved event, and how many became what. */
export const replayText = (events: readonly Replayed[]): string => {
  const counts = [...Map.groupBy(events, ({ kind }) => kind)].map(([kind, some]) => `${some.length} ${kind}`);
  return [
    ...events.map(
      ({ from, kind, why }) => `${kind.padEnd(9)}  ${escaped(from)}${why === undefined ? "" : `: ${escaped(why)}`}`,
    ),
    ...(events.length === 0 ? [] : [""]),
    `${events.length} ${events.length === 1 ? "event" : "events"}${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`,
  ].join("\n");
};
