/** Reads of several resources of a kind that are asked for at the same time, in one call. */
import type { State } from "./change.ts";
import type { Kinds, ResourceKind } from "./resource-kind.ts";

interface Asked {
  readonly id: string;
  readonly answer: (state: Promise<State | null>) => void;
}

const inOneCall = (kind: ResourceKind): ResourceKind => {
  const { readTogether } = kind;
  if (readTogether === undefined) return kind;
  let waiting: Asked[] = [];

  const readAll = async (): Promise<void> => {
    const asked = waiting;
    waiting = [];
    const ids = [...new Set(asked.map(({ id }) => id))];
    // One that is not there, or not as it should be, may fail the call for all: then each hears of its own.
    const found = ids.length === 1 ? undefined : await readTogether(ids).catch(() => undefined);
    for (const { id, answer } of asked)
      answer(found === undefined ? kind.read(id) : Promise.resolve(found.get(id) ?? null));
  };

  return {
    ...kind,
    read: (id) =>
      new Promise((answer) => {
        waiting.push({ id, answer });
        // Whoever goes side by side with it asks within a few turns of the microtasks.
        if (waiting.length === 1)
          void Promise.resolve()
            .then(() => Promise.resolve())
            .then(readAll);
      }),
  };
};

/** The kinds, each of which reads in one call what it is asked for at the same time. For one run of one function: others' reads are their own. */
export const readingTogether = (kinds: Kinds): Kinds =>
  Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, inOneCall(kind)]));
