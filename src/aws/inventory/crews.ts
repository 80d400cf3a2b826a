/** Counts instances as the index `releases` has them, without taking each apart. */
import { idOf } from "../../inventory/arn.ts";
import { launchedAt, type Outline } from "../../inventory/attributes.ts";
import type { Crew } from "../../inventory/queries/population.ts";
import { readEach, type Tell } from "../stored.ts";
import type { Item } from "../table.ts";
import { countedInstance, kindFacts } from "./row-format.ts";
import { arnOfItem, outlineOf, rowKey } from "./table.ts";

interface Counted {
  /** The first of them: what they have in common is read of it alone. */
  readonly first: Item;
  since: number;
  readonly ids: string[];
}

/** 100,000 instances are counted by what they have in common, and only one of each kind is taken apart. */
export const crewCount = () => {
  const counted = new Map<string, Counted>();
  const single: Crew[] = [];
  return {
    /** Counts an instance by its text, and answers whether it could. */
    add(item: Item): boolean {
      const instance = countedInstance(item.outline?.S ?? "");
      if (instance === undefined) return false;
      const { kind, since } = instance;
      const crew = counted.get(kind) ?? { first: item, since, ids: [] };
      counted.set(kind, crew);
      crew.since = Math.min(crew.since, since);
      const arn = arnOfItem(item);
      crew.ids.push(arn.slice(arn.lastIndexOf("/") + 1));
      return true;
    },
    /** Counts an instance that had to be taken apart. */
    addOutline(outline: Outline): void {
      single.push({ facts: kindFacts(outline), since: launchedAt(outline), ids: [idOf(outline.ref)] });
    },
    /** All of them; tells of a kind that cannot be read by the key of its first. */
    crews: (tell?: Tell): readonly Crew[] => [
      ...readEach(
        [...counted.values()],
        ({ first, since, ids }): Crew => ({ facts: kindFacts(outlineOf(first)), since, ids }),
        ({ first, ids }) => (ids.length === 1 ? rowKey(first) : `${rowKey(first)} and ${ids.length - 1} like it`),
        tell,
      ),
      ...single,
    ],
  };
};
