/** Counts instances as the index `releases` has them, without taking each apart. */
import type { Crew } from "../../inventory/queries/population.ts";
import { type Item, outlineOf } from "./table.ts";

const ofInstance = '["instance",';

/**
 * The outlines of instances that are alike are the same text but for the end, `launchedAt` and `trueFrom`. 100,000 instances are counted
 * by that text, and only one of each kind is taken apart.
 */
export const crewCount = () => {
  const counted = new Map<string, { since: number; readonly ids: string[] }>();
  return {
    /** Counts an instance, and answers whether it was one. */
    add({ pk, outline }: Item): boolean {
      const [arn, text] = [pk?.S ?? "", outline?.S ?? ""];
      if (!text.startsWith(ofInstance)) return false;
      const comma = text.lastIndexOf(",");
      const end = text.lastIndexOf(",", comma - 1);
      const kind = text.slice(0, end);
      // `…,"2026-01-01T00:00:00.000Z",1767225600000]`, or null for the first: by far not as much work as to parse it.
      const launched = Date.parse(text.slice(end + 2, comma - 1));
      const since = Number.isFinite(launched) ? launched : Number(text.slice(comma + 1, -1));
      const crew = counted.get(kind) ?? { since: Infinity, ids: [] };
      counted.set(kind, crew);
      crew.since = Math.min(crew.since, since);
      crew.ids.push(arn.slice(arn.lastIndexOf("/") + 1));
      return true;
    },
    crews: (): readonly Crew[] =>
      [...counted].map(([kind, crew]) => ({
        facts: outlineOf({ pk: { S: "" }, outline: { S: `${kind},null,0]` } }).facts,
        ...crew,
      })),
  };
};
