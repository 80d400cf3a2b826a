/**
 * What one installation tells another of its environments: not the events that AWS sent it, but what its own inventory makes of them. A
 * report says all of an environment, so that the newest is enough, in whatever order they come; and now and then one says which
 * environments there are, so that none outlives its end.
 */
import * as z from "zod";
import type { SideRelease } from "../queries/versions.ts";

/** The event's type. */
export const environmentsReported = "Sarcelle Environments Reported";

const sideSchema = z.object({
  side: z.enum(["blue", "green"]).nullable(),
  version: z.string().nullable(),
  commit: z.string().nullable(),
  since: z.number(),
  healthy: z.int(),
  total: z.int(),
  active: z.boolean(),
  traffic: z.array(z.object({ arn: z.string(), percent: z.number() })),
});

const environmentSchema = z.object({ environment: z.string().min(1), sides: z.array(sideSchema) });

/** Members that a later version adds are passed over. */
export const reportSchema = z.object({
  /** The installation: the deployed stack's name. */
  stack: z.string().min(1),
  /** As of when it is so, in milliseconds since the epoch. */
  asOf: z.number(),
  environments: z.array(environmentSchema),
  /** All that there are; only now and then. */
  all: z.array(z.string()).optional(),
});

export type EnvironmentsReport = z.infer<typeof reportSchema>;
export type ReportedEnvironment = z.infer<typeof environmentSchema>;

/** What an event may be large: EventBridge takes 256 KB, and names of things take more bytes than characters. */
const mostCharacters = 100_000;

/** In parts that an event can carry. */
const parted = (environments: readonly ReportedEnvironment[]): readonly (readonly ReportedEnvironment[])[] => {
  const parts: ReportedEnvironment[][] = [[]];
  let size = 0;
  for (const each of environments) {
    const more = JSON.stringify(each).length;
    if (size > 0 && size + more > mostCharacters) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(each);
    size += more;
  }
  return parts;
};

/**
 * The reports of the environments that were looked at. One that has nothing any more is reported so. `all` says which there are, and comes
 * last.
 */
export const reportsOf = (
  looked: readonly string[],
  releases: readonly SideRelease[],
  { stack, asOf, all }: Pick<EnvironmentsReport, "stack" | "asOf"> & { readonly all?: readonly string[] },
): readonly EnvironmentsReport[] => {
  const bySide = Map.groupBy(releases, ({ environment }) => environment);
  const environments = looked
    .filter((name) => name !== "")
    .map((environment) => ({
      environment,
      sides: (bySide.get(environment) ?? []).map(({ environment: _, ...side }) => ({
        ...side,
        traffic: [...side.traffic],
      })),
    }));
  const parts = parted(environments).filter((part) => part.length > 0);
  return [
    ...parts.map((part) => ({ stack, asOf, environments: [...part] })),
    ...(all === undefined ? [] : [{ stack, asOf, environments: [], all: [...all] }]),
  ];
};
