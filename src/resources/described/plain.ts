import type { Json, State } from "../../changes/change.ts";

/** What AWS describes, as plain JSON: dates are ISO 8601 strings, members that are not there are left out. */
export type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Element)[]
    ? readonly Plain<Element>[]
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;

/** What the SDK answers as it would stand in a journal: only JSON. */
export const plain = <T>(described: T): Plain<T> => JSON.parse(JSON.stringify(described)) as Plain<T>;

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

/** A state without the attributes that hold nothing: AWS describes an unset field as absent, empty, or an empty list. */
export const compact = (state: { readonly [attribute: string]: unknown }): State =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => !isEmpty(value))) as State;

/** A state as the parameters of the call that makes it: states of whole resources keep AWS's own names and shapes. */
export const asInput = <Input>(state: Json): Input => state as unknown as Input;

/** Whether it is an object with members: neither null nor a list. */
export const isRecord = (json: unknown): json is { readonly [key: string]: Json } =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** A copy in alphabetical order: AWS describes sets as lists in any order. Empty for undefined. */
export const sorted = <T extends string>(values: readonly T[] | undefined): readonly T[] => [...(values ?? [])].sort();
