/** An event as AWS's rule engine sees it: https://github.com/aws/event-ruler#and-and-or-relationship-among-fields-with-ruler */
import type { FieldValue } from "./operators.ts";

/** In which element of each array of the event a value stands, by the arrays' numbers. */
export type Membership = ReadonlyMap<number, number>;

/** One value of a field. */
export interface EventField {
  readonly value: FieldValue;
  readonly membership: Membership;
}

/** The values of an event by the names on the way to them, joined by dots: a dot in a name joins as well. */
export type EventFields = ReadonlyMap<string, readonly EventField[]>;

/** Takes an event apart. Objects and arrays are no values themselves, so one that is empty is not there. */
export const eventFields = (event: Readonly<Record<string, unknown>>): EventFields => {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;
  const add = (name: string | undefined, value: unknown, membership: Membership): void => {
    if (Array.isArray(value)) {
      const array = arrays++;
      for (const [index, element] of value.entries()) {
        const isValue = typeof element !== "object" || element === null;
        // Values side by side in one array do not exclude each other; what stands in different objects of it does.
        add(name, element, isValue ? membership : new Map([...membership, [array, index]]));
      }
    } else if (typeof value === "object" && value !== null) {
      for (const [own, inner] of Object.entries(value))
        add(name === undefined ? own : `${name}.${own}`, inner, membership);
    } else if (value !== undefined && name !== undefined) {
      const field = { value: value as FieldValue, membership };
      const known = fields.get(name);
      if (known === undefined) fields.set(name, [field]);
      else known.push(field);
    }
  };
  add(undefined, event, new Map());
  return fields;
};

/** What both say together; undefined if they name different elements of an array. */
export const together = (one: Membership, other: Membership): Membership | undefined => {
  if (one.size === 0) return other;
  for (const [array, index] of other) if ((one.get(array) ?? index) !== index) return undefined;
  return new Map([...one, ...other]);
};
