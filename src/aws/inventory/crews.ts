/** Counts instances as the index `releases` has them, without taking each apart. */
import { launchedAt } from "../../inventory/attributes.ts";
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
      const end = text.lastIndexOf(",", text.lastIndexOf(",") - 1);
      const kind = text.slice(0, end);
      const [launched, trueFrom] = JSON.parse(`[${text.slice(end + 1)}`);
      const crew = counted.get(kind) ?? { since: Infinity, ids: [] };
      counted.set(kind, crew);
      crew.since = Math.min(crew.since, launchedAt({ facts: { details: { launchedAt: launched } }, trueFrom }));
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
