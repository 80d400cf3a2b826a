/**
 * The texts of an inventory row, and what they mean: the one place that knows. A row has three lists in JSON, since writes are billed by
 * the kilobyte begun, an instance fits into one, and the SDK takes many times as long for as many attributes:
 *
 * - `outline`: the format's number, whose the resource is, and which release it has. The index `releases` holds it alone, and is written only
 *   when one of these changes: what is projected into an index is paid for with each change of it.
 *   https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-indexes-general.html
 * - `told`: since when it is so, when and why it was recorded.
 * - `rest`: the name, the tags and the details.
 *
 * A member is known by its place. So a list never changes: another list is another format, with the next number and readers of its own. Rows
 * are kept for more than a year, and a list that is longer or shorter than its format says is refused.
 */
import type { Json } from "../../changes/change.ts";
import type { Side } from "../../deployment/environment.ts";
import { Unreadable } from "../../errors.ts";
import type { Released } from "../../inventory/attributes.ts";
import type { Cause, Facts, ResourceType, Row, TypedArn } from "../../inventory/model.ts";
import { isRecord } from "../../resources/described/plain.ts";
import { jsonIn, knownFormat } from "../stored.ts";

/** The format that is written. Format 0, version 0.1's, is format 1 without a number. */
export const rowFormat = 2;

/** Up to format 1 an outline had some of the details, by type, and since when they were so. */
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
  const { environment, side, version, commit } = known ?? {};
  return {
    outline: JSON.stringify([rowFormat, ref.type, environment, side, version, commit]),
    told: JSON.stringify([observedAt, recordedAt, bornAt, cause, trueFrom, launchesSince]),
    ...(known === null ? {} : { rest: JSON.stringify([known.name, known.tags, known.details]) }),
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

const isText = (json: Json | undefined): json is string => typeof json === "string";
const isTextOrNull = (json: Json | undefined): json is string | null => json === null || isText(json);
const isSideOrNull = (json: Json | undefined): json is Side | null =>
  json === null || json === "blue" || json === "green";
const isNumber = (json: Json | undefined): json is number => typeof json === "number";
const isNumberOrNull = (json: Json | undefined): json is number | null => json === null || isNumber(json);
const isResourceType = (json: Json | undefined): json is ResourceType =>
  isText(json) && Object.hasOwn(outlinedDetails, json);

/** What the outlines of earlier formats had besides. */
interface OutlinedEarlier {
  readonly details: Facts["details"];
  readonly trueFrom: number;
  readonly launchesSince: number | null;
}

const releasedBy = (
  ref: TypedArn,
  [environment, side, version, commit]: readonly Json[],
  unreadable: (expected: string) => Unreadable,
): Released => {
  if (!isTextOrNull(environment) || !isSideOrNull(side) || !isTextOrNull(version) || !isTextOrNull(commit))
    throw unreadable("environment, side, version and commit as texts or null");
  return {
    ref,
    facts: {
      ...(environment === null ? {} : { environment }),
      ...(side === null ? {} : { side }),
      ...(version === null ? {} : { version }),
      ...(commit === null ? {} : { commit }),
    },
  };
};

/** Environment, side, version and commit; in earlier formats behind them since when a group launches what it launches. */
const [whoseMembers, earlierWhoseMembers] = [4, 5];

const outlinedEarlier = (
  type: ResourceType,
  [launchesSince, ...outlined]: readonly Json[],
  unreadable: (expected: string) => Unreadable,
): OutlinedEarlier => {
  const names = outlinedDetails[type];
  const trueFrom = outlined[names.length];
  if (outlined.length !== names.length + 1 || !isNumber(trueFrom))
    throw unreadable(`${earlierWhoseMembers + names.length} members between '${type}' and a time`);
  if (!isNumberOrNull(launchesSince)) throw unreadable("the time since which it launches, or null");
  const values = names.map((name, at) => [name, outlined[at] ?? null] as const);
  return { details: Object.fromEntries(values.filter(([, value]) => value !== null)), trueFrom, launchesSince };
};

/** What an outline's text says of the resource `arn`. Throws `Unreadable` or `WrittenByLaterVersion`, with `key`. */
const outlineIn = (
  key: string,
  arn: string,
  text: string,
): { readonly released: Released; readonly earlier?: OutlinedEarlier } => {
  const { members, unreadable } = listIn(key, "outline", text);
  const [first] = members;
  const format = knownFormat(key, isNumber(first) ? first : undefined, rowFormat);
  const [type, ...others] = format === 0 ? members : members.slice(1);
  if (!isResourceType(type)) throw unreadable("the type of a resource");
  const isEarlier = format < 2;
  if (!isEarlier && others.length !== whoseMembers) throw unreadable(`${whoseMembers} members behind '${type}'`);
  const earlier = isEarlier ? outlinedEarlier(type, others.slice(whoseMembers), unreadable) : undefined;
  return {
    released: releasedBy({ type, arn }, others, unreadable),
    ...(earlier === undefined ? {} : { earlier }),
  };
};

/** Of the index `releases`: whose the resource `arn` is, and which release it has. Throws `Unreadable` or `WrittenByLaterVersion`, with `key`. */
export const releasedIn = (key: string, arn: string, outline: string): Released =>
  outlineIn(key, arn, outline).released;

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

/** Since when a row is true, when and why it was recorded. */
type Told = Pick<Row, "ref" | "trueFrom" | "launchesSince" | "observedAt" | "recordedAt" | "bornAt" | "cause">;

const toldBy = (key: string, text: string, ref: TypedArn, earlier: OutlinedEarlier | undefined): Told => {
  const { members, unreadable } = listIn(key, "told", text);
  const [observedAt, recordedAt, bornAt, why, ...later] = members;
  const [trueFrom, launchesSince] = earlier === undefined ? later : [earlier.trueFrom, earlier.launchesSince];
  const cause = causeIn(why);
  if (
    later.length !== (earlier === undefined ? 2 : 0) ||
    !isNumber(observedAt) ||
    !isNumber(recordedAt) ||
    !isNumber(bornAt) ||
    !isNumber(trueFrom) ||
    !isNumberOrNull(launchesSince)
  )
    throw unreadable(
      earlier === undefined
        ? "three times, a cause, the time from which it is true, and that since which it launches or null"
        : "three times and a cause",
    );
  if (cause === undefined) throw unreadable("a cause: by event or sweep, with eventId, event and actor as texts");
  return {
    ref,
    trueFrom,
    observedAt,
    recordedAt,
    bornAt,
    cause,
    ...(launchesSince === null ? {} : { launchesSince }),
  };
};

/** Since when the row of the resource `arn` is true, when and why it was recorded. Throws `Unreadable` or `WrittenByLaterVersion`, with `key`. */
export const toldIn = (key: string, arn: string, { outline, told }: Pick<RowTexts, "outline" | "told">): Told => {
  const { released, earlier } = outlineIn(key, arn, outline);
  return toldBy(key, told, released.ref, earlier);
};

const isTags = (json: Json | undefined): json is Facts["tags"] => isRecord(json) && Object.values(json).every(isText);

const knownBy = (key: string, text: string, whose: Released["facts"], earlier: OutlinedEarlier | undefined): Facts => {
  const { members, unreadable } = listIn(key, "rest", text);
  const [name, tags, details] = members;
  if (members.length !== 3 || !isText(name) || !isTags(tags) || !isRecord(details))
    throw unreadable("a name, tags and details");
  return { name, tags, ...whose, details: { ...earlier?.details, ...details } };
};

/** All that the texts of the resource `arn` say: what is known is what it is, or was last. Throws `Unreadable` or `WrittenByLaterVersion`, with `key`. */
export const rowIn = (
  key: string,
  arn: string,
  { outline, told, rest }: RowTexts,
): { readonly told: Told; readonly known: Facts | null } => {
  const { released, earlier } = outlineIn(key, arn, outline);
  return {
    told: toldBy(key, told, released.ref, earlier),
    known: rest === undefined ? null : knownBy(key, rest, released.facts, earlier),
  };
};
