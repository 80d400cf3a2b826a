/** What is null in a request: a member that is null is none, and a list holds no nulls. */
import { type DynamoDbJson, engineError } from "./engine-error.ts";

const holdsNull = (value: unknown): boolean =>
  value === null || (typeof value === "object" && Object.values(value).some(holdsNull));

const cleared = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    if (value.includes(null)) throw engineError({ __type: "com.amazon.coral.service#SerializationException" });
    return value.map(cleared);
  }
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).filter(([, held]) => held !== null);
  return Object.fromEntries(members.map(([name, held]) => [name, cleared(held)]));
};

/** The request without its members that are null. Throws an EngineError for one that is no object, and for a list with a null in it. */
export const withoutNull = (request: DynamoDbJson): DynamoDbJson => {
  const given: unknown = request;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw engineError({ __type: "com.amazon.coral.service#SerializationException" });
  return holdsNull(given) ? (cleared(given) as DynamoDbJson) : request;
};
