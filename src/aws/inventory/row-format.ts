/**
 * The texts of an inventory row, and what they mean: the one place that knows. A row has three lists in JSON, since writes are billed by
 * the kilobyte begun, an instance fits into one, and the SDK takes many times as long for as many attributes:
 *
 * - `outline`: the format's number, then what is asked of everything at once. The index `releases` holds it alone.
 * - `told`: when and why it was recorded.
 * - `rest`: the name, the tags, and the details that are not in the outline.
 *
 * A member is known by its place. So a list never changes: another list is another format, with the next number and readers of its own. Rows
 * are kept for more than a year, and a list that is longer or shorter than its format says is refused.
 */
import type { Json } from "../../changes/change.ts";
import { Unreadable } from "../../errors.ts";
import type { Outline } from "../../inventory/attributes.ts";
import type { Cause, Facts, ResourceType, Row } from "../../inventory/model.ts";
import { isRecord } from "../../resources/described/plain.ts";
import { jsonIn, knownFormat } from "../stored.ts";

/** The format that is written. Format 0, version 0.1's, is the same without a number. */
export const rowFormat = 1;

/** The details in an outline, by type. */
const outlinedDetails: Readonly<Record<ResourceType, readonly string[]>> = {
  instance: ["state", "launchedAt"],
  "auto-scaling-group": ["launchTemplate", "launchTemplateVersion", "targetGroups"],
  "load-balancer": [],
  "target-group": ["targets"],
  listener: ["actions"],
  "listener-rule": ["actions"],
  "launch-template": ["defaultVersion", "latestVersion"],
  "launch-template-version": [],
};

/** The three lists as texts. */
export interface RowTexts {
  readonly outline: string;
  readonly told: string;
  /** Missing if nothing was ever known of the resource. */
  readonly rest?: string;
}

/** The texts of a row in the format that is written. */
export const rowTexts = (row: Row): RowTexts => {
  const { ref, trueFrom, launchesSince, observedAt, recordedAt, bornAt, cause } = row;
  // What was is also what was last known.
  const known = row.facts ?? row.last;
  const { environment, side, version, commit, details = {} } = known ?? {};
  const names = outlinedDetails[ref.type];
  const outlined = names.map((name) => details[name]);
  const rest = Object.fromEntries(Object.entries(details).filter(([name]) => !names.includes(name)));
  const whose = [environment, side, version, commit, launchesSince];
  return {
    outline: JSON.stringify([rowFormat, ref.type, ...whose, ...outlined, trueFrom]),
    told: JSON.stringify([observedAt, recordedAt, bornAt, cause]),
    ...(known === null ? {} : { rest: JSON.stringify([known.name, known.tags, rest]) }),
  };
};

/** A list of a row: its members, and how to say that one is not what it should be. */
const listIn = (key: string, name: string, text: string) => {
  const json = jsonIn(`${key}: ${name}`, text);
  const unreadable = (expected: string) =>
    new Unreadable(`${key} cannot be read: ${name} is ${text.slice(0, 200)}, expected ${expected}.`);
  if (!Array.isArray(json)) throw unreadable("a list");
  const members: readonly Json[] = json;
  return { members, unreadable };
};

const isTextOrNull = (json: Json | undefined): json is string | null => json === null || typeof json === "string";
const isSideOrNull = (json: Json | undefined) => json === null || json === "blue" || json === "green";
const isNumberOrNull = (json: Json | undefined): json is number | null => json === null || typeof json === "number";
const isResourceType = (json: Json | undefined): json is ResourceType =>
  typeof json === "string" && Object.hasOwn(outlinedDetails, json);

/** Environment, side, version, commit, and since when a group launches what it launches. */
const whoseMembers = 5;

/** What an outline's text says of the resource `arn`. Throws `Unreadable` or `WrittenByLaterVersion`, with `key`. */
export const outlineIn = (key: string, arn: string, text: string): Outline => {
  const { members, unreadable } = listIn(key, "outline", text);
  const [first] = members;
  const format = knownFormat(key, typeof first === "number" ? first : undefined, rowFormat);
  const [type, environment, side, version, commit, launchesSince, ...outlined] =
    format === 0 ? members : members.slice(1);
  if (!isResourceType(type)) throw unreadable("the type of a resource");
  const names = outlinedDetails[type];
  const trueFrom = outlined[names.length];
  if (outlined.length !== names.length + 1 || typeof trueFrom !== "number")
    throw unreadable(`${whoseMembers + names.length} members between '${type}' and a time`);
  if (!isTextOrNull(environment) || !isSideOrNull(side) || !isTextOrNull(version) || !isTextOrNull(commit))
    throw unreadable("environment, side, version and commit as texts or null");
  if (!isNumberOrNull(launchesSince)) throw unreadable("the time since which it launches, or null");
  const details: Record<string, Json> = {};
  for (const [at, name] of names.entries()) {
    const value = outlined[at];
    if (value !== undefined && value !== null) details[name] = value;
  }
  return {
    ref: { type, arn },
    trueFrom,
    facts: {
      ...(environment === null ? {} : { environment }),
      ...(side === "blue" || side === "green" ? { side } : {}),
      ...(version === null ? {} : { version }),
      ...(commit === null ? {} : { commit }),
      details,
    },
    ...(launchesSince === null ? {} : { launchesSince }),
  };
};

const isText = (json: Json | undefined): json is string => typeof json === "string";
const isTextIfThere = (json: Json | undefined): json is string | undefined => json === undefined || isText(json);

const causeIn = (json: Json | undefined): Cause | undefined => {
  if (!isRecord(json)) return undefined;
  const { by, eventId, event, actor, ...others } = json;
  if ((by !== "event" && by !== "sweep") || Object.keys(others).length > 0) return undefined;
  if (!isTextIfThere(eventId) || !isTextIfThere(event) || !isTextIfThere(actor)) return undefined;
  return {
    by,
    ...(eventId === undefined ? {} : { eventId }),
    ...(event === undefined ? {} : { event }),
    ...(actor === undefined ? {} : { actor }),
  };
};

/** When and why a revision was recorded. */
export const toldIn = (key: string, text: string): Pick<Row, "observedAt" | "recordedAt" | "bornAt" | "cause"> => {
  const { members, unreadable } = listIn(key, "told", text);
  const [observedAt, recordedAt, bornAt, why] = members;
  const cause = causeIn(why);
  if (
    members.length !== 4 ||
    typeof observedAt !== "number" ||
    typeof recordedAt !== "number" ||
    typeof bornAt !== "number"
  )
    throw unreadable("three times and a cause");
  if (cause === undefined) throw unreadable("a cause: by event or sweep, with eventId, event and actor as texts");
  return { observedAt, recordedAt, bornAt, cause };
};

const isTags = (json: Json | undefined): json is Facts["tags"] => isRecord(json) && Object.values(json).every(isText);

/** What is known of a resource: its outline's facts, with what is not in an outline. */
export const factsIn = (key: string, outlined: Outline["facts"], text: string): Facts => {
  const { members, unreadable } = listIn(key, "rest", text);
  const [name, tags, details] = members;
  if (members.length !== 3 || !isText(name) || !isTags(tags) || !isRecord(details))
    throw unreadable("a name, tags and details");
  return { name, tags, ...outlined, details: { ...outlined.details, ...details } };
};

/** How the outlines of instances begin, in the formats of which an instance's outline ends with `launchedAt` and `trueFrom`. */
const instanceBegins = [`[${rowFormat},"instance",`, '["instance",'];

/** An instance by its outline's text: what it has in common with all that are alike, and since when it runs. */
export interface CountedInstance {
  readonly kind: string;
  readonly since: number;
}

/**
 * Counts without taking apart: the outlines of instances that are alike are the same text but for the end, `…,"2026-01-01T00:00:00.000Z",
 * 1767225600000]`, or null in the place of the first. To cut that off is by far not as much work as to parse 100,000 lists. Undefined for
 * what is no instance, or does not end so.
 */
export const countedInstance = (text: string): CountedInstance | undefined => {
  if (!instanceBegins.some((begin) => text.startsWith(begin))) return undefined;
  const comma = text.lastIndexOf(",");
  const end = text.lastIndexOf(",", comma - 1);
  const trueFrom = Number(text.slice(comma + 1, -1));
  if (!Number.isFinite(trueFrom) || !text.endsWith("]")) return undefined;
  const kind = text.slice(0, end);
  if (text.startsWith("null", end + 1) && comma === end + 5) return { kind, since: trueFrom };
  const launched = Date.parse(text.slice(end + 2, comma - 1));
  return Number.isFinite(launched) && text[end + 1] === '"' && text[comma - 1] === '"'
    ? { kind, since: launched }
    : undefined;
};

/** What an outline of an instance has in common with all that are alike. */
export const kindFacts = ({ facts: { details, ...facts } }: Outline): Outline["facts"] => {
  const { launchedAt: _, ...common } = details;
  return { ...facts, details: common };
};
