/** A JSON value. Values are never changed in place, so states, variables and history may share them. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [member: string]: Json };

/** Whether it is an object and no array: of what was parsed from JSON, so that its members are JSON too. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
