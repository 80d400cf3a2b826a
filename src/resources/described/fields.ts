/**
 * What each field that AWS describes is to a copy of the resource. Tables of these classify every field of a described
 * resource; a field in no table stops the upgrade, since nobody decided whether the copy needs it.
 */
import type { State } from "../../changes/change.ts";
import { UnknownField } from "../../errors.ts";
import { compact } from "./plain.ts";

export type Field =
  /** A setting: a copy has the same, or another one on purpose. */
  | "configuration"
  /** Names the resource, or is given by AWS when the resource is made: a copy has its own. */
  | "identity"
  /** What AWS observes or moves: not a setting. */
  | "runtime"
  /** Follows from other fields. */
  | "derived"
  /** A setting that is written as a resource of its own. */
  | "apart"
  | Refused;

/** A setting with which the resource cannot be copied; `when` says for which values, by default for any. */
export interface Refused {
  readonly refused: string;
  readonly when?: (value: unknown) => boolean;
}

/** One entry for each field of the type that the SDK describes: a field that a new SDK brings does not compile without one. */
export type Fields<Described> = { readonly [Name in keyof Required<Described>]: Field };

type Table = { readonly [field: string]: Field };

/** The settings among what AWS describes. */
export const configurationOf = (fields: Table, described: object): State =>
  compact(Object.fromEntries(Object.entries(described).filter(([field]) => fields[field] === "configuration")));

/** Throws `UnknownField` if the resource has a field that no table knows, or settings with which it cannot be copied: it names all of those. */
export const refuseUncopyable = (resource: string, fields: Table, described: object): void => {
  const refused = Object.entries(compact(described as Record<string, unknown>)).flatMap(([name, value]) => {
    const field = fields[name];
    if (field === undefined)
      throw new UnknownField(
        `${resource} has the field ${name} = ${JSON.stringify(value)}, which this version of Sarcelle does not know how to copy. Nothing was changed.`,
      );
    const isRefused = typeof field === "object" && (field.when?.(value) ?? true);
    return isRefused ? [`${name} = ${JSON.stringify(value)}; ${field.refused}`] : [];
  });
  if (refused.length > 0)
    throw new UnknownField(`${resource} cannot be copied: ${refused.join(". ")}. Nothing was changed.`);
};
