/** A recording of AWS held against one of the playground: of each operation, what is answered in which form. */
import type { RecordedCall } from "./recorder.ts";

/** What was seen at a place in the answers of an operation. */
interface Seen {
  /** `string`, `number`, `boolean`, `list`, `members`. */
  readonly kinds: Set<string>;
  /** Words, numbers and truth values; texts with more to them than a word are not compared. */
  readonly values: Set<string>;
}

type Places = Map<string, Seen>;

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "list" : typeof value === "object" ? "members" : typeof value;

const isWord = (value: unknown): boolean =>
  typeof value === "boolean" || (typeof value === "string" && /^[A-Za-z][\w:.-]{0,40}$/.test(value));

/** Members whose names are what somebody called a thing, and no fields. */
const namedByPeople = /\.(Item|ExpressionAttributeValues|Key)$/;

const look = (places: Places, path: string, value: unknown): void => {
  if (value === undefined || value === null) return;
  const seen = places.get(path) ?? { kinds: new Set(), values: new Set() };
  places.set(path, seen);
  seen.kinds.add(kindOf(value));
  if (isWord(value)) seen.values.add(String(value));
  if (Array.isArray(value)) for (const item of value) look(places, `${path}[]`, item);
  else if (typeof value === "object" && !namedByPeople.test(path))
    for (const [member, held] of Object.entries(value)) look(places, `${path}.${member}`, held);
};

/** Every place in the answers and errors of each operation. */
const placesOf = (calls: readonly RecordedCall[]): ReadonlyMap<string, Places> => {
  const operations = new Map<string, Places>();
  for (const { operation, output, error } of calls) {
    const places = operations.get(operation) ?? new Map<string, Seen>();
    operations.set(operation, places);
    look(places, "answer", output);
    if (error !== undefined) look(places, `error ${error.name}`, { message: error.message, status: error.status });
  }
  return operations;
};

/** A word that only one of them said is no difference where there are many. */
const mostWords = 8;

const wordsBeyond = (of: Seen, other: Seen): string =>
  [...of.values].filter((word) => !other.values.has(word)).join(", ") || "nothing else";

const differencesAt = (place: string, aws: Seen | undefined, here: Seen | undefined): readonly string[] => {
  if (aws === undefined) return [`${place}: only the playground has it`];
  if (here === undefined) return [`${place}: only AWS has it`];
  const kinds = [aws, here].map((seen) => [...seen.kinds].toSorted().join(" or "));
  if (kinds[0] !== kinds[1]) return [`${place}: ${kinds[0]} of AWS, ${kinds[1]} of the playground`];
  if (aws.values.size + here.values.size > mostWords) return [];
  const beyond = [wordsBeyond(aws, here), wordsBeyond(here, aws)];
  if (beyond.every((words) => words === "nothing else")) return [];
  return [`${place}: AWS says besides ${beyond[0]}, the playground ${beyond[1]}`];
};

/** Whether what stands above it is missing on one side as well: that says it already. */
const isWithin = (place: string, missing: readonly string[]): boolean =>
  missing.some((above) => place.startsWith(`${above}.`) || place.startsWith(`${above}[]`));

/** Every difference, a line each, by operation and place. */
export const differencesBetween = (
  aws: readonly RecordedCall[],
  playground: readonly RecordedCall[],
): readonly string[] => {
  const [there, here] = [placesOf(aws), placesOf(playground)];
  return [...new Set([...there.keys(), ...here.keys()])].toSorted().flatMap((operation) => {
    const [theirs, ours] = [there.get(operation), here.get(operation)];
    if (theirs === undefined) return [`${operation}: only the playground was asked`];
    if (ours === undefined) return [`${operation}: only AWS was asked`];
    const missing: string[] = [];
    return [...new Set([...theirs.keys(), ...ours.keys()])].toSorted().flatMap((place) => {
      if (isWithin(place, missing)) return [];
      const [its, own] = [theirs.get(place), ours.get(place)];
      if (its === undefined || own === undefined) missing.push(place);
      return differencesAt(`${operation} ${place}`, its, own);
    });
  });
};
